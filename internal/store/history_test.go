package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"attune/internal/dbtest"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/store"
)

func TestHistoryComesBack(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 8, 15, 0, 0, 123456789, time.FixedZone("", 3600))
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		s := db.Open(t, store.Options{Now: func() time.Time { return at }})
		verify := history.Change{Association: "CT", Actor: "account:1", Act: "verify", Subject: "session:1"}
		move := history.Change{Association: "MI", Actor: "account:2", Act: "move", Subject: "session:2"}
		amend := history.Change{Association: "CT", Actor: "account:1", Act: "amend", Subject: "session:1"}
		for _, changes := range [][]history.Change{{verify, move}, {}, {amend}} {
			if err := store.Record(t.Context(), s, changes...); err != nil {
				t.Fatal(err)
			}
		}
		first, head := history.Head{}.Append(at, verify)
		second, _ := head.Append(at, amend)
		if diff := cmp.Diff(append(first, second...), wholeHistory(t, s, "CT")); diff != "" {
			t.Errorf("history of CT (-want +got):\n%s", diff)
		}
		other, _ := history.Head{}.Append(at, move)
		if diff := cmp.Diff(other, wholeHistory(t, s, "MI")); diff != "" {
			t.Errorf("history of MI (-want +got):\n%s", diff)
		}
		if rows, err := s.HistoryOf(t.Context(), "NY", 0, 10); err != nil || len(rows) != 0 {
			t.Errorf("an association without history has %v (%v)", rows, err)
		}
	})
}

// TestHistoryOfManyChanges needs several statements for one chain, and several pages to read it.
func TestHistoryOfManyChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		changes := make([]history.Change, 6500)
		for i := range changes {
			changes[i] = history.Change{Association: "CT", Actor: "import", Act: "add", Subject: fmt.Sprintf("person:%d", i)}
		}
		ctx, made := store.Counted(t.Context())
		if err := store.Record(ctx, db.Store, changes...); err != nil {
			t.Fatal(err)
		}
		if made.Len() > 10 {
			t.Errorf("%d changes took %d statements", len(changes), made.Len())
		}
		if rows := wholeHistory(t, db.Store, "CT"); len(rows) != len(changes) {
			t.Errorf("%d rows of %d came back", len(rows), len(changes))
		}
	})
}

func TestAChangeThatFailsLeavesNoHistory(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		change := history.Change{Association: "CT", Actor: "account:1", Act: "verify", Subject: "session:1"}
		errNo := errors.New("no")
		err := store.Change(t.Context(), db.Store, func(tx *gorm.DB) error {
			if err := store.RecordIn(tx, time.Now(), change); err != nil {
				return err
			}
			return errNo
		})
		if !errors.Is(err, errNo) {
			t.Fatal(err)
		}
		if rows := wholeHistory(t, db.Store, "CT"); len(rows) != 0 {
			t.Errorf("%d rows stayed", len(rows))
		}
	})
}

// TestManyWriters: chains stay whole, and nobody waits for ever, when eight writers append to several at once, each
// naming them in an order of its own. The chains have no head yet.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		const writers, turns = 8, 10
		codes := []roster.Association{"CT", "MI", "NY"}
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				for turn := range turns {
					var changes []history.Change
					for i := range 2 {
						changes = append(changes, history.Change{Association: codes[(w+turn+i)%3], Actor: fmt.Sprintf("account:%d", w), Act: "verify", Subject: fmt.Sprintf("session:%d", turn)})
					}
					if err := store.Record(context.Background(), db.Store, changes...); err != nil {
						t.Errorf("writer %d, turn %d: %v", w, turn, err)
					}
				}
			})
		}
		group.Wait()
		total := 0
		for _, code := range codes {
			total += len(wholeHistory(t, db.Store, code))
		}
		if total != writers*turns*2 {
			t.Errorf("%d rows, want %d", total, writers*turns*2)
		}
	})
}

// TestTamperingIsSeen by somebody who may do everything with the file: the triggers are out of the way.
func TestTamperingIsSeen(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, change string
		broken       int64
	}{
		{"a changed act", `update history set act = 'amend' where seq = 2`, 2},
		{"another instant", `update history set at = '2026-03-08 15:00:00.000001+00:00' where seq = 3`, 3},
		{"a row taken out", `delete from history where seq = 2`, 3},
		{"a row moved to another association", `update history set association = 'MI' where seq = 2`, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.SQLite(t)
			for i := range 4 {
				if err := store.Record(t.Context(), db.Store, history.Change{Association: "CT", Actor: "account:1", Act: "verify", Subject: fmt.Sprintf("session:%d", i)}); err != nil {
					t.Fatal(err)
				}
			}
			for _, statement := range []string{`drop trigger history_append_only_update`, `drop trigger history_append_only_delete`, row.change} {
				if err := db.Store.Exec(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			rows, err := db.Store.HistoryOf(t.Context(), "CT", 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			var broken *history.Broken
			if _, err := (history.Head{}).Verify("CT", rows); !errors.As(err, &broken) || broken.Seq != row.broken {
				t.Errorf("verifying says %v, want row %d named", err, row.broken)
			}
		})
	}
}

// wholeHistory reads a chain page by page, verifies it, and holds its end against the head kept beside it.
func wholeHistory(t *testing.T, s *store.Store, code roster.Association) []history.Row {
	t.Helper()
	var rows []history.Row
	var head history.Head
	for {
		page, err := s.HistoryOf(context.Background(), code, head.Seq, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		if head, err = head.Verify(code, page); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, page...)
	}
	heads, err := s.HistoryHeads(context.Background())
	if err != nil || heads[code] != head {
		t.Errorf("the chain of %s ends in %+v, its head says %+v (%v)", code, head, heads[code], err)
	}
	return rows
}
