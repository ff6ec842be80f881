package roster

// Listed is a person as a list shows them.
type Listed struct {
	Person Person
	Work   []Work // on the day of the list
}

// Work is what somebody is, and where.
type Work struct {
	Role    EmploymentRole
	Program string // its name
}
