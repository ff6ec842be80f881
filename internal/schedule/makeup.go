package schedule

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Occurrence is the session that a group was to have: the session itself or, of a make-up, the one that it makes up for. Of
// a session and all that were ever to make up for it one takes place at most, so that nobody is credited with two.
func (s Session) Occurrence() SessionID {
	if s.MakesUp != 0 {
		return s.MakesUp
	}
	return s.ID
}

// Replaced says in a sentence, on a zone's clocks, why this session cannot take place: another one of its occurrence does.
// It is empty where none does, the zero Session.
func (s Session) Replaced(instead Session, zone *time.Location) string {
	when := instead.slot().Words(zone)
	switch {
	case instead.ID == 0:
		return ""
	case instead.ID == s.MakesUp:
		return "The session that this one makes up for takes place, " + when + ". Cancel that one first."
	case s.MakesUp != 0:
		return "Another session makes up for the same one, " + when + ". Cancel that one first."
	default:
		return "Another session makes up for this one, " + when + ". Cancel that one first; then this one can take place."
	}
}

// openingsWithin is how many days a make-up is proposed on at most, from the first that may be one.
const openingsWithin = 28

// Opens are the days, from one on, in which Openings looks.
func Opens(from day.Date) day.Span { return day.Span{From: from, To: from.AddDays(openingsWithin - 1)} }

// Openings are the next days, so many at most, on which a session could be held at the proposal's time: neither a day off
// nor one on which the group meets, nor is who leads elsewhere then. They are days of the week's work, unless the proposal
// itself is on a weekend.
func (s Season) Openings(p Proposal, from day.Date, most int) []day.Date {
	span, weekend := Opens(from), isWeekend(p.Begins.Day)
	var days []day.Date
	for d := span.From; d <= span.To && len(days) < most; d = d.AddDays(1) {
		p.Begins.Day = d
		if isWeekend(d) == weekend && Off(d, s.Closures) == "" && !s.meets(d) && !s.engages(p) {
			days = append(days, d)
		}
	}
	return days
}

func isWeekend(d day.Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// meets tells whether the group has a session on a day.
func (s Season) meets(d day.Date) bool {
	for _, o := range s.Own {
		if WallAt(o.Starts, s.Zone).Day == d {
			return true
		}
	}
	return false
}

// engages tells whether who leads or co-leads is in another session at the time.
func (s Season) engages(p Proposal) bool {
	g := s.Ground(p)
	for _, e := range g.Busy {
		if e.Person == g.leadOf(p) || e.Person == p.CoLead && p.CoLead != roster.PersonID(0) {
			return true
		}
	}
	return len(g.Beside) > 0
}
