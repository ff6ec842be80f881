package endorsement

import (
	"slices"
	"sort"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Pace is when somebody has what a purpose asks for, if things go on as they do. It is worked out by judging the hours
// that it presumes, so that what falls out of the window by then is taken into account.
type Pace struct {
	Since   day.Date           // the day of the first hour that counts toward the category; zero: none yet
	Basis   day.Span           // the whole months whose hours are presumed to come again and again; zero where there are none
	Months  int                // how many these are, at most six
	Brought int                // minutes in them that count toward the category
	Lapse   Lapse              // from when on such hours do not come again, by what is on record
	Rhythm  Course             // these months again and again, from the month after them on, as far as they can still come
	Waiting Course             // the same, were the hours counted that wait for the coordinator; zero where none do
	Planned Course             // the sessions that are planned, and nothing else
	Asks    Asks               // what the months up to Closes would have to bring
	Closes  day.Date           // the last day of the best window that is still open, or of the renewal; zero where none is
	Open    rulebook.Judgement // by that window, which hours to come can still be added to
}

// Course is what some hours to come make of a purpose.
type Course struct {
	Hours   []rulebook.Presumed // in order; up to the day it is reached, or as far as can be foreseen
	Minutes day.Date            // the first day with as many minutes as are asked for; today where they are there; zero: never
	Reached day.Date            // the first day on which neither minutes nor months are missing, likewise
	After   rulebook.Judgement  // with these hours
}

// Paced tells whether a pace can say anything of a judgement: whether minutes or months are missing. A focus and hours
// provided come from what no rhythm of received hours foretells.
func Paced(j rulebook.Judgement) bool {
	return slices.Contains(j.Missing, rulebook.MissingMinutes) || slices.Contains(j.Missing, rulebook.MissingMonths)
}

// HasPace tells whether of some of a person's purposes of a category a pace says anything: then the hours of all of them tell it.
func HasPace(all []rulebook.Judgement, category roster.Category) bool {
	return slices.ContainsFunc(all, func(j rulebook.Judgement) bool { return j.Purpose.Category == category && Paced(j) })
}

// PaceOf is the pace of one of a person's judgements as of a day, with the hours planned that would count toward it. The
// rhythm is told by all of the judgements, since a renewal that has just begun has no hours of its own.
func PaceOf(edition *rulebook.Edition, code roster.Association, of rulebook.Judgement, all []rulebook.Judgement, planned []rulebook.Presumed, today day.Date) Pace {
	t := track{edition, code, today}
	p := Pace{Open: edition.Open(code, of, today)}
	p.Closes = p.Open.Window.To
	if of.Purpose.Kind == rulebook.Renewal {
		p.Closes = of.Purpose.Days().To
	}
	past, had := countable(of.Purpose, all)
	if len(past) > 0 {
		p.Since = past[0].Date
	}
	p.Basis, p.Months = basis(p.Since, today)
	p.Brought = minutesIn(past, p.Basis)
	p.Lapse = lapseOf(past, p.Basis)
	hours := t.rhythm(past, had, p.Basis, p.Months, of.Purpose)
	p.Rhythm = t.run(of, hours)
	if of.Held > 0 {
		p.Waiting = t.run(edition.Accepted(code, of), hours)
	}
	p.Asks = asks(p.Open, today, p.Closes)
	return p.planned(t, of, planned)
}

// planned is the pace with what some planned hours bring.
func (p Pace) planned(t track, of rulebook.Judgement, hours []rulebook.Presumed) Pace {
	p.Planned = t.run(of, within(of.Purpose.Days(), hours))
	return p
}

// InTime tells whether it is reached before the window closes, or the renewal ends, by the rhythm or by the plan. A window that
// has closed is past being in time for; where none is open, a later one is.
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

// run adds hours, in order, until nothing is missing that they can bring.
func (t track) run(of rulebook.Judgement, hours []rulebook.Presumed) Course {
	c := Course{Hours: hours, After: of}
	switch {
	case !Paced(of):
		c.Hours, c.Minutes, c.Reached = nil, t.today, t.today
		return c
	case len(hours) == 0:
		if !slices.Contains(of.Missing, rulebook.MissingMinutes) {
			c.Minutes = t.today
		}
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

// Asks is what each month to come would have to bring, all of it together.
type Asks struct {
	Minutes int  // 0 where no month can bring it, or nothing of that is missing
	Now     bool // this month is one of them
	Months  int  // how many they are
}

// asks is what each month up to a day would have to bring: this one, if it has not brought as much already, and the whole
// months after it. It is empty where fewer months are left than are missing.
func asks(of rulebook.Judgement, today, closes day.Date) Asks {
	if closes < today || of.Counted >= of.Required {
		return Asks{}
	}
	missing, had := of.Required-of.Counted, 0
	for _, e := range of.Entries {
		if e.Verdict == rulebook.Counted && e.Date.Month() == today.Month() {
			had += e.Minutes
		}
	}
	whole := max(int(closes.AddDays(1).Month()-today.Month())-1, 0)
	a := Asks{Minutes: upTo(missing+had, whole+1), Now: true, Months: whole + 1}
	if a.Minutes <= had {
		a = Asks{Minutes: upTo(missing, whole), Months: whole}
	}
	fresh := whole // months that have no hour yet
	if had == 0 {
		fresh++
	}
	if fresh < of.MinMonths-of.Months {
		return Asks{}
	}
	return a
}

// upTo is a part of minutes in so many parts, rounded up.
func upTo(minutes, parts int) int { return (minutes + parts - 1) / parts }
