package attendance

import (
	"slices"
	"time"

	"attune/internal/ledger"
	"attune/internal/roster"
)

// Outcome is how a sheet shall stand: what a form, a bundle or a cancellation asks for, checked by whoever asks.
type Outcome struct {
	State      State
	Facts      Facts // Began and Ended are zero for a sheet nobody has held yet
	Marks      []Mark
	Provenance Provenance
	Reason     string // why a verified version changes; empty for a first one
	By         int64  // account; 0: none
	At         time.Time
}

// Change is what turning a sheet into an outcome does, all of it in one transaction. The zero Change does nothing.
type Change struct {
	Sheet    Sheet             // as it stands afterwards, Revision and Version raised
	Act      Act               // what happened, for the history; empty: nothing did
	Append   []ledger.Entry    // reversals of the old version, then the entries of the new
	Reason   string            // of an amendment
	By       Signer            // who did it here; zero for an import
	Affected []roster.PersonID // whose ledger it touches: they go on the due list
	Turn     AmendmentTurn     // what became of an amendment that waits; empty: nothing
	Prepared Signer            // who had kept the amendment that the turn ends
}

// Act is what happened to a sheet, as the history records it.
type Act string

// The acts on a sheet.
const (
	Saved     Act = "sheet.saved"
	Signed    Act = "sheet.verified"
	Amended   Act = "sheet.amended"
	Voided    Act = "sheet.voided"
	Discarded Act = "sheet.dropped"
	Prepares  Act = "amendment.kept"
	TakesBack Act = "amendment.taken_back"
	CalledOff Act = "session.called_off" // it did not take place; the draft is dropped
	Restored  Act = "session.restored"   // it did after all
)

// Become is the change that makes the sheet stand as the outcome says. Where it already does, nothing happens, so
// that a retry, a double click and a second import are harmless. A verified version is never edited: it is reversed
// as a whole and, where the outcome is verified too, followed by the next version (rules.md, 2.2).
func (s Sheet) Become(o Outcome) Change {
	marks := sorted(o.Marks)
	if o.State == s.State && s.stands(o, marks) {
		return Change{Sheet: s}
	}
	change := Change{Sheet: s, Act: s.act(o.State), Reason: o.Reason}
	for _, e := range s.Standing {
		change.Append = append(change.Append, e.Reverse())
	}
	next := &change.Sheet
	next.State, next.Began, next.Ended, next.Marks = o.State, o.Facts.Began, o.Facts.Ended, marks
	next.Revision, next.Standing = s.Revision+1, nil
	if o.State == Verified {
		next.Version, next.Facts = s.Version+1, o.Facts
		next.Provenance, next.VerifiedBy, next.VerifiedAt = o.Provenance, o.By, o.At
		next.Standing = s.credit(o.Facts, marks, next.Version)
		change.Append = append(change.Append, next.Standing...)
	}
	change.Affected = affected(change.Append)
	change.settle(s, o.Provenance)
	return change
}

// act names the step from the sheet's state to the next.
func (s Sheet) act(next State) Act {
	switch {
	case next == Verified && s.State == Verified:
		return Amended
	case next == Verified:
		return Signed
	case next == Dropped:
		return Discarded
	case s.State == Verified:
		return Voided
	default:
		return Saved
	}
}

// stands tells whether a sheet in the outcome's state already says what the outcome says.
func (s Sheet) stands(o Outcome, marks []Mark) bool {
	switch o.State {
	case Dropped:
		return true
	case Verified:
		return s.Facts.same(o.Facts) && slices.EqualFunc(s.Marks, marks, Mark.same)
	default:
		return s.Began.Equal(o.Facts.Began) && s.Ended.Equal(o.Facts.Ended) && slices.EqualFunc(s.Marks, marks, Mark.same)
	}
}

// same compares facts as an amendment does: the format is the group's, and no change of the group reaches the past.
func (f Facts) same(o Facts) bool {
	return f.Began.Equal(o.Began) && f.Ended.Equal(o.Ended) && f.Lead == o.Lead && f.CoLead == o.CoLead &&
		f.Kind == o.Kind && f.Modality == o.Modality
}

func (m Mark) same(o Mark) bool {
	return m.Person == o.Person && m.Code == o.Code && m.Focus == o.Focus &&
		slices.EqualFunc(m.Intervals, o.Intervals, func(a, b ledger.Interval) bool {
			return a.Start.Equal(b.Start) && a.End.Equal(b.End)
		})
}

func sorted(marks []Mark) []Mark {
	return slices.SortedFunc(slices.Values(marks), func(a, b Mark) int { return int(a.Person - b.Person) })
}

func affected(entries []ledger.Entry) []roster.PersonID {
	var people []roster.PersonID
	for _, e := range entries {
		people = append(people, e.Person)
	}
	slices.Sort(people)
	return slices.Compact(people)
}
