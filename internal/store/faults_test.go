package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"gorm.io/gorm"

	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/store"
)

func TestATakenKeyIsAConflict(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		insert := func(tx *gorm.DB) error {
			return tx.Exec(`insert into associations (code, name, time_zone) values ('CT', '', '')`).Error
		}
		if err := store.Change(t.Context(), db.Store, insert); err != nil {
			t.Fatal(err)
		}
		err := store.Change(t.Context(), db.Store, func(tx *gorm.DB) error { return fmt.Errorf("add CT: %w", insert(tx)) })
		wantFault(t, "a taken key", err, fault.Conflict, "already there")
		err = store.Change(t.Context(), db.Store, func(tx *gorm.DB) error {
			return tx.Create(&associationRow{Code: "CT"}).Error
		})
		wantFault(t, "a taken key, through gorm", err, fault.Conflict, "already there")
	})
}

// TestTryingAnInsert: what fails in a nested transaction leaves the outer one usable, on both.
func TestTryingAnInsert(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		err := store.Change(t.Context(), db.Store, func(tx *gorm.DB) error {
			for _, code := range []string{"CT", "CT", "MI"} {
				err := tx.Transaction(func(tx *gorm.DB) error {
					return tx.Exec(`insert into associations (code, name, time_zone) values (?, '', '')`, code).Error
				})
				if err != nil && !store.IsTaken(err) {
					return err
				}
			}
			return nil
		})
		if n := count(t, db.Store, `select count(*) from associations`); n != 2 || err != nil {
			t.Errorf("%d rows were kept, want 2 (%v)", n, err)
		}
	})
}

func TestFaultsOfTheDomainPassThrough(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	told := fault.New(fault.Conflict, "Somebody saved this sheet a moment ago.")
	err := store.Change(t.Context(), db.Store, func(*gorm.DB) error { return fmt.Errorf("save: %w", told) })
	if sentence, ok := fault.SentenceOf(err); !ok || sentence != told.Sentence || !errors.Is(err, told) {
		t.Errorf("a decision's fault comes back as %v", err)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		var row associationRow
		err := store.Ask(t.Context(), db.Store).Take(&row, "code = ?", "XX").Error
		wantFault(t, "a missing row", store.Missing(err, "There is no association %s.", "XX"), fault.NotFound, "There is no association XX.")
		if other := errors.New("other"); store.Missing(other, "no") != other || store.Missing(nil, "no") != nil {
			t.Error("missing takes other errors for a missing row")
		}
	})
}

// TestDeadlock has two transactions take two rows in opposite orders: PostgreSQL ends one, and its user may try again.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	if err := db.Store.Exec(t.Context(), `insert into associations (code, name, time_zone) values ('CT', '', ''), ('MI', '', '')`); err != nil {
		t.Fatal(err)
	}
	var met sync.WaitGroup // until both hold their first row
	met.Add(2)
	ended := make(chan error, 2)
	take := func(codes ...string) {
		ended <- store.Change(t.Context(), db.Store, func(tx *gorm.DB) error {
			for i, code := range codes {
				if err := tx.Exec(`update associations set name = 'x' where code = ?`, code).Error; err != nil {
					return err
				}
				if i == 0 {
					met.Done()
					met.Wait()
				}
			}
			return nil
		})
	}
	go take("CT", "MI")
	go take("MI", "CT")
	one, other := <-ended, <-ended
	if one == nil {
		one, other = other, one
	}
	if other != nil {
		t.Errorf("both failed: %v", other)
	}
	wantFault(t, "a deadlock", one, fault.Conflict, "Try again")
	if !errors.Is(one, store.ErrClash) {
		t.Errorf("the reason is not in the chain: %v", one)
	}
}

// TestALostDatabase ends the server's side of every connection, as a restart does: asking fails as unavailable or, on a
// fresh connection, works again.
func TestALostDatabase(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	err := store.Change(t.Context(), db.Store, func(tx *gorm.DB) error {
		return tx.Exec(`select pg_terminate_backend(pg_backend_pid())`).Error
	})
	wantFault(t, "a lost connection", err, fault.Unavailable, "try again")
	if err := db.Store.Ping(context.Background()); err != nil {
		t.Errorf("the store does not connect again: %v", err)
	}
}

// TestALockedFile: another program holds the SQLite file for longer than anybody waits.
func TestALockedFile(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	other := db.Open(t, store.Options{})
	if err := store.Writer(t.Context(), db.Store).Exec(`pragma busy_timeout = 20`).Error; err != nil { // not the five seconds
		t.Fatal(err)
	}
	err := store.Change(t.Context(), other, func(*gorm.DB) error {
		return store.Change(t.Context(), db.Store, func(*gorm.DB) error { return nil })
	})
	wantFault(t, "a locked file", err, fault.Unavailable, "try again")
}
