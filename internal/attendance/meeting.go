package attendance

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Meeting is a session with its group and how far its sheet has come: a line in a list of sessions.
type Meeting struct {
	Session  schedule.Session
	Group    roster.Group
	State    State     // empty: no sheet has been begun
	LeadName string    // of who leads it; empty where nobody does
	Usual    string    // of who leads the others of its series, or of its group, where somebody else leads this one; else empty
	Aside    bool      // planned by itself while a series of its group goes on
	MakesUp  day.Date  // of the session that it makes up for; zero for none
	Instead  day.Date  // of a cancelled one: when another of its occurrence takes place; zero where none does
	Away     bool      // whoever the list is of said that they cannot come; told in their agenda alone
	Amended  time.Time // UTC; since when an amendment waits to be verified; zero where none does
}

// Facts are who leads and what kind of meeting it is, as planned.
func (m Meeting) Facts() Facts { return Resolve(m.Session, m.Group) }

// Waits tells whether the session should have its attendance verified by now and has not, or no longer has.
func (m Meeting) Waits(now time.Time) bool {
	return m.Session.Status != schedule.Cancelled && !m.Session.Ends().After(now) && (m.State != Verified || !m.Amended.IsZero())
}
