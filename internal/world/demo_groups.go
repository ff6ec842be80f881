package world

import (
	"fmt"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// rooms are the groups of the demo by the name the script uses.
type rooms struct {
	harbor, tide, elm, hills, voices, shoreline, noon, grove, lunch roster.GroupID
	steps, morning, afternoon                                       roster.GroupID
	supervisors, seminar, mentors, peers                            roster.GroupID
	office, cases, night, colleagues                                roster.GroupID
}

// series is how a group of the demo meets, and what of note has happened there.
type series struct {
	rhythm
	from   day.Date     // of the first meeting; zero: since the demo begins
	calm   bool         // every meeting takes place, as planned
	exact  bool         // meetings begin and end at their planned minute
	alone  bool         // nobody leads: colleagues among themselves
	focus  ledger.Focus // of every hour
	script map[int]turn // by how many meetings ago: 1 is the last before today, 0 and less are to come
}

// turn is what sets one meeting apart from the plan. A zero field is as planned.
type turn struct {
	cancelled bool
	moved     bool             // to the day beside
	screen    bool             // met on a screen, for once
	untaken   bool             // over, and nobody has touched the sheet
	lead      roster.PersonID  // a substitute
	nobody    bool             // the provider did not come, the others met
	coLead    roster.PersonID  // led with the provider
	kind      roster.Kind      // used for something else
	late      roster.PersonID  // came twenty minutes late
	excused   roster.PersonID  // told beforehand
	sheet     attendance.State // not verified
}

func (s *stage) openGroups() {
	s.openCircles()
	s.openPairs()
	s.openGuidesGroups()
	s.openOtherKinds()
	s.cast.Group = s.world.Groups[s.rooms.harbor-1].External
}

// The three kinds of room a reflective group has.
var (
	inPerson = roster.Group{Kind: roster.Reflective, Format: "group", Modality: roster.InPerson, Capacity: 8}
	virtual  = roster.Group{Kind: roster.Reflective, Format: "group", Modality: roster.Virtual, Capacity: 8, Place: "Online"}
	pair     = roster.Group{Kind: roster.Reflective, Format: "individual", Modality: roster.InPerson, Capacity: 1}
)

// openCircles opens the groups in which practitioners earn and renew.
func (s *stage) openCircles() {
	g, r := &s.guides, &s.rooms
	r.harbor = s.group(named(inPerson, "Harbor Circle", g.provider, "Little Harbor, 2nd floor"), funds{s.places.harbor, "state training grant", 36000},
		series{rhythm: monthly(2, time.Tuesday, at(17, 30), 120), script: map[int]turn{
			1: {sheet: attendance.Open}, 3: {coLead: g.emerging}, 4: {lead: g.clinician},
		}})
	r.tide = s.group(named(virtual, "Thursday Tide", g.provider, ""), funds{program: s.places.harbor},
		series{rhythm: inTerm(weekly(1, time.Thursday, at(17, 0), 60)), exact: true, script: map[int]turn{
			1: {sheet: attendance.Unverified}, 2: {sheet: attendance.Unverified}, -2: {cancelled: true},
		}})
	r.elm = s.group(named(inPerson, "Elm Street Circle", g.steadfast, "Public library, meeting room B"), funds{funding: "members' fees", cents: 32000},
		series{rhythm: monthly(2, time.Thursday, at(16, 0), 120), calm: true})
	r.hills = s.group(named(inPerson, "Hill Towns Circle", g.lapsed, "Town hall annex"), funds{program: s.places.river},
		series{rhythm: monthly(3, time.Wednesday, at(16, 30), 120), calm: true})
	r.voices = s.group(named(virtual, "New Voices", g.emerging, ""), funds{program: s.places.maple, funding: "federal program funds"},
		series{rhythm: weekly(2, time.Wednesday, at(12, 0), 60), from: s.since(9)})
	shoreline := named(virtual, "Shoreline Learning Circle", g.elder, "")
	shoreline.Capacity = 12
	r.shoreline = s.group(shoreline, funds{funding: "members' fees", cents: 28000},
		series{rhythm: weekly(2, time.Monday, at(18, 0), 90), script: map[int]turn{
			1: {untaken: true}, 3: {nobody: true}, 5: {kind: roster.Administrative}, 7: {coLead: g.emerging}, 9: {lead: g.provider},
		}})
	r.noon = s.group(named(virtual, "Noon Group", g.mentor, ""), funds{funding: "state training grant", cents: 20000},
		series{rhythm: weekly(1, time.Monday, at(12, 0), 60), from: s.since(8), calm: true})
	r.grove = s.group(named(inPerson, "Grove Circle", g.clinician, "Cedar Court, library"), funds{program: s.places.cedar, cents: 24000},
		series{rhythm: inTerm(monthly(3, time.Thursday, at(14, 0), 90)), from: s.since(16)})
	r.lunch = s.group(named(inPerson, "Endorsed Colleagues", g.steadfast, "Stone Bridge, hall"), funds{funding: "members' fees", cents: 12000},
		series{rhythm: inTerm(monthly(3, time.Tuesday, at(15, 0), 60)), calm: true})
}

// openPairs opens the supervision of one person by one. The two of them that one person has fall on the same days,
// so that both providers give alike.
func (s *stage) openPairs() {
	g, r := &s.guides, &s.rooms
	r.steps = s.group(named(pair, "Small Steps", g.elder, "Lantern Street, room 4"), funds{program: s.places.lantern},
		series{rhythm: monthly(2, time.Wednesday, at(9, 0), 45), calm: true})
	r.morning = s.group(named(pair, "Morning Hour", g.provider, "Little Harbor, room 12"), funds{program: s.places.stone},
		series{rhythm: monthly(2, time.Monday, at(10, 0), 60), from: s.since(18), calm: true})
	r.afternoon = s.group(named(pair, "Afternoon Hour", g.steadfast, "Stone Bridge, room 3"), funds{program: s.places.stone},
		series{rhythm: monthly(2, time.Monday, at(14, 0), 60), from: s.since(18), calm: true})
}

// openGuidesGroups opens the groups in which those who lead are supervised themselves.
func (s *stage) openGuidesGroups() {
	g, r := &s.guides, &s.rooms
	r.supervisors = s.group(named(virtual, "Supervisors' Circle", g.mentor, ""), funds{funding: "state training grant", cents: 30000},
		series{rhythm: monthly(1, time.Friday, at(9, 30), 90), calm: true, focus: ledger.RSCProvision})
	r.seminar = s.group(named(inPerson, "Mentor Seminar", g.mentor, "Cedar Court, library"), funds{funding: "members' fees", cents: 40000},
		series{rhythm: monthly(3, time.Friday, at(13, 0), 120), focus: ledger.RSCProvision})
	r.mentors = s.group(named(virtual, "Consultation for Mentors", g.consultant, ""), funds{},
		series{rhythm: monthly(2, time.Friday, at(14, 0), 90), calm: true, focus: ledger.RSCProvision})
	r.peers = s.group(of(roster.Peer, named(virtual, "Mentors among Themselves", g.elder, "")), funds{},
		series{rhythm: monthly(4, time.Wednesday, at(14, 0), 90), calm: true, alone: true})
}

// openOtherKinds opens the meetings that are worth having and worth no credit.
func (s *stage) openOtherKinds() {
	g, r := &s.guides, &s.rooms
	r.office = s.group(of(roster.Administrative, named(pair, "Numbers and Paperwork", g.supervisor, "River Meadow, office")), funds{program: s.places.river},
		series{rhythm: weekly(2, time.Friday, at(11, 0), 60)})
	r.cases = s.group(of(roster.Clinical, named(inPerson, "Case Consultation", g.clinician, "Cedar Court, room 2")), funds{program: s.places.cedar},
		series{rhythm: inTerm(weekly(1, time.Tuesday, at(12, 30), 60))})
	// Nights from Saturday to Sunday are the ones in which the clocks change.
	r.night = s.group(of(roster.Clinical, named(inPerson, "Night Staff Debriefing", g.clinician, "Newborn unit, staff room")), funds{program: s.places.nurses},
		series{rhythm: weekly(1, time.Sunday, at(1, 0), 90), from: s.since(14), calm: true})
	r.colleagues = s.group(of(roster.Peer, named(inPerson, "Colleagues' Table", g.emerging, "Little Harbor, kitchen")), funds{program: s.places.harbor},
		series{rhythm: monthly(4, time.Thursday, at(12, 0), 90), from: s.since(20), alone: true})
}

// funds is who pays for a group, and what one session costs.
type funds struct {
	program roster.ProgramID
	funding string
	cents   int
}

// group opens one, in the association and on its clock.
func (s *stage) group(g roster.Group, f funds, how series) roster.GroupID {
	g.ID = roster.GroupID(len(s.world.Groups) + 1)
	g.External = roster.External(fmt.Sprintf("g%02d", g.ID))
	g.Association, g.TimeZone = Connecticut, s.zone.String()
	g.Program, g.Funding = f.program, f.funding
	if f.cents > 0 {
		g.CostCents = &f.cents
	}
	s.world.Groups = append(s.world.Groups, g)
	s.series = append(s.series, how)
	return g.ID
}

// turns sets one meeting of a group apart, in what the turn says about people.
func (s *stage) turns(g roster.GroupID, back int, t turn) {
	how := &s.series[g-1]
	if how.script == nil {
		how.script = make(map[int]turn)
	}
	old := how.script[back]
	old.late, old.excused = t.late, t.excused
	how.script[back] = old
}

func named(g roster.Group, name string, provider roster.PersonID, place string) roster.Group {
	g.Name, g.Provider = name, provider
	if place != "" {
		g.Place = place
	}
	return g
}

func of(kind roster.Kind, g roster.Group) roster.Group {
	g.Kind = kind
	return g
}

func monthly(nth int, weekday time.Weekday, minute, minutes int) rhythm {
	return rhythm{weekday: weekday, nth: nth, minute: minute, minutes: minutes}
}

func weekly(every int, weekday time.Weekday, minute, minutes int) rhythm {
	return rhythm{weekday: weekday, every: every, minute: minute, minutes: minutes}
}

func inTerm(r rhythm) rhythm {
	r.term = true
	return r
}
