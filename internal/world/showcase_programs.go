package world

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// standing is how far the furthest of a Birth to Three program is.
type standing int

const (
	beginning   standing = iota // nobody endorsed, and nobody on track
	onTrack                     // somebody earns what asks for no hours: IFA
	hasEndorsed                 // somebody is endorsed
)

// agency is a Birth to Three program and what its coverage rests on.
type agency struct {
	name, region string
	standing     standing
	months       int // since when it is covered, in months before today
}

// agencies are those of the state beside Little Harbor and Stone Bridge, who have somebody endorsed. With these two, regions of
// at least six programs have three or more that are covered and three or more that are not, and so have the others together:
// that is what makes a public page say something (endorsement.Publication). The small regions have two each, which it hides.
var agencies = []agency{
	{"Elm City First Steps", "South Central", hasEndorsed, 38},
	{"Shoreline Early Start", "South Central", hasEndorsed, 15},
	{"Quinnipiac Little Ones", "South Central", onTrack, 7},
	{"Tall Oaks Birth to Three", "South Central", beginning, 0},
	{"Mill River Family Start", "South Central", beginning, 0},
	{"Sleeping Giant Early Years", "South Central", beginning, 0},
	{"Capitol Early Connections", "North Central", hasEndorsed, 11},
	{"Tobacco Valley Birth to Three", "North Central", onTrack, 9},
	{"Farmington River Kids", "North Central", onTrack, 4},
	{"Rose Garden Early Intervention", "North Central", beginning, 0},
	{"Hop Meadow Family Partners", "North Central", beginning, 0},
	{"Charter Oak Beginnings", "North Central", beginning, 0},
	{"Mystic Coast Birth to Three", "Eastern", hasEndorsed, 26},
	{"Windham Woods Early Start", "Eastern", beginning, 0},
	{"Litchfield Hills Early Intervention", "Northwest", onTrack, 3},
	{"Naugatuck Valley Small Steps", "Northwest", beginning, 0},
	{"Sound Shore Birth to Three", "Southwest", hasEndorsed, 6},
	{"Long Ridge Early Years", "Southwest", beginning, 0},
}

// openBirthToThree opens the other programs, each with a manager and three who work with families.
func (s *stage) openBirthToThree() {
	for i, a := range agencies {
		p := s.program(a.name, "birth_to_three", "", a.region, Connecticut)
		s.works(s.person(Connecticut, a.region), roster.Employment{
			Program: p, Role: roster.Manager, FTE: 1000, Supervises: "IMH", Span: day.Span{From: s.years(5, time.Month(1+i%12), 1+i)},
		})
		for n := range 3 {
			id := s.person(Connecticut, a.region)
			s.employ(id, p, "IMH", s.since(40+7*n))
			if n == 0 {
				s.cover(id, a)
			}
		}
	}
}

// cover gives somebody what their program's coverage rests on.
func (s *stage) cover(id roster.PersonID, a agency) {
	switch a.standing {
	case hasEndorsed:
		s.holds(id, s.endorsed("IFS", "bachelors", s.since(a.months)))
	case onTrack:
		s.aims(id, "IFA", "none", s.since(a.months))
	case beginning:
	}
}

// widenHarbor brings more colleagues to the program whose manager the demo signs in, and two more circles for them; the one who
// leads the second is endorsed for some weeks more.
func (s *stage) widenHarbor() {
	g, p := &s.guides, s.places.harbor
	ending := s.leader(p, "IMH", s.endorsed("IMHS", "masters", s.years(4, 2, 20)),
		roster.Credential{Category: "ERS", Status: roster.Endorsed, Span: day.Span{From: s.years(2, 3, 1), To: s.today.AddDays(40)}})
	s.steady[ending] = true
	s.sits(ending, s.rooms.supervisors, s.begin, 0)
	evening := s.group(named(inPerson, "Harbor Evening Circle", g.steadfast, "Little Harbor, 2nd floor"), funds{p, "state training grant", 34000},
		series{rhythm: weekly(3, time.Tuesday, at(18, 0), 90), from: s.since(15), calm: true})
	pier := s.group(named(virtual, "Pier Group", ending, ""), funds{program: p},
		series{rhythm: weekly(2, time.Thursday, at(9, 0), 60), from: s.since(10)})
	for _, r := range []row{
		{group: evening, seats: 4, program: p, aim: purpose{"IFS", false}, by: s.since(13)},
		{group: evening, seats: 3, program: p, aim: purpose{"IFS", true}},
		{group: pier, seats: 5, program: p, aim: purpose{"IFS", false}},
		{group: pier, seats: 2, program: p, aim: purpose{"IMHS", false}},
	} {
		for range r.seats {
			s.seat(r)
		}
	}
}
