package endorsement

import (
	"cmp"
	"slices"
	"sort"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Pace is when somebody has what a purpose asks for, if things go on as they do. It is worked out by judging the hours
// that it presumes, so that what falls out of the window by then is taken into account.
type Pace struct {
	Since   day.Date // the day of the first hour that counts toward the category; zero: none yet
	Basis   day.Span // the whole months whose hours are presumed to come again and again; zero where there are none
	Months  int      // how many these are, at most six
	Brought int      // minutes in them that count toward the category
	Rhythm  Course   // these months again and again, from the next month on
	Waiting Course   // the same, were the hours counted that wait for the coordinator; zero where none do
	Planned Course   // the sessions that are planned, and nothing else
	Asks    int      // minutes that each whole month to come would have to bring before Closes; 0 where no month can
	Closes  day.Date // the last day of the window as it is, or of the renewal; zero where no window has opened
}

// Course is what some hours to come make of a purpose.
type Course struct {
	Hours   []rulebook.Presumed // in order; up to the day it is reached, or as far as can be foreseen
	Minutes day.Date            // the first day with as many minutes as are asked for; today where they are there; zero: never
	Reached day.Date            // the first day on which neither minutes nor months are missing, likewise
	After   rulebook.Judgement  // with these hours
}

// longestBasis is how many months tell how somebody meets: half a year has a holiday in it, and not only holidays.
const longestBasis = 6

// Paced tells whether a pace can say anything of a judgement: whether minutes or months are missing. A focus and hours
// provided come from what no rhythm of received hours foretells.
func Paced(j rulebook.Judgement) bool {
	return slices.Contains(j.Missing, rulebook.MissingMinutes) || slices.Contains(j.Missing, rulebook.MissingMonths)
}

// PaceOf is the pace of one of a person's judgements as of a day, with the hours planned that would count toward it. The
// rhythm is told by all of the judgements, since a renewal that has just begun has no hours of its own.
func PaceOf(edition *rulebook.Edition, code roster.Association, of rulebook.Judgement, all []rulebook.Judgement, planned []rulebook.Presumed, today day.Date) Pace {
	t := track{edition, code, today}
	p := Pace{Closes: of.Window.To}
	if of.Purpose.Kind == rulebook.Renewal {
		p.Closes = of.Purpose.Days().To
	}
	past := countable(of.Purpose.Category, all)
	if len(past) > 0 {
		p.Since = past[0].Date
	}
	p.Basis, p.Months = basis(p.Since, today)
	p.Brought = minutesIn(past, p.Basis)
	hours := t.again(past, p.Basis, p.Months, p.Months+1, of.Purpose)
	p.Rhythm = t.run(of, hours)
	if of.Held > 0 {
		p.Waiting = t.run(edition.Accepted(code, of), hours)
	}
	p.Planned = t.run(of, within(of.Purpose.Days(), planned))
	p.Asks = asks(of, today, p.Closes)
	return p
}

// InTime tells whether it is reached before the window closes, or the renewal ends, by the rhythm or by the plan.
func (p Pace) InTime() bool { return p.inTime(p.Rhythm) || p.inTime(p.Planned) }

func (p Pace) inTime(c Course) bool {
	return c.Reached != 0 && (p.Closes == 0 || c.Reached <= p.Closes)
}

// Soonest is the first day on which the rhythm or the plan brings it; zero: neither does.
func (p Pace) Soonest() day.Date {
	if p.Rhythm.Reached == 0 || p.Planned.Reached != 0 && p.Planned.Reached < p.Rhythm.Reached {
		return p.Planned.Reached
	}
	return p.Rhythm.Reached
}

// countable are the hours that pass every reason but the window's toward a category, whatever purpose of it they serve.
func countable(category roster.Category, all []rulebook.Judgement) []rulebook.Judged {
	var past []rulebook.Judged
	for _, j := range all {
		if j.Purpose.Category != category {
			continue
		}
		for _, e := range j.Entries {
			if e.Verdict == rulebook.Counted || e.Reason == rulebook.OutsideWindow {
				past = append(past, e)
			}
		}
	}
	slices.SortFunc(past, func(a, b rulebook.Judged) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), a.Started.Compare(b.Started), cmp.Compare(a.Session, b.Session))
	})
	return slices.CompactFunc(past, func(a, b rulebook.Judged) bool { return a.Session == b.Session })
}

// basis is the last whole months before a day, at most six, and none of before the first hour. It is zero without one.
func basis(since, today day.Date) (day.Span, int) {
	thisMonth := firstOf(today)
	months := min(int(thisMonth.Month()-since.Month()), longestBasis)
	if since == 0 || months < 1 {
		return day.Span{}, 0
	}
	return day.Span{From: thisMonth.AddMonths(-months), To: thisMonth.AddDays(-1)}, months
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

// again are the hours of a basis of so many months, each so many months later, which brings its first month to the next
// one, and so on: for a target until the longest window holds nothing else, after which nothing changes any more; for a
// renewal to its last day.
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
			if on := e.Date.AddMonths(later); basis.Contains(e.Date) && on <= last {
				again = append(again, rulebook.Presumed{Day: on, Minutes: e.Minutes})
			}
		}
	}
	return again
}

// run adds hours, in order, until nothing is missing that they can bring.
func (t track) run(of rulebook.Judgement, hours []rulebook.Presumed) Course {
	c := Course{Hours: hours, After: of}
	if !Paced(of) {
		c.Hours, c.Minutes, c.Reached = nil, t.today, t.today
		return c
	}
	enough := 1
	if slices.Contains(of.Missing, rulebook.MissingMinutes) {
		if enough = t.enough(of, hours); enough <= len(hours) {
			c.Minutes = hours[enough-1].Day
		}
	} else {
		c.Minutes = t.today
	}
	for n := enough; n <= len(hours); n++ {
		if after := t.edition.With(t.code, of, hours[:n]); !Paced(after) {
			c.Hours, c.Reached, c.After = hours[:n], hours[n-1].Day, after
			return c
		}
	}
	c.After = t.edition.With(t.code, of, hours)
	return c
}

// enough is how many of the hours bring as many minutes as are asked for; more than there are where they do not. An hour more
// never makes the best window poorer, so that the number is found by halving. Until all of them together, whatever the
// window, make up the minutes, nothing is judged.
func (t track) enough(of rulebook.Judgement, hours []rulebook.Presumed) int {
	sum := 0
	for _, e := range of.Entries {
		if e.Verdict == rulebook.Counted || e.Reason == rulebook.OutsideWindow {
			sum += e.Minutes
		}
	}
	least := 1
	for ; least <= len(hours); least++ {
		if sum += hours[least-1].Minutes; sum >= of.Required {
			break
		}
	}
	if least > len(hours) {
		return least
	}
	return least + sort.Search(len(hours)+1-least, func(more int) bool {
		return t.edition.With(t.code, of, hours[:least+more]).Counted >= of.Required
	})
}

// asks is how many minutes each whole month from the next one on, up to a day, would have to bring; 0 where no such month
// is left, or fewer than are missing.
func asks(of rulebook.Judgement, today, closes day.Date) int {
	months := int(closes.AddDays(1).Month() - firstOf(today).Month() - 1)
	if closes == 0 || months < 1 || months < of.MinMonths-of.Months || of.Counted >= of.Required {
		return 0
	}
	return (of.Required - of.Counted + months - 1) / months
}

// firstOf is the first day of a day's month.
func firstOf(d day.Date) day.Date {
	year, month, _ := d.Civil()
	return day.Of(year, month, 1)
}
