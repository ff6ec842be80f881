// Package schedule owns when groups meet: sessions, their moves and cancellations, in the group's time zone.
//
// It hands over sessions with an identity from birth, and the one function that turns a wall-clock time into an
// instant. It does not know who came (attendance) or what an hour is worth (rulebook).
package schedule

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// SessionID is the installation's own id of a session; the zero id is no session.
type SessionID int64

// Session is one meeting of a group. What it leaves empty is the group's.
type Session struct {
	ID          SessionID
	External    roster.External
	UID         UID
	Group       roster.GroupID
	Association roster.Association // the group's
	Local       Wall               // planned start on the group's clock
	TimeZone    string             // IANA name; the group's zone when the session was planned
	Starts      time.Time          // planned start, UTC: Instant of Local in TimeZone
	Minutes     int                // planned length
	Status      Status
	Lead        roster.PersonID // zero: the group's provider, unless NobodyLed
	NobodyLed   bool
	CoLead      roster.PersonID // zero: nobody
	Kind        roster.Kind     // empty: the group's
	Modality    roster.Modality // empty: the group's
	Place       string          // empty: the group's
	Series      SeriesID        // zero: planned by itself, or brought in
	Due         day.Date        // the day of the series's rhythm that it is for, wherever it was moved to; zero without a series
	Own         Aspects         // what was changed for this session alone, which a change of the series leaves as it is
	MakesUp     SessionID       // the cancelled session that it makes up for, itself no make-up; zero for none, and the same for ever
	Sequence    int             // raised by each change that shows in a calendar (RFC 5545, 3.8.7.4)
	MovedFrom   Wall            // where it stood before its last move; zero where it never moved
	CreatedAt   time.Time       // UTC
	ChangedAt   time.Time       // UTC, of the last change that shows in a calendar
}

// Ends is the planned end, an instant in UTC: the planned length after the planned start.
func (s Session) Ends() time.Time { return s.Starts.Add(time.Duration(s.Minutes) * time.Minute) }

// PlaceIn is where a session of a group is: at its own place, or else at the group's.
func (s Session) PlaceIn(g roster.Group) string {
	if s.Place != "" {
		return s.Place
	}
	return g.Place
}

// Status is what has become of a session.
type Status string

// The statuses of a session.
const (
	Scheduled Status = "scheduled"
	Held      Status = "held"
	Cancelled Status = "cancelled"
)

// Statuses are the statuses a bundle may name.
var Statuses = []Status{Scheduled, Held, Cancelled}
