package store

import (
	"cmp"
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
const livingFeed = `select f.id, f.person_id, f.group_id, f.name, f.open, f.led, f.detail, f.alarm, f.uncancelled, f.style, f.styled_at, f.created_at, f.shown_tag, f.shown_second,
			coalesce(g.name, '') as group_name, p.name, p.association, p.calendar_version + coalesce(o.version, 0) as version, p.calendar_changed_at, o.changed_at, s.time_zone,
			g.id is not null and (g.provider_id = f.person_id or exists (select 1 from sessions x where x.group_id = g.id and (x.lead_id = f.person_id or x.co_lead_id = f.person_id))) as leads,
			coalesce((select max(coalesce(cast(m.ends_on as text), '` + endless + `')) from memberships m where m.person_id = f.person_id and m.group_id = g.id), '') as until
		from feeds f join people p on p.id = f.person_id join associations s on s.code = p.association
		left join groups g on g.id = f.group_id left join accounts a on a.person_id = f.person_id
		left join open_calendars o on f.open and o.association = p.association
		where f.token_hash = ? and f.revoked_at is null and a.closed_at is null`

// endless stands for the last day of what has none, where days are compared as texts.
const endless = "9999-12-31"

// PollFeed is the living feed with that token's hash, in one statement. It is access.Nowhere where there is none,
// where it was revoked, and where its owner's account is closed; an owner who never had an account is no hindrance.
func (s *Store) PollFeed(ctx context.Context, token access.TokenHash) (access.Poll, error) {
	poll := access.Poll{}
	var group sql.NullInt64
	var styled, opened sql.NullTime
	var until string
	var second int64
	f := &poll.Feed
	row, err := s.polled(ctx, livingFeed, string(token))
	if err != nil {
		return access.Poll{}, err
	}
	err = row.Scan(&f.ID, &f.Person, &group, &f.Name, &f.Open, &f.Led, &f.Detail, &f.Alarm, &f.Uncancelled, &f.Style, &styled, &f.CreatedAt, &poll.Shown.Tag, &second,
		&poll.GroupName, &poll.Owner, &poll.Association, &poll.Version, &poll.ChangedAt, &opened, &poll.TimeZone, &poll.Leads, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return access.Poll{}, access.Nowhere()
	}
	if err != nil {
		return access.Poll{}, fmt.Errorf("poll a feed: %w", translate(err))
	}
	f.Group, f.CreatedAt, f.StyledAt, poll.ChangedAt = roster.GroupID(group.Int64), utc(f.CreatedAt), utc(styled.Time), utc(poll.ChangedAt)
	poll.Shown.At = secondOf(second)
	if opened := utc(opened.Time); opened.After(poll.ChangedAt) {
		poll.ChangedAt = opened
	}
	if poll.Belongs = until != ""; poll.Belongs && until != endless {
		if poll.Until, err = day.Parse(until); err != nil {
			return access.Poll{}, fmt.Errorf("the end of a place in group %d: %w", f.Group, err)
		}
	}
	return poll, nil
}

// ShowFeed keeps that a feed has bytes with a tag, and gives the second that is told as the one in which it came to have them:
// the one that was told before where the tag is the same, and otherwise that of the change, or the one after the second told of
// the bytes before where that is no later: what reads no more than whole seconds sees each change. It is one statement.
func (s *Store) ShowFeed(ctx context.Context, id access.FeedID, tag string, changed time.Time) (access.Shown, error) {
	var second int64
	err := s.write.WithContext(ctx).Raw(`update feeds set shown_tag = ?,
			shown_second = case when shown_tag = ? then shown_second when shown_second < ? then ? else shown_second + 1 end
		where id = ? returning shown_second`, tag, tag, changed.Unix(), changed.Unix(), int64(id)).Row().Scan(&second)
	if err != nil {
		return access.Shown{}, fmt.Errorf("keep what feed %d shows: %w", id, translate(err))
	}
	return access.Shown{Tag: tag, At: secondOf(second)}, nil
}

// secondOf is the instant of a second since 1970; zero for zero.
func secondOf(second int64) time.Time {
	if second == 0 {
		return time.Time{}
	}
	return time.Unix(second, 0).UTC()
}

// CreateFeed keeps a new feed of feed.Person under its token's hash, and gives it its id; a second time it gives the one that
// was made with that token. A feed of a group is Invalid
// unless access lets the person subscribe to the group today, and so is one that fails its Check; Conflict where the person
// has access.MostFeeds already. NotFound where there is no such person or group.
func (s *Store) CreateFeed(ctx context.Context, feed access.Feed, token access.TokenHash, by string) (access.Feed, error) {
	feed.Detail = cmp.Or(feed.Detail, access.EverythingShown)
	if err := feed.Check(); err != nil {
		return access.Feed{}, err
	}
	err := s.change(ctx, func(tx *gorm.DB) error {
		if err := lockPerson(tx, feed.Person); err != nil { // who makes two at once makes no more than there is room for
			return err
		}
		at := s.clock()
		association, today, err := homeToday(tx, feed.Person, at)
		if err != nil {
			return err
		}
		if made, err := madeAlready(tx, feed.Person, token); err != nil || made.ID != 0 {
			feed = made
			return err
		}
		if err := errors.Join(subscribable(tx, feed, today), room(tx, feed.Person)); err != nil {
			return err
		}
		feed.CreatedAt = at
		err = tx.Raw(`insert into feeds (person_id, group_id, name, open, led, detail, alarm, uncancelled, token_hash, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
			int64(feed.Person), idOrNil(feed.Group), feed.Name, feed.Open, feed.Led, string(feed.Detail), feed.Alarm, feed.Uncancelled, string(token), at).Scan(&feed.ID).Error
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

// madeAlready is the feed that a person made with a token before; its id is zero where there is none. Conflict where it was
// ended since, or is somebody else's, who cannot have told the token.
func madeAlready(tx *gorm.DB, owner roster.PersonID, token access.TokenHash) (access.Feed, error) {
	found, err := feeds(tx, `f.token_hash = ?`, string(token))
	if err != nil || len(found) == 0 {
		return access.Feed{}, err
	}
	if f := found[0].Feed; f.Person == owner && f.RevokedAt.IsZero() {
		return f, nil
	}
	return access.Feed{}, fault.New(fault.Conflict, "This calendar address was ended. Make a new one.")
}

// room is nil where a person may have one feed more. Who has that many has to end one, and knows then which are in use.
func room(tx *gorm.DB, owner roster.PersonID) error {
	var n int
	if err := tx.Raw(`select count(*) from feeds where person_id = ? and revoked_at is null`, int64(owner)).Scan(&n).Error; err != nil {
		return err
	}
	if n >= access.MostFeeds {
		return fault.New(fault.Conflict, "There are %d calendar addresses already, as many as one person may have. End one that is no longer used first.", n)
	}
	return nil
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
