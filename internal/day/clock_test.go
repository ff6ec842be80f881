package day_test

import (
	"testing"
	"time"

	"attune/internal/day"
)

// A session of ninety minutes, on the clocks of its group and on a reader's.
func TestWhenItIsElsewhere(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ at, told, other, want string }{
		{"2026-11-12T10:00", "America/New_York", "America/New_York", ""},
		{"2026-11-12T10:00", "America/New_York", "America/Detroit", ""},             // another name, the same clock
		{"2026-11-12T10:00", "America/New_York", "America/Bogota", ""},              // the same in winter,
		{"2026-07-09T10:00", "America/New_York", "America/Bogota", "9:00–10:30 AM"}, // and not in summer
		{"2026-11-12T10:00", "America/New_York", "America/Los_Angeles", "7:00–8:30 AM"},
		{"2026-11-12T11:00", "America/Chicago", "America/New_York", "12:00–1:30 PM"},
		{"2026-11-12T10:30", "America/Chicago", "America/New_York", "11:30 AM–1:00 PM"},
		{"2026-11-12T23:30", "America/New_York", "America/Halifax", "Friday 13 November, 12:30–2:00 AM"},
		{"2026-11-13T00:30", "America/New_York", "America/Los_Angeles", "Thursday 12 November, 9:30–11:00 PM"},
		{"2026-12-31T18:00", "America/New_York", "Europe/Berlin", "Friday 1 January, 12:00–1:30 AM"},
		{"2026-11-12T10:00", "America/New_York", "Asia/Kolkata", "8:30–10:00 PM"},
		{"2026-11-12T10:00", "America/New_York", "Asia/Kathmandu", "8:45–10:15 PM"},
		{"2026-11-12T10:00", "America/New_York", "Pacific/Kiritimati", "Friday 13 November, 5:00–6:30 AM"},
		{"2026-11-12T10:00", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Wednesday 11 November, 9:00–10:30 AM"}, // 25 hours apart
		{"2026-07-09T10:00", "Australia/Sydney", "Australia/Lord_Howe", "10:30 AM–12:00 PM"},
		{"2026-12-10T10:00", "Australia/Sydney", "Australia/Lord_Howe", ""},        // whose summer time is half an hour
		{"2026-03-08T01:00", "America/New_York", "America/Bogota", "1:00–2:30 AM"}, // New York's clocks go forward meanwhile
	} {
		told, other := zone(t, row.told), zone(t, row.other)
		from, err := time.ParseInLocation("2006-01-02T15:04", row.at, told)
		if err != nil {
			t.Fatal(err)
		}
		if got := day.Elsewhere(from, from.Add(90*time.Minute), told, other); got != row.want {
			t.Errorf("%s of %s in %s: %q; want %q", row.at, row.told, row.other, got, row.want)
		}
	}
	from := time.Date(2026, time.November, 12, 15, 0, 0, 0, time.UTC)
	if got := day.Elsewhere(from, time.Time{}, time.UTC, zone(t, "America/Los_Angeles")); got != "7:00 AM" {
		t.Errorf("without an end: %q", got)
	}
}
