package feed_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/feed"
	"attune/internal/schedule"
)

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
	body, err := feed.Entries(events)
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
	body, err := feed.Entries(entries(t))
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
	if _, err := feed.Entries(nil); err == nil {
		t.Error("a file of nothing was written")
	}
}
