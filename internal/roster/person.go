// Package roster owns who there is: people, programs, employment, credentials, groups and dated membership.
//
// It hands over these nouns as valid values and the words they are written in (category, role, kind, …). It does
// not know what a category asks for or whom a credential qualifies (rulebook), nor when a group meets (schedule).
package roster

import "attune/internal/day"

// PersonID, ProgramID and GroupID are the installation's own ids; the zero id is nobody, no program, no group.
type (
	PersonID  int64
	ProgramID int64
	GroupID   int64
)

// External is an id as the sender of a bundle wrote it: short, opaque, unique among the things of its kind.
type External string

// Association is the code of an association for infant mental health, as the rules name it: CT, MI, …
type Association string

// Person is somebody the association knows: practitioner, provider, manager, or several of these at once.
type Person struct {
	ID          PersonID
	External    External
	Name        string
	Email       string // may be empty; never used to find out who somebody is without a link sent to it
	Association Association
	Region      string // may be empty
}

// Program is an agency's service in which people are employed.
type Program struct {
	ID          ProgramID
	External    External
	Name        string
	Kind        ProgramKind
	Model       Model
	Region      string
	Association Association
}

// ProgramKind is what a program does.
type ProgramKind string

// ProgramKinds are the kinds a bundle may name, in the order of formats.md.
var ProgramKinds = []ProgramKind{"birth_to_three", "home_visiting", "early_head_start", "head_start", "child_welfare", "clinic", "other"}

// Model is the home-visiting model a program follows; empty for none.
type Model string

// Models are the models a bundle may name, in the order of formats.md.
var Models = []Model{"pat", "nfp", "hfa", "child_first", "ehs", "other", ""}

// Employment is one person's work in one program, in one role, from a day to a day.
type Employment struct {
	Person     PersonID
	Program    ProgramID
	Role       EmploymentRole
	FTE        FTE
	Serves     Tracks // the age bands the person serves themself
	Supervises Tracks // the age bands served by staff whom the person supervises
	Span       day.Span
}

// FTE is a share of full time in thousandths: 500 is half time.
type FTE int

// EmploymentRole is what a person is in a program.
type EmploymentRole string

// The roles of an employment.
const (
	Practitioner EmploymentRole = "practitioner"
	Supervisor   EmploymentRole = "supervisor"
	Manager      EmploymentRole = "manager"
)

// EmploymentRoles are the roles a bundle may name.
var EmploymentRoles = []EmploymentRole{Practitioner, Supervisor, Manager}

// Track is an age band: IMH (to 36 months) or ECMH (36 to 72 months).
type Track string

// Tracks is a set of age bands, written IMH, ECMH, IMH+ECMH or empty.
type Tracks string

// TrackSets are the sets a bundle may name.
var TrackSets = []Tracks{"", "IMH", "ECMH", "IMH+ECMH"}

// Has tells whether the set holds the track.
func (s Tracks) Has(t Track) bool {
	return string(s) == string(t) || s == "IMH+ECMH" && (t == "IMH" || t == "ECMH")
}
