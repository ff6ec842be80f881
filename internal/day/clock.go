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
