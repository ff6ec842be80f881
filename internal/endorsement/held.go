package endorsement

import (
	"slices"
	"strings"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// HeldKey names one hour that waits for a decision, for one purpose.
type HeldKey struct {
	Person  roster.PersonID
	Purpose rulebook.Purpose
	Session schedule.SessionID
	Version int              // of the sheet
	Seen    rulebook.Verdict // what was decided of it already when it was looked at; empty: nothing
}

// Awaiting is one purpose of somebody, as the last push left it, with the hours that wait and what was decided of them since.
type Awaiting struct {
	Person    roster.Person
	Judgement rulebook.Judgement
	Decisions []rulebook.Decision           // of the person, in force or not
	Spoken    []Spoken                      // everything that was ever decided of the person's hours, oldest first
	Amended   map[schedule.SessionID]bool   // of the sessions that wait, those whose sheet waits to be verified again
	Groups    map[schedule.SessionID]string // of the sessions that wait, the name of their group
	Leads     map[roster.PersonID]string    // the names of those who led them
}

// Spoken is a decision with the name of whoever made it.
type Spoken struct {
	rulebook.Decision
	Name string
}

// Place is where a page of what waits ends: the next begins after it.
type Place struct {
	Person  roster.PersonID
	Purpose rulebook.Purpose
}

// Place is the place of a.
func (a Awaiting) Place() Place { return Place{a.Person.ID, a.Judgement.Purpose} }

// Decided is what was decided of a held hour since it was judged; false where nothing was.
func (a Awaiting) Decided(e rulebook.Judged) (rulebook.Decision, bool) {
	i := slices.IndexFunc(a.Decisions, func(d rulebook.Decision) bool {
		return d.Session == e.Session && d.Version == e.Version && d.Purpose == a.Judgement.Purpose && d.HeldReason == e.Reason
	})
	if i < 0 {
		return rulebook.Decision{}, false
	}
	return a.Decisions[i], true
}

// Before are the decisions about a held hour, for this purpose, other than the one that was made since it was judged: those
// that another replaced, and those that ended because the reason for holding it or the sheet became another; oldest first.
func (a Awaiting) Before(e rulebook.Judged) []Spoken {
	stands, decided := a.Decided(e)
	var before []Spoken
	for _, s := range a.Spoken {
		if s.Session == e.Session && s.Purpose == a.Judgement.Purpose && !(decided && s.Decision == stands) {
			before = append(before, s)
		}
	}
	return before
}

// Word is what a coordinator says of a held hour.
type Word struct {
	Accept bool
	Reason string // needed where it is rejected
	By     string // the account
	On     day.Date
}

// Problem is what is wrong with the word, as a sentence; empty where nothing is.
func (w Word) Problem() string {
	if w.Accept && strings.TrimSpace(w.Reason) == "" {
		return ""
	}
	return attendance.ReasonProblem(w.Reason)
}

// Decide is the coordinator's decision on one of the hours that wait; false where it says what was decided already. It fails
// with Conflict where the hour no longer waits, or where somebody has decided otherwise since it was looked at, and with
// Invalid where a rejection has no reason.
func (a Awaiting) Decide(key HeldKey, w Word) (rulebook.Decision, bool, error) {
	if problem := w.Problem(); problem != "" {
		return rulebook.Decision{}, false, fault.New(fault.Invalid, "%s", problem)
	}
	i := slices.IndexFunc(a.Judgement.Entries, func(e rulebook.Judged) bool {
		return e.Session == key.Session && e.Version == key.Version && e.Verdict == rulebook.HeldBack
	})
	if i < 0 {
		return rulebook.Decision{}, false, gone()
	}
	d := rulebook.Decision{
		Session: key.Session, Version: key.Version, Person: key.Person, Purpose: key.Purpose, Verdict: rulebook.Rejected,
		HeldReason: a.Judgement.Entries[i].Reason, Reason: w.Reason, DecidedBy: w.By, DecidedOn: w.On,
	}
	if w.Accept {
		d.Verdict = rulebook.Counted
	}
	before, _ := a.Decided(a.Judgement.Entries[i])
	switch {
	case before.Verdict == d.Verdict && before.Reason == d.Reason:
		return d, false, nil
	case before.Verdict != key.Seen:
		return rulebook.Decision{}, false, fault.New(fault.Conflict, "Somebody has decided about one of these hours meanwhile. Nothing of yours was kept; look at what they said, and choose again.")
	}
	return d, true, nil
}

func gone() error {
	return fault.New(fault.Conflict, "One of these hours no longer waits for a decision: its sheet or the facts behind it have changed. Nothing was decided; look at the list again.")
}

// Find is the one that a key is of. It fails with Conflict where nothing of it waits any more.
func Find(list []Awaiting, key HeldKey) (Awaiting, error) {
	for _, a := range list {
		if a.Person.ID == key.Person && a.Judgement.Purpose == key.Purpose {
			return a, nil
		}
	}
	return Awaiting{}, gone()
}
