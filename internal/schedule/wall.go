package schedule

import (
	"fmt"
	"time"

	"attune/internal/day"
)

// WallLayout is how a wall-clock time is written in a bundle and in the store.
const WallLayout = "2006-01-02T15:04"

// Wall is a time on a clock on the wall: a day and the minute of that day, in no zone.
type Wall struct {
	Day    day.Date
	Minute int // 0 to 1439
}

// ParseWall reads 2006-01-02T15:04; the empty text is the zero Wall.
func ParseWall(text string) (Wall, error) {
	if text == "" {
		return Wall{}, nil
	}
	t, err := time.Parse(WallLayout, text)
	if err != nil {
		return Wall{}, fmt.Errorf("%q is not a local time such as 2026-03-08T10:00", text)
	}
	return Wall{Day: day.Of(t.Date()), Minute: t.Hour()*60 + t.Minute()}, nil
}

// String is 2006-01-02T15:04, and empty for the zero Wall.
func (w Wall) String() string {
	if w.Day == 0 {
		return ""
	}
	return fmt.Sprintf("%sT%02d:%02d", w.Day, w.Minute/60, w.Minute%60)
}

// WallAt is what the clock on the wall shows in a zone at an instant, seconds dropped.
func WallAt(t time.Time, zone *time.Location) Wall {
	local := t.In(zone)
	return Wall{Day: day.At(t, zone), Minute: local.Hour()*60 + local.Minute()}
}

// Instant is the moment a wall-clock time stands for in a zone, in UTC. A time that exists twice means the first,
// one that does not exist takes the offset before the gap (formats.md). time.Date decides both otherwise, so no
// other code may turn wall time into an instant.
func (w Wall) Instant(zone *time.Location) time.Time {
	shown, before := w.shown(zone)
	if len(shown) == 0 {
		return before
	}
	return shown[0]
}

// Times is how often a zone's clocks show the time on that day: once, as a rule; not at all where they are put forward
// over it; twice where they are put back over it.
func (w Wall) Times(zone *time.Location) int {
	shown, _ := w.shown(zone)
	return len(shown)
}

// shown are the instants at which a zone's clocks show the time, the first one first, and the instant it would be with
// the offset of the day before.
func (w Wall) shown(zone *time.Location) (at []time.Time, asBefore time.Time) {
	year, month, dom := w.Day.Civil()
	naive := time.Date(year, month, dom, 0, w.Minute, 0, 0, time.UTC)
	before, after := offset(naive.Add(-24*time.Hour), zone), offset(naive.Add(24*time.Hour), zone)
	for _, o := range []time.Duration{before, after} {
		if t := naive.Add(-o); offset(t, zone) == o && (len(at) == 0 || !at[0].Equal(t)) {
			at = append(at, t)
		}
	}
	return at, naive.Add(-before)
}

func offset(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
