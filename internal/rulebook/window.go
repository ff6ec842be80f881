package rulebook

import (
	"cmp"
	"slices"

	"attune/internal/day"
)

// dated is the countable minutes of one entry.
type dated struct {
	date    day.Date
	minutes int
}

// choose takes the best window over the entries that count so far, and rejects those outside it (rules.md, 4.1 and
// reason 10). Without such entries there is no window, nor where all that there could be are over on the day; the zero day
// leaves none out.
func (j *Judgement) choose(w *Window, openOn day.Date) {
	var countable []dated
	for i := range j.Entries {
		if e := &j.Entries[i]; e.Verdict == Counted {
			countable = append(countable, dated{e.Date, e.Minutes})
		}
	}
	if len(countable) == 0 {
		return
	}
	j.Window = best(countable, w.MaxMonths, openOn)
	for i := range j.Entries {
		if e := &j.Entries[i]; e.Verdict == Counted && (j.Window.From == 0 || !j.Window.Contains(e.Date)) {
			e.Verdict, e.Reason, e.Source = Rejected, OutsideWindow, w.Source
		}
	}
}

// best is the span [d, d + months), d the date of one of the entries, that holds the most minutes; of equals the
// latest. It is none that is over on the day.
func best(entries []dated, months int, openOn day.Date) day.Span {
	slices.SortFunc(entries, func(a, b dated) int { return cmp.Compare(a.date, b.date) })
	var window day.Span
	most, sum, next := 0, 0, 0
	for _, first := range entries {
		end := first.date.AddMonths(months)
		for next < len(entries) && entries[next].date < end {
			sum += entries[next].minutes
			next++
		}
		if sum >= most && end > openOn {
			window, most = day.Span{From: first.date, To: end.AddDays(-1)}, sum
		}
		sum -= first.minutes
	}
	return window
}
