package exchange_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/exchange"
)

// TestImportThatIsStoppedChangesNothing ends an import in each of its phases.
func TestImportThatIsStoppedChangesNothing(t *testing.T) {
	t.Parallel()
	for _, phase := range []exchange.Phase{exchange.Reading, exchange.Checking, exchange.Writing} {
		t.Run(string(phase), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				before := dump(t, db)
				ctx, stop := context.WithCancel(t.Context())
				work := t.TempDir()
				_, err := exchange.Import(ctx, bundles+"small", db.Store, rules(t), morning, exchange.Options{TempDir: work, Progress: func(now exchange.Phase, _, _ int64) {
					if now == phase {
						stop()
					}
				}})
				if !errors.Is(err, context.Canceled) {
					t.Errorf("a stopped import: %v, want context.Canceled", err)
				}
				if diff := cmp.Diff(before, dump(t, db)); diff != "" {
					t.Errorf("a stopped import changed (-before +after):\n%s", diff)
				}
				if left, err := os.ReadDir(work); err != nil || len(left) > 0 {
					t.Errorf("left behind: %v, %v", left, err)
				}
				take(t, db, bundles+"small", morning)
			})
		})
	}
}

func TestProgressIsToldToTheEnd(t *testing.T) {
	t.Parallel()
	last := make(map[exchange.Phase][2]int64)
	var order []exchange.Phase
	_, err := exchange.Import(t.Context(), bundles+"small", dbtest.SQLite(t).Store, rules(t), morning, exchange.Options{Progress: func(phase exchange.Phase, done, total int64) {
		if done < last[phase][0] {
			t.Errorf("%s goes back from %d to %d", phase, last[phase][0], done)
		}
		if _, begun := last[phase]; !begun {
			order = append(order, phase)
		}
		last[phase] = [2]int64{done, total}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]exchange.Phase{exchange.Reading, exchange.Checking, exchange.Writing}, order); diff != "" {
		t.Errorf("phases (-want +got):\n%s", diff)
	}
	for phase, at := range last {
		if at[0] != at[1] {
			t.Errorf("%s ended at %d of %d", phase, at[0], at[1])
		}
	}
}

// TestImportFailsWhereItsFilesCannotBeSetAside has nowhere to sort attendance.
func TestImportFailsWhereItsFilesCannotBeSetAside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	large(t, dir, 6300, 8)
	db := dbtest.SQLite(t)
	_, err := exchange.Import(t.Context(), dir, db.Store, rules(t), morning, exchange.Options{TempDir: dir + "/nowhere"})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("import without a folder for its files: %v", err)
	}
	expect(t, db, "sessions", `select external_id from sessions`)
}
