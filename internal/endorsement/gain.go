package endorsement

import (
	"slices"

	"attune/internal/day"
	"attune/internal/rulebook"
)

// Gain is what came in toward a purpose on some days, by the verdicts of today.
type Gain struct {
	Counted int // minutes
	Held    int // minutes
	Months  int // calendar months with counted minutes
}

// GainOf is what a judgement has of those days; it needs the entries behind the figures.
func GainOf(j rulebook.Judgement, of func(day.Date) bool) Gain {
	var g Gain
	var months []day.Month
	for _, e := range j.Entries {
		switch {
		case !of(e.Date):
		case e.Verdict == rulebook.HeldBack:
			g.Held += e.Minutes
		case e.Verdict == rulebook.Counted:
			if g.Counted += e.Minutes; !slices.Contains(months, e.Date.Month()) {
				months = append(months, e.Date.Month())
			}
		}
	}
	g.Months = len(months)
	return g
}
