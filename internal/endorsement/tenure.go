package endorsement

import (
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// Tenure is somebody's work in some programs, with the hours they received and provided on some days.
type Tenure struct {
	Person      roster.Person
	Employments []roster.Employment // all of them, by first day; only Program, Role, FTE and Span are set
	Lines       []ledger.Line       // that stand, oldest first
	Trained     []ledger.Trained    // received in trainings, oldest first; what they were about and who signed is set only where one person was asked for
	Unverified  []ledger.Line       // what sheets that nobody has verified would give them as they stand, oldest first
}

// During is the tenure with the hours of those days alone on which the person worked in one of the programs. A day is
// that of the actual start, local to the zone of the person's association (rules.md, 1.5). An hour is there once,
// however many employments that day has.
func (t Tenure) During(days day.Span, programs []roster.ProgramID, zone *time.Location) Tenure {
	outside := func(l ledger.Line) bool {
		on := day.At(l.Started, zone)
		return !days.Contains(on) || !slices.ContainsFunc(t.Employments, func(e roster.Employment) bool {
			return slices.Contains(programs, e.Program) && e.Span.Contains(on)
		})
	}
	t.Lines = slices.DeleteFunc(slices.Clone(t.Lines), outside)
	t.Trained = slices.DeleteFunc(slices.Clone(t.Trained), func(l ledger.Trained) bool { return outside(l.Line) })
	t.Unverified = slices.DeleteFunc(slices.Clone(t.Unverified), outside)
	return t
}

// Column is one way to look at hours: what was done in them, and whether anybody has signed for it.
type Column string

// The columns. Reflective are hours of reflective supervision; other are those of peers, administrative and clinical ones.
const (
	ReceivedReflective Column = "received"
	ReceivedOther      Column = "received-other"
	ProvidedReflective Column = "provided"
	ProvidedOther      Column = "provided-other"
	NotVerified        Column = "not-verified" // received, of whatever kind
)

// Columns are all of them, in the order of a table.
var Columns = []Column{ReceivedReflective, ReceivedOther, ProvidedReflective, ProvidedOther, NotVerified}

// In are the lines of a column.
func (t Tenure) In(c Column) []ledger.Line {
	if c == NotVerified {
		return t.Unverified
	}
	return slices.DeleteFunc(slices.Clone(t.Lines), func(l ledger.Line) bool { return columnOf(l.Entry) != c })
}

// TrainedMinutes are the minutes received in trainings, which are in no column.
func (t Tenure) TrainedMinutes() int {
	sum := 0
	for _, l := range t.Trained {
		sum += l.Minutes
	}
	return sum
}

func columnOf(e ledger.Entry) Column {
	reflective := e.Kind == roster.Reflective
	switch {
	case e.Direction == ledger.Received && reflective:
		return ReceivedReflective
	case e.Direction == ledger.Received:
		return ReceivedOther
	case reflective:
		return ProvidedReflective
	default:
		return ProvidedOther
	}
}

// Minutes are the minutes of each column.
func (t Tenure) Minutes() map[Column]int {
	sums := make(map[Column]int, len(Columns))
	for _, l := range t.Lines {
		sums[columnOf(l.Entry)] += l.Minutes
	}
	for _, l := range t.Unverified {
		sums[NotVerified] += l.Minutes
	}
	return sums
}
