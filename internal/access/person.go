package access

import (
	"attune/internal/day"
	"attune/internal/roster"
)

// Person is somebody's record as a subject: their standing, and the calendar addresses they own.
type Person struct {
	ID          roster.PersonID
	Association roster.Association
	Employments []roster.Employment // all of them; only Program and Span are read, in any order
	Today       day.Date            // local to the person's association
}

// Entry is one line of a person's ledger as a subject.
type Entry struct {
	Of Person
	On day.Date // of the actual start, local to the person's association (rules.md, 1.5)
}

// Days are spans of days, possibly none; all days are one span open at both ends.
type Days []day.Span

// Has tells whether the day lies in one of the spans.
func (d Days) Has(on day.Date) bool {
	for _, span := range d {
		if span.Contains(on) {
			return true
		}
	}
	return false
}

// Days are the days whose entries the actor may see of the person: all of their own and of the actor's association,
// and of a current member of staff those of their employment in the programs the actor manages.
func (p Person) Days(actor Actor) Days {
	if actor.is(p.ID) || actor.coordinates(p.Association) {
		return Days{{}}
	}
	var current bool
	var spans Days
	for _, e := range p.Employments {
		if actor.manages(e.Program) {
			spans = append(spans, e.Span)
			current = current || e.Span.Contains(p.Today)
		}
	}
	if !current {
		return nil
	}
	return spans
}

func (p Person) grants(actor Actor) []Act {
	switch {
	case actor.is(p.ID):
		granted := []Act{SeeStanding, KeepFeeds, SeeRecord, KeepTargets, SeeEvidence, KeepEvidence}
		if actor.coordinates(p.Association) {
			granted = append(granted, KeepRecord)
		}
		return granted
	case actor.coordinates(p.Association):
		return []Act{SeeStanding, SeeRecord, KeepRecord, KeepTargets, SeeEvidence, ConfirmEvidence, EndPlace, DecideHeld}
	case p.Days(actor) != nil:
		return []Act{SeeStanding, SeeRecord, EndPlace}
	default:
		return nil
	}
}

// grants gives a manager who sees the person, but not that day, the person's standing: enough to be told why.
func (e Entry) grants(actor Actor) []Act {
	granted := e.Of.grants(actor)
	if e.Of.Days(actor).Has(e.On) {
		granted = append(granted, SeeEntry)
	}
	return granted
}
