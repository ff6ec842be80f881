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

// missing is a session of ninety minutes that person 2 provides; 3 manages its program, 4 did until October, 9 coordinates.
func missing(t *testing.T, zone, local string) notice.Missing {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	wall, err := schedule.ParseWall(local)
	if err != nil {
		t.Fatal(err)
	}
	return notice.Missing{
		Meeting: attendance.Meeting{
			Session: schedule.Session{ID: 12, Association: "CT", Local: wall, TimeZone: zone, Starts: wall.Instant(location), Minutes: 90, Status: schedule.Scheduled},
			Group:   roster.Group{ID: 5, Name: "Monday circle", Provider: 2, Program: 7, TimeZone: zone},
		},
		Zone: location,
		Managing: []roster.Employment{
			{Person: 3, Program: 7, Role: "manager", Span: day.Span{From: day.MustParse("2020-01-01")}},
			{Person: 4, Program: 7, Role: "manager", Span: day.Span{From: day.MustParse("2020-01-01"), To: day.MustParse("2026-02-28")}},
		},
		Coordinators: []notice.Recipient{{Account: 9}},
	}
}

// told is who is told at a moment on the session's clock, by rung.
func told(t *testing.T, m notice.Missing, at string) string {
	t.Helper()
	wall, err := time.ParseInLocation("2006-01-02T15:04:05", at, m.Zone)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, n := range m.Ladder(wall) {
		rung := n.Fact[strings.LastIndex(n.Fact, ":")+1:]
		words = append(words, fmt.Sprintf("%s:%d/%d", rung, n.To.Person, n.To.Account))
	}
	return strings.Join(words, " ")
}

func TestTheLadder(t *testing.T) {
	t.Parallel()
	const all = "2:2/0 3:0/9 3:3/0"
	for _, zone := range []string{"America/New_York", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kathmandu", "UTC"} {
		m := missing(t, zone, "2026-11-16T10:00")
		for at, want := range map[string]string{
			"2026-11-16T11:30:00": "", "2026-11-16T12:29:59": "", "2026-11-16T12:30:00": "1:2/0", "2026-11-17T07:59:59": "1:2/0",
			"2026-11-17T08:00:00": "2:2/0", "2026-11-19T07:59:59": "2:2/0", "2026-11-19T08:00:00": all, "2026-11-23T07:59:59": all, "2026-11-23T08:00:00": "",
		} {
			if got := told(t, m, at); got != want {
				t.Errorf("%s in %s: %q, want %q", at, zone, got, want)
			}
		}
	}
}

// Mornings are at eight on the session's clock, whatever that clock did in between; an hour is an hour.
func TestTheLadderOverAChangeOfClocks(t *testing.T) {
	t.Parallel()
	for local, mornings := range map[string][2]string{
		"2026-03-07T10:00": {"2026-03-08T08:00:00", "2026-03-10T08:00:00"}, // an hour is lost on the 8th
		"2026-10-31T10:00": {"2026-11-01T08:00:00", "2026-11-03T08:00:00"}, // and won on 1 November
		"2026-03-07T23:00": {"2026-03-09T08:00:00", "2026-03-11T08:00:00"}, // over midnight: the day it ended
	} {
		m := missing(t, "America/New_York", local)
		end := m.Session.Ends()
		if got := m.Ladder(end.Add(time.Hour - time.Second)); got != nil {
			t.Errorf("%s: told %v too early", local, got)
		}
		if got := m.Ladder(end.Add(time.Hour)); len(got) != 1 || !strings.HasSuffix(got[0].Fact, ":1") {
			t.Errorf("%s: an hour after the end %v", local, got)
		}
		if got := told(t, m, mornings[0]); got != "2:2/0" {
			t.Errorf("%s: at %s %q", local, mornings[0], got)
		}
		if got := told(t, m, mornings[1]); !strings.HasPrefix(got, "2:2/0 3:0/9 3:3/0") {
			t.Errorf("%s: at %s %q", local, mornings[1], got)
		}
	}
	autumn := missing(t, "America/New_York", "2026-11-01T00:00") // ends at 1:30, the first of two
	if got := autumn.Ladder(autumn.Session.Ends().Add(time.Hour)); len(got) != 1 {
		t.Errorf("an hour after 1:30, at 1:30 again: %v", got)
	}
}

func TestWhoAnswersForTheSheet(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*notice.Missing)
		want   string
	}{
		"who stood in":                     {func(m *notice.Missing) { m.Session.Lead = 6 }, "2:6/0 3:0/9 3:3/0"},
		"nobody led it, so the provider":   {func(m *notice.Missing) { m.Session.NobodyLed = true }, "2:2/0 3:0/9 3:3/0"},
		"the manager led it":               {func(m *notice.Missing) { m.Session.Lead = 3 }, "2:3/0 3:0/9"},
		"the coordinator led it":           {func(m *notice.Missing) { m.Session.Lead, m.Coordinators[0] = 8, notice.Recipient{Person: 8} }, "2:8/0 3:3/0"},
		"a group of the association's own": {func(m *notice.Missing) { m.Group.Program, m.Managing = 0, nil }, "2:2/0 3:0/9"},
		"verified":                         {func(m *notice.Missing) { m.State = attendance.Verified }, ""},
		"cancelled":                        {func(m *notice.Missing) { m.Session.Status, m.State = schedule.Cancelled, attendance.Dropped }, ""},
		"filled in, but not verified":      {func(m *notice.Missing) { m.State = attendance.Unverified }, "2:2/0 3:0/9 3:3/0"},
	} {
		m := missing(t, "America/New_York", "2026-11-16T10:00")
		m.Coordinators = slices.Clone(m.Coordinators)
		row.change(&m)
		if got := told(t, m, "2026-11-20T09:00:00"); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

func TestWhatTheLadderSays(t *testing.T) {
	t.Parallel()
	m := missing(t, "America/New_York", "2026-11-16T10:00")
	first, third := m.Ladder(m.Session.Ends().Add(time.Hour))[0], m.Ladder(m.Session.Ends().Add(80*time.Hour))
	if first.Action != (notice.Action{Words: "Open the sheet", Path: "/sessions/12", Opens: notice.BySheet}) || first.Topic != notice.Sheets ||
		first.Fact != "sheet.missing:12:2026-11-16T10:00:1" || first.Association != "CT" {
		t.Errorf("%+v", first)
	}
	if text := first.Subject + first.Lines[0]; !strings.Contains(text, "Monday circle, 16 November 2026") || !strings.Contains(text, "10:00–11:30 AM") {
		t.Error(text)
	}
	if coordinator, manager := third[1], third[2]; coordinator.Action.Opens != notice.ByPage || coordinator.Action.Path == "" || manager.Action.Path != "" {
		t.Errorf("%+v, %+v", coordinator.Action, manager.Action) // a manager sees no sheets
	}
	m.Session.Local.Day = m.Session.Local.Day.AddDays(7) // moved by a week
	m.Session.Starts = m.Session.Local.Instant(m.Zone)
	if again := m.Ladder(m.Session.Ends().Add(time.Hour))[0]; again.Fact == first.Fact {
		t.Error("a session that was moved is a new matter")
	}
}

// Of what was signed whoever led by that is reminded, and nobody who is a supervisee on it, whoever has the group now.
func TestWhoAnswersForAnAmendment(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		signed     attendance.Leading
		provider   roster.PersonID
		supervised []roster.PersonID
		want       string
	}{
		"who led":                                    {attendance.Leading{Lead: 6}, 2, nil, "2:6/0 3:0/9 3:3/0"},
		"the group has another provider":             {attendance.Leading{Lead: 2}, 7, []roster.PersonID{7}, "2:2/0 3:0/9 3:3/0"},
		"nobody led, so the provider":                {attendance.Leading{}, 2, nil, "2:2/0 3:0/9 3:3/0"},
		"nobody led, the provider is on it":          {attendance.Leading{}, 7, []roster.PersonID{1, 7}, "3:0/9 3:3/0"},
		"who led is on the amendment, not a co-lead": {attendance.Leading{Lead: 6, CoLead: 8}, 2, []roster.PersonID{6}, "2:8/0 3:0/9 3:3/0"},
	} {
		m := missing(t, "America/New_York", "2026-11-16T10:00")
		m.State, m.Amended = attendance.Verified, m.Session.Ends()
		m.Signed, m.Group.Provider, m.Supervised = row.signed, row.provider, row.supervised
		if got := told(t, m, "2026-11-20T09:00:00"); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

// A session that was put on record when it was over is reminded of from then on: nobody is told that somebody was reminded who was
// not. What was a week old by then was left on purpose, or came with an import.
func TestTheLadderOfASessionPutOnRecordLate(t *testing.T) {
	t.Parallel()
	const all = "2:2/0 3:0/9 3:3/0"
	m := missing(t, "America/New_York", "2026-11-16T10:00") // a Monday, until 11:30
	m.Session.CreatedAt = time.Date(2026, 11, 22, 14, 0, 0, 0, m.Zone).UTC()
	for at, want := range map[string]string{
		"2026-11-22T14:01:00": "", "2026-11-22T14:59:59": "", "2026-11-22T15:00:00": "1:2/0", "2026-11-23T08:00:00": "2:2/0",
		"2026-11-25T07:59:59": "2:2/0", "2026-11-25T08:00:00": all, "2026-11-29T07:59:59": all, "2026-11-29T08:00:00": "",
	} {
		if got := told(t, m, at); got != want {
			t.Errorf("put on record on the sixth day, at %s: %q, want %q", at, got, want)
		}
	}
	m.Session.CreatedAt = time.Date(2026, 11, 23, 8, 0, 0, 0, m.Zone).UTC()
	for _, at := range []string{"2026-11-23T09:00:00", "2026-11-24T08:00:00", "2026-11-26T08:00:00"} {
		if got := told(t, m, at); got != "" {
			t.Errorf("put on record a week later, at %s: %q", at, got)
		}
	}
}

// A sheet is missed of a session in New York: each reads its hours there, and on their own clock where that shows others.
func TestAMissingSheetIsToldOnTheClocksOfTheReader(t *testing.T) {
	t.Parallel()
	m := missing(t, "America/New_York", "2026-11-16T23:00")
	m.Clocks = notice.Clocks{{Person: 2}: clock(t, "America/Chicago"), {Person: 3}: clock(t, "Europe/Berlin"), {Account: 9}: clock(t, "America/Detroit")}
	want := map[notice.Recipient]string{
		{Person: 2}:  "on 16 November 2026, 11:00 PM–12:30 AM EST (10:00–11:30 PM for you)",
		{Person: 3}:  "on 16 November 2026, 11:00 PM–12:30 AM EST (Tuesday 17 November, 5:00–6:30 AM for you)",
		{Account: 9}: "on 16 November 2026, 11:00 PM–12:30 AM",
	}
	notices := m.Ladder(m.Session.Ends().AddDate(0, 0, 4))
	for _, n := range notices {
		after := strings.TrimPrefix(n.Lines[0], "Nobody has verified yet who was there "+want[n.To])
		if after == n.Lines[0] || !strings.HasPrefix(after, ". ") && !strings.HasPrefix(after, ", and") {
			t.Errorf("%+v reads %q, want %q", n.To, n.Lines[0], want[n.To])
		}
	}
	if len(notices) != 3 {
		t.Errorf("%d are told, want 3", len(notices))
	}
}
