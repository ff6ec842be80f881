package endorsement_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
	"attune/internal/schedule"
)

// metOn are hours received on those days of 2026, or of the year that stands with them, led by the provider of the samples.
func metOn(days ...string) []ledger.Entry {
	var list []ledger.Entry
	for _, d := range days {
		on, err := time.Parse("2 Jan 2006", d)
		if err != nil {
			on, _ = time.Parse("2 Jan 2006", d+" 2026")
		}
		list = append(list, received(schedule.SessionID(day.At(on, time.UTC)), on.Add(18*time.Hour), 60, sample.Lead))
	}
	return list
}

// What a rhythm brings until the end of next month, worked out from the days by hand. An hour of the model month comes on the same
// day of this one, and may be a week late; what was had stands for the last one due by its day, or else for the next.
func TestTheRhythmOfThisMonth(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	// The fourth Thursdays of 2026. The model of November is May, that of December June; in the first week of November, October is
	// open still, and as its first hours are of May, May is the model of October.
	fourths := metOn("28 May", "25 Jun", "23 Jul", "27 Aug", "24 Sep", "22 Oct")
	fridays := metOn("2 Oct", "9 Oct", "16 Oct", "23 Oct", "30 Oct") // five of them, and four in November
	short := metOn("26 Nov")
	short[0].Minutes, short[0].Ended = 45, short[0].Started.Add(45*time.Minute)
	for name, row := range map[string]struct {
		today string
		hours []ledger.Entry
		facts func(*rulebook.Facts)
		want  string
	}{
		"fourth Thursdays, in the first week":        {"2026-11-03", fourths, nil, "25 Nov, 23 Dec"},
		"once October has been over for a week":      {"2026-11-08", fourths, nil, "28 Nov, 25 Dec"},
		"on the day before it":                       {"2026-11-25", fourths, nil, "28 Nov, 25 Dec"},
		"had":                                        {"2026-11-26", all(fourths, metOn("26 Nov")), nil, "25 Dec"},
		"on the day of its model":                    {"2026-11-28", fourths, nil, "28 Nov, 25 Dec"},
		"the day after, it has a week":               {"2026-11-29", fourths, nil, "5 Dec, 25 Dec"},
		"a week after":                               {"2026-12-05", fourths, nil, "5 Dec, 25 Dec, 23 Jan"},
		"eight days after, it is not expected more":  {"2026-12-06", fourths, nil, "25 Dec, 23 Jan"},
		"November tells the rhythm, and has none":    {"2026-12-08", fourths, nil, "25 Dec, 23 Jan"},
		"a quarter of an hour is still to come":      {"2026-11-26", all(fourths, short), nil, "28 Nov: 15, 25 Dec"},
		"an hour that waits took place":              {"2026-11-26", all(fourths, unled("2026-11-26")), nil, "25 Dec"},
		"half a year later, who stopped has none":    {"2027-05-08", fourths, nil, ""},
		"in the sixth month, the last of them alone": {"2027-04-08", fourths, nil, "22 Apr"},
		// 2, 9, 16, 23 and 30 November are due. The sixth stands for the second.
		"every Friday":                     {"2026-11-08", all(fridays, metOn("6 Nov")), nil, "9 Nov, 16 Nov, 23 Nov, 30 Nov, 2 Dec, 9 Dec, 16 Dec, 23 Dec, 30 Dec"},
		"the fifth week that is not there": {"2026-11-28", all(fridays, metOn("6 Nov", "13 Nov", "20 Nov", "27 Nov")), nil, "30 Nov, 2 Dec, 9 Dec, 16 Dec, 23 Dec, 30 Dec"},
		// The second is twelve days late, the thirteenth stands for the ninth.
		"a Friday that was a holiday": {"2026-11-14", all(fridays, metOn("13 Nov")), nil, "16 Nov, 23 Nov, 30 Nov, 2 Dec, 9 Dec, 16 Dec, 23 Dec, 30 Dec"},
		// The eighth and the 22nd are due, and had three days before.
		"every other Thursday, one had":  {"2026-11-08", metOn("8 Oct", "22 Oct", "5 Nov"), nil, "22 Nov, 8 Dec, 22 Dec"},
		"every other Thursday, both had": {"2026-11-20", metOn("8 Oct", "22 Oct", "5 Nov", "19 Nov"), nil, "8 Dec, 22 Dec"},
		// The first and the fifteenth are due, and had ten days after: the first was given up on the ninth.
		"every other week, and later":                   {"2026-11-09", metOn("1 Oct", "15 Oct"), nil, "15 Nov, 1 Dec, 15 Dec"},
		"every other week, one had":                     {"2026-11-12", metOn("1 Oct", "15 Oct", "11 Nov"), nil, "15 Nov, 1 Dec, 15 Dec"},
		"who began last month":                          {"2026-11-08", metOn("20 Oct"), nil, "20 Nov, 20 Dec"},
		"who began this month":                          {"2026-11-08", metOn("3 Nov"), nil, ""},
		"who began last month, a day too early":         {"2026-11-07", metOn("20 Oct"), nil, ""},
		"the 31st":                                      {"2026-11-08", metOn("31 Oct"), nil, "30 Nov, 31 Dec"},
		"every other month, and it is this one's turn":  {"2026-11-08", metOn("14 May", "14 Jul", "14 Sep"), nil, "14 Nov"},
		"every other month, and it is the next one's":   {"2026-11-08", metOn("14 Apr", "14 Jun", "14 Aug", "14 Oct"), nil, "14 Dec"},
		"who leads is endorsed until 20 December":       {"2026-11-08", fourths, endorsedUntil("2026-12-20"), "28 Nov"},
		"until 25 December":                             {"2026-11-08", fourths, endorsedUntil("2026-12-25"), "28 Nov, 25 Dec"},
		"who leads was endorsed until October":          {"2026-11-08", fourths, endorsedUntil("2026-10-31"), ""},
		"and again from December on":                    {"2026-11-08", fourths, endorsedUntil("2026-10-31", "2026-12-01"), "25 Dec"},
		"who leads is emerging until 27 November":       {"2026-11-08", fourths, emergingFrom("2024-11-28"), ""},
		"until the 28th":                                {"2026-11-08", fourths, emergingFrom("2024-11-29"), "28 Nov"},
		"one's own work ends on 30 November":            {"2026-11-08", fourths, worksUntil("2026-11-30"), "28 Nov"},
		"and goes on elsewhere, from January on":        {"2026-12-08", fourths, worksUntil("2026-12-01", "2027-01-01"), "23 Jan"},
		"the renewal of a year that has just begun":     {"2027-01-03", all(fourths, metOn("26 Nov")), holding("CT", "IFS", "2025-03-01", ""), "23 Jan, 27 Feb"},
		"an hour that is late is none of the year over": {"2026-12-29", metOn("28 Jun", "28 Jul"), holding("CT", "IFS", "2025-03-01", ""), ""},
	} {
		f := sample.Facts(func(f *rulebook.Facts) { f.Received = row.hours })
		if row.facts != nil {
			row.facts(&f)
		}
		today := day.MustParse(row.today)
		judged := verdicts(t, e, f, today)
		p := endorsement.PaceOf(e, f.Person.Association, judged[len(judged)-1], judged, nil, today)
		if got := presumed(p.Rhythm.Hours, today); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

// presumed are the days of hours until the end of the month after a day, with the minutes where it is no hour.
func presumed(hours []rulebook.Presumed, today day.Date) string {
	var words []string
	for _, hour := range hours {
		if hour.Day.Month() > today.Month()+1 {
			continue
		}
		word := hour.Day.Format("2 Jan")
		if hour.Minutes != 60 {
			word += fmt.Sprintf(": %d", hour.Minutes)
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// endorsedUntil has the provider of the samples endorsed until a day, and again from others on.
func endorsedUntil(to string, again ...string) func(*rulebook.Facts) {
	return func(f *rulebook.Facts) {
		spans := []day.Span{{From: day.MustParse("2019-01-01"), To: day.MustParse(to)}}
		for _, from := range again {
			spans = append(spans, day.Span{From: day.MustParse(from)})
		}
		var held []roster.Credential
		for _, span := range spans {
			held = append(held, sample.Credential(func(c *roster.Credential) { c.Span = span }))
		}
		f.Leads = map[roster.PersonID][]roster.Credential{sample.Lead: held}
	}
}

// emergingFrom has the provider of the samples hold an add-on that is emerging from a day on, over a base that has no end.
func emergingFrom(from string) func(*rulebook.Facts) {
	return func(f *rulebook.Facts) {
		f.Leads = map[roster.PersonID][]roster.Credential{sample.Lead: {
			{Person: sample.Lead, Category: "IMHS", Status: roster.Endorsed, Degree: "masters", Span: day.Span{From: day.MustParse("2019-01-01")}},
			{Person: sample.Lead, Category: "ERS", Status: roster.Emerging, Span: day.Span{From: day.MustParse(from)}},
		}}
	}
}

// worksUntil has the person's work end on a day, and begin anew on others.
func worksUntil(to string, again ...string) func(*rulebook.Facts) {
	return func(f *rulebook.Facts) {
		f.Employments[0].Span.To = day.MustParse(to)
		for _, from := range again {
			next := f.Employments[0]
			next.Span = day.Span{From: day.MustParse(from)}
			f.Employments = append(f.Employments, next)
		}
	}
}

// Who keeps to a day of the month that brings no more than is asked for is never called behind, on no day of the year, nor who keeps
// to a weekday of it: a renewal of twelve hours with one a month. It is one of the first three, so that a week later is within
// December.
func TestWhoKeepsARhythmIsNeverBehind(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(2024, 2040).Draw(t, "year")
		today := day.Of(year, time.January, 1).AddDays(rapid.IntRange(0, 364).Draw(t, "today"))
		nth, weekday := rapid.IntRange(1, 3).Draw(t, "nth"), time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))
		dom := rapid.IntRange(0, 24).Draw(t, "day of the month")
		f := sample.Facts(holding("CT", "IFS", "2020-03-01", ""), func(f *rulebook.Facts) {
			f.Received = nil
			for month := day.Of(year-1, time.January, 1); month <= today; month = month.AddMonths(1) {
				on := month.AddDays((int(weekday-month.Weekday())+7)%7 + 7*(nth-1))
				if dom > 0 {
					on = month.AddDays(dom - 1)
				}
				if on <= today {
					f.Received = append(f.Received, received(schedule.SessionID(on), on.Begins(time.UTC).Add(18*time.Hour), 60, sample.Lead))
				}
			}
		})
		judged, err := e.Judge(f, today)
		if err != nil {
			t.Fatal(err)
		}
		of := judged[len(judged)-1]
		pace := endorsement.PaceOf(e, "CT", of, judged, nil, today)
		if bearing := endorsement.BearingOf(of, pace, today); bearing != endorsement.InTime && bearing != endorsement.Done {
			t.Fatalf("on %s, with %d minutes of %d: %s; presumed %v", today, of.Counted, of.Required, bearing, pace.Rhythm.Hours)
		}
	})
}
