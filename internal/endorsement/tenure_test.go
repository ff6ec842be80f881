package endorsement_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// Which hours of some days a program counts: those of the days of work in it, first and last included, by the clock of
// the person's association.
func TestDuring(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	date := day.MustParse
	works := func(program roster.ProgramID, from, to string) roster.Employment {
		return roster.Employment{Program: program, Span: day.Span{From: date(from), To: date(to)}}
	}
	hour := func(at string) ledger.Line {
		began, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.Line{Entry: ledger.Entry{Direction: ledger.Received, Kind: roster.Reflective, Minutes: 60, Started: began}}
	}
	lines := []ledger.Line{
		hour("2026-03-08T04:59:00Z"), // 7 March, the day before clocks change
		hour("2026-03-08T05:00:00Z"), // 8 March, at midnight
		hour("2026-03-09T03:59:00Z"), // 8 March, a minute before midnight, an hour sooner than the day before
		hour("2026-03-09T04:00:00Z"), // 9 March
		hour("2026-03-31T16:00:00Z"),
	}
	for name, row := range map[string]struct {
		at       []roster.Employment
		programs []roster.ProgramID
		days     day.Span
		want     int
	}{
		"all of them":                 {[]roster.Employment{works(1, "2026-01-01", "")}, []roster.ProgramID{1}, day.Span{From: date("2026-03-01"), To: date("2026-03-31")}, 5},
		"a day":                       {[]roster.Employment{works(1, "2026-01-01", "")}, []roster.ProgramID{1}, day.Span{From: date("2026-03-08"), To: date("2026-03-08")}, 2},
		"a last day":                  {[]roster.Employment{works(1, "2026-01-01", "2026-03-08")}, []roster.ProgramID{1}, day.Span{From: date("2026-03-01"), To: date("2026-03-31")}, 3},
		"a first day":                 {[]roster.Employment{works(1, "2026-03-09", "")}, []roster.ProgramID{1}, day.Span{From: date("2026-03-01"), To: date("2026-03-31")}, 2},
		"two programs at once":        {[]roster.Employment{works(1, "2026-01-01", ""), works(2, "2026-03-08", "")}, []roster.ProgramID{1, 2}, day.Span{From: date("2026-03-01"), To: date("2026-03-31")}, 5},
		"twice in one program":        {[]roster.Employment{works(1, "2026-01-01", "2026-03-08"), works(1, "2026-03-31", "")}, []roster.ProgramID{1}, day.Span{From: date("2026-03-01"), To: date("2026-03-31")}, 4},
		"a program of somebody else":  {[]roster.Employment{works(2, "2026-01-01", "")}, []roster.ProgramID{1}, day.Span{From: date("2026-03-01"), To: date("2026-03-31")}, 0},
		"days on which nobody worked": {[]roster.Employment{works(1, "2026-04-01", "")}, []roster.ProgramID{1}, day.Span{From: date("2026-03-01"), To: date("2026-03-31")}, 0},
	} {
		all := endorsement.Tenure{Employments: row.at, Lines: lines, Unverified: lines}
		got := all.During(row.days, row.programs, zone)
		if len(got.Lines) != row.want || len(got.Unverified) != row.want || got.Minutes()[endorsement.ReceivedReflective] != 60*row.want || len(all.Lines) != len(lines) {
			t.Errorf("%s: %d lines and %d to be verified, want %d", name, len(got.Lines), len(got.Unverified), row.want)
		}
	}
}

// Each line is in one column.
func TestColumns(t *testing.T) {
	t.Parallel()
	line := func(d ledger.Direction, k roster.Kind, minutes int) ledger.Line {
		return ledger.Line{Entry: ledger.Entry{Direction: d, Kind: k, Minutes: minutes}}
	}
	tenure := endorsement.Tenure{
		Lines: []ledger.Line{
			line(ledger.Received, roster.Reflective, 1), line(ledger.Received, "peer", 2), line(ledger.Received, "administrative", 4), line(ledger.Received, "clinical", 8),
			line(ledger.Provided, roster.Reflective, 16), line(ledger.Provided, "clinical", 32),
		},
		Unverified: []ledger.Line{line(ledger.Received, "peer", 64)},
	}
	want := map[endorsement.Column]int{
		endorsement.ReceivedReflective: 1, endorsement.ReceivedOther: 14, endorsement.ProvidedReflective: 16, endorsement.ProvidedOther: 32, endorsement.NotVerified: 64,
	}
	if diff := cmp.Diff(want, tenure.Minutes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for column, minutes := range want {
		sum := 0
		for _, l := range tenure.In(column) {
			sum += l.Minutes
		}
		if sum != minutes {
			t.Errorf("%s: its lines are %d minutes, want %d", column, sum, minutes)
		}
	}
}
