package web

import (
	"fmt"
	"time"

	"attune/internal/day"
	"attune/internal/rulebook"
)

// monthView is one month's hours as two bars: one that counts, on it one that waits. Shares are per cent, as
// SVG reads them.
type monthView struct {
	Month           string // November 2026
	Counted, Waits  minutes
	X, Width        string
	CountedY        string
	CountedHeight   string
	WaitsY          string
	WaitsHeight     string
	GroundY, Ground string // the foot of a month without hours
}

// mostMonths is how many months are drawn: the longest window there is.
const mostMonths = 36

// monthsOf draws the months of the window, or of the renewal's years; none where there is nothing to draw.
func monthsOf(j rulebook.Judgement) []monthView {
	span := drawn(j)
	n := int(span.To.Month()-span.From.Month()) + 1
	if j.AsksNothing() || span.From == 0 || n < 1 || n > mostMonths {
		return nil
	}
	months := make([]monthView, n)
	highest := minutes(60)
	for _, e := range j.Entries {
		i := int(e.Date.Month() - span.From.Month())
		if i < 0 || i >= n {
			continue
		}
		switch e.Verdict {
		case rulebook.Counted:
			months[i].Counted += minutes(e.Minutes)
		case rulebook.HeldBack:
			months[i].Waits += minutes(e.Minutes)
		}
		highest = max(highest, months[i].Counted+months[i].Waits)
	}
	for i := range months {
		months[i].draw(i, n, highest)
		months[i].Month = day.Of(span.From.Year(), monthOf(span.From)+time.Month(i), 1).Format("January 2006")
	}
	return months
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

// draw places the i-th of n months. The lowest twentieth of the picture is the ground that all months stand on.
func (v *monthView) draw(i, n int, highest minutes) {
	const ground = 4.0
	step := 100 / float64(n)
	height := func(m minutes) float64 { return (100 - ground) * float64(m) / float64(highest) }
	per := func(f float64) string { return fmt.Sprintf("%.4g%%", f) }
	v.X, v.Width = per(float64(i)*step+step*.12), per(step*.76)
	counted, waits := height(v.Counted), height(v.Waits)
	v.CountedY, v.CountedHeight = per(100-ground-counted), per(counted)
	v.WaitsY, v.WaitsHeight = per(100-ground-counted-waits), per(waits)
	v.GroundY, v.Ground = per(100-ground), per(ground)
}
