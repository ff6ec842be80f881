package rulebook

import (
	"slices"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// Planned is an hour to come, as far as a verdict on it rests on what is planned.
type Planned struct {
	Day      day.Date // local to the person's association
	Lead     roster.PersonID
	Kind     roster.Kind
	Modality roster.Modality
}

// Outlook is what would become of an hour to come, toward one purpose.
type Outlook struct {
	Purpose Purpose // a renewal's without its period: whichever one the day lies in
	Verdict Verdict
	Reason  Reason
}

// ForWantOfProvider tells whether it is who leads that keeps the hour from counting.
func (o Outlook) ForWantOfProvider() bool {
	return o.Reason == ProviderLapsed || o.Reason == ProviderNotQualified
}

// Foresee judges an hour to come by rules.md, 3, reasons 2 to 9, for everything that it could serve: targets opened by
// that day, and renewals of it. Facts need the person with employments, credentials and targets, and those of the lead.
// It is empty where the edition does not know the association or a target's category.
func (e *Edition) Foresee(f Facts, hour Planned) []Outlook {
	a := e.byAssociation[f.Person.Association]
	if a == nil {
		return nil
	}
	h := &hearing{edition: e, association: a, facts: &f, asOf: hour.Day}
	aims, err := h.aims()
	if err != nil {
		return nil
	}
	it := item{
		entry: &ledger.Entry{Lead: hour.Lead, Kind: hour.Kind, Modality: hour.Modality}, date: hour.Day, lead: f.Leads[hour.Lead],
	}
	var outlooks []Outlook
	for i := range aims {
		aim := &aims[i]
		if aim.required == 0 || aim.window == nil && !aim.span.Contains(hour.Day) {
			continue
		}
		r := h.verdict(aim, &it)
		outlooks = append(outlooks, Outlook{Purpose{Kind: aim.purpose.Kind, Category: aim.purpose.Category}, r.verdict, r.reason})
	}
	return outlooks
}

// Limit is what ends the time in which hours may rest on a credential.
type Limit string

// The limits.
const (
	Unlimited    Limit = ""
	OwnEnd       Limit = "end"           // its last day on record
	EmergingTerm Limit = "emerging_term" // an add-on that is emerging serves for some months (rules.md, 3, add_on)
	VettedTerm   Limit = "vetted_term"   // those who are vetted serve until a day that the association names
)

// Until is the last day on which hours can rest on the credential at the association, and what ends that; the zero Date
// where nothing does. A limit that was reached before the credential began leaves the day before it.
func (e *Edition) Until(code roster.Association, c roster.Credential) (day.Date, Limit) {
	last, limit := c.Span.To, OwnEnd
	if last == 0 {
		limit = Unlimited
	}
	sooner := func(d day.Date, l Limit) {
		if last == 0 || d < last {
			last, limit = d, l
		}
	}
	if addOn := e.byAddOn[c.Category]; addOn != nil && c.Status == roster.Emerging && addOn.EmergingMonths > 0 {
		sooner(c.Span.From.AddMonths(addOn.EmergingMonths).AddDays(-1), EmergingTerm)
	}
	if a := e.byAssociation[code]; a != nil && a.Vetted != nil && c.Status == roster.Vetted {
		sooner(max(a.Vetted.Until, c.Span.From.AddDays(-1)), VettedTerm)
	}
	return last, limit
}

// Bounds are the days on which what hours led by somebody with these credentials count toward may become something else,
// as far as the credentials and the providers named by the rules go; in order. Between two of them it stays what it is.
func (e *Edition) Bounds(code roster.Association, lead []roster.Credential) []day.Date {
	var days []day.Date
	for _, c := range lead {
		days = append(days, c.Span.From)
		if last, limit := e.Until(code, c); limit != Unlimited {
			days = append(days, last.AddDays(1))
		}
		if c.Span.To != 0 {
			days = append(days, c.Span.To.AddDays(1))
		}
	}
	for _, set := range e.sets {
		for _, g := range set {
			days = append(days, g.From, g.To)
		}
	}
	slices.Sort(days)
	return slices.DeleteFunc(slices.Compact(days), func(d day.Date) bool { return d == 0 })
}
