package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
)

// FindVisit is what the web keeps of a browser's visit, by the hash of its token; false where it has expired, was ended
// or never was. Who is signed in is asked anew on each request (ActorOf).
func (s *Store) FindVisit(ctx context.Context, hash string) ([]byte, bool, error) {
	var rows []struct{ Data []byte }
	err := s.ask(ctx).Raw(`select data from web_sessions where token_hash = ? and expires_at > ? and ended_at is null`, hash, s.clock()).Scan(&rows).Error
	if err != nil {
		return nil, false, fmt.Errorf("find a visit: %w", err)
	}
	if len(rows) == 0 {
		return nil, false, nil
	}
	return rows[0].Data, true, nil
}

// KeepVisit keeps a visit and its data until it expires, instead of what was kept of it. One that was ended stays ended:
// of a sign-out and a request of the same instant the sign-out wins, in whichever order they get here.
func (s *Store) KeepVisit(ctx context.Context, v access.Visit, data []byte, expires time.Time) error {
	err := s.write.WithContext(ctx).Exec(`insert into web_sessions (token_hash, data, expires_at, account_id, browser, began_at, seen_at, way) values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (token_hash) do update set data = excluded.data, expires_at = excluded.expires_at, account_id = excluded.account_id,
			browser = excluded.browser, began_at = excluded.began_at, seen_at = excluded.seen_at, way = excluded.way
		where web_sessions.ended_at is null`,
		v.Hash, data, utc(expires), idOrNil(v.Account), v.Browser, timeOrNil(v.Began), timeOrNil(v.Seen), v.Way).Error
	if err != nil {
		return fmt.Errorf("keep a visit: %w", err)
	}
	return nil
}

// endVisit ends a visit that its own browser ends; the row stays until it would have expired, so that nobody keeps it anew.
const endVisit = `update web_sessions set ended_at = ?, data = ? where ended_at is null and `

// EndVisit ends the visit of a browser; one that is not there is no error.
func (s *Store) EndVisit(ctx context.Context, hash string) error {
	if err := s.write.WithContext(ctx).Exec(endVisit+`token_hash = ?`, s.clock(), []byte{}, hash).Error; err != nil {
		return fmt.Errorf("end a visit: %w", err)
	}
	return nil
}

// VisitsOf are the visits signed in with an account that have neither ended nor expired, the one last seen first.
func (s *Store) VisitsOf(ctx context.Context, account access.AccountID) ([]access.Visit, error) {
	var rows []struct {
		TokenHash, Browser, Way string
		BeganAt, SeenAt         time.Time
	}
	err := s.ask(ctx).Raw(`select token_hash, browser, began_at, seen_at, way from web_sessions
		where account_id = ? and began_at is not null and expires_at > ? and ended_at is null order by seen_at desc, token_hash`, int64(account), s.clock()).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("visits of account %d: %w", account, err)
	}
	visits := make([]access.Visit, len(rows))
	for i, r := range rows {
		visits[i] = access.Visit{Hash: r.TokenHash, Account: account, Browser: r.Browser, Way: r.Way, Began: utc(r.BeganAt), Seen: utc(r.SeenAt)}
	}
	return visits, nil
}

// EndOneVisit ends one visit of an account, whichever browser it is of; one that is not the account's is not there, and
// no error.
func (s *Store) EndOneVisit(ctx context.Context, account access.AccountID, hash string) error {
	return s.endVisits(ctx, account, "visit.ended", `account_id = ? and token_hash = ?`, int64(account), hash)
}

// EndOtherVisits ends all visits of an account but one.
func (s *Store) EndOtherVisits(ctx context.Context, account access.AccountID, but string) error {
	return s.endVisits(ctx, account, "visits.ended", `account_id = ? and token_hash <> ?`, int64(account), but)
}

func (s *Store) endVisits(ctx context.Context, account access.AccountID, act, which string, args ...any) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		at := s.clock()
		done := tx.Exec(endVisit+which, append([]any{at, []byte{}}, args...)...)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		home, err := homeOf(tx, account)
		if err != nil {
			return err
		}
		return record(tx, at, history.Change{Association: home, Actor: account.String(), Act: act, Subject: account.String()})
	})
	if err != nil {
		return fmt.Errorf("end visits of account %d: %w", account, err)
	}
	return nil
}
