package web

import (
	"fmt"
	"strings"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/schedule"
)

// dial reads times on the clock of a session planned for some day.
type dial struct {
	zone    *time.Location
	planned schedule.Wall
}

// read is the minute and second of the day that a text names, as a browser sends it or as people write it; false where
// it names none.
func (dial) read(text string) (minute int, seconds time.Duration, ok bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	for _, layout := range []string{"15:04", "15:04:05", "3:04 PM", "3:04PM"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Hour()*60 + t.Minute(), time.Duration(t.Second()) * time.Second, true
		}
	}
	return 0, 0, false
}

// said is a text that names a time as people write it; what names none is said as it was typed.
func (d dial) said(text string) string {
	minute, _, ok := d.read(text)
	if !ok {
		return strings.TrimSpace(text)
	}
	return day.ClockAt(minute)
}

// on are the instants at which the clock shows the text, on the day planned and those beside it, in order.
func (d dial) on(text string) []time.Time {
	minute, seconds, ok := d.read(text)
	if !ok {
		return nil
	}
	var instants []time.Time
	for offset := -1; offset <= 2; offset++ {
		wall := schedule.Wall{Day: d.planned.Day.AddDays(offset), Minute: minute}
		instants = append(instants, wall.Instant(d.zone).Add(seconds))
	}
	return instants
}

// nearest is the instant of a text that is nearest to when the session was planned, or what is wrong with it. Where
// the clock still shows what it showed before, it is the instant before.
func (d dial) nearest(text string, planned, before time.Time) (time.Time, string) {
	if clockText(before, d.zone) == strings.TrimSpace(text) {
		return before, ""
	}
	var found time.Time
	for _, t := range d.on(text) {
		if found.IsZero() || t.Sub(planned).Abs() < found.Sub(planned).Abs() {
			found = t
		}
	}
	if found.IsZero() {
		return found, "Enter when it began, such as 10:05 AM."
	}
	return found, ""
}

// after is the first instant of a text after the beginning, or what is wrong with it.
func (d dial) after(text string, began, before time.Time) (time.Time, string) {
	if clockText(before, d.zone) == strings.TrimSpace(text) && before.After(began) {
		return before, ""
	}
	for _, t := range d.on(text) {
		if t.After(began) {
			return t, ""
		}
	}
	return time.Time{}, "Enter when it ended, such as 11:55 AM."
}

// within is the instant of a text inside the session, or what is wrong with it; did is "came" or "left".
func (d dial) within(text string, session attendance.Draft, before time.Time, did string) (time.Time, string) {
	inside := func(t time.Time) bool { return !t.Before(session.Began) && !t.After(session.Ended) }
	if !before.IsZero() && clockText(before, d.zone) == strings.TrimSpace(text) && inside(before) {
		return before, ""
	}
	instants := d.on(text)
	if instants == nil {
		return time.Time{}, fmt.Sprintf("Enter when they %s, such as %s.", did, clockTime(session.Began.Add(prefilled), d.zone))
	}
	for _, t := range instants {
		if inside(t) {
			return t, ""
		}
	}
	return time.Time{}, fmt.Sprintf("%s at %s is outside the session, which lasted %s. Correct the time, or choose another mark.",
		capital(did), d.said(text), clockSpan(session.Began, session.Ended, d.zone))
}

// clockText is an instant as a time input has it: 10:05, with seconds only where there are any.
func clockText(t time.Time, zone *time.Location) string {
	local := t.In(zone)
	if local.Second() != 0 {
		return local.Format("15:04:05")
	}
	return local.Format("15:04")
}
