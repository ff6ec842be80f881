package dbtest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/store"
)

func TestEachGivesAMigratedDatabase(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]bool{}
	t.Run("each", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
			mu.Lock()
			seen[db.Dialect] = true
			mu.Unlock()
			status, err := db.Store.SchemaStatus(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !status.Serves() || len(status.Pending) != 0 {
				t.Errorf("schema %+v does not serve this binary", status)
			}
		})
	})
	want := map[string]bool{"sqlite": true, "postgres": true}
	if testing.Short() {
		delete(want, "postgres")
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("databases tested (-want +got):\n%s", diff)
	}
}

// TestTestsAreAlone: two tests at the same time each see their own rows only, and a second instance of one sees them too.
func TestTestsAreAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, one dbtest.Database) {
		other := map[string]func(testing.TB) dbtest.Database{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres}[one.Dialect](t)
		if one.URL == other.URL {
			t.Fatalf("both tests got %s", one.URL)
		}
		for db, code := range map[dbtest.Database]string{one: "CT", other: "MI"} {
			if _, err := raw(t, db).Exec(`insert into associations (code, name, time_zone) values ('` + code + `', '', '')`); err != nil {
				t.Fatal(err)
			}
		}
		for db, want := range map[dbtest.Database]string{one: "CT", other: "MI"} {
			var got string
			if err := raw(t, db).QueryRow(`select max(code) || count(*) from associations`).Scan(&got); err != nil || got != want+"1" {
				t.Errorf("the test that wrote %s alone finds %s (%v)", want, got, err)
			}
		}
	})
}

// TestASecondInstance is another store on the same database.
func TestASecondInstance(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		if _, err := raw(t, db).Exec(`update schema_range set version = 99`); err != nil {
			t.Fatal(err)
		}
		for who, s := range map[string]*store.Store{"the test's store": db.Store, "a second instance": db.Open(t, store.Options{})} {
			if status, err := s.SchemaStatus(t.Context()); err != nil || status.Version != 99 {
				t.Errorf("%s sees %+v (%v)", who, status, err)
			}
		}
	})
}

// TestEmptyDatabases: nobody has migrated them.
func TestEmptyDatabases(t *testing.T) {
	t.Parallel()
	for name, empty := range map[string]func(testing.TB) string{"sqlite": dbtest.EmptySQLite, "postgres": dbtest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := store.Connect(context.Background(), empty(t), store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			status, err := s.SchemaStatus(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if status.Version != 0 || len(status.Pending) == 0 {
				t.Errorf("an empty database has schema %+v", status)
			}
		})
	}
}

// TestDatabasesGoWithTheirTest: they are not there any more when it is over.
func TestDatabasesGoWithTheirTest(t *testing.T) {
	t.Parallel()
	var address string
	t.Run("a test", func(t *testing.T) { address = dbtest.Postgres(t).URL })
	if s, err := store.Connect(t.Context(), address, store.Options{}); err == nil {
		s.Close()
		t.Errorf("%s is still there", address)
	}
}

// raw is a database without a store between, by the driver that store brings.
func raw(t *testing.T, db dbtest.Database) *sql.DB {
	t.Helper()
	driver, source := "pgx", db.URL
	if db.Dialect == "sqlite" {
		driver, source = "sqlite", strings.TrimPrefix(db.URL, "sqlite:")
	}
	pool, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

// TestFilledDatabases: what is filled is so once for each kind, and each test has a copy of its own.
func TestFilledDatabases(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	times := map[string]int{}
	t.Run("each", func(t *testing.T) {
		for range 2 {
			dbtest.Each(t, func(t *testing.T, empty dbtest.Database) {
				db := empty.Filled(t, dbtest.Filling{Name: "Connecticut", Fill: func(ctx context.Context, s *store.Store) error {
					mu.Lock()
					times[empty.Dialect]++
					mu.Unlock()
					_, err := s.Invite(ctx, access.Invitation{Email: "cora@example.org", Role: access.Operator}, access.TheOperator)
					return err
				}})
				pool := raw(t, db)
				if _, err := pool.Exec(`insert into associations (code, name, time_zone) values ('CT', '', '')`); err != nil {
					t.Fatal(err) // where another test had inserted it, too, its key would be taken
				}
				for kind, want := range map[dbtest.Database]int{db: 1, empty: 0} {
					var invited int
					if err := raw(t, kind).QueryRow(`select count(*) from accounts`).Scan(&invited); err != nil || invited != want {
						t.Errorf("%d are invited in %s (%v), want %d", invited, kind.URL, err, want)
					}
				}
			})
		}
	})
	want := map[string]int{"sqlite": 1, "postgres": 1}
	if testing.Short() {
		delete(want, "postgres")
	}
	if diff := cmp.Diff(want, times); diff != "" {
		t.Errorf("filled how many times (-want +got):\n%s", diff)
	}
}

// TestFillingThatFails fails whoever asks for it, and says why.
func TestFillingThatFails(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		failing := &reporter{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			db.Filled(failing, dbtest.Filling{Name: "nothing", Fill: func(context.Context, *store.Store) error { return errors.New("out of ink") }})
		}()
		<-done
		if !strings.Contains(failing.said, "out of ink") {
			t.Errorf("it said %q", failing.said)
		}
	})
}

// reporter is a test that fails and tells why.
type reporter struct {
	testing.TB
	said string
}

func (r *reporter) Fatal(args ...any) {
	r.said = fmt.Sprint(args...)
	runtime.Goexit()
}

func (r *reporter) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }
