package world

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// play gives the meetings of one group: those that are over, and those that are planned.
func (s *stage) play(g roster.GroupID) []Meeting {
	how := s.series[g-1]
	rng := rand.New(rand.NewPCG(demoSeed, uint64(g)))
	days := s.days(g)
	over, _ := slices.BinarySearch(days, s.today)
	meetings := make([]Meeting, len(days))
	for i, d := range days {
		t, scripted := how.script[over-i]
		if !scripted && !how.calm {
			t = s.mishap(g, d, rng)
		}
		m := &meetings[i]
		m.Session = s.plan(g, d, t)
		if m.Session.Status == schedule.Held {
			s.hold(m, t, rng)
		}
	}
	return meetings
}

// days are those of the group's rhythm. The meeting that stood around today has been moved to today for the group
// whose sheet the demo's provider is to take.
func (s *stage) days(g roster.GroupID) []day.Date {
	how := s.series[g-1]
	days := how.days(day.Span{From: max(how.from, s.begin), To: s.horizon})
	if g == s.rooms.harbor {
		days = slices.DeleteFunc(days, func(d day.Date) bool { return s.today-3 <= d && d <= s.today+3 })
		at, _ := slices.BinarySearch(days, s.today)
		days = slices.Insert(days, at, s.today)
	}
	return slices.DeleteFunc(days, func(d day.Date) bool { return len(s.members(g, d)) == 0 })
}

// members are those of a group on a day, by person. Nobody in a demo is a member where they lead.
func (s *stage) members(g roster.GroupID, d day.Date) []roster.PersonID {
	var ids []roster.PersonID
	for _, m := range s.world.Memberships {
		if m.Group == g && m.Span.Contains(d) {
			ids = append(ids, m.Person)
		}
	}
	slices.Sort(ids)
	return ids
}

// mishap is what goes another way than planned now and then: called off, moved, on a screen in winter.
func (s *stage) mishap(g roster.GroupID, d day.Date, rng *rand.Rand) turn {
	roll := rng.IntN(100)
	beside := nextTo(d)
	_, month, _ := d.Civil()
	switch {
	case d == s.today:
		return turn{}
	case roll < 4:
		return turn{cancelled: true}
	case roll < 8 && beside < s.today && !holiday(beside):
		return turn{moved: true}
	case roll < 25 && d < s.today && month <= time.February && s.world.Groups[g-1].Modality == roster.InPerson:
		return turn{screen: true}
	}
	return turn{}
}

// nextTo is the day a meeting is moved to: the day after, or the day before where that begins the weekend.
func nextTo(d day.Date) day.Date {
	if d.Weekday() == time.Friday {
		return d - 1
	}
	return d + 1
}

// plan is the session of a group on a day as its calendar has it.
func (s *stage) plan(g roster.GroupID, d day.Date, t turn) schedule.Session {
	group, how := s.world.Groups[g-1], s.series[g-1]
	if t.moved {
		d = nextTo(d)
	}
	x := schedule.Session{
		Group: g, Association: group.Association, TimeZone: group.TimeZone,
		Local: schedule.Wall{Day: d, Minute: how.minute}, Minutes: how.minutes, Status: schedule.Held,
		Lead: t.lead, NobodyLed: t.nobody || how.alone, CoLead: t.coLead, Kind: t.kind,
	}
	if t.screen {
		x.Modality = roster.Virtual
	}
	if g == s.rooms.harbor && d == s.today {
		x.Local = s.handy(how.minutes)
	}
	x.Starts = x.Local.Instant(s.zone)
	switch {
	case t.cancelled || s.clashes(x):
		x.Status = schedule.Cancelled
	case d >= s.today || t.untaken:
		x.Status = schedule.Scheduled
	}
	return x
}

// handy is a start today for a meeting of so many minutes that ended within the last quarter of an hour. Where that
// would begin yesterday, it is midnight.
func (s *stage) handy(minutes int) schedule.Wall {
	w := schedule.WallAt(s.now.Add(-time.Duration(minutes)*time.Minute), s.zone)
	if w.Day < s.today {
		return schedule.Wall{Day: s.today}
	}
	w.Minute -= w.Minute % 15
	return w
}

// clashes tells whether the demo's provider would have to be in two places today.
func (s *stage) clashes(x schedule.Session) bool {
	group := s.world.Groups[x.Group-1]
	if group.Provider != s.guides.provider || x.Group == s.rooms.harbor || x.Local.Day != s.today {
		return false
	}
	minutes := s.series[s.rooms.harbor-1].minutes
	busy := s.handy(minutes).Instant(s.zone)
	return x.Starts.Before(busy.Add(time.Duration(minutes)*time.Minute)) && busy.Before(x.Ends())
}

// hold lets a session take place, and somebody take its sheet.
func (s *stage) hold(m *Meeting, t turn, rng *rand.Rand) {
	how := s.series[m.Session.Group-1]
	m.Began, m.Ended = m.Session.Starts, m.Session.Ends()
	if !how.calm && !how.exact {
		m.Began = m.Began.Add(pick(rng, []time.Duration{0, 0, 0, 0, 0, 5, 10}) * time.Minute)
		m.Ended = m.Ended.Add(pick(rng, []time.Duration{0, 0, 0, 0, -10, -5, 5, 15}) * time.Minute)
	}
	m.Sheet = cmp.Or(t.sheet, attendance.Verified)
	for _, id := range s.members(m.Session.Group, m.Session.Local.Day) {
		k := s.mark(id, m, t, rng)
		if k.Code == attendance.Present || k.Code == attendance.Partial {
			k.Focus = how.focus
		}
		m.Marks = append(m.Marks, k)
	}
	if m.Sheet == attendance.Open {
		m.Marks = m.Marks[:len(m.Marks)/2]
	}
}

// mark is how one person attended.
func (s *stage) mark(id roster.PersonID, m *Meeting, t turn, rng *rand.Rand) attendance.Mark {
	roll := rng.IntN(100)
	switch {
	case id == t.late:
		return late(id, m, 20)
	case id == t.excused:
		return attendance.Mark{Person: id, Code: attendance.Excused}
	case s.steady[id] || roll < 84:
		return attendance.Mark{Person: id, Code: attendance.Present}
	case roll < 88:
		return late(id, m, 5+rng.IntN(25))
	case roll < 91:
		return partial(id, ledger.Interval{Start: m.Began, End: m.Ended.Add(-time.Duration(5+rng.IntN(25)) * time.Minute)})
	case roll < 92:
		call := m.Began.Add(10 * time.Minute) // somebody was called away, and came back
		return partial(id, ledger.Interval{Start: m.Began, End: call}, ledger.Interval{Start: call.Add(12 * time.Minute), End: m.Ended})
	case roll < 96:
		return attendance.Mark{Person: id, Code: attendance.Absent}
	}
	return attendance.Mark{Person: id, Code: attendance.Excused}
}

func late(id roster.PersonID, m *Meeting, minutes int) attendance.Mark {
	return partial(id, ledger.Interval{Start: m.Began.Add(time.Duration(minutes) * time.Minute), End: m.Ended})
}

func partial(id roster.PersonID, pieces ...ledger.Interval) attendance.Mark {
	return attendance.Mark{Person: id, Code: attendance.Partial, Intervals: pieces}
}

// pick is one of some things, each as likely as the others.
func pick[T any](rng *rand.Rand, things []T) T { return things[rng.IntN(len(things))] }
