package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
)

// ReaddressAccount has an account of nobody on the roster go by another canonical e-mail where decide lets it: links that were sent to
// the one before open nothing any more, and both are told. It is Invalid where somebody else signs in with the new one.
// The same once more changes nothing.
func (s *Store) ReaddressAccount(ctx context.Context, id access.AccountID, email, by string, decide func(access.Holder) error) error {
	return s.changeHolder(ctx, id, func(tx *gorm.DB, at time.Time, l access.ListedAccount, _ int) error {
		if err := decide(l.Holder()); err != nil || l.Email == email {
			return err
		}
		others, err := accountsWithEmail(tx, email)
		switch {
		case err != nil:
			return err
		case len(others) > 0:
			return fault.New(fault.Invalid, "Somebody else signs in with this address. Use another one of theirs.")
		}
		if err := tx.Exec(`update accounts set email = ? where id = ?`, email, int64(id)).Error; err != nil {
			return err
		}
		if err := tx.Exec(`update sign_in_links set expires_at = ? where used_at is null and expires_at > ? and account_id = ?`, utc(at), utc(at), int64(id)).Error; err != nil {
			return err
		}
		home := homeOfHolder(l)
		told := []notice.Notice{notice.AccountReaddressed(holderTold(l), home, factOf(id, "readdressed", at))}
		if l.Email != "" {
			told = append(told, notice.AccountLeft(l.Email, home, factOf(id, "left", at)))
		}
		if err := tell(tx, at, told...); err != nil {
			return err
		}
		return record(tx, at, history.Change{Association: home, Actor: by, Act: "account.readdressed", Subject: id.String()})
	})
}
