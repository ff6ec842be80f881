package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
)

// Numbers of feeds and of events between which F7 compares.
const (
	fewFeeds, manyFeeds = 2_000, 1_000_000
	manyEvents          = 1_000
)

// measureFeedGrowth compares feeds with themselves where there are more of them, and where one holds more.
func measureFeedGrowth(ctx context.Context, b *bench) error {
	path, err := b.imported(ctx, b.rows)
	if err != nil {
		return err
	}
	few, err := b.amongFeeds(ctx, path, fewFeeds)
	if err != nil {
		return err
	}
	defer few.stop()
	many, err := b.amongFeeds(ctx, path, manyFeeds)
	if err != nil {
		return err
	}
	defer many.stop()
	median, each, err := b.ratios(polled(few.ours, few.etag, http.StatusNotModified, polls), polled(many.ours, many.etag, http.StatusNotModified, polls))
	if err != nil {
		return err
	}
	b.say("a 304 among %d feeds takes %.2f times that among %d (median of %.2f; goal at most 1.3)", manyFeeds, median, fewFeeds, each)

	usual, err := feedingFrom(ctx, path, 1) // keeps none, so that each answer is made anew
	if err != nil {
		return err
	}
	defer usual.stop()
	copied, err := b.copied(path)
	if err != nil {
		return err
	}
	if err := filled(ctx, copied, manyEvents); err != nil {
		return err
	}
	full, err := feedingFrom(ctx, copied, 1)
	if err != nil {
		return err
	}
	defer full.stop()
	median, each, err = b.ratios(polled(usual.ours, "", http.StatusOK, fewPolls), polled(full.ours, "", http.StatusOK, fewPolls))
	b.say("a feed of %d events made anew takes %.1f times that of %d (median of %.1f; goal at most 14 for 60)", events(full), median, events(usual), each)
	return err
}

func events(f *feeding) int { return bytes.Count(f.body, []byte("BEGIN:VEVENT")) }

// amongFeeds serves a copy of a database in which there are so many other feeds, of everybody.
func (b *bench) amongFeeds(ctx context.Context, path string, n int) (*feeding, error) {
	copied, err := b.copied(path)
	if err != nil {
		return nil, err
	}
	f, err := feedingFrom(ctx, copied, 0)
	if err != nil {
		return nil, err
	}
	return f, written(ctx, copied, `insert into feeds (person_id, name, token_hash, created_at)
		with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
		select (select min(id) from people) + i % (select count(*) from people), 'bench', lower(hex(randomblob(32))), '2026-06-01 00:00:00+00:00' from n`, n)
}

// filled plans so many sessions more in a group of the busiest person, an hour apart in the months before and after now.
func filled(ctx context.Context, path string, n int) error {
	db, err := open(ctx, "sqlite:"+path)
	if err != nil {
		return err
	}
	person, err := busiest(ctx, db)
	if err != nil {
		return err
	}
	meetings, err := db.MeetingsOf(ctx, person, benchNow.AddDate(0, 0, -60), benchNow.AddDate(0, 6, 0))
	if err != nil || len(meetings) == 0 {
		return fmt.Errorf("the busiest person has no session: %w", err)
	}
	if err := db.Close(); err != nil {
		return err
	}
	return written(ctx, path, `insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, nobody_led, kind, modality, sequence, moved_from, created_at, changed_at)
		with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
		select 'bench-' || i, 'bench-' || i, group_id, association, replace(substr(datetime(substr(starts_at, 1, 19), i || ' hours'), 1, 16), ' ', 'T'), time_zone,
			datetime(substr(starts_at, 1, 19), i || ' hours') || '+00:00', 60, 'scheduled', false, kind, modality, 0, '', created_at, changed_at
		from n, sessions where sessions.id = ?`, n, int64(meetings[0].Session.ID))
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
