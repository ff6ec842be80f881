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

// Clocks are the zones of the clocks of those who are told: each the one they chose with their account, or that of their
// association. Of whom none is known, there is none.
type Clocks map[Recipient]*time.Location

// whenWords are wallWords and, where the reader's clock shows something else then, what that shows: Thursday 3 December 2026,
// 10:00 AM EST (7:00 AM for you). Nil is a clock that nobody knows.
func whenWords(s schedule.Session, reader *time.Location) string {
	own, err := time.LoadLocation(s.TimeZone)
	if s.TimeZone == "" || err != nil {
		return wallWords(s)
	}
	return onBoth(wallWords(s), s.Starts, time.Time{}, own, reader)
}

// onBoth is day.OnBoth; for a reader whose clock nobody knows it is the words alone.
func onBoth(words string, from, to time.Time, told, reader *time.Location) string {
	if reader == nil {
		return words
	}
	return day.OnBoth(words, from, to, told, reader)
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
