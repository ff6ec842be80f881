package schedule_test

import (
	"testing"
	"time"

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
