package store

import (
	"context"
	"database/sql"
	"time"
)

// polled asks for the one row of a query that is asked so often that what gorm does for it would show.
func (s *Store) polled(ctx context.Context, query string, args ...any) (*sql.Row, error) {
	if s.dialect == postgresql {
		return s.ask(ctx).Raw(query, args...).Row(), nil
	}
	pool, err := s.read.DB()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	row := pool.QueryRowContext(ctx, query, args...)
	s.read.Logger.Trace(ctx, began, func() (string, int64) { return query, 1 }, nil)
	return row, nil
}
