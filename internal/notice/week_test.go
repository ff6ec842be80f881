package notice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// The week is told from seven until noon on the Sunday before, and goes from midnight to midnight, also where the clocks change.
func TestWhenTheWeekIsTold(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ zone, goes, from, to string }{
		{"America/New_York", "2026-11-29T12:00:00Z", "2026-11-30T05:00:00Z", "2026-12-07T05:00:00Z"},
		{"America/New_York", "2026-03-01T12:00:00Z", "2026-03-02T05:00:00Z", "2026-03-09T04:00:00Z"}, // the clocks go forward at its end
		{"America/New_York", "2026-03-08T11:00:00Z", "2026-03-09T04:00:00Z", "2026-03-16T04:00:00Z"}, // or on the Sunday itself
		{"America/New_York", "2026-10-25T11:00:00Z", "2026-10-26T04:00:00Z", "2026-11-02T05:00:00Z"}, // and back
		{"America/New_York", "2026-11-01T12:00:00Z", "2026-11-02T05:00:00Z", "2026-11-09T05:00:00Z"},
		{"Europe/Berlin", "2026-11-29T06:00:00Z", "2026-11-29T23:00:00Z", "2026-12-06T23:00:00Z"},
	} {
		goes, err := time.Parse(time.RFC3339, row.goes)
		if err != nil {
			t.Fatal(err)
		}
		for at, want := range map[time.Duration]bool{-time.Second: false, 0: true, 5*time.Hour - time.Second: true, 5 * time.Hour: false, 24 * time.Hour: false, -24 * time.Hour: false} {
			week, is := notice.WeekToTell(goes.Add(at), clock(t, row.zone))
			if is != want {
				t.Errorf("%s, %s after %s: %t, want %t", row.zone, at, row.goes, is, want)
			}
			if is && (week.From.Format(time.RFC3339) != row.from || week.To.Format(time.RFC3339) != row.to) {
				t.Errorf("%s: from %s to %s, want %s to %s", row.goes, week.From, week.To, row.from, row.to)
			}
		}
	}
}

// ahead is Ana's week from 30 November 2026 on, in New York; met is a session of the Thursday circle, which Rosa leads.
func ahead(t *testing.T, sessions ...attendance.Meeting) notice.Ahead {
	t.Helper()
	newYork := clock(t, "America/New_York")
	week, _ := notice.WeekToTell(time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC), newYork)
	return notice.Ahead{Week: week, Reader: notice.Recipient{Person: ana}, Home: "CT", Clock: newYork, Sessions: sessions}
}

func met(t *testing.T, id schedule.SessionID, on string, minute int) attendance.Meeting {
	t.Helper()
	c := coming(t, on, minute)
	c.Session.ID = id
	return attendance.Meeting{Session: c.Session, Group: c.Group}
}

func TestWhatTheWeekSays(t *testing.T) {
	t.Parallel()
	plain, away, cancelled, online := met(t, 1, "2026-11-30", 600), met(t, 2, "2026-12-01", 600), met(t, 3, "2026-12-02", 600), met(t, 4, "2026-12-06", 23*60+45)
	away.Away = true
	cancelled.Session.Status, cancelled.Instead = schedule.Cancelled, day.MustParse("2026-12-09")
	online.Session.Modality, online.Group.Place = roster.Virtual, "https://meet.example.org/secret"
	a := ahead(t, met(t, 8, "2026-11-29", 23*60+45), plain, away, cancelled, online, met(t, 9, "2026-12-07", 0))
	a.Waits = notice.Pending{Sheets: 3, Asking: 1, Held: 2}
	n, says := a.Notice()
	want := []string{
		"Monday 30 November 2026, 10:00 AM, 120 minutes, at Main St 5: Thursday circle.", "/sessions/1",
		"Tuesday 1 December 2026, 10:00 AM, 120 minutes, at Main St 5: Thursday circle. You said that you cannot come.", "/sessions/2",
		"Cancelled: Wednesday 2 December 2026, 10:00 AM, Thursday circle. Another takes place instead on 9 December 2026.", "/sessions/3",
		"Sunday 6 December 2026, 11:45 PM, 120 minutes, online: Thursday circle.", "/sessions/4",
		"3 attendance sheets wait for you to verify them.", "/#waiting",
		"1 request for a place in a group of yours waits for your answer.", "/#asking",
		"Hours of yours toward 2 targets or renewals wait for your coordinator's decision.", "/hours",
	}
	if !says || !slices.Equal(n.Lines, want) || n.Subject != "Your week from 30 November 2026" || n.Fact != "week:2026-11-30" || n.Topic != notice.WeekAhead || n.Action.Path != "/" {
		t.Errorf("%t %+v, want %q", says, n, want)
	}
	if len(n.Sessions) != 2 || n.Sessions[0] != (notice.Mention{Session: 1, Starts: plain.Session.Local, Sequence: 2}) || n.Sessions[1].Session != 4 {
		t.Errorf("it stands for the reminders of %+v", n.Sessions)
	}
	if n, says := ahead(t, met(t, 9, "2026-12-07", 0)).Notice(); says {
		t.Errorf("of nothing: %+v", n)
	}
	a = ahead(t)
	a.Waits = notice.Pending{Sheets: 1, Asking: 2, Offered: 1, Refused: 1, Held: 1, Disputed: 2, Coordinated: notice.Queues{People: 3, Evidence: 1}}
	if n, _ := a.Notice(); !slices.Equal(n.Lines, []string{
		"You have no session in the week ahead.", "1 attendance sheet waits for you to verify it.", "/#waiting",
		"2 marks on sheets of yours are said not to be right, and wait for your answer.", "/#answer",
		"2 requests for a place in groups of yours wait for your answer.", "/#asking",
		"1 place in a group is kept for you until you answer.", "/#places", "1 thing you entered for your Endorsement cannot serve as it is.", "/#refused",
		"Hours of yours toward 1 target or renewal wait for your coordinator's decision.", "/hours",
		"Where you coordinate, hours of 3 people wait for a decision.", "/held", "Where you coordinate, 1 piece of evidence waits to be confirmed.", "/evidence",
	}) {
		t.Errorf("of what waits alone: %q", n.Lines)
	}
	a = ahead(t) // who coordinates, and is not on the roster
	a.Reader, a.Waits = notice.Recipient{Account: 7}, notice.Pending{Coordinated: notice.Queues{Disputed: 2, Sheets: 1, Asking: 4}}
	if n, says := a.Notice(); !says || n.To != a.Reader || !slices.Equal(n.Lines, []string{
		"Where you coordinate, 2 marks are disputed.", "/disputes", "Where you coordinate, 1 sheet of the last year is not verified.", "/",
		"Where you coordinate, 4 requests for a place wait for an answer.", "/#asking",
	}) {
		t.Errorf("to who coordinates: %t %+v", says, n)
	}
	a = ahead(t, plain)
	a.Reader.Person, a.Clock = rosa, clock(t, "Europe/Berlin")
	if n, _ := a.Notice(); !strings.HasPrefix(n.Lines[0], "Monday 30 November 2026, 10:00 AM EST (4:00 PM ") || !strings.HasSuffix(n.Lines[0], "), 120 minutes, at Main St 5: Thursday circle. You lead it.") {
		t.Errorf("to Rosa, who reads Berlin's clocks: %q", n.Lines)
	}
	var many []attendance.Meeting
	for i := range 33 {
		many = append(many, met(t, schedule.SessionID(i+1), "2026-12-01", 600+i))
	}
	if n, _ := ahead(t, many...).Notice(); len(n.Lines) != 61 || n.Lines[60] != "And 3 more." || len(n.Sessions) != 30 {
		t.Errorf("of 33 sessions: %d lines, the last %q, %d are told", len(n.Lines), n.Lines[len(n.Lines)-1], len(n.Sessions))
	}
}

// A reminder that would go on the Sunday before the week is told waits for that; where it was told, it stands for the reminder.
func TestTheWeekStandsForMondaysReminder(t *testing.T) {
	t.Parallel()
	losAngeles := clock(t, "America/Los_Angeles")
	for _, row := range []struct {
		on   string
		told string // UTC; empty: nothing was
		at   string
		want int
	}{
		{"2026-11-30", "", "2026-11-29T13:00:00Z", 0},                     // eight in New York, five in Los Angeles: it waits
		{"2026-11-30", "", "2026-11-29T14:59:59Z", 0},                     // until seven there
		{"2026-11-30", "2026-11-29T15:00:00Z", "2026-11-29T15:00:00Z", 0}, // and is spared
		{"2026-11-30", "", "2026-11-29T15:00:00Z", 1},                     // but not where the week was not told
		{"2026-12-01", "", "2026-11-30T13:00:00Z", 1},                     // Tuesday's, on Monday
		{"2026-11-29", "", "2026-11-28T13:00:00Z", 1},                     // Sunday's, on Saturday
	} {
		c := coming(t, row.on, 600)
		c.Expected[0].HourBefore, c.Expected[0].WeekBy = false, losAngeles
		at, err := time.Parse(time.RFC3339, row.at)
		if err != nil {
			t.Fatal(err)
		}
		if row.told != "" {
			if c.Expected[0].Told, err = time.Parse(time.RFC3339, row.told); err != nil {
				t.Fatal(err)
			}
		}
		if n := c.Reminders(at); len(n) != row.want {
			t.Errorf("%s: %d reminders, want %d", fmt.Sprint(row), len(n), row.want)
		}
	}
}
