package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
)

// PasswordOf is the open account that alone has a canonical e-mail, and the hash of its password; zero and empty where
// there is none. It makes the same statement for everybody.
func (s *Store) PasswordOf(ctx context.Context, email string) (access.AccountID, string, error) {
	var rows []struct {
		ID   int64
		Hash string
	}
	err := s.ask(ctx).Raw(`select a.id, coalesce(w.hash, '') as hash from accounts a left join passwords w on w.account_id = a.id
		where a.email = ? and a.closed_at is null`, email).Scan(&rows).Error
	if err != nil {
		return 0, "", fmt.Errorf("password of an e-mail: %w", err)
	}
	if len(rows) != 1 || email == "" {
		return 0, "", nil
	}
	return access.AccountID(rows[0].ID), rows[0].Hash, nil
}

// OwnPassword is the hash of an account's own password, empty where it has none, and the words of its holder's name and
// e-mail. SignedOut where the account is closed or was never there.
func (s *Store) OwnPassword(ctx context.Context, account access.AccountID) (string, []string, error) {
	var rows []struct{ Hash, Name, Email string }
	err := s.ask(ctx).Raw(`select coalesce(w.hash, '') as hash, coalesce(p.name, '') as name, a.email from accounts a
		left join passwords w on w.account_id = a.id left join people p on p.id = a.person_id where a.id = ? and a.closed_at is null`, int64(account)).Scan(&rows).Error
	if err != nil {
		return "", nil, fmt.Errorf("password of account %d: %w", account, err)
	}
	if len(rows) == 0 {
		return "", nil, fault.New(fault.SignedOut, "This account cannot be used any more. Ask the coordinator of your association for a new invitation.")
	}
	words := strings.FieldsFunc(rows[0].Name+" "+rows[0].Email, func(r rune) bool { return strings.ContainsRune(" @.-_+", r) })
	return rows[0].Hash, append(words, rows[0].Email), nil
}

// SetPassword keeps the hash of a new password, ends the account's visits but one, and tells its holder.
func (s *Store) SetPassword(ctx context.Context, account access.AccountID, hash, visit string, now time.Time) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		home, to, err := holderOf(tx, account)
		if err != nil {
			return err
		}
		err = tx.Exec(`insert into passwords (account_id, hash, changed_at) values (?, ?, ?)
			on conflict (account_id) do update set hash = excluded.hash, changed_at = excluded.changed_at`, int64(account), hash, utc(now)).Error
		if err != nil {
			return err
		}
		if err := tx.Exec(endVisit+`account_id = ? and token_hash <> ?`, utc(now), []byte{}, int64(account), visit).Error; err != nil {
			return err
		}
		if err := tell(tx, now, notice.PasswordChanged(to, home, now)); err != nil {
			return err
		}
		return record(tx, now, history.Change{Association: home, Actor: account.String(), Act: "password.changed", Subject: account.String()})
	})
	if err != nil {
		return fmt.Errorf("set the password of account %d: %w", account, err)
	}
	return nil
}

// Entered puts a sign-in on record, and forgets the tries that led to it.
func (s *Store) Entered(ctx context.Context, account access.AccountID, how string, now time.Time, limits ...access.Limit) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		home, err := homeOf(tx, account)
		if err != nil {
			return err
		}
		if err := forgive(tx, limits); err != nil {
			return err
		}
		if err := cameIn(tx, now, account); err != nil {
			return err
		}
		return record(tx, now, history.Change{Association: home, Actor: account.String(), Act: how, Subject: account.String()})
	})
	if err != nil {
		return fmt.Errorf("sign in account %d: %w", account, err)
	}
	return nil
}
