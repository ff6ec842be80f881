package rulebook

import (
	"cmp"
	"slices"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Judge judges every purpose of one person as of a day, local to the person's association, by rules.md, 3 to 5:
// each target opened and each renewal period begun by then, in the order of a report (earning before renewal, then
// category, then period). It keeps nothing of f. The error is a fault of kind Invalid where the edition does not
// know the person's association or the category of a target.
func (e *Edition) Judge(f Facts, asOf day.Date) ([]Judgement, error) {
	a := e.byAssociation[f.Person.Association]
	if a == nil {
		return nil, fault.New(fault.Invalid, "The rules (edition %s) know no association %q, so the hours of person %s cannot be judged.",
			e.name, f.Person.Association, f.Person.External)
	}
	h := &hearing{edition: e, association: a, facts: &f, asOf: asOf}
	aims, err := h.aims()
	if err != nil {
		return nil, err
	}
	h.hear()
	judged := make([]Judgement, len(aims))
	for i := range aims {
		judged[i] = h.judge(&aims[i])
	}
	return judged, nil
}

// hearing is one person's facts, made ready once for all purposes.
type hearing struct {
	edition     *Edition
	association *Association
	facts       *Facts
	asOf        day.Date
	items       []item // received and dated by asOf, by actual start, then session id
	decisions   map[decisionKey]*Decision
}

// item is one received entry with what does not depend on the purpose.
type item struct {
	entry      *ledger.Entry
	date       day.Date // local
	minutes    int      // what is left after overlap; the full minutes where overlapped
	overlapped bool     // nothing is left
	lead       []roster.Credential
}

type decisionKey struct {
	session schedule.SessionID
	version int
	purpose Purpose
}

// aim is one purpose and what the rules ask for it.
type aim struct {
	purpose   Purpose
	category  *Category
	degree    roster.Degree // the applicant's; for a renewal that of the credential
	opened    day.Date      // for a renewal the day the credential began
	span      day.Span      // entries dated in it are judged; zero for a target
	window    *Window       // nil for a renewal, which has none
	required  int
	minMonths int
	focus     []FocusNeed // shared with the edition, not to be changed
	provided  int
	exception *Exception // of a renewal; nil where none applies
	askedBy   []string   // sources of the hours asked for
	monthsBy  []string   // sources of the months asked for
}

// peersCount tells whether peer meetings count toward the purpose.
func (a *aim) peersCount() bool { return a.exception != nil && a.exception.PeerCounts }

// aims are the person's purposes in the order of a report.
func (h *hearing) aims() ([]aim, error) {
	aims, err := h.targets()
	if err != nil {
		return nil, err
	}
	aims = append(aims, h.renewals()...)
	slices.SortStableFunc(aims, func(a, b aim) int {
		return cmp.Or(cmp.Compare(a.purpose.Kind, b.purpose.Kind), cmp.Compare(a.purpose.Category, b.purpose.Category),
			cmp.Compare(a.purpose.Period, b.purpose.Period))
	})
	return slices.CompactFunc(aims, func(a, b aim) bool { return a.purpose == b.purpose }), nil
}

// hear makes the entries ready: dated, in order, overlap taken off, each with the credentials of its lead.
func (h *hearing) hear() {
	h.items = make([]item, 0, len(h.facts.Received))
	for i := range h.facts.Received {
		entry := &h.facts.Received[i]
		d := day.At(entry.Started, h.association.Zone)
		if d <= h.asOf {
			h.items = append(h.items, item{
				entry: entry, date: d, minutes: entry.Minutes, lead: h.facts.Leads[entry.Lead],
			})
		}
	}
	slices.SortFunc(h.items, func(a, b item) int { return inOrder(a.entry, b.entry) })
	takeOverlapOff(h.items)
	if len(h.facts.Decisions) > 0 {
		h.indexDecisions()
	}
}

// inOrder compares entries by actual start, then session id (rules.md, 3, reason 1).
func inOrder(a, b *ledger.Entry) int {
	return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(a.SessionExternal, b.SessionExternal), cmp.Compare(a.Session, b.Session))
}

func (h *hearing) indexDecisions() {
	h.decisions = make(map[decisionKey]*Decision, len(h.facts.Decisions))
	for i := range h.facts.Decisions {
		if d := &h.facts.Decisions[i]; d.Person == h.facts.Person.ID {
			h.decisions[decisionKey{d.Session, d.Version, d.Purpose}] = d
		}
	}
}

// judge gives the verdict on each entry of the purpose, and then the figures.
func (h *hearing) judge(a *aim) Judgement {
	heard := h.within(a.span)
	j := Judgement{
		Purpose: a.purpose, Required: a.required, MinMonths: a.minMonths, AskedBy: a.askedBy, MonthsBy: a.monthsBy,
		FocusNeeds: slices.Clone(a.focus), Missing: []Missing{}, Entries: make([]Judged, len(heard)),
	}
	known := make(likenesses)
	for i := range heard {
		it := &heard[i]
		r := h.verdict(a, it)
		j.Entries[i] = Judged{
			Session: it.entry.Session, External: it.entry.SessionExternal, Version: it.entry.Version, Started: it.entry.Started,
			Date: it.date, Minutes: it.minutes, Verdict: r.verdict, Reason: r.reason, Source: r.source, HeldFor: r.heldFor,
			Lead: it.entry.Lead, Focus: it.entry.Focus,
		}
		if r.verdict == Counted {
			j.Entries[i].Lapses = h.lapses(known, a, it, r)
		}
	}
	if a.window != nil {
		j.choose(a.window, 0)
	}
	h.sum(&j, a, heard)
	return j
}

// within is the items dated in the span; all of them where it is zero. Items lie in order of their dates but where a
// clock goes back over midnight, which none does at the end of a year, where spans begin and end.
func (h *hearing) within(span day.Span) []item {
	if span == (day.Span{}) {
		return h.items
	}
	return h.items[h.firstFrom(span.From):h.firstFrom(span.To+1)]
}

// firstFrom is the index of the first item of the day or later.
func (h *hearing) firstFrom(d day.Date) int {
	i, _ := slices.BinarySearchFunc(h.items, d, func(it item, d day.Date) int { return cmp.Compare(it.date, d) })
	return i
}

// sum works the figures out from the verdicts (rules.md, 4.2 to 4.4, and 5.4).
func (h *hearing) sum(j *Judgement, a *aim, heard []item) {
	t := tally{limits: h.edition}
	for i := range heard {
		if j.Entries[i].Verdict == Counted {
			t.add(&heard[i])
		}
	}
	j.Sources, j.Warnings = t.givers(), t.warnings()
	if a.provided > 0 {
		j.Provided = Need{Required: a.provided, Had: h.provided()}
	}
	j.count()
	j.finish()
}

// count works out the figures that the entries alone decide: the minutes of each verdict, the months, and what was had of
// each focus.
func (j *Judgement) count() {
	j.Counted, j.Held, j.Rejected = 0, 0, 0
	for i := range j.FocusNeeds {
		j.FocusNeeds[i].Had = 0
	}
	var months []day.Month
	for i := range j.Entries {
		switch e := &j.Entries[i]; e.Verdict {
		case Counted:
			j.Counted += e.Minutes
			if month := e.Date.Month(); !slices.Contains(months, month) {
				months = append(months, month)
			}
			j.focused(e)
		case HeldBack:
			j.Held += e.Minutes
		case Rejected:
			j.Rejected += e.Minutes
		}
	}
	j.Months = len(months)
}

// focused adds a counted entry to the need of its focus, if there is one.
func (j *Judgement) focused(e *Judged) {
	for i := range j.FocusNeeds {
		if j.FocusNeeds[i].Focus == e.Focus {
			j.FocusNeeds[i].Had += e.Minutes
		}
	}
}

// provided is the reflective minutes the person gave, up to the day; no window applies (rules.md, 4.3).
func (h *hearing) provided() int {
	minutes := 0
	for i := range h.facts.Provided {
		if e := &h.facts.Provided[i]; e.Kind == roster.Reflective && day.At(e.Started, h.association.Zone) <= h.asOf {
			minutes += e.Minutes
		}
	}
	return minutes
}
