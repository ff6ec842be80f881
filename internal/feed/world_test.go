package feed_test

import (
	"fmt"
	"regexp"
	"slices"
	"time"
	_ "time/tzdata" // where the machine has no zone data

	"attune/internal/day"
	"attune/internal/feed"
	"attune/internal/schedule"
	"attune/internal/subscriber"

	"pgregory.net/rapid"
)

func load(t rapid.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func on(t rapid.TB, today, zone string) feed.Window {
	t.Helper()
	return feed.WindowOn(day.MustParse(today), load(t, zone))
}

func write(t rapid.TB, c feed.Calendar, w feed.Window) []byte {
	t.Helper()
	body, err := feed.Write(c, w)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// calendar is a group's feed with these sessions.
func calendar(t rapid.TB, zone string, events ...feed.Event) feed.Calendar {
	t.Helper()
	return feed.Calendar{
		Title: "North Shore", Description: "Sessions of the group North Shore.", Zone: load(t, zone),
		URL: "https://attune.example.org/groups/7", Events: events,
	}
}

// session is an unremarkable session of 90 minutes, by the local time at which it starts; n sets it apart.
func session(t rapid.TB, n int, zone, local string) feed.Event {
	t.Helper()
	at := wall(t, local)
	return feed.Event{
		UID: schedule.UID(fmt.Sprintf("6f2b1c1e-0000-4000-8000-%012d", n)), Starts: at.Instant(load(t, zone)), Minutes: 90,
		Zone: load(t, zone), Group: "North Shore", Place: "Family Center, 12 Harbor Street, Room 4", Status: schedule.Scheduled,
		Created: time.Date(2025, 9, 1, 13, 30, 0, 0, time.UTC), Changed: time.Date(2025, 9, 1, 13, 30, 0, 0, time.UTC),
		URL: fmt.Sprintf("https://attune.example.org/sessions/%d", n),
	}
}

func wall(t rapid.TB, local string) schedule.Wall {
	t.Helper()
	at, err := schedule.ParseWall(local)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// expected is what a reader must see of a feed's sessions, by UID.
func expected(events []feed.Event) []seen {
	var all []seen
	for _, e := range events {
		s := seen{
			UID: string(e.UID), Starts: e.Starts.UTC(), Ends: e.Starts.Add(time.Duration(e.Minutes) * time.Minute).UTC(),
			Title: "Reflective supervision: " + cleaned(e.Group), Place: cleaned(e.Place), Note: "Details in Attune: " + e.URL,
			Status: "CONFIRMED", Sequence: e.Sequence,
		}
		if e.Online {
			s.Place = "Online, link in Attune"
		}
		if e.Status == schedule.Cancelled {
			s.Title, s.Status = "Cancelled: "+s.Title, "CANCELLED"
			s.Note = "This session is cancelled.\n" + s.Note
		}
		all = append(all, s)
	}
	slices.SortFunc(all, subscriber.ByUID)
	return all
}

var (
	anyLineEnd = regexp.MustCompile("\r\n|[\r\n\u0085\u2028\u2029]")
	noText     = regexp.MustCompile("[\x00-\x08\x0b-\x1f\x7f-\u009f\ufeff]")
)

// cleaned is a text as it may stand in a calendar; bytes that are no UTF-8 show as U+FFFD.
func cleaned(typed string) string {
	return noText.ReplaceAllString(anyLineEnd.ReplaceAllString(string([]rune(typed)), "\n"), "")
}

// withAnyTexts are sessions whose groups and places are named by whoever means harm, or pastes from somewhere else.
func withAnyTexts(t rapid.TB, count int) []feed.Event {
	t.Helper()
	var all []feed.Event
	for i := range count {
		e := session(t, i, "America/New_York", "2026-03-26T10:00")
		e.Group, e.Place = "N"+typed.Example(i), "N"+typed.Example(count+i)
		all = append(all, e)
	}
	return all
}

// ofEveryKind are sessions over a whole window in every kind of zone and state: in each zone one every 29 days at ten,
// one on each day on which its clocks change and on the days beside it, and one that ends in the hour shown twice.
func ofEveryKind(t rapid.TB, w feed.Window) []feed.Event {
	t.Helper()
	var all []feed.Event
	add := func(zone string, at schedule.Wall) {
		starts := at.Instant(load(t, zone))
		if starts.Before(w.From) || !starts.Before(w.To) {
			return
		}
		n := len(all)
		e := session(t, n, zone, at.String())
		e.Group = fmt.Sprintf("Ühm, \"%s\"; nothing\\else 👶 %d", zone, n)
		e.Status = schedule.Statuses[n%len(schedule.Statuses)]
		e.Online, e.Sequence, e.Minutes = n%5 == 0, n%4, 30+n%7*15
		all = append(all, e)
	}
	for _, zone := range zones {
		for d := day.At(w.From, load(t, zone)); d < day.At(w.To, load(t, zone)); d = d.AddDays(29) {
			add(zone, schedule.Wall{Day: d, Minute: 10 * 60})
		}
		for _, change := range changesOf(load(t, zone)) {
			for beside := -1; beside <= 1; beside++ {
				for _, minute := range []int{15, 90, 10 * 60, 23 * 60} {
					add(zone, schedule.Wall{Day: day.At(change, load(t, zone)).AddDays(beside), Minute: minute})
				}
			}
		}
	}
	return all
}
