package access

import "time"

// Visit is a browser that somebody has signed in with, or is about to: halfway in, before their second factor.
type Visit struct {
	Hash    string    // of its token: names it, and opens nothing
	Account AccountID // zero while it is nobody's
	Browser string    // family and device in words: Firefox on Windows; never an address
	Way     string    // how they signed in, in words: with a link; empty where that was not kept
	Began   time.Time // UTC, when they signed in; zero while nobody has
	Seen    time.Time // UTC, when it was last in use, to within an hour
}
