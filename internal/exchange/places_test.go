package exchange_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/store"
)

// Whoever comes to a group in the middle of its series belongs to it from that day on: every sheet, entry and figure of before
// stays what it was, their own too.
func TestAPlaceThatIsTakenChangesNothingOfBefore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		take(t, db, bundles+"small", morning)
		y := &year{T: t, now: morning}
		y.Store = db.Open(t, store.Options{Now: func() time.Time { return y.now }})
		push := func() {
			t.Helper()
			if _, err := y.MarkEverybodyDue(t.Context(), "test"); err != nil {
				t.Fatal(err)
			}
			if _, err := endorsement.NewTracker(y.Store, func() time.Time { return y.now }, 1).Push(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		figures := func() []string {
			return ask(t, db, `select person_id, purpose, category, period, required, counted, held, rejected, months, satisfied, missing from progress order by person_id, purpose, category, period`)
		}
		push()
		rows, judged := rowsOf(t, give(t, db)), figures()
		entries := ask(t, db, `select count(*), sum(minutes) from ledger`)
		if len(judged) == 0 || len(rows["attendance.csv"]) == 0 {
			t.Fatal("nothing was judged, or nobody was anywhere")
		}

		// Somebody who sits in other groups, and never sat in this one.
		var group roster.GroupID
		var comes roster.PersonID
		pair := ask(t, db, `select g.id, p.id from groups g cross join people p
			where p.id <> g.provider_id and exists (select 1 from memberships m where m.person_id = p.id) and exists (select 1 from sessions s where s.group_id = g.id)
				and not exists (select 1 from memberships m where m.person_id = p.id and m.group_id = g.id) order by g.id, p.id limit 1`)
		if _, err := fmt.Sscan(pair[0], &group, &comes); err != nil {
			t.Fatal(err)
		}
		ask(t, db, `update groups set open = true, capacity = 0`)
		y.does(group, func(r roster.GroupRecord) ([]roster.Edit, error) {
			edit, err := r.Offer(comes, y.moment().Today, y.now.Add(time.Hour), y.moment())
			return []roster.Edit{edit}, err
		})
		y.does(group, func(r roster.GroupRecord) ([]roster.Edit, error) { return r.Take(r.Requests[0].ID, y.moment()) })
		push()

		after := rowsOf(t, give(t, db))
		if n := len(after["memberships.csv"]) - len(rows["memberships.csv"]); n != 1 {
			t.Fatalf("%d memberships were added; want 1", n)
		}
		for _, file := range []string{"sessions.csv", "attendance.csv"} {
			if diff := cmp.Diff(rows[file], after[file]); diff != "" {
				t.Errorf("%s is otherwise than before (-before +after):\n%s", file, diff)
			}
		}
		if diff := cmp.Diff(entries, ask(t, db, `select count(*), sum(minutes) from ledger`)); diff != "" {
			t.Errorf("the ledger is otherwise: %s", diff)
		}
		if diff := cmp.Diff(judged, figures()); diff != "" {
			t.Errorf("figures are otherwise (-before +after):\n%s", diff)
		}
	})
}
