package feed_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/feed"
	"attune/internal/sample"
	"attune/internal/schedule"
)

// made is when the entries of these tests are written.
var made = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)

// entries are a session that was moved into the weeks in which clocks are put forward, and one that was cancelled.
func entries(t *testing.T) []feed.Event {
	t.Helper()
	moved := session(t, 1, "America/New_York", "2026-03-09T10:00")
	moved.Sequence = 4
	cancelled := session(t, 2, "America/Los_Angeles", "2026-03-06T10:00")
	cancelled.Status, cancelled.Sequence = schedule.Cancelled, 7
	return []feed.Event{moved, cancelled}
}

// What goes with a mail is read as the feed would be: the same identity, sequence, times and words.
func TestEntriesAreReadAsTheFeedIs(t *testing.T) {
	t.Parallel()
	events := entries(t)
	body, err := feed.Entries(events, made)
	if err != nil {
		t.Fatal(err)
	}
	want := expected(events)
	if diff := cmp.Diff(want, readSessions(t, body)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, readByICALjs(t, body)); diff != "" {
		t.Errorf("by ical.js (-want +got):\n%s", diff)
	}
}

// Nobody is invited by it, nobody is named in it, no program adds a calendar for it, and each zone has both of its times.
func TestEntriesInviteNobody(t *testing.T) {
	t.Parallel()
	body, err := feed.Entries(entries(t), made)
	if err != nil {
		t.Fatal(err)
	}
	text := string(body)
	for _, none := range []string{"ATTENDEE", "ORGANIZER", "X-WR-CALNAME", "\r\nNAME", "REFRESH-INTERVAL", "VALARM"} {
		if strings.Contains(text, none) {
			t.Errorf("it says %s:\n%s", none, text)
		}
	}
	for once, times := range map[string]int{"METHOD:PUBLISH\r\n": 1, "BEGIN:VTIMEZONE": 2, "BEGIN:STANDARD": 2, "BEGIN:DAYLIGHT": 2, "STATUS:CANCELLED": 1} {
		if n := strings.Count(text, once); n != times {
			t.Errorf("%s stands %d times, want %d:\n%s", once, n, times, text)
		}
	}
	if !strings.Contains(feed.EntriesType, "method=PUBLISH") {
		t.Errorf("the part is %s", feed.EntriesType)
	}
	if _, err := feed.Entries(nil, made); err == nil {
		t.Error("a file of nothing was written")
	}
}

// A session that its owner has no more leaves their calendar: with the same identity, as it stood there, cancelled without saying that
// it is, and with nothing of where it is now. The stamp is later than that of the entry which put it there, though no sequence is.
func TestAnEntryTakesOut(t *testing.T) {
	t.Parallel()
	m := attendance.Meeting{Session: sample.Session(), Group: sample.Group()}
	m.Session.UID, m.Session.Place, m.Session.Local, m.Session.Sequence = "s1@example.org", "Room 9", schedule.Wall{Day: day.MustParse("2026-03-20"), Minute: 840}, 4
	zone := load(t, "America/New_York")
	m.Session.Starts = m.Session.Local.Instant(zone)
	was := schedule.Wall{Day: day.MustParse("2026-03-09"), Minute: 600}
	in, err := feed.Entries([]feed.Event{feed.Of(m, zone, "https://attune.example.org/sessions/1")}, made)
	if err != nil {
		t.Fatal(err)
	}
	out, err := feed.Entries([]feed.Event{feed.Left(m, zone, was, 90, made.Add(time.Minute))}, made.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	text := string(out)
	for _, says := range []string{
		"UID:s1@example.org\r\n", "SEQUENCE:4\r\n", "STATUS:CANCELLED\r\n", "TRANSP:TRANSPARENT\r\n", "SUMMARY:Not yours any more: Reflective supervision", "DTSTART;TZID=America/New_York:20260309T100000\r\n",
		"DTEND;TZID=America/New_York:20260309T113000\r\n", "DESCRIPTION:This session is no longer in your calendar.\r\n", "DTSTAMP:20260305T120100Z\r\n",
	} {
		if !strings.Contains(text, says) {
			t.Errorf("%q is missing:\n%s", says, text)
		}
	}
	for _, knows := range []string{"Room 9", "20260320", "LOCATION", "/sessions/1", "Cancelled", "Moved"} {
		if strings.Contains(text, knows) {
			t.Errorf("it says %s:\n%s", knows, text)
		}
	}
	if !strings.Contains(string(in), "DTSTAMP:20260305T120000Z\r\n") || !strings.Contains(string(in), "Room 9") {
		t.Errorf("the one before:\n%s", in)
	}
}
