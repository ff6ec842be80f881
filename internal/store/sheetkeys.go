package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// CreateSheetKey keeps a new key to a sheet. It is Conflict where nobody waits for the sheet any more: it is verified, or
// the session was cancelled.
func (s *Store) CreateSheetKey(ctx context.Context, key access.SheetKey, by string) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		association, version, err := unsignedSheet(tx, key.Session)
		if err != nil {
			return err
		}
		err = tx.Exec(`insert into sheet_keys (session_id, account_id, version, token_hash, created_at, expires_at) values (?, ?, ?, ?, ?, ?)`,
			int64(key.Session), int64(key.Account), version, string(key.Hash), utc(key.CreatedAt), utc(key.ExpiresAt)).Error
		if err != nil {
			return err
		}
		return record(tx, s.now(), history.Change{Association: association, Actor: by, Act: "sheet.key.created", Subject: key.Account.String()})
	})
	if err != nil {
		return fmt.Errorf("key to the sheet of session %d: %w", key.Session, err)
	}
	return nil
}

// unsignedSheet is whose a sheet is that waits to be verified, and its version.
func unsignedSheet(tx *gorm.DB, id schedule.SessionID) (association roster.Association, version int, err error) {
	var waits bool
	err = tx.Raw(`select s.association, coalesce(h.version, 0), s.status <> 'cancelled' and (coalesce(h.state, '') <> 'verified' or w.session_id is not null)
		from sessions s left join sheets h on h.session_id = s.id left join waiting_amendments w on w.session_id = s.id where s.id = ?`, int64(id)).Row().Scan(&association, &version, &waits)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", 0, noSession()
	case err == nil && !waits:
		return "", 0, fault.New(fault.Conflict, "The sheet does not wait for anybody any more.")
	}
	return association, version, err
}

// SheetKey is the account that a key to a sheet acts with, and whether the sheet waits for it no more: it has been verified
// since, what waited of an amendment was taken back, or the session was cancelled. NotFound where the key is no good, for any reason.
func (s *Store) SheetKey(ctx context.Context, session schedule.SessionID, key access.TokenHash, now time.Time) (account access.AccountID, done bool, err error) {
	err = s.ask(ctx).Raw(`select k.account_id, coalesce(h.version, 0) > k.version or s.status = 'cancelled' or coalesce(h.state, '') = 'verified' and w.session_id is null
		from sheet_keys k join accounts a on a.id = k.account_id join sessions s on s.id = k.session_id left join sheets h on h.session_id = s.id
		left join waiting_amendments w on w.session_id = s.id
		where k.token_hash = ? and k.session_id = ? and k.expires_at > ? and a.closed_at is null`, string(key), int64(session), utc(now)).Row().Scan(&account, &done)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, fault.New(fault.NotFound, "This key opens nothing.")
	}
	if err != nil {
		return 0, false, fmt.Errorf("key to the sheet of session %d: %w", session, translate(err))
	}
	return account, done, nil
}
