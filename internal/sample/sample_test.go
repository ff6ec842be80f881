package sample_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
)

// TestTheExamplesBelongTogether verifies the sheet and judges the hour that comes of it.
func TestTheExamplesBelongTogether(t *testing.T) {
	t.Parallel()
	sheet := sample.Sheet()
	draft := attendance.Draft{Revision: sheet.Revision, Began: sheet.Began, Ended: sheet.Ended, Marks: sheet.Marks}
	change, err := sheet.Verify(draft, attendance.Signer{Account: 1, Person: sample.Lead}, sheet.Ended.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	received := slices.DeleteFunc(change.Append, func(e ledger.Entry) bool { return e.Direction != ledger.Received })
	if diff := cmp.Diff([]ledger.Entry{sample.Entry()}, received); diff != "" {
		t.Errorf("the sheet gives another entry (-want +got):\n%s", diff)
	}
	rules, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	judged, err := rules.Judge(sample.Facts(), sample.Today)
	if err != nil || len(judged) != 1 || judged[0].Counted != 120 {
		t.Errorf("the hour does not count: %+v (%v)", judged, err)
	}
}

// TestTheExamplesAreDated asks that local time, instant and membership say the same.
func TestTheExamplesAreDated(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation(sample.Group().TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	s := sample.Session()
	if !s.Local.Instant(zone).Equal(s.Starts) || !s.Ends().Equal(sample.Sheet().Ended) {
		t.Errorf("%s in %s is not %s to %s", s.Local, zone, s.Starts, s.Ends())
	}
	if s.Local.Day >= sample.Today || day.At(s.Starts, zone) != s.Local.Day {
		t.Errorf("the session is on %s, which is not before %s", s.Local.Day, sample.Today)
	}
	if !sample.Membership().Span.Contains(s.Local.Day) || !sample.Employment().Span.Contains(s.Local.Day) || !sample.Credential().Span.Contains(s.Local.Day) {
		t.Error("membership, employment or credential do not hold the session's day")
	}
}

// TestChangesAreTakenInOrder changes one field twice and leaves the example as it was.
func TestChangesAreTakenInOrder(t *testing.T) {
	t.Parallel()
	moved := sample.Person(
		func(p *roster.Person) { p.Association = "RI" },
		func(p *roster.Person) { p.Name += " of " + string(p.Association) },
	)
	if moved.Name != "Ana Lindqvist of RI" || moved.Association != "RI" {
		t.Errorf("%+v", moved)
	}
	if got := sample.Person(); got.Association != "CT" || got.Name != "Ana Lindqvist" {
		t.Errorf("the example itself has changed: %+v", got)
	}
}

// TestTheExamplesUseKnownWords asks for the words of a bundle.
func TestTheExamplesUseKnownWords(t *testing.T) {
	t.Parallel()
	group, program, employment, credential := sample.Group(), sample.Program(), sample.Employment(), sample.Credential()
	for what, known := range map[string]bool{
		"kind":       slices.Contains(roster.Kinds, group.Kind),
		"format":     slices.Contains(roster.Formats, group.Format),
		"modality":   slices.Contains(roster.Modalities, group.Modality),
		"program":    slices.Contains(roster.ProgramKinds, program.Kind) && slices.Contains(roster.Models, program.Model),
		"role":       slices.Contains(roster.EmploymentRoles, employment.Role),
		"tracks":     slices.Contains(roster.TrackSets, employment.Serves) && slices.Contains(roster.TrackSets, employment.Supervises),
		"status":     slices.Contains(roster.CredentialStatuses, credential.Status) && slices.Contains(roster.Degrees, credential.Degree),
		"mark":       slices.Contains(attendance.Codes, sample.Mark().Code),
		"provider":   group.Provider == sample.Provider().ID && credential.Person == sample.Provider().ID,
		"supervisee": employment.Person == sample.Person().ID && sample.Target().Person == sample.Person().ID && sample.Membership().Person == sample.Person().ID,
	} {
		if !known {
			t.Errorf("the example's %s is not a valid one", what)
		}
	}
}
