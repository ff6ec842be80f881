package world

import (
	"time"

	"attune/internal/roster"
)

// lecture is a room for a training.
var lecture = roster.Group{Kind: roster.Training, Format: "group", Modality: roster.InPerson, Capacity: 24}

// openTrainings opens those that are planned like groups, on Saturdays, when nobody who leads them leads anything else.
func (s *stage) openTrainings() {
	g := &s.guides
	institute := named(lecture, "Seeing the Baby: an Institute", g.mentor, "Cedar Court, great hall")
	institute.Syllabus = roster.Syllabus{
		Areas: "theoretical_foundations;systems_expertise;working_with_others", MeantFor: "early_head_start;head_start;child_welfare",
	}
	seeing := s.group(institute, funds{funding: "state training grant", cents: 180000},
		series{rhythm: rhythm{weekday: time.Saturday, nth: 2, minute: at(9, 0), minutes: 390, months: []time.Month{time.April, time.October}}, calm: true})
	guiding := named(lecture, "Giving Reflective Supervision", g.elder, "Online")
	guiding.Modality, guiding.Syllabus = roster.Virtual, roster.Syllabus{Areas: "reflection;communicating", OfWhich: "rsc_provision"}
	giving := s.group(guiding, funds{funding: "members' fees", cents: 60000},
		series{rhythm: rhythm{weekday: time.Saturday, nth: 3, minute: at(9, 0), minutes: 240, months: []time.Month{time.March, time.September}}, calm: true})
	fair := named(lecture, "Diversity-Informed Practice", g.clinician, "Online")
	fair.Modality, fair.Syllabus = roster.Virtual, roster.Syllabus{Areas: "law_regulation_policy;thinking", OfWhich: "dei"}
	informed := s.group(fair, funds{funding: "members' fees"},
		series{rhythm: rhythm{weekday: time.Saturday, nth: 1, minute: at(10, 0), minutes: 120, months: []time.Month{time.February, time.August}}, calm: true})
	for _, seat := range []struct {
		part   Part
		groups []roster.GroupID
	}{
		{Satisfied, []roster.GroupID{seeing, informed}},
		{JustBegun, []roster.GroupID{seeing}},
		{Halfway, []roster.GroupID{informed}},
		{MonthsMissing, []roster.GroupID{seeing}},
		{MentorTarget, []roster.GroupID{giving, informed}},
		{RenewalDone, []roster.GroupID{informed}},
		{RenewalBehind, []roster.GroupID{informed}},
		{RenewalDue, []roster.GroupID{seeing}},
		{EndorsedProvider, []roster.GroupID{giving}},
		{EmergingProvider, []roster.GroupID{giving, informed}},
	} {
		for _, group := range seat.groups {
			s.sits(s.number(seat.part), group, s.since(14), 0)
		}
	}
	practitioner := s.personOf(s.cast.Practitioner)
	s.sits(practitioner, seeing, s.since(13), 0)
	s.sits(practitioner, informed, s.since(11), 0)
	s.cast.Training = s.world.Groups[seeing-1].External
}
