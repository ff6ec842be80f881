package attendance_test

import (
	"strings"
	"testing"

	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/roster"
)

var anaSigns, benSigns = attendance.Signer{Account: 21, Person: ana}, attendance.Signer{Account: 22, Person: ben}

// with is the sheet with a step taken.
func with(s attendance.Sheet, step attendance.Step) attendance.Sheet {
	for i, d := range s.Disputes {
		if d.Person == step.Person && d.Round == step.Round {
			s.Disputes[i].End, s.Disputes[i].Answer = step.Turn, step.Words
			return s
		}
	}
	s.Disputes = append(s.Disputes, attendance.Dispute{Person: step.Person, Round: step.Round, Words: step.Words})
	return s
}

// stepped fails the test unless the step was taken.
func stepped(t *testing.T) func(attendance.Step, error) attendance.Step {
	t.Helper()
	return func(step attendance.Step, err error) attendance.Step {
		t.Helper()
		if err != nil || step.Turn == "" {
			t.Fatalf("%+v: %v", step, err)
		}
		return step
	}
}

func TestADisputeTakesTurns(t *testing.T) {
	t.Parallel()
	s, must := everybody(t).Sheet, stepped(t)
	s = with(s, must(s.Dispute("I came at noon", anaSigns)))
	if again, err := s.Dispute("I came at noon", anaSigns); err != nil || again.Turn != "" {
		t.Errorf("a double click did %q: %v", again.Turn, err)
	}
	if _, err := s.Dispute("Or at one", anaSigns); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second open dispute: %v", err)
	}
	s = with(s, must(s.Dispute("I was not there", benSigns)))
	s = with(s, must(s.Decline(ana, "Everybody saw you", signer)))
	if again, err := s.Decline(ana, "Everybody saw you", signer); err != nil || again.Turn != "" {
		t.Errorf("a double click did %q: %v", again.Turn, err)
	}
	if _, err := s.Decline(ana, "Another reason", signer); fault.KindOf(err) != fault.Conflict {
		t.Errorf("declining what has ended: %v", err)
	}
	if step, err := s.Withdraw(anaSigns); err != nil || step.Turn != "" {
		t.Errorf("taking back what has ended did %q: %v", step.Turn, err)
	}
	s = with(s, must(s.Withdraw(benSigns)))
	if step := must(s.Dispute("Still not right", anaSigns)); step.Round != 2 {
		t.Errorf("the next dispute is round %d", step.Round)
	}
}

func TestDisputesThatCannotBe(t *testing.T) {
	t.Parallel()
	s := everybody(t).Sheet
	for name, story := range map[string]struct {
		step func() (attendance.Step, error)
		want fault.Kind
	}{
		"of what nobody verified": {func() (attendance.Step, error) { return circle().Dispute("Not right", anaSigns) }, fault.Conflict},
		"without words":           {func() (attendance.Step, error) { return s.Dispute(" \n", anaSigns) }, fault.Invalid},
		"of zero width":           {func() (attendance.Step, error) { return s.Dispute("\u200b\u200d\ufeff", anaSigns) }, fault.Invalid},
		"too long":                {func() (attendance.Step, error) { return s.Dispute(strings.Repeat("x", 10000), anaSigns) }, fault.Invalid},
		"answering nothing":       {func() (attendance.Step, error) { return s.Decline(ana, "It stands", signer) }, fault.Conflict},
	} {
		if step, err := story.step(); fault.KindOf(err) != story.want || err == nil || step.Turn != "" {
			t.Errorf("%s did %q: %v", name, step.Turn, err)
		}
	}
}

// An amendment answers whoever disputed a mark that is another now, and nobody else.
func TestAnAmendmentSettlesDisputes(t *testing.T) {
	t.Parallel()
	s, must := everybody(t).Sheet, stepped(t)
	s = with(s, must(s.Dispute("I was not there", anaSigns)))
	s = with(s, must(s.Dispute("I left early", benSigns)))
	change, err := s.Amend(amended("Ana was ill", mark(ana, attendance.Excused), mark(ben, attendance.Present), mark(cleo, attendance.Present)), signer, later)
	if err != nil {
		t.Fatal(err)
	}
	var settled []roster.PersonID
	for _, step := range change.Settles(s) {
		if settled = append(settled, step.Person); step.Turn != attendance.Corrected || step.Round != 1 {
			t.Errorf("%+v", step)
		}
	}
	if len(settled) != 1 || settled[0] != ana {
		t.Errorf("settled: %v", settled)
	}
}
