package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
)

// Attempt counts a try against limits, the narrowest first, across all instances. It gives when the next may be made where
// this one is one too many, and the zero time otherwise. A try that is refused counts for that limit and those before it,
// but prolongs nothing: who knocks at a closed door does not close it for others.
func (s *Store) Attempt(ctx context.Context, now time.Time, limits ...access.Limit) (time.Time, error) {
	var again time.Time
	err := s.change(ctx, func(tx *gorm.DB) (err error) {
		again, err = attempt(tx, now, limits)
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("count an attempt: %w", err)
	}
	return again, nil
}

// attempt is Attempt inside a transaction. Whoever counts against several limits names them in the same order: each row is
// locked until the end.
func attempt(tx *gorm.DB, now time.Time, limits []access.Limit) (time.Time, error) {
	for _, l := range limits {
		var row struct {
			BeganAt time.Time
			Tries   int
		}
		over := utc(now.Add(-l.Within))
		err := tx.Raw(`insert into attempts (what, subject, began_at, tries) values (?, ?, ?, 1)
			on conflict (what, subject) do update set tries = case when attempts.began_at <= ? then 1 else attempts.tries + 1 end,
				began_at = case when attempts.began_at <= ? then excluded.began_at else attempts.began_at end
			returning began_at, tries`, l.What, l.Of, utc(now), over, over).Scan(&row).Error
		if err != nil {
			return time.Time{}, err
		}
		if until := utc(row.BeganAt).Add(l.Within); row.Tries > l.Most {
			return until, nil
		}
	}
	return time.Time{}, nil
}

// forgive forgets the tries counted against limits: whoever tried has shown that it was them.
func forgive(tx *gorm.DB, limits []access.Limit) error {
	for _, l := range limits {
		if err := tx.Exec(`delete from attempts where what = ? and subject = ?`, l.What, l.Of).Error; err != nil {
			return err
		}
	}
	return nil
}
