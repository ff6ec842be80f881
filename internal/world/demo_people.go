package world

import (
	"attune/internal/day"
	"attune/internal/roster"
)

// seat is somebody's time in a group; a zero to is open.
type seat struct {
	group    roster.GroupID
	from, to day.Date
}

// applicant is somebody who earns a category and plays a part.
type applicant struct {
	part     Part
	program  roster.ProgramID // zero: no employment on record
	serves   roster.Tracks
	category roster.Category
	degree   roster.Degree
	opened   day.Date
	seats    []seat
}

// bringPractitioners brings everybody who plays a part on the way to a category.
func (s *stage) bringPractitioners() {
	s.bringPractitioner()
	for _, a := range s.applicants() {
		id := s.person(Connecticut, s.region(max(a.program, 1)))
		if a.program != 0 {
			s.employ(id, a.program, a.serves, a.opened.AddDays(-400))
		}
		s.apply(id, a)
	}
	s.apply(s.visitor(roster.Practitioner), applicant{
		part: Visitor, category: "IFS", degree: "bachelors", opened: s.since(11), seats: []seat{{group: s.rooms.shoreline, from: s.since(10)}},
	})
	s.bringLeaver()
	mentor := s.number(MentorTarget)
	s.holds(mentor, s.endorsed("IMHS", "masters", s.years(1, 1, 20)))
}

// bringPractitioner brings the one whom the demo signs in: nine or so meetings of two hours counted, one of them
// begun late, one missed, one held for its substitute, and hours with colleagues that do not count.
func (s *stage) bringPractitioner() {
	id := s.person(Connecticut, s.region(s.places.harbor))
	s.cast.Practitioner, s.steady[id] = s.external(id), true
	s.employ(id, s.places.harbor, "IMH", s.since(30))
	s.aims(id, "IFS", "bachelors", s.since(12))
	s.sits(id, s.rooms.harbor, s.since(11), 0)
	s.sits(id, s.rooms.colleagues, s.ago(120), 0)
	s.turns(s.rooms.harbor, 2, turn{late: id})
	s.turns(s.rooms.harbor, 5, turn{excused: id})
}

func (s *stage) applicants() []applicant {
	p, r := s.places, s.rooms
	return []applicant{
		{JustBegun, p.maple, "IMH", "IFS", "bachelors", s.ago(50), []seat{{r.voices, s.ago(45), 0}}},
		{Halfway, p.stone, "IMH", "IFS", "bachelors", s.since(8), []seat{{r.elm, s.ago(200), 0}}},
		{HeldHours, p.river, "IMH", "IFS", "bachelors", s.since(15), []seat{{r.hills, s.since(14), 0}}},
		{DecidedHours, p.river, "IMH", "IFS", "none", s.since(15), []seat{{r.hills, s.since(14), 0}}},
		{UnqualifiedProvider, p.cedar, "IMH", "IFS", "masters", s.since(12), []seat{{r.grove, s.since(11), 0}}},
		{Satisfied, p.stone, "IMH", "IFS", "masters", s.since(21), []seat{{r.elm, s.since(20), 0}}},
		{OverWindow, p.lantern, "IMH", "IFS", "bachelors", s.since(35), []seat{{r.steps, s.since(35), 0}}},
		{MonthsMissing, p.eastern, "IMH", "IFS", "masters", s.since(9), []seat{{r.noon, s.since(8), 0}}},
		{NoMajority, p.stone, "IMH", "IFS", "bachelors", s.since(11), []seat{{r.morning, s.since(10), 0}, {r.afternoon, s.since(10), 0}}},
		{TooManySources, p.stone, "IMH+ECMH", "IFS", "bachelors", s.since(11), []seat{
			{r.elm, s.ago(300), 0}, {r.shoreline, s.ago(130), s.ago(60)}, {r.noon, s.ago(50), s.ago(25)},
		}},
		{WorkUnknown, 0, "", "IFS", "", s.since(10), []seat{{r.elm, s.since(9), 0}}},
		{OtherTrack, p.maple, "ECMH", "IFS", "bachelors", s.since(8), []seat{{r.elm, s.since(7), 0}}},
		{Overlapping, p.harbor, "IMH", "IFS", "bachelors", s.since(9), []seat{{r.elm, s.since(8), 0}, {r.tide, s.since(8), 0}}},
		{LargeGroup, p.nurses, "IMH", "IFS", "bachelors", s.since(13), []seat{{r.shoreline, s.since(12), 0}}},
		{NoHoursAsked, p.eastern, "IMH", "IFA", "none", s.since(6), []seat{{r.cases, s.since(5), 0}}},
		{MentorTarget, p.cedar, "IMH", "IMHM-C", "masters", s.since(19), []seat{{r.seminar, s.since(18), 0}}},
	}
}

// apply gives a person the part, the target and the seats of an applicant.
func (s *stage) apply(id roster.PersonID, a applicant) {
	s.plays(id, a.part)
	s.aims(id, a.category, a.degree, a.opened)
	for _, seat := range a.seats {
		s.sits(id, seat.group, seat.from, seat.to)
	}
}

// bringLeaver brings somebody who left group and program on one day; their hours stay.
func (s *stage) bringLeaver() {
	id, last := s.person(Connecticut, s.region(s.places.harbor)), s.since(8)
	s.works(id, roster.Employment{
		Program: s.places.harbor, Role: roster.Practitioner, FTE: 600, Serves: "IMH", Span: day.Span{From: s.years(5, 9, 1), To: last},
	})
	s.apply(id, applicant{
		part: Left, category: "IFS", degree: "none", opened: s.begin, seats: []seat{{s.rooms.harbor, s.since(30), last}},
	})
}

// bringEndorsed brings those who renew, and seats those who lead in the groups where they are supervised.
func (s *stage) bringEndorsed() {
	r, g := s.rooms, s.guides
	s.renews(RenewalDone, s.places.eastern, s.years(4, 2, 10), seat{group: r.elm, from: s.begin})
	s.renews(RenewalBehind, s.places.stone, s.years(3, 4, 2), seat{group: r.lunch, from: s.begin})
	s.renews(RenewalDue, s.places.maple, s.years(1, 5, 14), seat{group: r.lunch, from: s.years(1, 9, 1)})
	for _, id := range []roster.PersonID{g.provider, g.steadfast, g.lapsed, g.emerging, g.clinician} {
		s.sits(id, r.supervisors, s.begin, 0)
	}
	for _, id := range []roster.PersonID{g.mentor, g.elder} {
		s.sits(id, r.mentors, s.begin, 0)
		s.sits(id, r.peers, s.begin, 0)
	}
	s.sits(g.clinician, r.peers, s.begin, 0)
}

func (s *stage) renews(part Part, p roster.ProgramID, endorsedOn day.Date, where seat) {
	id := s.person(Connecticut, s.region(p))
	s.plays(id, part)
	s.employ(id, p, "IMH", endorsedOn.AddDays(-900))
	s.holds(id, s.endorsed("IFS", "bachelors", endorsedOn))
	s.sits(id, where.group, where.from, where.to)
}

// employ is the usual work: a practitioner, full time, to this day.
func (s *stage) employ(id roster.PersonID, p roster.ProgramID, serves roster.Tracks, from day.Date) {
	s.works(id, roster.Employment{Program: p, Role: roster.Practitioner, FTE: 1000, Serves: serves, Span: day.Span{From: from}})
}
