package feed

import (
	"errors"
	"time"

	"github.com/emersion/go-ical"
)

// EntriesType is what the bytes of Entries are, for whoever sends them. A mail and the calendar in it name one method (RFC 5545,
// 3.7.2); of this one Outlook takes the part as a file to open, not as a meeting ([MS-STANOICAL] 2.2.51).
const EntriesType = "text/calendar; charset=utf-8; method=PUBLISH"

// Entries gives events for whoever has no feed: a file that puts each into a calendar, or brings the one there up to date, as it
// has the UID, the sequence and everything else that a feed says of it.
//
// The method is PUBLISH, the one of iTIP that asks nobody for an answer: Thunderbird offers to take such a file in, and one
// without a method is to Outlook the same. A cancelled session is published as cancelled; the method CANCEL is for whoever was
// invited. RFC 5546 (3.2.1) wants an ORGANIZER beside PUBLISH; there is none, as nobody's name or address goes into a calendar.
// Nor has it a name: some programs take it for that of a calendar to be added.
// Beside a method the stamp is when the file was made (RFC 5545, 3.8.7.2), and of two entries with one sequence programs go by the
// later: so a session that leaves a calendar, and comes back, does so though nothing of it has changed that shows.
func Entries(events []Event, at time.Time) ([]byte, error) {
	if len(events) == 0 {
		return nil, errors.New("write entries: there are none")
	}
	events = inOrder(events)
	if err := check(events[0].Zone, events); err != nil {
		return nil, err
	}
	cal := ical.NewCalendar()
	put(cal.Component, ical.PropVersion, "2.0")
	put(cal.Component, ical.PropProductID, product)
	put(cal.Component, ical.PropCalendarScale, "GREGORIAN")
	put(cal.Component, ical.PropMethod, "PUBLISH")
	// Over a year the clocks show both of their times: a zone is known again by the pair.
	around := Window{From: events[0].Starts.AddDate(-1, 0, 0), To: events[len(events)-1].Starts.AddDate(1, 0, 0)}
	return write(cal, Calendar{Zone: events[0].Zone}, around, events, utc(at))
}
