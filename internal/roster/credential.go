package roster

import "attune/internal/day"

// Category is a category of the Endorsement (IFS, IMHS, …) or the add-on ERS, as the rules name it.
type Category string

// Credential is what a person holds: a category or the add-on, with a status, from a day to a day.
type Credential struct {
	Person   PersonID
	Category Category
	Status   CredentialStatus
	Degree   Degree
	Span     day.Span // active on its first and on its last day
}

// CredentialStatus is how far a credential has come.
type CredentialStatus string

// The statuses of a credential.
const (
	Endorsed CredentialStatus = "endorsed"
	Emerging CredentialStatus = "emerging"
	Vetted   CredentialStatus = "vetted"
)

// CredentialStatuses are the statuses a bundle may name.
var CredentialStatuses = []CredentialStatus{Endorsed, Emerging, Vetted}

// Degree is the academic degree that came with a credential or a target; empty where nobody said.
type Degree string

// Degrees are the degrees a bundle may name.
var Degrees = []Degree{"bachelors", "masters", "none", ""}

// Target is a category a person has set out to earn.
type Target struct {
	Person   PersonID
	Category Category
	Degree   Degree // the applicant's own
	OpenedOn day.Date
}
