package feed_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/feed"
	"attune/internal/schedule"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// zones that differ in every way a zone can: rules of both hemispheres, none, half an hour, winter as the exception,
// Ramadan, a rule by the day of the month, a sign that reads backwards, UTC itself.
var zones = []string{
	"America/New_York", "America/Los_Angeles", "America/Phoenix", "Europe/Dublin", "Australia/Lord_Howe", "Africa/Casablanca",
	"Asia/Jerusalem", "Asia/Kolkata", "Etc/GMT+5", "UTC",
}

// typed is text as people, and programs, type it: any characters, those with a meaning in calendars more often, and
// bytes that are no characters.
var typed = rapid.OneOf(
	rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\\;,:\"\r\n\t \x00\x0b\x7f\u0085\u2028\ufeffnNüß長👶\U0001f3fd")))),
	rapid.StringN(60, 400, -1),
	rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
)

// drawEvents draws sessions of a year, none later than the window's end.
func drawEvents(t *rapid.T, w feed.Window) []feed.Event {
	uids := rapid.SliceOfNDistinct(rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}`), 0, 6, rapid.ID).Draw(t, "uids")
	minutes := int(w.To.Sub(w.From).Minutes())
	var all []feed.Event
	for _, uid := range uids {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, feed.Event{
			UID: schedule.UID(uid), Starts: w.From.Add(time.Duration(rapid.IntRange(0, minutes-1).Draw(t, "starts")) * time.Minute),
			Minutes: rapid.IntRange(1, 600).Draw(t, "minutes"), Zone: zone,
			Group: "N" + typed.Draw(t, "group"), Place: typed.Draw(t, "place"), Online: rapid.Bool().Draw(t, "online"),
			Status:   rapid.SampledFrom(schedule.Statuses).Draw(t, "status"),
			Sequence: rapid.IntRange(0, 1000).Draw(t, "sequence"), URL: "https://attune.example.org/sessions/" + uid[:8],
		})
	}
	return all
}

// What was written is what an independent reader sees: the instants, the states, and every text as it may stand in a
// calendar. The reader also checks the form of every line.
func TestAnyFeedReadsBack(t *testing.T) {
	t.Parallel()
	w := on(t, "2026-11-22", "America/New_York")
	rapid.Check(t, func(rt *rapid.T) {
		c := calendar(t, rapid.SampledFrom(zones).Draw(rt, "zone"), drawEvents(rt, w)...)
		c.Title, c.Description = "N"+typed.Draw(rt, "title"), typed.Draw(rt, "description")
		body, err := feed.Write(c, w)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(expected(c.Events), readSessions(rt, body)); diff != "" {
			rt.Fatalf("(-want +got):\n%s\n%s", diff, body)
		}
		head := readCalendar(rt, body)
		for name, want := range map[string]string{"NAME": c.Title, "X-WR-CALNAME": c.Title, "X-WR-CALDESC": c.Description} {
			if got := head.text(rt, name); got != cleaned(want) {
				rt.Errorf("%s is %q, want %q", name, got, cleaned(want))
			}
		}
	})
}

func TestEqualStateGivesEqualBytes(t *testing.T) {
	t.Parallel()
	w := on(t, "2026-11-22", "America/New_York")
	rapid.Check(t, func(rt *rapid.T) {
		events := drawEvents(rt, w)
		shuffled := rapid.Permutation(events).Draw(rt, "shuffled")
		kept := slices.Clone(shuffled)
		one, other := write(rt, calendar(t, "America/New_York", events...), w), write(rt, calendar(t, "America/New_York", shuffled...), w)
		if string(one) != string(other) {
			rt.Errorf("the order of the events shows:\n%s\n%s", one, other)
		}
		if diff := cmp.Diff(kept, shuffled, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
			rt.Errorf("the caller's events were changed: %s", diff)
		}
	})
}

// A client that has a feed must see every change of a session in its bytes.
func TestEveryVisibleChangeShows(t *testing.T) {
	t.Parallel()
	w := on(t, "2026-03-20", "America/New_York")
	before := session(t, 1, "America/New_York", "2026-03-26T10:00")
	tag := feed.ETag(write(t, calendar(t, "America/New_York", before), w))
	for name, change := range map[string]func(*feed.Event){
		"start":    func(e *feed.Event) { e.Starts = e.Starts.Add(time.Minute) },
		"length":   func(e *feed.Event) { e.Minutes++ },
		"zone":     func(e *feed.Event) { e.Zone = load(t, "America/Toronto") },
		"group":    func(e *feed.Event) { e.Group += "s" },
		"place":    func(e *feed.Event) { e.Place = "" },
		"online":   func(e *feed.Event) { e.Online = true },
		"status":   func(e *feed.Event) { e.Status = schedule.Cancelled },
		"sequence": func(e *feed.Event) { e.Sequence++ },
		"changed":  func(e *feed.Event) { e.Changed = e.Changed.Add(time.Second) },
		"moved":    func(e *feed.Event) { e.MovedFrom = wall(t, "2026-03-25T10:00") },
		"page":     func(e *feed.Event) { e.URL += "0" },
	} {
		after := before
		change(&after)
		if feed.ETag(write(t, calendar(t, "America/New_York", after), w)) == tag {
			t.Errorf("%s: the tag is the same", name)
		}
	}
	held := before
	held.Status = schedule.Held
	if feed.ETag(write(t, calendar(t, "America/New_York", held), w)) != tag {
		t.Error("that a session was held shows, though nothing people see has changed")
	}
}

// Names that would tell a subscriber's host who takes part, or that some client stumbles over, stand in no feed.
func TestWhatNoFeedHolds(t *testing.T) {
	t.Parallel()
	for name, story := range stories(t) {
		c := readCalendar(t, write(t, story.calendar, story.window))
		for _, banned := range []string{"METHOD", "UID", "LAST-MODIFIED", "SOURCE"} {
			if p, ok := c.one(t, banned); ok {
				t.Errorf("%s: the calendar has %v", name, p)
			}
		}
		for _, child := range c.children {
			for _, banned := range []string{"ATTENDEE", "ORGANIZER", "CONTACT", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "DURATION"} {
				if p, ok := child.one(t, banned); ok {
					t.Errorf("%s: a %s has %v", name, child.name, p)
				}
			}
		}
	}
}

func TestDefectsOfTheCallerAreErrors(t *testing.T) {
	t.Parallel()
	w := on(t, "2026-03-20", "America/New_York")
	sound := session(t, 1, "America/New_York", "2026-03-26T10:00")
	for name, spoil := range map[string]func(*feed.Calendar, *feed.Event){
		"calendar without zone":         func(c *feed.Calendar, _ *feed.Event) { c.Zone = nil },
		"calendar in local time":        func(c *feed.Calendar, _ *feed.Event) { c.Zone = time.Local },
		"session without zone":          func(_ *feed.Calendar, e *feed.Event) { e.Zone = nil },
		"session in local time":         func(_ *feed.Calendar, e *feed.Event) { e.Zone = time.Local },
		"zone without name":             func(_ *feed.Calendar, e *feed.Event) { e.Zone = time.FixedZone("", -18000) },
		"zone that injects a line":      func(_ *feed.Calendar, e *feed.Event) { e.Zone = time.FixedZone("X\r\nATTENDEE:mailto:e@x", 0) },
		"zone that injects a parameter": func(_ *feed.Calendar, e *feed.Event) { e.Zone = time.FixedZone(`X";Y="`, 0) },
		"session without UID":           func(_ *feed.Calendar, e *feed.Event) { e.UID = "" },
		"session without length":        func(_ *feed.Calendar, e *feed.Event) { e.Minutes = 0 },
	} {
		e := sound
		c := calendar(t, "America/New_York")
		spoil(&c, &e)
		c.Events = []feed.Event{e}
		if body, err := feed.Write(c, w); err == nil {
			t.Errorf("%s: written as\n%s", name, body)
		}
	}
}

// What lies beyond the window is told in the right offset all the same, as the last session of a window ends after it.
func TestSessionsAtTheEdges(t *testing.T) {
	t.Parallel()
	const casablanca = "Africa/Casablanca"
	w := on(t, "2024-03-09", casablanca) // the window ends with 9 March 2025, in Ramadan
	c := calendar(t, casablanca, session(t, 1, casablanca, "2025-03-09T23:00"))
	c.Events[0].Minutes = 29 * 24 * 60 // beyond the change of 6 April, absurd but true
	if diff := cmp.Diff(expected(c.Events), readSessions(t, write(t, c, w))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSizeOfAYear(t *testing.T) {
	t.Parallel()
	c, w := usual(t, 70)
	body := write(t, c, w)
	if got := strings.Count(string(body), "BEGIN:VEVENT\r\n"); got != 70 {
		t.Errorf("%d sessions, want 70", got)
	}
	if len(body) > 60_000 {
		t.Errorf("a weekly group's window takes %d bytes, want at most 60 kB", len(body))
	}
}
