package endorsement

import (
	"context"
	"fmt"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Move is a person for whom another edition of the rules gives other figures or verdicts.
type Move struct {
	Person  roster.Person
	Purpose rulebook.Purpose
	Before  rulebook.Judgement // zero where the purpose is new
	After   rulebook.Judgement // zero where it is gone
}

// Compare judges everybody as of a day under the edition in force and under another, and tells every purpose for
// which they differ. Nothing is stored.
func (t *Tracker) Compare(ctx context.Context, people People, other *rulebook.Edition, asOf day.Date, tell func(Move) error) error {
	force, err := t.store.Edition(ctx)
	if err != nil {
		return fmt.Errorf("compare: the edition in force: %w", err)
	}
	for after := roster.External(""); ; {
		page, err := people.PeopleAfter(ctx, after, batch)
		if err != nil || len(page) == 0 {
			return err
		}
		facts, err := t.store.Facts(ctx, idsOf(page))
		if err != nil {
			return fmt.Errorf("compare: facts: %w", err)
		}
		for _, f := range facts {
			if err := compare(f, force, other, asOf, tell); err != nil {
				return err
			}
		}
		after = page[len(page)-1].External
	}
}

func compare(f rulebook.Facts, force, other *rulebook.Edition, asOf day.Date, tell func(Move) error) error {
	before, err := force.Judge(f, asOf)
	if err != nil {
		return fmt.Errorf("judge %s under %s: %w", f.Person.External, force.Name(), err)
	}
	after, err := other.Judge(f, asOf)
	if err != nil {
		return fmt.Errorf("judge %s under %s: %w", f.Person.External, other.Name(), err)
	}
	was := make(map[rulebook.Purpose]rulebook.Judgement, len(before))
	for _, j := range before {
		was[j.Purpose] = j
	}
	for _, j := range after {
		b, known := was[j.Purpose]
		delete(was, j.Purpose)
		if known && sameFigures(b, j) {
			continue
		}
		if err := tell(Move{f.Person, j.Purpose, b, j}); err != nil {
			return err
		}
	}
	for purpose, b := range was {
		if err := tell(Move{Person: f.Person, Purpose: purpose, Before: b}); err != nil {
			return err
		}
	}
	return nil
}

// sameFigures tells whether two judgements of one purpose say the same of every figure and every entry.
func sameFigures(a, b rulebook.Judgement) bool {
	if a.Required != b.Required || a.Counted != b.Counted || a.Held != b.Held || a.Rejected != b.Rejected || a.Months != b.Months ||
		a.Window != b.Window || a.Satisfied != b.Satisfied || len(a.Entries) != len(b.Entries) {
		return false
	}
	for i := range a.Entries {
		if a.Entries[i].Verdict != b.Entries[i].Verdict || a.Entries[i].Reason != b.Entries[i].Reason {
			return false
		}
	}
	return true
}

func idsOf(page []roster.Person) []roster.PersonID {
	ids := make([]roster.PersonID, len(page))
	for i, p := range page {
		ids[i] = p.ID
	}
	return ids
}
