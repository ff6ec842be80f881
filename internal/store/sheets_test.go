package store_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/store"
)

// monday is the third session of the office, led by Bea; everybody was there from ten to half past eleven.
const monday schedule.SessionID = 3

// morning is ten o'clock of the session's day in New York, and present a draft with Ada there all the time.
var morning = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

func present() attendance.Draft {
	return attendance.Draft{Began: morning, Ended: morning.Add(90 * time.Minute), Marks: []attendance.Mark{{Person: ada, Code: attendance.Present}}}
}

// afterwards is when the sheets of these tests are taken.
var afterwards = morning.Add(3 * time.Hour)

// verify has Bea verify the Monday session with a draft.
func (o office) verify(d attendance.Draft) (attendance.Sheet, error) {
	return o.UpdateSheet(o.t.Context(), monday, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		d.Revision = s.Revision
		return s.Verify(d, attendance.Signer{Account: 1, Person: bea}, afterwards)
	})
}

func (o office) count(table string) int {
	o.t.Helper()
	return o.number(`select count(*) from ` + table)
}

// number is the one figure that a query gives.
func (o office) number(query string, args ...any) int {
	o.t.Helper()
	var n int
	if err := store.Ask(o.t.Context(), o.Store).Raw(query, args...).Scan(&n).Error; err != nil {
		o.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestVerifyingASheetIsOneTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		sheet, err := o.verify(present())
		if err != nil {
			t.Fatal(err)
		}
		if sheet.State != attendance.Verified || sheet.Version != 1 {
			t.Errorf("the sheet is %s at version %d", sheet.State, sheet.Version)
		}
		loaded, err := o.Sheet(t.Context(), monday)
		if err != nil {
			t.Fatal(err)
		}
		if loaded.Session.Status != schedule.Held || loaded.Facts.Lead != bea || !loaded.Began.Equal(morning) || len(loaded.Marks) != 1 || len(loaded.Standing) != 2 {
			t.Errorf("loaded again: %+v", loaded)
		}
		for _, e := range loaded.Standing {
			if want := map[roster.PersonID]ledger.Direction{ada: ledger.Received, bea: ledger.Provided}[e.Person]; e.Direction != want || e.Minutes != 90 {
				t.Errorf("person %d %s %d minutes", e.Person, e.Direction, e.Minutes)
			}
		}
		if told := o.told("CT"); !slices.ContainsFunc(told, func(line string) bool { return line == "account:1 sheet.verified session:3" }) {
			t.Errorf("the history says %q", told)
		}
		if due := o.number(`select count(*) from due where person_id in (1, 2)`); due != 2 {
			t.Errorf("%d of Ada and Bea are on the due list", due)
		}
	})
}

func TestVerifyingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		var clicks sync.WaitGroup
		results := make([]error, 4)
		for i := range results {
			clicks.Go(func() { _, results[i] = o.verify(present()) })
		}
		clicks.Wait()
		if err := errors.Join(results...); err != nil {
			t.Error(err)
		}
		if n := o.count("ledger"); n != 2 {
			t.Errorf("four clicks made %d entries", n)
		}
		if n := o.number(`select count(*) from history where act = 'sheet.verified'`); n != 1 {
			t.Errorf("the history tells of %d verifications", n)
		}
		if stamp := o.number(`select max(stamp) from due`); stamp != 1 {
			t.Errorf("somebody was put on the due list %d times", stamp)
		}
	})
}

func TestAFailureLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		// An entry of no minutes breaks a check after sheet and marks were written.
		_, err := o.UpdateSheet(t.Context(), monday, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
			change, err := s.Verify(present(), attendance.Signer{Account: 1, Person: bea}, afterwards)
			change.Append[len(change.Append)-1].Minutes = 0
			return change, err
		})
		if err == nil {
			t.Fatal("an entry of no minutes was taken")
		}
		for _, table := range []string{"sheets", "sheet_versions", "marks", "ledger", "due", "history"} {
			if n := o.count(table); n != 0 {
				t.Errorf("%d rows of %s were left", n, table)
			}
		}
		if status := o.number(`select count(*) from sessions where status = 'held'`); status != 0 {
			t.Error("the session counts as held")
		}
	})
}

func TestTheDatabaseHoldsTheLock(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			`update marks set mark = 'absent' where session_id = 3`,
			`update marks set version = 2 where session_id = 3`,
			`delete from marks where session_id = 3`,
			`insert into marks (session_id, version, person_id, mark, intervals, focus) values (3, 1, 6, 'present', '', '')`,
			`update ledger set minutes = 600`,
			`delete from ledger`,
			`update sheet_versions set lead_id = 3`,
			`delete from sheet_versions`,
			`update history set actor = 'somebody else'`,
			`delete from history`,
		} {
			if err := o.Exec(t.Context(), statement); err == nil {
				t.Errorf("the database let pass: %s", statement)
			}
		}
	})
}

// amend has Bea say that Ada was excused after all.
func (o office) amend(reason string) (attendance.Sheet, error) {
	return o.UpdateSheet(o.t.Context(), monday, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		d := present()
		d.Revision, d.Reason, d.Marks[0].Code = s.Revision, reason, attendance.Excused
		return s.Amend(d, attendance.Signer{Account: 1, Person: bea}, afterwards)
	})
}

func TestAmendingIsOneTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		o.exec(`delete from due`)
		sheet, err := o.amend("She was ill")
		if err != nil {
			t.Fatal(err)
		}
		if sheet.Version != 2 || len(sheet.Standing) != 1 {
			t.Errorf("version %d with %d entries", sheet.Version, len(sheet.Standing))
		}
		if n := o.count("ledger"); n != 5 { // two, their reversals, and what Bea provided
			t.Errorf("%d rows in the ledger", n)
		}
		if n := o.number(`select count(*) from due`); n != 2 {
			t.Errorf("%d people are due", n)
		}
		if n := o.number(`select count(*) from notices where person_id = 1 and topic = 'hours'`); n != 1 || o.count("notices") != 1 {
			t.Errorf("Ada is told %d times, everybody %d times", n, o.count("notices"))
		}
		if told := o.told("CT"); told[len(told)-1] != "account:1 sheet.amended session:3" {
			t.Errorf("the history says %q", told)
		}
		versions, err := o.Versions(t.Context(), monday)
		if err != nil || len(versions) != 2 {
			t.Fatalf("%d versions: %v", len(versions), err)
		}
		before, _ := versions[0].Mark(ada)
		after, _ := versions[1].Mark(ada)
		if before.Code != attendance.Present || after.Code != attendance.Excused || versions[1].Reason != "She was ill" || versions[1].Facts.Lead != bea {
			t.Errorf("versions: %+v", versions)
		}
	})
}

// TestNeitherVersionCanBeTouched tries to break lock and ledger of an amended sheet.
func TestNeitherVersionCanBeTouched(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		if _, err := o.amend("She was ill"); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			`update marks set mark = 'present' where session_id = 3 and version = 2`,
			`update marks set version = 3 where session_id = 3 and version = 1`,
			`update marks set version = 1 where session_id = 3 and version = 2`,
			`delete from marks where session_id = 3 and version = 1`,
			`insert into marks (session_id, version, person_id, mark, intervals, focus) values (3, 2, 6, 'present', '', '')`,
			`update sheets set version = 1 where session_id = 3`,
			`update sheet_versions set reason = 'none' where version = 2`,
			`delete from sheet_versions where version = 1`,
			`update ledger set reversal = false where reversal`,
			`delete from ledger where reversal`,
			`insert into ledger (association, person_id, session_id, direction, version, reversal, minutes, started_at, ended_at, kind, format, modality, focus, supervisees, presence, recorded_at)
				select association, person_id, session_id, direction, version, reversal, minutes, started_at, ended_at, kind, format, modality, focus, supervisees, presence, recorded_at from ledger where reversal`,
			`insert into ledger (association, person_id, session_id, direction, version, reversal, minutes, started_at, ended_at, kind, format, modality, focus, supervisees, presence, recorded_at)
				select association, person_id, session_id, direction, 3, false, minutes, started_at, ended_at, kind, format, modality, focus, supervisees, presence, recorded_at from ledger where reversal`,
		} {
			if err := o.Exec(t.Context(), statement); err == nil {
				t.Errorf("the database let pass: %s", statement)
			}
		}
	})
}

func TestThereIsNoSheetOfNoSession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		if _, err := o.Sheet(t.Context(), 99); fault.KindOf(err) != fault.NotFound {
			t.Errorf("reading: %v", err)
		}
		_, err := o.UpdateSheet(t.Context(), 99, "account:1", func(attendance.Sheet) (attendance.Change, error) {
			t.Error("there was something to decide about")
			return attendance.Change{}, nil
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("changing: %v", err)
		}
	})
}

// TestWhoIsOnTheSheet has somebody join before and somebody leave after the session's day.
func TestWhoIsOnTheSheet(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values
			(3, 6, '2026-11-23', '2026-11-23'), (3, 7, '2026-11-24', null), (3, 4, '2026-01-01', '2026-11-22'), (3, 2, '2026-01-01', null)`)
		sheet, err := o.Sheet(t.Context(), monday)
		if err != nil {
			t.Fatal(err)
		}
		// Flo is a member on that day alone, Gus from the next day, Dee until the day before; Bea leads.
		if want := []roster.PersonID{ada, flo}; !slices.Equal(sheet.Roster, want) {
			t.Errorf("on the sheet are %v, want %v", sheet.Roster, want)
		}
		draft := present()
		draft.Marks = append(draft.Marks, attendance.Mark{Person: flo, Code: attendance.Excused})
		if _, err := o.verify(draft); err != nil {
			t.Fatal(err)
		}
		o.exec(`update memberships set ends_on = '2026-06-30' where person_id = 1`)
		sheet, err = o.Sheet(t.Context(), monday)
		if err != nil || !slices.Equal(sheet.Roster, []roster.PersonID{ada, flo}) {
			t.Errorf("after Ada's membership was corrected the sheet holds %v: %v", sheet.Roster, err)
		}
	})
}
