package roster_test

import (
	"testing"

	"attune/internal/day"
	"attune/internal/roster"
)

func TestTheNameOfALaterYear(t *testing.T) {
	t.Parallel()
	school := day.Span{From: day.MustParse("2026-09-01"), To: day.MustParse("2027-06-29")}
	calendar := day.Span{From: day.MustParse("2027-01-05"), To: day.MustParse("2027-12-21")}
	for _, c := range []struct {
		name, want string
		years      int
		span       day.Span
	}{
		{"Harbor Thursday 2025-26", "Harbor Thursday 2026-27", 1, school},
		{"2025/26 Harbor", "2026/27 Harbor", 1, school},
		{"Harbor 2025 – 2026", "Harbor 2026 – 2027", 1, school},
		{"Harbor 1999-00", "Harbor 2000-01", 1, school},
		{"Harbor 2098-99", "Harbor 2099-00", 1, school},
		{"Harbor (2026)", "Harbor (2027)", 1, school}, // called by the year in which it ends
		{"Harbor 2024", "Harbor 2027", 3, calendar},
		{"Harbor 2025-12", "Harbor 2026-12", 1, school}, // a month, or a room
		{"Room 2025B", "Room 2025B 2026-27", 1, school},
		{"Harbor", "Harbor 2026-27", 1, school},
		{"Harbor 3", "Harbor 3 2027", 1, calendar},
		{"", " 2027", 1, calendar},
	} {
		if got := roster.LaterName(c.name, c.years, c.span); got != c.want {
			t.Errorf("%q is called %q then, want %q", c.name, got, c.want)
		}
	}
}
