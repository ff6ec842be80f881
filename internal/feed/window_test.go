package feed_test

import (
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/feed"
)

// From the beginning of the ninetieth day before to the end of the same day next year, by the clocks of the zone.
func TestWindowOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ today, zone, from, to string }{
		{"2026-11-22", "America/New_York", "2026-08-24T04:00:00Z", "2027-11-23T05:00:00Z"},
		{"2026-03-08", "America/New_York", "2025-12-08T05:00:00Z", "2027-03-09T05:00:00Z"}, // a day of 23 hours
		{"2027-03-08", "America/New_York", "2026-12-08T05:00:00Z", "2028-03-09T05:00:00Z"},
		{"2027-06-30", "America/Phoenix", "2027-04-01T07:00:00Z", "2028-07-01T07:00:00Z"},
		{"2028-02-29", "UTC", "2027-12-01T00:00:00Z", "2029-03-01T00:00:00Z"},
		{"2026-01-01", "Asia/Kolkata", "2025-10-02T18:30:00Z", "2027-01-01T18:30:00Z"},
		{"2024-04-24", "Africa/Cairo", "2024-01-24T22:00:00Z", "2025-04-24T22:00:00Z"}, // the day after the last begins at one
	} {
		w := feed.WindowOn(day.MustParse(c.today), load(t, c.zone))
		from, to := w.From.Format(time.RFC3339), w.To.Format(time.RFC3339)
		if w.Day.String() != c.today || from != c.from || to != c.to {
			t.Errorf("on %s in %s: of %s, from %s to %s; want from %s to %s", c.today, c.zone, w.Day, from, to, c.from, c.to)
		}
	}
}
