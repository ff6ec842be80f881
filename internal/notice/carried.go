package notice

import (
	"slices"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// mention is what a notice carries of a session: an entry for calendars where it is late, or was there before, so that an entry of
// it that somebody has taken in is put right; and, where the notice names it, how to say that one cannot come where it is late or
// alone, and that has not been said. Of a session that the reader has no more it carries what takes it out again. The zero Mention is
// of one that they never had in their calendar, or that is far off.
func (p Planned) mention(to roster.PersonID, t schedule.Turn, alone, named bool) Mention {
	switch {
	case p.isLeft(to, t):
		return gone(t.Was, t.Is.Sequence)
	case !slices.Contains(p.Have[t.Is.ID], to):
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
	if told := whenWords(t.Is, p.Clocks[Recipient{Person: to}]); m.Absence && told != m.When() {
		m.Told = told
	}
	return m
}

// isLeft tells whether somebody had a session in their calendar and does not have it any more.
func (p Planned) isLeft(person roster.PersonID, t schedule.Turn) bool {
	return t.Was.ID != 0 && slices.Contains(p.Had[t.Is.ID], person) && !slices.Contains(p.Have[t.Is.ID], person)
}

// isAway tells whether somebody has said that they cannot come to a session on the day on which it is now.
func (p Planned) isAway(person roster.PersonID, t schedule.Turn) bool {
	return t.Is.Status != schedule.Cancelled && slices.ContainsFunc(p.Away[t.Is.ID], func(w attendance.Word) bool { return w.Person == person })
}

// IsOf tells whether a notice is of one session alone, and leads to its page.
func (n Notice) IsOf(session schedule.SessionID) bool { return n.Action.Path == pageOf(session) }

// Carried are the sessions that go with a mail as entries: those that its reader has, and those that leave their calendar.
func Carried(list []Mention) (have, left []schedule.SessionID) {
	for _, m := range list {
		switch {
		case m.Entry && m.Left > 0:
			left = append(left, m.Session)
		case m.Entry:
			have = append(have, m.Session)
		}
	}
	return have, left
}
