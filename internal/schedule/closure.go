package schedule

import (
	"strings"

	"attune/internal/day"
	"attune/internal/roster"
)

// Closure is a time when an association's groups do not meet.
type Closure struct {
	ID   ClosureID
	Span day.Span // both days included
	Name string
}

// ClosureID is the installation's own id of a closure; the zero id is no closure.
type ClosureID int64

// Check tells what keeps a closure from being one beside the others of its association, as roster.Refused.
func (c Closure) Check(others []Closure) error {
	switch {
	case c.Name == "":
		return roster.Refuse("name", "Say what it is, such as Winter break.")
	case c.Span.To < c.Span.From:
		return roster.Refuse("to", "The last day is before the first. Correct one of them.")
	case c.Span.To >= c.Span.From.AddYears(1):
		return roster.Refuse("to", "A closure takes a year at most, here up to %s.", said(c.Span.From.AddYears(1).AddDays(-1)))
	}
	for _, o := range others {
		if strings.EqualFold(o.Name, c.Name) && o.Span.Overlaps(c.Span) {
			return roster.Refuse("name", "%s is on record already, from %s to %s. Remove that first, if its days are others.", o.Name, said(o.Span.From), said(o.Span.To))
		}
	}
	return nil
}

// Off is what keeps a day free of sessions, in words; empty where nothing does.
func Off(d day.Date, closures []Closure) string {
	for _, c := range closures {
		if c.Span.Contains(d) {
			return c.Name
		}
	}
	return Holiday(d)
}
