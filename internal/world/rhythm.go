package world

import (
	"slices"
	"time"

	"attune/internal/day"
)

// rhythm is how often, on which weekday and at what hour a group meets.
type rhythm struct {
	weekday time.Weekday
	every   int          // weeks between meetings; 0: once a month
	nth     int          // of a monthly rhythm: which such weekday of the month, 1 to 4
	minute  int          // of the day, on the group's clock
	minutes int          // planned length
	months  []time.Month // of a monthly rhythm: in which it meets; none: in all
	term    bool         // rests with the schools, from 21 June to the end of August
}

// at is the minute of the day of a time such as 17, 30.
func at(hour, minute int) int { return hour*60 + minute }

// days are the days of a span on which the group plans to meet; holidays are left out, not moved.
func (r rhythm) days(span day.Span) []day.Date {
	var days []day.Date
	first := span.From + day.Date((int(r.weekday)-int(span.From.Weekday())+7)%7)
	for d := first; d <= span.To; d += 7 {
		if r.falls(d) && !holiday(d) && !(r.term && vacation(d)) {
			days = append(days, d)
		}
	}
	return days
}

// falls tells whether the rhythm has a beat in the week of d. Weeks are counted from the first Monday of the
// calendar, so that a rhythm does not depend on the day it is looked at from.
func (r rhythm) falls(d day.Date) bool {
	if r.every == 0 {
		_, month, dom := d.Civil()
		return (dom-1)/7+1 == r.nth && (len(r.months) == 0 || slices.Contains(r.months, month))
	}
	return int(d-1)/7%r.every == 0
}

// holiday tells whether nobody meets: the days around Christmas and New Year, Independence Day, Memorial Day,
// Labor Day, Thanksgiving and the day after.
func holiday(d day.Date) bool {
	_, month, dom := d.Civil()
	week := (dom-1)/7 + 1
	switch month {
	case time.December:
		return dom >= 23
	case time.January:
		return dom <= 2
	case time.July:
		return 3 <= dom && dom <= 5
	case time.May:
		return d.Weekday() == time.Monday && dom > 24
	case time.September:
		return d.Weekday() == time.Monday && week == 1
	case time.November:
		return d.Weekday() == time.Thursday && week == 4 || d.Weekday() == time.Friday && (dom-2)/7+1 == 4
	}
	return false
}

func vacation(d day.Date) bool {
	_, month, dom := d.Civil()
	return month == time.June && dom > 20 || month == time.July || month == time.August
}
