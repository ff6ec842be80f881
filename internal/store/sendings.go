package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/roster"
)

// SheetReceived tells whether a form of a sheet arrived and was kept before, whatever has become of the sheet since.
func (s *Store) SheetReceived(ctx context.Context, sending attendance.Sending) (bool, error) {
	kept, err := sendingOf(s.ask(ctx), sending)
	if err != nil {
		return false, fmt.Errorf("sending for session %d: %w", sending.Session, err)
	}
	return sending.Repeats(kept)
}

// ReceiveSheet is UpdateSheet for a form that has an id: in the same transaction the id is kept. A form that arrives a
// second time changes nothing, and is answered with the sheet as it stands.
func (s *Store) ReceiveSheet(ctx context.Context, sending attendance.Sending, actor string, decide func(attendance.Sheet) (attendance.Change, error), brought ...roster.PersonID) (attendance.Sheet, error) {
	if sending.ID == "" {
		return s.UpdateSheet(ctx, sending.Session, actor, decide, brought...)
	}
	var after attendance.Sheet
	err := s.change(ctx, func(tx *gorm.DB) error {
		if err := lockSession(tx, sending.Session); err != nil {
			return err
		}
		kept, err := sendingOf(tx, sending)
		if err != nil {
			return err
		}
		repeats, err := sending.Repeats(kept)
		if err != nil {
			return err
		}
		if repeats {
			after, err = sheetOf(tx, sending.Session)
			return err
		}
		change, err := s.updateSheet(tx, sending.Session, actor, decide, brought)
		if err != nil {
			return err
		}
		after = change.Sheet
		return tx.Exec(`insert into sendings (account_id, session_id, id, content, act, revision, received_at) values (?, ?, ?, ?, ?, ?, ?)`,
			sending.Account, int64(sending.Session), sending.ID, sending.Content, string(change.Act), after.Revision, s.clock()).Error
	})
	return after, err
}

// sendingOf is what was kept under the id of a sending; the zero Sending where nothing was.
func sendingOf(tx *gorm.DB, sending attendance.Sending) (attendance.Sending, error) {
	var contents []string
	err := tx.Raw(`select content from sendings where account_id = ? and session_id = ? and id = ?`,
		sending.Account, int64(sending.Session), sending.ID).Scan(&contents).Error
	if err != nil || len(contents) == 0 {
		return attendance.Sending{}, err
	}
	sending.Content = contents[0]
	return sending, nil
}

// SweepSendings forgets the forms of sheets that arrived until then, and returns how many these were. No browser keeps a
// form for as long.
func (s *Store) SweepSendings(ctx context.Context, until time.Time) (int, error) {
	done := s.write.WithContext(ctx).Exec(`delete from sendings where received_at <= ?`, utc(until))
	if done.Error != nil {
		return 0, fmt.Errorf("sweep sendings: %w", done.Error)
	}
	return int(done.RowsAffected), nil
}
