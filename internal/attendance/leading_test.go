package attendance_test

import (
	"slices"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// gathering is a sheet of a group whose provider is 1, with member 2; 3 and 4 are known and belong to other associations.
func gathering() (attendance.Sheet, attendance.Draft, time.Time) {
	starts := time.Date(2026, 11, 19, 15, 0, 0, 0, time.UTC)
	sheet := attendance.Sheet{
		Session: schedule.Session{ID: 7, Association: "CT", Starts: starts, Minutes: 60, Status: schedule.Scheduled, Sequence: 2},
		Group:   roster.Group{ID: 5, Association: "CT", Provider: 1, Kind: roster.Reflective},
		Roster:  []roster.PersonID{2},
		Home:    map[roster.PersonID]roster.Association{1: "CT", 2: "CT", 3: "MI", 4: "MI"},
	}
	draft := attendance.Draft{Began: starts, Ended: starts.Add(time.Hour), Marks: []attendance.Mark{{Person: 2, Code: attendance.Present}}}
	return sheet, draft, starts.Add(2 * time.Hour)
}

func TestADraftSaysWhoLed(t *testing.T) {
	t.Parallel()
	sheet, draft, now := gathering()
	for _, row := range []struct {
		name  string
		given attendance.Leading
		want  schedule.Session // lead, co-lead, nobody and sequence
	}{
		{"as planned", attendance.Leading{Lead: 1}, schedule.Session{Sequence: 2}},
		{"a substitute", attendance.Leading{Lead: 3}, schedule.Session{Lead: 3, Sequence: 3}},
		{"two", attendance.Leading{Lead: 1, CoLead: 3}, schedule.Session{CoLead: 3, Sequence: 3}},
		{"nobody", attendance.Leading{}, schedule.Session{NobodyLed: true, Sequence: 3}},
		{"a member", attendance.Leading{Lead: 2}, schedule.Session{Lead: 2, Sequence: 3}},
	} {
		draft.Leading = &row.given
		change, err := sheet.Save(draft, attendance.Signer{Account: 9}, now)
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		is := change.Sheet.Session
		if got := (schedule.Session{Lead: is.Lead, CoLead: is.CoLead, NobodyLed: is.NobodyLed, Sequence: is.Sequence}); got != row.want {
			t.Errorf("%s: %+v, want %+v", row.name, got, row.want)
		}
		again := draft
		again.Revision = change.Sheet.Revision
		if twice, err := change.Sheet.Save(again, attendance.Signer{Account: 9}, now); err != nil || twice.Act != "" {
			t.Errorf("%s, saved again: %q, %v", row.name, twice.Act, err)
		}
	}
}

// Who led alone is a change, too, and is not lost to somebody who saved meanwhile.
func TestOnlyWhoLedChanges(t *testing.T) {
	t.Parallel()
	sheet, draft, now := gathering()
	first, err := sheet.Save(draft, attendance.Signer{Account: 9}, now)
	if err != nil {
		t.Fatal(err)
	}
	draft.Leading = &attendance.Leading{Lead: 3}
	if _, err := first.Sheet.Save(draft, attendance.Signer{Account: 9}, now); fault.KindOf(err) != fault.Conflict {
		t.Errorf("with an old revision: %v", err)
	}
	draft.Revision = 1
	second, err := first.Sheet.Save(draft, attendance.Signer{Account: 9}, now)
	if err != nil || second.Act != attendance.Saved || second.Sheet.Revision != 2 || second.Sheet.Session.Lead != 3 {
		t.Errorf("%q, revision %d, lead %d, %v", second.Act, second.Sheet.Revision, second.Sheet.Session.Lead, err)
	}
}

func TestAGuestIsMarkedAndNeverSigns(t *testing.T) {
	t.Parallel()
	sheet, draft, now := gathering()
	draft.Marks = append(draft.Marks, attendance.Mark{Person: 3, Code: attendance.Present})
	if _, err := sheet.Save(draft, attendance.Signer{Account: 9}, now); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a mark of somebody who is neither member nor guest: %v", err)
	}
	draft.Guests = []roster.PersonID{3, 99}
	if _, err := sheet.Verify(draft, attendance.Signer{Account: 9, Person: 3}, now); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("signed by the guest: %v", err)
	}
	change, err := sheet.Verify(draft, attendance.Signer{Account: 9, Person: 1}, now)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(change.Append, func(e ledger.Entry) bool { return e.Person == 3 })
	if i < 0 || change.Append[i].Association != "MI" || change.Append[i].Minutes != 60 || change.Append[i].Supervisees != 2 {
		t.Errorf("entries %+v", change.Append)
	}
	draft.Marks = append(draft.Marks, attendance.Mark{Person: 99, Code: attendance.Present})
	if _, err := sheet.Verify(draft, attendance.Signer{Account: 9, Person: 1}, now); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a guest nobody knows: %v", err)
	}
}

// Nobody came, so nobody led; but who was to lead is not forgotten, in case somebody did come.
func TestClosingForgetsNoLead(t *testing.T) {
	t.Parallel()
	sheet, draft, now := gathering()
	sheet.Session.Lead = 3
	change, err := sheet.Close(draft, attendance.Signer{Account: 9}, now)
	if err != nil || change.Sheet.Session.Lead != 3 || change.Sheet.Session.NobodyLed || len(change.Append) != 0 {
		t.Errorf("lead %d, %d entries, %v", change.Sheet.Session.Lead, len(change.Append), err)
	}
}
