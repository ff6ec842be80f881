package roster

import (
	"slices"

	"attune/internal/day"
)

// Group is people who meet with a provider again and again. A session takes from it what it does not say itself.
type Group struct {
	ID          GroupID
	External    External
	Name        string
	Provider    PersonID // leads where a session names nobody else
	Association Association
	TimeZone    string // IANA name; the zone of the group's wall clock
	Kind        Kind
	Format      Format
	Modality    Modality
	Capacity    int
	Place       string
	Program     ProgramID // zero: the association's own
	Funding     string    // who pays; may be empty
	CostCents   *int      // cost of one session in cents; nil where nobody said
	Open        bool      // people of the association may ask for a place; no bundle says so
	CallShown   bool      // calendars of those who have its sessions hold the address of the call; no bundle says so
	Syllabus    Syllabus  // of a training; of any other group the zero Syllabus
}

// Kind is what a meeting is for.
type Kind string

// The kinds of meeting.
const (
	Reflective     Kind = "reflective"
	Peer           Kind = "peer"
	Administrative Kind = "administrative"
	Clinical       Kind = "clinical"
	Training       Kind = "training" // in-service training, which is no supervision: of all sessions of a group, or of none
)

// Kinds are the kinds of supervision: a session may be of another one than its group.
var Kinds = []Kind{Reflective, Peer, Administrative, Clinical}

// GroupKinds are the kinds that a group may be of.
var GroupKinds = append(slices.Clone(Kinds), Training)

// Suits tells whether a session of a group of kind g may be of this kind: of a training all sessions are, and of any other group
// none is. Training hours are no supervision, and what somebody signed as the one cannot become the other by a word.
func (k Kind) Suits(g Kind) bool {
	if k == "" || k == g {
		return true
	}
	return g != Training && k != Training
}

// Format tells whether one person meets the provider, or several.
type Format string

// Formats are the formats a bundle may name.
var Formats = []Format{"individual", "group"}

// Modality tells whether people meet in a room or on a screen.
type Modality string

// The modalities.
const (
	InPerson Modality = "in_person"
	Virtual  Modality = "virtual"
)

// Modalities are the modalities a bundle may name.
var Modalities = []Modality{InPerson, Virtual}

// Membership is one person's time in a group. A person may come, leave and come back.
type Membership struct {
	Group  GroupID
	Person PersonID
	Span   day.Span
}
