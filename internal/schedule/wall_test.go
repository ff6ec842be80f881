package schedule_test

import (
	"testing"
	"time"

	"attune/internal/schedule"
)

// The instants were worked out by hand from formats.md: an ambiguous local time means the first, one that does not
// exist takes the offset before the gap.
func TestInstant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ about, zone, wall, want string }{
		{"winter", "America/New_York", "2026-01-15T10:00", "2026-01-15T15:00:00Z"},
		{"summer", "America/New_York", "2026-07-15T10:00", "2026-07-15T14:00:00Z"},
		{"before the gap", "America/New_York", "2026-03-08T01:59", "2026-03-08T06:59:00Z"},
		{"in the gap: 02:30 at -05:00", "America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00Z"},
		{"after the gap", "America/New_York", "2026-03-08T03:00", "2026-03-08T07:00:00Z"},
		{"twice: the first 01:30, at -04:00", "America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z"},
		{"after both", "America/New_York", "2026-11-01T02:00", "2026-11-01T07:00:00Z"},
		{"no summer time", "America/Phoenix", "2026-07-15T10:00", "2026-07-15T17:00:00Z"},
		{"half an hour of summer time, in the gap", "Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z"},
		{"UTC", "UTC", "2026-07-15T10:00", "2026-07-15T10:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		wall, err := schedule.ParseWall(c.wall)
		if err != nil {
			t.Fatal(err)
		}
		if got := wall.Instant(zone).Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s in %s is %s, want %s", c.about, c.wall, c.zone, got, c.want)
		}
		if wall.String() != c.wall {
			t.Errorf("%s was written as %s", c.wall, wall)
		}
	}
}

func TestWallAtReadsTheClock(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	if got := schedule.WallAt(time.Date(2026, 1, 1, 4, 30, 59, 0, time.UTC), zone).String(); got != "2025-12-31T23:30" {
		t.Errorf("the clock showed %s", got)
	}
}

func TestParseWallRefusesOtherTimes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2026-03-08", "2026-03-08 10:00", "2026-03-08T10:00:00", "2026-03-08T24:00", "2026-02-30T10:00", "2026-03-08T10:00Z"} {
		if wall, err := schedule.ParseWall(text); err == nil {
			t.Errorf("%q was read as %s", text, wall)
		}
	}
}
