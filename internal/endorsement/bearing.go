package endorsement

import (
	"attune/internal/day"
	"attune/internal/rulebook"
)

// Bearing is how a purpose stands to its time, as of a day. Its words stand in addresses.
type Bearing string

// The bearings. Who is behind is told by the pace alone.
const (
	Done    Bearing = "done"     // nothing is missing
	InTime  Bearing = "in-time"  // the rhythm, or what is planned, brings it before the window that is open closes, or the renewal ends
	Behind  Bearing = "behind"   // neither does
	TooSoon Bearing = "too-soon" // neither does yet, and no whole month tells how it goes
	Over    Bearing = "over"     // its last day has passed: nothing to come can bring it
	Apart   Bearing = "apart"    // what is missing has no pace: a focus, or hours provided
)

// Bearings are all of them, what wants looking after first.
var Bearings = []Bearing{Behind, Over, Apart, TooSoon, InTime, Done}

// BearingOf is how a judgement stands as of a day, with its pace.
func BearingOf(j rulebook.Judgement, pace Pace, today day.Date) Bearing {
	switch {
	case j.Satisfied:
		return Done
	case j.Purpose.Days().EndedBefore(today):
		return Over
	case !Paced(j):
		return Apart
	case pace.InTime():
		return InTime
	case !pace.tells(j, today):
		return TooSoon
	default:
		return Behind
	}
}

// tells says whether a whole month has passed, and been over for longer than the leeway, that shows how it goes: since the
// first hour or, of a renewal, since its first day, from which on hours are owed.
func (p Pace) tells(j rulebook.Judgement, today day.Date) bool {
	owed := j.Purpose.Days().From
	return p.Months > 0 || owed != 0 && owed < openFrom(today)
}
