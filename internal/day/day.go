// Package day owns the calendar day: a date without a clock or a zone, and the inclusive span between two.
//
// It hands over Date, Month and Span, the one place where an instant becomes a local date, and how a time of day is
// written for people. It knows no rule:
// which days count for what is the rulebook's business.
package day

import (
	"fmt"
	"time"
)

// Date is a day of the proleptic Gregorian calendar: the number of days since 1 January of the year 1, plus one.
// The zero Date is no day at all; an open end is written so. Dates compare with < and ==.
type Date int32

// Month is a calendar month, counted from January of the year 0. Months compare with < and ==.
type Month int32

// daysTo1970 is the Date of 1970-01-01.
const daysTo1970 = 719163

// Of is the day of that year, month and day of the month; values out of range roll over as in time.Date.
func Of(year int, month time.Month, d int) Date {
	t := time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
	return Date(t.Unix()/86400 + daysTo1970)
}

// At is the local date of an instant in a zone.
func At(t time.Time, zone *time.Location) Date {
	local := t.In(zone)
	_, offset := local.Zone()
	seconds := local.Unix() + int64(offset)
	days := seconds / 86400
	if seconds%86400 < 0 {
		days--
	}
	return Date(days + daysTo1970)
}

// Parse reads 2006-01-02; the empty text is the zero Date. The error names the text.
func Parse(text string) (Date, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("%q is not a date such as 2026-03-08", text)
	}
	return Of(t.Date()), nil
}

// MustParse is Parse for dates written in code; it panics on any other text.
func MustParse(text string) Date {
	d, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

// String is 2006-01-02, and empty for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// Format is the day in a layout of package time, and empty for the zero Date.
func (d Date) Format(layout string) string {
	if d == 0 {
		return ""
	}
	return d.utc().Format(layout)
}

// Civil is the year, month and day of the month.
func (d Date) Civil() (int, time.Month, int) { return d.utc().Date() }

// Year is the calendar year.
func (d Date) Year() int { return d.utc().Year() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Month is the calendar month the day lies in.
func (d Date) Month() Month {
	year, month, _ := d.Civil()
	return Month(year*12 + int(month) - 1)
}

// AddDays is the day n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// AddMonths is the same day n months later, or that month's last day where it has no such day (rules.md, 4.1).
func (d Date) AddMonths(n int) Date {
	year, month, dom := d.Civil()
	first := time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Of(first.Year(), first.Month(), min(dom, last))
}

// AddYears is AddMonths by twelves: 29 February becomes the 28th where there is no 29th.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// Begins is the first instant of the day in a zone: midnight, or the end of the gap where midnight is skipped.
func (d Date) Begins(zone *time.Location) time.Time {
	year, month, dom := d.Civil()
	noon := time.Date(year, month, dom, 12, 0, 0, 0, zone)
	t := time.Date(year, month, dom, 0, 0, 0, 0, zone)
	for At(t, zone) < d && t.Before(noon) {
		t = t.Add(15 * time.Minute)
	}
	return t
}

// EndOf is the day in a zone that is over at that instant, where the next begins at it; false within a day.
func EndOf(t time.Time, zone *time.Location) (Date, bool) {
	d := At(t, zone)
	return d - 1, d.Begins(zone).Equal(t)
}

func (d Date) utc() time.Time { return time.Unix((int64(d)-daysTo1970)*86400, 0).UTC() }

// Span is the days from From to To, both included. A zero From is open to the past, a zero To to the future.
type Span struct{ From, To Date }

// Contains tells whether the day lies in the span, first and last day included.
func (s Span) Contains(d Date) bool { return s.From <= d && (s.To == 0 || d <= s.To) }

// Overlaps tells whether the two spans share a day.
func (s Span) Overlaps(o Span) bool {
	return (s.To == 0 || o.From <= s.To) && (o.To == 0 || s.From <= o.To)
}

// EndedBefore tells whether the span is over before the day.
func (s Span) EndedBefore(d Date) bool { return s.To != 0 && s.To < d }

// And is the days that both spans have; false where there are none.
func (s Span) And(o Span) (Span, bool) {
	both := Span{From: max(s.From, o.From), To: min(s.To, o.To)}
	if s.To == 0 || o.To == 0 {
		both.To = max(s.To, o.To)
	}
	return both, s.Overlaps(o)
}

// Or is the shortest span that holds both, of which neither is open.
func (s Span) Or(o Span) Span { return Span{From: min(s.From, o.From), To: max(s.To, o.To)} }
