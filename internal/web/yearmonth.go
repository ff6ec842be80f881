package web

import (
	"fmt"
	"slices"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// calendarMonth is a month, week by week.
type calendarMonth struct {
	Name  string
	ID    string // 2026-11
	Weeks [][]calendarDay
	Busy  []calendarDay // the days on which there is something, in their order
}

// calendarDay is one day of it; the zero one is of another month.
type calendarDay struct {
	Number   int
	Date     string   // Thursday 3 December 2026
	Today    bool     //
	Off      []string // holidays and closures
	Goes     bool     // there is nothing but a closure that goes on
	Sessions []bookedView
}

// bookedView is a session of a day, with what it clashes with.
type bookedView struct {
	meetingView
	Clashes []clashView
}

// clashView is another session at the same time.
type clashView struct {
	Href, Words string
}

// calendar is what a calendar shows, by day.
type calendar struct {
	yearAsked
	closures []schedule.Closure
	clashes  map[schedule.SessionID][]clashView
	days     map[day.Date][]bookedView
}

// clash finds what clashes among sessions.
func (s *calendar) clash(bookings []booked) {
	list, known := make([]schedule.Booking, len(bookings)), make(map[schedule.SessionID]booked)
	for i, b := range bookings {
		is := b.Session
		list[i] = schedule.Booking{Session: is.ID, Slot: schedule.Slot{Starts: is.Starts, Minutes: is.Minutes}, Group: is.Group, People: b.people}
		known[is.ID] = b
	}
	for id, clashes := range schedule.Clashes(list) {
		for _, c := range clashes {
			other := known[c.With]
			s.clashes[id] = append(s.clashes[id], clashView{fmt.Sprintf("/sessions/%d", c.With), s.words(known[id], other, c)})
		}
	}
}

// words say what a session clashes with, as on the other's clocks, and the reader's.
func (s *calendar) words(one, other booked, c schedule.Clash) string {
	span := onBoth(other.Session.Starts, other.Session.Ends(), zoneNamed(other.Session.TimeZone), ownClock(s.edition, s.actor))
	if c.Group {
		return fmt.Sprintf("Clash: another session of the group is at the same time, %s", span)
	}
	return fmt.Sprintf("Clash: %s is at the same time, %s, and %s to be in both", other.Group.Name, span, s.whoIs(one, other, c.People))
}

// whoIs names who has to be in both, where the calendar knows the name.
func (s *calendar) whoIs(one, other booked, people []roster.PersonID) string {
	if s.actor.Person != 0 && slices.Contains(people, s.actor.Person) {
		return "you are"
	}
	for _, p := range people {
		switch {
		case p == one.Facts().Lead && one.LeadName != "":
			return one.LeadName + " is"
		case p == other.Facts().Lead && other.LeadName != "":
			return other.LeadName + " is"
		}
	}
	return "one person is"
}

// place puts sessions on their days, and says how many there are.
func (s *calendar) place(list []attendance.Meeting) string {
	clock, planned, clash := ownClock(s.edition, s.actor), 0, 0
	for _, m := range list {
		v := bookedView{s.meeting(m, clock), s.clashes[m.Session.ID]}
		if v.State == "" {
			v.State = "Planned"
		}
		if !v.Gone {
			planned++
		}
		if len(v.Clashes) > 0 {
			clash++
		}
		s.days[m.Session.Local.Day] = append(s.days[m.Session.Local.Day], v)
	}
	words := count(planned, "session", "sessions")
	if gone := len(list) - planned; gone > 0 {
		words += fmt.Sprintf(", and %d cancelled", gone)
	}
	if clash > 0 {
		words += ". " + count(clash, "session clashes", "sessions clash") + " with another"
	}
	return words + "."
}

// month is the month that begins on a day. Its weeks begin on Monday, as those of a series do.
func (s *calendar) month(first day.Date) calendarMonth {
	m := calendarMonth{Name: monthName(first), ID: first.Format("2006-01")}
	week := make([]calendarDay, (int(first.Weekday())+6)%7)
	for d := first; d < first.AddMonths(1); d++ {
		is := s.day(d)
		if !is.Goes && len(is.Off)+len(is.Sessions) > 0 {
			m.Busy = append(m.Busy, is)
		}
		if week = append(week, is); len(week) == 7 {
			m.Weeks, week = append(m.Weeks, week), nil
		}
	}
	if len(week) > 0 {
		m.Weeks = append(m.Weeks, append(week, make([]calendarDay, 7-len(week))...))
	}
	return m
}

func (s *calendar) day(d day.Date) calendarDay {
	_, _, number := d.Civil()
	is := calendarDay{Number: number, Date: longDate(d), Today: d == s.today, Sessions: s.days[d]}
	if holiday := schedule.Holiday(d); holiday != "" {
		is.Off = append(is.Off, holiday)
	}
	is.Goes = len(is.Off)+len(is.Sessions) == 0
	for _, c := range s.closures {
		if !c.Span.Contains(d) {
			continue
		}
		name := c.Name
		if d == c.Span.From || number == 1 { // where a list names it
			is.Goes = false
			if c.Span.To > d {
				name += " until " + plainDate(c.Span.To)
			}
		}
		is.Off = append(is.Off, name)
	}
	is.Goes = is.Goes && len(is.Off) > 0
	return is
}
