// Package endorsement owns people's way to the Endorsement and through its renewals: their progress, and the push
// that makes it from ledger, roster and rules.
//
// It hands over the Tracker, which judges people and keeps what came out. It knows when somebody has to be judged
// again, not how an hour is judged (rulebook), nor where figures are kept (its Store).
package endorsement

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// batch is how many people are loaded, judged and saved at a time: enough to share the statements, few enough that a
// write transaction is short and that a push cut short has lost little.
const batch = 50

// Due is a person to be judged again. Since and Stamp together tell whether they were put on the list once more since:
// Stamp counts within one stay on the list, Since is when that began.
type Due struct {
	Person roster.PersonID
	Since  time.Time // UTC
	Stamp  int64
}

// Judged is one person, judged for a day: what the push saves.
type Judged struct {
	Due        Due
	Person     roster.Person
	AsOf       day.Date // local to the person's association
	Edition    string   // name of the edition that judged
	Judgements []rulebook.Judgement
}

// Store is what the push needs of the store.
type Store interface {
	// Due lists up to limit people on the due list, longest waiting first, after the given one.
	Due(ctx context.Context, after Due, limit int) ([]Due, error)
	// Facts loads all that judging these people needs, in a number of statements that does not grow with them.
	// People who are gone are left out.
	Facts(ctx context.Context, people []roster.PersonID) ([]rulebook.Facts, error)
	// SaveProgress writes what changed and takes the people off the due list, in one transaction. People who
	// were put on the list again meanwhile, or were taken off by somebody else, are left as they are.
	SaveProgress(ctx context.Context, judged []Judged) (Saved, error)
	// ChangedProgress tells how many rows SaveProgress would change, and changes none.
	ChangedProgress(ctx context.Context, judged []Judged) (Saved, error)
	// Edition is the edition of the rules in force.
	Edition(ctx context.Context) (*rulebook.Edition, error)
}

// Saved counts what became of a batch.
type Saved struct {
	People  int // taken off the due list
	Changed int // rows of progress added, changed or removed
}

// Outcome is what one push did, or would do.
type Outcome struct {
	Saved
	Failed int // people who could not be judged; they stay on the list for the next push
}

// String is the outcome in a sentence for the record of runs.
func (o Outcome) String() string {
	text := fmt.Sprintf("judged %d people, changed %d figures", o.People, o.Changed)
	if o.Failed > 0 {
		text += fmt.Sprintf(", %d people failed", o.Failed)
	}
	return text
}

// Tracker judges people and keeps their progress.
type Tracker struct {
	store   Store
	now     func() time.Time
	workers int
}

// NewTracker makes a Tracker that judges with so many batches in hand at once; now gives the instant whose local
// day is the as-of day.
func NewTracker(store Store, now func() time.Time, workers int) *Tracker {
	return &Tracker{store: store, now: now, workers: max(workers, 1)}
}

// Push judges everybody on the due list again from all their standing entries, and stores what changed. It
// recomputes and never increments: a second push, a killed one and two at once end in the same figures. One
// person's failure does not stop the others; all failures are joined in the error, beside the Outcome.
func (t *Tracker) Push(ctx context.Context) (Outcome, error) {
	return t.run(ctx, t.store.SaveProgress)
}

// Rehearse tells what Push would do, and changes nothing.
func (t *Tracker) Rehearse(ctx context.Context) (Outcome, error) {
	return t.run(ctx, t.store.ChangedProgress)
}

// keep is what becomes of a judged batch: it is saved, or only compared.
type keep func(context.Context, []Judged) (Saved, error)

func (t *Tracker) run(ctx context.Context, keep keep) (Outcome, error) {
	r := &round{tracker: t, keep: keep}
	var hands sync.WaitGroup
	for range t.workers {
		hands.Go(func() { r.work(ctx) })
	}
	hands.Wait()
	return r.outcome, errors.Join(r.failures...)
}

// round is one walk over the due list by several hands.
type round struct {
	tracker *Tracker
	keep    keep

	mu       sync.Mutex
	last     Due  // where the walk along the list has come to
	finished bool // nobody is left, or something failed that fails for everybody
	outcome  Outcome
	failures []error
}

func (r *round) work(ctx context.Context) {
	for {
		due, err := r.next(ctx)
		if err == nil && len(due) > 0 {
			err = r.batch(ctx, due)
		}
		if err != nil {
			r.stop(err)
		}
		if err != nil || len(due) == 0 {
			return
		}
	}
}

// next takes the next stretch of the due list. The walk goes on past people who fail, so it always ends.
func (r *round) next(ctx context.Context) ([]Due, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.finished {
		return nil, nil
	}
	due, err := r.tracker.store.Due(ctx, r.last, batch)
	if err != nil {
		return nil, fmt.Errorf("push: the due list: %w", err)
	}
	if len(due) > 0 {
		r.last = due[len(due)-1]
	}
	return due, nil
}

// batch judges a stretch of the due list and keeps what came out. The edition is read after the list: one that is
// loaded later puts everybody there once more, so that what the older edition said is not kept.
func (r *round) batch(ctx context.Context, due []Due) error {
	edition, err := r.tracker.store.Edition(ctx)
	if err != nil {
		return fmt.Errorf("push: the edition in force: %w", err)
	}
	facts, err := r.tracker.store.Facts(ctx, people(due))
	if err != nil {
		return fmt.Errorf("push: facts of %d people: %w", len(due), err)
	}
	judged, failures := r.judge(edition, due, facts)
	saved, err := r.keep(ctx, judged)
	if err != nil {
		return fmt.Errorf("push: progress of %d people: %w", len(judged), err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.People += saved.People
	r.outcome.Changed += saved.Changed
	r.outcome.Failed += len(failures)
	r.failures = append(r.failures, failures...)
	return nil
}

func (r *round) judge(edition *rulebook.Edition, due []Due, facts []rulebook.Facts) ([]Judged, []error) {
	stamps := make(map[roster.PersonID]Due, len(due))
	for _, d := range due {
		stamps[d.Person] = d
	}
	judged := make([]Judged, 0, len(facts))
	var failures []error
	for _, f := range facts {
		j, err := judge(edition, f, 0, r.tracker.now())
		if err != nil {
			failures = append(failures, err)
			continue
		}
		j.Due = stamps[f.Person.ID]
		judged = append(judged, j)
	}
	return judged, failures
}

func (r *round) stop(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.finished = true
	r.failures = append(r.failures, err)
}

// judge judges one person as of a day or, where that is zero, as of today in the person's association.
func judge(edition *rulebook.Edition, f rulebook.Facts, asOf day.Date, now time.Time) (Judged, error) {
	association, known := edition.Association(f.Person.Association)
	if !known {
		return Judged{}, fault.New(fault.Conflict, "Person %d belongs to association %q, which the edition %s does not name. Load an edition that does.", f.Person.ID, f.Person.Association, edition.Name())
	}
	if asOf == 0 {
		asOf = day.At(now, association.Zone)
	}
	judgements, err := edition.Judge(f, asOf)
	if err != nil {
		return Judged{}, fmt.Errorf("judge person %d: %w", f.Person.ID, err)
	}
	return Judged{Person: f.Person, AsOf: asOf, Edition: edition.Name(), Judgements: judgements}, nil
}

func people(due []Due) []roster.PersonID {
	ids := make([]roster.PersonID, len(due))
	for i, d := range due {
		ids[i] = d.Person
	}
	return ids
}
