package access

// Headcount is how many may sign in, how many did, and how many were asked to. It names nobody.
type Headcount struct {
	Open   int // accounts that may sign in
	Closed int

	// Of the open ones, by role; one account may have several.
	Practitioners, Providers, Managers, Coordinators, Operators int

	// Of the open ones, when they last signed in: within 24 hours, 7 days and 30 days, each in the next; or never.
	Day, Week, Month, Never int

	// Invitations that nobody has opened or taken back: those whose links work, and those that have expired.
	Invited, Lapsed int
}
