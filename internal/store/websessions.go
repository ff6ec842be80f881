package store

import (
	"context"
	"fmt"
	"time"
)

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
		{`delete from absence_keys where exists (select 1 from sessions s where s.id = absence_keys.session_id and s.starts_at <= ?)`, now},
	} {
		done := s.write.WithContext(ctx).Exec(old.query, utc(old.until))
		if done.Error != nil {
			return swept, fmt.Errorf("sweep sign-ins: %w", done.Error)
		}
		swept += int(done.RowsAffected)
	}
	return swept, nil
}
