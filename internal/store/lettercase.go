package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	sqlitedriver "modernc.org/sqlite"
)

// letterCase opens SQLite's connections with a fold() beside lower(): that one knows A to Z alone, on PostgreSQL too, where
// columns are of the collation C, and nobody called Özge was found by their name in lower case.
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
	if err := lite.RegisterDeterministicScalarFunction("fold", 1, foldText); err != nil {
		return nil, fmt.Errorf("sqlite: fold: %w", err)
	}
	return letterCase{connector, lite, dsn}, nil
}

// Connect opens a connection.
func (c letterCase) Connect(ctx context.Context) (driver.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	conn, err := c.lite.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	return newKeptConn(conn.(liteConn)), nil
}

// Driver is the driver of the connections.
func (c letterCase) Driver() driver.Driver { return c.lite }

// foldText is a text in lower case; null stays null, as everywhere in SQL.
func foldText(_ *sqlitedriver.FunctionContext, args []driver.Value) (driver.Value, error) {
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

// knowLetters finds out which collation has PostgreSQL put every letter into lower case. Where the server was built without
// one, it does so with A to Z.
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
func (s *Store) lower(column string) string {
	if s.dialect == sqlite {
		return `fold(` + column + `)`
	}
	return `lower(` + column + s.letters + `)`
}
