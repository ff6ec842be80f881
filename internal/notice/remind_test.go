package notice_test

import (
	"slices"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// coming is a session of Rosa's circle in New York at a local time, which Ana expects; she wants both reminders.
func coming(t *testing.T, on string, minute int) notice.Coming {
	t.Helper()
	zone := clock(t, "America/New_York")
	s := schedule.Session{
		ID: 12, Group: 4, Local: schedule.Wall{Day: day.MustParse(on), Minute: minute}, TimeZone: zone.String(), Minutes: 120, Status: schedule.Scheduled, Sequence: 2,
	}
	s.Starts = s.Local.Instant(zone)
	return notice.Coming{
		Session: s, Group: roster.Group{ID: 4, Name: "Thursday circle", Provider: rosa, Place: "Main St 5", Modality: roster.InPerson}, Zone: zone,
		Expected: []notice.Expected{{Person: ana, Home: "CT", Clock: zone, DayBefore: true, HourBefore: true}},
	}
}

// Each reminder is asked for from a quarter of an hour before its time on, and goes at it: at eight on the day before, and sixty
// minutes before the beginning, also where the clocks change between.
func TestWhenRemindersGo(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		on        string
		minute    int
		day, hour string // UTC
	}{
		{"2026-12-03", 600, "2026-12-02T13:00:00Z", "2026-12-03T14:00:00Z"},
		{"2026-03-08", 600, "2026-03-07T13:00:00Z", "2026-03-08T13:00:00Z"}, // EST the day before, EDT on the day
		{"2026-03-08", 210, "2026-03-07T13:00:00Z", "2026-03-08T06:30:00Z"}, // 3:30 AM EDT is an hour after 1:30 AM EST
		{"2026-11-01", 600, "2026-10-31T12:00:00Z", "2026-11-01T14:00:00Z"}, // EDT the day before, EST on the day
		{"2026-12-03", 15, "2026-12-02T13:00:00Z", "2026-12-03T04:15:00Z"},  // an hour before is the day before, late
	} {
		c := coming(t, row.on, row.minute)
		for _, r := range []struct {
			topic notice.Topic
			due   string
		}{{notice.DayBefore, row.day}, {notice.HourBefore, row.hour}} {
			due, err := time.Parse(time.RFC3339, r.due)
			if err != nil {
				t.Fatal(err)
			}
			for at, want := range map[time.Duration]bool{-15*time.Minute - time.Second: false, -15 * time.Minute: true, 0: true, 50 * time.Minute: true} {
				notices := c.Reminders(due.Add(at))
				i := slices.IndexFunc(notices, func(n notice.Notice) bool { return n.Topic == r.topic })
				if (i >= 0) != want {
					t.Errorf("%s of %s, %s after its time: %t, want %t", r.topic, c.Session.Local, at, i >= 0, want)
				} else if want && !notices[i].NotBefore.Equal(due) {
					t.Errorf("%s of %s goes at %s, want %s", r.topic, c.Session.Local, notices[i].NotBefore, due)
				}
			}
		}
		if n := c.Reminders(c.Session.Starts); len(n) > 0 {
			t.Errorf("reminded as it begins: %+v", n)
		}
	}
}

func TestWhatAReminderSays(t *testing.T) {
	t.Parallel()
	c := coming(t, "2026-12-03", 600)
	c.Expected = append(c.Expected, notice.Expected{Person: rosa, Home: "DE", Clock: clock(t, "Europe/Berlin"), DayBefore: true}, notice.Expected{Person: ben})
	notices := c.Reminders(c.Session.Starts.Add(-24 * time.Hour))
	if len(notices) != 2 {
		t.Fatalf("%d are reminded, want Ana and Rosa", len(notices))
	}
	for i, want := range []string{
		"Thursday 3 December 2026, 10:00 AM, 120 minutes, at Main St 5.",
		"Thursday 3 December 2026, 10:00 AM EST (4:00 PM for you), 120 minutes, at Main St 5.",
	} {
		n := notices[i]
		if n.Subject != "Tomorrow: Thursday circle, 3 December 2026" || n.Lines[0] != want || n.Fact != "session.day_before:12:2026-12-03T10:00" {
			t.Errorf("%q %q %q, want %q", n.Subject, n.Lines, n.Fact, want)
		}
		if absence := n.To.Person == ana; n.Sessions[0] != (notice.Mention{Session: 12, Starts: c.Session.Local, Sequence: 2, Absence: absence}) {
			t.Errorf("%d: with it goes %+v", n.To.Person, n.Sessions)
		}
	}
}

// What a mail has just told is not told once more; and nobody is reminded of the day before on the day.
func TestNobodyIsRemindedOfWhatTheyWereJustTold(t *testing.T) {
	t.Parallel()
	c := coming(t, "2026-12-03", 600)
	eight := time.Date(2026, 12, 2, 13, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		told time.Duration // before it is asked
		at   time.Time
		want int
	}{
		{24 * time.Hour, eight, 0},
		{25 * time.Hour, eight, 1},
		{time.Minute, eight.Add(6 * time.Hour), 0}, // planned meanwhile
		{3 * time.Hour, c.Session.Starts.Add(-time.Hour), 0},
		{4 * time.Hour, c.Session.Starts.Add(-time.Hour), 1},
		{48 * time.Hour, time.Date(2026, 12, 3, 5, 0, 0, 0, time.UTC), 0}, // midnight in New York
	} {
		c.Expected[0].Told = row.at.Add(-row.told)
		if n := c.Reminders(row.at); len(n) != row.want {
			t.Errorf("told %s before %s: %d reminders, want %d", row.told, row.at, len(n), row.want)
		}
	}
	c.Session.Status = schedule.Cancelled
	if n := c.Reminders(eight); len(n) > 0 {
		t.Errorf("of a cancelled session: %+v", n)
	}
}
