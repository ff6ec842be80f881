package web

import (
	"fmt"
	"time"

	"attune/internal/access"
	"attune/internal/feed"
	"attune/internal/schedule"
)

// A feed never runs empty. Evolution takes a calendar without events for none, and keeps what it had: so the session that was the
// last to leave would stand there for ever, as would a group that has long been full. A note stands there instead.

// openBegins is where a feed of open groups begins.
func (w *web) openBegins(f access.Feed) feed.Event {
	return w.note(f, "open-groups", "Open groups in Attune from here on", atOpenGroups)
}

// nothingPlanned is what a feed shows that has no session in its window.
func (w *web) nothingPlanned(f access.Feed) feed.Event {
	return w.note(f, "nothing-planned", "Nothing planned in this calendar", "/")
}

// note says something in a feed at the minute in which it was made, where nobody comes upon it anew, and takes up nobody's time.
func (w *web) note(f access.Feed, name, says, page string) feed.Event {
	return feed.Event{
		UID: schedule.UID(fmt.Sprintf("%s-%d-%d", name, f.ID, f.CreatedAt.Unix())), Starts: f.CreatedAt.Truncate(time.Minute), Minutes: 15, Zone: time.UTC, Note: says,
		Created: f.CreatedAt, Changed: f.CreatedAt, URL: w.address(page),
	}
}
