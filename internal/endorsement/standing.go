package endorsement

import (
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Standing is one person of some programs' staff with the figures of their targets and renewals, as the last push left
// them: a row of a staff table. A judgement comes with its hours where its category has a pace, or where all were asked for: each
// that counts, waits, or lies outside the window, with its session, day, minutes, verdict and lapses. What else a judgement says
// of entries, of focus and of who gave them is not in it.
type Standing struct {
	Person     roster.Person
	Role       roster.EmploymentRole // in the programs; of several, the first by name
	Programs   []roster.ProgramID    // those they work in
	Judgements []rulebook.Judgement  // in the order of a report; none where nothing is asked of the person
}

// Waiting is what wants somebody's hand in an association.
type Waiting struct {
	Association roster.Association
	Begun       roster.Beginning // how far it has come in being set up
	People      int              // with hours that are held for any purpose, until a coordinator decides
	Disputed    int              // marks that are disputed, until somebody answers
	Long        int              // of these, for longer than a dispute should wait
	Evidence    int              // pieces of evidence that nobody has confirmed or refused
}

// StandingLine is one purpose in a staff table, with its pace and how it stands.
type StandingLine struct {
	Judgement rulebook.Judgement
	Pace      Pace // zero where nothing to come can bring what is missing
	Bearing   Bearing
}

// Lines are the person's purposes as of a day, with the pace by the rhythm alone: all but the renewals that were met, are over
// and handed in no more, unless they are of one of some days that are looked at.
func (s Standing) Lines(edition *rulebook.Edition, today day.Date, looked day.Span) []StandingLine {
	var lines []StandingLine
	for _, j := range s.Judgements {
		if j.Satisfied && !edition.Owed(s.Person.Association, j.Purpose).Contains(today) && !j.Purpose.Days().Overlaps(looked) {
			continue
		}
		line := StandingLine{Judgement: j}
		if line.paced(today) {
			line.Pace = PaceOf(edition, s.Person.Association, j, s.Judgements, nil, today)
		}
		line.Bearing = BearingOf(j, line.Pace, today)
		lines = append(lines, line)
	}
	return lines
}

// paced tells whether anything to come can bring what is missing.
func (l StandingLine) paced(today day.Date) bool {
	return Paced(l.Judgement) && !l.Judgement.Purpose.Days().EndedBefore(today)
}

// Late tells whether of some purpose the rhythm alone does not bring what is missing in time: then what is planned has to be
// looked at.
func Late(lines []StandingLine) bool {
	return slices.ContainsFunc(lines, func(l StandingLine) bool { return l.Bearing == Behind || l.Bearing == TooSoon })
}

// Plan has the person's lines, made for the same day, know of what is planned for them.
func (s Standing) Plan(edition *rulebook.Edition, lines []StandingLine, prospect Prospect, today day.Date) {
	hours := prospect.Hours(edition)
	for i := range lines {
		l := &lines[i]
		if !l.paced(today) {
			continue
		}
		purpose := rulebook.Purpose{Kind: l.Judgement.Purpose.Kind, Category: l.Judgement.Purpose.Category}
		l.Pace = l.Pace.planned(track{edition, s.Person.Association, today}, l.Judgement, hours[purpose])
		l.Bearing = BearingOf(l.Judgement, l.Pace, today)
	}
}
