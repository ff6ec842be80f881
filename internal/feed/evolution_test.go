package feed_test

import (
	order "cmp"
	"slices"
	"strings"
	"testing"

	"attune/internal/feed"
	"attune/internal/subscriber"

	"github.com/google/go-cmp/cmp"
)

// Evolution itself, subscribed to every feed of a year and to every feed in testdata, shows what was written, but for the
// blanks at the ends of texts.
func TestReadByEvolution(t *testing.T) {
	t.Parallel()
	bodies, want := map[string][]byte{}, map[string][]seen{}
	for name, c := range stories(t) {
		bodies[calendarName(name)] = write(t, c.calendar, c.window)
		want[calendarName(name)] = withoutBlanks(readSessions(t, bodies[calendarName(name)]))
	}
	for name, c := range forReaders(t) {
		bodies[calendarName(name)], want[calendarName(name)] = write(t, c.calendar, c.window), withoutBlanks(expected(c.calendar.Events))
	}
	differs := func(got map[string][]seen) string { return cmp.Diff(want, stripped(got), cmp.Comparer(sameSessions)) }
	got := subscriber.NewEvolution(t, served(t, bodies)).Refresh(func(got map[string][]seen) bool { return differs(got) == "" })
	if diff := differs(got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func withoutBlanks(all []seen) []seen {
	for i := range all {
		all[i].Title, all[i].Place = strings.TrimSpace(all[i].Title), strings.TrimSpace(all[i].Place)
	}
	return all
}

func stripped(all map[string][]seen) map[string][]seen {
	for _, list := range all {
		withoutBlanks(list)
	}
	return all
}

func sameSessions(a, b []seen) bool {
	return len(a) == 0 && len(b) == 0 || cmp.Equal(a, b, cmp.Comparer(func(a, b seen) bool { return a == b }))
}

// inOrder are sessions by time, and without UID, of which khal tells none.
func inOrder(all []seen) []seen {
	for i := range all {
		all[i].UID = ""
	}
	slices.SortFunc(all, func(a, b seen) int { return order.Or(a.Starts.Compare(b.Starts), order.Compare(a.Title, b.Title)) })
	return all
}

// calendarName is the name of a story as programs take it for a calendar's.
func calendarName(story string) string { return strings.NewReplacer(" ", "", "-", "").Replace(story) }

// Every feed in testdata shows the same to two more readers: ical.js and khal.
func TestReadByTheOthers(t *testing.T) {
	t.Parallel()
	days := map[string]map[string][]byte{}
	windows := map[string]feed.Window{}
	for name, c := range stories(t) {
		body := write(t, c.calendar, c.window)
		if diff := cmp.Diff(readSessions(t, body), readByICALjs(t, body), cmp.Comparer(sameSessions)); diff != "" {
			t.Errorf("%s read by ical.js (-want +got):\n%s", name, diff)
		}
		day := c.window.Day.String()
		if days[day] == nil {
			days[day] = map[string][]byte{}
		}
		days[day][calendarName(name)], windows[day] = body, c.window
	}
	for day, bodies := range days {
		t.Run(day, func(t *testing.T) {
			t.Parallel()
			got := readByKhal(t, windows[day], bodies)
			for name, body := range bodies {
				if diff := cmp.Diff(inOrder(withoutWhatKhalLoses(readSessions(t, body))), inOrder(withoutWhatKhalLoses(got[name])), cmp.Comparer(sameSessions)); diff != "" {
					t.Errorf("%s read by khal (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}
