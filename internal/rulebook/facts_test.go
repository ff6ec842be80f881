package rulebook_test

import (
	"testing"

	"attune/internal/day"
	"attune/internal/rulebook"
)

func TestWhichYearsServeARenewal(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		period, on string
		want       bool
	}{
		{"2026", "2026-01-01", true},
		{"2026", "2025-12-31", false},
		{"2026", "2026-12-31", true},
		{"2025-2027", "2025-01-01", true},
		{"2025-2027", "2027-12-31", true},
		{"2025-2027", "2028-01-01", false},
	} {
		p := rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: row.period}
		if got := p.Days().Contains(day.MustParse(row.on)); got != row.want {
			t.Errorf("%s for %s: %t", row.on, row.period, got)
		}
	}
	if !(rulebook.Purpose{Kind: rulebook.Earning}).Days().Contains(day.MustParse("1999-01-01")) {
		t.Error("earning has years")
	}
}
