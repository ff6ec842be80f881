package attendance

import (
	"slices"
	"time"

	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Word is what somebody says ahead of a session: that they cannot come, or that they can after all. It gives no reason and
// marks nobody; who was there is said on the sheet. The zero Word says nothing.
type Word struct {
	Person roster.PersonID
	Away   bool
	At     time.Time // UTC
	Sheet  Sheet     // of the session
}

// Say is the word of a supervisee ahead of a session. Saying the same twice changes nothing. It fails with Conflict once the
// session has begun, or where it was cancelled or has a sheet.
func (s Sheet) Say(person roster.PersonID, away bool, now time.Time) (Word, error) {
	switch {
	case s.Session.Status == schedule.Cancelled:
		return Word{}, fault.New(fault.Conflict, "This session was cancelled, so nobody is expected.")
	case s.State != "" || !s.Session.Starts.After(now):
		return Word{}, fault.New(fault.Conflict, "This session has begun already. Whoever leads it says on the sheet who was there.")
	case slices.Contains(s.Away, person) == away:
		return Word{}, nil
	}
	return Word{Person: person, Away: away, At: now.UTC(), Sheet: s}, nil
}
