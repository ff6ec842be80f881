package endorsement_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// doses are the months of a year in which somebody worked, written MONTH INDIVIDUAL/ASKED+GROUP and what is said of it.
func doses(list []endorsement.Dose) string {
	var words []string
	for _, d := range list {
		text := fmt.Sprintf("%s %d/%d+%d", d.Days.From.Format("Jan"), d.Individual, d.Asked, d.Group)
		switch {
		case !d.Worked:
			continue
		case d.Short():
			text += " short"
		case !d.Whole:
			text += " part"
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

// Each month by hand, as of 10 May 2026: Parents as Teachers asks for 120 minutes of individual supervision a month, and for
// 60 below half time. Whoever led, whatever it counts toward: an hour is in it.
func TestDosesByHand(t *testing.T) {
	t.Parallel()
	asks, _ := embedded(t).Dosage("pat")
	works := func(program roster.ProgramID, fte roster.FTE, from, to string) roster.Employment {
		return roster.Employment{Program: program, FTE: fte, Span: day.Span{From: day.MustParse(from), To: day.MustParse(to)}}
	}
	hour := func(on string, minutes int, format roster.Format, kind roster.Kind, direction ledger.Direction) ledger.Line {
		return ledger.Line{Entry: ledger.Entry{Direction: direction, Kind: kind, Format: format, Minutes: minutes, Started: day.MustParse(on).Begins(time.UTC)}}
	}
	lines := []ledger.Line{
		hour("2026-01-20", 45, "individual", roster.Reflective, ledger.Received),
		hour("2026-02-10", 60, "individual", roster.Reflective, ledger.Received),
		hour("2026-02-20", 120, "group", roster.Reflective, ledger.Received),
		hour("2026-03-10", 59, "individual", roster.Reflective, ledger.Received),
		hour("2026-03-11", 90, "individual", roster.Administrative, ledger.Received),
		hour("2026-03-12", 90, "individual", roster.Reflective, ledger.Provided),
		hour("2026-04-01", 60, "individual", roster.Reflective, ledger.Received),
		hour("2026-04-30", 60, "individual", roster.Reflective, ledger.Received),
	}
	for name, row := range map[string]struct {
		at   []roster.Employment
		want string
	}{
		"part time, then full time": {
			[]roster.Employment{works(1, 400, "2026-01-15", "2026-03-31"), works(1, 1000, "2026-04-01", "")},
			"Jan 45/60+0 part, Feb 60/60+120, Mar 59/60+0 short, Apr 120/120+0, May 0/120+0 part",
		},
		"more from within a month on": {
			[]roster.Employment{works(1, 499, "2025-01-01", "2026-02-15"), works(1, 500, "2026-02-16", "2026-03-31")},
			"Jan 45/60+0 short, Feb 60/120+120 short, Mar 59/120+0 short",
		},
		"two shares at once":    {[]roster.Employment{works(1, 300, "2026-03-01", "2026-04-30"), works(1, 300, "2026-04-01", "2026-04-30")}, "Mar 59/60+0 short, Apr 120/120+0"},
		"a month with a gap":    {[]roster.Employment{works(1, 400, "2026-04-01", "2026-04-10"), works(1, 400, "2026-04-12", "2026-04-30")}, "Apr 120/60+0 part"},
		"left within a month":   {[]roster.Employment{works(1, 1000, "2026-03-01", "2026-04-29")}, "Mar 59/120+0 short, Apr 60/120+0 part"},
		"in another program":    {[]roster.Employment{works(2, 1000, "2024-01-01", "")}, ""},
		"from a day to come on": {[]roster.Employment{works(1, 1000, "2026-05-11", "")}, ""},
	} {
		tenure := endorsement.Tenure{Employments: row.at, Lines: lines, Unverified: lines}
		if got := doses(tenure.Doses(1, asks, 2026, day.MustParse("2026-05-10"), time.UTC)); got != row.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, row.want)
		}
	}
}

// Where a month, a day and half time begin and end; each row by hand. Half time is not below half time: 0.5 asks for all 120
// minutes. A day is that of the actual start in the zone of the person's association (rules.md, 1.5).
func TestDosesAtTheEdges(t *testing.T) {
	t.Parallel()
	asks, _ := embedded(t).Dosage("pat")
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	works := func(program roster.ProgramID, fte roster.FTE, from, to string) roster.Employment {
		return roster.Employment{Program: program, FTE: fte, Span: day.Span{From: day.MustParse(from), To: day.MustParse(to)}}
	}
	hour := func(at string) ledger.Line {
		started, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.Line{Entry: ledger.Entry{Direction: ledger.Received, Kind: roster.Reflective, Format: "individual", Minutes: 60, Started: started}}
	}
	for name, row := range map[string]struct {
		at    []roster.Employment
		today string
		year  int
		want  string
	}{
		// Two parts of 0.333 and 0.167 are 0.5; with a thousandth less it is below.
		"half time in two parts":      {[]roster.Employment{works(1, 333, "2024-02-01", "2024-02-29"), works(1, 167, "2024-02-01", "2024-02-29")}, "2024-03-01", 2024, "Feb 60/120+0 short"},
		"a thousandth less":           {[]roster.Employment{works(1, 333, "2024-02-01", "2024-02-29"), works(1, 166, "2024-02-01", "2024-02-29")}, "2024-03-01", 2024, "Feb 60/60+0"},
		"a part of it elsewhere":      {[]roster.Employment{works(1, 333, "2024-02-01", "2024-02-29"), works(2, 667, "2024-02-01", "2024-02-29")}, "2024-03-01", 2024, "Feb 60/60+0"},
		"a leap day short of a month": {[]roster.Employment{works(1, 400, "2024-02-01", "2024-02-28")}, "2024-03-01", 2024, "Feb 0/60+0 part"},
		"a month on its last day":     {[]roster.Employment{works(1, 400, "2024-02-01", "2024-02-29")}, "2024-02-29", 2024, "Feb 60/60+0 part"},
		// 23:30 on 29 February and on 31 December in New York are days of March and of the next year in UTC.
		"work that begins on that day":      {[]roster.Employment{works(1, 400, "2024-02-29", "2024-03-31")}, "2024-04-01", 2024, "Feb 60/60+0 part, Mar 0/60+0 short"},
		"work that begins on the day after": {[]roster.Employment{works(1, 400, "2024-03-01", "2024-03-31")}, "2024-04-01", 2024, "Mar 0/60+0 short"},
		"the last evening of a year":        {[]roster.Employment{works(1, 400, "2024-12-01", "2025-01-31")}, "2025-02-01", 2024, "Dec 60/60+0"},
		"and the year after it":             {[]roster.Employment{works(1, 400, "2024-12-01", "2025-01-31")}, "2025-02-01", 2025, "Jan 0/60+0 short"},
	} {
		tenure := endorsement.Tenure{Employments: row.at, Lines: []ledger.Line{hour("2024-03-01T04:30:00Z"), hour("2025-01-01T04:30:00Z")}}
		if got := doses(tenure.Doses(1, asks, row.year, day.MustParse(row.today), newYork)); got != row.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, row.want)
		}
	}
}

// Nobody is in two sessions at once (rules.md, 3, reason 1): what lies in two is of the one that began first, individual or not. By
// hand, on 10 March: 9:00 to 10:00 alone, 9:30 to 10:30 alone brings half an hour more, 10:00 to 11:00 in a group half an hour of
// its own, and 10:15 to 10:45 alone lies in both. An administrative hour and one provided take no time.
func TestDosesTakeOverlapOff(t *testing.T) {
	t.Parallel()
	asks, _ := embedded(t).Dosage("pat")
	at := func(from, to string, format roster.Format, kind roster.Kind, direction ledger.Direction) ledger.Line {
		began, _ := time.Parse(time.RFC3339, "2026-03-10T"+from+":00Z")
		ended, _ := time.Parse(time.RFC3339, "2026-03-10T"+to+":00Z")
		return ledger.Line{Entry: ledger.Entry{Direction: direction, Kind: kind, Format: format, Minutes: int(ended.Sub(began) / time.Minute), Started: began, Ended: ended}}
	}
	tenure := endorsement.Tenure{
		Employments: []roster.Employment{{Program: 1, FTE: 1000, Span: day.Span{From: day.MustParse("2026-03-01"), To: day.MustParse("2026-03-31")}}},
		Lines: []ledger.Line{
			at("08:30", "09:30", "individual", roster.Administrative, ledger.Received),
			at("08:45", "09:45", "individual", roster.Reflective, ledger.Provided),
			at("09:00", "10:00", "individual", roster.Reflective, ledger.Received),
			at("09:30", "10:30", "individual", roster.Reflective, ledger.Received),
			at("10:00", "11:00", "group", roster.Reflective, ledger.Received),
			at("10:15", "10:45", "individual", roster.Reflective, ledger.Received),
		},
	}
	if got := doses(tenure.Doses(1, asks, 2026, day.MustParse("2026-04-10"), time.UTC)); got != "Mar 90/120+30 short" {
		t.Error(got)
	}
}
