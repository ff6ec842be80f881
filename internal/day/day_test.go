package day_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"attune/internal/day"
)

func TestAddMonthsKeepsTheDayOrTakesTheLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2025-01-10", 24, "2027-01-10"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2024-08-31", 1, "2024-09-30"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2023-12-31", 2, "2024-02-29"},
		{"2024-03-31", -1, "2024-02-29"},
		{"2024-01-15", -1, "2023-12-15"},
	} {
		if got := day.MustParse(c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestTimesAreWrittenAsTheirReadersDo(t *testing.T) {
	t.Parallel()
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 19, hour, minute, 40, 0, time.UTC) }
	for want, got := range map[string]string{
		"12:00 AM":          day.Clock(at(0, 0)),
		"9:05 AM":           day.Clock(at(9, 5)),
		"12:00 PM":          day.Clock(at(12, 0)),
		"11:59 PM":          day.Clock(at(23, 59)),
		"1:05 PM":           day.ClockAt(785),
		"9:30–11:00 AM":     day.ClockSpan(at(9, 30), at(11, 0)),
		"10:00 AM–12:00 PM": day.ClockSpan(at(10, 0), at(12, 0)),
		"12:15–1:45 PM":     day.ClockSpan(at(12, 15), at(13, 45)),
		"11:30 PM–12:30 AM": day.ClockSpan(at(23, 30), at(24, 30)),
		"4:30–6:00 AM":      day.ClockSpan(at(9, 30).In(time.FixedZone("EST", -5*3600)), at(11, 0)),
	} {
		if got != want {
			t.Errorf("written as %q, want %q", got, want)
		}
	}
}

func TestAtIsTheLocalDate(t *testing.T) {
	t.Parallel()
	newYork := zone(t, "America/New_York")
	for _, c := range []struct{ instant, want string }{
		{"2026-01-01T04:59:59Z", "2025-12-31"}, // 23:59:59 in New York
		{"2026-01-01T05:00:00Z", "2026-01-01"},
		{"2026-07-01T03:59:59Z", "2026-06-30"}, // an hour earlier in summer
		{"1969-12-31T23:00:00Z", "1969-12-31"},
	} {
		instant, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := day.At(instant, newYork).String(); got != c.want {
			t.Errorf("%s in New York: %s, want %s", c.instant, got, c.want)
		}
	}
}

func TestADayBeginsWhereMidnightIsSkipped(t *testing.T) {
	t.Parallel()
	got := day.MustParse("2018-11-04").Begins(zone(t, "America/Sao_Paulo")) // clocks went from 0:00 to 1:00
	if want := time.Date(2018, 11, 4, 3, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("the day began at %s, want %s", got.UTC(), want)
	}
}

func TestParseRefusesWhatIsNoDate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2026-02-29", "2026-3-8", "08.03.2026", "2026-03-08T00:00", "0000-01-01", " "} {
		if d, err := day.Parse(text); err == nil {
			t.Errorf("%q was read as %s", text, d)
		}
	}
}

func TestDatesFollowThePackageTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := time.Date(rapid.IntRange(1, 9998).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		d := day.Of(want.Date())
		if d.String() != want.Format(time.DateOnly) || d.Year() != want.Year() || d.Weekday() != want.Weekday() {
			t.Fatalf("%s became %s", want.Format(time.DateOnly), d)
		}
		if back, err := day.Parse(d.String()); err != nil || back != d {
			t.Fatalf("%s was read back as %s: %v", d, back, err)
		}
		if n := rapid.IntRange(-3, 4000).Draw(t, "days"); d.AddDays(n) > 0 && d.AddDays(n).String() != want.AddDate(0, 0, n).Format(time.DateOnly) {
			t.Fatalf("%s and %d days is %s", d, n, d.AddDays(n))
		}
	})
}

func TestSpansIncludeBothEnds(t *testing.T) {
	t.Parallel()
	closed := day.Span{From: day.MustParse("2024-03-01"), To: day.MustParse("2024-03-31")}
	open := day.Span{From: day.MustParse("2024-04-01")}
	for text, want := range map[string]bool{"2024-02-29": false, "2024-03-01": true, "2024-03-31": true, "2024-04-01": false} {
		if got := closed.Contains(day.MustParse(text)); got != want {
			t.Errorf("March holds %s: %t", text, got)
		}
	}
	if closed.Overlaps(open) || open.Overlaps(closed) {
		t.Error("March overlaps with what begins in April")
	}
	if joined := (day.Span{From: closed.To}); !joined.Overlaps(closed) || !closed.Overlaps(joined) {
		t.Error("spans that share one day do not overlap")
	}
	if closed.EndedBefore(closed.To) || !closed.EndedBefore(open.From) || open.EndedBefore(open.From.AddDays(9999)) {
		t.Error("a span has ended on the day after its last day, and an open one never")
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestEndOf(t *testing.T) {
	t.Parallel()
	beirut, err := time.LoadLocation("Asia/Beirut") // where midnight of 27 March 2022 is skipped
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		zone *time.Location
		at   string
		want string // empty: within a day
	}{
		{time.UTC, "2026-12-11T00:00:00Z", "2026-12-10"},
		{time.UTC, "2026-12-11T00:00:01Z", ""},
		{time.UTC, "2026-12-10T23:59:59Z", ""},
		{beirut, "2022-03-26T22:00:00Z", "2022-03-26"},
		{beirut, "2022-03-26T21:59:59Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, row.at)
		if err != nil {
			t.Fatal(err)
		}
		last, is := day.EndOf(at, row.zone)
		if is != (row.want != "") || is && last != day.MustParse(row.want) {
			t.Errorf("%s in %s: %s, %t; want %q", row.at, row.zone, last, is, row.want)
		}
	}
}
