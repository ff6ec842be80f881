package attendance_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// amended is the draft of an amendment to what everybody makes.
func amended(reason string, marks ...attendance.Mark) attendance.Draft {
	d := draft(120, marks...)
	d.Revision, d.Reason = 1, reason
	return d
}

func TestAmendingSignsAnewInOneChange(t *testing.T) {
	t.Parallel()
	once := everybody(t).Sheet
	once.Session.Lead, once.Group.Kind = ben, roster.Peer // what came later does not reach what was signed
	change, err := once.Amend(amended("Ben left at once", mark(ana, attendance.Present), mark(ben, attendance.Partial, 0, 60), mark(cleo, attendance.Present)), signer, later)
	if err != nil {
		t.Fatal(err)
	}
	want := []credited{
		{ana, 120, false, true},
		{ben, 120, false, true},
		{cleo, 120, false, true},
		{rosa, 120, true, true},
		{ana, 120, false, false},
		{ben, 60, false, false},
		{cleo, 120, false, false},
		{rosa, 120, true, false},
	}
	if diff := cmp.Diff(want, appended(change)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if change.Act != attendance.Amended || change.Sheet.Version != 2 || change.Reason != "Ben left at once" || change.By != signer {
		t.Errorf("%s made version %d by %v for %q", change.Act, change.Sheet.Version, change.By, change.Reason)
	}
	if f := change.Sheet.Facts; f.Lead != rosa || f.Kind != once.Facts.Kind {
		t.Errorf("the amended version says that %d led, and %s", f.Lead, f.Kind)
	}
	shifts := change.Shifts()
	if len(shifts) != 1 || shifts[0].Person != ben || shifts[0].Before.Minutes != 120 || shifts[0].After.Minutes != 60 || shifts[0].Direction != ledger.Received {
		t.Errorf("shifts: %+v", shifts)
	}
	again, err := change.Sheet.Amend(amended("Ben left at once", mark(ana, attendance.Present), mark(ben, attendance.Partial, 0, 60), mark(cleo, attendance.Present)), signer, later)
	if err != nil || again.Act != "" {
		t.Errorf("the second click did %q: %v", again.Act, err)
	}
}

func TestWhoseHourAnAmendmentShifts(t *testing.T) {
	t.Parallel()
	excused := []attendance.Mark{mark(ana, attendance.Excused), mark(ben, attendance.Present), mark(cleo, attendance.Present)}
	about := allPresent()
	about[2].Focus = ledger.RSCProvision
	for name, story := range map[string]struct {
		draft attendance.Draft
		want  []roster.PersonID
	}{
		"one was not there":        {amended("r", excused...), []roster.PersonID{ana}},
		"about something else":     {amended("r", about...), []roster.PersonID{cleo}},
		"everybody half as long":   {attendance.Draft{Revision: 1, Reason: "r", Began: noon, Ended: after(60), Marks: allPresent()}, []roster.PersonID{ana, ben, cleo, rosa}},
		"the same, an hour before": {attendance.Draft{Revision: 1, Reason: "r", Began: after(-60), Ended: after(60), Marks: allPresent()}, nil},
	} {
		change, err := everybody(t).Sheet.Amend(story.draft, signer, later)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []roster.PersonID
		for _, s := range change.Shifts() {
			got = append(got, s.Person)
		}
		if diff := cmp.Diff(story.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAmendmentsThatCannotBe(t *testing.T) {
	t.Parallel()
	stale := amended("why", allPresent()[:3]...)
	stale.Revision, stale.Marks[0] = 0, mark(ana, attendance.Absent)
	other := allPresent()
	other[1] = mark(ben, attendance.Absent)
	for _, c := range []struct {
		about string
		sheet attendance.Sheet
		draft attendance.Draft
		by    attendance.Signer
		want  fault.Kind
	}{
		{"nothing was verified", circle(), amended("why", other...), signer, fault.Conflict},
		{"no reason", everybody(t).Sheet, amended("", other...), signer, fault.Invalid},
		{"a blank reason", everybody(t).Sheet, amended(" \r\n\t", other...), signer, fault.Invalid},
		{"a long reason", everybody(t).Sheet, amended(strings.Repeat("ü", 501), other...), signer, fault.Invalid},
		{"somebody unmarked", everybody(t).Sheet, amended("why", other[:2]...), signer, fault.Invalid},
		{"by a supervisee [22]", everybody(t).Sheet, amended("why", other...), attendance.Signer{Account: 8, Person: ana}, fault.Forbidden},
		{"somebody amended it before", everybody(t).Sheet, stale, signer, fault.Conflict},
	} {
		change, err := c.sheet.Amend(c.draft, c.by, later)
		if fault.KindOf(err) != c.want || err == nil {
			t.Errorf("%s: %v", c.about, err)
		}
		if change.Act != "" || len(change.Append) > 0 {
			t.Errorf("%s changed something all the same", c.about)
		}
	}
	if problem := attendance.ReasonProblem(strings.Repeat("ü", 500)); problem != "" {
		t.Errorf("500 characters: %s", problem)
	}
}
