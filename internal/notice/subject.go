package notice

import (
	"fmt"
	"slices"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// What became of a session, in the words of a subject; of several that are not all alike it is that they changed.
var turnSubjects = map[string]string{
	"": "Planned", left: "No longer in your calendar", yours: "Yours to lead",
	"session.moved": "Moved", "session.changed": "Changed", "session.cancelled": "Cancelled", "session.stands": "Takes place after all",
}

// What became of a session for whoever is told, where that is another thing than what was done to it.
const (
	left  = "left"  // they do not have it any more
	yours = "yours" // they are to lead it, and did not have it before
)

// outcome is what became of a session for whoever is told, and whether that comes late.
type outcome struct {
	act  string // as actOf, left or yours
	late bool
}

// outcome of a session that somebody has no more is by what they knew.
func (p Planned) outcome(to roster.PersonID, t schedule.Turn) outcome {
	switch cancelled := t.Is.Status == schedule.Cancelled; {
	case p.isLeft(to, t) && !cancelled:
		return outcome{left, isLate(schedule.Turn{Was: t.Was, Is: t.Was}, p.At)}
	case t.Was.ID != 0 && !slices.Contains(p.Had[t.Is.ID], to) && !cancelled && leads(to, t.Is, p.Group):
		return outcome{yours, isLate(t, p.At)}
	default:
		return outcome{actOf(t), isLate(t, p.At)}
	}
}

func (p Planned) outcomes(to roster.PersonID, turns []schedule.Turn) []outcome {
	all := make([]outcome, len(turns))
	for i, t := range turns {
		all[i] = p.outcome(to, t)
	}
	return all
}

// subjectOf says in one line what became of sessions, of which is said what they are, and whether that comes late: for all of them,
// or for how many.
func subjectOf(all []outcome, which string) string {
	what, late := all[0].act, 0
	for _, o := range all {
		if o.act != what {
			what = "session.changed"
		}
		if o.late {
			late++
		}
	}
	words := turnSubjects[what]
	switch late {
	case 0:
		return words + ": " + which
	case len(all):
		return words + ", less than a day before: " + which
	case 1:
		return words + ": " + which + ", one of them less than a day before"
	default:
		return fmt.Sprintf("%s: %s, %d of them less than a day before", words, which, late)
	}
}

func (p Planned) subject(to roster.PersonID, turns []schedule.Turn) string {
	all := p.outcomes(to, turns)
	switch {
	case len(turns) > 1:
		return subjectOf(all, fmt.Sprintf("%s, %d sessions", p.Group.Name, len(turns)))
	case all[0].act == left:
		return subjectOf(all, p.Group.Name+", "+turns[0].Was.Local.Day.Format("2 January 2006"))
	default:
		return subjectOf(all, p.Group.Name+", "+daysOf(turns[0]))
	}
}

// daysOf is the day of a session, or both where it was moved to another: from 24 November to 8 December 2026.
func daysOf(t schedule.Turn) string {
	const whole, inYear = "2 January 2006", "2 January"
	is, was := t.Is.Local.Day, t.Was.Local.Day
	switch {
	case t.Was.ID == 0 || is == was:
		return is.Format(whole)
	case actOf(t) != "session.moved":
		return was.Format(whole)
	case is.Year() != was.Year():
		return "from " + was.Format(whole) + " to " + is.Format(whole)
	default:
		return "from " + was.Format(inYear) + " to " + is.Format(whole)
	}
}
