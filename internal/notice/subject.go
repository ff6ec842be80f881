package notice

import (
	"fmt"
	"time"

	"attune/internal/schedule"
)

// What became of a session, in the words of a subject; of several that are not all alike it is that they changed.
var turnSubjects = map[string]string{
	"": "Planned", "session.moved": "Moved", "session.changed": "Changed", "session.cancelled": "Cancelled", "session.stands": "Takes place after all",
}

// subjectOf says in one line what became of sessions at a moment, of which is said what they are, and whether that comes late: for
// all of them, or for how many.
func subjectOf(turns []schedule.Turn, at time.Time, which string) string {
	what, late := actOf(turns[0]), 0
	for _, t := range turns {
		if actOf(t) != what {
			what = "session.changed"
		}
		if isLate(t, at) {
			late++
		}
	}
	words := turnSubjects[what]
	switch late {
	case 0:
		return words + ": " + which
	case len(turns):
		return words + ", less than a day before: " + which
	case 1:
		return words + ": " + which + ", one of them less than a day before"
	default:
		return fmt.Sprintf("%s: %s, %d of them less than a day before", words, which, late)
	}
}

func (p Planned) subject(turns []schedule.Turn) string {
	if len(turns) > 1 {
		return subjectOf(turns, p.At, fmt.Sprintf("%s, %d sessions", p.Group.Name, len(turns)))
	}
	return subjectOf(turns, p.At, p.Group.Name+", "+daysOf(turns[0]))
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
