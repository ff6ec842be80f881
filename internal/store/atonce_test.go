package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
)

// Two at once: the second has begun before the first is decided, and must see what that came to.

// overlap runs two changes of the Monday sheet so that the second has begun before the first is decided. The second waits for
// the first: it must see what that made of the sheet.
func (o office) overlap(db dbtest.Database, first, second decision) (one, other error) {
	o.t.Helper()
	done := make(chan error, 1)
	_, one = o.UpdateSheet(o.t.Context(), monday, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		begun := make(chan struct{})
		go func() {
			close(begun)
			_, err := o.UpdateSheet(o.t.Context(), monday, "account:2", second)
			done <- err
		}()
		<-begun
		o.untilOneWaits(db)
		return first(s)
	})
	return one, <-done
}

// untilOneWaits returns once somebody waits for a lock of this database. SQLite has one writer, and none that could be seen waiting.
func (o office) untilOneWaits(db dbtest.Database) {
	o.t.Helper()
	o.untilWait(db, 1)
}

// untilWait returns once as many wait.
func (o office) untilWait(db dbtest.Database, many int) {
	o.t.Helper()
	if db.Dialect != "postgres" {
		return
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		if o.number(`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`) >= many {
			return
		}
	}
	o.t.Errorf("not as many as %d wait for a lock", many)
}

// The last place in a group: whoever asks for it second, while the first is being decided, finds it taken. The same goes for
// a membership that is made longer into it.
func TestTheLastPlaceIsDecidedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.exec(`update groups set capacity = 2`)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 4, '2026-01-01', '2026-06-30')`)
		comes := func(who roster.PersonID) func(roster.GroupRecord) ([]roster.Edit, error) {
			return func(r roster.GroupRecord) ([]roster.Edit, error) {
				edit, err := r.Admit(roster.Membership{Group: 3, Person: who, Span: day.Span{From: day.MustParse("2026-12-01")}})
				return []roster.Edit{edit}, err
			}
		}
		stays := func(r roster.GroupRecord) ([]roster.Edit, error) {
			edit, err := r.Correct(r.Members[1].ID, roster.Membership{Group: 3, Person: dee, Span: day.Span{From: day.MustParse("2026-01-01")}}, "She stays")
			return []roster.Edit{edit}, err
		}
		others := make(chan error, 2)
		_, err := o.ChangeGroup(t.Context(), "g3", ink, func(r roster.GroupRecord) ([]roster.Edit, error) {
			for _, decide := range []func(roster.GroupRecord) ([]roster.Edit, error){comes(gus), stays} {
				begun := make(chan struct{})
				go func() {
					close(begun)
					_, err := o.ChangeGroup(t.Context(), "g3", ink, decide)
					others <- err
				}()
				<-begun
			}
			o.untilOneWaits(db)
			return comes(flo)(r)
		})
		if err != nil {
			t.Errorf("the first: %v", err)
		}
		for range 2 {
			var refused *roster.Refused
			if err := <-others; !errors.As(err, &refused) || refused.Field != "from" || !strings.Contains(err.Error(), "room for") {
				t.Errorf("who came second: %v", err)
			}
		}
		if n := o.number(`select count(*) from memberships where ends_on is null`); n != 2 {
			t.Errorf("%d people belong to a group with room for 2", n)
		}
	})
}

// on has a decision made on the revision that the form was opened with, as a browser sends it.
func on(revision int, d attendance.Draft, decide func(attendance.Sheet, attendance.Draft) (attendance.Change, error)) decision {
	d.Revision = revision
	return func(s attendance.Sheet) (attendance.Change, error) { return decide(s, d) }
}

func TestTwoAtOneSheet(t *testing.T) {
	t.Parallel()
	verify := func(s attendance.Sheet, d attendance.Draft) (attendance.Change, error) {
		return s.Verify(d, beas, afterwards)
	}
	prepare := func(s attendance.Sheet, d attendance.Draft) (attendance.Change, error) {
		return s.Prepare(d, dees, afterwards)
	}
	amend := func(s attendance.Sheet, d attendance.Draft) (attendance.Change, error) {
		return s.Amend(d, beas, afterwards)
	}
	takeBack := func(s attendance.Sheet, d attendance.Draft) (attendance.Change, error) {
		return s.TakeBack(d.Revision, dees)
	}
	shorter := excused(0, "shorter")
	shorter.Ended = shorter.Ended.Add(-time.Hour)
	for name, story := range map[string]struct {
		begins        []decision // one after the other, before the two
		first, second decision
		want          fault.Kind // of the second; 0: it is done, or was done already
		ledger        int        // rows afterwards
	}{
		"two tabs verify the same":  {nil, on(0, present(), verify), on(0, present(), verify), 0, 2},
		"two tabs verify otherwise": {nil, on(0, present(), verify), on(0, excused(0, ""), verify), fault.Conflict, 2},
		"one amends, one verifies from an old form": {
			[]decision{on(0, present(), verify)}, on(1, excused(0, "ill"), amend), on(0, present(), verify), fault.Conflict, 5,
		},
		"one keeps an amendment, one verifies from an old form": {
			[]decision{on(0, present(), verify)}, on(1, excused(0, "ill"), prepare), on(0, shorter, verify), fault.Conflict, 2,
		},
		"two amend at once":       {[]decision{on(0, present(), verify)}, on(1, excused(0, "ill"), amend), on(1, shorter, amend), fault.Conflict, 5},
		"two prepare at once":     {[]decision{on(0, present(), verify)}, on(1, excused(0, "ill"), prepare), on(1, shorter, prepare), fault.Conflict, 2},
		"one prepares, one signs": {[]decision{on(0, present(), verify)}, on(1, excused(0, "ill"), prepare), on(1, shorter, amend), fault.Conflict, 2},
		"one amendment is signed twice": {
			[]decision{on(0, present(), verify), on(1, excused(0, "ill"), prepare)}, on(2, excused(0, "ill"), amend), on(2, excused(0, "ill"), amend), 0, 5,
		},
		"one signs, one takes back": {
			[]decision{on(0, present(), verify), on(1, excused(0, "ill"), prepare)}, on(2, excused(0, "ill"), amend), on(2, present(), takeBack), 0, 5,
		},
		"one takes back, one signs": {
			[]decision{on(0, present(), verify), on(1, excused(0, "ill"), prepare)}, on(2, present(), takeBack), on(2, excused(0, "ill"), amend), fault.Conflict, 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o := opened(t, db, afterwards)
				o.account("p2")
				o.account("p4")
				for _, d := range story.begins {
					o.decide(d)
				}
				one, other := o.overlap(db, story.first, story.second)
				if one != nil || fault.KindOf(other) != story.want && (story.want != 0 || other != nil) {
					t.Errorf("the first: %v, the second: %v", one, other)
				}
				if n := o.count("ledger"); n != story.ledger {
					t.Errorf("%d rows in the ledger, want %d", n, story.ledger)
				}
			})
		})
	}
}
