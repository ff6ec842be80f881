package portfolio

import (
	"slices"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// Step is one change of somebody's evidence: a new piece with its first word, or a word on one that is kept. The zero Step
// changes nothing.
type Step struct {
	Evidence Evidence // with a zero ID it is new
	Said     Said     // At is the store's
}

// Nothing tells whether the step changes nothing.
func (s Step) Nothing() bool { return s.Said.Word == "" }

// Enter is the step by which somebody enters evidence of theirs. A reference may be asked for and not there yet: received is
// the day on which it came, zero where it did not. A form that comes twice adds one piece; one that comes again
// with other answers is refused as Entered.
func Enter(known []Evidence, e Evidence, received day.Date, today day.Date, by string) (Step, error) {
	if i := slices.IndexFunc(known, func(k Evidence) bool { return k.Entry == e.Entry }); i >= 0 {
		if known[i].says(e) && (e.Matter != ReferenceMatter || known[i].came() == received) {
			return Step{}, nil
		}
		return Step{}, &Entered{As: known[i], fault: fault.New(fault.Invalid,
			"You have entered this form already, on %s, so what you changed in it since was not kept. To have this instead, take back what you entered. Then enter this, as it stands here, as another one.",
			known[i].Said[0].On.Format("2 January 2006"))}
	}
	said := Said{Word: Given, On: today, By: by}
	if e.Matter == ReferenceMatter {
		if said.On = received; received == 0 {
			said = Said{Word: Asked, On: e.On, By: by}
		}
		if received != 0 && (received < e.On || received > today) {
			return Step{}, roster.Refuse("received", "It came on a day from when it was asked for to today.")
		}
	}
	if twin, found := same(known, e); found {
		return Step{}, roster.Refuse("", "You have entered this already, on %s. Take that back first, if this is to stand in its place.", twin.Said[0].On.Format("2 January 2006"))
	}
	return Step{e, said}, nil
}

// Entered is why a form of evidence is not taken a second time: it was, with other answers.
type Entered struct {
	As    Evidence // what was entered by it
	fault *fault.Error
}

// Error is the sentence.
func (e *Entered) Error() string { return e.fault.Error() }

// Unwrap gives the fault.
func (e *Entered) Unwrap() error { return e.fault }

// says tells whether two pieces of evidence say the same, whatever became of them.
func (e Evidence) says(o Evidence) bool {
	return e.Matter == o.Matter && e.Category == o.Category && e.What == o.What && e.On == o.On && e.Title == o.Title && e.Minutes == o.Minutes &&
		e.Supervision == o.Supervision && e.Equity == o.Equity && e.Months == o.Months && slices.Equal(e.Areas, o.Areas)
}

// came is the day on which a reference came by the first word on it; zero where it was only asked for then.
func (e Evidence) came() day.Date {
	if e.Said[0].Word == Asked {
		return 0
	}
	return e.Said[0].On
}

// same is evidence that stands and says the same: of what there can be one of.
func same(known []Evidence, e Evidence) (Evidence, bool) {
	i := slices.IndexFunc(known, func(k Evidence) bool {
		if !k.Stands() || k.Matter != e.Matter || k.Category != e.Category || k.What != e.What {
			return false
		}
		switch e.Matter {
		case TrainingMatter:
			return k.On == e.On && k.Title == e.Title && k.Minutes == e.Minutes
		case ReferenceMatter, WorkMatter:
			return false // several people may be the same to somebody, and one works in several places
		default:
			return true
		}
	})
	if i < 0 {
		return Evidence{}, false
	}
	return known[i], true
}

// Receive is the step by which a reference that was asked for has come.
func (e Evidence) Receive(on, today day.Date, by string) (Step, error) {
	switch {
	case e.Last().Word == Given && e.Last().On == on:
		return Step{}, nil
	case e.Last().Word != Asked:
		return Step{}, overtaken()
	case on < e.On || on > today:
		return Step{}, roster.Refuse("received", "It came on a day from when it was asked for to today.")
	}
	return Step{e, Said{Word: Given, On: on, By: by}}, nil
}

// Withdraw is the step by which somebody takes back what they entered, whatever was said of it: of what was refused it says that
// they have read why.
func (e Evidence) Withdraw(today day.Date, by string) (Step, error) {
	switch {
	case e.Last().Word == Withdrawn:
		return Step{}, nil
	case !e.Last().Word.Precedes(Withdrawn):
		return Step{}, overtaken()
	}
	return Step{e, Said{Word: Withdrawn, On: today, By: by}}, nil
}

// Decide is the step by which a coordinator confirms evidence that waits, or refuses it with a reason. What was confirmed can
// be refused later, by who knows that it was: seen is how many words on it they have read. Deciding the same twice changes
// nothing; it fails with Conflict where the evidence waits no longer, or more was said of it than they have read.
func (e Evidence) Decide(confirm bool, reason string, seen int, today day.Date, by string) (Step, error) {
	last, said := e.Last(), Said{Word: Confirmed, On: today, By: by}
	if !confirm {
		if problem := attendance.ReasonProblem(reason); problem != "" {
			return Step{}, roster.Refuse("reason", "%s", problem)
		}
		said.Word, said.Reason = Refused, reason
	}
	switch {
	case last.Word == said.Word && last.Reason == said.Reason:
		return Step{}, nil
	case seen != len(e.Said):
		return Step{}, overtaken()
	case last.Word == Given, last.Word == Confirmed && !confirm:
		return Step{e, said}, nil
	}
	return Step{}, overtaken()
}

func overtaken() error {
	return fault.New(fault.Conflict, "Somebody has decided about this, or taken it back, meanwhile. Nothing of yours was kept; look at it again.")
}

// Awaiting is a piece of evidence that waits, with whose it is.
type Awaiting struct {
	Person   roster.Person
	Evidence Evidence
	Alike    []Training // attended, of a training that was logged: it may be one of them
}

// Decide is Evidence.Decide, but that a training which may have been attended with a group, too, is confirmed only by who says
// that it is another: it would count twice.
func (a Awaiting) Decide(confirm, another bool, reason string, seen int, today day.Date, by string) (Step, error) {
	if confirm && !another && a.Evidence.Last().Word == Given && len(a.Alike) > 0 {
		t := a.Alike[0]
		return Step{}, fault.New(fault.Invalid, "%s was attended on %s, by a verified sheet, and counts already. Say beside what was logged that it is another training, or refuse it.",
			t.Title, t.On.Format("2 January 2006"))
	}
	return a.Evidence.Decide(confirm, reason, seen, today, by)
}
