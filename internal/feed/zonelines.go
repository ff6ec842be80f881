package feed

import (
	"sync"
	"time"

	"github.com/emersion/go-ical"
)

// stretch is a zone from one instant to another, in seconds since 1970.
type stretch struct {
	zone        *time.Location
	from, until int64
}

// mostDescriptions is how many stretches of zones are kept: those of a day are a few for each zone in use.
const mostDescriptions = 200

// descriptions are the lines of VTIMEZONEs. All feeds of a day describe the same few, and working one out takes as long as
// writing several events.
var descriptions = zoneLines{lines: make(map[stretch][]byte)}

// zoneLines keeps the lines that describe stretches of zones, and begins anew once there are too many.
type zoneLines struct {
	mu    sync.Mutex
	lines map[stretch][]byte
}

// of are the lines that describe a stretch. They are not to be changed.
func (z *zoneLines) of(s stretch) ([]byte, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if lines, ok := z.lines[s]; ok {
		return lines, nil
	}
	described := vtimezone(s.zone, time.Unix(s.from, 0).UTC(), time.Unix(s.until, 0).UTC())
	var out lines
	if err := ical.NewEncoder(&out).Encode(&ical.Calendar{Component: described}); err != nil {
		return nil, err
	}
	if len(z.lines) >= mostDescriptions {
		clear(z.lines)
	}
	z.lines[s] = out.written
	return out.written, nil
}
