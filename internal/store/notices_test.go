package store_test

import (
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"attune/internal/dbtest"
	"attune/internal/notice"
	"attune/internal/store"
)

// TestNobodyIsToldTheSameTwice tells one fact several times, in one change and in later ones.
func TestNobodyIsToldTheSameTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		amended := notice.Notice{
			To: notice.Recipient{Person: 1}, Association: "CT", Topic: notice.Hours, Fact: "sheet.amended:12:2", Subject: "Your hours were corrected",
			Lines: []string{"One.", "Two."}, Action: notice.Action{Words: "Open the session", Path: "/sessions/12"}, Why: "It is your hour.",
		}
		other, stranger, later := amended, amended, amended
		other.To, stranger.To, later.Fact = notice.Recipient{Person: 2}, notice.Recipient{Email: "new@example.org"}, "sheet.amended:12:3"
		later.NotBefore = noon.Add(time.Hour)
		for _, some := range [][]notice.Notice{{amended, amended, other}, {amended, stranger}, {stranger, later}, {}} {
			err := store.Change(t.Context(), o.Store, func(tx *gorm.DB) error { return store.Tell(tx, noon, some...) })
			if err != nil {
				t.Fatal(err)
			}
		}
		for fact, want := range map[string]int{"sheet.amended:12:2": 3, "sheet.amended:12:3": 1} {
			if n := count(t, o.Store, `select count(*) from notices where fact = ?`, fact); n != want {
				t.Errorf("%s is told %d times; want %d", fact, n, want)
			}
		}
		if n := count(t, o.Store, `select count(*) from notices where next_try_at > ?`, store.UTC(noon)); n != 1 {
			t.Errorf("%d notices wait for their time", n)
		}
	})
}

// TestANoticeStandsWithItsChange takes a change back: nobody is told of it.
func TestANoticeStandsWithItsChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		failed := errors.New("the change failed")
		err := store.Change(t.Context(), o.Store, func(tx *gorm.DB) error {
			if err := store.Tell(tx, noon, notice.Notice{To: notice.Recipient{Person: 1}, Topic: notice.Security, Fact: "f"}); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		if n := o.count("notices"); n != 0 {
			t.Errorf("%d notices of a change that never was", n)
		}
	})
}
