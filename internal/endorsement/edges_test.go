package endorsement_test

import (
	"fmt"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
)

// holding is somebody who holds an endorsement at an association, and earns nothing.
func holding(code roster.Association, category roster.Category, from, to string) func(*rulebook.Facts) {
	return func(f *rulebook.Facts) {
		f.Person.Association, f.Targets = code, nil
		f.Credentials = []roster.Credential{{
			Person: f.Person.ID, Category: category, Status: roster.Endorsed, Degree: "masters", Span: day.Span{From: day.MustParse(from), To: day.MustParse(to)},
		}}
	}
}

// earning is somebody who earns a category at an association.
func earning(code roster.Association, category roster.Category) func(*rulebook.Facts) {
	return func(f *rulebook.Facts) { f.Person.Association, f.Targets[0].Category = code, category }
}

// How a purpose stands at the edges of months, years and rules; each row by hand, from rules.md, 4 and 5, and rules.yaml. A row
// is the last of the person's purposes: what it asks for and has, how it stands, and the first day of the rhythm or the plan
// with all of it.
func TestStandingAtTheEdges(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	about := func(focus ledger.Focus, list []ledger.Entry) []ledger.Entry {
		for i := range list {
			list[i].Focus = focus
		}
		return list
	}
	gave := func(minutes int) func(*rulebook.Facts) {
		return func(f *rulebook.Facts) {
			earning("FL", "IMHM-C")(f)
			f.Provided = met("2015-06-10", 1, 1, minutes)
			f.Provided[0].Direction = ledger.Provided
		}
	}
	for name, row := range map[string]struct {
		today string
		facts func(*rulebook.Facts)
		hours []ledger.Entry
		want  string
	}{
		// Endorsed within the second year of the cycle: the third alone is owed, 12 hours; 6 of them, had before the endorsement
		// began, lie in the cycle and count. The months April to September, with an hour each, come again from November to April.
		"a cycle of three years, joined in its second": {"2026-10-31", holding("NE", "IFS", "2026-10-01", ""), met("2026-04-15", 6, 1, 60), "renewal IFS 2025-2027: 360/720, in-time 2027-04-15"},
		// All three years after it: 36 hours. On the last day nothing can come any more, and it is not over yet.
		"a cycle on its last day":        {"2027-12-31", holding("NE", "IFS", "2024-12-31", ""), met("2027-01-10", 12, 1, 60), "renewal IFS 2025-2027: 720/2160, behind"},
		"a cycle in which it ends":       {"2027-12-31", holding("NE", "IFS", "2024-12-31", "2027-12-31"), nil, ""},
		"one that ends on the day after": {"2027-12-31", holding("NE", "IFS", "2024-12-31", "2028-01-01"), met("2027-01-10", 12, 1, 60), "renewal IFS 2025-2027: 720/2160, behind"},
		// 31 December 2023 and three years are 31 December 2026, the last day of the period: ten hours a year, not twelve. One day later twelve.
		"three years on the last day":      {"2026-12-31", holding("AZ", "IMHM-C", "2023-12-31", ""), met("2026-01-10", 10, 1, 60), "renewal IMHM-C 2026: 600/600, done"},
		"three years a day after it":       {"2026-12-31", holding("AZ", "IMHM-C", "2024-01-01", ""), met("2026-01-10", 10, 1, 60), "renewal IMHM-C 2026: 600/720, behind"},
		"three years on it, in a cycle":    {"2027-12-31", holding("PA", "IMHM-C", "2024-12-31", ""), met("2027-01-10", 10, 1, 60), "renewal IMHM-C 2025-2027: 600/1800, behind"},
		"a leap day and three years":       {"2027-12-31", holding("AZ", "IMHM-C", "2024-02-29", ""), met("2027-01-10", 10, 1, 60), "renewal IMHM-C 2027: 600/600, done"},
		"first due in the same year":       {"2026-12-31", holding("SC", "IFS", "2026-12-31", ""), met("2026-01-10", 12, 1, 60), "renewal IFS 2026: 720/720, done"},
		"the same elsewhere, a year later": {"2026-12-31", holding("AZ", "IFS", "2026-12-31", ""), met("2026-01-10", 12, 1, 60), ""},
		"the day after its last one":       {"2027-01-01", holding("SC", "IFS", "2026-12-31", "2027-12-31"), met("2026-01-10", 11, 1, 60), "renewal IFS 2026: 660/720, over"},
		// Ten hours in one month, and ten are asked for, but six months in Michigan. The one whole month, January, comes again from February on,
		// today: February, March, April, May and June make six with it. A month that has no 31st takes its last day.
		"hours in one month where six are asked for": {"2026-02-28", holding("MI", "IMHM-C", "2020-01-01", ""), met("2026-01-31", 1, 1, 600), "renewal IMHM-C 2026: 600/600 in 1/6, in-time 2026-06-30"},
		// 21 hours of 24, three on each last day from January on: July's is January's, and had; August's is February's,
		// on the 28th. Kansas asks for no months.
		"a rhythm of last days": {"2026-07-31", earning("KS", "IFS"), met("2026-01-31", 7, 1, 180), "earning IFS: 1260/1440, in-time 2026-08-28"},
		// Of 50 hours 28:10 are there, all about giving supervision, of which 25 are asked for. 21:50 are missing: ten times 2:10 are ten minutes
		// too few, the eleventh is on 10 November. The window that began on 10 December 2025 holds it.
		"a focus that is there before the hours": {"2026-12-31", earning("WA", "IMHM-C"), about("rsc_provision", met("2025-12-10", 13, 1, 130)), "earning IMHM-C: 1690/3000 in 13/12, in-time 2027-11-10"},
		// Two hours a month are 48 in the longest window, and never 50: the twenty-fifth falls on the day after it closes.
		"a rhythm that fills no window": {"2026-12-31", earning("WA", "IMHM-C"), about("rsc_provision", met("2025-12-10", 13, 1, 120)), "earning IMHM-C: 1560/3000 in 13/12, behind"},
		"a focus that alone is missing": {"2026-12-31", earning("WA", "IMHM-C"), met("2025-12-10", 13, 1, 240), "earning IMHM-C: 3120/3000 in 13/12, apart"},
		// Hours provided have no window: those of 2015 count. A minute less than 25 hours is not 25 hours.
		"hours provided":                 {"2026-12-31", gave(1500), met("2025-12-10", 13, 1, 240), "earning IMHM-C: 3120/3000 in 13/12, done"},
		"a minute less":                  {"2026-12-31", gave(1499), met("2025-12-10", 13, 1, 240), "earning IMHM-C: 3120/3000 in 13/12, apart"},
		"a category that asks for none":  {"2026-12-31", earning("CT", "IMHM-P"), nil, "earning IMHM-P: 0/0, done"},
		"a target opened after that day": {"2026-01-04", earning("CT", "IFS"), nil, ""},
		"and on it":                      {"2026-01-05", earning("CT", "IFS"), nil, "earning IFS: 0/1440 in 0/12, too-soon"},
	} {
		f := sample.Facts(func(f *rulebook.Facts) { f.Received = row.hours })
		row.facts(&f)
		today := day.MustParse(row.today)
		s := endorsement.Standing{Person: f.Person, Judgements: verdicts(t, e, f, today)}
		got := ""
		if lines := s.Lines(e, today, day.Span{From: today, To: today}); len(lines) > 0 {
			l := lines[len(lines)-1]
			j := l.Judgement
			got = fmt.Sprintf("%s: %d/%d", strings.TrimSpace(fmt.Sprint(j.Purpose.Kind, " ", j.Purpose.Category, " ", j.Purpose.Period)), j.Counted, j.Required)
			if j.MinMonths > 0 && j.Required > 0 {
				got += fmt.Sprintf(" in %d/%d", j.Months, j.MinMonths)
			}
			got = strings.TrimSpace(got + ", " + string(l.Bearing) + " " + l.Pace.Soonest().String())
		}
		if got != row.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, row.want)
		}
	}
}
