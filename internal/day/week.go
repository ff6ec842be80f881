package day

import "time"

// FreeWeek is the first such weekday, from a day on, in a week (Monday to Sunday) that none of the days taken lies in.
func FreeWeek(taken []Date, weekday time.Weekday, from Date) Date {
	weeks := make(map[Date]bool, len(taken))
	for _, d := range taken {
		weeks[d.monday()] = true
	}
	d := from.AddDays((int(weekday) - int(from.Weekday()) + 7) % 7)
	for weeks[d.monday()] {
		d = d.AddDays(7)
	}
	return d
}

// monday is the Monday of the day's week.
func (d Date) monday() Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }
