package roster

import "attune/internal/day"

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
}

// Kind is what a meeting is for.
type Kind string

// The kinds of meeting.
const (
	Reflective     Kind = "reflective"
	Peer           Kind = "peer"
	Administrative Kind = "administrative"
	Clinical       Kind = "clinical"
)

// Kinds are the kinds a bundle may name.
var Kinds = []Kind{Reflective, Peer, Administrative, Clinical}

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
