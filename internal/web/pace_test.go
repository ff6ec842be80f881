package web

import (
	"strings"
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

// hoursEach are received hours of so many minutes, on the same day of so many months, one every so many.
func hoursEach(first string, months, every, minutes int) []ledger.Entry {
	var list []ledger.Entry
	for i := range months {
		starts := day.MustParse(first).AddMonths(i * every).Begins(time.UTC).Add(18 * time.Hour)
		list = append(list, sample.Entry(func(e *ledger.Entry) {
			e.Session = schedule.SessionID(day.At(starts, time.UTC))
			e.Minutes, e.Started, e.Ended = minutes, starts, starts.Add(time.Duration(minutes)*time.Minute)
		}))
	}
	return list
}

// What is said of a pace, as of 22 November 2026. The figures are worked out where the pace is (endorsement).
func TestPaceInWords(t *testing.T) {
	t.Parallel()
	edition, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	today := day.MustParse("2026-11-22")
	endorsed := func(f *rulebook.Facts) {
		f.Targets = nil
		f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2025-03-01")}}}
	}
	ending := func(f *rulebook.Facts) { // in the middle of the rhythm
		f.Leads[sample.Lead][0].Span.To = day.MustParse("2027-01-01")
	}
	spread := func(f *rulebook.Facts) { // Michigan asks IMHM-C for six months of a year
		endorsed(f)
		f.Person.Association, f.Credentials[0].Category = "MI", "IMHM-C"
	}
	var planned []rulebook.Presumed
	for _, on := range []string{"2026-12-01", "2027-01-05", "2027-02-02"} {
		planned = append(planned, rulebook.Presumed{Day: day.MustParse(on), Minutes: 240})
	}
	for name, row := range map[string]struct {
		hours   []ledger.Entry
		facts   func(*rulebook.Facts)
		planned []rulebook.Presumed
		short   string
		want    []string
	}{
		"in time": {hours: hoursEach("2026-04-10", 8, 1, 120), short: "Mar 2027", want: []string{
			"At 2.00 hours a month, as it was from May to October 2026, all 24 hours are there in March 2027, before the window closes on 9 April 2028.",
		}},
		"hours before months": {hours: hoursEach("2026-09-05", 2, 1, 240), short: "Sep 2027", want: []string{
			"At 4.00 hours a month, as it was from September to October 2026, all 24 hours are there in March 2027 and hours in 12 months in September 2027, before the window closes on 4 September 2028.",
		}},
		"months alone": {hours: hoursEach("2026-10-15", 1, 1, 1440), short: "Sep 2027", want: []string{
			"At 24.00 hours a month, as it was in October 2026, there are hours in 12 months in September 2027, before the window closes on 14 October 2028.",
		}},
		"never": {hours: hoursEach("2025-02-03", 7, 3, 60), short: "not reached", want: []string{
			"At 0.33 hours a month, as it was from May to October 2026, the 24 hours are never all there: no 24 months have more than 8.00.",
			"Too few months are left to be there before the window closes on 2 February 2027.",
		}},
		"the provider's credential ends": {hours: hoursEach("2026-04-10", 8, 1, 120), facts: ending, short: "not reached", want: []string{
			"At 2.00 hours a month, as it was from May to October 2026, the 24 hours are never all there: no 24 months have more than 18.00. From 2 January 2027 on, hours like these do not count by the credentials and employment on record.",
			"To be there before the window closes on 9 April 2028, each whole month from the next one on has to bring 0.50 hours.",
		}},
		"the window closes first": {hours: append(hoursEach("2025-01-20", 1, 1, 480), hoursEach("2026-01-10", 10, 1, 75)...), short: "Sep 2027", want: []string{
			"At 1.25 hours a month, as it was from May to October 2026, all 24 hours are there in September 2027. The window closes before that, on 19 January 2027: by then only what lies from 10 January 2026 on counts.",
			"To be there before the window closes on 19 January 2027, each month from this one on has to bring 1.75 hours.",
		}},
		"the best window has closed": {hours: append(hoursEach("2022-01-10", 11, 1, 120), hoursEach("2026-02-10", 10, 1, 120)...), short: "Jan 2027", want: []string{
			"At 2.00 hours a month, as it was from May to October 2026, all 24 hours are there in January 2027, before the window closes on 9 February 2028.",
		}},
		// Of a later window 15 hours, 1.50 a month, make up 24 in May; until then the 24 of four months of 2022 are the most.
		"the hours were there, the months were not": {hours: append(hoursEach("2022-01-10", 4, 1, 360), hoursEach("2026-02-10", 10, 1, 90)...), short: "May 2027", want: []string{
			"At 1.50 hours a month, as it was from May to October 2026, all 24 hours, in 12 months, are there in May 2027, before the window closes on 9 February 2028.",
		}},
		"nothing lately": {hours: hoursEach("2025-03-10", 12, 1, 60), short: "no pace yet", want: []string{
			"No hour that counts was had from May to October 2026, so there is no pace to go by.",
			"To be there before the window closes on 9 March 2027, each month from this one on has to bring 3.00 hours.",
		}},
		"this month alone": {hours: hoursEach("2026-11-03", 1, 1, 1380), short: "no pace yet", want: []string{
			"The first hours that count are of November 2026. A pace shows once that month has been over for a week.",
			"To be there before the window closes on 2 November 2028, each whole month from the next one on has to bring 0.05 hours.",
		}},
		"nothing yet": {short: "no hour yet", want: []string{"No hour counts yet, so there is no pace to go by."}},
		"planned, too little": {planned: planned, short: "no hour yet", want: []string{
			"No hour counts yet, so there is no pace to go by.", "The sessions that are planned until 2 February 2027 bring it to 12.00 of 24 hours, in 3 of 12 months.",
		}},
		"planned, enough": {hours: hoursEach("2026-02-10", 10, 1, 60), planned: append(planned, rulebook.Presumed{Day: day.MustParse("2027-03-02"), Minutes: 120}), short: "Jan 2028", want: []string{
			"At 1.00 hours a month, as it was from May to October 2026, all 24 hours are there in January 2028, before the window closes on 9 February 2028.",
			"The sessions that are planned bring all of it by 2 March 2027.",
		}},
		"a renewal in time": {hours: hoursEach("2026-01-10", 11, 1, 60), facts: endorsed, short: "Dec 2026", want: []string{
			"At 1.00 hours a month, as it was from May to October 2026, all 12 hours are there in December 2026, before its last day, 31 December 2026.",
		}},
		"a renewal too late": {hours: hoursEach("2026-05-10", 6, 1, 60), facts: endorsed, short: "not reached", want: []string{
			"At 1.00 hours a month, as it was from May to October 2026, it comes to 7.00 of 12 hours until 31 December 2026.",
			"To be there by 31 December 2026, each month from this one on has to bring 3.00 hours.",
		}},
		"a renewal's months": {hours: hoursEach("2026-08-10", 2, 2, 60), facts: spread, short: "not reached", want: []string{
			"At 0.66 hours a month, as it was from August to October 2026, it comes to 2.00 of 12 hours, in 2 of 6 months, until 31 December 2026.",
			"Too few months are left to be there by 31 December 2026.",
		}},
		"satisfied": {hours: hoursEach("2025-10-10", 12, 1, 120)},
	} {
		f := sample.Facts(func(f *rulebook.Facts) { f.Received = row.hours })
		if row.facts != nil {
			row.facts(&f)
		}
		judged, err := edition.Judge(f, today)
		if err != nil {
			t.Fatal(err)
		}
		j := judged[len(judged)-1]
		s := standing{explainer: explainer{edition: edition, today: today}, judgements: judged, planned: map[rulebook.Purpose][]rulebook.Presumed{
			{Kind: j.Purpose.Kind, Category: j.Purpose.Category}: row.planned,
		}}
		if got := s.pace(j, f.Person.Association); strings.Join(got, "\n") != strings.Join(row.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(row.want, "\n"))
		}
		line := endorsement.Standing{Person: f.Person, Judgements: []rulebook.Judgement{j}}.Lines(edition, today, day.Span{From: today, To: today})[0]
		if got := paceShort(line); got != row.short {
			t.Errorf("%s: %q, want %q", name, got, row.short)
		}
	}
}

// Of a renewal that is over nothing is foretold, and in January the year before tells the rhythm.
func TestPaceOfRenewalsOverAndJustBegun(t *testing.T) {
	t.Parallel()
	edition, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	today := day.MustParse("2027-01-10")
	f := sample.Facts(func(f *rulebook.Facts) {
		f.Targets, f.Received = nil, hoursEach("2026-02-10", 11, 1, 60)
		f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2025-03-01")}}}
	})
	judged, err := edition.Judge(f, today)
	if err != nil || len(judged) != 2 {
		t.Fatalf("%d judgements: %v", len(judged), err)
	}
	s := standing{explainer: explainer{edition: edition, today: today}, judgements: judged}
	for i, want := range []string{
		"Its last day, 31 December 2026, has passed: nothing to come can count toward it.",
		"At 1.00 hours a month, as it was from July to December 2026, all 12 hours are there in December 2027, before its last day, 31 December 2027.",
	} {
		if got := strings.Join(s.pace(judged[i], "CT"), "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", judged[i].Purpose.Period, got, want)
		}
	}
}
