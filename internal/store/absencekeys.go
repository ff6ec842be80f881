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
	"attune/internal/schedule"
)

// tocome tells whether a session s is still to come at a moment.
const tocome = `s.status = 'scheduled' and s.starts_at > ?`

// CreateAbsenceKey keeps a new key to saying that one cannot come. It is Conflict where there is nothing to say any more: the
// session has begun or was cancelled.
func (s *Store) CreateAbsenceKey(ctx context.Context, key access.AbsenceKey) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		done := tx.Exec(`insert into absence_keys (session_id, account_id, token_hash, created_at) select s.id, ?, ?, ? from sessions s where s.id = ? and `+tocome,
			int64(key.Account), string(key.Hash), utc(key.CreatedAt), int64(key.Session), utc(key.CreatedAt))
		if done.Error == nil && done.RowsAffected == 0 {
			return fault.New(fault.Conflict, "The session is not to come any more.")
		}
		return done.Error
	})
	if err != nil {
		return fmt.Errorf("key to an absence from session %d: %w", key.Session, err)
	}
	return nil
}

// AbsenceKey is the session that a key speaks of, and the account that it speaks for; NotFound where it is no good, for any reason.
func (s *Store) AbsenceKey(ctx context.Context, key access.TokenHash, now time.Time) (session schedule.SessionID, account access.AccountID, err error) {
	err = s.ask(ctx).Raw(`select k.session_id, k.account_id from absence_keys k join accounts a on a.id = k.account_id join sessions s on s.id = k.session_id
		where k.token_hash = ? and a.closed_at is null and `+tocome, string(key), utc(now)).Row().Scan(&session, &account)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, fault.New(fault.NotFound, "This key opens nothing.")
	}
	if err != nil {
		return 0, 0, fmt.Errorf("key to an absence: %w", translate(err))
	}
	return session, account, nil
}
