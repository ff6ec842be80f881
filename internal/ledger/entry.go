// Package ledger owns the minutes people received and provided: appended, reversed, never changed.
//
// It hands over entries with the facts of their day, presence and its arithmetic, and which entries still stand.
// It does not know whether an hour counts toward anything: the same entry may serve many purposes (rulebook).
package ledger

import (
	"time"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// Entry is one line of the ledger: what one person got from, or gave in, one session (rules.md, 2.1).
type Entry struct {
	Session         schedule.SessionID
	SessionExternal roster.External // orders entries that began at the same instant
	Person          roster.PersonID
	Association     roster.Association // the person's, when the entry was made
	Direction       Direction
	Version         int  // of the sheet that made it, from 1
	Reversal        bool // takes the entry of the same session, person, direction and version back
	Minutes         int  // whole minutes, more than 0, in reversals too
	Started, Ended  time.Time
	Lead            roster.PersonID // zero: nobody led
	Kind            roster.Kind
	Format          roster.Format
	Modality        roster.Modality
	Focus           Focus
	Supervisees     int      // how many had a received entry in that session
	Presence        Presence // within Started and Ended; nil: the whole session
}

// Direction tells who gave the hour and who got it.
type Direction string

// The directions of an entry.
const (
	Received Direction = "received"
	Provided Direction = "provided"
)

// Focus is what the hour was about; empty for reflective practice at large.
type Focus string

// RSCProvision is the focus on giving reflective supervision oneself.
const RSCProvision Focus = "rsc_provision"

// Focuses are the focuses a bundle may name.
var Focuses = []Focus{"", RSCProvision}

// Key names an entry in the ledger; with Reversal it is unique.
type Key struct {
	Session   schedule.SessionID
	Person    roster.PersonID
	Direction Direction
	Version   int
}

// Key is the entry's key.
func (e Entry) Key() Key { return Key{e.Session, e.Person, e.Direction, e.Version} }

// Attended is the entry's presence in full: the whole session where Presence is nil.
func (e Entry) Attended() Presence {
	if e.Presence == nil {
		return Presence{{e.Started, e.Ended}}
	}
	return e.Presence
}

// Reverse is the entry that takes e back.
func (e Entry) Reverse() Entry {
	e.Reversal = true
	return e
}

// Credits tells whether o credits what e does: the same minutes, about the same and under the same lead, in a meeting of the
// same kind. Who else was there, and which version says so, plays no part.
func (e Entry) Credits(o Entry) bool {
	return e.Minutes == o.Minutes && e.Lead == o.Lead && e.Kind == o.Kind && e.Modality == o.Modality && e.Focus == o.Focus
}

// Standing are the entries that no reversal has taken back, in the order given.
func Standing(entries []Entry) []Entry {
	reversed := make(map[Key]bool)
	for _, e := range entries {
		if e.Reversal {
			reversed[e.Key()] = true
		}
	}
	standing := entries[:0:0]
	for _, e := range entries {
		if !e.Reversal && !reversed[e.Key()] {
			standing = append(standing, e)
		}
	}
	return standing
}
