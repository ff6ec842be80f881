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

// Closure is a time when an association's groups do not meet.
type Closure struct {
	ID   ClosureID
	Span day.Span // both days included
	Name string
}

// ClosureID is the installation's own id of a closure; the zero id is no closure.
type ClosureID int64

// Off is what keeps a day free of sessions, in words; empty where nothing does.
func Off(d day.Date, closures []Closure) string {
	for _, c := range closures {
		if c.Span.Contains(d) {
			return c.Name
		}
	}
	return Holiday(d)
}
