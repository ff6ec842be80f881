package store

import (
	"context"
	"fmt"
	"time"
)

// Clock is what the clock of the database's machine shows, in UTC. SQLite has none but this process's.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	if s.dialect == sqlite {
		return s.clock(), nil
	}
	var now time.Time
	if err := s.ask(ctx).Raw("select clock_timestamp()").Row().Scan(&now); err != nil {
		return time.Time{}, fmt.Errorf("ask the database's clock: %w", err)
	}
	return utc(now), nil
}
