package attendance_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

const (
	rosa roster.PersonID = 100 // the provider
	ana  roster.PersonID = 1
	ben  roster.PersonID = 2
	cleo roster.PersonID = 3
)

// noon is when the group of these tests begins; nine people never meet here, three do.
var noon = time.Date(2026, 3, 5, 17, 0, 0, 0, time.UTC)

// circle is the sheet of a session planned for two hours, with Ana, Ben and Cleo on the roster and Rosa as provider.
func circle() attendance.Sheet {
	return attendance.Sheet{
		Session: schedule.Session{ID: 9, External: "s9", Starts: noon, Minutes: 120, Status: schedule.Scheduled, Association: "CT"},
		Group:   roster.Group{ID: 5, Provider: rosa, Kind: roster.Reflective, Format: "group", Modality: roster.Virtual, Association: "CT"},
		Roster:  []roster.PersonID{ana, ben, cleo},
		Home:    map[roster.PersonID]roster.Association{rosa: "CT", ana: "CT", ben: "RI", cleo: "CT"},
	}
}

func after(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func mark(who roster.PersonID, code attendance.Code, minutes ...int) attendance.Mark {
	m := attendance.Mark{Person: who, Code: code}
	for i := 0; i < len(minutes); i += 2 {
		m.Intervals = append(m.Intervals, ledger.Interval{Start: after(minutes[i]), End: after(minutes[i+1])})
	}
	return m
}

// draft is a session that ran from noon to so many minutes later, with these marks, on an untouched sheet.
func draft(length int, marks ...attendance.Mark) attendance.Draft {
	return attendance.Draft{Began: noon, Ended: after(length), Marks: marks}
}

var (
	signer = attendance.Signer{Account: 7, Person: rosa}
	later  = after(300)
)

// credited is what a change appends, in the shape the tables below are written in.
type credited struct {
	Who      roster.PersonID
	Minutes  int
	Provided bool
	Back     bool
}

func appended(change attendance.Change) []credited {
	var list []credited
	for _, e := range change.Append {
		list = append(list, credited{e.Person, e.Minutes, e.Direction == ledger.Provided, e.Reversal})
	}
	return list
}

// The rows are worked out by hand from rules.md, 1 and 2; the numbers in brackets are edge cases of edge-cases.md.
func TestVerifyingCredits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about   string
		prepare func(*attendance.Sheet)
		draft   attendance.Draft
		want    []credited
		present int
	}{
		{
			about: "present is the whole actual session, planned length never makes credit [2]",
			draft: draft(95, mark(ana, attendance.Present), mark(ben, attendance.Present), mark(cleo, attendance.Present)),
			want:  []credited{{ana, 95, false, false}, {ben, 95, false, false}, {cleo, 95, false, false}, {rosa, 95, true, false}}, present: 3,
		},
		{
			about: "late, left early, left and returned [1]",
			draft: draft(120, mark(ana, attendance.Partial, 20, 120), mark(ben, attendance.Partial, 0, 90), mark(cleo, attendance.Partial, 0, 30, 60, 120)),
			want:  []credited{{ana, 100, false, false}, {ben, 90, false, false}, {cleo, 90, false, false}, {rosa, 120, true, false}}, present: 3,
		},
		{
			about: "absent and excused give no entry and are no supervisees present",
			draft: draft(120, mark(ana, attendance.Present), mark(ben, attendance.Absent), mark(cleo, attendance.Excused)),
			want:  []credited{{ana, 120, false, false}, {rosa, 120, true, false}}, present: 1,
		},
		{
			about: "presence outside the actual session adds nothing, and less than a minute gives no entry",
			draft: attendance.Draft{Began: noon, Ended: after(60), Marks: []attendance.Mark{
				mark(ana, attendance.Partial, 60, 90),
				{Person: ben, Code: attendance.Partial, Intervals: ledger.Presence{{Start: noon, End: noon.Add(59 * time.Second)}}},
				mark(cleo, attendance.Partial, -30, 30),
			}},
			want: []credited{{cleo, 30, false, false}, {rosa, 60, true, false}}, present: 1,
		},
		{
			about:   "who co-led provides and receives nothing, even if a mark says so [14]",
			prepare: func(s *attendance.Sheet) { s.Session.CoLead = ben },
			draft:   draft(120, mark(ana, attendance.Present), mark(ben, attendance.Present), mark(cleo, attendance.Absent)),
			want:    []credited{{ana, 120, false, false}, {rosa, 120, true, false}, {ben, 120, true, false}}, present: 1,
		},
		{
			about:   "one who led and co-led provides once",
			prepare: func(s *attendance.Sheet) { s.Session.CoLead = rosa },
			draft:   draft(60, mark(ana, attendance.Present), mark(ben, attendance.Absent), mark(cleo, attendance.Absent)),
			want:    []credited{{ana, 60, false, false}, {rosa, 60, true, false}}, present: 1,
		},
		{
			about:   "nobody led [12]",
			prepare: func(s *attendance.Sheet) { s.Session.NobodyLed = true },
			draft:   draft(60, mark(ana, attendance.Present), mark(ben, attendance.Present), mark(cleo, attendance.Absent)),
			want:    []credited{{ana, 60, false, false}, {ben, 60, false, false}}, present: 2,
		},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			sheet := circle()
			if c.prepare != nil {
				c.prepare(&sheet)
			}
			change, err := sheet.Verify(c.draft, attendance.Signer{Account: 7}, later)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, appended(change)); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			for _, e := range change.Append {
				if e.Supervisees != c.present || e.Version != 1 || !e.Started.Equal(noon) || !e.Ended.Equal(c.draft.Ended) {
					t.Errorf("entry of %d: %d supervisees present, version %d, %s to %s", e.Person, e.Supervisees, e.Version, e.Started, e.Ended)
				}
			}
		})
	}
}

func TestEntriesCarryTheFactsOfTheDay(t *testing.T) {
	t.Parallel()
	sheet := circle()
	sheet.Session.Lead, sheet.Session.Kind, sheet.Session.Modality = ben, roster.Peer, roster.InPerson
	late := mark(ana, attendance.Partial, 20, 120)
	late.Focus = ledger.RSCProvision
	change, err := sheet.Verify(draft(120, late, mark(cleo, attendance.Absent)), signer, later)
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Entry{
		Session: 9, SessionExternal: "s9", Person: ana, Association: "CT", Direction: ledger.Received, Version: 1, Minutes: 100,
		Started: noon, Ended: after(120), Lead: ben, Kind: roster.Peer, Format: "group", Modality: roster.InPerson,
		Focus: ledger.RSCProvision, Supervisees: 1, Presence: ledger.Presence{{Start: after(20), End: after(120)}},
	}
	if diff := cmp.Diff(want, change.Append[0]); diff != "" {
		t.Errorf("entry (-want +got):\n%s", diff)
	}
	if home := change.Append[1].Association; home != "RI" {
		t.Errorf("what Ben provided belongs to %s, want his own association", home)
	}
}

func TestVerifyingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	once := everybody(t)
	again, err := once.Sheet.Verify(draft(120, allPresent()...), signer, later)
	if err != nil || again.Act != "" || len(again.Append) != 0 {
		t.Errorf("the second click did %q with %d entries: %v", again.Act, len(again.Append), err)
	}
	if _, err := once.Sheet.Verify(draft(90, allPresent()...), signer, later); fault.KindOf(err) != fault.Conflict {
		t.Errorf("other times on a verified sheet: %v", err)
	}
	if _, err := once.Sheet.Save(draft(120, allPresent()...), signer, later); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a draft on a verified sheet: %v", err)
	}
}

func TestAnAmendmentReversesAndCreditsAnew(t *testing.T) {
	t.Parallel()
	once := everybody(t)
	marks := allPresent()
	marks[1] = mark(ben, attendance.Excused)
	change := once.Sheet.Become(attendance.Outcome{
		State: attendance.Verified, Facts: once.Sheet.Facts, Marks: marks, Provenance: attendance.Imported, Reason: "import", At: later,
	})
	want := []credited{
		{ana, 120, false, true},
		{ben, 120, false, true},
		{cleo, 120, false, true},
		{rosa, 120, true, true},
		{ana, 120, false, false},
		{cleo, 120, false, false},
		{rosa, 120, true, false},
	}
	if diff := cmp.Diff(want, appended(change)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if change.Act != attendance.Amended || change.Sheet.Version != 2 || change.Append[0].Version != 1 || change.Append[4].Version != 2 {
		t.Errorf("%s made version %d", change.Act, change.Sheet.Version)
	}
	if diff := cmp.Diff([]roster.PersonID{ana, ben, cleo, rosa}, change.Affected); diff != "" {
		t.Errorf("affected (-want +got):\n%s", diff)
	}
}

func TestACancelledSessionGivesEverythingBack(t *testing.T) {
	t.Parallel()
	once := everybody(t)
	change := once.Sheet.Become(attendance.Outcome{State: attendance.Dropped, At: later})
	if change.Act != attendance.Discarded || len(change.Append) != 4 || len(change.Sheet.Standing) != 0 {
		t.Errorf("%s appended %d entries and left %d standing", change.Act, len(change.Append), len(change.Sheet.Standing))
	}
	if again := change.Sheet.Become(attendance.Outcome{State: attendance.Dropped, At: later}); again.Act != "" {
		t.Errorf("cancelling twice did %s", again.Act)
	}
}

func TestWhatCannotBeRight(t *testing.T) {
	t.Parallel()
	cancelled := circle()
	cancelled.Session.Status = schedule.Cancelled
	saved := circle()
	saved.State, saved.Revision, saved.Began, saved.Ended = attendance.Open, 3, noon, after(60)
	for _, c := range []struct {
		about string
		sheet attendance.Sheet
		draft attendance.Draft
		by    attendance.Signer
		want  fault.Kind
	}{
		{"ended before it began", circle(), draft(-1, allPresent()...), signer, fault.Invalid},
		{"no length at all", circle(), draft(0, allPresent()...), signer, fault.Invalid},
		{"more than six hours longer than planned", circle(), draft(8*60+1, allPresent()...), signer, fault.Invalid},
		{"a beginning to come", circle(), attendance.Draft{Began: after(301), Ended: after(360), Marks: allPresent()}, signer, fault.Invalid},
		{"an end to come", circle(), draft(301, allPresent()...), signer, fault.Invalid},
		{"somebody without a mark", circle(), draft(60, allPresent()[:2]...), signer, fault.Invalid},
		{"somebody marked twice", circle(), draft(60, append(allPresent(), mark(ana, attendance.Absent))...), signer, fault.Invalid},
		{"somebody not on the roster", circle(), draft(60, append(allPresent(), mark(77, attendance.Present))...), signer, fault.Invalid},
		{"partial without times", circle(), draft(60, mark(ana, attendance.Partial), mark(ben, attendance.Present), mark(cleo, attendance.Present)), signer, fault.Invalid},
		{"present with times", circle(), draft(60, mark(ana, attendance.Present, 0, 60), mark(ben, attendance.Present), mark(cleo, attendance.Present)), signer, fault.Invalid},
		{"a mark of no name", circle(), draft(60, mark(ana, "late"), mark(ben, attendance.Present), mark(cleo, attendance.Present)), signer, fault.Invalid},
		{"a supervisee verifies [22]", circle(), draft(60, allPresent()...), attendance.Signer{Account: 8, Person: ana}, fault.Forbidden},
		{"a cancelled session [10]", cancelled, draft(60, allPresent()...), signer, fault.Conflict},
		{"somebody else saved meanwhile", saved, draft(60, allPresent()...), signer, fault.Conflict},
	} {
		change, err := c.sheet.Verify(c.draft, c.by, later)
		if fault.KindOf(err) != c.want || err == nil {
			t.Errorf("%s: %v", c.about, err)
		}
		if change.Act != "" || len(change.Append) > 0 {
			t.Errorf("%s changed something all the same", c.about)
		}
		if _, said := fault.SentenceOf(err); !said {
			t.Errorf("%s: nothing a person may read in %v", c.about, err)
		}
	}
}

func TestADraftMayBeIncompleteAndIsKept(t *testing.T) {
	t.Parallel()
	change, err := circle().Save(draft(301, mark(ana, attendance.Present)), attendance.Signer{Account: 8, Person: rosa}, later)
	if err != nil {
		t.Fatal(err)
	}
	if change.Act != attendance.Saved || change.Sheet.State != attendance.Open || change.Sheet.Revision != 1 || len(change.Append) != 0 {
		t.Errorf("%s left the sheet %s at revision %d with %d entries", change.Act, change.Sheet.State, change.Sheet.Revision, len(change.Append))
	}
	again, err := change.Sheet.Save(draft(301, mark(ana, attendance.Present)), attendance.Signer{}, later)
	if err != nil || again.Act != "" {
		t.Errorf("the same draft again did %q: %v", again.Act, err)
	}
}

func allPresent() []attendance.Mark {
	return []attendance.Mark{mark(ana, attendance.Present), mark(ben, attendance.Present), mark(cleo, attendance.Present)}
}

// everybody is the circle verified with everybody present for two hours.
func everybody(t *testing.T) attendance.Change {
	t.Helper()
	change, err := circle().Verify(draft(120, allPresent()...), signer, later)
	if err != nil {
		t.Fatal(err)
	}
	if change.Act != attendance.Signed || change.Sheet.VerifiedBy != 7 || !change.Sheet.VerifiedAt.Equal(later) {
		t.Fatalf("verifying did %s by %d at %s", change.Act, change.Sheet.VerifiedBy, change.Sheet.VerifiedAt)
	}
	return change
}
