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

	once     sync.Once
	prepared *sql.Stmt
	err      error
}

// row asks the query for its one row.
func (p *polled) row(tx *gorm.DB, args ...any) (*sql.Row, error) {
	if dialectOf(tx) == postgresql {
		return tx.Raw(p.query, args...).Row(), nil
	}
	ctx := tx.Statement.Context
	p.once.Do(func() {
		pool, err := tx.DB()
		if err != nil {
			p.err = err
			return
		}
		p.prepared, p.err = pool.PrepareContext(context.WithoutCancel(ctx), p.query)
	})
	if p.err != nil {
		return nil, fmt.Errorf("prepare a query: %w", translate(p.err))
	}
	began := time.Now()
	row := p.prepared.QueryRowContext(ctx, args...)
	tx.Logger.Trace(ctx, began, func() (string, int64) { return p.query, 1 }, nil)
	return row, nil
}
