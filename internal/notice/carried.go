package notice

import (
	"slices"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// mention is what a notice carries of a session: an entry for calendars where it is late, or was there before, so that an entry of
// it that somebody has taken in is put right; and, where the notice names it, how to say that one cannot come where it is late or
// alone, and that has not been said. The zero Mention is of one that the reader does not have in their calendar, or that is far off.
func (p Planned) mention(to roster.PersonID, t schedule.Turn, alone, named bool) Mention {
	if !slices.Contains(p.Have[t.Is.ID], to) {
		return Mention{}
	}
	late, comes := isLate(t, p.At), t.Is.Status != schedule.Cancelled
	m := Mention{
		Session: t.Is.ID, Starts: t.Is.Local, Sequence: t.Is.Sequence, Entry: late || t.Was.ID != 0,
		Absence: comes && named && (late || alone) && !leads(to, t.Is, p.Group) && !p.isAway(to, t),
	}
	if !m.Entry && !m.Absence && t.Is.Starts.After(p.At.Add(remembered)) {
		return Mention{}
	}
	return m
}

// isAway tells whether somebody has said that they cannot come to a session on the day on which it is now.
func (p Planned) isAway(person roster.PersonID, t schedule.Turn) bool {
	return t.Is.Status != schedule.Cancelled && slices.Contains(p.Away[t.Is.ID], person)
}

// IsOf tells whether a notice is of one session alone, and leads to its page.
func (n Notice) IsOf(session schedule.SessionID) bool { return n.Action.Path == pageOf(session) }
