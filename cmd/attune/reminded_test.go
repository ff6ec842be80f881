package main

import (
	"fmt"
	"strings"
	"time"

	"attune/internal/notice"
)

// wakefulCircle is a group in a zone where it is the middle of the day, so that all of tomorrow's sessions are to be reminded of now.
const wakefulCircle = "Wakeful circle"

// remindAndKill has hundreds of sessions planned for tomorrow, and kills the duty that reminds of them when some people are reminded and
// some are not yet. Where it was too fast there are as many sessions more.
func (s *story) remindAndKill() {
	s.t.Helper()
	const sessions = 1500
	people := s.rows("people")[:7] // the first leads
	zone, tomorrow := awake()
	groups := fmt.Sprintf("wakeful,%s,%s,%s,%s,reflective,group,in_person,8,Room 4\n", wakefulCircle, people[0]["person_id"], people[0]["association"], zone)
	members := ""
	for _, p := range people[1:] {
		members += fmt.Sprintf("wakeful,%s,2026-01-01,\n", p["person_id"])
	}
	waited := 0
	s.killHalfWay("sessions", func() (err error) {
		rows := ""
		for i := range sessions {
			rows += fmt.Sprintf("wakeful-%d,wakeful,%sT%02d:%02d,50,scheduled,,,,,,\n", s.reminded+i, tomorrow, 10+i%12, i/12%60)
		}
		s.add(map[string]string{"groups": groups, "memberships": members, "sessions": rows})
		s.reminded += sessions * len(people)
		waited, err = s.db.NoticesWaiting(s.t.Context())
		return err
	}, func() (int, error) {
		waiting, err := s.db.NoticesWaiting(s.t.Context())
		return waiting - waited, err
	}, func() int { return sessions * len(people) })
}

// awake is a zone in which it is the middle of the day, and the day after there.
func awake() (zone, tomorrow string) {
	for _, zone := range []string{"America/New_York", "Pacific/Auckland", "Europe/Berlin"} {
		clock, err := time.LoadLocation(zone)
		if now := time.Now().In(clock); err == nil && now.Hour() >= 8 && now.Hour() < 22 {
			return zone, now.AddDate(0, 0, 1).Format(time.DateOnly)
		}
	}
	panic("at each moment it is day in one of them")
}

// remindToTheEnd reminds until nobody is to be reminded any more: then each was, of each session once.
func (s *story) remindToTheEnd() {
	s.t.Helper()
	for range 2 {
		within(s.t, 2*time.Minute, "the killed reminders to be made up for", func() bool {
			_, err := s.command("duty", "run", "sessions").Output()
			if err != nil && !strings.Contains(saidBy(err), "running already") {
				s.t.Fatalf("attune duty run sessions: %v\n%s", err, saidBy(err))
			}
			return err == nil
		})
	}
	told, before := make(map[string]int), int64(0)
	for {
		list, err := s.db.Outbox(s.t.Context(), notice.Waiting, before, 5000)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, k := range list {
			if before = k.ID; k.Topic == notice.DayBefore && strings.Contains(k.Subject, wakefulCircle) {
				told[fmt.Sprintf("%d %s", k.To.Person, k.Fact)]++
			}
		}
		if len(list) == 0 {
			break
		}
	}
	for what, n := range told {
		if n != 1 {
			s.t.Errorf("%d times: %s", n, what)
		}
	}
	if len(told) != s.reminded {
		s.t.Errorf("%d were reminded, want %d", len(told), s.reminded)
	}
}
