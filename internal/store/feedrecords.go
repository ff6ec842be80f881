package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
	"attune/internal/roster"
)

// RevokeFeed ends a feed for good, where may lets it; revoking it again changes nothing. It is access.Nowhere where
// there is no such feed, and what may answers where that is an error.
func (s *Store) RevokeFeed(ctx context.Context, id access.FeedID, may func(access.Feed) error, by string) error {
	err := s.changeFeed(ctx, id, may, by, "feed.revoked", func(tx *gorm.DB, _ access.Feed, at time.Time) (int64, error) {
		done := tx.Exec(`update feeds set revoked_at = ? where id = ? and revoked_at is null`, at, int64(id))
		return done.RowsAffected, done.Error
	})
	if err != nil {
		return fmt.Errorf("revoke feed %d: %w", id, err)
	}
	return nil
}

// StyleFeed has a living feed show what its owner chooses anew, where may lets it: its address stays, and calendars take it
// for a change of every session, unless only its name is another, which no calendar shows. Of a revoked one nothing is
// written. It is access.Nowhere where there is no such feed, Invalid where the choice fails its check.
func (s *Store) StyleFeed(ctx context.Context, id access.FeedID, style access.FeedStyle, may func(access.Feed) error, by string) error {
	err := s.changeFeed(ctx, id, may, by, "feed.styled", func(tx *gorm.DB, f access.Feed, at time.Time) (int64, error) {
		if style == f.FeedStyle {
			return 0, nil
		}
		shown := f.FeedStyle
		shown.Name = style.Name
		f.FeedStyle = style
		if err := f.Check(); err != nil {
			return 0, err
		}
		if shown == style {
			done := tx.Exec(`update feeds set name = ? where id = ? and revoked_at is null`, style.Name, int64(id))
			return done.RowsAffected, done.Error
		}
		done := tx.Exec(`update feeds set name = ?, led = ?, detail = ?, alarm = ?, uncancelled = ?, style = style + 1,
				styled_at = case when styled_at > ? then styled_at else ? end where id = ? and revoked_at is null`,
			style.Name, style.Led, string(style.Detail), style.Alarm, style.Uncancelled, at, at, int64(id))
		return done.RowsAffected, done.Error
	})
	if err != nil {
		return fmt.Errorf("choose what feed %d shows: %w", id, err)
	}
	return nil
}

// changeFeed writes one change of a feed, where may lets it, with its history; what changes no row leaves none.
func (s *Store) changeFeed(ctx context.Context, id access.FeedID, may func(access.Feed) error, by, act string, write func(*gorm.DB, access.Feed, time.Time) (int64, error)) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		found, err := feeds(tx, `f.id = ?`, int64(id))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return access.Nowhere()
		}
		if err := may(found[0].Feed); err != nil {
			return err
		}
		at := s.clock()
		rows, err := write(tx, found[0].Feed, at)
		if err != nil || rows == 0 {
			return err
		}
		return record(tx, at, history.Change{Association: found[0].Association, Actor: by, Act: act, Subject: id.String()})
	})
}

// EndIdleFeeds ends the feeds that nobody has read since an instant, or made since then and never read, and returns how
// many these were. Of those that were made before readings were kept, it goes by when that began.
func (s *Store) EndIdleFeeds(ctx context.Context, since time.Time, by string) (int, error) {
	var n int
	err := s.change(ctx, func(tx *gorm.DB) error {
		idle, err := feeds(tx, `f.revoked_at is null and (f.read_at < ? or f.read_at is null and coalesce(f.kept_from, f.created_at) < ?)`, utc(since), utc(since))
		if err != nil || len(idle) == 0 {
			return err
		}
		at, ids, told := s.clock(), make([]int64, len(idle)), make([]history.Change, len(idle))
		for i, f := range idle {
			ids[i], told[i] = int64(f.ID), history.Change{Association: f.Association, Actor: by, Act: "feed.lapsed", Subject: f.ID.String()}
		}
		for part := range slices.Chunk(ids, chunk) {
			if err := tx.Exec(`update feeds set revoked_at = ? where id in ?`, at, part).Error; err != nil {
				return err
			}
		}
		n = len(idle)
		return record(tx, at, told...)
	})
	if err != nil {
		return 0, fmt.Errorf("end feeds that nobody reads: %w", err)
	}
	return n, nil
}

// endFeeds ends all feeds of a person at an instant.
const endFeeds = `update feeds set revoked_at = ? where person_id = ? and revoked_at is null`

// Feeds are all feeds of the installation, revoked ones too, oldest first.
func (s *Store) Feeds(ctx context.Context) ([]access.ListedFeed, error) {
	return feeds(s.ask(ctx), `true`)
}

// FeedsOf are the living feeds of a person, oldest first.
func (s *Store) FeedsOf(ctx context.Context, person roster.PersonID) ([]access.ListedFeed, error) {
	return feeds(s.ask(ctx), `f.person_id = ? and f.revoked_at is null`, int64(person))
}

// NoteFeedReads writes when feeds were last read; what is older than what is known changes nothing.
func (s *Store) NoteFeedReads(ctx context.Context, reads []access.FeedRead) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		for _, r := range slices.SortedFunc(slices.Values(reads), func(a, b access.FeedRead) int { return cmp.Compare(a.Feed, b.Feed) }) {
			err := tx.Exec(`update feeds set read_at = ?, read_by = ?, read_version = ? where id = ? and (read_at is null or read_at <= ?)`,
				utc(r.At), r.By, r.Version, int64(r.Feed), utc(r.At)).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note who read feeds: %w", err)
	}
	return nil
}

// feedRow is a row of feeds with what a list tells beside it.
type feedRow struct {
	ID, PersonID  int64
	GroupID       sql.NullInt64
	Name          string
	Open          bool
	Led           bool
	Detail        string
	Alarm         int
	Uncancelled   bool
	Style         int
	StyledAt      sql.NullTime
	CreatedAt     time.Time
	RevokedAt     sql.NullTime
	ReadAt        sql.NullTime
	ReadBy        string
	ReadVersion   int64
	Version       int64
	OpenedAt      sql.NullTime
	Owner         string
	Association   string
	GroupExternal string
	GroupName     string
}

func (r feedRow) listed() access.ListedFeed {
	return access.ListedFeed{
		Feed: access.Feed{
			ID: access.FeedID(r.ID), Person: roster.PersonID(r.PersonID), Group: roster.GroupID(r.GroupID.Int64), Open: r.Open,
			FeedStyle: access.FeedStyle{Name: r.Name, Led: r.Led, Detail: access.FeedDetail(r.Detail), Alarm: r.Alarm, Uncancelled: r.Uncancelled},
			Style:     r.Style, StyledAt: utc(r.StyledAt.Time), CreatedAt: utc(r.CreatedAt), RevokedAt: utc(r.RevokedAt.Time),
		},
		Read: access.FeedRead{Feed: access.FeedID(r.ID), At: utc(r.ReadAt.Time), By: r.ReadBy, Version: r.ReadVersion}, Version: r.Version, OpenedAt: utc(r.OpenedAt.Time),
		Owner: roster.External(r.Owner), Association: roster.Association(r.Association),
		GroupExternal: roster.External(r.GroupExternal), GroupName: r.GroupName,
	}
}

// feeds are those for which the condition holds, oldest first.
func feeds(tx *gorm.DB, condition string, args ...any) ([]access.ListedFeed, error) {
	var rows []feedRow
	err := tx.Raw(`select f.id, f.person_id, f.group_id, f.name, f.open, f.led, f.detail, f.alarm, f.uncancelled, f.style, f.styled_at, f.created_at, f.revoked_at,
			f.read_at, f.read_by, f.read_version, p.calendar_version + coalesce(o.version, 0) as version, o.changed_at as opened_at, p.external_id as owner, p.association, coalesce(g.external_id, '') as group_external, coalesce(g.name, '') as group_name
		from feeds f join people p on p.id = f.person_id left join groups g on g.id = f.group_id
			left join open_calendars o on f.open and o.association = p.association
		where `+condition+` order by f.id`, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	listed := make([]access.ListedFeed, len(rows))
	for i, r := range rows {
		listed[i] = r.listed()
	}
	return listed, nil
}
