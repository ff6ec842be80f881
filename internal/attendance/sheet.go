// Package attendance owns the sheet of one session: who was there and for how long, and verifying it.
//
// It hands over the sheet, its marks, and what a change to it does to the ledger. It knows the facts of the day
// (who led, what kind of meeting), not whether they make an hour count (rulebook), nor who may act (access).
package attendance

import (
	"time"

	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Sheet is the attendance of one session as it stands, with what is needed to decide a change to it.
type Sheet struct {
	Session    schedule.Session
	Group      roster.Group
	State      State             // empty: no sheet has been begun
	Version    int               // how often it was verified; the ledger's sheet version
	Revision   int               // raised by each save; what a form must still find when it comes back
	Began      time.Time         // actual start, UTC; zero until it was held
	Ended      time.Time         // actual end, UTC, after Began; zero until it was held
	Roster     []roster.PersonID // members on the planned local day, and whoever is marked
	Away       []roster.PersonID // who said ahead that they cannot come, until the sheet is verified
	Marks      []Mark            // the draft or, once verified, what was verified; by person
	Facts      Facts             // what was fixed at the last verification; zero before the first
	Standing   []ledger.Entry    // entries of this session that stand
	Provenance Provenance        // of the last verified version
	VerifiedBy int64             // account that verified; 0: none (an import)
	VerifiedAt time.Time         // UTC; zero until verified
	Usual      roster.PersonID   // who leads the others of its series, or of its group
	Aside      bool              // planned by itself while a series of its group goes on; no make-up
	Disputes   []Dispute         // what people said of their own marks, oldest first
	Instead    schedule.Session  // what takes place of its occurrence; set where this one is cancelled and to be changed
	Beside     []schedule.Slot   // when the group has other sessions about that time; set where this one is cancelled and to be changed
	Amendment  *Amendment        // what waits to be verified in place of the signed version; nil: nothing does
	// Home is the association of each person of the sheet, lead and co-lead included: the owner of their entries.
	Home map[roster.PersonID]roster.Association
}

// Facts are what was so on the day, resolved from session and group when the sheet is verified, and fixed then.
type Facts struct {
	Began, Ended time.Time
	Lead, CoLead roster.PersonID // zero: nobody
	Kind         roster.Kind
	Format       roster.Format
	Modality     roster.Modality
}

// State is how far a sheet has come.
type State string

// The states of a sheet.
const (
	Open       State = "open"       // drafts only
	Unverified State = "unverified" // filled in, waits for a provider or coordinator
	Verified   State = "verified"   // signed; its marks are locked in the database
	Dropped    State = "dropped"    // the session was cancelled; drafts are gone, what was credited is reversed
)

// States are the states a bundle may name for a held session.
var States = []State{Verified, Open, Unverified}

// Provenance tells where a verified version came from.
type Provenance string

// The provenances of a sheet.
const (
	Taken    Provenance = "attune" // by somebody here, in the browser
	Imported Provenance = "import" // with a bundle
)

// Mark is one person's attendance of one session.
type Mark struct {
	Person    roster.PersonID
	Code      Code
	Intervals ledger.Presence // of a partial mark, as it was given: neither cut nor merged
	Focus     ledger.Focus
}

// Code is what a mark says.
type Code string

// The codes of a mark. Late and left early are partial marks whose interval touches one end of the session.
const (
	Present Code = "present"
	Partial Code = "partial"
	Absent  Code = "absent"
	Excused Code = "excused"
)

// Codes are the codes a bundle may name.
var Codes = []Code{Present, Partial, Absent, Excused}
