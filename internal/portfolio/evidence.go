// Package portfolio owns what somebody has to show for the rest of an Endorsement, beside the hours of the ledger.
//
// It hands over Evidence, which people enter themselves and a coordinator confirms; Training, whether somebody logged it or
// it was a session with a verified sheet; and Way, everything that a target, a renewal or an add-on asks for with what there
// is of it. Nothing of it reaches a verdict: hours of reflective supervision come from the ledger alone, as the rulebook
// judged them. The package knows no store, no clock and no page.
package portfolio

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Matter is a kind of evidence.
type Matter string

// The matters.
const (
	TrainingMatter   Matter = "training"
	EducationMatter  Matter = "education"
	WorkMatter       Matter = "work"
	ReferenceMatter  Matter = "reference"
	AgreementMatter  Matter = "agreement"
	MembershipMatter Matter = "membership"
	ExamMatter       Matter = "exam"
)

// Matters are all of them, in the order of a page.
var Matters = []Matter{TrainingMatter, EducationMatter, WorkMatter, ReferenceMatter, AgreementMatter, MembershipMatter, ExamMatter}

// ofOneTarget tells whether evidence of the matter is of one category; other evidence serves whatever its person earns.
func (m Matter) ofOneTarget() bool {
	return m == WorkMatter || m == ReferenceMatter || m == ExamMatter
}

// Relation is what somebody who vouches for an applicant is to them. Nothing else is kept of them.
type Relation string

// Relations are all of them.
var Relations = []Relation{"provider", "supervisor", "teacher", "supervisee", "other"}

// EvidenceID is the installation's own id of a piece of evidence; zero: not kept yet.
type EvidenceID int64

// Evidence is one thing that somebody has to show. What it says never changes; what became of it is Said.
type Evidence struct {
	ID          EvidenceID
	Person      roster.PersonID
	Entry       string // the id of the form it came with, so that a second click adds nothing
	Matter      Matter
	Category    roster.Category // that it is for, of work, a reference or an exam; else empty
	What        string          // a rulebook.Schooling, a Relation or a rulebook.Agreement; the year of a membership; else empty
	On          day.Date        // of a training; else the day on which it came to be: passed, signed, asked for
	Title       string          // of a training
	Minutes     int             // of a training
	Supervision int             // of these, about giving reflective supervision
	Equity      int             // of these, about diversity, equity and inclusion
	Areas       []rulebook.Area // competency areas of a training
	Months      int             // of work
	Said        []Said          // what was said of it, oldest first; never empty once it is kept
}

// Said is one word on a piece of evidence.
type Said struct {
	Word   Word
	On     day.Date // local to the person's association; of a reference that was given, the day on which it came
	Reason string   // of a refusal
	By     string   // who said it, as history names them: account:7
	Name   string   // their name, where it was asked for
	At     time.Time
}

// Word is how far a piece of evidence has come.
type Word string

// The words.
const (
	Asked     Word = "asked"     // of a reference: it was asked for, and has not come
	Given     Word = "given"     // it is there, and waits for the coordinator
	Confirmed Word = "confirmed" // the coordinator has seen it
	Refused   Word = "refused"   // the coordinator has said why it does not serve
	Withdrawn Word = "withdrawn" // whoever entered it took it back
)

// Last is the last word on it; the zero Said before it is kept.
func (e Evidence) Last() Said {
	if len(e.Said) == 0 {
		return Said{}
	}
	return e.Said[len(e.Said)-1]
}

// Stands tells whether it was neither refused nor taken back.
func (e Evidence) Stands() bool {
	word := e.Last().Word
	return word == Asked || word == Given || word == Confirmed
}

// The bounds of what can be entered.
const (
	longestTitle = 120     // characters
	mostMinutes  = 60 * 60 // of one training: a week and a half of whole days
	mostMonths   = 12 * 60 // of work
	mostYears    = 50      // since a training: 1926 is 2026 mistyped
)

// Check is nil where the evidence can be entered on that day by the rules; else it says which answer cannot be meant.
func (e Evidence) Check(rules *rulebook.Edition, today day.Date) error {
	switch {
	case !slices.Contains(Matters, e.Matter):
		return roster.Refuse("", "There is no such evidence. Go back and choose what you want to enter.")
	case e.On == 0 || e.On > today:
		return roster.Refuse("on", "Write a day that is not later than today.")
	}
	if _, known := rules.Category(e.Category); e.Matter.ofOneTarget() && !known {
		return roster.Refuse("category", "Choose one of these.")
	}
	switch e.Matter {
	case TrainingMatter:
		return e.checkTraining(rules, today)
	case EducationMatter:
		return among(slices.Contains(Schoolings(rules), rulebook.Schooling(e.What)))
	case ReferenceMatter:
		return among(slices.Contains(Relations, Relation(e.What)))
	case AgreementMatter:
		return among(e.What != string(rulebook.MembershipAgreement) && slices.Contains(rules.Agreements(), rulebook.Agreement(e.What)))
	case MembershipMatter:
		year, err := day.Parse(e.What + "-01-01")
		return among(err == nil && year.Year() >= roster.FirstYear && year.Year() <= today.Year()+1)
	case WorkMatter:
		if e.Months < 1 || e.Months > mostMonths {
			return roster.Refuse("months", "Write a whole number of months from 1 to %d.", mostMonths)
		}
	}
	return nil
}

// among is nil where a choice is one of those there are.
func among(is bool) error {
	if is {
		return nil
	}
	return roster.Refuse("what", "Choose one of these.")
}

func (e Evidence) checkTraining(rules *rulebook.Edition, today day.Date) error {
	title := strings.TrimSpace(e.Title)
	switch problem := roster.Unseen(title, ""); {
	case e.On < today.AddYears(-mostYears):
		return roster.Refuse("on", "Write a day of the last %d years.", mostYears)
	case title == "":
		return roster.Refuse("title", "Write what the training is called.")
	case utf8.RuneCountInString(title) > longestTitle:
		return roster.Refuse("title", "Write %d characters or fewer.", longestTitle)
	case problem != "":
		return roster.Refuse("title", "%s", problem)
	case e.Minutes < 1 || e.Minutes > mostMinutes:
		return roster.Refuse("hours", "Write hours from 0:01 to %d:00, such as 6.5 or 6:30.", mostMinutes/60)
	case e.Supervision < 0 || e.Supervision > e.Minutes:
		return roster.Refuse("supervision", "This cannot be more than the whole training.")
	case e.Equity < 0 || e.Equity > e.Minutes:
		return roster.Refuse("equity", "This cannot be more than the whole training.")
	}
	for _, area := range e.Areas {
		if !slices.Contains(rules.Areas(), area) {
			return roster.Refuse("areas", "Choose among these.")
		}
	}
	return nil
}

// degrees are those that contain the ones before them: who has a master's has what a bachelor's is asked for.
var degrees = []rulebook.Schooling{"associates", "bachelors", "masters"}

// Schoolings are what can be entered as an education: the degrees, and what else the rules name.
func Schoolings(rules *rulebook.Edition) []rulebook.Schooling {
	all := slices.Clone(degrees)
	for _, s := range rules.Schoolings() {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// serves tells whether an education is one of those asked for, or a degree beyond one of them.
func serves(has rulebook.Schooling, any []rulebook.Schooling) bool {
	rank := slices.Index(degrees, has)
	return slices.ContainsFunc(any, func(asked rulebook.Schooling) bool {
		place := slices.Index(degrees, asked)
		return asked == has || place >= 0 && rank >= place
	})
}
