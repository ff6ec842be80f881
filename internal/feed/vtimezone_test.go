package feed_test

import (
	"archive/zip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/feed"
)

// Every zone of the IANA list, in the windows that together cover 2020 to 2036 and five years beyond 2038: what the
// VTIMEZONE says is what Go's zone data say, at and around each change of the clocks, and in between. From 2038 on the
// data give rules only; on a machine whose data are the compact form, they do so today.
func TestZonesAsTheirClocksAre(t *testing.T) {
	t.Parallel()
	names, err := os.ReadFile("testdata/zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(names)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone := load(t, name)
			changes := changesOf(zone)
			described := map[string]zoneRules{} // most say the same in every window
			for year := 2020; year <= 2044; year++ {
				if year == 2037 {
					year = 2039
				}
				w := feed.WindowOn(day.Of(year, time.April, 1), zone)
				body := write(t, feed.Calendar{Title: "Nothing yet", Zone: zone}, w)
				if described[string(body)] == nil {
					described[string(body)] = readZone(t, readCalendar(t, body).children[0])
				}
				compare(t, described[string(body)], zone, w, changes)
			}
		})
	}
}

// A zone is described as far as each feed reaches, whatever was described for another feed of the same day before.
func TestAZoneIsDescribedAsFarAsAFeedReaches(t *testing.T) {
	t.Parallel()
	const name = "Africa/Casablanca" // which says each change by its date
	w := on(t, "2026-11-22", name)
	late := session(t, 1, name, "2029-06-07T10:00")
	near := calendar(t, name, session(t, 2, name, "2026-12-03T10:00"))
	far := calendar(t, name, near.Events[0], late)
	for i := range far.Events {
		far.Events[i].Zone = near.Events[0].Zone
	}
	short := timezonesIn(write(t, near, w))
	if long := timezonesIn(write(t, far, w)); len(long) <= len(short) || timezonesIn(write(t, near, w)) != short {
		t.Errorf("a feed of one year says\n%s\nand one of three\n%s", short, long)
	}
}

// The list of the zones has all that there are data of, but for Factory, which means that nobody has chosen one.
func TestNoZoneIsMissing(t *testing.T) {
	t.Parallel()
	names, err := os.ReadFile("testdata/zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Fields(string(names))
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	for _, file := range data.File {
		if file.Name != "Factory" && !strings.HasSuffix(file.Name, "/") && !slices.Contains(listed, file.Name) {
			t.Errorf("%s is in the zone data and not in the list", file.Name)
		}
	}
}

// compare holds what a VTIMEZONE says against the clocks, over a window.
func compare(t *testing.T, rules zoneRules, zone *time.Location, w feed.Window, changes []time.Time) {
	t.Helper()
	check := func(at time.Time) {
		t.Helper()
		if at.Before(w.From) || !at.Before(w.To) {
			return
		}
		_, want := at.In(zone).Zone()
		if got := rules.offsetAt(at); got != want {
			t.Errorf("window on %s: %v: the offset is %d seconds, want %d", w.Day, at, got, want)
		}
	}
	for at := w.From; at.Before(w.To); at = at.AddDate(0, 0, 9) {
		check(at)
	}
	for _, change := range changes {
		for _, around := range []time.Duration{-25 * time.Hour, -2 * time.Hour, -1, 0, 1, time.Hour, 25 * time.Hour} {
			check(change.Add(around))
		}
	}
	for _, onset := range rules { // neither changes between these and the changes, so that they agree at every instant
		check(onset.at.Add(-1))
		check(onset.at)
	}
	check(w.To.Add(-1))
}

// changesOf finds the instants between 2019 and 2046 from which on a zone has another offset: by looking at each day,
// and closer where it ends otherwise than it began.
func changesOf(zone *time.Location) []time.Time {
	offset := func(at time.Time) int { _, o := at.In(zone).Zone(); return o }
	var all []time.Time
	for at := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2046; {
		next := at.Add(24 * time.Hour)
		low, high := at, next
		for offset(at) != offset(next) && high.Sub(low) > 1 {
			if middle := low.Add(high.Sub(low) / 2); offset(middle) == offset(at) {
				low = middle
			} else {
				high = middle
			}
		}
		if high != next || offset(at) != offset(next) {
			all = append(all, high)
		}
		at = next
	}
	return all
}
