package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"
)

// A bulk is a statement that writes many rows at once, as fast as either database takes them: PostgreSQL is handed each
// column as one array, so that the statement is always the same, SQLite some rows at a time through one that is
// prepared, so that it is parsed once.
type bulk struct {
	into  string // table and columns
	types string // of the columns, as PostgreSQL calls them, with a blank between
	then  string // on conflict …, returning …; may be empty
}

// bulkRows is how many rows one statement is handed: on PostgreSQL at most, on SQLite as long as there are so many.
const (
	postgresBulkRows = 10_000
	sqliteBulkRows   = 500
)

// write writes n rows and hands what the statement returns to scan, which is nil where it returns nothing.
func (b bulk) write(tx *gorm.DB, n int, values func(i int) []any, scan func(*sql.Rows) error) error {
	if n == 0 {
		return nil
	}
	write := b.writeSQLite
	if dialectOf(tx) == postgresql {
		write = b.writePostgres
	}
	if err := write(tx, n, values, scan); err != nil {
		table, _, _ := strings.Cut(b.into, " ")
		return fmt.Errorf("write %d rows of %s: %w", n, table, translate(err))
	}
	return nil
}

func (b bulk) writePostgres(tx *gorm.DB, n int, values func(int) []any, scan func(*sql.Rows) error) error {
	types := strings.Fields(b.types)
	holders := make([]string, len(types))
	for i, name := range types {
		holders[i] = "?::" + name + "[]"
	}
	statement := `insert into ` + b.into + ` select * from unnest(` + strings.Join(holders, ", ") + `) ` + b.then
	for from := 0; from < n; from += postgresBulkRows {
		to := min(from+postgresBulkRows, n)
		columns := make([]array, len(types))
		for i := range columns {
			columns[i].FlatArray = make(pgtype.FlatArray[any], 0, to-from)
		}
		for i := from; i < to; i++ {
			for c, value := range values(i) {
				columns[c].FlatArray = append(columns[c].FlatArray, value)
			}
		}
		args := make([]any, len(columns))
		for i := range columns {
			args[i] = columns[i]
		}
		if err := b.run(tx, statement, args, scan); err != nil {
			return err
		}
	}
	return nil
}

func (b bulk) run(tx *gorm.DB, statement string, args []any, scan func(*sql.Rows) error) error {
	if scan == nil {
		return tx.Exec(statement, args...).Error
	}
	g := gathering{tx: tx}
	return g.each(scan, statement, args...)
}

// array is a column of values. gorm would spread a slice over as many placeholders; a driver.Valuer it leaves alone.
type array struct{ pgtype.FlatArray[any] }

// Value is never asked for: the driver sees the array first.
func (array) Value() (driver.Value, error) { return nil, errors.New("an array is not a single value") }

func (b bulk) writeSQLite(tx *gorm.DB, n int, values func(int) []any, scan func(*sql.Rows) error) error {
	columns := len(strings.Fields(b.types))
	args := make([]any, 0, min(n, sqliteBulkRows)*columns)
	var prepared *sql.Stmt
	for from := 0; from < n; from += sqliteBulkRows {
		to := min(from+sqliteBulkRows, n)
		args = args[:0]
		for i := from; i < to; i++ {
			args = append(args, values(i)...)
		}
		if to-from < sqliteBulkRows {
			if err := b.run(tx, b.statement(to-from, columns), args, scan); err != nil {
				return err
			}
			continue
		}
		if prepared == nil {
			var err error
			if prepared, err = tx.Statement.ConnPool.PrepareContext(tx.Statement.Context, b.statement(sqliteBulkRows, columns)); err != nil {
				return err
			}
			defer func() { _ = prepared.Close() }() // the connection goes on
		}
		if err := b.runPrepared(tx, prepared, args, scan); err != nil {
			return err
		}
	}
	return nil
}

func (b bulk) statement(rows, columns int) string {
	return `insert into ` + b.into + ` values ` + placeholders(rows, columns) + ` ` + b.then
}

func (b bulk) runPrepared(tx *gorm.DB, prepared *sql.Stmt, args []any, scan func(*sql.Rows) error) error {
	if scan == nil {
		_, err := prepared.ExecContext(tx.Statement.Context, args...)
		return err
	}
	rows, err := prepared.QueryContext(tx.Statement.Context, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
