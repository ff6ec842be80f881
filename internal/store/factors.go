package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/signin"
)

// FactorOf is the second factor of an account, in one statement. SignedOut where the account is closed or was never there.
func (s *Store) FactorOf(ctx context.Context, account access.AccountID) (signin.Factor, error) {
	var rows []struct {
		Asked  bool
		Secret []byte
		Last   int64
	}
	err := s.ask(ctx).Raw(`select exists (select 1 from account_roles where account_id = a.id) as asked, f.secret, coalesce(f.last_step, 0) as last
		from accounts a left join second_factors f on f.account_id = a.id where a.id = ? and a.closed_at is null`, int64(account)).Scan(&rows).Error
	if err != nil {
		return signin.Factor{}, fmt.Errorf("second factor of account %d: %w", account, err)
	}
	if len(rows) == 0 {
		return signin.Factor{}, fault.New(fault.SignedOut, "This account cannot be used any more. Ask the coordinator of your association for a new invitation.")
	}
	return signin.Factor{Asked: rows[0].Asked, Sealed: rows[0].Secret, Last: rows[0].Last}, nil
}

// SetFactor keeps a new second factor with the hashes of its recovery codes, ends the account's visits but one, and tells
// its holder. It is Conflict where the account has one already.
func (s *Store) SetFactor(ctx context.Context, account access.AccountID, f signin.Factor, codes []string, visit string, now time.Time) error {
	return s.changeFactor(ctx, account, account.String(), "second-factor.set", now, func(tx *gorm.DB, to notice.Recipient, home roster.Association) error {
		done := tx.Exec(`insert into second_factors (account_id, secret, last_step, set_at) values (?, ?, ?, ?) on conflict do nothing`,
			int64(account), f.Sealed, f.Last, utc(now))
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return fault.New(fault.Conflict, "Your account has a second factor already. Sign in with a code of it; if it is lost, whoever runs Attune for you can reset it.")
		}
		if err := keepRecovery(tx, account, codes); err != nil {
			return err
		}
		if err := tx.Exec(endVisit+`account_id = ? and token_hash <> ?`, utc(now), []byte{}, int64(account), visit).Error; err != nil {
			return err
		}
		return tell(tx, now, notice.SecondFactorSet(to, home, now))
	})
}

// UseStep marks the code of a step as used; false where it, or a later one, was used before. Of several at once one wins.
func (s *Store) UseStep(ctx context.Context, account access.AccountID, at int64) (bool, error) {
	done := s.write.WithContext(ctx).Exec(`update second_factors set last_step = ? where account_id = ? and last_step < ?`, at, int64(account), at)
	if done.Error != nil {
		return false, fmt.Errorf("use a code of account %d: %w", account, done.Error)
	}
	return done.RowsAffected == 1, nil
}

// UseRecovery uses a recovery code up and tells its holder; false where there is none such unused.
func (s *Store) UseRecovery(ctx context.Context, account access.AccountID, hash string, now time.Time) (bool, error) {
	used := false
	err := s.change(ctx, func(tx *gorm.DB) error {
		done := tx.Exec(`update recovery_codes set used_at = ? where account_id = ? and hash = ? and used_at is null`, utc(now), int64(account), hash)
		if used = done.RowsAffected == 1; done.Error != nil || !used {
			return done.Error
		}
		var left int
		if err := tx.Raw(`select count(*) from recovery_codes where account_id = ? and used_at is null`, int64(account)).Scan(&left).Error; err != nil {
			return err
		}
		home, to, err := holderOf(tx, account)
		if err != nil {
			return err
		}
		return tell(tx, now, notice.RecoveryUsed(to, home, now, left))
	})
	if err != nil {
		return false, fmt.Errorf("use a recovery code of account %d: %w", account, err)
	}
	return used, nil
}

// ResetFactor takes the second factor and the recovery codes of an account away, ends its visits and tells its holder. It
// is NotFound where the account has none.
func (s *Store) ResetFactor(ctx context.Context, account access.AccountID, by string) error {
	now := s.clock()
	return s.changeFactor(ctx, account, by, "second-factor.reset", now, func(tx *gorm.DB, to notice.Recipient, home roster.Association) error {
		if err := dropFactor(tx, account); err != nil {
			return err
		}
		if err := tx.Exec(endVisit+`account_id = ?`, utc(now), []byte{}, int64(account)).Error; err != nil {
			return err
		}
		return tell(tx, now, notice.SecondFactorReset(to, home, now))
	})
}

// RenewRecovery keeps new recovery codes in place of all that there were, marks a step's code as used, and tells the
// holder; false, and nothing changed, where that step or a later one was used before.
func (s *Store) RenewRecovery(ctx context.Context, account access.AccountID, at int64, codes []string, now time.Time) (bool, error) {
	err := s.changeFactor(ctx, account, account.String(), "recovery.renewed", now, func(tx *gorm.DB, to notice.Recipient, home roster.Association) error {
		done := tx.Exec(`update second_factors set last_step = ? where account_id = ? and last_step < ?`, at, int64(account), at)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return errUsed
		}
		if err := tx.Exec(`delete from recovery_codes where account_id = ?`, int64(account)).Error; err != nil {
			return err
		}
		if err := keepRecovery(tx, account, codes); err != nil {
			return err
		}
		return tell(tx, now, notice.RecoveryRenewed(to, home, now))
	})
	if errors.Is(err, errUsed) {
		return false, nil
	}
	return err == nil, err
}

var errUsed = errors.New("the code of that step was used")

func keepRecovery(tx *gorm.DB, account access.AccountID, codes []string) error {
	for _, hash := range codes {
		if err := tx.Exec(`insert into recovery_codes (account_id, hash) values (?, ?)`, int64(account), hash).Error; err != nil {
			return err
		}
	}
	return nil
}

// HasRecovery tells whether an account has an unused recovery code with that hash.
func (s *Store) HasRecovery(ctx context.Context, account access.AccountID, hash string) (bool, error) {
	var has bool
	err := s.ask(ctx).Raw(`select exists (select 1 from recovery_codes where account_id = ? and hash = ? and used_at is null)`, int64(account), hash).Scan(&has).Error
	if err != nil {
		return false, fmt.Errorf("look for a recovery code: %w", err)
	}
	return has, nil
}

// EndFactor takes an account's second factor and its recovery codes away, and tells its holder. It is Forbidden where its
// role needs one, and nothing where there is none.
func (s *Store) EndFactor(ctx context.Context, account access.AccountID, now time.Time) error {
	return s.changeFactor(ctx, account, account.String(), "second-factor.ended", now, func(tx *gorm.DB, to notice.Recipient, home roster.Association) error {
		if err := lockAccount(tx, account); err != nil { // whoever gives it a role waits
			return err
		}
		var asked []string
		if err := tx.Raw(`select role from account_roles where account_id = ?`, int64(account)).Scan(&asked).Error; err != nil {
			return err
		}
		if len(asked) > 0 {
			return access.NeedsFactor()
		}
		if err := dropFactor(tx, account); err != nil {
			return err
		}
		return tell(tx, now, notice.SecondFactorEnded(to, home, now))
	})
}

// dropFactor takes a second factor and its recovery codes away; NotFound where there is none.
func dropFactor(tx *gorm.DB, account access.AccountID) error {
	if err := tx.Exec(`delete from recovery_codes where account_id = ?`, int64(account)).Error; err != nil {
		return err
	}
	done := tx.Exec(`delete from second_factors where account_id = ?`, int64(account))
	if done.Error == nil && done.RowsAffected == 0 {
		return fault.New(fault.NotFound, "This account has no second factor, so there is nothing to reset.")
	}
	return done.Error
}

// changeFactor is one change of an open account's second factor, on record.
func (s *Store) changeFactor(ctx context.Context, account access.AccountID, by, act string, now time.Time,
	change func(*gorm.DB, notice.Recipient, roster.Association) error,
) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		home, to, err := holderOf(tx, account)
		if err != nil {
			return err
		}
		if err := change(tx, to, home); err != nil {
			return err
		}
		return record(tx, now, history.Change{Association: home, Actor: by, Act: act, Subject: account.String()})
	})
	if err != nil {
		return fmt.Errorf("%s of account %d: %w", act, account, err)
	}
	return nil
}
