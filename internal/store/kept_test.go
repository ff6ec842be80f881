package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"testing"
)

// planned counts what a connection has had planned.
type planned struct {
	liteConn
	times map[string]int
}

func (p planned) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	p.times[query]++
	return p.liteConn.PrepareContext(ctx, query)
}

// onePlanned is a pool of one connection that counts what it plans.
type onePlanned struct {
	driver.Connector
	times map[string]int
}

func (o onePlanned) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := o.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return newKeptConn(planned{conn.(*keptConn).liteConn, o.times}), nil
}

// keeping is a pool of one connection to a database of its own with two things in it, and how often each statement was planned.
func keeping(t *testing.T) (*sql.DB, map[string]int) {
	t.Helper()
	connector, err := newLetterCase("file:" + filepath.Join(t.TempDir(), "kept.db"))
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	pool := sql.OpenDB(onePlanned{connector, times})
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := pool.ExecContext(t.Context(), `create table things (n integer); insert into things values (1), (2)`); err != nil {
		t.Fatal(err)
	}
	return pool, times
}

func TestAConnectionPlansAStatementOnce(t *testing.T) {
	t.Parallel()
	pool, times := keeping(t)
	const all = `select * from things where n > ? order by n`
	for i, want := range []int{1, 1, 2} {
		if i == 2 {
			if _, err := pool.ExecContext(t.Context(), `alter table things add column other text`); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := pool.QueryContext(t.Context(), all, 0)
		if err != nil {
			t.Fatal(err)
		}
		if columns, err := rows.Columns(); err != nil || len(columns) != want {
			t.Errorf("%d columns, want %d (%v)", len(columns), want, err)
		}
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}
	if times[all] != 1 {
		t.Errorf("planned %d times", times[all])
	}
}

func TestAStatementIsAskedAgainWhileItsRowsAreOpen(t *testing.T) {
	t.Parallel()
	pool, _ := keeping(t)
	tx, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	const each = `select n from things order by n`
	rows, err := tx.QueryContext(t.Context(), each)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for want := 1; want <= 2; want++ {
		var first, n int
		if err := tx.QueryRowContext(t.Context(), each).Scan(&first); err != nil || first != 1 {
			t.Errorf("the first is %d, %v", first, err)
		}
		if !rows.Next() || rows.Scan(&n) != nil || n != want {
			t.Errorf("%d, want %d: %v", n, want, rows.Err())
		}
	}
}

func TestAConnectionKeepsNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	pool, _ := keeping(t)
	for i := range 3*mostKept + 1 {
		var n int
		if err := pool.QueryRowContext(t.Context(), fmt.Sprintf(`select %d`, i)).Scan(&n); err != nil || n != i {
			t.Errorf("%d, want %d: %v", n, i, err)
		}
	}
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.Raw(func(c any) error {
		if n := len(c.(*keptConn).kept); n == 0 || n > mostKept {
			t.Errorf("%d statements are kept", n)
		}
		return nil
	})
}
