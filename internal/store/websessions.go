package store

import (
	"context"
	"fmt"
	"time"
)

// WebSessions keeps signed-in browsers for the web's session manager, whose interface it has. The tokens it is given
// are hashed already. A session's data says nothing here; who is signed in is asked anew on each request (ActorOf).
type WebSessions struct{ store *Store }

// WebSessions is the store of signed-in browsers.
func (s *Store) WebSessions() WebSessions { return WebSessions{s} }

// FindCtx is the data of a session that has not expired; false where there is none.
func (w WebSessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var rows []struct{ Data []byte }
	err := w.store.ask(ctx).Raw(`select data from web_sessions where token_hash = ? and expires_at > ?`, token, w.store.clock()).Scan(&rows).Error
	if err != nil {
		return nil, false, fmt.Errorf("find a web session: %w", err)
	}
	if len(rows) == 0 {
		return nil, false, nil
	}
	return rows[0].Data, true, nil
}

// CommitCtx keeps the data of a session until it expires, instead of what was kept for it.
func (w WebSessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	err := w.store.write.WithContext(ctx).Exec(`insert into web_sessions (token_hash, data, expires_at) values (?, ?, ?)
		on conflict (token_hash) do update set data = excluded.data, expires_at = excluded.expires_at`, token, data, utc(expires)).Error
	if err != nil {
		return fmt.Errorf("keep a web session: %w", err)
	}
	return nil
}

// DeleteCtx forgets a session; one that is not there is no error.
func (w WebSessions) DeleteCtx(ctx context.Context, token string) error {
	if err := w.store.write.WithContext(ctx).Exec(`delete from web_sessions where token_hash = ?`, token).Error; err != nil {
		return fmt.Errorf("delete a web session: %w", err)
	}
	return nil
}

// Find is FindCtx without a context; the session manager asks for it in name only.
func (w WebSessions) Find(token string) ([]byte, bool, error) {
	return w.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context; the session manager asks for it in name only.
func (w WebSessions) Commit(token string, data []byte, expires time.Time) error {
	return w.CommitCtx(context.Background(), token, data, expires)
}

// Delete is DeleteCtx without a context; the session manager asks for it in name only.
func (w WebSessions) Delete(token string) error { return w.DeleteCtx(context.Background(), token) }

// SweepSignIns deletes what has expired and nobody will ask for: web sessions by now, sign-in links and keys to sheets a day
// before, so that whoever is looking at one still gets an answer; and attempts of a day ago. It returns how many these were.
func (s *Store) SweepSignIns(ctx context.Context, now time.Time) (int, error) {
	swept := 0
	for _, old := range []struct {
		query string
		until time.Time
	}{
		{`delete from web_sessions where expires_at <= ?`, now},
		{`delete from sign_in_links where expires_at <= ?`, now.AddDate(0, 0, -1)},
		{`delete from attempts where began_at <= ?`, now.AddDate(0, 0, -1)},
		{`delete from sheet_keys where expires_at <= ?`, now.AddDate(0, 0, -1)},
	} {
		done := s.write.WithContext(ctx).Exec(old.query, utc(old.until))
		if done.Error != nil {
			return swept, fmt.Errorf("sweep sign-ins: %w", done.Error)
		}
		swept += int(done.RowsAffected)
	}
	return swept, nil
}
