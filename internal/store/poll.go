package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"
)

// A polled is a query that is asked so often that parsing it would cost more than answering it: SQLite is given it
// once, prepared. PostgreSQL's driver remembers by itself what it has prepared, and forgets it when a table changes.
type polled struct {
	query string

	mu       sync.Mutex
	prepared *sql.Stmt // nil until it was asked for the first time
}

// row asks the query for its one row. SQLite is not told of whoever gives up meanwhile: it answers in some microseconds, of which
// watching for that would take several.
func (p *polled) row(ctx context.Context, s *Store, args ...any) (*sql.Row, error) {
	if s.dialect == postgresql {
		return s.ask(ctx).Raw(p.query, args...).Row(), nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	statement, err := p.statement(ctx, s.read)
	if err != nil {
		return nil, fmt.Errorf("prepare a query: %w", translate(err))
	}
	began := time.Now()
	row := statement.QueryRowContext(ctx, args...)
	s.read.Logger.Trace(ctx, began, func() (string, int64) { return p.query, 1 }, nil)
	return row, nil
}

// statement prepares the query once. Where that fails it is tried again the next time.
func (p *polled) statement(ctx context.Context, db *gorm.DB) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.prepared != nil {
		return p.prepared, nil
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	p.prepared, err = pool.PrepareContext(ctx, p.query)
	return p.prepared, err
}
