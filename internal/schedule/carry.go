package schedule

import (
	"cmp"
	"slices"

	"attune/internal/day"
)

// Past is how a group met until now: what a copy for its next year is made of.
type Past struct {
	Series   []Series
	Sessions []Session // whatever became of them
	Closures []Closure // the association's
}

// Carried is how a group met again and again in a year, and so means to meet in another.
type Carried struct {
	Rhythm  Rhythm
	Through bool // it meets on holidays and while its association is closed, too
	Meeting
	Guessed bool     // from sessions that were planned by themselves
	Years   int      // by which it is later
	Days    day.Span // from its first day to its last, about
}

// Last are the twelve months up to the last session of the group that was not cancelled; the zero Span where there is none.
func (p Past) Last() day.Span {
	var last day.Date
	for _, s := range p.Sessions {
		if s.Status != Cancelled {
			last = max(last, s.on())
		}
	}
	if last == 0 {
		return day.Span{}
	}
	return day.Span{From: last.AddYears(-1).AddDays(1), To: last}
}

// on is the day that a session is for: that of its series, wherever it was moved to, or else its own.
func (s Session) on() day.Date {
	if s.Due != 0 {
		return s.Due
	}
	return s.Local.Day
}

// How a year that has begun already is carried over.
const (
	fewestLeft = 183 // days of it that are left, or else it is the year after
	notBefore  = 28  // days from now on: whoever is asked to go on has some weeks to answer
)

// Carry is how the group is to meet in its next year: a series for each that it had side by side in the last, in the order in
// which they begin. Of series that followed each other the last stands for all; a group without series goes on as its
// sessions make evident. It is nothing where nothing is evident.
//
// The next year is the first that begins after today, or that has begun and half a year of it is left: of that, the rest.
func (p Past) Carry(today day.Date) []Carried {
	year := p.Last()
	if year.To == 0 {
		return nil
	}
	strands := p.strands(year)
	if len(strands) == 0 {
		strands = p.evident(year)
	}
	if len(strands) == 0 {
		return nil
	}
	for i := range strands {
		strands[i].over = year.To
	}
	years := 1
	for !strands[0].isNext(years, today) {
		years++
	}
	var carried []Carried
	for _, s := range strands {
		if c, left := s.later(years, today); left {
			carried = append(carried, c)
		}
	}
	return carried
}

// strand is one series of a year, or several of which each began when the one before was over.
type strand struct {
	Carried
	first, last day.Date // of its sessions in the year
	over        day.Date // the group's last day until now: what is carried comes after it
}

// isNext tells whether the year that is so many years later is the next.
func (s strand) isNext(years int, today day.Date) bool {
	if s.likewise(s.first, years) > today {
		return true
	}
	_, left := s.later(years, today)
	return left && s.likewise(s.last, years) >= today.AddDays(fewestLeft)
}

// later is the strand so many years later: from and until the like days, or for as many sessions. Where that has begun, or
// begins before the group is over, it is what is left; false where nothing is. Twelve months may hold a second Tuesday of May
// at either end, and the like day of the first is the last.
func (s strand) later(years int, today day.Date) (Carried, bool) {
	c := s.Carried
	c.Rhythm.From = s.likewise(s.first, years)
	until := s.likewise(s.last, years)
	if until < c.Rhythm.From { // a week in which a first Monday comes before a first Sunday, another year
		until = c.Rhythm.From + s.last - s.first
	}
	c.Years, c.Days = years, day.Span{From: c.Rhythm.From, To: until}
	earliest := s.over.AddDays(1)
	if c.Rhythm.From <= today {
		earliest = max(earliest, today.AddDays(notBefore))
	}
	whole := c.Rhythm.From >= earliest
	if c.Rhythm.Count == 0 || !whole {
		c.Rhythm.Until, c.Rhythm.Count = until, 0
	}
	if whole {
		return c, true
	}
	days, err := c.Rhythm.Days(func(d day.Date) bool { return d < earliest })
	if err == nil {
		c.Rhythm.From = days[0]
	}
	return c, err == nil
}

func (s strand) likewise(d day.Date, years int) day.Date { return s.Rhythm.likewise(d, years) }

// likewise is the day of the rhythm's weekday, or day of the month, that in so many years is what this one is in its year:
// the second Tuesday of September is the second Tuesday of September. Where a month has no fifth, its last is.
func (r Rhythm) likewise(d day.Date, years int) day.Date {
	then := d.AddYears(years)
	if r.Unit == Months && r.Nth == 0 {
		return then
	}
	year, month, dom := d.Civil()
	first := day.Of(year+years, month, 1)
	nth := first.AddDays((int(d.Weekday())-int(first.Weekday())+7)%7 + (dom-1)/7*7)
	if r.Unit == Months && r.Nth == LastOf {
		nth = nth.AddDays(7)
	}
	for nth.Month() != first.Month() {
		nth = nth.AddDays(-7)
	}
	return nth
}

// strands are the series of a year side by side, by their first day.
func (p Past) strands(year day.Span) []strand {
	var all []strand
	for _, s := range p.Series {
		if own, met := p.strandOf(s, year); met {
			all = append(all, own)
		}
	}
	slices.SortStableFunc(all, func(a, b strand) int { return cmp.Compare(a.first, b.first) })
	var side []strand
	for _, s := range all {
		i := s.follows(side)
		if i < 0 {
			side = append(side, s)
			continue
		}
		s.first, s.Rhythm.Count = s.Rhythm.about(side[i].first), 0
		side[i] = s
	}
	return side
}

// strandOf is a series as far as it lies in the year; false where nothing of it took place or is to. For a number of
// sessions it is where all of it does.
func (p Past) strandOf(series Series, year day.Span) (strand, bool) {
	s := strand{Carried: Carried{Rhythm: series.Rhythm, Through: series.Through, Meeting: series.Meeting}}
	for _, session := range p.Sessions {
		on := session.on()
		if session.Series != series.ID || session.Status == Cancelled || !year.Contains(on) {
			continue
		}
		if s.first == 0 || on < s.first {
			s.first = on
		}
		s.last = max(s.last, on)
	}
	if series.Rhythm.From < year.From || s.first < series.Rhythm.From { // in the past it had other days, too
		s.Rhythm.Count = 0
	}
	if s.first != 0 {
		s.first = s.Rhythm.about(s.first)
	}
	return s, s.first != 0
}

// follows is which of some strands was over before this one began: one of the same days if there is, else the last that
// ended; -1 for none.
func (s strand) follows(side []strand) int {
	found := -1
	for i, before := range side {
		switch {
		case before.last >= s.first:
		case before.Rhythm.alike(s.Rhythm):
			return i
		case found < 0 || side[found].last < before.last:
			found = i
		}
	}
	return found
}

// alike tells whether two rhythms are of the same weekdays, or the same days of their months.
func (r Rhythm) alike(o Rhythm) bool {
	return r.Unit == o.Unit && slices.Equal(r.Weekdays, o.Weekdays) && r.Nth == o.Nth && r.Weekday == o.Weekday && r.MonthDay == o.MonthDay
}

// about is the day itself where the rhythm may have it, or else its first day in that week, or month.
func (r Rhythm) about(d day.Date) day.Date {
	one := r
	one.Every, one.From, one.Until, one.Count = 1, d, 0, 1
	if days, err := one.Days(never); err == nil && days[0] == d {
		return d
	}
	if one.From = d.AddDays(-(int(d.Weekday()) + 6) % 7); r.Unit == Months {
		_, _, dom := d.Civil()
		one.From = d.AddDays(1 - dom)
	}
	if days, err := one.Days(never); err == nil {
		return days[0]
	}
	return d
}

// never leaves no day out.
func never(day.Date) bool { return false }
