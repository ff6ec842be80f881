package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
)

// CloseAccount closes an account where decide lets it, given how many open accounts operate the installation: in the
// same transaction its web sessions, links, calendar addresses, invitations and granted roles end, history has it, and
// whoever held it is told. Closing it again changes nothing.
func (s *Store) CloseAccount(ctx context.Context, id access.AccountID, by string, decide func(access.Holder, int) error) error {
	return s.changeHolder(ctx, id, func(tx *gorm.DB, at time.Time, l access.ListedAccount, operators int) error {
		if err := decide(l.Holder(), operators); err != nil || !l.ClosedAt.IsZero() {
			return err
		}
		changes, err := shut(tx, at, l, by)
		if err != nil {
			return err
		}
		return record(tx, at, changes...)
	})
}

// shut ends whatever an account opens, and tells whoever held it. What history is to say of it comes back.
func shut(tx *gorm.DB, at time.Time, l access.ListedAccount, by string) ([]history.Change, error) {
	id, home := int64(l.ID), homeOfHolder(l)
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{`update accounts set closed_at = ? where id = ?`, []any{utc(at), id}},
		{endVisit + `account_id = ?`, []any{utc(at), []byte{}, id}},
		{`delete from sign_in_links where account_id = ? and used_at is null`, []any{id}},
		{`delete from sheet_keys where account_id = ?`, []any{id}},
		{`delete from absence_keys where account_id = ?`, []any{id}},
		{`delete from passwords where account_id = ?`, []any{id}},
		{`delete from identities where account_id = ?`, []any{id}},
		{`delete from recovery_codes where account_id = ?`, []any{id}},
		{`delete from second_factors where account_id = ?`, []any{id}},
		{endFeeds, []any{utc(at), int64(l.Person)}},
		{`update invitations set taken_back_at = ? where account_id = ? and opened_at is null and taken_back_at is null`, []any{utc(at), id}},
		{`delete from account_roles where account_id = ?`, []any{id}},
	} {
		if err := tx.Exec(step.statement, step.args...).Error; err != nil {
			return nil, err
		}
	}
	if err := tell(tx, at, notice.AccountClosed(holderTold(l), home, factOf(l.ID, "closed", at))); err != nil {
		return nil, err
	}
	changes := []history.Change{{Association: home, Actor: by, Act: "account.closed", Subject: l.ID.String()}}
	for _, association := range l.Coordinates {
		changes = append(changes, history.Change{Association: association, Actor: by, Act: string(access.Coordinator) + ".taken", Subject: l.ID.String()})
	}
	if l.Operates {
		changes = append(changes, history.Change{Actor: by, Act: string(access.Operator) + ".taken", Subject: l.ID.String()})
	}
	return changes, nil
}

// ReopenAccount opens a closed account again where decide lets it. Neither roles nor calendar addresses come back.
// Opening it again changes nothing.
func (s *Store) ReopenAccount(ctx context.Context, id access.AccountID, by string, decide func(access.Holder) error) error {
	return s.changeHolder(ctx, id, func(tx *gorm.DB, at time.Time, l access.ListedAccount, _ int) error {
		if err := decide(l.Holder()); err != nil || l.ClosedAt.IsZero() {
			return err
		}
		changes, err := reopen(tx, id, homeOfHolder(l), by)
		if err != nil {
			return err
		}
		if err := tell(tx, at, notice.AccountReopened(holderTold(l), homeOfHolder(l), factOf(id, "reopened", at))); err != nil {
			return err
		}
		return record(tx, at, changes...)
	})
}

// GiveRole grants an account a role, Coordinator of an association or Operator, where decide lets it; TakeRole takes
// it. Who has the role already, or has it no longer, keeps it so.
func (s *Store) GiveRole(ctx context.Context, id access.AccountID, role access.Role, of roster.Association, by string, decide func(access.Holder) error) error {
	home, err := s.association(ctx, of)
	if err != nil {
		return err
	}
	return s.changeHolder(ctx, id, func(tx *gorm.DB, at time.Time, l access.ListedAccount, _ int) error {
		if err := decide(l.Holder()); err != nil {
			return err
		}
		if err := putAssociation(tx, home); err != nil {
			return err
		}
		changes, err := grant(tx, at, id, access.Invitation{Role: role, Association: of}, by)
		if err != nil || len(changes) == 0 {
			return err
		}
		if err := tell(tx, at, notice.RoleGiven(holderTold(l), of, factOf(id, "given", at), roleWords(role, home.Name))); err != nil {
			return err
		}
		return record(tx, at, changes...)
	})
}

// TakeRole is the other way round; see GiveRole. Operators is how many open accounts operate the installation.
func (s *Store) TakeRole(ctx context.Context, id access.AccountID, role access.Role, of roster.Association, by string, decide func(access.Holder, int) error) error {
	home, err := s.association(ctx, of)
	if err != nil {
		return err
	}
	return s.changeHolder(ctx, id, func(tx *gorm.DB, at time.Time, l access.ListedAccount, operators int) error {
		if err := decide(l.Holder(), operators); err != nil {
			return err
		}
		done := tx.Exec(`delete from account_roles where account_id = ? and role = ? and association = ?`, int64(id), string(role), string(of))
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		if err := tell(tx, at, notice.RoleTaken(holderTold(l), of, factOf(id, "taken", at), roleWords(role, home.Name))); err != nil {
			return err
		}
		return record(tx, at, history.Change{Association: of, Actor: by, Act: string(role) + ".taken", Subject: id.String()})
	})
}

func roleWords(role access.Role, association string) string {
	if role == access.Operator {
		return "an operator of this installation"
	}
	return "coordinator of the " + association
}

// changeHolder locks an account, see lockHolder, and does what is to be done.
func (s *Store) changeHolder(ctx context.Context, id access.AccountID, do func(*gorm.DB, time.Time, access.ListedAccount, int) error) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		operators, err := lockHolder(tx, id)
		if err != nil {
			return err
		}
		l, err := s.holder(tx, id)
		if err != nil {
			return err
		}
		return do(tx, s.clock(), l, operators)
	})
	if err != nil {
		return fmt.Errorf("change account %d: %w", id, err)
	}
	return nil
}

// lockHolder locks an account and, first, those that operate the installation, so that two operators cannot close each
// other. It counts the open ones.
func lockHolder(tx *gorm.DB, id access.AccountID) (operators int, err error) {
	var locked []int64
	if err := tx.Raw(`select account_id from account_roles where role = 'operator' order by account_id` + forUpdate(tx)).Scan(&locked).Error; err != nil {
		return 0, err
	}
	if err := lockAccount(tx, id); err != nil {
		return 0, err
	}
	err = tx.Raw(`select count(*) from account_roles r join accounts a on a.id = r.account_id where r.role = 'operator' and a.closed_at is null`).Row().Scan(&operators)
	return operators, err
}

// homeOfHolder is the association in whose history an account stands, open or closed; see homeOf.
func homeOfHolder(l access.ListedAccount) roster.Association {
	if reach := l.Holder().Associations; len(reach) > 0 {
		return reach[0]
	}
	return ""
}

// holderTold is who is told of an account, by the person behind it where there is one.
func holderTold(l access.ListedAccount) notice.Recipient {
	if l.Person != 0 {
		return notice.Recipient{Person: l.Person}
	}
	return notice.Recipient{Account: int64(l.ID)}
}

// factOf names what became of an account at an instant.
func factOf(id access.AccountID, what string, at time.Time) string {
	return fmt.Sprintf("account.%s:%d:%d", what, id, at.UnixMicro())
}
