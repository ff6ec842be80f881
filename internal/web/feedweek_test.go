package web_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/subscriber"
)

// Ana's calendar in vdirsyncer and in Evolution through a week: each day somebody edits something, both look, and show what is
// planned. What was not edited stays the file that it was. Beside it is one of what she leads, which is one session for some
// days and then none, and Max's of open groups.
func TestStoryOfAWeekInOnesCalendars(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	v.opens("thursday", 8)
	path, _ := v.subscribe("ana", "")
	addresses := map[string]string{"attune": v.url + path, "led": v.url + v.subscribeTo(access.Feed{Person: v.person("ana"), FeedStyle: access.FeedStyle{Led: true}}), "open": v.url + v.follows("max")}
	w := &feedWeek{town: v, files: subscriber.NewVdirsyncer(t, addresses), evolution: subscriber.NewEvolution(t, addresses), planned: map[string]string{}}
	const circle = "Reflective supervision: Thursday circle"
	for start, title := range map[string]string{
		"2026-10-01T14:00:00Z": circle, "2026-10-15T14:00:00Z": circle, "2026-11-05T15:00:00Z": circle,
		"2026-11-12T15:00:00Z": "Cancelled: " + circle, "2026-11-19T15:00:00Z": circle, "2026-12-03T15:00:00Z": circle,
	} {
		w.planned[start] = title
	}
	const made = "2026-11-19T17:30:00Z"
	nothing := map[string]string{made: "Nothing planned in this calendar"}
	w.led = nothing
	group := fmt.Sprintf("/groups/%d", v.group("thursday"))

	w.looks("Thursday: nothing is there yet", 0, 6)
	w.looks("Friday: nothing was edited", 0, 0)

	v.as("ruth").decides(v.at("thursday", "2026-12-03T10:00")+"/plan", "day", "2026-12-04", "begins", "14:00", "lead", "Ana Lindqvist")
	w.becomes("2026-12-03T15:00:00Z", "2026-12-04T19:00:00Z", circle)
	w.led = map[string]string{"2026-12-04T19:00:00Z": circle}
	w.looks("Saturday: one was moved, and has another lead", 1, 1)

	v.as("ruth").decides(group+"/sessions/new", "day", "2026-12-10", "begins", "09:00", "ends", "10:00")
	w.becomes("", "2026-12-10T14:00:00Z", circle)
	w.looks("Sunday: one was planned", 0, 1)

	v.as("ruth").confirms(v.at("thursday", "2026-12-10T09:00") + "/cancel")
	w.becomes("", "2026-12-10T14:00:00Z", "Cancelled: "+circle)
	w.looks("Monday: it was cancelled", 1, 1)

	v.as("ruth").confirms(v.at("thursday", "2026-12-10T09:00") + "/restore")
	w.becomes("", "2026-12-10T14:00:00Z", circle)
	w.looks("Tuesday: it takes place after all", 1, 1)

	v.as("ruth").decides(v.at("thursday", "2026-12-04T14:00")+"/plan", "lead", "Vic Adler", "place", "Elm Street 2")
	w.led = nothing
	w.looks("Wednesday: one has another lead and another place", 1, 1)

	v.as("cora@example.org").decides(group+"/correct", "name", "Harbor circle", "reason", "They chose it.")
	for start, title := range w.planned {
		w.planned[start] = strings.ReplaceAll(title, "Thursday", "Harbor")
	}
	w.looks("Thursday: the group has another name", 7, 7)

	membership := group + "/members/" + v.membership("thursday", "Ana Lindqvist")[":member"]
	v.as("cora@example.org").decides(membership, "to", "2026-12-05")
	delete(w.planned, "2026-12-10T14:00:00Z")
	w.without = map[string]string{"2026-12-10T14:00:00Z": "Reflective supervision: Harbor circle"}
	w.looks("Friday: her place ends before the last session", 1, 0)
}

// feedWeek is a town in which two programs follow three feeds.
type feedWeek struct {
	*town
	files     *subscriber.Vdirsyncer
	evolution *subscriber.Evolution
	kept      map[string]subscriber.File
	planned   map[string]string // titles by start, in UTC, of all of Ana's sessions,
	led       map[string]string // ... of those that she leads,
	without   map[string]string // ... and of those of the circle that are not hers
}

// becomes is that one session is planned instead of another.
func (w *feedWeek) becomes(was, start, title string) {
	delete(w.planned, was)
	w.planned[start] = title
}

// looks has both programs look, and the day pass: so many files of vdirsyncer go, so many come, and the others are as they were.
func (w *feedWeek) looks(day string, gone, come int) {
	w.Helper()
	w.files.Sync()
	files := w.files.Files("attune")
	var went, came int
	for name, file := range w.kept {
		switch is, there := files[name]; {
		case !there:
			went++
		case is != file:
			w.Errorf("%s: %s was written again:\n%s\nit was\n%s", day, name, is.Text, file.Text)
		}
	}
	for name := range files {
		if _, there := w.kept[name]; !there {
			came++
		}
	}
	if went != gone || came != come {
		w.Errorf("%s: %d files went and %d came; want %d and %d", day, went, came, gone, come)
	}
	w.kept = files

	want := map[string]map[string]string{"attune": w.planned, "led": w.led, "open": w.open()}
	khal := w.files.Shows(w.clock().AddDate(0, -3, 0), w.clock().AddDate(1, 0, 0), func(string) string { return "" })
	if diff := cmp.Diff(want, titlesByStart(khal)); diff != "" {
		w.Errorf("%s: khal shows (-want +got):\n%s", day, diff)
	}
	evolution := w.evolution.Refresh(func(shown map[string][]subscriber.Session) bool {
		return cmp.Equal(want, titlesByStart(shown))
	})
	if diff := cmp.Diff(want, titlesByStart(evolution)); diff != "" {
		w.Errorf("%s: Evolution shows (-want +got):\n%s", day, diff)
	}
	for name, list := range evolution {
		for _, s := range list {
			if !slices.ContainsFunc(khal[name], func(k subscriber.Session) bool {
				return k.Note == s.Note && k.Place == s.Place && k.Starts.Equal(s.Starts) && k.Ends.Equal(s.Ends) && k.Status == s.Status
			}) {
				w.Errorf("%s: Evolution shows %+v, and khal otherwise: %+v", day, s, khal[name])
			}
		}
	}
	w.passes(24 * time.Hour)
}

// open is what the calendar of open groups shows: where it begins, and from today on the circle's sessions.
func (w *feedWeek) open() map[string]string {
	open := map[string]string{"2026-11-19T17:30:00Z": "Open groups in Attune from here on"}
	for _, sessions := range []map[string]string{w.planned, w.without} {
		for start, title := range sessions {
			if start >= w.clock().Format(time.DateOnly) {
				open[start] = strings.Replace(title, "Reflective", "Open: Reflective", 1)
			}
		}
	}
	return open
}

// titlesByStart are the titles in each calendar.
func titlesByStart(shown map[string][]subscriber.Session) map[string]map[string]string {
	titles := make(map[string]map[string]string)
	for name, list := range shown {
		titles[name] = make(map[string]string)
		for _, s := range list {
			titles[name][s.Starts.UTC().Format(time.RFC3339)] += s.Title
		}
	}
	return titles
}
