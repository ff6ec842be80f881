package endorsement

import (
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Standing is one person of some programs' staff with the figures of their targets and renewals, as the last push left
// them: a row of a staff table. A judgement comes with its entries where anything is missing of its category, or where all were
// asked for.
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

// Late tells whether of some purpose the rhythm alone does not bring what is missing in time, as of a day: then what is
// planned has to be looked at.
func (s Standing) Late(edition *rulebook.Edition, today day.Date) bool {
	return slices.ContainsFunc(s.Lines(edition, Prospect{}, today, day.Span{From: today, To: today}), func(l StandingLine) bool { return l.Bearing == Behind || l.Bearing == TooSoon })
}

// Lines are the person's purposes as of a day, with the pace by what is planned for them: all but the renewals that were met,
// are over and handed in no more, unless they are of one of some days that are looked at.
func (s Standing) Lines(edition *rulebook.Edition, prospect Prospect, today day.Date, looked day.Span) []StandingLine {
	var lines []StandingLine
	planned := prospect.Hours(edition)
	for _, j := range s.Judgements {
		if j.Satisfied && !edition.Owed(s.Person.Association, j.Purpose).Contains(today) && !j.Purpose.Days().Overlaps(looked) {
			continue
		}
		line := StandingLine{Judgement: j}
		if Paced(j) && !j.Purpose.Days().EndedBefore(today) {
			line.Pace = PaceOf(edition, s.Person.Association, j, s.Judgements, planned[rulebook.Purpose{Kind: j.Purpose.Kind, Category: j.Purpose.Category}], today)
		}
		line.Bearing = BearingOf(j, line.Pace, today)
		lines = append(lines, line)
	}
	return lines
}
