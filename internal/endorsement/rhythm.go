package endorsement

import (
	"cmp"
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// longestBasis is how many months tell how somebody meets: half a year has a holiday in it, and not only holidays.
const longestBasis = 6

// leeway is for how many days an hour of a rhythm may be late, or its sheet not verified, and is still expected. Who meets every
// other week, or on the fourth Thursday of the month, is never later than six days against the same day of the month.
const leeway = 7

// openFrom is the first day of the months that do not tell a rhythm yet: this month, and the last one until it has been over for
// longer than the leeway.
func openFrom(today day.Date) day.Date { return firstOf(today.AddDays(-leeway)) }

// basis is the last whole months before those that are open, at most six, and none of before the first hour. It is zero
// without one.
func basis(since, today day.Date) (day.Span, int) {
	open := openFrom(today)
	months := min(int(open.Month()-since.Month()), longestBasis)
	if since == 0 || months < 1 {
		return day.Span{}, 0
	}
	return day.Span{From: open.AddMonths(-months), To: open.AddDays(-1)}, months
}

// countable are the hours that pass every reason but the window's toward the category of a purpose, whatever purpose of it they
// serve, and had those that took place: they, and the hours that wait. An hour is judged as for the purpose where it is.
func countable(of rulebook.Purpose, all []rulebook.Judgement) (past, had []rulebook.Judged) {
	for _, own := range []bool{true, false} {
		for _, j := range all {
			if j.Purpose.Category != of.Category || (j.Purpose == of) != own {
				continue
			}
			for _, e := range j.Entries {
				counts := e.Verdict == rulebook.Counted || e.Reason == rulebook.OutsideWindow
				if counts {
					past = append(past, e)
				}
				if counts || e.Verdict == rulebook.HeldBack {
					had = append(had, e)
				}
			}
		}
	}
	return inOrder(past), inOrder(had)
}

// inOrder are entries by date, each session once: as it came first.
func inOrder(entries []rulebook.Judged) []rulebook.Judged {
	slices.SortStableFunc(entries, func(a, b rulebook.Judged) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Session, b.Session))
	})
	return slices.CompactFunc(entries, func(a, b rulebook.Judged) bool { return a.Session == b.Session })
}

// within are the hours of those days.
func within(days day.Span, hours []rulebook.Presumed) []rulebook.Presumed {
	return slices.DeleteFunc(slices.Clone(hours), func(hour rulebook.Presumed) bool { return !days.Contains(hour.Day) })
}

func minutesIn(past []rulebook.Judged, span day.Span) int {
	sum := 0
	for _, e := range past {
		if span.From != 0 && span.Contains(e.Date) {
			sum += e.Minutes
		}
	}
	return sum
}

// track is what courses are run by.
type track struct {
	edition *rulebook.Edition
	code    roster.Association
	today   day.Date
}

// again are the hours of a basis of so many months, each so many months later, and so on: for a target until the longest window
// holds nothing else, after which nothing changes any more; for a renewal to its last day. An hour does not come again on a day
// on which one like it would not count.
func (t track) again(hours []rulebook.Judged, basis day.Span, months, later int, of rulebook.Purpose) []rulebook.Presumed {
	if months == 0 {
		return nil
	}
	association, _ := t.edition.Association(t.code)
	last := firstOf(t.today).AddMonths(1 + association.Window.MaxMonths + 2*months)
	if days := of.Days(); days.To != 0 {
		last = days.To
	}
	var again []rulebook.Presumed
	for ; basis.From.AddMonths(later) <= last; later += months {
		for _, e := range hours {
			on := e.Date.AddMonths(later)
			if basis.Contains(e.Date) && on <= last && !slices.ContainsFunc(e.Lapses, func(s day.Span) bool { return s.Contains(on) }) {
				again = append(again, rulebook.Presumed{Day: on, Minutes: e.Minutes})
			}
		}
	}
	return again
}

// rhythm are the hours of a basis as they come again and again, from the first open month on, and can still come: without what
// those months have had, without what is late by more than the leeway, and what is late by less so many days after its day.
func (t track) rhythm(past, had []rulebook.Judged, basis day.Span, months int, of rulebook.Purpose) []rulebook.Presumed {
	due := within(of.Days(), t.again(past, basis, months, months, of))
	for _, e := range had {
		if e.Date > basis.To {
			takeOff(due, e)
		}
	}
	var coming []rulebook.Presumed
	for _, hour := range due {
		if hour.Minutes == 0 || hour.Day < t.today.AddDays(-leeway) {
			continue
		}
		if hour.Day < t.today {
			hour.Day = hour.Day.AddDays(leeway)
		}
		coming = append(coming, hour)
	}
	slices.SortStableFunc(coming, func(a, b rulebook.Presumed) int { return cmp.Compare(a.Day, b.Day) })
	return within(of.Days(), coming)
}

// takeOff takes an hour that was had off what was due in its month: off the last that was due by its day, then off those before
// it, and then off the next.
func takeOff(due []rulebook.Presumed, had rulebook.Judged) {
	left, month := had.Minutes, had.Date.Month()
	take := func(i int) {
		if due[i].Day.Month() == month {
			taken := min(left, due[i].Minutes)
			due[i].Minutes -= taken
			left -= taken
		}
	}
	next, _ := slices.BinarySearchFunc(due, had.Date.AddDays(1), func(hour rulebook.Presumed, d day.Date) int { return cmp.Compare(hour.Day, d) })
	for i := next - 1; i >= 0 && left > 0; i-- {
		take(i)
	}
	for i := next; i < len(due) && left > 0; i++ {
		take(i)
	}
}

// firstOf is the first day of a day's month.
func firstOf(d day.Date) day.Date {
	year, month, _ := d.Civil()
	return day.Of(year, month, 1)
}
