package attendance

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"attune/internal/ledger"
	"attune/internal/roster"
)

// LongestReason is how many characters a reason may have.
const LongestReason = 500

// Amend is the change that replaces what was verified by what was so: the next version, signed anew, with the
// reversals of the version before and its own entries (rules.md, 2.2). Until then the signed version stands; nothing
// of an amendment counts without a signature. It signs an amendment that waits, too. Beside the failures of Verify it fails
// with Conflict where the sheet is not verified, and with Invalid where the draft gives no reason, or leaves all as it was
// while an amendment waits.
func (s Sheet) Amend(d Draft, by Signer, now time.Time) (Change, error) {
	if err := s.amendable(d); err != nil {
		return Change{}, err
	}
	if err := s.signable(d, by, now); err != nil {
		return Change{}, err
	}
	if s.Amended() && s.says(s.facts(d), sorted(d.Marks)) {
		if d.Revision != s.Revision {
			return Change{}, overtaken()
		}
		return Change{}, amendsNothing()
	}
	return s.take(d, Verified, by, now)
}

// ReasonProblem is what is wrong with a reason, as a sentence; empty where nothing is. It is kept for good and read by others,
// so it holds nothing that nobody sees; line breaks are what people type.
func ReasonProblem(reason string) string {
	switch n := utf8.RuneCountInString(strings.TrimSpace(reason)); {
	case !strings.ContainsFunc(reason, unicode.IsLetter) && !strings.ContainsFunc(reason, unicode.IsNumber): // blank, also where zero-width
		return "Say why, in a few words: it stays on record."
	case n > LongestReason:
		return "Say it in 500 characters or fewer."
	default:
		return roster.Unseen(reason, "\r\n\t")
	}
}

// Version is one verified version of a sheet, as it was signed.
type Version struct {
	Number     int // from 1
	Facts      Facts
	Marks      []Mark // by person
	Provenance Provenance
	Reason     string // why it replaced the version before; empty for the first
	Signer     string // name of who verified; empty for an import
	Answers    bool   // who verified it leads or led the session, or provides its group; a coordinator need not
	VerifiedAt time.Time
}

// Mark is the person's mark in that version; false where there is none.
func (v Version) Mark(person roster.PersonID) (Mark, bool) {
	for _, m := range v.Marks {
		if m.Person == person {
			return m, true
		}
	}
	return Mark{}, false
}

// Shift is what an amendment does to one person's hour: the entry before and after, either of which may be missing.
type Shift struct {
	Person        roster.PersonID
	Direction     ledger.Direction
	Before, After ledger.Entry // zero Minutes: no entry
}

// Shifts are whom a change credits otherwise than before, in the order of its entries: those whose entry comes, goes or says
// something else. Entries that are reversed and appended again alike shift nobody's hour.
func (c Change) Shifts() []Shift {
	type side struct {
		person    roster.PersonID
		direction ledger.Direction
	}
	at := make(map[side]int)
	var shifts []Shift
	for _, e := range c.Append {
		key := side{e.Person, e.Direction}
		i, known := at[key]
		if !known {
			i = len(shifts)
			at[key], shifts = i, append(shifts, Shift{Person: e.Person, Direction: e.Direction})
		}
		if e.Reversal {
			shifts[i].Before = e
		} else {
			shifts[i].After = e
		}
	}
	moved := shifts[:0]
	for _, shift := range shifts {
		if !shift.Before.Credits(shift.After) {
			moved = append(moved, shift)
		}
	}
	return moved
}
