package day

import "time"

// Clock is how a time of day is written wherever people read one: 9:05 AM, on the clocks of the instant's own zone.
// Browsers of the associations' members show the times they are to enter in the same way.
func Clock(t time.Time) string { return t.Format("3:04 PM") }

// ClockAt is how the time of day is written that is some minutes after midnight on a clock: 9:05 AM for 545.
func ClockAt(minute int) string { return Clock(time.Date(0, 1, 1, 0, minute, 0, 0, time.UTC)) }

// ClockSpan is a time of day to another as people read it, on the clocks of from's zone: 9:30–11:00 AM, and
// 11:30 AM–1:00 PM where noon or midnight lies between.
func ClockSpan(from, to time.Time) string {
	to = to.In(from.Location())
	if from.Format("PM") == to.Format("PM") {
		return from.Format("3:04") + "–" + Clock(to)
	}
	return Clock(from) + "–" + Clock(to)
}

// Elsewhere is when something is on other clocks than those it is told by: 7:00–8:45 AM, with the day before it where that is
// another there, Friday 13 November, 12:30–2:15 AM. It is empty where both clocks show the same, whatever their zones are
// called. A zero end is that of what has none.
func Elsewhere(from, to time.Time, told, other *time.Location) string {
	here, there := from.In(told), from.In(other)
	same := sameClock(from, told, other) && (to.IsZero() || sameClock(to, told, other))
	if same {
		return ""
	}
	words := Clock(there)
	if !to.IsZero() {
		words = ClockSpan(there, to)
	}
	if here.YearDay() != there.YearDay() {
		words = there.Format("Monday 2 January, ") + words
	}
	return words
}

// OnBoth is a time in words on the clocks that it is told by and, where the reader's show another, that of these after it:
// 10:00–11:45 AM EST (7:00–8:45 AM for you). A zero end is that of what has none.
func OnBoth(words string, from, to time.Time, told, readers *time.Location) string {
	own := Elsewhere(from, to, told, readers)
	if own == "" {
		return words
	}
	return words + from.In(told).Format(" MST") + " (" + own + " for you)"
}

func sameClock(t time.Time, a, b *time.Location) bool {
	_, one := t.In(a).Zone()
	_, two := t.In(b).Zone()
	return one == two
}
