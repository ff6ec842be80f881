package endorsement_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
	"attune/internal/schedule"
)

// met are received hours: so many minutes each, on the day of the month of the first and so many months, one every so many.
func met(first string, months, every, minutes int) []ledger.Entry {
	var list []ledger.Entry
	for i := range months {
		on := day.MustParse(first).AddMonths(i * every)
		list = append(list, received(schedule.SessionID(int(on)), on.Begins(time.UTC).Add(18*time.Hour), minutes, sample.Lead))
	}
	return list
}

// unled are two hours, led by somebody who holds nothing: in Connecticut they wait for the coordinator.
func unled(on string) []ledger.Entry {
	return []ledger.Entry{received(schedule.SessionID(int(day.MustParse(on))), day.MustParse(on).Begins(time.UTC).Add(18*time.Hour), 120, 99)}
}

func all(lists ...[]ledger.Entry) []ledger.Entry {
	var list []ledger.Entry
	for _, l := range lists {
		list = append(list, l...)
	}
	return list
}

// Each row by hand, as of 22 November 2026: the months May to October come again from this month on, November as May was. What was
// due on the 10th is late by more than a week where it was not had. IFS asks for 24 hours in 12 to 24 months; Rhode Island's
// renewals are of three years. What is asked of the months to come is of so many of them, with a plus where this one is among them.
func TestPaceByHand(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	today := day.MustParse("2026-11-22")
	endorsed := func(category roster.Category, from string) func(*rulebook.Facts) {
		return func(f *rulebook.Facts) {
			f.Targets = nil
			f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: category, Status: roster.Endorsed, Span: day.Span{From: day.MustParse(from)}}}
		}
	}
	of := func(code roster.Association, change func(*rulebook.Facts)) func(*rulebook.Facts) {
		return func(f *rulebook.Facts) {
			f.Person.Association = code
			change(f)
		}
	}
	for name, row := range map[string]struct {
		hours                     []ledger.Entry
		facts                     func(*rulebook.Facts)
		months, brought           int
		asks                      string
		minutes, reached, waiting string
		closes                    string
	}{
		// 16 hours in 8 months; 2 more in each of December, January, February and March. 8 are missing: with the 2 of November ten in 17 months
		// are 36 minutes each, which November has had; so it is 30 in each of the 16 whole months from December 2026 to March 2028.
		"two hours a month": {hours: met("2026-04-10", 8, 1, 120), months: 6, brought: 720, minutes: "2027-03-10", reached: "2027-03-10", closes: "2028-04-09", asks: "30 in 16"},
		// Of 8 hours in September and October, these two months come again, November's without a word until the 12th: 16 more hours by March, the
		// twelfth month in September. 16 hours in 22 months are 43 2/3 minutes each.
		"since September": {hours: met("2026-09-05", 2, 1, 240), months: 2, brought: 480, minutes: "2027-03-05", reached: "2027-09-05", closes: "2028-09-04", asks: "44 in 22+"},
		// 20 hours in 10 months, the last in July, September and November: of those that come again, November's is there, and January and
		// March follow. 4 are missing: with November's 2 six in 6 months are 60 minutes, which it has had; 4 in 5 months are 48 each.
		"every other month": {hours: met("2025-05-10", 10, 2, 120), months: 6, brought: 360, minutes: "2027-03-10", reached: "2027-03-10", closes: "2027-05-09", asks: "48 in 5"},
		// The same without November: January and March make 22, and what comes in May comes a day after the window closes. No window with this
		// gap in it has more than eleven times two hours; from January on the twelfth is in November 2028.
		"every other month, and this one was missed": {hours: met("2025-05-10", 9, 2, 120), months: 6, brought: 360, minutes: "2028-11-10", reached: "2028-11-10", closes: "2027-05-09", asks: "60 in 6+"},
		// An hour every third month: no 24 months hold more than 8, nor 12 months with hours. Three months cannot bring five.
		"too seldom": {hours: met("2025-02-03", 7, 3, 60), months: 6, brought: 120, closes: "2027-02-02"},
		// 5 hours in one day of December 2024 and 50 minutes a month since: 22.50 until October, 23.33 on the 27th, and then the 5 fall out.
		// What is left of this month would have to bring 90 minutes.
		"a window that closes": {hours: all(met("2024-12-08", 1, 1, 300), met("2025-02-20", 21, 1, 50)), months: 6, brought: 300, closes: "2026-12-07", asks: "90 in 1+"},
		// 22 hours of 2022 are the best so far, and 20 of this year lie outside; in January these are 24 in 12 months. The window of 2022 has
		// closed; the one that is open began in February and lacks 4 hours: with the 2 of November 6 in 15 months are 24 minutes each, which it
		// has had; so it is 17 and a bit in each of the 14 whole months to January 2028.
		"what lay outside comes back": {hours: all(met("2022-01-10", 11, 1, 120), met("2026-02-10", 10, 1, 120)), months: 6, brought: 720, minutes: "2027-01-10", reached: "2027-01-10", closes: "2028-02-09", asks: "18 in 14"},
		"nobody met lately":           {hours: met("2025-03-10", 12, 1, 60), months: 6, closes: "2027-03-09", asks: "180 in 4+"},
		// 22 hours are missing: with the 2 of November 24 in 24 months are 60 minutes, which it has had; 22 in 23 months are 57 and a bit.
		"since this month": {hours: met("2026-11-03", 1, 1, 120), closes: "2028-11-02", asks: "58 in 23"},
		"no hours":         {},
		// 24 hours in 4 months; eight more months are asked for. November's was due on the 15th, a week ago, and may come today: June is the eighth.
		"months are missing": {hours: met("2026-07-15", 4, 1, 360), months: 4, brought: 1440, minutes: "2026-11-22", reached: "2027-06-15", closes: "2028-07-14"},
		// 16.50 hours in 11 months, 1.50 a month: 5 months more; with 4 hours that wait it is 3.
		"hours that wait": {
			hours: all(met("2026-01-10", 11, 1, 90), unled("2026-04-20"), unled("2026-05-20")), months: 6, brought: 540, minutes: "2027-04-10", reached: "2027-04-10",
			waiting: "2027-02-10", closes: "2028-01-09", asks: "35 in 13",
		},
		// A year's renewal has December left: 6 of 12 hours, and 1 more.
		"a renewal's last month": {hours: met("2026-05-10", 6, 1, 60), facts: endorsed("IFS", "2024-03-01"), months: 6, brought: 360, closes: "2026-12-31", asks: "180 in 2+"},
		// Three years' renewal, two of them due: 24 hours until the end of 2027. 10 are there, and 13 months are left beside this one.
		"a renewal that misses by an hour": {hours: met("2026-01-10", 10, 1, 60), facts: of("RI", endorsed("IFS", "2025-03-01")), months: 6, brought: 360, closes: "2027-12-31", asks: "60 in 14+"},
		// 14 are there; the tenth month to come is September.
		"a renewal of three years": {hours: met("2025-09-10", 14, 1, 60), facts: of("RI", endorsed("IFS", "2025-03-01")), months: 6, brought: 360, minutes: "2027-09-10", reached: "2027-09-10", closes: "2027-12-31", asks: "43 in 14+"},
	} {
		f := sample.Facts(func(f *rulebook.Facts) { f.Received = row.hours })
		if row.facts != nil {
			row.facts(&f)
		}
		judged := verdicts(t, e, f, today)
		of := judged[len(judged)-1]
		p := endorsement.PaceOf(e, f.Person.Association, of, judged, nil, today)
		if p.Months != row.months || p.Brought != row.brought || asked(p.Asks) != row.asks || p.Closes.String() != row.closes {
			t.Errorf("%s: %d minutes in %d months, %q asked until %s", name, p.Brought, p.Months, asked(p.Asks), p.Closes)
		}
		if p.Rhythm.Minutes.String() != row.minutes || p.Rhythm.Reached.String() != row.reached || p.Waiting.Reached.String() != row.waiting {
			t.Errorf("%s: minutes on %s, all on %s, with what waits on %s", name, p.Rhythm.Minutes, p.Rhythm.Reached, p.Waiting.Reached)
		}
	}
}

// asked is 60 in 6+: an hour in each of six months, this one among them.
func asked(a endorsement.Asks) string {
	if a.Minutes == 0 {
		return ""
	}
	return fmt.Sprintf("%d in %d%s", a.Minutes, a.Months, map[bool]string{true: "+"}[a.Now])
}

// On track is what the pace says, and nothing beside it. Each row by hand, as of 22 November 2026.
func TestWhoIsOnTrack(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	today := day.MustParse("2026-11-22")
	endorsed := func(f *rulebook.Facts) {
		f.Targets = nil
		f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2024-03-01")}}}
	}
	asksNothing := func(f *rulebook.Facts) { f.Targets[0].Category = "IFA" }
	for name, row := range map[string]struct {
		hours []ledger.Entry
		facts func(*rulebook.Facts)
		want  bool
	}{
		"reached in March 2027, the window closes in April 2028":             {met("2026-04-10", 8, 1, 120), nil, true},
		"24 hours and 12 months are there":                                   {met("2025-12-10", 12, 1, 120), nil, true},
		"hours there, months in June 2027, a year before the window closes":  {met("2026-07-15", 4, 1, 360), nil, true},
		"the best window closed in 2024, a later one brings it in January":   {all(met("2022-01-10", 11, 1, 120), met("2026-02-10", 10, 1, 120)), nil, true},
		"the best window closed, and the open one closes before it is there": {all(met("2022-01-10", 11, 1, 120), met("2025-01-20", 1, 1, 480), met("2026-01-10", 10, 1, 75)), nil, false},
		"the best window closed, and nobody has met since":                   {met("2022-01-10", 11, 1, 120), nil, false},
		"too seldom, never reached":                                          {met("2025-02-03", 7, 3, 60), nil, false},
		"nobody met lately":                                                  {met("2025-03-10", 12, 1, 60), nil, false},
		"since this month: no whole month to go by":                          {met("2026-11-03", 1, 1, 120), nil, false},
		"no hour yet":                         {nil, nil, false},
		"all of it waits for the coordinator": {unled("2026-04-20"), nil, false},
		"a category that asks for no hours":   {nil, asksNothing, true},
		"a renewal is no target":              {met("2026-04-10", 8, 1, 120), endorsed, false},
	} {
		f := sample.Facts(func(f *rulebook.Facts) { f.Received = row.hours })
		if row.facts != nil {
			row.facts(&f)
		}
		if got := endorsement.OnTrack(e, f.Person.Association, verdicts(t, e, f, today), today); got != row.want {
			t.Errorf("%s: on track %t", name, got)
		}
	}
}

// What is planned is of the purpose's own days: of sessions on 10 December, 31 December and 10 January, a renewal of 2026 has two,
// and what comes after its end is no part of its course (rules.md, 5.4). A target takes all three.
func TestWhatIsPlannedIsOfThePurposesDays(t *testing.T) {
	t.Parallel()
	e, today := embedded(t), day.MustParse("2026-11-22")
	planned := []rulebook.Presumed{{Day: day.MustParse("2026-12-10"), Minutes: 60}, {Day: day.MustParse("2026-12-31"), Minutes: 60}, {Day: day.MustParse("2027-01-10"), Minutes: 60}}
	f := sample.Facts(func(f *rulebook.Facts) {
		f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2025-03-01")}}}
	})
	judged := verdicts(t, e, f, today)
	for kind, want := range map[rulebook.PurposeKind][]rulebook.Presumed{rulebook.Earning: planned, rulebook.Renewal: planned[:2]} {
		of := judged[slices.IndexFunc(judged, func(j rulebook.Judgement) bool { return j.Purpose.Kind == kind })]
		p := endorsement.PaceOf(e, "CT", of, judged, planned, today)
		if !slices.Equal(p.Planned.Hours, want) || p.Planned.After.Counted != of.Counted+60*len(want) {
			t.Errorf("%v: %v, to %d minutes", of.Purpose, p.Planned.Hours, p.Planned.After.Counted)
		}
	}
}
