package attendance_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/roster"
)

// coordinator prepares amendments in these tests, and is nobody of the roster.
var coordinator = attendance.Signer{Account: 8}

// benLate says that Ben came after an hour.
func benLate(reason string) attendance.Draft {
	return amended(reason, mark(ana, attendance.Present), mark(ben, attendance.Partial, 60, 120), mark(cleo, attendance.Present))
}

// prepared is the sheet of everybody with an amendment that waits.
func prepared(t *testing.T, d attendance.Draft) attendance.Sheet {
	t.Helper()
	change, err := everybody(t).Sheet.Prepare(d, coordinator, later)
	if err != nil {
		t.Fatal(err)
	}
	return change.Sheet
}

func TestAnAmendmentWaitsAndMovesNothing(t *testing.T) {
	t.Parallel()
	before := everybody(t).Sheet
	change, err := before.Prepare(benLate("Ben came at one"), coordinator, later)
	if err != nil {
		t.Fatal(err)
	}
	s := change.Sheet
	if change.Act != attendance.Prepares || change.Turn != attendance.AmendmentKept || len(change.Append)+len(change.Affected) > 0 || change.Remarks() {
		t.Errorf("%s, %s, appends %v to %v", change.Act, change.Turn, change.Append, change.Affected)
	}
	if !s.Amended() || s.State != attendance.Verified || s.Version != 1 || s.Revision != before.Revision+1 {
		t.Errorf("amended %t, %s, version %d, revision %d", s.Amended(), s.State, s.Version, s.Revision)
	}
	if diff := cmp.Diff(before.Marks, s.Marks); diff != "" {
		t.Errorf("what was signed (-want +got):\n%s", diff)
	}
	if a := s.Amendment; a.Reason != "Ben came at one" || a.Author != coordinator || !a.Since.Equal(later) || a.Leading.Lead != rosa {
		t.Errorf("%+v", a)
	}
	if m, _ := (attendance.Version{Marks: s.Proposed().Marks}).Mark(ben); m.Code != attendance.Partial {
		t.Errorf("proposed for Ben: %+v", m)
	}
	again, err := s.Prepare(benLate("Ben came at one"), coordinator, later.Add(time.Hour))
	if err != nil || again.Act != "" {
		t.Errorf("the second click did %q: %v", again.Act, err)
	}
}

func TestAnAmendmentIsKeptAgain(t *testing.T) {
	t.Parallel()
	s := prepared(t, benLate("Ben came at one"))
	d := benLate("Ben came at one, says Ana")
	d.Revision = s.Revision
	change, err := s.Prepare(d, signer, later.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if a := change.Sheet.Amendment; a.Author != signer || !a.Since.Equal(later) || !a.KeptAt.Equal(later.Add(time.Hour)) || a.Reason != d.Reason {
		t.Errorf("%+v", a)
	}
}

func TestSigningAnAmendmentThatWaits(t *testing.T) {
	t.Parallel()
	s := prepared(t, benLate("Ben came at one"))
	d := benLate("Ben came at one")
	d.Revision = s.Revision
	change, err := s.Amend(d, signer, later)
	if err != nil {
		t.Fatal(err)
	}
	if change.Act != attendance.Amended || change.Turn != attendance.AmendmentSigned || change.Prepared != coordinator || change.Sheet.Amended() || change.Sheet.Version != 2 {
		t.Errorf("%s, %s, prepared by %v, version %d", change.Act, change.Turn, change.Prepared, change.Sheet.Version)
	}
	if shifts := change.Shifts(); len(shifts) != 1 || shifts[0].Person != ben || shifts[0].After.Minutes != 60 {
		t.Errorf("shifts %+v", shifts)
	}
	again, err := change.Sheet.Amend(d, signer, later)
	if err != nil || again.Act != "" {
		t.Errorf("the second click did %q: %v", again.Act, err)
	}
}

func TestTakingAnAmendmentBack(t *testing.T) {
	t.Parallel()
	s := prepared(t, benLate("Ben came at one"))
	if _, err := s.TakeBack(s.Revision-1, signer); fault.KindOf(err) != fault.Conflict {
		t.Errorf("not knowing the newest: %v", err)
	}
	change, err := s.TakeBack(s.Revision, signer)
	if err != nil {
		t.Fatal(err)
	}
	if change.Turn != attendance.AmendmentTakenBack || change.Sheet.Amended() || len(change.Append) > 0 || change.Prepared != coordinator {
		t.Errorf("%s, amended %t, appends %v", change.Turn, change.Sheet.Amended(), change.Append)
	}
	if again, err := change.Sheet.TakeBack(s.Revision, signer); err != nil || again.Act != "" {
		t.Errorf("the second click did %q: %v", again.Act, err)
	}
}

func TestAmendmentsThatCannotWait(t *testing.T) {
	t.Parallel()
	waiting := prepared(t, benLate("Ben came at one"))
	asSigned, stale := amended("why", allPresent()...), benLate("another reason")
	asSigned.Revision = waiting.Revision
	none := attendance.Draft{Revision: 1, Reason: "why", Began: noon, Ended: noon, Marks: allPresent()}
	bySupervisee := benLate("Ben came at one")
	bySupervisee.Revision = waiting.Revision
	for _, c := range []struct {
		about  string
		decide func() (attendance.Change, error)
		want   fault.Kind
	}{
		{"nothing was verified", func() (attendance.Change, error) { return circle().Prepare(benLate("why"), coordinator, later) }, fault.Conflict},
		{"no reason", func() (attendance.Change, error) {
			return everybody(t).Sheet.Prepare(benLate("\u200b"), coordinator, later)
		}, fault.Invalid},
		{"no length", func() (attendance.Change, error) { return everybody(t).Sheet.Prepare(none, coordinator, later) }, fault.Invalid},
		{"somebody kept another before", func() (attendance.Change, error) { return waiting.Prepare(stale, signer, later) }, fault.Conflict},
		{"somebody kept one, and it is signed without having been seen", func() (attendance.Change, error) {
			return waiting.Amend(stale, signer, later)
		}, fault.Conflict},
		{"as it was signed", func() (attendance.Change, error) { return waiting.Prepare(asSigned, signer, later) }, fault.Invalid},
		{"as it was signed, signed again", func() (attendance.Change, error) { return waiting.Amend(asSigned, signer, later) }, fault.Invalid},
		{"signed by a supervisee", func() (attendance.Change, error) {
			return waiting.Amend(bySupervisee, attendance.Signer{Account: 9, Person: ana}, later)
		}, fault.Forbidden},
	} {
		if change, err := c.decide(); fault.KindOf(err) != c.want || err == nil || change.Act != "" {
			t.Errorf("%s: did %q, %v", c.about, change.Act, err)
		}
	}
}

// A newer bundle while an amendment waits: what it brings is signed, and the amendment goes on waiting beside that, unless it
// says the same or there is nothing left to amend.
func TestAnImportBesideAnAmendmentThatWaits(t *testing.T) {
	t.Parallel()
	facts := everybody(t).Sheet.Facts
	absent := allPresent()
	absent[2] = mark(cleo, attendance.Absent)
	for name, story := range map[string]struct {
		outcome attendance.Outcome
		act     attendance.Act
		turn    attendance.AmendmentTurn
		waits   bool
	}{
		"the same as was signed": {attendance.Outcome{State: attendance.Verified, Facts: facts, Marks: allPresent()}, "", "", true},
		"something else":         {attendance.Outcome{State: attendance.Verified, Facts: facts, Marks: absent}, attendance.Amended, "", true},
		"what the amendment says": {
			attendance.Outcome{State: attendance.Verified, Facts: facts, Marks: benLate("").Marks}, attendance.Amended, attendance.AmendmentOvertaken, false,
		},
		"a draft":        {attendance.Outcome{State: attendance.Open, Facts: facts, Marks: absent}, attendance.Voided, attendance.AmendmentOvertaken, false},
		"a cancellation": {attendance.Outcome{State: attendance.Dropped}, attendance.Discarded, attendance.AmendmentOvertaken, false},
	} {
		story.outcome.Provenance, story.outcome.At = attendance.Imported, later
		change := prepared(t, benLate("Ben came at one")).Become(story.outcome)
		if change.Act != story.act || change.Turn != story.turn || change.Sheet.Amended() != story.waits {
			t.Errorf("%s: %q, %q, amended %t", name, change.Act, change.Turn, change.Sheet.Amended())
		}
	}
}

// Who disputed a mark is answered once the amendment is signed, not when it is kept.
func TestADisputeStaysOpenWhileAnAmendmentWaits(t *testing.T) {
	t.Parallel()
	s := everybody(t).Sheet
	s.Disputes = []attendance.Dispute{{Person: ben, Round: 1, Words: "I came at one", OpenedAt: later}}
	kept, err := s.Prepare(benLate("He did"), coordinator, later)
	if err != nil || len(kept.Settles(s)) != 0 {
		t.Errorf("kept: settles %v, %v", kept.Settles(s), err)
	}
	d := benLate("He did")
	d.Revision = kept.Sheet.Revision
	signed, err := kept.Sheet.Amend(d, signer, later)
	if steps := signed.Settles(kept.Sheet); err != nil || len(steps) != 1 || steps[0].Turn != attendance.Corrected || steps[0].Person != ben {
		t.Errorf("signed: settles %+v, %v", steps, err)
	}
}

// A guest of the amendment belongs to nobody's roster until it is signed, and stays on it when it is.
func TestAGuestOfAnAmendmentThatWaits(t *testing.T) {
	t.Parallel()
	const dan roster.PersonID = 4
	s := everybody(t).Sheet
	s.Home[dan] = "CT"
	d := amended("Dan came, too", append(allPresent(), mark(dan, attendance.Present))...)
	d.Guests = []roster.PersonID{dan}
	kept, err := s.Prepare(d, coordinator, later)
	if err != nil {
		t.Fatal(err)
	}
	d.Guests, d.Revision = nil, kept.Sheet.Revision // the form shows Dan with the others now
	signed, err := kept.Sheet.Amend(d, signer, later)
	if err != nil || len(signed.Sheet.Standing) != 5 {
		t.Errorf("%d entries stand: %v", len(signed.Sheet.Standing), err)
	}
	if len(kept.Sheet.Proposed().Roster) != 4 || len(kept.Sheet.Roster) != 3 {
		t.Errorf("rosters %v and %v", kept.Sheet.Proposed().Roster, kept.Sheet.Roster)
	}
}
