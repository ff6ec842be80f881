package world

import (
	"cmp"

	"attune/internal/day"
	"attune/internal/roster"
)

// row is some seats of a group for people who play no part.
type row struct {
	group   roster.GroupID
	seats   int
	program roster.ProgramID
	aim     purpose        // of everybody in the row; zero: as it comes
	also    roster.GroupID // where they sit besides, in a group of another kind; zero: nowhere
	former  bool           // they have left again
	by      day.Date       // when they had come, or left, at the latest; zero: in no hurry
}

// purpose is what somebody has set out to earn or, where endorsed, has to renew.
type purpose struct {
	category roster.Category
	endorsed bool
}

// usual is what people who play no part are after; one in ten is after nothing.
var usual = []purpose{
	{"IFS", false},
	{"IFS", false},
	{"IFS", false},
	{"IFS", false},
	{"IFS", false},
	{"IMHS", false},
	{"IFA", false},
	{"IFS", true},
	{"IFS", true},
	{},
}

// fillSeats brings everybody else: colleagues who came, and some who went, at no particular time.
func (s *stage) fillSeats() {
	p, r := s.places, s.rooms
	rows := []row{
		{group: r.harbor, seats: 4, program: p.harbor, also: r.colleagues},
		{group: r.tide, seats: 4, program: p.harbor},
		{group: r.hills, seats: 1, program: p.river, also: r.office},
		{group: r.hills, seats: 3, program: p.river},
		{group: r.voices, seats: 4, program: p.maple, aim: purpose{"IFS", false}},
		{group: r.shoreline, seats: 4, program: p.nurses, by: s.ago(400)},
		{group: r.shoreline, seats: 4, program: p.lantern, by: s.ago(400)},
		{group: r.noon, seats: 1, program: p.eastern},
		{group: r.noon, seats: 4, program: p.cedar, also: r.cases},
		{group: r.cases, seats: 2, program: p.cedar, aim: purpose{"IFA", false}},
		{group: r.grove, seats: 4, program: p.cedar},
		{group: r.lunch, seats: 1, program: p.stone, aim: purpose{"IFS", true}},
		{group: r.night, seats: 3, program: p.nurses, aim: purpose{"IFA", false}, by: s.series[r.night-1].from},
		{group: r.seminar, seats: 2, program: p.cedar, aim: purpose{"IMHS", false}},
		{group: r.harbor, seats: 2, program: p.harbor, former: true},
		{group: r.elm, seats: 3, program: p.maple, former: true, by: s.ago(320)},
		{group: r.hills, seats: 2, program: p.river, former: true},
		{group: r.tide, seats: 2, program: p.stone, former: true},
		{group: r.shoreline, seats: 2, program: p.eastern, former: true},
	}
	for _, row := range rows {
		for range row.seats {
			s.seat(row)
		}
	}
}

// seat brings one person into a row.
func (s *stage) seat(r row) {
	id := s.person(Connecticut, s.region(r.program))
	from, to := s.stay(r)
	work := roster.Employment{
		Program: r.program, Role: roster.Practitioner, FTE: pick(s.rng, []roster.FTE{1000, 1000, 1000, 800, 750, 600, 500}),
		Serves: pick(s.rng, []roster.Tracks{"IMH", "IMH", "IMH", "IMH+ECMH"}), Span: day.Span{From: from.AddDays(-100 - s.rng.IntN(900)), To: to},
	}
	s.works(id, work)
	s.intend(id, r.aim, from)
	s.sits(id, r.group, from, to)
	if r.also != 0 {
		s.sits(id, r.also, max(from, s.series[r.also-1].from), to)
	}
}

// stay is from when to when somebody sits in a row; those who have left stayed for half a year at least.
func (s *stage) stay(r row) (from, to day.Date) {
	first := max(s.begin, s.series[r.group-1].from)
	if r.former {
		from = s.between(first, first.AddDays(200))
		return from, s.between(from.AddDays(180), cmp.Or(r.by, s.ago(150)))
	}
	return s.between(first, cmp.Or(r.by, first.AddDays(int(s.today-first)/3))), 0
}

// intend gives a person something to earn or to renew, begun shortly before the first seat. Who has been earning IFS
// for long has become endorsed, and renews.
func (s *stage) intend(id roster.PersonID, aim purpose, from day.Date) {
	degree := pick(s.rng, []roster.Degree{"bachelors", "bachelors", "bachelors", "masters", "none"})
	aim = cmp.Or(aim, pick(s.rng, usual))
	if aim.category == "IMHS" {
		degree = "masters"
	}
	began := from.AddDays(-20 - s.rng.IntN(200))
	switch {
	case aim.endorsed:
		s.holds(id, s.endorsed(aim.category, degree, began))
	case aim.category != "":
		s.aims(id, aim.category, degree, began)
	}
	if aim == (purpose{"IFS", false}) && from < s.since(20) {
		s.holds(id, s.endorsed("IFS", degree, from.AddMonths(16)))
	}
}

// between is a day of a span, and its first where the span is empty.
func (s *stage) between(first, last day.Date) day.Date {
	return first.AddDays(s.rng.IntN(max(1, int(last-first)+1)))
}
