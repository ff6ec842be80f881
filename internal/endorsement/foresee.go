package endorsement

import (
	"cmp"
	"slices"
	"time"

	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Foreseen is whom a change of the records would concern, with their facts before and after it.
type Foreseen struct {
	Concerned     int               // who would be judged again
	Told          int               // who would get mail of it
	Retaught      []ledger.Retaught // whose verified training hours would be about something else
	Before, After []rulebook.Facts  // of them, or of the first few hundred by id
}

// Judged is how many of them were looked at.
func (f Foreseen) Judged() int { return max(len(f.Before), len(f.After)) }

// Shift is one purpose of one person whose figures a change would move.
type Shift struct {
	Person        roster.Person
	Employments   []roster.Employment // the person's, for whoever has to know who may see them
	Purpose       rulebook.Purpose
	Before, After *rulebook.Judgement // nil: there was, or will be, no such purpose
}

// Counted is how many minutes counted before and after.
func (s Shift) Counted() (before, after int) {
	if s.Before != nil {
		before = s.Before.Counted
	}
	if s.After != nil {
		after = s.After.Counted
	}
	return before, after
}

// Shifts judges everybody concerned by their facts before and after, as of today in their association, and tells what
// differs; by name, then purpose.
func (f Foreseen) Shifts(edition *rulebook.Edition, now time.Time) ([]Shift, error) {
	type key struct {
		person  roster.PersonID
		purpose rulebook.Purpose
	}
	shifts := make(map[key]*Shift)
	for i, side := range [][]rulebook.Facts{f.Before, f.After} {
		for _, facts := range side {
			judged, err := judge(edition, facts, 0, now)
			if err != nil {
				return nil, err
			}
			for _, j := range judged.Judgements {
				k := key{facts.Person.ID, j.Purpose}
				if shifts[k] == nil {
					shifts[k] = &Shift{Purpose: j.Purpose}
				}
				s := shifts[k]
				s.Person, s.Employments = facts.Person, facts.Employments
				if i == 0 {
					s.Before = &j
				} else {
					s.After = &j
				}
			}
		}
	}
	var moved []Shift
	for _, s := range shifts {
		if s.Before == nil || s.After == nil || !sameFigures(*s.Before, *s.After) {
			moved = append(moved, *s)
		}
	}
	slices.SortFunc(moved, func(a, b Shift) int {
		return cmp.Or(cmp.Compare(a.Person.Name, b.Person.Name), cmp.Compare(a.Person.ID, b.Person.ID),
			cmp.Compare(a.Purpose.Kind, b.Purpose.Kind), cmp.Compare(a.Purpose.Category, b.Purpose.Category), cmp.Compare(a.Purpose.Period, b.Purpose.Period))
	})
	return moved, nil
}

// AsksElse tells whether what the purpose asks for changes.
func (s Shift) AsksElse() bool {
	return s.Before != nil && s.After != nil && !sameAsked(*s.Before, *s.After)
}
