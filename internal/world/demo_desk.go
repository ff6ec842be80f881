package world

import (
	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// notice keeps the sessions that the cast is told about.
func (s *stage) notice(m Meeting) {
	x := m.Session
	if s.world.Groups[x.Group-1].Provider != s.guides.provider {
		return
	}
	if x.Group == s.rooms.harbor && x.Local.Day == s.today {
		s.cast.Today = x.External
	}
	if m.Sheet == attendance.Open || m.Sheet == attendance.Unverified {
		s.cast.Waiting = append(s.cast.Waiting, x.External)
	}
}

// decide lets the coordinator decide the first two of the hours that are held for one person.
func (s *stage) decide() {
	words := []struct{ verdict, reason string }{
		{"counted", "The registry received the renewal in time and shows no gap."},
		{"rejected", "The provider had been told in writing before this session."},
	}
	person := s.number(DecidedHours)
	for _, m := range s.meetings {
		if len(words) == 0 {
			return
		}
		if m.Session.Group != s.rooms.hills || m.Session.Status != schedule.Held || m.Session.Local.Day <= s.lapse() {
			continue
		}
		s.world.Decisions = append(s.world.Decisions, Decision{
			Session: m.Session.External, Person: person, Purpose: "earning", Category: "IFS",
			Verdict: words[0].verdict, Reason: words[0].reason,
			DecidedBy: s.cast.Coordinator, DecidedOn: min(s.today, m.Session.Local.Day.AddDays(9)),
		})
		words = words[1:]
	}
}

// number is the id of whoever plays a part.
func (s *stage) number(part Part) roster.PersonID { return s.personOf(s.cast.Parts[part]) }
