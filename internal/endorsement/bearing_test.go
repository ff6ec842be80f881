package endorsement_test

import (
	"testing"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
)

// How somebody stands, by hand, as of 22 November 2026; the paces are those of TestPaceByHand. IFS asks for 24 hours in 12 to
// 24 months, its renewal for 12 a year.
func TestHowPurposesStand(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	endorsed := func(from string) func(*rulebook.Facts) {
		return func(f *rulebook.Facts) {
			f.Targets = nil
			f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse(from)}}}
		}
	}
	monthly := func(first string, months int) []endorsement.Planned {
		var list []endorsement.Planned
		for i := range months {
			list = append(list, session(t, day.MustParse(first).AddMonths(i).String()+"T15:00:00Z", func(p *endorsement.Planned) { p.Ends = p.Ends.Add(p.Ends.Sub(p.Starts)) }))
		}
		return list
	}
	for name, row := range map[string]struct {
		today   string
		hours   []ledger.Entry
		facts   func(*rulebook.Facts)
		planned []endorsement.Planned
		want    endorsement.Bearing
		late    bool // the plan has to be looked at
	}{
		"all is there": {hours: met("2025-10-10", 12, 1, 120), want: endorsement.Done},
		// Reached in March 2027, the window closes in April 2028.
		"in time": {hours: met("2026-04-10", 8, 1, 120), want: endorsement.InTime},
		// Reached in September 2027, the window closes on 19 January.
		"the window closes first": {hours: all(met("2025-01-20", 1, 1, 480), met("2026-01-10", 10, 1, 75)), want: endorsement.Behind, late: true},
		// 22 hours of a window that closed in 2024 are gone. 20 of this year have a window until February 2028, and are 24 in January.
		"a window has closed, a later one brings it": {hours: all(met("2022-01-10", 11, 1, 120), met("2026-02-10", 10, 1, 120)), want: endorsement.InTime},
		// The same 22, and the open window of the row before them, which closes first.
		"a window has closed, and the next one will":     {hours: all(met("2022-01-10", 11, 1, 120), met("2025-01-20", 1, 1, 480), met("2026-01-10", 10, 1, 75)), want: endorsement.Behind, late: true},
		"a window has closed, and nobody has met since":  {hours: met("2022-01-10", 11, 1, 120), want: endorsement.Behind, late: true},
		"a window has closed, and a new one is planned":  {hours: met("2022-01-10", 11, 1, 120), planned: monthly("2026-12-09", 12), want: endorsement.InTime, late: true},
		"a window has closed, and too little is planned": {hours: met("2022-01-10", 11, 1, 120), planned: monthly("2026-12-09", 11), want: endorsement.Behind, late: true},
		"too seldom":        {hours: met("2025-02-03", 7, 3, 60), want: endorsement.Behind, late: true},
		"nobody met lately": {hours: met("2025-03-10", 12, 1, 60), want: endorsement.Behind, late: true},
		// 12 hours of 24 are there in 12 months; six times two more bring the rest on 9 May.
		"nobody met lately, but much is planned": {hours: met("2025-08-10", 12, 1, 60), planned: monthly("2026-12-09", 6), want: endorsement.InTime, late: true},
		// Of the months May to October, May to July had an hour each: two more come in December and January, and three in May to July,
		// so that the window has 17 hours when it closes on 9 August 2027. Later ones have 12. What is planned brings 22.
		"nobody met lately, and little is planned": {hours: met("2025-08-10", 12, 1, 60), planned: monthly("2026-12-09", 5), want: endorsement.Behind, late: true},
		"no hour yet":                  {want: endorsement.TooSoon, late: true},
		"no hour yet, but all planned": {planned: monthly("2026-12-09", 12), want: endorsement.InTime, late: true},
		"since this month":             {hours: met("2026-11-03", 1, 1, 120), want: endorsement.TooSoon, late: true},
		"only a focus is missing":      {hours: met("2024-12-10", 24, 1, 130), facts: focused, want: endorsement.Apart},
		"a renewal without an hour":    {facts: endorsed("2025-03-01"), want: endorsement.Behind, late: true},
		// Of 2025 nothing was had; 12 hours of 2026 are there in June.
		"one of two renewals":                 {hours: met("2026-01-10", 6, 1, 120), facts: endorsed("2024-03-01"), want: endorsement.Over},
		"a first renewal in January":          {today: "2026-01-31", facts: endorsed("2025-03-01"), want: endorsement.TooSoon, late: true},
		"the same on the seventh of February": {today: "2026-02-07", facts: endorsed("2025-03-01"), want: endorsement.TooSoon, late: true},
		"and on the eighth":                   {today: "2026-02-08", facts: endorsed("2025-03-01"), want: endorsement.Behind, late: true},
		"a renewal that is met":               {hours: met("2026-01-10", 6, 1, 120), facts: endorsed("2025-03-01"), want: endorsement.Done},
		"a renewal that is met by the month":  {hours: met("2026-01-10", 10, 1, 70), facts: endorsed("2025-03-01"), want: endorsement.InTime},
	} {
		f := sample.Facts(func(f *rulebook.Facts) { f.Received = row.hours })
		if row.facts != nil {
			row.facts(&f)
		}
		today := day.MustParse("2026-11-22")
		if row.today != "" {
			today = day.MustParse(row.today)
		}
		s := endorsement.Standing{Person: f.Person, Judgements: verdicts(t, e, f, today)}
		lines := s.Lines(e, today, day.Span{From: today, To: today})
		if late := endorsement.Late(lines); late != row.late {
			t.Errorf("%s: late is %v", name, late)
		}
		s.Plan(e, lines, endorsement.Prospect{Facts: f, Planned: row.planned}, today)
		if len(lines) == 0 || lines[0].Bearing != row.want {
			t.Errorf("%s: %+v", name, lines)
		}
	}
}

// focused is a target of which a part of the hours has to be of a focus. In Washington 25 of the 50 hours for IMHM-C are about giving supervision.
func focused(f *rulebook.Facts) { f.Person.Association, f.Targets[0].Category = "WA", "IMHM-C" }
