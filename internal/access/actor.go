package access

import (
	"slices"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// Actor is who acts, with everything about them that a decision may need. The zero Actor is nobody.
type Actor struct {
	Account     AccountID          // zero where a feed's token acts and not an account
	Person      roster.PersonID    // zero: nobody of the roster, such as an operator
	Name        string             // how a page greets them: the person's name, else the account's e-mail; decides nothing
	Association roster.Association // the person's; empty where there is no person
	TimeZone    string             // IANA name of the zone of their own clocks; empty for their association's. It decides nothing
	Leads       bool               // provides a group, or leads or co-leads a session; decides nothing but which home they see, and what pages offer
	Manages     []roster.ProgramID // by an employment with role manager that is active today
	Coordinates []roster.Association
	Operates    bool

	// Sheet is the one sheet that somebody acts on who came with its key instead of signing in; zero: they signed in.
	Sheet schedule.SessionID
}

// WithKey is the actor who came with the key to one sheet: themself there, and nobody anywhere else, whatever their roles.
func (a Actor) WithKey(sheet schedule.SessionID) Actor {
	return Actor{Account: a.Account, Person: a.Person, Name: a.Name, Association: a.Association, TimeZone: a.TimeZone, Sheet: sheet}
}

// opens tells whether an actor with a key may do the act to the subject at all: what it takes to fill in that sheet and
// verify it, again too.
func (a Actor) opens(act Act, subject Subject) bool {
	sheet, is := subject.(Sheet)
	return is && sheet.Session == a.Sheet && slices.Contains([]Act{SeeSession, SeeSheet, TakeSheet, VerifySheet, AmendSheet}, act)
}

// NeedsSecondFactor tells whether one of the actor's roles reaches so far that a link or a password alone is not enough.
func (a Actor) NeedsSecondFactor() bool { return a.Operates || len(a.Coordinates) > 0 }

func (a Actor) nobody() bool { return a.Account == 0 && a.Person == 0 }

func (a Actor) is(person roster.PersonID) bool { return a.Person != 0 && a.Person == person }

func (a Actor) among(people []roster.PersonID) bool {
	return a.Person != 0 && slices.Contains(people, a.Person)
}

func (a Actor) coordinates(association roster.Association) bool {
	return association != "" && slices.Contains(a.Coordinates, association)
}

func (a Actor) manages(program roster.ProgramID) bool {
	return program != 0 && slices.Contains(a.Manages, program)
}
