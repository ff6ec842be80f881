package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"attune/internal/fault"
)

// dialect is the kind of a database, and where its SQL must differ from the other's, the words for it.
type dialect string

const (
	sqlite     dialect = "sqlite"
	postgresql dialect = "postgres"
)

// dialectOf is the dialect of a handle or transaction.
func dialectOf(tx *gorm.DB) dialect { return dialect(tx.Dialector.Name()) }

// on is gorm's dialector for a pool.
func (d dialect) on(pool *sql.DB) gorm.Dialector {
	if d == postgresql {
		return postgresDialector{&postgres.Dialector{Config: &postgres.Config{Conn: pool}}}
	}
	return sqliteDialector{pool: pool}
}

// postgresDialector is the driver's own, with our translation of errors.
type postgresDialector struct{ *postgres.Dialector }

// Explain is the statement with its placeholders, for logs: values may be names, addresses or secrets.
func (postgresDialector) Explain(statement string, _ ...any) string { return statement }

// Translate gives gorm our faults; see translate.
func (postgresDialector) Translate(err error) error { return translate(err) }

// postgresPool is the pool of a PostgreSQL database; no connection is made yet.
func postgresPool(a address, opts Options) (*sql.DB, error) {
	config, err := pgx.ParseConfig(a.url)
	if err != nil {
		return nil, fault.Because(err, fault.Invalid,
			"The PostgreSQL address cannot be read; write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE and escape special characters.")
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "attune"
	}
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["datestyle"] = "ISO" // a day that is cast to text is 2006-01-02, whatever the server was set to
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(readUTC))
	conns := opts.MaxConns
	if conns == 0 {
		conns = 16
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

// readUTC makes a connection hand over instants in UTC; the driver's own choice is the machine's zone.
func readUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name:  "timestamptz",
		OID:   pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

// sqlitePools are the writer, of one connection whose transactions take the write lock at once, and the readers.
// Several writing connections would fail each other: one that has read and then wants to write cannot wait.
func sqlitePools(a address) (writer, readers *sql.DB, err error) {
	if err := createFile(a.path); err != nil {
		return nil, nil, err
	}
	if writer, err = sqlitePool(sqliteDSN(a.path, "_pragma=journal_mode(WAL)", "_txlock=immediate"), 1); err != nil {
		return nil, nil, err
	}
	if readers, err = sqlitePool(sqliteDSN(a.path, "_pragma=query_only(1)"), 8); err != nil {
		writer.Close()
		return nil, nil, err
	}
	return writer, readers, nil
}

func sqlitePool(dsn string, conns int) (*sql.DB, error) {
	connector, err := newLetterCase(dsn)
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "The path of the database file cannot be used; choose another.")
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return pool, nil
}

// createFile makes a missing database file, for its owner's eyes alone: it holds names, addresses and attendance.
func createFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	switch {
	case err == nil:
		return file.Close()
	case errors.Is(err, fs.ErrNotExist):
		return fault.Because(err, fault.Unavailable, "The folder of the database file does not exist; create it, or name another file.")
	}
	return fault.Because(err, fault.Unavailable, "The database file cannot be opened for reading and writing; check the path and whose it is.")
}
