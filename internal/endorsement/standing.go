package endorsement

import (
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Standing is one person of some programs' staff with the figures of their targets and renewals, as the last push left
// them: a row of a staff table. A judgement comes with its entries where anything is missing of its category.
type Standing struct {
	Person     roster.Person
	Role       roster.EmploymentRole // in the programs; of several, the first by name
	Programs   []roster.ProgramID    // those they work in
	Judgements []rulebook.Judgement  // in the order of a report; none where nothing is asked of the person
}

// Waiting is how much of an association waits for a coordinator's decision.
type Waiting struct {
	Association roster.Association
	People      int // with hours that are held for any purpose
}
