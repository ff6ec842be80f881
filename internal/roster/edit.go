package roster

import (
	"fmt"

	"attune/internal/day"
	"attune/internal/fault"
)

// Edit is one change of what is on record, decided and not saved yet. An edit that changes nothing is the zero Edit.
type Edit struct {
	Owner  Association // whose business it is
	ID     int64       // of the thing within its matter; zero: it is added
	Before Recorded    // nil: it is added
	After  Recorded    // nil: it is taken off the record
	Reason string      // why it was corrected; empty where no reason is asked for
	For    External    // of a fact that is added: the person, where an edit before this one adds them too; else empty
}

// Nothing tells whether the edit changes nothing.
func (e Edit) Nothing() bool { return e.Before == nil && e.After == nil }

// Matter is what the edit is about.
func (e Edit) Matter() Matter {
	if e.After != nil {
		return e.After.Matter()
	}
	return e.Before.Matter()
}

// Act is what history calls the edit.
func (e Edit) Act() string {
	if q, is := e.After.(Request); is {
		return string(RequestMatter) + "." + string(q.State)
	}
	act := ".updated"
	switch {
	case e.Before == nil:
		act = ".added"
	case e.After == nil:
		act = ".removed"
	}
	return string(e.Matter()) + act
}

// Refused is why something cannot be put on record, and the part of the form that it is about.
type Refused struct {
	Field string // from, to, category, …; empty: all of it
	fault *fault.Error
}

// Error is the sentence.
func (r *Refused) Error() string { return r.fault.Error() }

// Unwrap gives the fault.
func (r *Refused) Unwrap() error { return r.fault }

func refuse(field, format string, args ...any) error {
	return &Refused{field, fault.New(fault.Invalid, format, args...)}
}

// Refuse is that something cannot be as it was answered, in a sentence at the question of that name.
func Refuse(field, format string, args ...any) error { return refuse(field, format, args...) }

// RefuseEmail is that somebody cannot have an e-mail, in a sentence at the question for it.
func RefuseEmail(sentence string) error { return refuse("email", "%s", sentence) }

// TakenEmail is what is said of an e-mail that somebody else signs in with. It names nobody.
const TakenEmail = "This address cannot be used here. Use another address of theirs, or ask whoever runs Attune."

// HasEmail is what is said of an e-mail that somebody else signs in with who is on record in the same association.
func HasEmail(p Person) string {
	return p.Name + " is on record with this e-mail and signs in with it. If it is theirs, look for them among the people; else give another address."
}

// The years that a day on record may lie in; anything else is a slip of the hand.
const (
	FirstYear = 1900
	LastYear  = 2199
)

// Add decides on a fact that is to be put on record: its days must be possible, and share none with another of the
// same person and matter. What is on record to the letter changes nothing.
func (r Record) Add(f Fact) (Edit, error) {
	for _, k := range r.Facts {
		if k.Fact == f {
			return Edit{}, nil
		}
	}
	if err := fits(f, 0, r.Facts); err != nil {
		return Edit{}, err
	}
	return Edit{Owner: r.Person.Association, After: f}, nil
}

// Correct decides on a fact that is to stand in place of the one with that id. A reason is asked for, unless all that
// changes is that something open has its last day now.
func (r Record) Correct(id FactID, f Fact, reason string) (Edit, error) {
	return correct(r.Facts, r.Person.Association, id, f, reason)
}

func correct(facts []Kept, owner Association, id FactID, f Fact, reason string) (Edit, error) {
	before, err := Record{Facts: facts}.Fact(f.Matter(), id)
	if err != nil || before == f {
		return Edit{}, err
	}
	if err := fits(f, id, facts); err != nil {
		return Edit{}, err
	}
	if reason == "" && !Ends(before, f) {
		return Edit{}, refuse("reason", "Say why it is corrected: whoever asks later reads it.")
	}
	return Edit{Owner: owner, ID: int64(id), Before: before, After: f, Reason: reason}, nil
}

// Remove decides on a fact that should never have been on record. A reason is asked for, but for one's own target.
func (r Record) Remove(matter Matter, id FactID, reason string) (Edit, error) {
	before, err := r.Fact(matter, id)
	if err != nil {
		return Edit{}, err
	}
	if reason == "" && matter != TargetMatter {
		return Edit{}, refuse("reason", "Say why it is taken off the record: whoever asks later reads it.")
	}
	return Edit{Owner: r.Person.Association, ID: int64(id), Before: before, Reason: reason}, nil
}

// Rename decides on a person's name, e-mail and region. A reason is asked for.
func (r Record) Rename(p Person, reason string) (Edit, error) {
	if p == r.Person {
		return Edit{}, nil
	}
	if reason == "" {
		return Edit{}, refuse("reason", "Say why it is corrected: whoever asks later reads it.")
	}
	return Edit{Owner: p.Association, ID: int64(p.ID), Before: r.Person, After: p, Reason: reason}, nil
}

// Ends tells whether all that changes is that what was open has a last day.
func Ends(before, after Fact) bool {
	return before.Days().To == 0 && after.Days().To != 0 && open(after) == open(before)
}

// open is the fact without its last day.
func open(f Fact) Fact { return until(f, 0) }

// until is the fact with that last day; zero: none. A target has none.
func until(f Fact, last day.Date) Fact {
	switch is := f.(type) {
	case Employment:
		is.Span.To = last
		return is
	case Credential:
		is.Span.To = last
		return is
	case Membership:
		is.Span.To = last
		return is
	default:
		return f
	}
}

// fits checks the days of a fact, and that it gets along with the others on record.
func fits(f Fact, id FactID, others []Kept) error {
	span := f.Days()
	for _, end := range []struct {
		field string
		on    day.Date
	}{{"from", span.From}, {"to", span.To}} {
		if end.on != 0 && (end.on.Year() < FirstYear || end.on.Year() > LastYear) {
			return refuse(end.field, "The year %d cannot be meant. Write a year from %d to %d.", end.on.Year(), FirstYear, LastYear)
		}
	}
	switch {
	case span.From == 0:
		return refuse("from", "Write the first day, such as 2026-03-08.")
	case span.To != 0 && span.To < span.From:
		return refuse("to", "The last day, %s, is before the first, %s. Correct one of them.", span.To.Format("2 January 2006"), span.From.Format("2 January 2006"))
	}
	for _, k := range others {
		if k.ID != id && f.rivals(k.Fact) && overlap(k.Fact, f) {
			return clash(k.Fact)
		}
	}
	return nil
}

// overlap tells whether two facts share a day; a target stands once, whenever it was opened.
func overlap(a, b Fact) bool {
	return a.Matter() == TargetMatter || a.Days().Overlaps(b.Days())
}

// clash says what stands in the way.
func clash(with Fact) error {
	days := "since " + with.Days().From.Format("2 January 2006")
	if to := with.Days().To; to != 0 {
		days = fmt.Sprintf("from %s to %s", with.Days().From.Format("2 January 2006"), to.Format("2 January 2006"))
	}
	switch is := with.(type) {
	case Employment:
		return refuse("from", "An employment as %s in this program is on record %s. End that one first, or choose days outside it.", is.Role, days)
	case Credential:
		return refuse("from", "%s is on record %s. End that one the day before, or choose days outside it.", is.Category, days)
	case Target:
		return refuse("category", "%s is a target %s already.", is.Category, days)
	default:
		return refuse("from", "This person belongs to the group %s. End that first, or choose days outside it.", days)
	}
}

// Pen is what somebody writes on the records with.
type Pen struct {
	By     string // who, as history names them: account:7
	Visit  string // their browser's, by the hash of its token: it goes on where they give themselves another e-mail; empty: none does
	Pencil bool   // what it writes is rubbed out again, once it is known whom it would concern
}

// Become decides on what a program is to be; the zero Program is one that is new. A reason is asked for, but for what is
// new.
func (p Program) Become(next Program, reason string) (Edit, error) {
	switch {
	case p == next:
		return Edit{}, nil
	case p.ID == 0:
		return Edit{Owner: next.Association, After: next}, nil
	case reason == "":
		return Edit{}, refuse("reason", "Say why it is corrected: whoever asks later reads it.")
	}
	return Edit{Owner: next.Association, ID: int64(p.ID), Before: p, After: next, Reason: reason}, nil
}

// Revision differs for programs that differ in anything.
func (p Program) Revision() string { return revision(p) }
