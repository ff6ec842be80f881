package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/store"
)

// tuesdays are five sessions of Bea's group from December on, the second day left out, led by Cyd in another room.
func tuesdays() schedule.SeriesProposal {
	return schedule.SeriesProposal{
		External: "attune-tuesdays", Group: 3, Skips: []day.Date{day.MustParse("2026-12-08")},
		Rhythm:  schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Tuesday}, From: day.MustParse("2026-12-01"), Count: 5},
		Meeting: schedule.Meeting{Minute: 540, Minutes: 60, Lead: cyd, Place: "Room 4"},
	}
}

// plan plans a series as Bea.
func (o office) plan(p schedule.SeriesProposal) (schedule.SeriesID, error) {
	return o.PlanSeries(o.t.Context(), p, "account:1", func(s schedule.Season) (schedule.Laid, error) { return p.Lay(s, noon) })
}

func (o office) course(id schedule.SeriesID) schedule.Course {
	o.t.Helper()
	course, err := o.Course(o.t.Context(), id, schedule.Revision{})
	if err != nil {
		o.t.Fatal(err)
	}
	return course
}

// stands says of each session of a course when it is for, when it is, and how often it was raised.
func stands(course schedule.Course) []string {
	var lines []string
	for _, s := range course.Sessions {
		line := s.Due.String() + " " + s.Local.String()[5:]
		if s.Status == schedule.Cancelled {
			line += " cancelled"
		}
		lines = append(lines, line+strings.Repeat(" raised", s.Sequence))
	}
	return lines
}

func (o office) calendarVersion(person roster.PersonID) int {
	o.t.Helper()
	return o.number(`select calendar_version from people where id = ?`, int64(person))
}

func TestASeriesIsPlannedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into closures (association, starts_on, ends_on, name) values ('CT', '2026-12-20', '2026-12-24', 'Winter break'), ('MI', '2026-12-15', '2026-12-15', 'Elsewhere')`)
		before := o.calendarVersion(ada)
		var clicks sync.WaitGroup
		ids, failed := make([]schedule.SeriesID, 3), make([]error, 3)
		for i := range ids {
			clicks.Go(func() { ids[i], failed[i] = o.plan(tuesdays()) })
		}
		clicks.Wait()
		if err := errors.Join(failed...); err != nil || ids[0] != ids[1] || ids[1] != ids[2] {
			t.Fatalf("three clicks planned %v: %v", ids, err)
		}
		course := o.course(ids[0])
		want := []string{"2026-12-01 12-01T09:00", "2026-12-15 12-15T09:00", "2026-12-29 12-29T09:00", "2027-01-05 01-05T09:00", "2027-01-12 01-12T09:00"}
		if diff := cmp.Diff(want, stands(course)); diff != "" {
			t.Errorf("its sessions (-want +got):\n%s", diff)
		}
		series := schedule.Series{
			ID: ids[0], External: "attune-tuesdays", Group: 3, Rhythm: tuesdays().Rhythm, Skips: []day.Date{day.MustParse("2026-12-08"), day.MustParse("2026-12-22")},
			Meeting: tuesdays().Meeting, Version: 1, CreatedAt: noon,
		}
		if diff := cmp.Diff(series, course.Series); diff != "" {
			t.Errorf("the series is read back otherwise (-want +got):\n%s", diff)
		}
		meetings, err := o.Calendar(t.Context(), access.Feed{Person: ada}, noon.AddDate(0, 0, 7), noon.AddDate(1, 0, 0))
		if err != nil || len(meetings) != 5 || meetings[0].Session.Place != "Room 4" || meetings[0].Session.Lead != cyd || meetings[0].Session.Series != ids[0] {
			t.Errorf("in Ada's calendar stand %d of them: %+v, %v", len(meetings), meetings[0].Session, err)
		}
		if raised := o.calendarVersion(ada) - before; raised != 1 {
			t.Errorf("Ada's calendar was raised %d times", raised)
		}
		told := o.told("CT")
		if !slices.Contains(told, "account:1 series.added series:1") || o.number(`select count(*) from history where act = 'session.added'`) != 5 {
			t.Errorf("the history says %q", told)
		}
	})
}

// revise revises a series as Bea, as the store finds it.
func (o office) revise(id schedule.SeriesID, r schedule.Revision, sees func(schedule.Course) error) error {
	return o.ReviseSeries(o.t.Context(), id, r, "account:1", func(c schedule.Course) (schedule.Revised, error) {
		if err := sees(c); err != nil {
			return schedule.Revised{}, err
		}
		return c.Revise(r, c.Season, c.Sessions, c.Sheets, noon)
	})
}

func anything(schedule.Course) error { return nil }

func TestASeriesIsRevisedInOneTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id, err := o.plan(tuesdays())
		if err != nil {
			t.Fatal(err)
		}
		was := o.course(id)
		o.exec(`insert into sheets (session_id, association, state, version, revision, began_at, ended_at) values (?, 'CT', 'open', 0, 1, null, null)`, int64(was.Sessions[0].ID))
		minute := 600
		thursdays := schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Thursday}, From: day.MustParse("2026-12-01"), Until: day.MustParse("2027-01-08")}
		r := schedule.Revision{From: day.MustParse("2026-12-01"), Rhythm: &thursdays, Change: schedule.Change{Minute: &minute}, Skips: []day.Date{day.MustParse("2026-12-03")}}
		before := o.calendarVersion(ada)
		if err := o.revise(id, r, anything); err != nil {
			t.Fatal(err)
		}
		is := o.course(id)
		want := []string{
			"2026-12-01 12-01T09:00", "2026-12-10 12-10T10:00", "2026-12-17 12-17T10:00 raised", "2026-12-24 12-24T10:00 raised",
			"2026-12-31 12-31T10:00 raised", "2027-01-07 01-07T10:00 raised",
		}
		if diff := cmp.Diff(want, stands(is)); diff != "" {
			t.Errorf("its sessions (-want +got):\n%s", diff)
		}
		for _, s := range was.Sessions {
			if !slices.ContainsFunc(is.Sessions, func(n schedule.Session) bool { return n.ID == s.ID && n.UID == s.UID }) {
				t.Errorf("session %d for %s is lost", s.ID, s.Due)
			}
		}
		if raised := o.calendarVersion(ada) - before; raised != 1 {
			t.Errorf("Ada's calendar was raised %d times", raised)
		}
		if is.Version != 2 || !cmp.Equal(is.Rhythm, thursdays, cmpopts.EquateEmpty()) {
			t.Errorf("the series is %+v", is.Series)
		}
		if moved := o.number(`select count(*) from history where act = 'session.moved'`); moved != 4 {
			t.Errorf("the history tells of %d moves", moved)
		}
	})
}

// Of two who change a series at once, the second finds what the first has made of it.
func TestTwoRevisionsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id, err := o.plan(tuesdays())
		if err != nil {
			t.Fatal(err)
		}
		unchanged := func(c schedule.Course) error {
			if c.Version != 1 {
				return fault.New(fault.Conflict, "Somebody was faster.")
			}
			return nil
		}
		var clicks sync.WaitGroup
		failed := make([]error, 2)
		for i, minute := range []int{600, 660} {
			clicks.Go(func() {
				failed[i] = o.revise(id, schedule.Revision{From: day.MustParse("2026-12-01"), Change: schedule.Change{Minute: &minute}}, unchanged)
			})
		}
		clicks.Wait()
		course := o.course(id)
		if (failed[0] == nil) == (failed[1] == nil) || course.Version != 2 || fault.KindOf(errors.Join(failed...)) != fault.Conflict {
			t.Errorf("both answered %v; the series is at version %d", failed, course.Version)
		}
		for _, s := range course.Sessions {
			if s.Sequence != 1 || s.Local.Minute != course.Minute {
				t.Errorf("a session of both: %s, raised %d times", s.Local, s.Sequence)
			}
		}
	})
}

func TestASessionIsPlannedOtherwise(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id, err := o.plan(tuesdays())
		if err != nil {
			t.Fatal(err)
		}
		second := o.course(id).Sessions[1]
		friday := day.MustParse("2026-12-18")
		c := schedule.Change{Day: &friday}
		alone := func(s schedule.Standing) (schedule.Session, error) { return s.Alone(c, noon) }
		if err := o.ReplanSession(t.Context(), second.ID, c, "account:1", alone); err != nil {
			t.Fatal(err)
		}
		cancel := func(s schedule.Standing) (schedule.Session, error) { return s.Called(schedule.Cancelled, noon) }
		for range 2 { // the second time there is nothing to do
			if err := o.ReplanSession(t.Context(), second.ID, schedule.Change{}, "account:1", cancel); err != nil {
				t.Fatal(err)
			}
		}
		got := o.course(id)
		if line := stands(got)[1]; line != "2026-12-15 12-18T09:00 cancelled raised raised" || got.Sessions[1].Own != schedule.OwnTime|schedule.OwnStatus {
			t.Errorf("it stands as %q with %b of its own", line, got.Sessions[1].Own)
		}
		another := day.MustParse("2026-12-29") // the fourth session is there
		into := schedule.Change{Day: &another}
		fifth := got.Sessions[4]
		err = o.ReplanSession(t.Context(), fifth.ID, into, "account:1", func(s schedule.Standing) (schedule.Session, error) { return s.Alone(into, noon) })
		if refused, is := errors.AsType[*roster.Refused](err); !is || refused.Field != "begins" {
			t.Errorf("moved into another: %v", err)
		}
		if diff := cmp.Diff(fifth, o.course(id).Sessions[4]); diff != "" {
			t.Errorf("it was changed all the same (-want +got):\n%s", diff)
		}
		err = o.ReplanSession(t.Context(), 999, schedule.Change{}, "account:1", cancel)
		if fault.KindOf(err) != fault.NotFound && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a session that is not: %v", err)
		}
	})
}

// A session that is in no series goes back to its group's place.
func TestASessionGoesBackToThePlaceOfItsGroup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		p := schedule.Proposal{External: "attune-once", Group: 3, Begins: schedule.Wall{Day: day.MustParse("2026-12-09"), Minute: 600}, Minutes: 60}
		id, err := o.PlanSession(t.Context(), p, "account:1", func(g schedule.Ground) (schedule.Session, error) { return p.Session(g, noon) })
		if err != nil {
			t.Fatal(err)
		}
		for i, place := range []string{"Library", ""} {
			c := schedule.Change{Place: &place}
			err := o.ReplanSession(t.Context(), id, c, "account:1", func(s schedule.Standing) (schedule.Session, error) { return s.Alone(c, noon) })
			is, failed := o.Standing(t.Context(), id, schedule.Change{})
			if err := errors.Join(err, failed); err != nil || is.Place != place || is.Sequence != i+1 {
				t.Errorf("it is at %q, raised %d times: %v", is.Place, is.Sequence, err)
			}
		}
	})
}

// A course knows whoever leads one of its sessions, by the series or by itself.
func TestACourseKnowsWhoLeadsOneOfIts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		p := tuesdays()
		p.Lead = 0
		id, err := o.plan(p)
		if err != nil {
			t.Fatal(err)
		}
		lead := cyd
		c := schedule.Change{Lead: &lead}
		err = o.ReplanSession(t.Context(), o.course(id).Sessions[1].ID, c, "account:1", func(s schedule.Standing) (schedule.Session, error) { return s.Alone(c, noon) })
		if home := o.course(id).Season.Home[cyd]; err != nil || home != "CT" {
			t.Errorf("Cyd is of %q: %v", home, err)
		}
	})
}

// A day that a session has left may get another one, which is not mistaken for the first.
func TestASeriesComesBackToADayThatASessionLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id, err := o.plan(tuesdays())
		if err != nil {
			t.Fatal(err)
		}
		minute := 540
		for _, days := range [][]time.Weekday{{time.Thursday}, {time.Tuesday, time.Thursday}} {
			rhythm := schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: days, From: day.MustParse("2026-12-14"), Until: day.MustParse("2026-12-18")}
			if err := o.revise(id, schedule.Revision{From: day.MustParse("2026-12-14"), Rhythm: &rhythm, Change: schedule.Change{Minute: &minute}}, anything); err != nil {
				t.Fatal(err)
			}
		}
		got := stands(o.course(id))
		want := []string{"2026-12-01 12-01T09:00", "2026-12-15 12-15T09:00", "2026-12-17 12-17T09:00 raised"}
		if diff := cmp.Diff(want, got[:3]); diff != "" {
			t.Errorf("its sessions (-want +got):\n%s", diff)
		}
	})
}

// Planning and changing a series makes as many statements for sixty sessions as for six.
func TestASeriesStatementsDoNotGrow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.account("p2")
		counts := make(map[string][]int)
		counting := func(what string, do func(context.Context) error) {
			t.Helper()
			ctx, count := store.Counted(t.Context())
			if err := do(ctx); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			counts[what] = append(counts[what], count.Len())
		}
		for _, sessions := range []int{6, 60} {
			p := tuesdays()
			p.External, p.Through = roster.External(fmt.Sprint("attune-", sessions)), true
			p.Rhythm.Count, p.Minute = sessions, 12*sessions
			minute, others := p.Minute+5, p.Rhythm
			others.Weekdays = []time.Weekday{time.Wednesday}
			var id schedule.SeriesID
			counting("planned", func(ctx context.Context) (err error) {
				id, err = o.PlanSeries(ctx, p, "account:1", func(s schedule.Season) (schedule.Laid, error) { return p.Lay(s, noon) })
				return err
			})
			counting("looked at", func(ctx context.Context) error {
				_, err := o.Course(ctx, id, schedule.Revision{})
				return err
			})
			for _, c := range []struct {
				what string
				schedule.Revision
			}{
				{"later", schedule.Revision{Change: schedule.Change{Minute: &minute}}},
				{"on other days", schedule.Revision{Rhythm: &others, Through: true, Change: schedule.Change{Minute: &minute}}},
			} {
				r := c.Revision
				counting(c.what, func(ctx context.Context) error {
					return o.ReviseSeries(ctx, id, r, "account:1", func(c schedule.Course) (schedule.Revised, error) {
						return c.Revise(r, c.Season, c.Sessions, c.Sheets, noon)
					})
				})
			}
			counting("cancelled", func(ctx context.Context) error {
				return o.ReviseSeries(ctx, id, schedule.Revision{}, "account:1", func(c schedule.Course) (schedule.Revised, error) {
					return c.Cancel(0, c.Sessions, c.Sheets, noon), nil
				})
			})
		}
		for what, n := range counts {
			if n[0] != n[1] || n[0] > 40 {
				t.Errorf("%s: %d statements for 6 sessions, %d for 60", what, n[0], n[1])
			}
		}
	})
}

// A bundle may bring in a session of days, longer than any that is planned by hand: what overlaps it is still told.
func TestAnEndlessSessionIsBesideWhatItOverlaps(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, lead_id, nobody_led, co_lead_id,
				kind, modality, sequence, moved_from, created_at, changed_at)
			values ('long', 'long', 3, 'CT', '2026-12-07T09:00', 'America/New_York', ?, ?, 'scheduled', null, ?, null, '', '', 0, '', ?, ?)`,
			time.Date(2026, 12, 7, 14, 0, 0, 0, time.UTC), schedule.LongestOfAll-60, false, noon, noon)
		begins := schedule.Wall{Day: day.MustParse("2026-12-14"), Minute: 7 * 60}
		ground, err := o.Ground(t.Context(), schedule.Proposal{Group: 3, Begins: begins, Minutes: 30})
		if err != nil || len(ground.Beside) != 1 || len(ground.Busy) != 2 {
			t.Errorf("beside it are %v, and busy are %v: %v", ground.Beside, ground.Busy, err)
		}
		lost, err := o.arrange(3, 0, "attune-lost", "2026-12-14T08:30") // as the other ends
		if err != nil {
			t.Fatal(err)
		}
		if err := o.call(lost, schedule.Cancelled); err != nil {
			t.Fatal(err)
		}
		o.exec(`update sessions set minutes = ? where external_id = 'long'`, schedule.LongestOfAll)
		if err := o.call(lost, schedule.Scheduled); err == nil {
			t.Error("it takes place during another")
		}
	})
}
