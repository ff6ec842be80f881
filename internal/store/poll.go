package store

import (
	"context"
	"database/sql"
	"time"
)

// polled asks for the one row of a query that is asked so often that what gorm does for it would show. SQLite is not told of
// whoever gives up meanwhile: it answers in some microseconds, of which watching for that would take several.
func (s *Store) polled(ctx context.Context, query string, args ...any) (*sql.Row, error) {
	if s.dialect == postgresql {
		return s.ask(ctx).Raw(query, args...).Row(), nil
	}
	pool, err := s.read.DB()
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	began := time.Now()
	row := pool.QueryRowContext(context.WithoutCancel(ctx), query, args...)
	s.read.Logger.Trace(ctx, began, func() (string, int64) { return query, 1 }, nil)
	return row, nil
}
