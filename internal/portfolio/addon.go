package portfolio

import (
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// earns tells whether the way to an add-on is shown: the person does not hold it endorsed, and either holds it otherwise or
// is endorsed today in one of its base categories.
func (p Portfolio) earns(rules *rulebook.Edition, a rulebook.AddOn, today day.Date) bool {
	begun := false
	for _, c := range p.Credentials {
		if !c.Span.Contains(today) {
			continue
		}
		switch {
		case c.Category == a.Code && c.Status == roster.Endorsed:
			return false
		case c.Category == a.Code:
			begun = true
		case c.Status == roster.Endorsed && slices.ContainsFunc(a.RequiresAny, func(base roster.Category) bool { return isPair(rules, c.Category, base) }):
			begun = true
		}
	}
	return begun
}

// isPair tells whether a category is another or its twin.
func isPair(rules *rulebook.Edition, code, other roster.Category) bool {
	c, _ := rules.Category(code)
	return code == other || c.Twin == other
}

// toAddOn is the way to an add-on: hours received about what it is for, training, and having given reflective supervision.
func (p Portfolio) toAddOn(rules *rulebook.Edition, a rulebook.AddOn) Way {
	w := Way{Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: a.Code}}
	if a.EarnFocus != nil {
		r := Requirement{Kind: Focused, What: string(a.EarnFocus.Focus), Need: a.EarnFocus.Required, Basis: a.Basis}
		for _, e := range p.Received {
			if e.Focus == a.EarnFocus.Focus && e.Kind == roster.Reflective {
				r.Sum.Confirmed += e.Minutes
			}
		}
		r.State = r.Sum.state(r.Need)
		w.Requirements = append(w.Requirements, r)
	}
	if need, ok := rules.Training(a.Code); ok {
		w.Requirements = append(w.Requirements, p.training(need, day.Span{}, false)...)
	}
	if need, ok := rules.Providing(a.Code); ok {
		months := make(map[day.Month]bool)
		for _, e := range p.Provided {
			if e.Kind == roster.Reflective {
				months[p.dateOf(rules, e).Month()] = true
			}
		}
		r := Requirement{Kind: Providing, Need: need.Months, Sum: Sum{Confirmed: len(months)}, Basis: need.Basis}
		r.State = r.Sum.state(r.Need)
		w.Requirements = append(w.Requirements, r)
	}
	return w
}

// dateOf is the local date of an entry, in the zone of the person's association.
func (p Portfolio) dateOf(rules *rulebook.Edition, e ledger.Entry) day.Date {
	zone := time.UTC
	if a, ok := rules.Association(p.Person.Association); ok {
		zone = a.Zone
	}
	return day.At(e.Started, zone)
}
