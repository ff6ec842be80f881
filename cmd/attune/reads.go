package main

import (
	"context"
	"time"

	"attune/internal/store"
	"attune/internal/web"
)

// readsEvery is how long a reading of a calendar may wait in memory before it is written.
const readsEvery = time.Minute

// lastReads is how long writing what is left may take once Attune is told to stop.
const lastReads = 5 * time.Second

// keepReads writes who read calendars every now and then until the context ends.
func (o *office) keepReads(ctx context.Context, reads *web.FeedReads, db *store.Store) {
	tick := time.NewTicker(readsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			o.keep(ctx, reads, db)
		}
	}
}

// keep writes what waits; what cannot be written now waits on.
func (o *office) keep(ctx context.Context, reads *web.FeedReads, db *store.Store) {
	if err := reads.Keep(ctx, db.NoteFeedReads); err != nil {
		o.logger().ErrorContext(ctx, "who read calendars is not written yet", "error", err)
	}
}

// keepLastReads writes what is left, when nobody is answered any more.
func (o *office) keepLastReads(ctx context.Context, reads *web.FeedReads, db *store.Store) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastReads)
	defer cancel()
	o.keep(last, reads, db)
}
