package schedule

import (
	"fmt"
	"time"

	"attune/internal/day"
)

// Slot is the time of a session: when it starts, UTC, and for how many minutes it is planned.
type Slot struct {
	Starts  time.Time
	Minutes int
}

func (s Slot) ends() time.Time { return s.Starts.Add(time.Duration(s.Minutes) * time.Minute) }

// Overlaps tells whether the two share any time; one that begins as the other ends does not.
func (s Slot) Overlaps(o Slot) bool { return s.Starts.Before(o.ends()) && o.Starts.Before(s.ends()) }

func (s Session) slot() Slot { return Slot{s.Starts, s.Minutes} }

// Doubled says in a sentence, on a zone's clocks, which of the group's other sessions this one would overlap; empty for
// none. A group is in one session at a time: whoever leads two at once would be credited with both.
func (s Session) Doubled(others []Slot, zone *time.Location) string {
	for _, o := range others {
		if s.slot().Overlaps(o) {
			return fmt.Sprintf("This group has a session %s already, and the two would overlap.", o.Words(zone))
		}
	}
	return ""
}

// Words are, on a zone's clocks, "on 3 December 2026 from 10:00 AM to 11:30 AM".
func (s Slot) Words(zone *time.Location) string {
	begins, ends := day.At(s.Starts, zone), day.At(s.ends(), zone)
	words := fmt.Sprintf("on %s from %s to %s", said(begins), day.Clock(s.Starts.In(zone)), day.Clock(s.ends().In(zone)))
	if ends != begins {
		words += " on " + said(ends)
	}
	return words
}
