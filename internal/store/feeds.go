package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/history"
	"attune/internal/roster"
)

// livingFeed finds a feed by its token's hash, with what tells whether anything in it has changed.
const livingFeed = `select f.id, f.person_id, f.group_id, f.name, f.created_at, coalesce(g.name, ''),
			p.name, p.association, p.calendar_version, p.calendar_changed_at, s.time_zone
		from feeds f join people p on p.id = f.person_id join associations s on s.code = p.association
		left join groups g on g.id = f.group_id left join accounts a on a.person_id = f.person_id
		where f.token_hash = ? and f.revoked_at is null and a.closed_at is null`

// PollFeed is the living feed with that token's hash, in one statement. It is access.Nowhere where there is none,
// where it was revoked, and where its owner's account is closed; an owner who never had an account is no hindrance.
func (s *Store) PollFeed(ctx context.Context, token access.TokenHash) (access.Poll, error) {
	poll := access.Poll{}
	var group sql.NullInt64
	f := &poll.Feed
	row, err := s.feedPoll.row(s.ask(ctx), string(token))
	if err != nil {
		return access.Poll{}, err
	}
	err = row.Scan(&f.ID, &f.Person, &group, &f.Name, &f.CreatedAt, &poll.GroupName,
		&poll.Owner, &poll.Association, &poll.Version, &poll.ChangedAt, &poll.TimeZone)
	if errors.Is(err, sql.ErrNoRows) {
		return access.Poll{}, access.Nowhere()
	}
	if err != nil {
		return access.Poll{}, fmt.Errorf("poll a feed: %w", translate(err))
	}
	f.Group, f.CreatedAt, poll.ChangedAt = roster.GroupID(group.Int64), utc(f.CreatedAt), utc(poll.ChangedAt)
	return poll, nil
}

// CreateFeed keeps a new feed of feed.Person under its token's hash, and gives it its id. A feed of a group is Invalid
// unless access lets the person subscribe to the group today. NotFound where there is no such person or group.
func (s *Store) CreateFeed(ctx context.Context, feed access.Feed, token access.TokenHash, by string) (access.Feed, error) {
	err := s.change(ctx, func(tx *gorm.DB) error {
		at := s.clock()
		association, today, err := homeToday(tx, feed.Person, at)
		if err != nil {
			return err
		}
		if err := subscribable(tx, feed, today); err != nil {
			return err
		}
		feed.CreatedAt = at
		err = tx.Raw(`insert into feeds (person_id, group_id, name, token_hash, created_at) values (?, ?, ?, ?, ?) returning id`,
			int64(feed.Person), idOrNil(feed.Group), feed.Name, string(token), at).Scan(&feed.ID).Error
		if err != nil {
			return err
		}
		return record(tx, at, history.Change{Association: association, Actor: by, Act: "feed.created", Subject: feed.ID.String()})
	})
	if err != nil {
		return access.Feed{}, fmt.Errorf("create a feed of person %d: %w", feed.Person, err)
	}
	return feed, nil
}

// homeToday is the association of a feed's owner and the local day there; Conflict where their account is closed.
func homeToday(tx *gorm.DB, owner roster.PersonID, at time.Time) (roster.Association, day.Date, error) {
	var association roster.Association
	var zone string
	var closed bool
	err := tx.Raw(`select s.code, s.time_zone, a.closed_at is not null
		from people p join associations s on s.code = p.association left join accounts a on a.person_id = p.id
		where p.id = ?`, int64(owner)).Row().Scan(&association, &zone, &closed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", 0, access.Nowhere()
	case err != nil:
		return "", 0, err
	case closed:
		return "", 0, fault.New(fault.Conflict, "The account of this person is closed, so no calendar address of theirs works.")
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return "", 0, fmt.Errorf("zone of %s: %w", association, err)
	}
	return association, day.At(at, location), nil
}

// subscribable is nil where the feed's owner may have a feed of its group.
func subscribable(tx *gorm.DB, feed access.Feed, today day.Date) error {
	if feed.Group == 0 {
		return nil
	}
	group, err := groupSeenBy(tx, feed.Group, feed.Person, today)
	if err != nil {
		return err
	}
	if access.May(access.Actor{Person: feed.Person}, access.Subscribe, group) != nil {
		return fault.New(fault.Invalid, "A group's calendar is for its members and for those who lead it, and this person is neither today. Leave the group out for all of their sessions.")
	}
	return nil
}

// groupSeenBy is a group as a subject of access, with the place of one person in it.
func groupSeenBy(tx *gorm.DB, id roster.GroupID, person roster.PersonID, today day.Date) (access.Group, error) {
	var group access.Group
	var leads, member bool
	err := tx.Raw(`select association, provider_id,
			exists (select 1 from sessions where group_id = groups.id and (lead_id = ? or co_lead_id = ?)),
			exists (select 1 from memberships where group_id = groups.id and person_id = ? and (ends_on is null or ends_on >= ?))
		from groups where id = ?`, int64(person), int64(person), int64(person), dateCol(today), int64(id)).Row().
		Scan(&group.Association, &group.Provider, &leads, &member)
	if errors.Is(err, sql.ErrNoRows) {
		return access.Group{}, access.Nowhere()
	}
	if leads {
		group.Leads = []roster.PersonID{person}
	}
	if member {
		group.Members = []roster.PersonID{person}
	}
	return group, err
}

// RevokeFeed ends a feed for good, where may lets it; revoking it again changes nothing. It is access.Nowhere where
// there is no such feed, and what may answers where that is an error.
func (s *Store) RevokeFeed(ctx context.Context, id access.FeedID, may func(access.Feed) error, by string) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
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
		done := tx.Exec(`update feeds set revoked_at = ? where id = ? and revoked_at is null`, at, int64(id))
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return record(tx, at, history.Change{Association: found[0].Association, Actor: by, Act: "feed.revoked", Subject: id.String()})
	})
	if err != nil {
		return fmt.Errorf("revoke feed %d: %w", id, err)
	}
	return nil
}

// endFeeds ends all feeds of a person at an instant.
const endFeeds = `update feeds set revoked_at = ? where person_id = ? and revoked_at is null`

// Feeds are all feeds of the installation, revoked ones too, oldest first.
func (s *Store) Feeds(ctx context.Context) ([]access.ListedFeed, error) {
	return feeds(s.ask(ctx), `true`)
}

// feedRow is a row of feeds with what a list tells beside it.
type feedRow struct {
	ID, PersonID  int64
	GroupID       sql.NullInt64
	Name          string
	CreatedAt     time.Time
	RevokedAt     sql.NullTime
	Owner         string
	Association   string
	GroupExternal string
	GroupName     string
}

func (r feedRow) listed() access.ListedFeed {
	return access.ListedFeed{
		Feed: access.Feed{
			ID: access.FeedID(r.ID), Person: roster.PersonID(r.PersonID), Group: roster.GroupID(r.GroupID.Int64), Name: r.Name,
			CreatedAt: utc(r.CreatedAt), RevokedAt: utc(r.RevokedAt.Time),
		},
		Owner: roster.External(r.Owner), Association: roster.Association(r.Association),
		GroupExternal: roster.External(r.GroupExternal), GroupName: r.GroupName,
	}
}

// feeds are those for which the condition holds, oldest first.
func feeds(tx *gorm.DB, condition string, args ...any) ([]access.ListedFeed, error) {
	var rows []feedRow
	err := tx.Raw(`select f.id, f.person_id, f.group_id, f.name, f.created_at, f.revoked_at,
			p.external_id as owner, p.association, coalesce(g.external_id, '') as group_external, coalesce(g.name, '') as group_name
		from feeds f join people p on p.id = f.person_id left join groups g on g.id = f.group_id
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
