package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/signin"
)

// Recognise signs in whom an issuer vouches for where decide says to which account: it binds the identity where that is
// new and tells the holder, and puts the sign-in on record. Email is canonical; empty where the issuer has verified none.
func (s *Store) Recognise(ctx context.Context, who access.Identity, email, host string, now time.Time,
	decide func(access.Vouched) (access.AccountID, bool, error),
) (access.AccountID, error) {
	var account access.AccountID
	err := s.change(ctx, func(tx *gorm.DB) error {
		vouched, err := vouchedFor(tx, who, email)
		if err != nil {
			return err
		}
		var bind bool
		if account, bind, err = decide(vouched); err != nil {
			return err
		}
		home, to, err := holderOf(tx, account)
		if err != nil {
			return err
		}
		changes := []history.Change{{Association: home, Actor: account.String(), Act: "openid.used", Subject: account.String()}}
		if bind {
			if err := bindIdentity(tx, account, who, now); err != nil {
				return err
			}
			if err := tell(tx, now, notice.IdentityBound(to, home, host, now)); err != nil {
				return err
			}
			changes = append([]history.Change{{Association: home, Actor: account.String(), Act: "openid.bound", Subject: account.String()}}, changes...)
		}
		if err := cameIn(tx, now, account); err != nil {
			return err
		}
		return record(tx, now, changes...)
	})
	if err != nil {
		return 0, fmt.Errorf("recognise an identity: %w", err)
	}
	return account, nil
}

// vouchedFor is what is on record of an identity and an e-mail. It locks the account that has the e-mail, so that one
// that is bound meanwhile is seen.
func vouchedFor(tx *gorm.DB, who access.Identity, email string) (access.Vouched, error) {
	var v access.Vouched
	var named []int64
	if email != "" {
		if err := tx.Raw(`select id from accounts where email = ? and closed_at is null order by id`+forUpdate(tx), email).Scan(&named).Error; err != nil {
			return v, err
		}
	}
	if len(named) == 1 {
		v.Named = access.AccountID(named[0])
	}
	var rows []struct {
		AccountID int64
		Subject   string
	}
	err := tx.Raw(`select i.account_id, i.subject from identities i join accounts a on a.id = i.account_id
		where a.closed_at is null and i.issuer = ? and (i.subject = ? or i.account_id = ?)`, who.Issuer, who.Subject, int64(v.Named)).Scan(&rows).Error
	for _, r := range rows {
		if r.Subject == who.Subject {
			v.Bound = access.AccountID(r.AccountID)
		} else {
			v.Taken = true
		}
	}
	return v, err
}

// bindIdentity keeps that an identity lets an account in.
func bindIdentity(tx *gorm.DB, account access.AccountID, who access.Identity, now time.Time) error {
	done := tx.Exec(`insert into identities (issuer, subject, account_id, bound_at) values (?, ?, ?, ?) on conflict do nothing`,
		who.Issuer, who.Subject, int64(account), utc(now))
	if done.Error == nil && done.RowsAffected == 0 {
		return fault.New(fault.Conflict, "Somebody else signed in like this at the same moment. Start again below.")
	}
	return done.Error
}

// IdentitiesOf are the issuers that let an account in, by address.
func (s *Store) IdentitiesOf(ctx context.Context, account access.AccountID) ([]access.BoundIdentity, error) {
	var rows []access.BoundIdentity
	err := s.ask(ctx).Raw(`select issuer, bound_at from identities where account_id = ? order by issuer`, int64(account)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("identities of account %d: %w", account, err)
	}
	for i := range rows {
		rows[i].BoundAt = utc(rows[i].BoundAt)
	}
	return rows, nil
}

// Unbind has an issuer let an account in no longer, ends the visits that came in through it but one, and tells its holder; host is
// the issuer as they know it, and visit the one that goes on, by the hash of its token. Where it does not let it in, nothing changes.
func (s *Store) Unbind(ctx context.Context, account access.AccountID, issuer, host, visit string) error {
	now := s.clock()
	err := s.change(ctx, func(tx *gorm.DB) error {
		done := tx.Exec(`delete from identities where account_id = ? and issuer = ?`, int64(account), issuer)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		err := tx.Exec(endVisit+`account_id = ? and way = ? and token_hash <> ?`, utc(now), []byte{}, int64(account), signin.Through(host), visit).Error
		if err != nil {
			return err
		}
		home, to, err := holderOf(tx, account)
		if err != nil {
			return err
		}
		if err := tell(tx, now, notice.IdentityTakenOff(to, home, host, now)); err != nil {
			return err
		}
		return record(tx, now, history.Change{Association: home, Actor: account.String(), Act: "openid.unbound", Subject: account.String()})
	})
	if err != nil {
		return fmt.Errorf("unbind account %d: %w", account, err)
	}
	return nil
}
