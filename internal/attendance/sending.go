package attendance

import (
	"attune/internal/fault"
	"attune/internal/schedule"
)

// Sending is a filled-in form of a sheet on its way here. A browser that never saw an answer sends the same one again;
// by its id the second arrival is known for what it is.
type Sending struct {
	ID      string // made at random with the form; empty: the form has none, and counts as often as it arrives
	Session schedule.SessionID
	Account int64  // who sent it: an id means nothing from somebody else
	Content string // a digest of all that it says
}

// Repeats tells whether the sending is another one, kept before under the same id, arriving once more. It fails with
// Conflict where the two say different things: neither may pass for the other.
func (s Sending) Repeats(kept Sending) (bool, error) {
	if s.ID == "" || s.ID != kept.ID || s.Session != kept.Session || s.Account != kept.Account {
		return false, nil
	}
	if s.Content != kept.Content {
		return false, fault.New(fault.Conflict, "An earlier form of yours was kept, and this one says something else. Nothing was changed; compare the two.")
	}
	return true, nil
}
