package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Closures are when an association's groups do not meet, by their first day.
func (s *Store) Closures(ctx context.Context, association roster.Association) ([]schedule.Closure, error) {
	closed, err := closuresOf(s.ask(ctx), association)
	if err != nil {
		return nil, fmt.Errorf("closures of %s: %w", association, err)
	}
	return closed[association], nil
}

// AddClosure puts a closure on record; one that is there already stays the only one.
func (s *Store) AddClosure(ctx context.Context, association roster.Association, c schedule.Closure, by string) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		var ids []schedule.ClosureID
		err := tx.Raw(`insert into closures (association, starts_on, ends_on, name) values (?, ?, ?, ?)
			on conflict (association, starts_on, ends_on, name) do nothing returning id`,
			string(association), dateCol(c.Span.From), dateCol(c.Span.To), c.Name).Scan(&ids).Error
		if err != nil || len(ids) == 0 {
			return err
		}
		return record(tx, s.clock(), closureChange(association, ids[0], by, "closure.added"))
	})
	if err != nil {
		return fmt.Errorf("add a closure of %s: %w", association, err)
	}
	return nil
}

// RemoveClosure takes a closure off the record, where decide lets it for its association; access.Nowhere where there is none.
// Sessions stay as they were planned.
func (s *Store) RemoveClosure(ctx context.Context, id schedule.ClosureID, by string, decide func(roster.Association) error) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		var of []roster.Association
		if err := tx.Raw(`select association from closures where id = ?`+forUpdate(tx), int64(id)).Scan(&of).Error; err != nil {
			return err
		}
		if len(of) == 0 {
			return access.Nowhere()
		}
		if err := decide(of[0]); err != nil {
			return err
		}
		if err := tx.Exec(`delete from closures where id = ?`, int64(id)).Error; err != nil {
			return err
		}
		return record(tx, s.clock(), closureChange(of[0], id, by, "closure.removed"))
	})
	if err != nil {
		return fmt.Errorf("remove closure %d: %w", id, err)
	}
	return nil
}

func closureChange(association roster.Association, id schedule.ClosureID, by, act string) history.Change {
	return history.Change{Association: association, Actor: by, Act: act, Subject: fmt.Sprintf("closure:%d", id)}
}
