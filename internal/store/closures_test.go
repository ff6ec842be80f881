package store_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

func closed(name, from, to string) schedule.Closure {
	return schedule.Closure{Name: name, Span: day.Span{From: day.MustParse(from), To: day.MustParse(to)}}
}

func (o office) closures(association roster.Association) []schedule.Closure {
	o.t.Helper()
	list, err := o.Closures(o.t.Context(), association)
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

func TestClosuresAreAddedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		winter, spring := closed("Winter break", "2026-12-21", "2027-01-03"), closed("Spring break", "2026-04-06", "2026-04-06")
		var clicks sync.WaitGroup
		failed := make([]error, 3)
		for i := range failed {
			clicks.Go(func() { failed[i] = o.AddClosure(t.Context(), "CT", winter, "account:1") })
		}
		clicks.Wait()
		for _, c := range []schedule.Closure{spring, closed("Winter break", "2026-12-21", "2027-01-04")} {
			failed = append(failed, o.AddClosure(t.Context(), "CT", c, "account:2"))
		}
		failed = append(failed, o.AddClosure(t.Context(), "MI", winter, "account:3"))
		if err := errors.Join(failed...); err != nil {
			t.Fatal(err)
		}
		got := o.closures("CT")
		want := []schedule.Closure{spring, winter, closed("Winter break", "2026-12-21", "2027-01-04")}
		for i := range min(len(got), len(want)) {
			if want[i].ID = got[i].ID; got[i].ID == 0 {
				t.Errorf("closure %d has no id", i)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("closures of CT (-want +got):\n%s", diff)
		}
		if n := len(o.closures("MI")); n != 1 {
			t.Errorf("MI has %d closures", n)
		}
		if told := o.told("CT"); len(told) != 3 {
			t.Errorf("the history of CT tells %q; want three closures that were added", told)
		}
	})
}

func TestAClosureIsRemovedByItsAssociation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		if err := o.AddClosure(t.Context(), "CT", closed("Winter break", "2026-12-21", "2027-01-03"), "account:1"); err != nil {
			t.Fatal(err)
		}
		id := o.closures("CT")[0].ID
		no := fault.New(fault.Forbidden, "Not yours.")
		if err := o.RemoveClosure(t.Context(), id, "account:2", func(roster.Association) error { return no }); !errors.Is(err, no) {
			t.Errorf("removed by whom it is not: %v", err)
		}
		if n := len(o.closures("CT")); n != 1 {
			t.Fatalf("%d closures after a refusal", n)
		}
		var asked roster.Association
		ours := func(a roster.Association) error { asked = a; return nil }
		if err := o.RemoveClosure(t.Context(), id, "account:1", ours); err != nil || asked != "CT" {
			t.Fatalf("removed from %q: %v", asked, err)
		}
		if err := o.RemoveClosure(t.Context(), id, "account:1", ours); fault.KindOf(err) != fault.NotFound {
			t.Errorf("removed twice: %v", err)
		}
		if n := len(o.closures("CT")); n != 0 {
			t.Errorf("%d closures are left", n)
		}
		o.wantTold("CT", "account:1 closure.added closure:1", "account:1 closure.removed closure:1")
	})
}
