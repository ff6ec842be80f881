package schedule_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"attune/internal/schedule"
)

// A session that shows otherwise is of a later second each time, whatever the clock says.
func TestEachRevisionIsOfALaterSecond(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for name, row := range map[string]struct{ was, now, want string }{
		"a day later":               {"2026-11-19T12:00:00.5Z", "2026-11-20T08:30:00.25Z", "2026-11-20T08:30:00.25Z"},
		"in the second after":       {"2026-11-19T12:00:00.9Z", "2026-11-19T12:00:01.1Z", "2026-11-19T12:00:01.1Z"},
		"in the same second":        {"2026-11-19T12:00:00.1Z", "2026-11-19T12:00:00.6Z", "2026-11-19T12:00:01Z"},
		"at once":                   {"2026-11-19T12:00:00Z", "2026-11-19T12:00:00Z", "2026-11-19T12:00:01Z"},
		"by a clock that is behind": {"2026-11-19T12:00:03.7Z", "2026-11-19T12:00:00Z", "2026-11-19T12:00:04Z"},
	} {
		s := schedule.Session{Sequence: 6, ChangedAt: at(row.was)}
		if s = s.Raised(s, at(row.now)); s.Sequence != 7 || !s.ChangedAt.Equal(at(row.want)) {
			t.Errorf("%s: revision %d of %s; want 7 of %s", name, s.Sequence, s.ChangedAt, row.want)
		}
	}
}

// What changes beside a session is a later revision of it, and so is what changes of itself afterwards, also within a second.
func TestEachChangeBesideIsOfALaterSecond(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 19, 12, 0, 0, 100_000_000, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		now, turns, last := start, 0, time.Time{}
		s := schedule.Session{ChangedAt: start}
		number, second := 0, start.Truncate(time.Second)
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			now = now.Add(time.Duration(rapid.IntRange(0, 1500).Draw(t, "milliseconds later")) * time.Millisecond)
			if rapid.Bool().Draw(t, "beside it") {
				turns, last = turns+1, now
			} else {
				s = s.Raised(s, now)
			}
			n, at := schedule.Beside(s.Sequence, s.ChangedAt, turns, last)
			if at = at.Truncate(time.Second); n != number+1 || !at.After(second) || at.Before(now.Truncate(time.Second)) {
				t.Fatalf("revision %d of %s after %d of %s, at %s", n, at, number, second, now)
			}
			number, second = n, at
		}
	})
}
