package web

import (
	"context"
	"fmt"
	"time"

	"attune/internal/access"
	"attune/internal/feed"
	"attune/internal/schedule"
)

// openEvents are what a feed of open groups shows: from today on, as far ahead as the page of open groups tells of it, and where
// the feed begins. The latter stays for good: a program that finds a calendar empty may keep what it had, and so show for
// ever what has long been full.
func (w *web) openEvents(ctx context.Context, f access.Feed, window feed.Window, begins time.Time) ([]feed.Event, error) {
	meetings, err := w.Store.OpenCalendar(ctx, f, begins, begins.Add(meetsWithin), window.To)
	events := make([]feed.Event, 0, len(meetings)+1)
	events = append(events, w.openBegins(f))
	for _, m := range meetings {
		e := w.event(m)
		e.Open, e.URL = true, w.address(atOpenGroups+"#"+openGroupAnchor(m.Group.ID))
		e.UID += "-open" // whoever takes a place finds the session in their own calendar, which may stand beside this one
		events = append(events, e)
	}
	return events, err
}

// openBegins is where a feed of open groups begins: the minute in which it was made.
func (w *web) openBegins(f access.Feed) feed.Event {
	return feed.Event{
		UID: schedule.UID(fmt.Sprintf("open-groups-%d-%d", f.ID, f.CreatedAt.Unix())), Starts: f.CreatedAt.Truncate(time.Minute), Minutes: 15, Zone: time.UTC, Note: "Open groups in Attune from here on",
		Created: f.CreatedAt, Changed: f.CreatedAt, URL: w.address(atOpenGroups),
	}
}
