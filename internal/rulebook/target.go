package rulebook

import "attune/internal/fault"

// targets are the aims of earning: each target opened by the day (rules.md, 4).
func (h *hearing) targets() ([]aim, error) {
	var aims []aim
	for _, t := range h.facts.Targets {
		if t.OpenedOn > h.asOf {
			continue
		}
		c := h.edition.byCategory[t.Category]
		if c == nil {
			return nil, fault.New(fault.Invalid, "The rules (edition %s) know no category %q, the target of person %s.",
				h.edition.name, t.Category, h.facts.Person.External)
		}
		demand := h.association.demand(c)
		aims = append(aims, aim{
			purpose: Purpose{Kind: Earning, Category: t.Category}, category: c, degree: t.Degree, opened: t.OpenedOn,
			window: &h.association.Window, required: demand.Minutes, minMonths: demand.Window.MinMonths,
			focus: demand.Focus, provided: demand.Provided, askedBy: demand.Source, monthsBy: demand.Window.Source,
		})
	}
	return aims, nil
}

// finish says what is missing and whether the purpose is satisfied (rules.md, 4.3). A category with no hours to earn
// is satisfied at once.
func (j *Judgement) finish() {
	if j.Required > 0 {
		j.Missing = j.lacks()
	}
	j.Satisfied = len(j.Missing) == 0
}

// lacks is what is missing, in the order of a report.
func (j *Judgement) lacks() []Missing {
	missing := []Missing{}
	if j.Counted < j.Required {
		missing = append(missing, MissingMinutes)
	}
	if j.Months < j.MinMonths {
		missing = append(missing, MissingMonths)
	}
	for _, need := range j.FocusNeeds {
		if need.Had < need.Required {
			missing = append(missing, MissingFocus)
			break
		}
	}
	if j.Provided.Had < j.Provided.Required {
		missing = append(missing, MissingProvided)
	}
	return missing
}
