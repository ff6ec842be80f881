package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"attune/internal/day"
	"attune/internal/roster"
)

// Unit is what a rhythm counts in.
type Unit string

// The units of a rhythm.
const (
	Weeks  Unit = "weeks"
	Months Unit = "months"
)

// Units are the units that a form may name.
var Units = []Unit{Weeks, Months}

// LastOf stands for the last of its weekday in a month, where a number says which.
const LastOf = -1

// Rhythm is on which days a group meets again and again. Weeks begin on Monday (RFC 5545, 3.3.10, WKST).
type Rhythm struct {
	Every    int            // units from one to the next, 1 to 12
	Unit     Unit           //
	Weekdays []time.Weekday // in weeks
	Nth      int            // in months: which Weekday of them, 1 to 5 or LastOf; zero: MonthDay
	Weekday  time.Weekday
	MonthDay int      // in months: 1 to 31; a month that has no such day is passed over
	From     day.Date // first day that may be one
	Until    day.Date // last day that may be one; zero: Count says
	Count    int      // how many sessions; zero: Until says
}

// What a rhythm may come to: more is a slip of the hand.
const (
	MostEvery    = 12
	MostSessions = 520
	mostYears    = 5
)

// Check tells what keeps a rhythm from being one, as roster.Refused.
func (r Rhythm) Check() error {
	last := r.From.AddYears(mostYears)
	switch {
	case r.From.Year() < roster.FirstYear || r.From.Year() > roster.LastYear:
		return roster.Refuse("day", "The series begins on a day between %d and %d.", roster.FirstYear, roster.LastYear)
	case r.Every < 1 || r.Every > MostEvery:
		return roster.Refuse("every", "From one session to the next it is 1 to %d weeks or months.", MostEvery)
	case !slices.Contains(Units, r.Unit):
		return roster.Refuse("unit", "Choose weeks or months.")
	case r.Unit == Weeks && len(r.Weekdays) == 0:
		return roster.Refuse("weekdays", "Choose at least one day of the week.")
	case r.Unit == Months && r.Nth != LastOf && (r.Nth < 0 || r.Nth > 5):
		return roster.Refuse("nth", "Choose the first to the fifth of its weekday in a month, or the last.")
	case r.Unit == Months && r.Nth == 0 && (r.MonthDay < 1 || r.MonthDay > 31):
		return roster.Refuse("monthday", "A day of the month is a number from 1 to 31.")
	case (r.Until == 0) == (r.Count == 0):
		return roster.Refuse("until", "Say until which day the group meets, or how many times, and leave the other empty.")
	case r.Count < 0 || r.Count > MostSessions:
		return roster.Refuse("count", "A series has 1 to %d sessions.", MostSessions)
	case r.Until != 0 && r.Until < r.From:
		return roster.Refuse("until", "This is before the series begins.")
	case r.Until > last:
		return roster.Refuse("until", "A series is planned for %d years at most, up to %s.", mostYears, said(last))
	}
	return nil
}

// Days are the days of a rhythm in their order. Those that are left out do not count as one of Count; without Count a
// day that is left out is only that. It is roster.Refused where there are none, or too many.
func (r Rhythm) Days(leaveOut func(day.Date) bool) ([]day.Date, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	rule, err := rrule.NewRRule(r.option())
	if err != nil {
		return nil, fmt.Errorf("the rhythm %q: %w", r, err)
	}
	var days []day.Date
	next := rule.Iterator()
	for at, more := next(); more && (r.Count == 0 || len(days) < r.Count); at, more = next() {
		if d := day.Of(at.Date()); !leaveOut(d) {
			days = append(days, d)
		}
		if len(days) > MostSessions {
			return nil, roster.Refuse("until", "This would be more than %d sessions. End the series on an earlier day.", MostSessions)
		}
	}
	return days, r.enough(days)
}

// enough refuses a rhythm that makes no session, or not as many as were asked for within the years a series may take.
func (r Rhythm) enough(days []day.Date) error {
	switch {
	case len(days) == 0:
		return roster.Refuse("until", "No day comes of this: from %s on none is left.", said(r.From))
	case len(days) < r.Count:
		return roster.Refuse("count", "Within %d years this makes only %d sessions. Ask for fewer, or let the group meet more often.", mostYears, len(days))
	}
	return nil
}

// option is the rhythm as the library takes it: days as midnights in UTC, where no clock changes, and always with an end.
func (r Rhythm) option() rrule.ROption {
	o := rrule.ROption{Freq: rrule.WEEKLY, Interval: r.Every, Dtstart: midnight(r.From), Until: midnight(r.From.AddYears(mostYears))}
	if r.Until != 0 {
		o.Until = midnight(r.Until)
	}
	if r.Unit == Weeks {
		for _, w := range r.Weekdays {
			o.Byweekday = append(o.Byweekday, weekdays[w])
		}
		return o
	}
	o.Freq = rrule.MONTHLY
	if r.Nth != 0 {
		nth := weekdays[r.Weekday]
		o.Byweekday = []rrule.Weekday{nth.Nth(r.Nth)}
	} else {
		o.Bymonthday = []int{r.MonthDay}
	}
	return o
}

var weekdays = map[time.Weekday]rrule.Weekday{
	time.Monday: rrule.MO, time.Tuesday: rrule.TU, time.Wednesday: rrule.WE, time.Thursday: rrule.TH,
	time.Friday: rrule.FR, time.Saturday: rrule.SA, time.Sunday: rrule.SU,
}

func midnight(d day.Date) time.Time {
	year, month, dom := d.Civil()
	return time.Date(year, month, dom, 0, 0, 0, 0, time.UTC)
}

// String is the rhythm in words, as "every 2 weeks on Tuesday and Thursday". It does not say from when or until when.
func (r Rhythm) String() string {
	often := "every week"
	switch {
	case r.Unit == Months && r.Every == 1:
		often = "every month"
	case r.Every > 1:
		often = fmt.Sprintf("every %d %s", r.Every, r.Unit)
	}
	switch {
	case r.Unit == Weeks:
		return often + " on " + r.weekdayNames()
	case r.Nth != 0:
		return fmt.Sprintf("%s on the %s %s", often, ordinals[r.Nth], r.Weekday)
	default:
		return fmt.Sprintf("%s on day %d", often, r.MonthDay)
	}
}

// Lacks tells whether there are months without the day that the rhythm would have in them.
func (r Rhythm) Lacks() bool {
	return r.Unit == Months && (r.Nth == 5 || r.Nth == 0 && r.MonthDay > 28)
}

var ordinals = map[int]string{1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LastOf: "last"}

// weekdayNames lists the days from Monday on, as a week of the rhythm does.
func (r Rhythm) weekdayNames() string {
	var names []string
	for d := time.Monday; d <= time.Saturday+1; d++ {
		if w := d % 7; slices.Contains(r.Weekdays, w) {
			names = append(names, w.String())
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// Rule is the rhythm as an RRULE of days (RFC 5545, 3.3.10), without its first day.
func (r Rhythm) Rule() string {
	o := r.option()
	o.Dtstart, o.Count = time.Time{}, r.Count
	if r.Until == 0 {
		o.Until = time.Time{}
	}
	return o.RRuleString()
}

// ParseRule reads what Rule wrote.
func ParseRule(rule string, from day.Date) (Rhythm, error) {
	o, err := rrule.StrToROption(rule)
	if err != nil {
		return Rhythm{}, fmt.Errorf("the rule %q: %w", rule, err)
	}
	r := Rhythm{Every: max(o.Interval, 1), Unit: Weeks, From: from, Count: o.Count}
	if !o.Until.IsZero() {
		r.Until = day.Of(o.Until.Date())
	}
	if o.Freq == rrule.MONTHLY {
		r.Unit = Months
	}
	for _, w := range o.Byweekday {
		if r.Unit == Months {
			r.Nth, r.Weekday = w.N(), weekday(w)
		} else {
			r.Weekdays = append(r.Weekdays, weekday(w))
		}
	}
	if len(o.Bymonthday) > 0 {
		r.MonthDay = o.Bymonthday[0]
	}
	return r, r.Check()
}

// weekday is a day of the week as the package time counts them.
func weekday(w rrule.Weekday) time.Weekday { return time.Weekday((w.Day() + 1) % 7) }
