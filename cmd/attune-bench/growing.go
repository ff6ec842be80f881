package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/feed"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/store"
)

// Numbers of feeds and of events between which F7 compares.
const (
	fewFeeds, manyFeeds = 2_000, 1_000_000
	manyEvents          = 1_000
)

// measureFeedGrowth compares feeds with themselves where there are more of them, and where one holds more.
func measureFeedGrowth(ctx context.Context, b *bench) error {
	few, err := b.amongFeeds(ctx, fewFeeds)
	if err != nil {
		return err
	}
	defer few.stop()
	many, err := b.amongFeeds(ctx, manyFeeds)
	if err != nil {
		return err
	}
	defer many.stop()
	median, each, err := b.ratios(polled(few.ours, few.etag, http.StatusNotModified, polls), polled(many.ours, many.etag, http.StatusNotModified, polls))
	if err != nil {
		return err
	}
	b.hold(median <= 1.3, "a 304 among %d feeds takes %.2f times that among %d (median of %.2f; goal at most 1.3)", manyFeeds, median, fewFeeds, each)
	return b.eventGrowth(ctx)
}

// eventGrowth compares feeds of which none is kept, so that each answer is made anew.
func (b *bench) eventGrowth(ctx context.Context) error {
	path, err := b.imported(ctx, b.rows)
	if err != nil {
		return err
	}
	copied, err := b.copied(path)
	if err != nil {
		return err
	}
	usual, err := feedingFrom(ctx, path, usualEvents, 1)
	if err != nil {
		return err
	}
	defer usual.stop()
	full, err := feedingFrom(ctx, copied, manyEvents, 1)
	if err != nil {
		return err
	}
	defer full.stop()
	median, each, err := b.ratios(polled(usual.ours, "", http.StatusOK, fewPolls), polled(full.ours, "", http.StatusOK, fewPolls))
	if err != nil {
		return err
	}
	b.hold(median <= 14, "a feed of %d events made anew takes %.1f times that of %d (median of %.1f; goal at most 14)", full.events(), median, usual.events(), each)
	return nil
}

// amongFeeds serves a feed of a database in which there are so many others, of everybody.
func (b *bench) amongFeeds(ctx context.Context, n int) (*feeding, error) {
	path, err := b.imported(ctx, b.rows)
	if err != nil {
		return nil, err
	}
	f, err := feedingFrom(ctx, path, usualEvents, 0)
	if err != nil {
		return nil, err
	}
	return f, written(ctx, path, `insert into feeds (person_id, name, token_hash, created_at)
		with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
		select (select min(id) from people) + i % (select count(*) from people), 'bench', lower(hex(randomblob(32))), '2026-06-01 00:00:00+00:00' from n`, n)
}

// filled plans as many sessions more in the group that a person meets with last as it takes for so many in their feed, evenly
// over its window and by whole days, as groups meet, or by whole hours where there are more of them than days.
func filled(ctx context.Context, db *store.Store, path string, person roster.PersonID, n int) error {
	window := feed.WindowOn(day.At(benchNow, time.UTC), time.UTC)
	list, err := db.Calendar(ctx, access.Feed{Person: person}, window.From, window.To)
	if err != nil {
		return err
	}
	if len(list) == 0 || len(list) > n {
		return fmt.Errorf("the busiest person has %d sessions, want up to %d", len(list), n)
	}
	like, more := list[len(list)-1].Session.ID, n-len(list)
	apart := window.To.Sub(window.From) / time.Duration(more+1)
	apart = cmp.Or(apart.Truncate(24*time.Hour), apart.Truncate(time.Hour))
	for i := range more {
		at := window.From.Add(15*time.Hour + time.Duration(i+1)*apart)
		err := written(ctx, path, `insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, nobody_led, kind, modality, sequence, moved_from, created_at, changed_at)
			select ?, ?, group_id, association, ?, time_zone, ?, minutes, 'scheduled', false, kind, modality, 0, '', created_at, changed_at from sessions where id = ?`,
			string(schedule.NewUID(benchNow)), fmt.Sprint("bench-", i), schedule.WallAt(at, time.UTC).String(), at.UTC().Format("2006-01-02 15:04:05+00:00"), int64(like))
		if err != nil {
			return err
		}
	}
	return nil
}

// written has one statement change a database file.
func written(ctx context.Context, path, statement string, args ...any) error {
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer func() { _ = raw.Close() }()
	if _, err := raw.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("fill %s: %w", path, err)
	}
	return nil
}
