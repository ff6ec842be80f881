package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/notice"
	"attune/internal/roster"
)

// AskLink counts somebody's asking for a sign-in link and, where an open account is the only one with the canonical
// e-mail, tells its holder what tell says. It makes the same statements whether there is one or not, so that neither
// an answer nor the time it takes tells. It gives when to ask again where that was too often, and tells nobody then.
func (s *Store) AskLink(ctx context.Context, email string, now time.Time, limits []access.Limit,
	tell func(notice.Recipient, roster.Association) notice.Notice,
) (time.Time, error) {
	var again time.Time
	err := s.change(ctx, func(tx *gorm.DB) error {
		var err error
		if again, err = attempt(tx, now, limits); err != nil || !again.IsZero() {
			return err
		}
		account, home, err := onlyAccount(tx, email)
		if err != nil {
			return err
		}
		return tellHolder(tx, now, account.ID, tell(holder(account), home))
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("ask for a sign-in link: %w", err)
	}
	return again, nil
}

// onlyAccount is the open account that alone has an e-mail, with the association in whose history it stands; the zero
// account where there is none, or more than one.
func onlyAccount(tx *gorm.DB, email string) (access.Account, roster.Association, error) {
	var rows []struct {
		ID, Person int64
		Home       string
	}
	err := tx.Raw(`select a.id, coalesce(a.person_id, 0) as person,
			coalesce(p.association, (select min(association) from account_roles where account_id = a.id and role = 'coordinator'), '') as home
		from accounts a left join people p on p.id = a.person_id where a.email = ? and a.closed_at is null`, email).Scan(&rows).Error
	if err != nil || len(rows) != 1 || email == "" {
		return access.Account{}, "", err
	}
	found := access.Account{ID: access.AccountID(rows[0].ID), Person: roster.PersonID(rows[0].Person), Email: email}
	return found, roster.Association(rows[0].Home), nil
}

// holder is who is told of what concerns an account.
func holder(account access.Account) notice.Recipient {
	if account.Person != 0 {
		return notice.Recipient{Person: account.Person}
	}
	return notice.Recipient{Account: int64(account.ID)}
}

// holderOf is who is told of what concerns an open account, and the association in whose history that stands. NotFound
// where there is no such account or it is closed.
func holderOf(tx *gorm.DB, id access.AccountID) (roster.Association, notice.Recipient, error) {
	home, err := homeOf(tx, id)
	if err != nil {
		return "", notice.Recipient{}, err
	}
	found, err := accounts(tx, `id = ?`, int64(id))
	if err != nil {
		return "", notice.Recipient{}, err
	}
	return home, holder(found[0]), nil
}

// tellHolder puts a notice into the outbox where the account is open, and makes the same statement where there is none.
func tellHolder(tx *gorm.DB, at time.Time, account access.AccountID, n notice.Notice) error {
	row := noticeRow(n, at)
	return tx.Exec(`insert into `+noticeColumns+` select `+strings.Repeat(", ?", len(row))[2:]+` from accounts
		where id = ? and closed_at is null on conflict (recipient, fact) do nothing`, append(row, int64(account))...).Error
}
