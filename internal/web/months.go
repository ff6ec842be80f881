package web

import (
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/rulebook"
)

// mostMonths is how many months are drawn: the longest window there is.
const mostMonths = 36

// monthsOf is what counts and what waits in each month of the window, or of the renewal's years; nothing where there is
// nothing to draw. Of months to come nothing is known.
func monthsOf(j rulebook.Judgement, today day.Date) figures {
	f := figures{Name: "months", Title: "Month by month", Unit: "hours", Hours: true, Bars: true}
	span := drawn(j)
	n := int(span.To.Month()-span.From.Month()) + 1
	if j.AsksNothing() || span.From == 0 || n < 1 || n > mostMonths {
		return f
	}
	counted, waits := make([]point, n), make([]point, n)
	for i := range n {
		first := day.Of(span.From.Year(), monthOf(span.From)+time.Month(i), 1)
		f.Labels = append(f.Labels, first.Format("January 2006"))
		counted[i].Gap, waits[i].Gap = first > today, first > today
	}
	for _, e := range j.Entries {
		i := int(e.Date.Month() - span.From.Month())
		if i < 0 || i >= n {
			continue
		}
		switch e.Verdict {
		case rulebook.Counted:
			counted[i].Value += e.Minutes
		case rulebook.HeldBack:
			waits[i].Value += e.Minutes
		}
	}
	f.Strands = []strand{{"counted", counted}}
	if slices.ContainsFunc(waits, func(p point) bool { return p.Value > 0 }) {
		f.Strands = append(f.Strands, strand{"waiting", waits})
	}
	return f
}

// drawn are the days that are drawn: of a window, of a renewal's years; none before the window has opened.
func drawn(j rulebook.Judgement) day.Span {
	if j.Purpose.Kind == rulebook.Earning {
		return j.Window
	}
	return j.Purpose.Days()
}

func monthOf(d day.Date) time.Month {
	_, month, _ := d.Civil()
	return month
}
