package feed

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// period is a stretch of time in which the clocks of a zone are not changed.
type period struct {
	begins time.Time // UTC; that of the first may lie before what was asked for
	name   string    // the zone's abbreviation in it, such as EST
	offset int       // seconds east of UTC
	dst    bool
}

// periods are the zone's from one instant to another, neighbours with equal offsets taken as one.
func periods(zone *time.Location, from, to time.Time) []period {
	all := make([]period, 0, 2*(steadyYears+2))
	for t := from.In(zone); ; {
		begins, ends := t.ZoneBounds()
		name, offset := t.Zone()
		if len(all) == 0 || all[len(all)-1].offset != offset {
			all = append(all, period{begins.UTC(), name, offset, t.IsDST()})
		}
		if ends.IsZero() || ends.After(to) {
			return all
		}
		// Where the zone data give but a rule, bounds lie at the ends of years too, and on the last day of a leap year
		// the bound after it is that day's own beginning.
		if !ends.After(t) {
			ends = t.AddDate(0, 0, 1)
		}
		t = ends
	}
}

// sameClock tells whether the clocks are set alike in both.
func (p period) sameClock(o period) bool {
	return p.name == o.name && p.offset == o.offset && p.dst == o.dst
}

// onset is the local time at which the period begins, on the clocks of the one before; its zone is without meaning.
func (p period) onset(before period) time.Time { return p.begins.Add(east(before)) }

// ahead tells whether the period has summer time beside a neighbour, that is, whether its clocks are ahead. Which of
// the two is marked as the exception does not tell: for Ireland and Morocco it is the winter, and Ramadan, while
// readers take DAYLIGHT to be the one ahead.
func (p period) ahead(neighbour period) bool {
	return p.dst != neighbour.dst && p.offset > neighbour.offset
}

func east(p period) time.Duration { return time.Duration(p.offset) * time.Second }

// wallLayout is a local time (RFC 5545, 3.3.5, form 1).
const wallLayout = "20060102T150405"

// rule is when the clocks of a zone are changed each year: a weekday of a month, the first on or after some day.
type rule struct {
	month    time.Month
	weekday  time.Weekday
	earliest int           // the earliest day of the month it can fall on; lastWeek: it is in the last seven
	clock    time.Duration // since midnight, on the clocks before the change
}

const lastWeek = 0

// ruleOf finds the rule by which all these local times come, one a year.
func ruleOf(onsets []time.Time) (rule, bool) {
	first := onsets[0]
	earliest := first.Day()
	for i, t := range onsets {
		if t.Year() != first.Year()+i {
			return rule{}, false
		}
		earliest = min(earliest, t.Day())
	}
	h, m, s := first.Clock()
	r := rule{month: first.Month(), weekday: first.Weekday()}
	r.clock = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
	for _, r.earliest = range []int{1, 8, 15, 22, lastWeek, earliest} {
		if !slices.ContainsFunc(onsets, func(t time.Time) bool { return !t.Equal(r.in(t.Year())) }) {
			return r, true
		}
	}
	return rule{}, false
}

// in is the local time of the change in a year; its zone is without meaning.
func (r rule) in(year int) time.Time {
	earliest := time.Date(year, r.month, r.earliest, 0, 0, 0, 0, time.UTC)
	if r.earliest == lastWeek {
		earliest = time.Date(year, r.month+1, -6, 0, 0, 0, 0, time.UTC)
	}
	days := (int(r.weekday) - int(earliest.Weekday()) + 7) % 7
	return earliest.Add(time.Duration(days)*24*time.Hour + r.clock) // in UTC every day has 24 hours
}

// String is the rule as a recurrence (RFC 5545, 3.3.10), in the simplest form there is for it.
func (r rule) String() string {
	weekday := strings.ToUpper(r.weekday.String()[:2])
	switch {
	case r.earliest == lastWeek:
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=-1%s", r.month, weekday)
	case r.earliest%7 == 1:
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", r.month, r.earliest/7+1, weekday)
	}
	days := fmt.Sprint(r.earliest)
	for d := r.earliest + 1; d < r.earliest+7; d++ {
		days += fmt.Sprintf(",%d", d)
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%s;BYMONTHDAY=%s", r.month, weekday, days)
}
