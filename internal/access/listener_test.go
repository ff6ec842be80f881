package access_test

import (
	"testing"
	"time"

	"attune/internal/access"
)

// The session was moved at ten on a Monday, when the calendar of its owner became version 8. It is now noon.
func TestWhoseCalendarHasHeardOfAChange(t *testing.T) {
	t.Parallel()
	moved := time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)
	now := moved.Add(2 * time.Hour)
	at := func(ago time.Duration, version int64) access.FeedRead {
		return access.FeedRead{At: now.Add(-ago), Version: version}
	}
	for name, row := range map[string]struct {
		version int64 // of the calendar by now
		reads   []access.FeedRead
		want    access.Hearing
	}{
		"no calendar":                                  {8, nil, access.Hearing{Without: 1}},
		"read an hour later":                           {8, []access.FeedRead{at(time.Hour, 8)}, access.Hearing{Heard: 1}},
		"read that day before":                         {8, []access.FeedRead{at(3*time.Hour, 7)}, access.Hearing{NotYet: 1}},
		"read more than eight days ago":                {8, []access.FeedRead{at(8*24*time.Hour+time.Second, 7)}, access.Hearing{Without: 1}},
		"read eight days ago":                          {8, []access.FeedRead{at(8*24*time.Hour, 7)}, access.Hearing{NotYet: 1}},
		"a browser looked at its address":              {8, []access.FeedRead{{At: now.Add(-time.Hour), By: access.ABrowser, Version: 8}}, access.Hearing{Without: 1}},
		"something else changed since":                 {9, []access.FeedRead{at(time.Hour, 8)}, access.Hearing{Heard: 1}},
		"read in the same second, and it was in":       {8, []access.FeedRead{at(2*time.Hour, 8)}, access.Hearing{Heard: 1}},
		"read in the same minute, and it was not":      {8, []access.FeedRead{at(2*time.Hour-30*time.Second, 7)}, access.Hearing{NotYet: 1}},
		"the phone has read, the laptop has not":       {8, []access.FeedRead{at(3*time.Hour, 7), at(time.Hour, 8)}, access.Hearing{Heard: 1}},
		"one is given up, the other has not heard yet": {8, []access.FeedRead{at(1000*time.Hour, 3), at(4*time.Hour, 7)}, access.Hearing{NotYet: 1}},
	} {
		got := access.HearingOf([]access.Listener{{Person: 1, Version: row.version, Reads: row.reads}}, moved, now)
		if got != row.want || got.All() != 1 {
			t.Errorf("%s: %+v; want %+v", name, got, row.want)
		}
	}
}

// Two sessions changed at once. One, two and three are in the calendars of both, and what they read has the first alone, both and
// neither; four and five are in one.
func TestPeopleHearOfEachSessionThatChanged(t *testing.T) {
	t.Parallel()
	changed := time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)
	now := changed.Add(time.Hour)
	has, waits := []access.FeedRead{{At: now, Version: 2}}, []access.FeedRead{{At: changed.Add(-time.Hour), Version: 1}}
	list := []access.Listener{
		{Person: 1, Version: 2, Reads: has},
		{Person: 2, Version: 2, Reads: has},
		{Person: 3, Version: 2, Reads: waits},
		{Person: 4, Version: 2, Reads: has},
		{Person: 1, Version: 2},
		{Person: 2, Version: 2, Reads: has},
		{Person: 3, Version: 2, Reads: waits},
		{Person: 5, Version: 2},
	}
	if got, want := access.HearingOf(list, changed, now), (access.Hearing{Heard: 2, NotYet: 1, Without: 2}); got != want {
		t.Errorf("%+v; want %+v", got, want)
	}
}
