package endorsement

import (
	"context"
	"fmt"
	"slices"

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

// Compare judges everybody as of today in their association, under the edition in force and under another, and tells
// every purpose for which they differ. Nothing is stored.
func (t *Tracker) Compare(ctx context.Context, people People, other *rulebook.Edition, tell func(Move) error) error {
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
			if err := t.compare(f, force, other, tell); err != nil {
				return err
			}
		}
		after = page[len(page)-1].External
	}
}

func (t *Tracker) compare(f rulebook.Facts, force, other *rulebook.Edition, tell func(Move) error) error {
	now := t.now()
	before, err := judge(force, f, 0, now)
	if err != nil {
		return fmt.Errorf("judge %s under %s: %w", f.Person.External, force.Name(), err)
	}
	after, err := judge(other, f, before.AsOf, now)
	if err != nil {
		return fmt.Errorf("judge %s under %s: %w", f.Person.External, other.Name(), err)
	}
	was := make(map[rulebook.Purpose]rulebook.Judgement, len(before.Judgements))
	for _, j := range before.Judgements {
		was[j.Purpose] = j
	}
	for _, j := range after.Judgements {
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

// sameFigures tells whether two judgements of one purpose say the same of every figure, of what is asked for, and of every
// entry: whether nobody would see that one took the other's place.
func sameFigures(a, b rulebook.Judgement) bool {
	return a.Counted == b.Counted && a.Held == b.Held && a.Rejected == b.Rejected && a.Months == b.Months && a.Window == b.Window &&
		a.Satisfied == b.Satisfied && a.Provided.Had == b.Provided.Had && sameAsked(a, b) && slices.Equal(a.FocusNeeds, b.FocusNeeds) &&
		slices.Equal(a.Missing, b.Missing) && slices.Equal(a.Warnings, b.Warnings) &&
		slices.EqualFunc(a.Entries, b.Entries, func(x, y rulebook.Judged) bool {
			return x.Session == y.Session && x.Verdict == y.Verdict && x.Reason == y.Reason && x.Minutes == y.Minutes
		})
}

// sameAsked tells whether two judgements ask for the same hours, months, focus and hours provided.
func sameAsked(a, b rulebook.Judgement) bool {
	return a.Required == b.Required && a.MinMonths == b.MinMonths && a.Provided.Required == b.Provided.Required &&
		slices.EqualFunc(a.FocusNeeds, b.FocusNeeds, func(x, y rulebook.FocusNeed) bool {
			return x.Focus == y.Focus && x.Required == y.Required
		})
}

func idsOf(page []roster.Person) []roster.PersonID {
	ids := make([]roster.PersonID, len(page))
	for i, p := range page {
		ids[i] = p.ID
	}
	return ids
}
