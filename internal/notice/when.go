package notice

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// wallWords are when a session begins, on its own clock: Thursday 3 December 2026, 10:00 AM.
func wallWords(s schedule.Session) string { return wallOf(s.Local) }

func wallOf(w schedule.Wall) string {
	return w.Day.Format("Monday 2 January 2006") + ", " + day.ClockAt(w.Minute)
}

// whenWords are wallWords and, where the clocks of the reader's association show something else then, what those show: Thursday
// 3 December 2026, 10:00 AM EST (7:00 AM PST on the clocks of your association). Nil are clocks that nobody knows.
func whenWords(s schedule.Session, reader *time.Location) string {
	own, err := time.LoadLocation(s.TimeZone)
	if reader == nil || s.TimeZone == "" || err != nil || schedule.WallAt(s.Starts, reader) == schedule.WallAt(s.Starts, own) {
		return wallWords(s)
	}
	theirs, words := s.Starts.In(reader), ""
	if is := day.At(s.Starts, reader); is != s.Local.Day {
		words = is.Format("Monday 2 January, ")
	}
	return wallWords(s) + s.Starts.In(own).Format(" MST") + " (" + words + day.Clock(theirs) + theirs.Format(" MST") + " on the clocks of your association)"
}

// whereWords are where a session of a group is. What stands as the place of one on a screen is left out: people keep addresses
// of calls there; of a room, what may be such an address.
func whereWords(s schedule.Session, g roster.Group) string {
	modality := s.Modality
	if modality == "" {
		modality = g.Modality
	}
	switch place := roster.Room(s.PlaceIn(g)); {
	case modality == roster.Virtual:
		return "online"
	case place == "":
		return "at a place that is not on record"
	default:
		return "at " + place
	}
}
