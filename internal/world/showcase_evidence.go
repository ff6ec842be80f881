package world

import (
	"fmt"
	"strconv"
	"time"

	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// vouches is who confirmed and refused evidence before the association came to Attune.
const vouches = "Grace Hollister"

// piece is one thing somebody has to show, and what became of it. Days are counted back from today.
type piece struct {
	is    portfolio.Evidence // Person, Entry, On and Said left empty
	on    int                // when it came to be
	given int                // when it was entered, or a reference came; asked: it has not come
	fate  portfolio.Word     // given, confirmed, refused or withdrawn, a week later
	why   string             // of a refusal
}

// asked is when a reference came that has not.
const asked = -1

// enterEvidence gives people what they have to show: the one who is signed in some of everything, one nearly all, one of those
// who lead what the add-on asks for, and others what waits for the coordinator.
func (s *stage) enterEvidence() {
	s.shows(s.personOf(s.cast.Practitioner), append(s.papers(200),
		piece{is: schooling("bachelors"), on: 3100, given: 330, fate: portfolio.Confirmed},
		piece{is: course("Touchpoints: the First Year", 390, 0, 60, "theoretical_foundations", "working_with_others"), on: 300, given: 290, fate: portfolio.Confirmed},
		piece{is: course("Trauma and the Growing Brain", 180, 0, 0, "theoretical_foundations", "thinking"), on: 21, given: 16, fate: portfolio.Given},
		piece{is: course("Program retreat", 360, 0, 0), on: 150, given: 140, fate: portfolio.Refused, why: "The program tells us that this was a meeting of staff, and it names no competency area."},
		piece{is: portfolio.Evidence{Matter: portfolio.WorkMatter, Category: "IFS", Months: 26}, on: 400, given: 320, fate: portfolio.Given},
		vouched("provider", 60, 35, portfolio.Confirmed),
		vouched("supervisor", 30, asked, portfolio.Asked),
		vouched("teacher", 60, 12, portfolio.Given),
	))
	s.shows(s.number(Satisfied), append(s.papers(420),
		piece{is: schooling("masters"), on: 4200, given: 600, fate: portfolio.Confirmed},
		piece{is: course("Circle of Security Parenting", 1440, 0, 0, "direct_service_skills", "communicating"), on: 500, given: 480, fate: portfolio.Confirmed},
		piece{is: portfolio.Evidence{Matter: portfolio.WorkMatter, Category: "IFS", Months: 41}, on: 700, given: 600, fate: portfolio.Confirmed},
		vouched("provider", 90, 70, portfolio.Confirmed),
		vouched("supervisor", 90, 61, portfolio.Confirmed),
		vouched("supervisee", 45, asked, portfolio.Asked),
	))
	s.shows(s.guides.provider, append(s.papers(500),
		piece{is: course("Becoming a Reflective Supervisor", 540, 540, 0, "reflection", "communicating"), on: 700, given: 690, fate: portfolio.Confirmed},
		piece{is: course("The Parallel Process", 300, 240, 30, "reflection"), on: 60, given: 52, fate: portfolio.Given},
	))
	s.shows(s.guides.emerging, append(s.papers(250),
		piece{is: course("Becoming a Reflective Supervisor", 540, 540, 0, "reflection", "communicating"), on: 280, given: 270, fate: portfolio.Confirmed},
	))
	s.shows(s.number(MentorTarget), append(s.papers(380),
		piece{is: schooling("masters"), on: 5200, given: 400, fate: portfolio.Confirmed},
		piece{is: course("Diversity-Informed Tenets at Work", 240, 0, 240, "law_regulation_policy", "reflection"), on: 220, given: 210, fate: portfolio.Confirmed},
		piece{is: portfolio.Evidence{Matter: portfolio.ExamMatter, Category: "IMHM-C"}, on: 25, given: 20, fate: portfolio.Given},
	))
	s.enterWaiting()
}

// enterWaiting gives the coordinator something to see to: one piece each of people who have little else.
func (s *stage) enterWaiting() {
	for _, of := range []struct {
		part  Part
		piece piece
	}{
		{JustBegun, piece{is: course("Baby Signs and Signals", 120, 0, 0, "direct_service_skills"), on: 12, given: 9, fate: portfolio.Given}},
		{Halfway, vouched("provider", 40, 8, portfolio.Given)},
		{MonthsMissing, piece{is: schooling("masters"), on: 2500, given: 6, fate: portfolio.Given}},
		{WorkUnknown, piece{is: portfolio.Evidence{Matter: portfolio.WorkMatter, Category: "IFS", Months: 14}, on: 90, given: 5, fate: portfolio.Given}},
		{RenewalDue, piece{is: course("Ethics in Home Visiting", 90, 0, 30, "law_regulation_policy"), on: 14, given: 4, fate: portfolio.Given}},
		{NoHoursAsked, piece{is: schooling("cda"), on: 900, given: 3, fate: portfolio.Given}},
		{TooManySources, vouched("teacher", 33, 2, portfolio.Given)},
	} {
		s.shows(s.number(of.part), []piece{of.piece})
	}
}

// papers are the agreements and this year's membership, the first signed so many days ago.
func (s *stage) papers(days int) []piece {
	newYear := int(s.today - day.Of(s.today.Year(), time.January, 1))
	agreed := func(what rulebook.Agreement) piece {
		return piece{is: portfolio.Evidence{Matter: portfolio.AgreementMatter, What: string(what)}, on: days, given: days, fate: portfolio.Confirmed}
	}
	return []piece{
		agreed("code_of_ethics"), agreed("endorsement_agreement"),
		{is: portfolio.Evidence{Matter: portfolio.MembershipMatter, What: strconv.Itoa(s.today.Year())}, on: newYear, given: newYear, fate: portfolio.Confirmed},
	}
}

func schooling(what rulebook.Schooling) portfolio.Evidence {
	return portfolio.Evidence{Matter: portfolio.EducationMatter, What: string(what)}
}

func course(title string, minutes, supervision, equity int, areas ...rulebook.Area) portfolio.Evidence {
	return portfolio.Evidence{Matter: portfolio.TrainingMatter, Title: title, Minutes: minutes, Supervision: supervision, Equity: equity, Areas: areas}
}

// vouched is a reference for IFS.
func vouched(relation portfolio.Relation, on, given int, fate portfolio.Word) piece {
	return piece{is: portfolio.Evidence{Matter: portfolio.ReferenceMatter, Category: "IFS", What: string(relation)}, on: on, given: given, fate: fate}
}

// shows gives somebody what they have to show.
func (s *stage) shows(id roster.PersonID, pieces []piece) {
	for _, p := range pieces {
		e := p.is
		e.Person, e.Entry, e.On = id, fmt.Sprintf("e%03d", len(s.world.Evidence)+1), s.ago(p.on)
		if p.given == asked {
			e.Said = []portfolio.Said{{Word: portfolio.Asked, On: e.On}}
		} else {
			e.Said = []portfolio.Said{{Word: portfolio.Given, On: s.ago(p.given)}}
		}
		if p.fate == portfolio.Confirmed || p.fate == portfolio.Refused {
			e.Said = append(e.Said, portfolio.Said{
				Word: p.fate, On: min(s.today, s.ago(p.given).AddDays(7)), Reason: p.why, By: portfolio.Elsewhere(vouches),
			})
		}
		s.world.Evidence = append(s.world.Evidence, e)
	}
}

// personOf is the id of somebody by their external one; zero where there is none.
func (s *stage) personOf(external roster.External) roster.PersonID {
	for _, p := range s.world.People {
		if p.External == external {
			return p.ID
		}
	}
	return 0
}
