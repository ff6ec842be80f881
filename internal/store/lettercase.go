package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	sqlitedriver "modernc.org/sqlite"
)

// letterCase opens SQLite's connections with a lower() that knows every letter, as PostgreSQL's does; its own knows A to Z
// alone, and nobody called Özge was found by their name in lower case.
type letterCase struct {
	driver.Connector
	lite *sqlitedriver.Driver
	dsn  string
}

func newLetterCase(dsn string) (driver.Connector, error) {
	connector, err := sqlitedriver.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	lite := &sqlitedriver.Driver{}
	if err := lite.RegisterDeterministicScalarFunction("lower", 1, lowerText); err != nil {
		return nil, fmt.Errorf("sqlite: lower: %w", err)
	}
	return letterCase{connector, lite, dsn}, nil
}

// Connect opens a connection.
func (c letterCase) Connect(ctx context.Context) (driver.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.lite.Open(c.dsn)
}

// Driver is the driver of the connections.
func (c letterCase) Driver() driver.Driver { return c.lite }

// lowerText is a text in lower case; null stays null, as everywhere in SQL.
func lowerText(_ *sqlitedriver.FunctionContext, args []driver.Value) (driver.Value, error) {
	switch is := args[0].(type) {
	case nil:
		return nil, nil
	case string:
		return strings.ToLower(is), nil
	case []byte:
		return strings.ToLower(string(is)), nil
	default:
		return strings.ToLower(fmt.Sprint(is)), nil
	}
}

// knowLetters finds out what has PostgreSQL put every letter into lower case. What a database does by itself hangs on how it
// was created: one of the locale C knows A to Z alone. Where the server was built without such a collation, it stays so.
func (s *Store) knowLetters(ctx context.Context) error {
	if s.dialect != postgresql {
		return nil
	}
	var known []string
	err := s.ask(ctx).Raw(`select collname from pg_collation where collname in ('und-x-icu', 'pg_c_utf8') order by collname desc`).Scan(&known).Error
	if err != nil {
		return fmt.Errorf("collations: %w", err)
	}
	if len(known) > 0 {
		s.letters = ` collate "` + known[0] + `"`
	}
	return nil
}

// lower is a column in lower case, whatever its letters.
func (s *Store) lower(column string) string { return `lower(` + column + s.letters + `)` }
