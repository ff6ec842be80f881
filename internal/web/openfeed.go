package web

import (
	"context"
	"time"

	"attune/internal/access"
	"attune/internal/feed"
)

// openEvents are what a feed of open groups shows: from today on, as far ahead as the page of open groups tells of it, and where
// the feed begins. The latter stays for good, since such a calendar is empty more often than not.
func (w *web) openEvents(ctx context.Context, f access.Feed, window feed.Window, begins time.Time) ([]feed.Event, error) {
	meetings, err := w.Store.OpenCalendar(ctx, f, begins, begins.Add(meetsWithin), window.To)
	events := make([]feed.Event, 0, len(meetings)+1)
	events = append(events, w.openBegins(f))
	for _, m := range meetings {
		e := w.event(m)
		e.Open, e.Link, e.URL = true, "", w.address(atOpenGroups+"#"+openGroupAnchor(m.Group.ID))
		e.UID += "-open" // whoever takes a place finds the session in their own calendar, which may stand beside this one
		events = append(events, e)
	}
	return events, err
}
