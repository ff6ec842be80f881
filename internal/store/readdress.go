package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
)

// ReaddressAccount has an account of nobody on the roster go by another canonical e-mail where decide lets it: what was sent to
// the one before and what was made with it opens nothing any more, and both are told. It is Invalid where somebody else signs
// in with the new one.
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
		home := homeOfHolder(l)
		if err := readdress(tx, at, readdressing{l.Account, email, home, notice.ByOperator, ""}); err != nil {
			return err
		}
		return record(tx, at, history.Change{Association: home, Actor: by, Act: "account.readdressed", Subject: id.String()})
	})
}

// readdressing is an open account that goes by another e-mail from now on.
type readdressing struct {
	access.Account        // as it was
	to             string // the e-mail from now on, canonical; empty: none
	home           roster.Association
	by             notice.Hand
	visit          string // the visit of whoever does it, by the hash of its token, which goes on; empty: none does
}

// readdress has an account go by another e-mail, and ends every way in that somebody who read the one before may have
// made: links, keys to sheets, identities, the password, calendar addresses, and the visits there are, those halfway in among
// them. Both e-mails are told.
func readdress(tx *gorm.DB, at time.Time, r readdressing) error {
	id := int64(r.ID)
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{`update accounts set email = ? where id = ?`, []any{r.to, id}}, // the first: who signs in by the e-mail waits for it
		{`update sign_in_links set expires_at = ? where used_at is null and expires_at > ? and account_id = ?`, []any{utc(at), utc(at), id}},
		{`delete from sheet_keys where account_id = ?`, []any{id}},
		{`delete from absence_keys where account_id = ?`, []any{id}},
		{`delete from identities where account_id = ?`, []any{id}},
		{`delete from passwords where account_id = ?`, []any{id}},
		{endFeeds, []any{utc(at), int64(r.Person)}},
		{endVisit + `account_id = ? and token_hash <> ?`, []any{utc(at), []byte{}, id, r.visit}},
	} {
		if err := tx.Exec(step.statement, step.args...).Error; err != nil {
			return err
		}
	}
	var told []notice.Notice
	if r.to != "" {
		told = append(told, notice.AccountReaddressed(holder(r.Account), r.home, factOf(r.ID, "readdressed", at), r.by))
	}
	if r.Email != "" {
		told = append(told, notice.AccountLeft(r.Email, r.home, factOf(r.ID, "left", at), r.by))
	}
	return tell(tx, at, told...)
}
