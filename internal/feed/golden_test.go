package feed_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/feed"
	"attune/internal/schedule"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the feeds in testdata anew; review the difference like code")

// Whole feeds, byte for byte. Each file in testdata was read against RFC 5545 by a person.
func TestFeedsByteForByte(t *testing.T) {
	t.Parallel()
	for name, story := range stories(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := write(t, story.calendar, story.window)
			path := filepath.Join("testdata", name+".ics")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\r\n"), strings.Split(string(got), "\r\n")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
			readCalendar(t, got)
		})
	}
}

func TestEveryFileOfAFeedIsCompared(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.ics")
	if err != nil {
		t.Fatal(err)
	}
	told := stories(t)
	for _, file := range files {
		if _, ok := told[strings.TrimSuffix(filepath.Base(file), ".ics")]; !ok {
			t.Errorf("%s belongs to no story", file)
		}
	}
}

// story is a feed on some day.
type story struct {
	calendar feed.Calendar
	window   feed.Window
}

func stories(t rapid.TB) map[string]story {
	t.Helper()
	const newYork = "America/New_York"
	changed := time.Date(2026, 3, 20, 18, 5, 9, 0, time.UTC)

	moved := session(t, 1, newYork, "2026-03-27T13:30")
	moved.MovedFrom, moved.Sequence, moved.Changed = wall(t, "2026-03-26T10:00"), 1, changed
	movedFar := session(t, 2, newYork, "2027-01-05T10:00")
	movedFar.MovedFrom, movedFar.Sequence, movedFar.Changed = wall(t, "2026-12-29T10:00"), 2, changed

	cancelled := session(t, 1, newYork, "2026-03-26T10:00")
	cancelled.Status, cancelled.Sequence, cancelled.Changed = schedule.Cancelled, 3, changed
	cancelled.MovedFrom = wall(t, "2026-03-25T10:00")

	calledOffLater := cancelled
	calledOffLater.UID, calledOffLater.Starts = "6f2b1c1e-0000-4000-8000-000000000002", cancelled.Starts.AddDate(0, 0, 14)

	overtaking := weekly(t, 1, newYork, "2026-03-05T10:00", 3) // the first, moved behind the two that follow it
	overtaking[0].Starts, overtaking[0].MovedFrom = wall(t, "2026-03-20T10:00").Instant(load(t, newYork)), wall(t, "2026-03-05T10:00")
	overtaking[0].Sequence, overtaking[0].Changed = 1, changed

	onAgain := cancelled // the next morning it takes place after all
	onAgain.Status, onAgain.Sequence, onAgain.Changed = schedule.Scheduled, 4, time.Date(2026, 3, 21, 9, 0, 0, 0, time.UTC)

	ledByAnother := session(t, 1, newYork, "2026-03-26T10:00") // who leads stands in no calendar; that it was changed does
	ledByAnother.Sequence, ledByAnother.Changed = 1, changed

	renamed := weekly(t, 1, newYork, "2026-03-05T10:00", 2)
	for i := range renamed {
		renamed[i].Group, renamed[i].Sequence, renamed[i].Changed = "Harbor Lights", 1, changed
	}
	harbor := calendar(t, newYork, renamed...)
	harbor.Title, harbor.Description = "Harbor Lights", "Sessions of the group Harbor Lights."

	online := session(t, 1, newYork, "2026-03-26T10:00")
	online.Online, online.Place = true, "https://meet.example.org/j/81?pwd=not-for-calendars"
	linked := online
	linked.UID, linked.Starts, linked.Link = "6f2b1c1e-0000-4000-8000-000000000002", online.Starts.AddDate(0, 0, 7), "https://meet.example.org/j/81"

	plain := session(t, 1, newYork, "2026-03-26T10:00")
	plain.Group, plain.Place, plain.URL = "", "", ""
	held := session(t, 2, newYork, "2026-02-26T10:00")
	held.Status = schedule.Held

	note := session(t, 0, "UTC", "2025-09-01T13:30")
	note.UID, note.Note, note.Minutes, note.Place, note.URL = "open-groups-9", "Open groups from here on", 15, "", "https://attune.example.org/groups/open"
	room, gone, taught := session(t, 1, newYork, "2026-03-26T10:00"), session(t, 2, newYork, "2026-04-02T10:00"), session(t, 3, newYork, "2026-04-09T13:30")
	room.Open, gone.Open, gone.Online, taught.Open, taught.Online, taught.Training = true, true, true, true, true, true
	gone.Status, gone.Sequence, gone.Changed = schedule.Cancelled, 1, changed
	taught.MovedFrom = wall(t, "2026-04-08T10:00")
	open := calendar(t, newYork, taught, gone, room, note)
	open.Title, open.Alarm = "Open groups", 30

	nothing := note
	nothing.UID, nothing.Note, nothing.URL = "nothing-planned-9", "Nothing planned in this calendar", "https://attune.example.org/"
	busyNever := feed.Calendar{Title: "Ana Lind", Zone: load(t, newYork), Detail: feed.Busy, Alarm: 30, Events: []feed.Event{nothing}}

	shared := func(title string, detail feed.Detail, alarm int) feed.Calendar {
		c := calendar(t, newYork, moved, calledOffLater)
		c.Title, c.Description, c.Detail, c.Alarm = title, "", detail, alarm
		return c
	}

	return map[string]story{
		"empty":                  {calendar(t, newYork), on(t, "2026-03-20", newYork)},
		"empty-utc":              {calendar(t, "UTC"), on(t, "2026-03-20", newYork)},
		"spring-forward":         {calendar(t, newYork, weekly(t, 1, newYork, "2026-03-05T10:00", 2)...), on(t, "2026-03-20", newYork)},
		"fall-back":              {calendar(t, newYork, weekly(t, 1, newYork, "2026-10-29T10:00", 2)...), on(t, "2026-03-20", newYork)},
		"hour-shown-twice":       {calendar(t, newYork, shownTwice(t)...), on(t, "2026-10-31", newYork)},
		"moved":                  {calendar(t, newYork, movedFar, moved), on(t, "2026-03-20", newYork)},
		"cancelled":              {calendar(t, newYork, cancelled), on(t, "2026-03-20", newYork)},
		"renamed":                {harbor, on(t, "2026-03-20", newYork)},
		"online":                 {calendar(t, newYork, online, linked), on(t, "2026-03-20", newYork)},
		"bare":                   {feed.Calendar{Title: "Sessions", Zone: load(t, newYork), Events: []feed.Event{plain, held}}, on(t, "2026-03-20", newYork)},
		"titles":                 {shared("Reflective supervision - Ana Lind", feed.TitleOnly, 0), on(t, "2026-03-20", newYork)},
		"busy":                   {shared("Ana Lind", feed.Busy, 30), on(t, "2026-03-20", newYork)},
		"alarm":                  {shared("Reflective supervision - Ana Lind", feed.Full, 1440), on(t, "2026-03-20", newYork)},
		"open":                   {open, on(t, "2026-03-20", newYork)},
		"nothing-planned":        {calendar(t, newYork, nothing), on(t, "2026-03-20", newYork)},
		"nothing-planned-busy":   {busyNever, on(t, "2026-03-20", newYork)},
		"letters-at-the-fold":    {calendar(t, "Europe/Berlin", lettersAtTheFold(t)...), on(t, "2026-03-20", "Europe/Berlin")},
		"hostile":                {hostile(t), on(t, "2026-03-20", newYork)},
		"moved-past-a-neighbour": {calendar(t, newYork, overtaking...), on(t, "2026-03-20", newYork)},
		"on-again":               {calendar(t, newYork, onAgain), on(t, "2026-03-20", newYork)},
		"led-by-another":         {calendar(t, newYork, ledByAnother), on(t, "2026-03-20", newYork)},

		"zone-phoenix":        {calendar(t, "America/Phoenix", weekly(t, 1, "America/Phoenix", "2026-03-05T10:00", 1)...), on(t, "2026-03-20", "America/Phoenix")},
		"zone-kolkata":        {calendar(t, "Asia/Kolkata", weekly(t, 1, "Asia/Kolkata", "2026-03-05T10:00", 1)...), on(t, "2026-03-20", "Asia/Kolkata")},
		"zone-dublin":         {calendar(t, "Europe/Dublin", weekly(t, 1, "Europe/Dublin", "2026-03-26T10:00", 2)...), on(t, "2026-03-20", "Europe/Dublin")},
		"zone-lord-howe":      {calendar(t, "Australia/Lord_Howe", weekly(t, 1, "Australia/Lord_Howe", "2026-04-02T10:00", 2)...), on(t, "2026-03-20", "Australia/Lord_Howe")},
		"zone-casablanca":     {calendar(t, "Africa/Casablanca", weekly(t, 1, "Africa/Casablanca", "2025-02-20T10:00", 2)...), on(t, "2025-03-01", "Africa/Casablanca")},
		"zone-sao-paulo-2018": {calendar(t, "America/Sao_Paulo", weekly(t, 1, "America/Sao_Paulo", "2019-02-14T10:00", 2)...), on(t, "2018-11-22", "America/Sao_Paulo")},
		"zone-sao-paulo-2026": {calendar(t, "America/Sao_Paulo", weekly(t, 1, "America/Sao_Paulo", "2026-03-05T10:00", 1)...), on(t, "2026-03-20", "America/Sao_Paulo")},
		"zone-jerusalem":      {calendar(t, "Asia/Jerusalem", weekly(t, 1, "Asia/Jerusalem", "2026-03-26T10:00", 2)...), on(t, "2026-03-20", "Asia/Jerusalem")},
		"zone-troll":          {calendar(t, "Antarctica/Troll", weekly(t, 1, "Antarctica/Troll", "2026-03-26T10:00", 2)...), on(t, "2026-03-20", "Antarctica/Troll")},
		"zone-utc":            {calendar(t, "UTC", weekly(t, 1, "UTC", "2026-03-05T10:00", 1)...), on(t, "2026-03-20", "UTC")},
		"zone-gmt-plus-5":     {calendar(t, "Etc/GMT+5", weekly(t, 1, "Etc/GMT+5", "2026-03-05T10:00", 1)...), on(t, "2026-03-20", "Etc/GMT+5")},
		"zones-several": {calendar(t, newYork, slices.Concat(
			weekly(t, 1, newYork, "2026-03-05T10:00", 1), weekly(t, 2, "America/Los_Angeles", "2026-03-05T10:00", 1),
			weekly(t, 3, "America/Phoenix", "2026-03-05T10:00", 1))...), on(t, "2026-03-20", newYork)},
	}
}

// weekly are sessions at one local time, a week apart; the first is number n.
func weekly(t rapid.TB, n int, zone, local string, count int) []feed.Event {
	t.Helper()
	first := wall(t, local)
	var all []feed.Event
	for i := range count {
		at := schedule.Wall{Day: first.Day.AddDays(7 * i), Minute: first.Minute}
		all = append(all, session(t, n+i, zone, at.String()))
	}
	return all
}

// shownTwice are sessions around the hour from 01:00 to 02:00 on 1 November 2026, which New York's clocks show twice:
// one that ends before, one in the first of the two, one in the second, one that ends in the second, and one after.
func shownTwice(t rapid.TB) []feed.Event {
	t.Helper()
	const newYork = "America/New_York"
	before, first, second := session(t, 1, newYork, "2026-10-31T23:29"), session(t, 2, newYork, "2026-11-01T01:30"), session(t, 3, newYork, "2026-11-01T01:30")
	first.Minutes, second.Minutes = 20, 20
	second.Starts = second.Starts.Add(time.Hour)
	endsInSecond, after := session(t, 4, newYork, "2026-11-01T00:15"), session(t, 5, newYork, "2026-11-01T02:00")
	endsInSecond.Minutes = 120
	return []feed.Event{before, first, second, endsInSecond, after}
}

// lettersAtTheFold has letters of two octets and emoji of four, so placed that each fold would cut one in each way.
func lettersAtTheFold(t rapid.TB) []feed.Event {
	t.Helper()
	var all []feed.Event
	for i := range 4 {
		e := session(t, i, "Europe/Berlin", "2026-03-26T10:00")
		e.Group = strings.Repeat("x", i) + strings.Repeat("👶🏽", 12) + " Spätlese"
		e.Place = strings.Repeat("x", i) + strings.Repeat("äöüß", 20) + ", Straße der Nationen 12, Zimmer 4"
		all = append(all, e)
	}
	return all
}

// hostile is a feed whose every text was typed by somebody who means harm, or who pastes from a word processor.
func hostile(t rapid.TB) feed.Calendar {
	t.Helper()
	c := calendar(t, "America/New_York")
	c.Title = "Ours\r\nMETHOD:CANCEL\r\nX-EVIL:1"
	c.Description = "\ufeffquoted \"text\"; a, b\\c:\x00\x07\x1b[31m\u0085\u2028\u2029end"
	c.URL = "https://attune.example.org/groups/7\r\nATTENDEE:mailto:evil@example.org"
	injected := session(t, 1, "America/New_York", "2026-03-05T10:00")
	injected.Group = "North\r\nEND:VEVENT\r\nBEGIN:VEVENT\rDTSTART:20260101\nUID:evil"
	injected.Place = "back\\slash \\n \\, ;=:\" \t tab \x7f\u009f and bad bytes \xff\xc3\x28"
	injected.URL += "\r\nX-EVIL:1\r\n, \u0000"
	long := session(t, 2, "America/New_York", "2026-03-12T10:00")
	long.Group = strings.Repeat("Nord-Süd; ", 60)
	long.Place = strings.Repeat(" ", 80) + strings.Repeat("長", 60)
	c.Events = []feed.Event{injected, long}
	return c
}
