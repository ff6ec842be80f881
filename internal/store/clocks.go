package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
)

// ChooseClock keeps the zone of the clocks of whoever has an account, empty for that of their association. Where it is that
// already, nothing is written. It is Invalid where there is no such zone.
func (s *Store) ChooseClock(ctx context.Context, account access.AccountID, zone string) error {
	zone, err := access.ClockZone(zone)
	if err != nil {
		return err
	}
	err = s.change(ctx, func(tx *gorm.DB) error {
		home, err := homeOf(tx, account)
		if err != nil {
			return err
		}
		done := tx.Exec(`update accounts set time_zone = ? where id = ? and time_zone <> ?`, zone, int64(account), zone)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return record(tx, s.clock(), history.Change{Association: home, Actor: account.String(), Act: "clock.chosen", Subject: account.String()})
	})
	if err != nil {
		return fmt.Errorf("choose the clock of account %d: %w", account, err)
	}
	return nil
}
