package report_test

import (
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/report"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// TestHours holds that 1439 minutes are not 24 hours, and that what is there and what is missing make up the whole.
func TestHours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minutes       int
		have, missing string
	}{
		{0, "0.00", "0.00"},
		{90, "1.50", "1.50"},
		{25, "0.41", "0.42"},
		{1439, "23.98", "23.99"},
		{1440, "24.00", "24.00"},
		{1, "0.01", "0.02"},
		{59, "0.98", "0.99"},
	} {
		if have := report.Hours(c.minutes); have != c.have {
			t.Errorf("%d minutes that are there: %s, want %s", c.minutes, have, c.have)
		}
		if missing := report.HoursMissing(c.minutes); missing != c.missing {
			t.Errorf("%d minutes that are missing: %s, want %s", c.minutes, missing, c.missing)
		}
	}
}

// ana is a person with one target, as the progress report of formats.md shows one.
func ana() (roster.Person, []rulebook.Judgement) {
	return roster.Person{External: "p001", Association: "CT"}, []rulebook.Judgement{{
		Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, Required: 1440, Counted: 1320, Held: 120, Rejected: 60, Months: 11,
		Window:  day.Span{From: day.MustParse("2025-01-10"), To: day.MustParse("2027-01-09")},
		Missing: []rulebook.Missing{rulebook.MissingMinutes, rulebook.MissingMonths}, Warnings: []rulebook.Warning{rulebook.TooManySources},
		Entries: []rulebook.Judged{{External: "s0001", Date: day.MustParse("2025-01-10"), Minutes: 120, Verdict: rulebook.Counted}},
	}}
}

// The line is the example of formats.md, written as one line.
func TestALineOfTheReport(t *testing.T) {
	t.Parallel()
	const want = `{"person":"p001","association":"CT","purpose":"earning","category":"IFS","period":"","required_minutes":1440,"counted_minutes":1320,` +
		`"held_minutes":120,"rejected_minutes":60,"months":11,"window_from":"2025-01-10","window_to":"2027-01-09","satisfied":false,` +
		`"missing":["minutes","months"],"warnings":["too_many_sources"],` +
		`"entries":[{"session":"s0001","date":"2025-01-10","minutes":120,"verdict":"counted","reason":""}]}` + "\n"
	if got := written(t, func(out *strings.Builder) report.Progress { return report.ProgressLines(out) }); got != want {
		t.Errorf("the line is\n%s want\n%s", got, want)
	}
}

func TestATableIsForReading(t *testing.T) {
	t.Parallel()
	got := written(t, func(out *strings.Builder) report.Progress { return report.ProgressTable(out) })
	for _, want := range []string{"p001", "earning IFS", "22.00", "24.00", "2.00", "1.00", "minutes, months", "too_many_sources"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from\n%s", want, got)
		}
	}
}

func written(t *testing.T, open func(*strings.Builder) report.Progress) string {
	t.Helper()
	var out strings.Builder
	progress := open(&out)
	if err := progress.Person(ana()); err != nil {
		t.Fatal(err)
	}
	if err := progress.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
