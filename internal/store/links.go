package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/roster"
)

// CreateLink keeps a sign-in link to an account; NotFound where there is no such account or it is closed.
func (s *Store) CreateLink(ctx context.Context, link access.Link, by string) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		home, err := homeOf(tx, link.Account)
		if err != nil {
			return err
		}
		err = tx.Exec(`insert into sign_in_links (account_id, token_hash, destination, strong, created_at, expires_at, used_by) values (?, ?, ?, ?, ?, ?, '')`,
			int64(link.Account), string(link.Hash), link.To, link.Strong, utc(link.CreatedAt), utc(link.ExpiresAt)).Error
		if err != nil {
			return err
		}
		return record(tx, s.now(), history.Change{Association: home, Actor: by, Act: "link.created", Subject: link.Account.String()})
	})
	if err != nil {
		return fmt.Errorf("sign-in link to account %d: %w", link.Account, err)
	}
	return nil
}

// LinkStands is nil where UseLink would use the link up at now, and NotFound otherwise. It changes nothing.
func (s *Store) LinkStands(ctx context.Context, link access.TokenHash, now time.Time) error {
	var standing []int64
	err := s.ask(ctx).Raw(`select l.account_id from sign_in_links l join accounts a on a.id = l.account_id
		where l.token_hash = ? and l.used_at is null and l.expires_at > ? and a.closed_at is null`, string(link), utc(now)).Scan(&standing).Error
	if err != nil {
		return fmt.Errorf("look at a sign-in link: %w", err)
	}
	if len(standing) == 0 {
		return noLink()
	}
	return nil
}

// UseLink uses a link up for a browser and gives it. Of several at once one succeeds; the browser that has used the
// link, at since or later, is given it again. NotFound where the link is no good, for any reason.
func (s *Store) UseLink(ctx context.Context, link, browser access.TokenHash, now, since time.Time) (access.Link, error) {
	var used access.Link
	err := s.change(ctx, func(tx *gorm.DB) error {
		spent, err := spendLink(tx, link, browser, now)
		if err != nil {
			return err
		}
		if len(spent) == 0 {
			used, err = spentBy(tx, link, browser, since)
			return err
		}
		used = spent[0].link()
		return signedInWith(tx, now, used.Account)
	})
	if err != nil {
		return access.Link{}, fmt.Errorf("use a sign-in link: %w", err)
	}
	return used, nil
}

// linkRow is a row of sign_in_links.
type linkRow struct {
	AccountID   int64
	TokenHash   string
	Destination string
	Strong      bool
	CreatedAt   time.Time
	ExpiresAt   time.Time
}

func (r linkRow) link() access.Link {
	return access.Link{
		Account: access.AccountID(r.AccountID), Hash: access.TokenHash(r.TokenHash), To: r.Destination, Strong: r.Strong,
		CreatedAt: utc(r.CreatedAt), ExpiresAt: utc(r.ExpiresAt),
	}
}

// spendLink marks a standing link as used and gives it; none where it does not stand.
func spendLink(tx *gorm.DB, link, browser access.TokenHash, now time.Time) ([]linkRow, error) {
	var rows []linkRow
	err := tx.Raw(`update sign_in_links set used_at = ?, used_by = ?
		where token_hash = ? and used_at is null and expires_at > ? and account_id in (select id from accounts where closed_at is null)
		returning account_id, token_hash, destination, strong, created_at, expires_at`,
		utc(now), string(browser), string(link), utc(now)).Scan(&rows).Error
	return rows, err
}

// signedInWith records that a link was used.
func signedInWith(tx *gorm.DB, now time.Time, account access.AccountID) error {
	home, err := homeOf(tx, account)
	if err != nil {
		return err
	}
	if err := cameIn(tx, now, account); err != nil {
		return err
	}
	return record(tx, now, history.Change{Association: home, Actor: account.String(), Act: "link.used", Subject: account.String()})
}

// spentBy is a link which that browser has used, at since or later.
func spentBy(tx *gorm.DB, link, browser access.TokenHash, since time.Time) (access.Link, error) {
	var rows []linkRow
	err := tx.Raw(`select l.account_id, l.token_hash, l.destination, l.strong, l.created_at, l.expires_at
		from sign_in_links l join accounts a on a.id = l.account_id
		where l.token_hash = ? and l.used_by = ? and l.used_by <> '' and l.used_at >= ? and a.closed_at is null`,
		string(link), string(browser), utc(since)).Scan(&rows).Error
	if err != nil {
		return access.Link{}, err
	}
	if len(rows) == 0 {
		return access.Link{}, noLink()
	}
	return rows[0].link(), nil
}

func noLink() error { return fault.New(fault.NotFound, "This sign-in link is no good.") }

// homeOf is the association in whose history an open account stands: its person's, else the first it coordinates, else
// the installation's own. NotFound where there is no such account or it is closed.
func homeOf(tx *gorm.DB, account access.AccountID) (roster.Association, error) {
	var homes []roster.Association
	err := tx.Raw(`select coalesce(p.association, (select min(association) from account_roles where account_id = a.id and role = 'coordinator'), '')
		from accounts a left join people p on p.id = a.person_id where a.id = ? and a.closed_at is null`, int64(account)).Scan(&homes).Error
	if err != nil {
		return "", err
	}
	if len(homes) == 0 {
		return "", fault.New(fault.NotFound, "There is no such account, or it is closed.")
	}
	return homes[0], nil
}
