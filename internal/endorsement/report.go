package endorsement

import (
	"context"
	"fmt"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// People is what a report needs of the store beside Store.
type People interface {
	// PeopleAfter lists up to limit people by external id, bytewise, after the given one.
	PeopleAfter(ctx context.Context, after roster.External, limit int) ([]roster.Person, error)
}

// Report judges everybody as of a day, or as of today in each person's association where the day is zero, by external id, and hands each to tell. It reads and judges as the push does
// and writes nothing; memory does not grow with the number of people. The first error ends it.
func (t *Tracker) Report(ctx context.Context, people People, asOf day.Date, tell func(roster.Person, []rulebook.Judgement) error) error {
	for after := roster.External(""); ; {
		page, err := people.PeopleAfter(ctx, after, batch)
		if err != nil {
			return fmt.Errorf("report: people: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		if err := t.ReportOn(ctx, page, asOf, tell); err != nil {
			return err
		}
		after = page[len(page)-1].External
	}
}

// ReportOn is Report for some people, in the order given.
func (t *Tracker) ReportOn(ctx context.Context, page []roster.Person, asOf day.Date, tell func(roster.Person, []rulebook.Judgement) error) error {
	edition, err := t.store.Edition(ctx)
	if err != nil {
		return fmt.Errorf("report: the edition in force: %w", err)
	}
	facts, err := t.store.Facts(ctx, idsOf(page))
	if err != nil {
		return fmt.Errorf("report: facts: %w", err)
	}
	found := make(map[roster.PersonID]rulebook.Facts, len(facts))
	for _, f := range facts {
		found[f.Person.ID] = f
	}
	for _, p := range page {
		judged, err := judge(edition, found[p.ID], asOf, t.now())
		if err != nil {
			return fmt.Errorf("report on %s: %w", p.External, err)
		}
		if err := tell(p, judged.Judgements); err != nil {
			return err
		}
	}
	return nil
}
