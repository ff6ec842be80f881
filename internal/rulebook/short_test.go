package rulebook_test

import (
	"fmt"
	"testing"

	"attune/internal/day"
	"attune/internal/rulebook"
)

// What is lacking, by hand, toward IFS in Connecticut: 24 hours (1440 minutes) in 24 months, as of 22 November 2026. Each row has
// dates with minutes; what waits has a question mark.
func TestWhatIsLacking(t *testing.T) {
	t.Parallel()
	type had struct {
		on      string
		minutes int
		waits   bool
	}
	for name, row := range map[string]struct {
		hours []had
		want  string // minutes lacking, or if what waits counts, and in the open window; what is in the open window, and when it is; what the closed one lost, and when it was
	}{
		"nothing yet":       {nil, "1440 1440 1440; 0 in ..; 0 in .."},
		"an open window":    {[]had{{"2026-01-10", 600, false}}, "840 840 840; 600 in 2026-01-10..2028-01-09; 0 in .."},
		"some of it waits":  {[]had{{"2026-01-10", 600, false}, {"2026-02-10", 120, true}}, "840 720 840; 600 in 2026-01-10..2028-01-09; 0 in .."},
		"its last day":      {[]had{{"2024-11-23", 600, false}}, "840 840 840; 600 in 2024-11-23..2026-11-22; 0 in .."},
		"the day after":     {[]had{{"2024-11-22", 600, false}}, "840 840 1440; 0 in ..; 600 in 2024-11-22..2026-11-21"},
		"none that is open": {[]had{{"2022-02-10", 600, false}, {"2022-03-10", 60, false}}, "780 780 1440; 0 in ..; 660 in 2022-02-10..2024-02-09"},
		// 600 + 300 + 120 = 1020 until September 2026; of the windows that are open the one from March 2025 has 300 + 120.
		"a part of it fell out": {[]had{{"2024-10-01", 600, false}, {"2025-03-01", 300, false}, {"2026-06-01", 120, false}}, "420 420 1020; 420 in 2025-03-01..2027-02-28; 600 in 2024-10-01..2026-09-30"},
		"all of it fell out":    {[]had{{"2022-02-10", 600, false}, {"2026-07-09", 480, false}}, "840 840 960; 480 in 2026-07-09..2028-07-08; 600 in 2022-02-10..2024-02-09"},
		// Counted, the 840 that wait fill the window of 2022 up, though it is over: it was all there in time.
		"what waits is of the window that closed": {[]had{{"2022-02-10", 600, false}, {"2022-05-10", 840, true}, {"2026-07-09", 480, false}}, "840 0 960; 480 in 2026-07-09..2028-07-08; 600 in 2022-02-10..2024-02-09"},
		"what waits is of the open window":        {[]had{{"2022-02-10", 600, false}, {"2026-05-10", 100, true}, {"2026-07-09", 480, false}}, "840 840 960; 480 in 2026-07-09..2028-07-08; 600 in 2022-02-10..2024-02-09"},
	} {
		e := embedded(t)
		j := rulebook.Judgement{Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, Required: 1440}
		for _, h := range row.hours {
			verdict := map[bool]rulebook.Verdict{false: rulebook.Counted, true: rulebook.HeldBack}[h.waits]
			j.Entries = append(j.Entries, rulebook.Judged{Date: day.MustParse(h.on), Minutes: h.minutes, Verdict: verdict})
		}
		j = e.With("CT", j, nil) // as it would have been judged: by the best window, whenever it was
		s := e.ShortOf("CT", j, day.MustParse("2026-11-22"))
		if s.Counted > 0 != (s.Months > 0) {
			t.Errorf("%s: %d minutes in %d months", name, s.Counted, s.Months)
		}
		got := fmt.Sprintf("%d %d %d; %d in %s..%s; %d in %s..%s", s.Minutes, s.Waiting, s.ToCome, s.Counted, s.Window.From, s.Window.To, s.Lost, s.Closed.From, s.Closed.To)
		if got != row.want {
			t.Errorf("%s: %s\nwant %s", name, got, row.want)
		}
	}
}

// Of a renewal nothing slides: what is lacking is what its days do not have, also when they are over.
func TestWhatARenewalLacks(t *testing.T) {
	t.Parallel()
	j := rulebook.Judgement{
		Purpose: rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: "2025"}, Required: 720, Counted: 500, Months: 1, Held: 100, Missing: []rulebook.Missing{rulebook.MissingMinutes},
		Entries: []rulebook.Judged{{Date: day.MustParse("2025-05-01"), Minutes: 500, Verdict: rulebook.Counted}, {Date: day.MustParse("2025-06-01"), Minutes: 100, Verdict: rulebook.HeldBack}},
	}
	for _, on := range []string{"2025-12-01", "2026-01-10"} {
		if s := embedded(t).ShortOf("CT", j, day.MustParse(on)); s != (rulebook.Short{Minutes: 220, Waiting: 120, ToCome: 220, Counted: 500, Months: 1}) {
			t.Errorf("on %s: %+v", on, s)
		}
	}
}
