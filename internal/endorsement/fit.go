package endorsement

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Fit is an open group whose hours would bring somebody further toward a purpose.
type Fit struct {
	Group   roster.OpenGroup
	Monthly int    // minutes that count toward the purpose, a month, as it is planned for the next whole months
	Course  Course // what goes on as it does, and the group beside it
}

// fitMonths is how many whole months to come tell how a group meets.
const fitMonths = 3

// FitsWithin is how long before the sittings of groups end that Fits looks at, from now on: the rest of a month and the
// whole months after it.
const FitsWithin = (1 + fitMonths) * 31 * 24 * time.Hour

// Fits are the groups in which the person has a place to ask for, that do not meet while a session of theirs does, and
// whose hours would bring them further toward what is judged: first what brings it soonest, then what brings most. The
// group's next whole months are presumed to come again and again, each hour as long as it would count by what is on record,
// beside the rhythm or, where there is none, beside what is planned.
func (p Prospect) Fits(edition *rulebook.Edition, of rulebook.Judgement, pace Pace, groups []roster.OpenGroup, today day.Date) []Fit {
	t := track{edition, p.Facts.Person.Association, today}
	goes := pace.Rhythm
	if pace.Brought == 0 {
		goes = pace.Planned
	}
	var fits []Fit
	for _, g := range groups {
		if !p.mayJoin(g, today) || p.busy(g.Sittings) {
			continue
		}
		hours, monthly := p.brings(edition, of.Purpose, g, t)
		fit := Fit{g, monthly, t.run(of, merged(goes.Hours, hours))}
		if further(fit.Course, goes) {
			fits = append(fits, fit)
		}
	}
	slices.SortStableFunc(fits, func(a, b Fit) int {
		never := func(f Fit) int { return cmp.Compare(0, f.Course.Reached) } // -1 where it is reached, 0 where not
		return cmp.Or(never(a)-never(b), cmp.Compare(a.Course.Reached, b.Course.Reached), cmp.Compare(b.Monthly, a.Monthly))
	})
	return fits
}

// mayJoin tells whether there is a place that the person can ask for and has not: with room, and nobody who waits for it.
func (p Prospect) mayJoin(g roster.OpenGroup, today day.Date) bool {
	person := p.Facts.Person.ID
	_, asked := g.LiveOf(person)
	if !g.Group.Open || g.Group.Provider == person || asked || g.Belongs(person, today) || len(g.Sittings) == 0 || len(g.Line()) > 0 {
		return false
	}
	free, known := g.Free(g.Sittings[0].Day)
	return free > 0 || !known
}

// busy tells whether the person has a session while the group has one.
func (p Prospect) busy(sittings []roster.Sitting) bool {
	return slices.ContainsFunc(sittings, func(s roster.Sitting) bool {
		return slices.ContainsFunc(p.Planned, func(own Planned) bool { return s.Starts.Before(own.Ends) && own.Starts.Before(s.Ends) })
	})
}

// brings are the hours of a group from the next month on, again and again, each as long as it would count on its day: not after
// the lead serves no more. Beside them is how many minutes a month count as it is planned.
func (p Prospect) brings(edition *rulebook.Edition, of rulebook.Purpose, g roster.OpenGroup, t track) ([]rulebook.Presumed, int) {
	association, _ := edition.Association(t.code)
	next := firstOf(t.today).AddMonths(1)
	basis := day.Span{From: next, To: next.AddMonths(fitMonths).AddDays(-1)}
	facts := p.Facts
	facts.Leads = map[roster.PersonID][]roster.Credential{}
	maps.Copy(facts.Leads, p.Facts.Leads)
	facts.Leads[g.Group.Provider] = g.Credentials
	counts := func(s roster.Sitting, on day.Date) bool {
		outlooks := edition.Foresee(facts, rulebook.Planned{Day: on, Lead: s.Lead, Kind: s.Kind, Modality: s.Modality})
		return slices.ContainsFunc(outlooks, func(o rulebook.Outlook) bool {
			return o.Purpose.Kind == of.Kind && o.Purpose.Category == of.Category && o.Verdict == rulebook.Counted
		})
	}
	var hours []rulebook.Presumed
	monthly := 0
	for _, s := range g.Sittings {
		once := rulebook.Judged{Date: day.At(s.Starts, association.Zone), Minutes: int(s.Ends.Sub(s.Starts) / time.Minute)}
		if !basis.Contains(once.Date) {
			continue
		}
		if counts(s, once.Date) {
			monthly += once.Minutes
		}
		again := t.again([]rulebook.Judged{once}, basis, fitMonths, 0, of)
		hours = append(hours, slices.DeleteFunc(again, func(hour rulebook.Presumed) bool { return !counts(s, hour.Day) })...)
	}
	return hours, monthly / fitMonths
}

// merged are the hours of a course and others, in order.
func merged(a, b []rulebook.Presumed) []rulebook.Presumed {
	hours := slices.Concat(a, b)
	slices.SortStableFunc(hours, func(a, b rulebook.Presumed) int { return cmp.Compare(a.Day, b.Day) })
	return hours
}

// further tells whether a course brings a purpose sooner than another, or further where neither brings all of it.
func further(with, without Course) bool {
	if with.Reached != 0 || without.Reached != 0 {
		return with.Reached != 0 && (without.Reached == 0 || with.Reached < without.Reached)
	}
	return with.After.Counted > without.After.Counted
}
