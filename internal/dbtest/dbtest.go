// Package dbtest owns the databases of tests: each test gets its own, of either kind, quickly.
//
// It hands over an open, migrated store and its address, filled if a test says with what, or the address of a database
// nobody has migrated. PostgreSQL
// is a throwaway server made from the binaries of the machine, one for each test binary that asks; where there are
// none a test fails and says what to install: behaviour on PostgreSQL is never left untested in silence. It is for
// tests alone and knows nothing about what is in the tables.
package dbtest

import (
	"context"
	"testing"

	"attune/internal/store"
)

// Database is one test's own database: migrated, empty, gone when the test is over.
type Database struct {
	Store   *store.Store // open; closed when the test is over
	URL     string       // its address, as ATTUNE_DATABASE_URL takes it
	Dialect string       // sqlite or postgres
}

// Each runs a test against both kinds of database, as parallel subtests sqlite and postgres. Under -short, which only
// make quick uses, it runs on SQLite alone.
func Each(t *testing.T, test func(t *testing.T, db Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	if testing.Short() {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Postgres(t))
	})
}

// SQLite is a database in a file of its own.
func SQLite(t testing.TB) Database {
	t.Helper()
	url := EmptySQLite(t)
	copyTemplate(t, url)
	return open(t, "sqlite", url)
}

// Postgres is a database on the throwaway server, or on that of ATTUNE_TEST_POSTGRES_URL.
func Postgres(t testing.TB) Database {
	t.Helper()
	server := postgresServer(t)
	return open(t, "postgres", server.clone(t, server.template(t)))
}

// EmptyPostgres is the address of a PostgreSQL database in which nothing was ever done: for what migrates by itself, or
// runs the program. Any process of this machine and user may connect to it.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	return postgresServer(t).clone(t, "template1")
}

// Open opens the database once more, as a second instance of the program would; closed when the test is over.
func (db Database) Open(t testing.TB, opts store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), db.URL, opts)
	if err != nil {
		t.Fatalf("open the test's %s database: %v", db.Dialect, err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func open(t testing.TB, dialect, url string) Database {
	t.Helper()
	db := Database{URL: url, Dialect: dialect}
	db.Store = db.Open(t, store.Options{})
	return db
}
