package store_test

import (
	"io/fs"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/store"
	"attune/migrations"
)

// TestMigratingAtOnce has six instances migrate one empty database: each file is applied by one of them, and all of
// them find the database ready.
func TestMigratingAtOnce(t *testing.T) {
	t.Parallel()
	for dialect, empty := range map[string]func(testing.TB) string{"sqlite": dbtest.EmptySQLite, "postgres": dbtest.EmptyPostgres} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			address := empty(t)
			var mu sync.Mutex
			var applied []string
			var group sync.WaitGroup
			for range 6 {
				group.Go(func() {
					s, err := store.Connect(t.Context(), address, store.Options{})
					if err != nil {
						t.Error(err)
						return
					}
					defer s.Close()
					names, err := s.Migrate(t.Context())
					if err != nil {
						t.Error(err)
					}
					if status, err := s.SchemaStatus(t.Context()); err != nil || !status.Serves() {
						t.Errorf("after migrating, the schema is %+v (%v)", status, err)
					}
					mu.Lock()
					defer mu.Unlock()
					applied = append(applied, names...)
				})
			}
			group.Wait()
			slices.Sort(applied)
			if diff := cmp.Diff(migrationFiles(t), applied); diff != "" {
				t.Errorf("applied (-want +got):\n%s", diff)
			}
		})
	}
}

// migrationFiles are those of either folder, which a test of theirs holds alike.
func migrationFiles(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(migrations.SQLite(), "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	return files
}

func TestOpeningAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), dbtest.EmptySQLite(t), store.Options{})
	if err != nil {
		t.Fatalf("a missing file is not made: %v", err)
	}
	s.Close()

	address := dbtest.EmptyPostgres(t)
	_, err = store.Open(t.Context(), address, store.Options{})
	wantFault(t, "an empty PostgreSQL database", err, fault.Unavailable, "run attune migrate up")
	if s, err = store.Connect(t.Context(), address, store.Options{}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n := count(t, s, `select count(*) from pg_class where relnamespace = 'public'::regnamespace`); n != 0 {
		t.Errorf("opening made %d tables and indexes in a database only attune migrate up may change", n)
	}
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	ready, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatalf("after migrating: %v", err)
	}
	ready.Close()
}

// TestAFirstStartThatWasCutShort leaves the migration tool's own table in a file and nothing else: it is ours all the same.
func TestAFirstStartThatWasCutShort(t *testing.T) {
	t.Parallel()
	address := dbtest.EmptySQLite(t)
	s, err := store.Connect(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, statement := range []string{
		`create table goose_db_version (id integer primary key autoincrement, version_id integer not null, is_applied integer not null, tstamp timestamp default (datetime('now')))`,
		`insert into goose_db_version (version_id, is_applied) values (0, 1)`,
	} {
		if err := s.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	again, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

// TestSchemasOfOtherBinaries moves the range the schema carries, as the migrations of later versions will.
func TestSchemasOfOtherBinaries(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, update, says string
	}{
		{"newer, still serving this one", `update schema_range set version = 99, oldest_binary = 1`, ""},
		{"newer, no longer serving this one", `update schema_range set version = 99, oldest_binary = 99`, "use a newer attune"},
		{"older", `update schema_range set oldest_binary = -1, version = -1`, "run attune migrate up"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				if err := db.Store.Exec(t.Context(), row.update); err != nil {
					t.Fatal(err)
				}
				s, err := store.Open(t.Context(), db.URL, store.Options{})
				if row.says != "" {
					wantFault(t, row.name, err, fault.Unavailable, row.says)
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				s.Close()
			})
		})
	}
}

// TestVersionsAgree: what goose wrote down and what the schema says of itself are the same number.
func TestVersionsAgree(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		status, err := db.Store.SchemaStatus(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if goose := count(t, db.Store, `select max(version_id) from goose_db_version`); int64(goose) != status.Version || status.Version != status.Binary {
			t.Errorf("goose is at %d, the schema says %d, the binary has %d", goose, status.Version, status.Binary)
		}
		if n := count(t, db.Store, `select count(*) from schema_range`); n != 1 {
			t.Errorf("schema_range has %d rows", n)
		}
	})
}
