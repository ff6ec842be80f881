package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	sqlitedriver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"attune/internal/fault"
)

// Reasons for which the database refused, in its own words. They stay in the chain of the error that translate makes;
// gorm's three are used for keys and checks.
var (
	errRefused = errors.New("refused by a trigger") // an append-only table, or the marks of a verified sheet
	errNull    = errors.New("not null")
	errClash   = errors.New("clash with another transaction") // deadlock or serialization; nothing was saved
	errAway    = errors.New("database out of reach")
)

// translate makes the fault of an error from a driver, by its code: a key that is taken is fault.Conflict, a database
// that does not answer fault.Unavailable; what only a defect can cause (a missing foreign row, a failed check, a
// refused change) stays internal, with its reason in the chain. Faults, cancellations and nil pass through.
func translate(err error) error {
	if err == nil || isFault(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	reason := reasonOf(err)
	if reason == nil || errors.Is(err, reason) {
		return err
	}
	cause := fmt.Errorf("%w: %w", reason, err)
	switch reason {
	case gorm.ErrDuplicatedKey:
		return fault.Because(cause, fault.Conflict, "This is already there; somebody may have added it a moment ago. Load the page again to see it.")
	case errClash:
		return fault.Because(cause, fault.Conflict, "Somebody changed the same thing at the same moment, and nothing was saved. Try again.")
	case errAway:
		return fault.Because(cause, fault.Unavailable, "The database cannot be used just now; try again in a moment.")
	}
	return cause
}

func isFault(err error) bool {
	_, is := errors.AsType[*fault.Error](err)
	return is
}

// reasonOf is the reason in a driver's error, nil where the code says nothing we tell apart.
func reasonOf(err error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresReason(pg.Code)
	}
	if lite, ok := errors.AsType[*sqlitedriver.Error](err); ok {
		return sqliteReason(lite.Code())
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return errAway
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, driver.ErrBadConn) {
		return errAway
	}
	return nil
}

// postgresReason reads an SQLSTATE (PostgreSQL manual, appendix A).
func postgresReason(code string) error {
	switch code {
	case "23505":
		return gorm.ErrDuplicatedKey
	case "23503":
		return gorm.ErrForeignKeyViolated
	case "23514":
		return gorm.ErrCheckConstraintViolated
	case "23502":
		return errNull
	case "23001": // restrict_violation, which our triggers raise
		return errRefused
	case "40001", "40P01":
		return errClash
	case "57P01", "57P02", "57P03", "3D000": // shut down, crashed, starting, no such database
		return errAway
	case "0A000": // a cached plan met a column whose type was migrated; the driver has forgotten the plan now
		return errAway
	}
	if class := code[:min(2, len(code))]; strings.Contains("08 28 53 58", class) { // connection, sign-in, resources, system
		return errAway
	}
	return nil
}

// sqliteReason reads a result code: the primary code is its low byte (sqlite.org/rescode.html).
func sqliteReason(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return gorm.ErrDuplicatedKey
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return gorm.ErrForeignKeyViolated
	case sqlite3.SQLITE_CONSTRAINT_CHECK:
		return gorm.ErrCheckConstraintViolated
	case sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		return errNull
	case sqlite3.SQLITE_CONSTRAINT_TRIGGER:
		return errRefused
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
		sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY:
		return errAway
	}
	return nil
}

// isTaken tells whether an error is that of a unique or primary key that is already there.
func isTaken(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }

// isLocked tells whether SQLite refused because somebody else holds a lock on the file.
func isLocked(err error) bool {
	lite, ok := errors.AsType[*sqlitedriver.Error](err)
	return ok && lite.Code()&0xff == sqlite3.SQLITE_BUSY
}

// missing makes fault.NotFound with a sentence of gorm's "record not found", and leaves every other error alone.
func missing(err error, format string, args ...any) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return fault.Because(err, fault.NotFound, format, args...)
	}
	return err
}
