package endorsement

import (
	"context"
	"fmt"
	"slices"
	"time"

	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
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
	moves, err := Moves(force, other, f, t.now())
	if err != nil {
		return err
	}
	for _, m := range moves {
		if err := tell(m); err != nil {
			return err
		}
	}
	return nil
}

// Moves are the purposes of one person of which two editions say something else, in the order of a report; those that the
// other edition no longer has come last. Both judge the same facts, as of the day that the instant is by the edition in force in
// the person's association. It fails with Conflict or Invalid where an edition does not know the association or a target.
func Moves(force, other *rulebook.Edition, f rulebook.Facts, now time.Time) ([]Move, error) {
	before, err := judge(force, f, 0, now)
	if err != nil {
		return nil, fmt.Errorf("judge %s under %s: %w", f.Person.External, force.Name(), err)
	}
	after, err := judge(other, f, before.AsOf, now)
	if err != nil {
		return nil, fmt.Errorf("judge %s under %s: %w", f.Person.External, other.Name(), err)
	}
	was := make(map[rulebook.Purpose]rulebook.Judgement, len(before.Judgements))
	for _, j := range before.Judgements {
		was[j.Purpose] = j
	}
	var moves []Move
	for _, j := range after.Judgements {
		b, known := was[j.Purpose]
		delete(was, j.Purpose)
		if !known || !sameFigures(b, j) {
			moves = append(moves, Move{f.Person, j.Purpose, b, j})
		}
	}
	for _, b := range before.Judgements {
		if _, gone := was[b.Purpose]; gone {
			moves = append(moves, Move{Person: f.Person, Purpose: b.Purpose, Before: b})
		}
	}
	return moves, nil
}

// Rejudges tells whether a verdict is another: of the purpose, of one of its entries, or because one edition alone judges it.
// Where it does not, only figures differ, such as the hours that are asked for of somebody who misses some either way.
func (m Move) Rejudges() bool {
	return m.Before.Purpose.Kind == "" || m.After.Purpose.Kind == "" || m.Before.Satisfied != m.After.Satisfied || len(m.Recasts()) > 0
}

// Recast is an entry of which two judgements say something else.
type Recast struct {
	Before, After rulebook.Judged // zero where that edition does not judge it for the purpose
}

// Recasts are the entries of the move that come out otherwise, by when they took place.
func (m Move) Recasts() []Recast {
	type key struct {
		session schedule.SessionID
		version int
	}
	then := make(map[key]rulebook.Judged, len(m.After.Entries))
	for _, e := range m.After.Entries {
		then[key{e.Session, e.Version}] = e
	}
	var recasts []Recast
	for _, e := range m.Before.Entries {
		k := key{e.Session, e.Version}
		a := then[k]
		delete(then, k)
		if !sameVerdict(e, a) {
			recasts = append(recasts, Recast{e, a})
		}
	}
	for _, e := range m.After.Entries {
		if _, added := then[key{e.Session, e.Version}]; added {
			recasts = append(recasts, Recast{After: e})
		}
	}
	slices.SortStableFunc(recasts, func(a, b Recast) int { return a.started().Compare(b.started()) })
	return recasts
}

func (t Recast) started() time.Time {
	if t.Before.Session != 0 {
		return t.Before.Started
	}
	return t.After.Started
}

// sameVerdict tells whether two judgements say the same of an entry.
func sameVerdict(a, b rulebook.Judged) bool {
	return a.Verdict == b.Verdict && a.Reason == b.Reason && a.Minutes == b.Minutes
}

// sameFigures tells whether two judgements of one purpose say the same of every figure, of what is asked for, and of every
// entry: whether nobody would see that one took the other's place.
func sameFigures(a, b rulebook.Judgement) bool {
	return a.Counted == b.Counted && a.Held == b.Held && a.Rejected == b.Rejected && a.Months == b.Months && a.Window == b.Window &&
		a.Satisfied == b.Satisfied && a.Provided.Had == b.Provided.Had && sameAsked(a, b) && slices.Equal(a.FocusNeeds, b.FocusNeeds) &&
		slices.Equal(a.Missing, b.Missing) && slices.Equal(a.Warnings, b.Warnings) &&
		slices.EqualFunc(a.Entries, b.Entries, func(x, y rulebook.Judged) bool {
			return x.Session == y.Session && sameVerdict(x, y)
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
