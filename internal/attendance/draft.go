package attendance

import (
	"fmt"
	"slices"
	"time"

	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// overrun is how much longer than planned somebody may say that a session lasted. A typing slip is longer: an end
// before the beginning reads as the next day's.
const overrun = 6 * time.Hour

// Longest is the longest session a sheet or a bundle may hold. Nobody meets for a day; a wrong date does.
const Longest = 24 * time.Hour

// Draft is what somebody wrote on a sheet, and the revision of the sheet they wrote it on.
type Draft struct {
	Revision     int
	Began, Ended time.Time // actual, UTC
	Marks        []Mark    // one for each person of the sheet's roster who was marked
	Reason       string    // why what was verified changes; empty otherwise
	Leading      *Leading  // who led, where the draft says so; nil: as the sheet has it
	// Guests are whom the marks may name beside the roster: people who came that day without belonging to the group.
	Guests []roster.PersonID

	closes bool // nobody came: who was to lead stays as it is, in case somebody did
}

// Leading is who led a session and who co-led it; zero: nobody.
type Leading struct{ Lead, CoLead roster.PersonID }

// Signer is who puts their name to a sheet.
type Signer struct {
	Account int64
	Person  roster.PersonID // zero: no person of the roster
}

// Save is the change that keeps a draft. It fails with Conflict where the sheet was changed since the draft was
// begun or is verified already, with Invalid where the draft cannot be right.
func (s Sheet) Save(d Draft, by Signer, now time.Time) (Change, error) {
	if s.State == Verified {
		return Change{}, fault.New(fault.Conflict, "This sheet was verified meanwhile. Nothing was changed; what was verified is shown here.")
	}
	return s.take(d, Open, by, now)
}

// Verify is the change that signs a sheet: ledger entries for everybody who was there. Verifying again what is
// verified already changes nothing. Beside the failures of Save it fails with Forbidden where the signer is a
// supervisee of the sheet (rules.md, 2.4), and with Invalid where nobody is on the sheet, somebody of its roster has no mark or
// the session has not ended.
func (s Sheet) Verify(d Draft, by Signer, now time.Time) (Change, error) {
	if s.State == Verified {
		if s.stands(Outcome{State: Verified, Facts: s.facts(d)}, sorted(d.Marks)) {
			return Change{Sheet: s}, nil
		}
		return Change{}, fault.New(fault.Conflict, "This sheet was verified meanwhile with other marks. Nothing was changed; what was verified is shown here.")
	}
	if len(d.Marks)+len(s.Roster) == 0 && !d.closes {
		return Change{}, fault.New(fault.Invalid, "Nobody is on this sheet. Add whoever came as a guest, or say that nobody came.")
	}
	if err := s.signable(d, by, now); err != nil {
		return Change{}, err
	}
	return s.take(d, Verified, by, now)
}

// signable finds what keeps a draft from being signed by somebody.
func (s Sheet) signable(d Draft, by Signer, now time.Time) error {
	facts := s.facts(d)
	if s.supervises(by.Person, d, facts) {
		return fault.New(fault.Forbidden, "You are a supervisee on this sheet, so somebody else has to verify it: its provider or your association's coordinator.")
	}
	if d.Ended.After(now) {
		return fault.New(fault.Invalid, "The end you entered is still to come. Enter when the session really ended, or save a draft.")
	}
	if unmarked := s.unmarked(d.Marks, facts); unmarked > 0 {
		return fault.New(fault.Invalid, "%s no mark yet. Mark everybody before you verify, or save a draft.", having(unmarked))
	}
	return nil
}

// take checks what every draft must satisfy and turns it into a change.
func (s Sheet) take(d Draft, state State, by Signer, now time.Time) (Change, error) {
	if err := s.check(d, now); err != nil {
		return Change{}, err
	}
	outcome := Outcome{State: state, Facts: s.facts(d), Marks: d.Marks, Provenance: Taken, Reason: d.Reason, By: by.Account, At: now}
	change := s.Become(outcome)
	if d.Leading != nil && !d.closes {
		change = change.led(*d.Leading, now)
	}
	change.By = by
	if change.Act != "" && d.Revision != s.Revision {
		return Change{}, overtaken()
	}
	return change, nil
}

// check finds what cannot be right, whoever signs.
func (s Sheet) check(d Draft, now time.Time) error {
	planned := time.Duration(s.Session.Minutes) * time.Minute
	switch {
	case s.Session.Status == schedule.Cancelled:
		return fault.New(fault.Conflict, "This session was cancelled, so no attendance can be taken. Un-cancel it first.")
	case d.Began.After(now):
		return fault.New(fault.Invalid, "The beginning you entered is still to come. Attendance can be taken once the session has begun.")
	case !d.Began.Before(d.Ended):
		return fault.New(fault.Invalid, "The end must be after the beginning. Check both times.")
	case d.Ended.Sub(d.Began) > planned+overrun:
		return fault.New(fault.Invalid, "From beginning to end that would be %s, and %s were planned. Check both times.", clock(d.Ended.Sub(d.Began)), clock(planned))
	}
	if err := s.checkLeading(d.Leading); err != nil {
		return err
	}
	seen := make(map[roster.PersonID]bool)
	for _, m := range d.Marks {
		if !s.takes(m.Person, d.Guests) || seen[m.Person] {
			return fault.New(fault.Invalid, "Somebody on this form is not on the session's roster, or is on it twice. Open the sheet again.")
		}
		seen[m.Person] = true
		if !slices.Contains(Codes, m.Code) || (m.Code == Partial) == (len(m.Intervals) == 0) {
			return fault.New(fault.Invalid, "A mark on this form is incomplete. Choose one for each person, with times for who came late or left early.")
		}
		if !slices.Contains(ledger.Focuses, m.Focus) {
			return fault.New(fault.Invalid, "What the session was about cannot be read on this form. Choose it from the list.")
		}
	}
	return nil
}

// facts are those of the day with the draft's times. What a verification fixed stays: no later change of session or
// group reaches it.
func (s Sheet) facts(d Draft) Facts {
	facts := s.Facts
	if s.State != Verified {
		facts = Resolve(s.Session, s.Group)
	}
	facts.Began, facts.Ended = d.Began, d.Ended
	if d.Leading != nil {
		facts.Lead, facts.CoLead = d.Leading.Lead, d.Leading.CoLead
	}
	return facts
}

// supervises tells whether the sheet holds the person as a supervisee.
func (s Sheet) supervises(person roster.PersonID, d Draft, f Facts) bool {
	marked := slices.ContainsFunc(d.Marks, func(m Mark) bool { return m.Person == person })
	return person != 0 && !f.Leads(person) && (marked || slices.Contains(s.Roster, person))
}

// unmarked is how many of the roster still need a mark; who led needs none.
func (s Sheet) unmarked(marks []Mark, f Facts) int {
	marked := make(map[roster.PersonID]bool)
	for _, m := range marks {
		marked[m.Person] = true
	}
	n := 0
	for _, person := range s.Roster {
		if !marked[person] && !f.Leads(person) {
			n++
		}
	}
	return n
}

// having is "1 person on this sheet has", and "4 people on this sheet have".
func having(people int) string {
	if people == 1 {
		return "1 person on this sheet has"
	}
	return fmt.Sprintf("%d people on this sheet have", people)
}

// clock is a length as 1:45 hours.
func clock(d time.Duration) string {
	return fmt.Sprintf("%d:%02d hours", int(d.Hours()), int(d.Minutes())%60)
}
