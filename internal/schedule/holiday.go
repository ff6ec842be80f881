package schedule

import (
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"

	"attune/internal/day"
)

// federal are the holidays on which United States offices are closed (5 U.S.C. 6103(a)).
var federal = []*cal.Holiday{
	us.NewYear, us.MlkDay, us.PresidentsDay, us.MemorialDay, us.Juneteenth, us.IndependenceDay,
	us.LaborDay, us.ColumbusDay, us.VeteransDay, us.ThanksgivingDay, us.ChristmasDay,
}

// Holiday is the federal holiday of a day, also where it is only observed then because the day itself is on a weekend;
// empty for any other day.
func Holiday(d day.Date) string {
	for _, year := range []int{d.Year(), d.Year() + 1} { // New Year's Day may be observed the year before
		for _, h := range federal {
			actual, observed := h.Calc(year)
			switch {
			case !actual.IsZero() && day.Of(actual.Date()) == d:
				return h.Name
			case !observed.IsZero() && day.Of(observed.Date()) == d:
				return h.Name + " (observed)"
			}
		}
	}
	return ""
}

// Holidays are the federal holidays of a span that is open to neither side, in their order.
func Holidays(span day.Span) []DayOff {
	var found []DayOff
	for d := span.From; d <= span.To; d++ {
		if name := Holiday(d); name != "" {
			found = append(found, DayOff{d, name})
		}
	}
	return found
}

// DayOff is a day with the name of what it is.
type DayOff struct {
	Day  day.Date
	Name string
}
