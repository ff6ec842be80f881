package roster

// OpenGroup is a group in which somebody may ask for a place, with what they want to know before: no member is named.
type OpenGroup struct {
	GroupRecord
	ProviderName string
	Credentials  []Credential // the provider's
	Sittings     []Sitting    // when it meets next
}

// Pending is a request that is not over, with its group's name.
type Pending struct {
	Request
	GroupName string
	TimeZone  string // the group's
	Before    int    // how many wait before them
	Waiting   int    // how many wait in all
	GoesOn    string // the group of theirs that goes on as this one; empty where none does
}
