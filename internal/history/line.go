package history

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Line is a change as it is told to somebody, with what is kept beside the chain of what it changed.
type Line struct {
	Change
	Seq   int64
	At    time.Time // UTC
	About About
	// Was and Is are what stood on record before and after, by the name of the field, in codes and ids. A field with an empty
	// value in both changed, and what it said is not kept; both are empty where only the act is. Is is empty of what was taken
	// off the record.
	Was, Is map[string]string
	Reason  string // as it was given; empty where none was
}

// About is what a change was about, by what does not change of it; zero in everything that is not kept.
type About struct {
	Person  roster.PersonID // whose
	Program roster.ProgramID
	Group   roster.GroupID
	Of      roster.Association // whose it is, where it is nobody's and no group's
	Word    string             // role, category, or matter of evidence
	From    day.Date           // the first day
}

// Mark is the place of a line among all lines, newest first; the zero Mark is before the newest.
type Mark struct {
	At          time.Time
	Association roster.Association
	Seq         int64
}

// Mark is where the line stands.
func (l Line) Mark() Mark { return Mark{l.At, l.Association, l.Seq} }

// Scope is what of the history is asked for: that of one thing, and of what belongs to it.
type Scope struct {
	Subject  string               // of the thing itself; empty: only what belongs
	Acts     []string             // of the thing itself only these; nil: all
	But      string               // who did any other is told of it all the same: the one actor whose acts are not left out
	Chains   []roster.Association // only what these chains say; nil: all of them
	Person   roster.PersonID      // whose facts belong; zero: nobody's
	Group    roster.GroupID       // likewise
	With     []roster.Matter      // which matters belong
	Programs []roster.ProgramID   // of employment, only in these; nil: in all
	Category roster.Category      // of credentials, targets and evidence only of this one; empty: of all
}

// Names are who and what lines speak of, as it is called now. Whoever is gone is not in them.
type Names struct {
	Authors  map[string]Author // by the name of the history: account:7
	People   map[roster.PersonID]string
	Programs map[roster.ProgramID]string
	Groups   map[roster.GroupID]string
}

// Author is who stands behind an account that did something, and what they are now.
type Author struct {
	Account     int64
	Person      roster.PersonID // zero: nobody of the roster
	Name        string          // the person's, else the account's e-mail
	Home        roster.Association
	Coordinates []roster.Association
	Operates    bool
	Manages     bool // manages a program, or did
}
