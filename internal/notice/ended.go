package notice

import (
	"fmt"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// EndedPlace is somebody's place in a group to which somebody gave a last day, or an earlier one.
type EndedPlace struct {
	Person  roster.PersonID
	Home    roster.Association
	Group   roster.Group
	Last    day.Date
	At      time.Time          // UTC
	By      roster.PersonID    // zero: nobody of the roster
	Leaving []schedule.Session // that are still to come and stood in their calendar, by planned start
}

// OfEndedPlace tells whoever has the place, unless they ended it themselves, with what takes the sessions that they do not have any
// more out of their calendar.
func OfEndedPlace(e EndedPlace) []Notice {
	if e.Person == e.By {
		return nil
	}
	by := "A coordinator, or a manager where you work, has set that. Ask them if it is not right."
	if e.By != 0 && e.By == e.Group.Provider {
		by = "Its provider has set that. Ask them if it is not right."
	}
	n := Notice{
		To: Recipient{Person: e.Person}, Association: e.Home, Topic: Sessions, Fact: fmt.Sprintf("place.ended:%d:%d:%d", e.Group.ID, e.Person, e.At.UnixMicro()),
		Subject: fmt.Sprintf("Your last day in %s is %s", e.Group.Name, e.Last.Format("2 January 2006")),
		Lines: []string{
			fmt.Sprintf("You belong to this group until %s. What was until then stays as it is; its sessions after that day are no longer in your calendar.", dayWords(e.Last)),
			by, untilCalendarsLook,
		},
		Action: Action{Words: "Open Attune", Path: "/"}, Why: "You had a place in this group.",
	}
	for _, s := range e.Leaving {
		n.Sessions = append(n.Sessions, gone(s, s.Sequence))
	}
	return []Notice{n}
}

// gone is what takes a session out of the calendar of somebody who had it so.
func gone(was schedule.Session, sequence int) Mention {
	return Mention{Session: was.ID, Starts: was.Local, Sequence: sequence, Entry: true, Left: was.Minutes}
}
