package store_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/store"
)

func TestAddressesThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ address, says string }{
		{"", "must begin with sqlite:"},
		{"attune.db", "must begin with sqlite:"},
		{"mysql://me:secret@localhost/attune", "must begin with sqlite:"},
		{"sqlite:", "names no file"},
		{"sqlite::memory:", "names no file"},
		{"sqlite://attune.db", "right after sqlite:"},
		{"sqlite:attune.db?mode=ro", "no settings"},
		{"postgres://me:secret@host:notaport/attune", "cannot be read"},
		{"postgres://me:se%zzcret@host/attune", "cannot be read"},
	} {
		_, err := store.Open(t.Context(), row.address, store.Options{})
		wantFault(t, row.address, err, fault.Invalid, row.says)
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error repeats the password: %v", row.address, err)
		}
	}
}

func TestDatabasesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	garbage := filepath.Join(folder, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database at all ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ address, says string }{
		{"sqlite:" + filepath.Join(folder, "none", "attune.db"), "folder of the database file does not exist"},
		{"sqlite:" + folder, "cannot be opened"},
		{"sqlite:" + garbage, "check that it is a SQLite file"},
		{"postgres://me@/attune?host=" + folder, "cannot be reached"},
		{"postgres://me@127.0.0.1:1/attune", "cannot be reached"},
		{strings.Replace(dbtest.EmptyPostgres(t), "attune_test", "no_attune_test", 1), "cannot be reached"},
	} {
		_, err := store.Open(t.Context(), row.address, store.Options{})
		wantFault(t, row.address, err, fault.Unavailable, row.says)
	}
}

// TestOpeningAtOnce has several programs open and leave a new file at the same moment: where SQLite cannot wait for a
// lock, the store does.
func TestOpeningAtOnce(t *testing.T) {
	t.Parallel()
	for range 30 {
		address := dbtest.EmptySQLite(t)
		var group sync.WaitGroup
		for range 12 {
			group.Go(func() {
				s, err := store.Connect(t.Context(), address, store.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				s.Close()
			})
		}
		group.Wait()
	}
}

func TestAFileOfAnotherProgramIsLeftAlone(t *testing.T) {
	t.Parallel()
	address := dbtest.EmptySQLite(t)
	other, err := store.Connect(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Exec(t.Context(), `create table bookmarks (url text)`); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), address, store.Options{})
	wantFault(t, "another program's file", err, fault.Invalid, "belongs to another program")
	if n := count(t, other, `select count(*) from sqlite_schema where type = 'table'`); n != 1 {
		t.Errorf("the file has %d tables now", n)
	}
}

// TestSettingsOfSQLite asks every handle for what the rest of the room relies on.
func TestSettingsOfSQLite(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "50 % of #1")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "attune.db")
	s, err := store.Open(t.Context(), "sqlite:"+path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, handle := range map[string]*gorm.DB{"writer": store.Writer(t.Context(), s), "reader": store.Ask(t.Context(), s)} {
		for pragma, want := range map[string]string{
			"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1", "busy_timeout": "5000",
		} {
			var got string
			if err := handle.Raw("pragma " + pragma).Scan(&got).Error; err != nil || got != want {
				t.Errorf("%s of the %s is %q, want %q (%v)", pragma, name, got, want, err)
			}
		}
		var text string
		if err := handle.Raw(`select "no_such_column"`).Scan(&text).Error; err == nil {
			t.Errorf("the %s takes a misspelt column for the text %q", name, text)
		}
	}
	if err := store.Ask(t.Context(), s).Exec(`insert into associations (code, name, time_zone) values ('CT', '', '')`).Error; err == nil {
		t.Error("the reader can write")
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != fs.FileMode(0o600) {
		t.Errorf("the file has mode %v: others may read it", info.Mode())
	}
}

// TestReadThenWrite has many goroutines read a number and write the next one: none may fail, none may be lost.
func TestReadThenWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		if err := db.Store.Exec(t.Context(), `insert into associations (code, name, time_zone) values ('CT', '0', 'UTC')`); err != nil {
			t.Fatal(err)
		}
		const workers, turns = 8, 20
		var group sync.WaitGroup
		for range workers {
			group.Go(func() {
				for range turns {
					if err := raise(t.Context(), db.Store); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if n := count(t, db.Store, `select cast(name as integer) from associations`); n != workers*turns {
			t.Errorf("%d of %d turns were counted", n, workers*turns)
		}
	})
}

func raise(ctx context.Context, s *store.Store) error {
	return store.Change(ctx, s, func(tx *gorm.DB) error {
		var n int
		if err := tx.Raw(`select cast(name as integer) from associations where code = 'CT'` + store.ForUpdate(tx)).Scan(&n).Error; err != nil {
			return err
		}
		return tx.Exec(`update associations set name = cast(cast(? as integer) as text) where code = 'CT'`, n+1).Error
	})
}

func TestAChangeThatFailsIsTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		errNo := errors.New("decided otherwise")
		insert := func(tx *gorm.DB) {
			if err := tx.Exec(`insert into associations (code, name, time_zone) values ('CT', '', '')`).Error; err != nil {
				t.Error(err)
			}
		}
		if err := store.Change(t.Context(), db.Store, func(tx *gorm.DB) error { insert(tx); return errNo }); !errors.Is(err, errNo) {
			t.Errorf("the decision's error comes back as %v", err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a panic was swallowed")
				}
			}()
			store.Change(t.Context(), db.Store, func(tx *gorm.DB) error { insert(tx); panic("a defect") })
		}()
		if n := count(t, db.Store, `select count(*) from associations`); n != 0 {
			t.Errorf("%d rows stayed", n)
		}
	})
}

// TestLockingClauses: gorm's words for locking are PostgreSQL's; on SQLite, where writers take turns, they are left out.
func TestLockingClauses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		if err := db.Store.Exec(t.Context(), `insert into associations (code, name, time_zone) values ('CT', '', '')`); err != nil {
			t.Fatal(err)
		}
		ctx, made := store.Counted(t.Context())
		err := store.Change(ctx, db.Store, func(tx *gorm.DB) error {
			var row associationRow
			return tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate, Options: clause.LockingOptionsSkipLocked}).Take(&row).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if says := strings.HasSuffix(made.Statements()[0], "FOR UPDATE SKIP LOCKED"); says != (db.Dialect == "postgres") {
			t.Errorf("the statement is %s", made.Statements()[0])
		}
	})
}

func TestPingAndClose(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		s := db.Open(t, store.Options{Now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }})
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("an open database does not answer: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		wantFault(t, "closed", s.Ping(t.Context()), fault.Unavailable, "")
		if err := db.Store.Ping(t.Context()); err != nil {
			t.Errorf("closing one handle closed another: %v", err)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Store.Ping(ended); !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Internal {
			t.Errorf("a question nobody waits for gives %v, want it cancelled and nobody's fault", err)
		}
	})
}

func wantFault(t *testing.T, what string, err error, kind fault.Kind, says string) {
	t.Helper()
	sentence, _ := fault.SentenceOf(err)
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(sentence, says) {
		t.Errorf("%s: %v (kind %d), want kind %d and a sentence with %q", what, err, fault.KindOf(err), kind, says)
	}
}

func count(t *testing.T, s *store.Store, query string, args ...any) int {
	t.Helper()
	var n int
	if err := store.Ask(context.Background(), s).Raw(query, args...).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
