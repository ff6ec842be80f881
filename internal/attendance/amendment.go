package attendance

import (
	"slices"
	"time"

	"attune/internal/fault"
	"attune/internal/roster"
)

// Amendment is what waits to be verified in place of what a sheet's signed version says. It makes that signature void until
// somebody verifies the amendment or takes it back; the entries of the signed version stand meanwhile.
type Amendment struct {
	Began, Ended time.Time // UTC
	Leading      Leading
	Marks        []Mark // by person
	Reason       string
	Turn         int       // the sheet's revision when it was kept last
	Author       Signer    // who kept it last
	AuthorName   string    // set where it was loaded
	Since        time.Time // UTC; when it was kept first
	KeptAt       time.Time // UTC; when it was kept last
}

// AmendmentTurn is a step in the life of an amendment that waits.
type AmendmentTurn string

// The turns. Every one but the first ends the amendment; all of them are kept.
const (
	AmendmentKept      AmendmentTurn = "kept"       // without a signature, or changed before it had one
	AmendmentSigned    AmendmentTurn = "signed"     // verified, as it was kept or changed once more
	AmendmentTakenBack AmendmentTurn = "taken_back" // the signature of what it would have replaced is whole again
	AmendmentOvertaken AmendmentTurn = "overtaken"  // an import said the same, or left nothing to amend
)

// Prepared is one turn of an amendment, as it was taken.
type Prepared struct {
	Turn    AmendmentTurn
	Version int    // of the sheet once the turn was taken
	Reason  string // empty for a turn that ends it
	By      string // name of who took it; empty for an import
	At      time.Time
}

// Amended tells whether what was verified waits to be verified again.
func (s Sheet) Amended() bool { return s.Amendment != nil }

// Proposed is the sheet as the amendment that waits would have it; the sheet itself where none does.
func (s Sheet) Proposed() Sheet {
	a := s.Amendment
	if a == nil {
		return s
	}
	s.Began, s.Ended, s.Marks = a.Began, a.Ended, a.Marks
	s.Facts = s.proposed()
	s.Roster = slices.Clone(s.Roster)
	for _, m := range a.Marks {
		if !slices.Contains(s.Roster, m.Person) {
			s.Roster = append(s.Roster, m.Person)
		}
	}
	return s
}

// proposed are the facts by the amendment that waits: what it does not say is as it was verified.
func (s Sheet) proposed() Facts {
	facts, a := s.Facts, s.Amendment
	facts.Began, facts.Ended, facts.Lead, facts.CoLead = a.Began, a.Ended, a.Leading.Lead, a.Leading.CoLead
	return facts
}

// Prepare is the change that keeps an amendment without signing it, so that somebody else verifies it. It may be kept again
// before it is signed; keeping the same twice changes nothing. It fails with Conflict where the sheet is not verified or was
// changed since the draft was begun, and with Invalid where the draft cannot be right, gives no reason or amends nothing.
func (s Sheet) Prepare(d Draft, by Signer, now time.Time) (Change, error) {
	if err := s.amendable(d); err != nil {
		return Change{}, err
	}
	if err := s.check(d, now); err != nil {
		return Change{}, err
	}
	facts, marks := s.facts(d), sorted(d.Marks)
	a := s.Amendment
	switch {
	case a != nil && a.Reason == d.Reason && s.proposed().same(facts) && slices.EqualFunc(a.Marks, marks, Mark.same),
		a == nil && s.says(facts, marks):
		return Change{Sheet: s}, nil
	case d.Revision != s.Revision:
		return Change{}, overtaken()
	case s.says(facts, marks):
		return Change{}, amendsNothing()
	}
	next := Amendment{
		Began: d.Began, Ended: d.Ended, Leading: Leading{facts.Lead, facts.CoLead}, Marks: marks, Reason: d.Reason,
		Turn: s.Revision + 1, Author: by, Since: now, KeptAt: now,
	}
	if a != nil {
		next.Since = a.Since
	}
	s.Revision, s.Amendment = s.Revision+1, &next
	return Change{Sheet: s, Act: Prepares, Turn: AmendmentKept, By: by}, nil
}

// TakeBack is the change that leaves what was verified as it is: the amendment that waits is gone, but for the record of it.
// Where none waits, nothing changes. It fails with Conflict where the sheet was changed since that revision.
func (s Sheet) TakeBack(revision int, by Signer) (Change, error) {
	switch {
	case s.Amendment == nil:
		return Change{Sheet: s}, nil
	case revision != s.Revision:
		return Change{}, overtaken()
	}
	prepared := s.Amendment.Author
	s.Revision, s.Amendment = s.Revision+1, nil
	return Change{Sheet: s, Act: TakesBack, Turn: AmendmentTakenBack, By: by, Prepared: prepared}, nil
}

// Remarks tells whether the change writes marks: what is kept or taken back of an amendment leaves those of the sheet alone.
func (c Change) Remarks() bool { return c.Act != Prepares && c.Act != TakesBack }

// amendable finds what keeps a draft from amending the sheet, whoever signs it.
func (s Sheet) amendable(d Draft) error {
	if s.State != Verified || s.NobodyCame() {
		return fault.New(fault.Conflict, "This sheet credits nobody, so there is nothing to amend. Nothing was changed; open it, fill it in and verify it.")
	}
	if problem := ReasonProblem(d.Reason); problem != "" {
		return fault.New(fault.Invalid, "%s", problem)
	}
	return nil
}

// settle is what an outcome of the sheet does to the amendment that waited: it is signed, overtaken, or goes on waiting
// beside a version that an import has brought meanwhile.
func (c *Change) settle(was Sheet, provenance Provenance) {
	switch next := &c.Sheet; {
	case was.Amendment == nil:
	case next.State == Verified && provenance == Taken:
		c.Turn, c.Prepared, next.Amendment = AmendmentSigned, was.Amendment.Author, nil
	case next.State != Verified || next.says(next.proposed(), was.Amendment.Marks):
		c.Turn, c.Prepared, next.Amendment = AmendmentOvertaken, was.Amendment.Author, nil
	}
}

// says tells whether the signed version says this.
func (s Sheet) says(f Facts, marks []Mark) bool {
	return s.stands(Outcome{State: Verified, Facts: f}, marks)
}

// beside tells whether the amendment that waits marks a person.
func (s Sheet) beside(person roster.PersonID) bool {
	return s.Amendment != nil && slices.ContainsFunc(s.Amendment.Marks, func(m Mark) bool { return m.Person == person })
}

func amendsNothing() error {
	return fault.New(fault.Invalid, "What you entered is what was verified already, so there is nothing to amend. Correct what is not right, or take the amendment back.")
}
