package feed

import (
	"time"

	"attune/internal/day"
)

// How far a feed reaches: far enough back that it hardly ever runs empty, as Evolution then keeps what it had.
const (
	daysBack    = 90
	monthsAhead = 12
)

// Window is the stretch of time a feed covers. It steps forward once a day.
type Window struct {
	Day  day.Date  // today in the association's zone; part of the key under which a feed's tag is kept
	From time.Time // the first instant in it, UTC
	To   time.Time // the first instant after it, UTC
}

// WindowOn is the window of a day: from the beginning of the day 90 days before it to the end of the day twelve months
// after it, in the association's zone. A session is in it by its planned start.
func WindowOn(today day.Date, zone *time.Location) Window {
	return Window{
		Day:  today,
		From: today.AddDays(-daysBack).Begins(zone).UTC(),
		To:   today.AddMonths(monthsAhead).AddDays(1).Begins(zone).UTC(),
	}
}
