package store

import (
	"context"
	"database/sql/driver"
)

// Bounds of what a connection keeps prepared: a statement takes some ten kilobytes, and what lists many ids is another for
// each number of them.
const (
	mostKept    = 64
	longestKept = 16 << 10
)

// liteConn is what the driver of SQLite can do with a connection.
type liteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

// keptConn is a connection that keeps the questions it was asked, prepared: SQLite plans a statement each time it is given its
// text, which for most of ours takes longer than answering it. PostgreSQL's driver does so by itself. SQLite plans a kept one
// anew where the schema has changed, or what ANALYZE found, and for other values where it had looked at one: of a bare parameter
// after LIMIT, or where a sample of ANALYZE told something of it.
type keptConn struct {
	liteConn
	kept  map[string]driver.Stmt
	taken map[string]bool // since whoever asks has the connection: its rows may still be open, and a statement has one set of them
}

func newKeptConn(c liteConn) *keptConn {
	return &keptConn{c, make(map[string]driver.Stmt), make(map[string]bool)}
}

// QueryContext asks a question.
func (c *keptConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	statement, ok := c.kept[query]
	if c.taken[query] || !ok && (len(c.kept) == mostKept || len(query) > longestKept) {
		return c.liteConn.QueryContext(ctx, query, args)
	}
	if !ok {
		var err error
		if statement, err = c.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		c.kept[query] = statement
	}
	c.taken[query] = true
	return statement.(driver.StmtQueryContext).QueryContext(ctx, args)
}

// ResetSession is called before somebody else has the connection: no rows are open then. Where there is room for no more, it
// begins anew.
func (c *keptConn) ResetSession(ctx context.Context) error {
	clear(c.taken)
	if len(c.kept) == mostKept {
		if err := c.forget(); err != nil {
			return driver.ErrBadConn
		}
	}
	return c.liteConn.ResetSession(ctx)
}

// Close closes the connection, and what it kept before it.
func (c *keptConn) Close() error {
	failed := c.forget()
	if err := c.liteConn.Close(); err != nil {
		return err
	}
	return failed
}

func (c *keptConn) forget() (failed error) {
	for query, statement := range c.kept {
		if err := statement.Close(); err != nil {
			failed = err
		}
		delete(c.kept, query)
	}
	return failed
}
