package endorsement

import (
	"attune/internal/day"
)

// LeastShown is the smallest number of programs that anybody may read off what is made public: of one program or two, whoever
// knows the region knows which they are, and in a small one who.
const LeastShown = 3

// Detail is how much is shown of some programs.
type Detail int

// The details, each with what the one before shows.
const (
	ShownNothing  Detail = iota
	ShownPrograms        // how many programs there are
	ShownCovered         // how many are covered, and how many are not
	ShownParts           // how many have somebody endorsed, and how many only somebody on track
)

// Shown is a tally as it is shown: what its detail leaves out is zero. Where it is not known who was on track, covered is
// who is endorsed.
type Shown struct {
	Tally
	Detail Detail
	Few    Few
}

// Few says of all programs together, where a number is too small to be shown, that it is.
type Few int

// What is few: nothing that may be said, the programs that are covered, or those that are not.
const (
	FewUnsaid Few = iota
	FewCovered
	FewWithout
)

// Publication is what everybody may read of an association's coverage on a day. From all of it together nobody can work out
// that fewer programs than LeastShown are covered, or are not: neither of a region, nor of what is left of the whole once the
// regions that are shown are taken off it.
type Publication struct {
	On      day.Date
	Known   bool // it is known who was on track
	Total   Shown
	Regions []Shown // by name, of those of which at least the number of programs is shown
	Others  bool    // there are regions that are not shown
}

// Publish is what may be shown of a day.
func (c Coverage) Publish(on day.Date) Publication {
	list := c.On(on)
	p := Publication{On: on, Known: c.Knows(on)}
	regions := ByRegion(list)
	details := p.details(regions)
	total := Sum(list)
	p.Total = shown(total, p.most(total))
	if p.Total.Detail == ShownPrograms && total.Programs() >= 2*LeastShown {
		switch {
		case total.Covered() < LeastShown:
			p.Total.Few = FewCovered
		case total.Without < LeastShown:
			p.Total.Few = FewWithout
		}
	}
	for i, t := range regions {
		if details[i] == ShownNothing {
			p.Others = true
			continue
		}
		p.Regions = append(p.Regions, shown(t, details[i]))
	}
	return p
}

// most is the most that may be shown of some programs by themselves: that of which each part is large enough.
func (p Publication) most(t Tally) Detail {
	switch {
	case t.Programs() < LeastShown:
		return ShownNothing
	case min(t.Covered(), t.Without) < LeastShown:
		return ShownPrograms
	case min(t.Endorsed, t.OnTrack) < LeastShown || !p.Known:
		return ShownCovered
	default:
		return ShownParts
	}
}

// details is how much is shown of each region: how many programs there are, of each that is large enough as long as the others
// are together; and each detail beyond that of all of these or of none, so that nothing follows from its being left out of one.
func (p Publication) details(regions []Tally) []Detail {
	told := p.counted(regions)
	level := ShownParts
	var rest Tally
	for i, t := range regions {
		if told[i] {
			level = min(level, p.most(t))
		} else {
			rest = rest.plus(t)
		}
	}
	if rest.Programs() > 0 {
		level = min(level, p.most(rest))
	}
	details := make([]Detail, len(regions))
	for i := range regions {
		if told[i] {
			details[i] = level
		}
	}
	return details
}

// counted are the regions of which it is shown how many programs there are. With the total that tells how many there are in
// all others; until these are enough, the smallest is left out as well.
func (p Publication) counted(regions []Tally) []bool {
	told := make([]bool, len(regions))
	for i, t := range regions {
		told[i] = p.most(t) >= ShownPrograms
	}
	for {
		var rest Tally
		least := -1
		for i, t := range regions {
			switch {
			case !told[i]:
				rest = rest.plus(t)
			case least < 0 || t.Programs() < regions[least].Programs():
				least = i
			}
		}
		if least < 0 || rest.Programs() == 0 || p.most(rest) >= ShownPrograms {
			return told
		}
		told[least] = false
	}
}

// plus is both together.
func (t Tally) plus(o Tally) Tally {
	return Tally{Endorsed: t.Endorsed + o.Endorsed, OnTrack: t.OnTrack + o.OnTrack, Without: t.Without + o.Without}
}

// shown is a tally without what the detail leaves out.
func shown(t Tally, d Detail) Shown {
	s := Shown{Tally: Tally{Region: t.Region}, Detail: d}
	switch d {
	case ShownNothing:
	case ShownPrograms:
		s.Without = t.Programs()
	case ShownCovered:
		s.Endorsed, s.Without = t.Covered(), t.Without
	case ShownParts:
		s.Tally = t
	}
	return s
}

// LastShown is the day of which a publication tells, as of a day: the last one of the month before. Between two of them nothing
// changes on the page, so that who looks every day does not see one program come and go.
func LastShown(today day.Date) day.Date {
	year, month, _ := today.Civil()
	return day.Of(year, month, 1).AddDays(-1)
}
