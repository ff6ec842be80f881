package endorsement

import (
	"cmp"
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Covered are the programs whose coverage is asked for: those of a kind of an association, all or only one.
type Covered struct {
	Association roster.Association
	Kind        roster.ProgramKind
	Program     roster.ProgramID // zero: all
}

// Footing is one reason for which a program is covered on some days: somebody works in it, and is endorsed or on track.
type Footing struct {
	Program  roster.ProgramID
	Person   roster.PersonID
	Category roster.Category // they hold it with the status endorsed; empty: they are on track
	Days     day.Span        // on which both are so: the work, and the endorsement or being on track
}

// Ground is a program with the first day on which anybody is on record as working in it; zero: nobody ever was.
type Ground struct {
	roster.Program
	Since day.Date
}

// Coverage is which programs have somebody endorsed, or on track, on any day.
type Coverage struct {
	grounds  []Ground // by name
	footings map[roster.ProgramID][]Footing
	looked   []day.Date // on which it was looked at who is on track, in order
	today    day.Date
}

// NewCoverage makes it of programs by name, of the reasons they are covered for, and of the days on which it was looked at
// who is on track. An add-on is held beside a category and by itself covers nothing.
func NewCoverage(edition *rulebook.Edition, grounds []Ground, footings []Footing, looked []day.Date, today day.Date) Coverage {
	c := Coverage{grounds, make(map[roster.ProgramID][]Footing), slices.Sorted(slices.Values(looked)), today}
	for _, f := range footings {
		if _, category := edition.Category(f.Category); category || f.Category == "" {
			c.footings[f.Program] = append(c.footings[f.Program], f)
		}
	}
	return c
}

// Cover is how a program is covered on a day.
type Cover struct {
	Ground
	Endorsed []Footing // one a person; of several categories, the first by name
	OnTrack  []Footing // of people who are not endorsed
}

// CoverState is how a program stands.
type CoverState string

// The states of a program: somebody in it is endorsed; or nobody is, and somebody is on track; or neither.
const (
	CoverEndorsed CoverState = "endorsed"
	CoverOnTrack  CoverState = "on_track"
	CoverWithout  CoverState = "without"
)

// State is how the program stands.
func (c Cover) State() CoverState {
	switch {
	case len(c.Endorsed) > 0:
		return CoverEndorsed
	case len(c.OnTrack) > 0:
		return CoverOnTrack
	default:
		return CoverWithout
	}
}

// Knows tells whether it is known who was on track on a day: somebody looked on that day, or at most six days before.
func (c Coverage) Knows(on day.Date) bool {
	i, _ := slices.BinarySearch(c.looked, on.AddDays(-6))
	return i < len(c.looked) && c.looked[i] <= on
}

// Watched is the first day on which it was looked at who is on track; zero: nobody has yet.
func (c Coverage) Watched() day.Date {
	if len(c.looked) == 0 {
		return 0
	}
	return c.looked[0]
}

// On is how each program is covered on a day, by name. A program is there from the day on which somebody first worked in it;
// one in which nobody ever did is there today.
func (c Coverage) On(on day.Date) []Cover {
	var list []Cover
	known := c.Knows(on)
	for _, g := range c.grounds {
		if g.Since == 0 && on < c.today || g.Since > on {
			continue
		}
		list = append(list, c.cover(g, on, known))
	}
	return list
}

func (c Coverage) cover(g Ground, on day.Date, known bool) Cover {
	cover := Cover{Ground: g}
	for _, f := range c.footings[g.ID] {
		switch {
		case !f.Days.Contains(on):
		case f.Category != "":
			cover.Endorsed = append(cover.Endorsed, f)
		case known:
			cover.OnTrack = append(cover.OnTrack, f)
		}
	}
	cover.Endorsed = onePerson(cover.Endorsed)
	cover.OnTrack = slices.DeleteFunc(onePerson(cover.OnTrack), func(f Footing) bool {
		return slices.ContainsFunc(cover.Endorsed, func(e Footing) bool { return e.Person == f.Person })
	})
	return cover
}

// onePerson leaves the first reason of each person.
func onePerson(list []Footing) []Footing {
	slices.SortFunc(list, func(a, b Footing) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Days.From, b.Days.From))
	})
	return slices.CompactFunc(list, func(a, b Footing) bool { return a.Person == b.Person })
}

// Tally is how many programs there are, by their state; they add up.
type Tally struct {
	Region                     string // of one; empty for programs without one, and for all together
	Endorsed, OnTrack, Without int
}

// Programs is how many there are.
func (t Tally) Programs() int { return t.Endorsed + t.OnTrack + t.Without }

// Covered is how many have somebody who is endorsed or on track.
func (t Tally) Covered() int { return t.Endorsed + t.OnTrack }

// State is that of a region: of its programs', the one that is furthest.
func (t Tally) State() CoverState {
	switch {
	case t.Endorsed > 0:
		return CoverEndorsed
	case t.OnTrack > 0:
		return CoverOnTrack
	default:
		return CoverWithout
	}
}

func (t *Tally) add(c Cover) {
	switch c.State() {
	case CoverEndorsed:
		t.Endorsed++
	case CoverOnTrack:
		t.OnTrack++
	default:
		t.Without++
	}
}

// Sum counts programs.
func Sum(list []Cover) Tally {
	var t Tally
	for _, c := range list {
		t.add(c)
	}
	return t
}

// ByRegion counts the programs of each region, by its name; those without a region come last.
func ByRegion(list []Cover) []Tally {
	of := make(map[string]*Tally)
	var tallies []*Tally
	for _, c := range list {
		t := of[c.Region]
		if t == nil {
			t = &Tally{Region: c.Region}
			of[c.Region] = t
			tallies = append(tallies, t)
		}
		t.add(c)
	}
	slices.SortFunc(tallies, func(a, b *Tally) int {
		if (a.Region == "") != (b.Region == "") {
			return cmp.Compare(len(b.Region), len(a.Region))
		}
		return cmp.Compare(a.Region, b.Region)
	})
	sums := make([]Tally, len(tallies))
	for i, t := range tallies {
		sums[i] = *t
	}
	return sums
}

// Step is how far the points of a trend lie apart.
type Step int

// The steps, in months.
const (
	Monthly   Step = 1
	Quarterly Step = 3
)

// trendPoints is how many points a trend has: of months a year and this one, of quarters three years and this one.
const trendPoints = 13

// Points are the days of a trend up to a day: the last days of the months or quarters before it, and that day.
func Points(step Step, until day.Date) []day.Date {
	year, month, _ := until.Civil()
	first := day.Of(year, month-(month-1)%time.Month(step), 1)
	var days []day.Date
	for i := trendPoints - 2; i >= 0; i-- {
		days = append(days, first.AddMonths(-int(step)*i).AddDays(-1))
	}
	return append(days, until)
}
