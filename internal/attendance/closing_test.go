package attendance_test

import (
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/schedule"
)

// planned is the circle as planned from noon for an hour.
func planned() attendance.Sheet {
	s := circle()
	s.Session.Status, s.Session.Starts, s.Session.Minutes, s.Session.Sequence = schedule.Scheduled, noon, 60, 4
	return s
}

// saved is the planned circle with a draft.
func saved(t *testing.T) attendance.Sheet {
	t.Helper()
	change, err := planned().Save(draft(60, allPresent()...), signer, later)
	if err != nil {
		t.Fatal(err)
	}
	return change.Sheet
}

func TestASessionIsCalledOffAndRestored(t *testing.T) {
	t.Parallel()
	s := saved(t)
	off, err := s.CallOff(s.Revision, signer, later)
	if err != nil {
		t.Fatal(err)
	}
	if off.Act != attendance.CalledOff || off.Sheet.State != attendance.Dropped || len(off.Sheet.Marks) != 0 || len(off.Append) != 0 {
		t.Errorf("%s left the sheet %s with %d marks and appended %d entries", off.Act, off.Sheet.State, len(off.Sheet.Marks), len(off.Append))
	}
	if got := off.Sheet.Session; got.Status != schedule.Cancelled || got.Sequence != 5 || !got.ChangedAt.Equal(later) {
		t.Errorf("in calendars it is %s, sequence %d of %s", got.Status, got.Sequence, got.ChangedAt)
	}
	if again, err := off.Sheet.CallOff(s.Revision, signer, later); err != nil || again.Act != "" {
		t.Errorf("the second click did %q: %v", again.Act, err)
	}
	beside := off.Sheet
	beside.Beside = []schedule.Slot{{Starts: noon.Add(59 * time.Minute), Minutes: 60}}
	if _, err := beside.Restore(signer, later); fault.KindOf(err) != fault.Conflict {
		t.Errorf("beside another session: %v", err)
	}
	on, err := off.Sheet.Restore(signer, later)
	if err != nil || on.Act != attendance.Restored || on.Sheet.Session.Status != schedule.Scheduled || on.Sheet.Session.Sequence != 6 || on.Sheet.Revision != s.Revision+2 {
		t.Errorf("%q: %+v, %v", on.Act, on.Sheet.Session, err)
	}
	if again, err := on.Sheet.Restore(signer, later); err != nil || again.Act != "" {
		t.Errorf("the second click did %q: %v", again.Act, err)
	}
	signed := draft(60, allPresent()...)
	signed.Revision = on.Sheet.Revision
	if change, err := on.Sheet.Verify(signed, signer, later); err != nil || change.Act != attendance.Signed {
		t.Errorf("its sheet: %q, %v", change.Act, err)
	}
}

func TestNobodyCame(t *testing.T) {
	t.Parallel()
	s := planned()
	closed, err := s.Close(attendance.Draft{Marks: []attendance.Mark{mark(ana, attendance.Excused), mark(ben, attendance.Present)}}, signer, after(20))
	if err != nil {
		t.Fatal(err)
	}
	if !closed.Sheet.NobodyCame() || closed.Act != attendance.Signed || len(closed.Append) != 0 {
		t.Errorf("%s appended %d entries: %+v", closed.Act, len(closed.Append), closed.Sheet)
	}
	if m := closed.Sheet.Marks; len(m) != 3 || m[0].Code != attendance.Excused || m[1].Code != attendance.Absent || m[2].Code != attendance.Absent {
		t.Errorf("marks: %v", m)
	}
	if !closed.Sheet.Ended.Equal(after(20)) {
		t.Errorf("over at %s", closed.Sheet.Ended)
	}
	if again, err := closed.Sheet.Close(attendance.Draft{}, signer, later); err != nil || again.Act != "" {
		t.Errorf("the second click did %q: %v", again.Act, err)
	}
	open, err := closed.Sheet.Reopen(signer, later)
	if err != nil || open.Act != attendance.Voided || open.Sheet.State != attendance.Open || len(open.Sheet.Marks) != 3 {
		t.Errorf("%q left it %s with %v: %v", open.Act, open.Sheet.State, open.Sheet.Marks, err)
	}
	if again, err := open.Sheet.Reopen(signer, later); err != nil || again.Act != "" {
		t.Errorf("the second click did %q: %v", again.Act, err)
	}
	signed := draft(60, allPresent()...)
	signed.Revision = open.Sheet.Revision
	change, err := open.Sheet.Verify(signed, signer, later)
	if err != nil || change.Sheet.Version != 2 || len(change.Append) != 4 || change.Sheet.Facts.Lead != rosa {
		t.Errorf("verified after all: version %d with %d entries, led by %d: %v", change.Sheet.Version, len(change.Append), change.Sheet.Facts.Lead, err)
	}
}

func TestWhatCannotBeClosed(t *testing.T) {
	t.Parallel()
	verified := everybody(t).Sheet
	before := noon.Add(-time.Minute)
	for name, story := range map[string]struct {
		step func() (attendance.Change, error)
		want fault.Kind
	}{
		"calling off what is verified":         {func() (attendance.Change, error) { return verified.CallOff(verified.Revision, signer, later) }, fault.Conflict},
		"calling off what is to come":          {func() (attendance.Change, error) { return planned().CallOff(0, signer, before) }, fault.Invalid},
		"calling off what somebody just saved": {func() (attendance.Change, error) { return saved(t).CallOff(0, signer, later) }, fault.Conflict},
		"closing what is verified":             {func() (attendance.Change, error) { return verified.Close(attendance.Draft{Revision: 1}, signer, later) }, fault.Conflict},
		"closing what is to come":              {func() (attendance.Change, error) { return planned().Close(attendance.Draft{}, signer, before) }, fault.Invalid},
		"closing what somebody just saved":     {func() (attendance.Change, error) { return saved(t).Close(attendance.Draft{}, signer, later) }, fault.Conflict},
		"closing as a supervisee": {func() (attendance.Change, error) {
			return planned().Close(attendance.Draft{}, attendance.Signer{Account: 8, Person: ana}, later)
		}, fault.Forbidden},
		"reopening what credits somebody": {func() (attendance.Change, error) { return verified.Reopen(signer, later) }, fault.Conflict},
	} {
		if change, err := story.step(); fault.KindOf(err) != story.want || err == nil || change.Act != "" {
			t.Errorf("%s did %q: %v", name, change.Act, err)
		}
	}
}
