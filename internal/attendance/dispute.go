package attendance

import (
	"time"

	"attune/internal/fault"
	"attune/internal/roster"
)

// Dispute is what somebody said of their own mark on a verified sheet, and how it ended.
type Dispute struct {
	Person   roster.PersonID
	Round    int    // which of the person's disputes of that session it is, from 1
	Words    string // why the mark is not right
	OpenedAt time.Time
	End      Turn      // empty while it is open
	Answer   string    // why the mark stands, of a declined one; what was amended has its reason with the sheet
	EndedAt  time.Time // zero while it is open
}

// Open tells whether the dispute waits for an answer.
func (d Dispute) Open() bool { return d.End == "" }

// longAfter is after how many days a dispute has waited too long.
const longAfter = 7

// Long tells whether the dispute has been open for longer than a week.
func (d Dispute) Long(now time.Time) bool {
	return d.Open() && d.OpenedAt.Before(LongSince(now))
}

// LongSince is before when a dispute was opened that has waited too long, if it is open.
func LongSince(now time.Time) time.Time { return now.AddDate(0, 0, -longAfter) }

// Turn is a step of a dispute.
type Turn string

// The turns. Every one but the first ends the dispute.
const (
	Opened    Turn = "opened"
	Corrected Turn = "amended"   // the sheet was amended, and the mark is another
	Declined  Turn = "declined"  // who answers for the sheet says that it stands
	Withdrawn Turn = "withdrawn" // by whoever opened it
)

// Step is one turn of one dispute. The zero Step changes nothing.
type Step struct {
	Person roster.PersonID // whose dispute
	Round  int
	Turn   Turn
	Words  string
	By     Signer
	Sheet  Sheet // that it is about
}

// Dispute is the step by which somebody says that their own mark is not right. Saying the same twice changes nothing. It
// fails with Conflict where the sheet is not verified or the person has an open dispute of it, with Invalid without words.
func (s Sheet) Dispute(words string, by Signer) (Step, error) {
	last, _ := s.lastDispute(by.Person)
	switch problem := ReasonProblem(words); {
	case s.State != Verified:
		return Step{}, fault.New(fault.Conflict, "Nobody has verified this sheet, so there is nothing to dispute yet. Ask whoever leads the session.")
	case problem != "":
		return Step{}, fault.New(fault.Invalid, "%s", problem)
	case last.Round > 0 && last.Open() && last.Words == words:
		return Step{}, nil
	case last.Round > 0 && last.Open():
		return Step{}, fault.New(fault.Conflict, "You have said already that this is not right, and it is not answered yet. Take that back first to say something else.")
	}
	return Step{Person: by.Person, Round: last.Round + 1, Turn: Opened, Words: words, By: by, Sheet: s}, nil
}

// Withdraw is the step by which somebody takes their own dispute back. Where it has ended, nothing changes.
func (s Sheet) Withdraw(by Signer) (Step, error) {
	last, found := s.lastDispute(by.Person)
	if !found || !last.Open() {
		return Step{}, nil
	}
	return Step{Person: by.Person, Round: last.Round, Turn: Withdrawn, By: by, Sheet: s}, nil
}

// Decline is the step by which who answers for the sheet says that a disputed mark stands, and why. Declining twice changes
// nothing. It fails with Conflict where the dispute has ended otherwise, with Invalid without a reason.
func (s Sheet) Decline(person roster.PersonID, reason string, by Signer) (Step, error) {
	last, found := s.lastDispute(person)
	switch problem := ReasonProblem(reason); {
	case found && last.End == Declined && last.Answer == reason:
		return Step{}, nil
	case !found || !last.Open():
		return Step{}, fault.New(fault.Conflict, "This was answered or taken back meanwhile. Nothing was changed; look at the session again.")
	case problem != "":
		return Step{}, fault.New(fault.Invalid, "%s", problem)
	}
	return Step{Person: person, Round: last.Round, Turn: Declined, Words: reason, By: by, Sheet: s}, nil
}

// lastDispute is the newest dispute of a person; false where there is none.
func (s Sheet) lastDispute(person roster.PersonID) (Dispute, bool) {
	var last Dispute
	for _, d := range s.Disputes {
		if d.Person == person && d.Round > last.Round {
			last = d
		}
	}
	return last, last.Round > 0
}

// Settles are the steps that end disputes with a change: what was verified and is amended, or taken anew after nobody had
// come, answers whoever disputed a mark and has another now; so does an import that leaves no sheet.
func (c Change) Settles(before Sheet) []Step {
	if c.Act != Amended && c.Act != Signed && c.Act != Discarded {
		return nil
	}
	was, is := Version{Marks: before.Marks}, Version{Marks: c.Sheet.Marks}
	shifted := make(map[roster.PersonID]bool)
	for _, shift := range c.Shifts() {
		shifted[shift.Person] = true
	}
	var steps []Step
	for _, d := range before.Disputes {
		old, _ := was.Mark(d.Person)
		now, _ := is.Mark(d.Person)
		if d.Open() && (shifted[d.Person] || !old.same(now)) {
			steps = append(steps, Step{Person: d.Person, Round: d.Round, Turn: Corrected, By: c.By, Sheet: c.Sheet})
		}
	}
	return steps
}

// Disputed is an open dispute with the session it is about: a line in a list.
type Disputed struct {
	Dispute
	Meeting Meeting
	Name    string // the person's
}
