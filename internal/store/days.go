package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
)

// LastDays are the associations known here, each with the last local day that was begun; zero for none.
func (s *Store) LastDays(ctx context.Context) (map[roster.Association]day.Date, error) {
	var rows []struct {
		Code    string
		LastDay dateCol
	}
	if err := s.ask(ctx).Raw(`select code, last_day from associations`).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("the associations' last days: %w", err)
	}
	days := make(map[roster.Association]day.Date, len(rows))
	for _, r := range rows {
		days[roster.Association(r.Code)] = day.Date(r.LastDay)
	}
	return days, nil
}

// BeginDays puts on the due list whom the days of the turn concern, and remembers today as the association's last
// day. Two walks at once do it once: the row of the association is the lock.
func (s *Store) BeginDays(ctx context.Context, turn endorsement.Turn) (int, error) {
	due := 0
	err := s.change(ctx, func(tx *gorm.DB) error {
		moved := tx.Exec(`update associations set last_day = ? where code = ? and (last_day is null or last_day < ?)`,
			dateCol(turn.Today), string(turn.Association), dateCol(turn.Today))
		if moved.Error != nil || moved.RowsAffected == 0 {
			return moved.Error
		}
		condition, args := turned(turn)
		done := everybodyDue(tx, s.now(), "a new day", condition, args...)
		due = int(done.RowsAffected)
		return done.Error
	})
	if err != nil {
		return 0, fmt.Errorf("begin the day %s of %s: %w", turn.Today, turn.Association, err)
	}
	return due, nil
}

// turned is the condition on people whom the days of a turn concern. What ended on a day counts from the day after.
func turned(turn endorsement.Turn) (string, []any) {
	if turn.Everybody {
		return `association = ?`, []any{string(turn.Association)}
	}
	since, today := dateCol(turn.Since), dateCol(turn.Today)
	ended, last := dateCol(turn.Since.AddDays(-1)), dateCol(turn.Today.AddDays(-1))
	from, to := turn.Since.AddDays(1).Begins(turn.Zone), turn.Today.AddDays(1).Begins(turn.Zone)
	return `association = ? and id in (
			select person_id from targets where opened_on > ? and opened_on <= ?
			union select person_id from credentials where starts_on > ? and starts_on <= ? or ends_on > ? and ends_on <= ?
			union select person_id from employments where starts_on > ? and starts_on <= ? or ends_on > ? and ends_on <= ?
			union select person_id from ledger where started_at >= ? and started_at < ?)`,
		[]any{string(turn.Association), since, today, since, today, ended, last, since, today, ended, last, utc(from), utc(to)}
}
