package world

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Connecticut is the association of the demo.
const Connecticut roster.Association = "CT"

// demoSeed makes every demo of one moment the same.
const demoSeed = 0x5eed

// Cast is who is who in a demo: whom to sign in, and who stands in which state of progress.
type Cast struct {
	Practitioner roster.External          // on the way to IFS, with hours counted, held and rejected
	Provider     roster.External          // leads groups; has a session today and sheets waiting
	Manager      roster.External          // of Program
	Program      roster.External          // ten people or more work in it
	Group        roster.External          // led by Provider; Practitioner is a member, Today one of its sessions
	Today        roster.External          // Provider's session of today: ended a moment ago, not yet taken
	Training     roster.External          // a training that Practitioner attends; empty but in a Showcase
	Waiting      []roster.External        // past sessions of Provider whose sheets are open or unverified
	Coordinator  string                   // e-mail address to invite
	Operator     string                   // e-mail address to invite
	Parts        map[Part]roster.External // who plays each part; all of them are played
}

// Part is a state in which one person of the demo is, for as long as the rules are those of 2025 and after.
type Part string

// The parts. What each one promises is what a judgement as of the demo's day says.
const (
	JustBegun           Part = "just begun"           // earning IFS, a few hours counted
	Halfway             Part = "halfway"              // earning IFS, about half of the hours counted
	HeldHours           Part = "held hours"           // their provider's credentials ended: provider_lapsed
	DecidedHours        Part = "decided hours"        // the same, two of the hours decided by the coordinator
	UnqualifiedProvider Part = "unqualified provider" // all hours held: provider_not_qualified
	Satisfied           Part = "satisfied"            // IFS earned, nothing missing, no warning
	OverWindow          Part = "over window"          // more months than the window takes: outside_window
	MonthsMissing       Part = "months missing"       // hours enough, in too few months
	NoMajority          Part = "no majority"          // two providers, half each: no_majority_source
	TooManySources      Part = "too many sources"     // three providers: too_many_sources
	WorkUnknown         Part = "work unknown"         // no employment on record: work_unknown
	OtherTrack          Part = "other track"          // serves ECMH, earns IFS: not_serving_track
	Overlapping         Part = "overlapping"          // two groups at one hour: overlap
	LargeGroup          Part = "large group"          // more than eight supervisees: group_over_cap
	NoHoursAsked        Part = "no hours asked"       // earning IFA
	MentorTarget        Part = "mentor target"        // earning IMHM-C
	RenewalDone         Part = "renewal done"         // all periods that are over are satisfied
	RenewalBehind       Part = "renewal behind"       // last year's period is not satisfied
	RenewalDue          Part = "renewal due"          // this year's is the first, and not yet satisfied
	PeerRenewal         Part = "peer renewal"         // IMHM-C held three years: peer hours count
	EmergingProvider    Part = "emerging provider"    // ERS, emerging
	EndorsedProvider    Part = "endorsed provider"    // ERS, endorsed
	LapsedProvider      Part = "lapsed provider"      // credentials ended five months ago
	Visitor             Part = "visitor"              // of another association, in a group of this one
	Left                Part = "left"                 // gone from group and program
)

// Demo is an invented Connecticut association as it stands at now: people in every state of progress, groups of
// every kind, their meetings from the January three years before to half a year ahead. The one session of today
// that is promised ended within the last quarter of an hour; just after midnight it began at midnight.
// It fails only where the rules cannot be read.
func Demo(now time.Time) (World, Cast, error) {
	s, err := staged(now)
	if err != nil {
		return World{}, Cast{}, err
	}
	s.holdMeetings()
	s.decide()
	return s.world, s.cast, nil
}

// staged is everybody of a demo with their groups, before any meeting.
func staged(now time.Time) (*stage, error) {
	rules, err := rulebook.Embedded()
	if err != nil {
		return nil, fmt.Errorf("make the demo: %w", err)
	}
	home, known := rules.Association(Connecticut)
	if !known {
		return nil, fmt.Errorf("make the demo: the rules know no association %q", Connecticut)
	}
	s := newStage(now, home.Zone)
	s.openPrograms()
	s.bringProviders()
	s.openGroups()
	s.bringManagers()
	s.bringPractitioners()
	s.bringEndorsed()
	s.fillSeats()
	return s, nil
}

// stage is where a demo is put together.
type stage struct {
	now     time.Time
	zone    *time.Location
	today   day.Date // of now, in the zone
	begin   day.Date // of all meetings
	horizon day.Date // of planning
	rng     *rand.Rand

	world    World
	cast     Cast
	places   places
	guides   guides
	rooms    rooms
	series   []series // of each group, by its place
	steady   map[roster.PersonID]bool
	meetings []Meeting
}

func newStage(now time.Time, zone *time.Location) *stage {
	today := day.At(now, zone)
	return &stage{
		now: now, zone: zone, today: today,
		begin:   day.Of(today.Year()-3, time.January, 1),
		horizon: today.AddMonths(6),
		rng:     rand.New(rand.NewPCG(demoSeed, 0)),
		cast: Cast{
			Coordinator: "coordinator@example.org",
			Operator:    "operator@example.org",
			Parts:       make(map[Part]roster.External),
		},
		steady: make(map[roster.PersonID]bool),
	}
}

// ago is the day n days before today.
func (s *stage) ago(days int) day.Date { return s.today.AddDays(-days) }

// since is the day n months before today.
func (s *stage) since(months int) day.Date { return s.today.AddMonths(-months) }

// years is a day of the year that lies n before this one.
func (s *stage) years(n int, month time.Month, dom int) day.Date {
	return day.Of(s.today.Year()-n, month, dom)
}

// person brings the next name in, as somebody of an association.
func (s *stage) person(association roster.Association, region string) roster.PersonID {
	id := roster.PersonID(len(s.world.People) + 1)
	name := nameOf(int(id) - 1)
	s.world.People = append(s.world.People, roster.Person{
		ID: id, External: roster.External(fmt.Sprintf("p%03d", id)), Name: name,
		Email: address(name), Association: association, Region: region,
	})
	return id
}

// plays gives a person a part. Whoever plays one comes to every meeting, so that the figures are what they promise.
func (s *stage) plays(id roster.PersonID, part Part) {
	s.cast.Parts[part] = s.external(id)
	s.steady[id] = true
}

func (s *stage) external(id roster.PersonID) roster.External { return s.world.People[id-1].External }

func (s *stage) works(id roster.PersonID, e roster.Employment) {
	e.Person = id
	s.world.Employments = append(s.world.Employments, e)
}

func (s *stage) holds(id roster.PersonID, c roster.Credential) {
	c.Person = id
	s.world.Credentials = append(s.world.Credentials, c)
}

func (s *stage) aims(id roster.PersonID, category roster.Category, degree roster.Degree, openedOn day.Date) {
	s.world.Targets = append(s.world.Targets, roster.Target{Person: id, Category: category, Degree: degree, OpenedOn: openedOn})
}

func (s *stage) sits(id roster.PersonID, g roster.GroupID, from, to day.Date) {
	s.world.Memberships = append(s.world.Memberships, roster.Membership{Group: g, Person: id, Span: day.Span{From: from, To: to}})
}

// holdMeetings plays every series through, and keeps the meetings: a demo is small.
func (s *stage) holdMeetings() {
	for g := range s.world.Groups {
		s.meetings = append(s.meetings, s.play(roster.GroupID(g+1))...)
	}
	for i := range s.meetings {
		s.meetings[i].Session.External = roster.External(fmt.Sprintf("s%04d", i+1))
		s.notice(s.meetings[i])
	}
	s.world.meetings = slices.Values(s.meetings)
}
