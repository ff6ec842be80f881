package rulebook_test

import (
	"strings"
	"testing"

	"attune/internal/roster"
	"attune/internal/rulebook"
)

// By hand from rules.yaml: Arizona's 12-15 and everybody's 12-31 lie in a renewal's last year, South Carolina's 01-31 after it.
func TestUntilWhenARenewalIsHandedIn(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	for _, row := range []struct {
		code   roster.Association
		period string
		by     string
		owed   string
	}{
		{"CT", "2026", "2026-12-31", "2026-01-01..2026-12-31"},
		{"AZ", "2026", "2026-12-15", "2026-01-01..2026-12-31"}, // hours of the last days serve it all the same
		{"SC", "2026", "2027-01-31", "2026-01-01..2027-01-31"},
		{"NE", "2025-2027", "2027-12-31", "2025-01-01..2027-12-31"},
		{"XX", "2026", "", "2026-01-01..2026-12-31"},
	} {
		p := rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: row.period}
		if by := e.HandIn(row.code, p); by.String() != row.by {
			t.Errorf("%s, %s: by %s, want %s", row.code, row.period, by, row.by)
		}
		if owed := e.Owed(row.code, p); owed.From.String()+".."+owed.To.String() != row.owed {
			t.Errorf("%s, %s: %v, want %s", row.code, row.period, owed, row.owed)
		}
	}
	earning := rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}
	if by, owed := e.HandIn("SC", earning), e.Owed("SC", earning); by != 0 || owed.From != 0 || owed.To != 0 {
		t.Errorf("a target is to be handed in by %s, on %v", by, owed)
	}
}

// What due says is information: any text may stand there, and 29 February is the month's last day in other years.
func TestADueThatIsNoDay(t *testing.T) {
	t.Parallel()
	p := rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: "2026"}
	for due, want := range map[string]string{"end of January": "", "02-29": "2027-02-28", "06-30": "2027-06-30", "07-01": "2026-07-01", "13-01": ""} {
		e, err := rulebook.Load([]byte(strings.Replace(smallRules, "name: Connecticut", "name: Connecticut, due: "+due, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if by := e.HandIn("CT", p); by.String() != want {
			t.Errorf("%s: by %s, want %s", due, by, want)
		}
	}
}
