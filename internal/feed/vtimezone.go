package feed

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-ical"
)

// ruleSince is the year of the first change that a yearly rule names. Outlook and ICSx5 want it this early, and it is
// the year in which the rule of the United States began.
const ruleSince = 2007

// steadyYears is how long after the window the clocks must keep to a rule for it to be called steady. In twelve years
// a date falls on every day of the week, so that the last Sunday and the fourth can be told apart.
const steadyYears = 12

// longAgo is the onset of an offset that was in force before the window.
const longAgo = "19700101T000000"

// vtimezone describes a zone from one instant to another (RFC 5545, 3.6.5).
func vtimezone(zone *time.Location, from, to time.Time) *ical.Component {
	c := ical.NewComponent(ical.CompTimezone)
	put(c, ical.PropTimezoneID, zone.String())
	c.Children = observances(zone, from, to)
	return c
}

// observances says when which offset is in force, in the form most readers follow: one offset; else two, each with a
// yearly rule; else, for zones that change their clocks by no steady rule, dates, which Outlook does not follow.
func observances(zone *time.Location, from, to time.Time) []*ical.Component {
	near := periods(zone, from, to)
	if len(near) == 1 {
		return []*ical.Component{observance(near[0], near[0], false, longAgo)}
	}
	if pair, ok := yearly(periods(zone, from, to.AddDate(steadyYears, 0, 0)), from, to); ok {
		return pair
	}
	return dated(near)
}

// yearly gives STANDARD and DAYLIGHT with a rule each, where two offsets take turns by steady rules. The periods
// reach steadyYears beyond the end of what is described.
func yearly(turns []period, from, to time.Time) ([]*ical.Component, bool) {
	for i := 2; i < len(turns); i++ {
		if !turns[i].sameClock(turns[i-2]) {
			return nil, false
		}
	}
	if turns[len(turns)-1].begins.Before(to.AddDate(steadyYears-1, 0, 0)) {
		return nil, false // they do not go on
	}
	pair := make([]*ical.Component, 0, 2)
	for first := 1; first <= 2; first++ {
		before, after := turns[first-1], turns[first]
		onsets := make([]time.Time, 0, len(turns)/2)
		for i := first; i < len(turns); i += 2 {
			onsets = append(onsets, turns[i].onset(before))
		}
		r, ok := ruleOf(onsets)
		if !ok || r.in(onsets[0].Year()-1).After(from.Add(east(before))) {
			return nil, false // no rule, or one that would have begun before the clocks kept it
		}
		c := observance(before, after, after.ahead(before), r.in(min(ruleSince, onsets[0].Year())).Format(wallLayout))
		put(c, ical.PropRecurrenceRule, r.String())
		pair = append(pair, c)
	}
	slices.SortFunc(pair, func(a, b *ical.Component) int { return cmp.Compare(b.Name, a.Name) }) // STANDARD first
	return pair, true
}

// dated gives the offset in force at first, then each kind of change with its dates. A change that comes again names
// its first date among the others too, each in a property of its own: ical.js and libical read nothing else.
func dated(turns []period) []*ical.Component {
	type change struct {
		before, after int
		name          string
	}
	all := []*ical.Component{observance(turns[0], turns[0], turns[0].ahead(turns[1]), longAgo)}
	kinds := make(map[change]*ical.Component)
	for i := 1; i < len(turns); i++ {
		before, after := turns[i-1], turns[i]
		onset := after.onset(before).Format(wallLayout)
		kind := change{before.offset, after.offset, after.name}
		c, known := kinds[kind]
		if !known {
			kinds[kind] = observance(before, after, after.ahead(before), onset)
			all = append(all, kinds[kind])
			continue
		}
		dates := c.Props[ical.PropRecurrenceDates]
		if dates == nil {
			first := c.Props[ical.PropDateTimeStart][0].Value
			dates = append(dates, ical.Prop{Name: ical.PropRecurrenceDates, Value: first})
		}
		c.Props[ical.PropRecurrenceDates] = append(dates, ical.Prop{Name: ical.PropRecurrenceDates, Value: onset})
	}
	return all
}

// observance is one STANDARD or DAYLIGHT. Its onset is a local time of the clocks before the change.
func observance(before, after period, daylight bool, onset string) *ical.Component {
	c := ical.NewComponent(ical.CompTimezoneStandard)
	if daylight {
		c.Name = ical.CompTimezoneDaylight
	}
	put(c, ical.PropDateTimeStart, onset)
	put(c, ical.PropTimezoneName, after.name)
	put(c, ical.PropTimezoneOffsetFrom, utcOffset(before.offset))
	put(c, ical.PropTimezoneOffsetTo, utcOffset(after.offset))
	return c
}

// put gives the component a property of which it has only one. The value is written as it is.
func put(c *ical.Component, name, value string) {
	c.Props[name] = []ical.Prop{{Name: name, Value: value}}
}

// utcOffset writes seconds east of UTC (RFC 5545, 3.3.14).
func utcOffset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	minutes := seconds / 60
	if seconds%60 == 0 {
		return fmt.Sprintf("%c%02d%02d", sign, minutes/60, minutes%60)
	}
	return fmt.Sprintf("%c%02d%02d%02d", sign, minutes/60, minutes%60, seconds%60)
}
