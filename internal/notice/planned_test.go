package notice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// weekly are sessions of Rosa's circle at ten, a week apart, as they are planned.
func weekly(n int) []schedule.Session {
	list := make([]schedule.Session, n)
	for i := range list {
		wall := schedule.Wall{Day: day.MustParse("2026-12-03").AddDays(7 * i), Minute: 600}
		list[i] = schedule.Session{ID: schedule.SessionID(12 + i), Group: 4, Local: wall, Starts: wall.Instant(time.UTC), Minutes: 120, Status: schedule.Scheduled}
	}
	return list
}

func planned(turns ...schedule.Turn) notice.Planned {
	p := notice.Planned{
		Group: 4, Name: "Thursday circle", By: rosa, At: time.Date(2026, 11, 19, 15, 0, 0, 0, time.UTC), Turns: turns,
		Had: make(map[schedule.SessionID][]roster.PersonID), Have: make(map[schedule.SessionID][]roster.PersonID),
		Home: map[roster.PersonID]roster.Association{ana: "CT", ben: "MI", vic: "CT"},
	}
	for _, t := range turns {
		p.Had[t.Is.ID], p.Have[t.Is.ID] = []roster.PersonID{rosa, ana}, []roster.PersonID{vic, ana, rosa}
	}
	return p
}

func TestWhatIsToldOfPlanning(t *testing.T) {
	t.Parallel()
	was := weekly(1)[0]
	turn := func(change func(*schedule.Session)) schedule.Turn {
		is := was
		change(&is)
		return schedule.Turn{Was: was, Is: is}
	}
	moved := turn(func(s *schedule.Session) {
		s.Local = schedule.Wall{Day: day.MustParse("2026-12-04"), Minute: 840}
		s.Starts = s.Local.Instant(time.UTC)
	})
	cancelled := turn(func(s *schedule.Session) { s.Status = schedule.Cancelled })
	late := planned(cancelled)
	late.At = was.Starts.Add(-23 * time.Hour)
	for _, c := range []struct {
		p             notice.Planned
		subject, says string
	}{
		{planned(schedule.Turn{Is: was}), "Planned: Thursday circle, 3 December 2026", "Thursday 3 December 2026, 10:00 AM, 120 minutes."},
		{planned(moved), "Moved: Thursday circle, 3 December 2026", "Friday 4 December 2026, 2:00 PM, 120 minutes. It was to be on Thursday 3 December 2026, 10:00 AM."},
		{planned(cancelled), "Cancelled: Thursday circle, 3 December 2026", "Thursday 3 December 2026, 10:00 AM is cancelled."},
		{late, "Cancelled, less than a day before: Thursday circle, 3 December 2026", "is cancelled."},
		{planned(schedule.Turn{Was: cancelled.Is, Is: was}), "Takes place after all: Thursday circle, 3 December 2026", "takes place after all."},
		{planned(turn(func(s *schedule.Session) { s.Lead, s.Minutes = vic, 90 })), "Changed: Thursday circle, 3 December 2026", "90 minutes. Other than before: how long it takes, who leads it."},
	} {
		notices := notice.OfPlan(c.p)
		if len(notices) != 2 {
			t.Errorf("%s: %d are told, want Ana and Vic", c.subject, len(notices))
		}
		for _, n := range notices {
			if n.Subject != c.subject || !strings.Contains(strings.Join(n.Lines, " "), c.says) || n.Topic != notice.Sessions || n.Action.Path != "/sessions/12" {
				t.Errorf("%d is told %q %q %v", n.To.Person, n.Subject, n.Lines, n.Action)
			}
		}
	}
}

// However many sessions one act touches, each is told once, of their own, and what has begun is no news.
func TestOneMailTellsOfASeries(t *testing.T) {
	t.Parallel()
	var turns []schedule.Turn
	for _, s := range weekly(8) {
		turns = append(turns, schedule.Turn{Is: s})
	}
	p := planned(turns...)
	p.Have[turns[7].Is.ID] = append(p.Have[turns[7].Is.ID], ben)
	p.At = turns[0].Is.Starts
	var told []string
	for _, n := range notice.OfPlan(p) {
		told = append(told, fmt.Sprintf("%d %s: %d lines", n.To.Person, n.Subject, len(n.Lines)))
		if n.To.Person == ana && (n.Lines[5] != "And 2 more." || n.Action.Path != "/") {
			t.Errorf("Ana is told %q, which leads to %s", n.Lines, n.Action.Path)
		}
	}
	want := []string{"1 Planned: Thursday circle, 7 sessions: 7 lines", "2 Planned: Thursday circle, 21 January 2027: 2 lines", "4 Planned: Thursday circle, 7 sessions: 7 lines"}
	if !slices.Equal(told, want) {
		t.Errorf("told: %q", told)
	}
}

// What was cancelled and stays so is told nobody, wherever its series moves it; nor for which day of its series a session
// is that stays where it is.
func TestWhatOfAPlanIsNoNews(t *testing.T) {
	t.Parallel()
	cancelled := weekly(1)[0]
	cancelled.Status = schedule.Cancelled
	moved := cancelled
	moved.Local = schedule.Wall{Day: day.MustParse("2026-12-04"), Minute: 840}
	moved.Starts = moved.Local.Instant(time.UTC)
	stays := weekly(2)[1]
	due := stays
	due.Due = day.MustParse("2026-12-08")
	if told := notice.OfPlan(planned(schedule.Turn{Was: cancelled, Is: moved}, schedule.Turn{Was: stays, Is: due})); len(told) > 0 {
		t.Errorf("it is told: %q %q", told[0].Subject, told[0].Lines)
	}
}
