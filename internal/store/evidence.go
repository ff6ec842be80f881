package store

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// EvidenceWaiting is the evidence of people of some associations that waits to be confirmed, by when it was entered, at most
// limit pieces after one. Three statements.
func (s *Store) EvidenceWaiting(ctx context.Context, associations []roster.Association, after portfolio.EvidenceID, limit int) ([]portfolio.Awaiting, error) {
	list, err := awaitingEvidence(s.ask(ctx), `e.id in (select w.id from evidence w join people h on h.id = w.person_id
		where w.word = 'given' and h.association in ? and w.id > ? order by w.id limit ?)`, associations, int64(after), limit)
	if err != nil {
		return nil, fmt.Errorf("evidence that waits in %d associations: %w", len(associations), err)
	}
	return list, nil
}

// Refusals are the pieces of somebody's evidence that were refused and that they have neither taken back nor replaced since. One
// statement.
func (s *Store) Refusals(ctx context.Context, person roster.PersonID) ([]portfolio.Evidence, error) {
	known, err := evidenceOf(s.ask(ctx), `e.person_id = ? and exists (select 1 from evidence r where r.person_id = e.person_id and r.word = 'refused')`, int64(person))
	if err != nil {
		return nil, fmt.Errorf("refusals of person %d: %w", person, err)
	}
	return portfolio.Unanswered(known), nil
}

// awaitingEvidence is evidence that a condition on e selects, with whose it is.
func awaitingEvidence(tx *gorm.DB, condition string, args ...any) ([]portfolio.Awaiting, error) {
	pieces, err := evidenceOf(tx, condition, args...)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, e := range pieces {
		ids = append(ids, int64(e.Person))
	}
	found, err := people(tx, `id in ?`, ids)
	if err != nil {
		return nil, err
	}
	of := make(map[roster.PersonID]roster.Person, len(found))
	for _, p := range found {
		of[p.ID] = p
	}
	attended, err := attendedBy(tx, pieces)
	if err != nil {
		return nil, err
	}
	list := make([]portfolio.Awaiting, len(pieces))
	for i, e := range pieces {
		list[i] = portfolio.Awaiting{Person: of[e.Person], Evidence: e, Alike: e.Alike(attended[e.Person])}
	}
	return list, nil
}

// attendedBy are the trainings that those attended who logged some.
func attendedBy(tx *gorm.DB, pieces []portfolio.Evidence) (map[roster.PersonID][]portfolio.Training, error) {
	var logged []roster.PersonID
	for _, e := range pieces {
		if e.Matter == portfolio.TrainingMatter && !slices.Contains(logged, e.Person) {
			logged = append(logged, e.Person)
		}
	}
	all, err := trainingsAttended(tx, logged)
	if err != nil {
		return nil, fmt.Errorf("trainings of %d people: %w", len(logged), err)
	}
	of := make(map[roster.PersonID][]portfolio.Training)
	for _, t := range all {
		of[t.Person] = append(of[t.Person], t)
	}
	return of, nil
}

// DecideEvidence decides pieces of evidence of people of some associations, all of them or none: it locks their people, loads
// the pieces, lets decide say what becomes of each, and saves that with its history in the same transaction. Evidence of other
// associations is not there, as far as this tells: it fails with Conflict.
func (s *Store) DecideEvidence(ctx context.Context, associations []roster.Association, ids []portfolio.EvidenceID, actor string, decide func(portfolio.Awaiting) (portfolio.Step, error)) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		const theirs = `e.id in ? and e.person_id in (select h.id from people h where h.association in ?)`
		var holders []roster.PersonID
		if err := tx.Raw(`select distinct e.person_id from evidence e where `+theirs, ids, associations).Scan(&holders).Error; err != nil {
			return fmt.Errorf("whose %d pieces of evidence are: %w", len(ids), err)
		}
		if err := lockRows(tx, "people", holders); err != nil {
			return err
		}
		list, err := awaitingEvidence(tx, theirs, ids, associations)
		if err != nil {
			return fmt.Errorf("%d pieces of evidence: %w", len(ids), err)
		}
		if len(list) != len(ids) {
			return fault.New(fault.Conflict, "Some of this does not wait for you any more. Nothing was decided; look at the list again.")
		}
		var changes []history.Change
		refused := make(map[roster.PersonID][]portfolio.Evidence)
		for _, a := range list {
			step, err := decide(a)
			if err != nil {
				return err
			}
			if step.Nothing() {
				continue
			}
			change, err := s.saveStep(tx, a.Person, actor, step)
			if err != nil {
				return err
			}
			changes = append(changes, change)
			if step.Said.Word == portfolio.Refused {
				refused[a.Person.ID] = append(refused[a.Person.ID], a.Evidence)
			}
		}
		if err := s.tellRefused(tx, list, refused); err != nil {
			return err
		}
		return record(tx, s.clock(), changes...)
	})
}

// tellRefused tells each person once what of theirs was refused.
func (s *Store) tellRefused(tx *gorm.DB, list []portfolio.Awaiting, refused map[roster.PersonID][]portfolio.Evidence) error {
	at := s.now()
	var notices []notice.Notice
	for _, a := range list {
		if pieces := refused[a.Person.ID]; len(pieces) > 0 {
			notices = append(notices, notice.EvidenceRefused(a.Person, int64(pieces[0].ID), len(pieces), at))
			delete(refused, a.Person.ID)
		}
	}
	return tell(tx, at, notices...)
}
