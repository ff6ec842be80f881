package store_test

import (
	"errors"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/schedule"
)

// Whoever a change of planning concerns is told in its transaction, once however many sessions it touches, and nobody of a
// change that failed.
func TestPlanningIsToldOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id, err := o.plan(tuesdays())
		if err != nil {
			t.Fatal(err)
		}
		told := func(person, want int, about string) {
			t.Helper()
			if n := o.number(`select count(*) from notices where topic = 'sessions' and person_id = ?`, person); n != want {
				t.Errorf("%s: %d was told %d times, want %d", about, person, n, want)
			}
		}
		told(int(ada), 1, "five sessions planned")
		told(int(cyd), 1, "five sessions planned")
		session := o.course(id).Sessions[1].ID
		failed := errors.New("it failed")
		replan := func(decide func(schedule.Standing) (schedule.Session, error)) error {
			return o.ReplanSession(t.Context(), session, schedule.Change{}, "account:1", decide)
		}
		cancel := func(s schedule.Standing) (schedule.Session, error) { return s.Called(schedule.Cancelled, noon) }
		if err := replan(func(s schedule.Standing) (schedule.Session, error) { return s.Session, failed }); !errors.Is(err, failed) {
			t.Fatal(err)
		}
		told(int(ada), 1, "what failed")
		for range 2 {
			if err := replan(cancel); err != nil {
				t.Fatal(err)
			}
		}
		told(int(ada), 2, "cancelled twice")
		again := func(s schedule.Standing) (schedule.Session, error) { return s.Called(schedule.Scheduled, noon) }
		if err := replan(again); err != nil {
			t.Fatal(err)
		}
		told(int(ada), 3, "standing again at the same moment")
		minutes := 45
		if err := o.revise(id, schedule.Revision{Change: schedule.Change{Minutes: &minutes}}, anything); err != nil {
			t.Fatal(err)
		}
		told(int(cyd), 4, "the series changed")
	})
}
