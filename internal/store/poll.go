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

// row asks the query for its one row.
func (p *polled) row(tx *gorm.DB, args ...any) (*sql.Row, error) {
	if dialectOf(tx) == postgresql {
		return tx.Raw(p.query, args...).Row(), nil
	}
	ctx := tx.Statement.Context
	statement, err := p.statement(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("prepare a query: %w", translate(err))
	}
	began := time.Now()
	row := statement.QueryRowContext(ctx, args...)
	tx.Logger.Trace(ctx, began, func() (string, int64) { return p.query, 1 }, nil)
	return row, nil
}

// statement prepares the query once. Where that fails it is tried again the next time.
func (p *polled) statement(ctx context.Context, tx *gorm.DB) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.prepared != nil {
		return p.prepared, nil
	}
	pool, err := tx.DB()
	if err != nil {
		return nil, err
	}
	p.prepared, err = pool.PrepareContext(ctx, p.query)
	return p.prepared, err
}
