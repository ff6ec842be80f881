package roster

import "attune/internal/day"

// Circle is a group with the people in it, as a page shows them.
type Circle struct {
	Group
	ProviderName string
	ProgramName  string     // empty: the association's own
	Leads        []PersonID // of those asked about, who lead or co-lead a session of it without being its provider
	Members      []Member   // by name
}

// Member is one person's time in a group, with their name.
type Member struct {
	ID     FactID // of the membership
	Person PersonID
	Name   string
	Span   day.Span
}
