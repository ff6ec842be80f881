package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Calendar is what a feed shows of its owner's sessions planned in [from, to): those of its group, those they lead, or
// all; by planned start, in one statement.
func (s *Store) Calendar(ctx context.Context, feed access.Feed, from, to time.Time) ([]attendance.Meeting, error) {
	whose := takesPart
	if feed.Led {
		whose = leads
	}
	query := meetings + `where s.id in (` + whose + `)`
	if feed.Group != 0 {
		query += ` and s.group_id = @group`
	}
	if feed.Uncancelled {
		query += ` and s.status <> 'cancelled'`
	}
	list, err := meetingsOf(s.ask(ctx), query+` order by s.starts_at, s.id`,
		map[string]any{"person": int64(feed.Person), "group": int64(feed.Group), "from": utc(from), "to": utc(to)})
	if err != nil {
		return nil, fmt.Errorf("calendar of person %d: %w", feed.Person, err)
	}
	return list, nil
}

// living holds for a feed f that may show sessions of their group to their owner.
const living = `f.revoked_at is null and not f.open and (f.group_id is null or f.group_id = s.group_id)
	and not exists (select 1 from accounts c where c.person_id = f.person_id and c.closed_at is not null)`

// showing holds for a living feed f by whose kind session s of group g is in it, where that stands in its owner's calendar at all.
const showing = living + ` and (not f.led or f.person_id = s.co_lead_id or f.person_id = ` + leadOf + `)`

// inNone selects those of some sessions that are in no feed of @person's, but for a condition that follows, which a calendar has
// read since @since, and not as a time at which they are busy alone.
const inNone = `select s.id from sessions s join groups g on g.id = s.group_id where s.id in @sessions and not exists (select 1 from feeds f
	where f.person_id = @person and f.read_at >= @since and f.read_by <> @browser and f.detail <> @busy and `

// unshown selects those of some sessions that no feed of @person shows to a calendar. One without cancelled sessions shows that they
// are, as they leave it.
const unshown = inNone + showing + `)`

// lingering selects those of some sessions of which no feed of @person shows to a calendar that they left it. One of what they lead
// does where they never belonged to the group: they led it. One of a single group does not: it may be gone whole with their place in
// it, and programs keep what a feed last said that is not there any more.
const lingering = inNone + living + ` and f.group_id is null
	and (not f.led or not exists (select 1 from memberships m where m.group_id = s.group_id and m.person_id = f.person_id)))`

// Unshown are those of some sessions that a person still has and that no calendar of theirs shows anyway, as no feed of theirs with
// that session in it was read since a moment, by planned start.
func (s *Store) Unshown(ctx context.Context, person roster.PersonID, sessions []schedule.SessionID, since time.Time) ([]attendance.Meeting, error) {
	return s.noneOf(ctx, person, sessions, since, unshown, true)
}

// Lingering are those of some sessions that a person had and does not have any more, and that may still stand in a calendar of
// theirs: no feed which would show that they left was read since a moment. By planned start.
func (s *Store) Lingering(ctx context.Context, person roster.PersonID, sessions []schedule.SessionID, since time.Time) ([]attendance.Meeting, error) {
	return s.noneOf(ctx, person, sessions, since, lingering, false)
}

// noneOf are those of some sessions that a statement, unshown or lingering, selects for a person and that they have by now, or do
// not, by planned start.
func (s *Store) noneOf(ctx context.Context, person roster.PersonID, sessions []schedule.SessionID, since time.Time, which string, has bool) ([]attendance.Meeting, error) {
	if len(sessions) == 0 {
		return nil, nil
	}
	list, err := meetingsOf(s.ask(ctx), meetings+`where s.id in (`+which+`) order by s.starts_at, s.id`, map[string]any{
		"person": int64(person), "sessions": sessions, "since": utc(since), "browser": access.ABrowser, "busy": string(access.BusyShown),
	})
	if err != nil {
		return nil, fmt.Errorf("what no calendar of person %d shows: %w", person, err)
	}
	are := make([]schedule.Session, len(list))
	for i, m := range list {
		are[i] = m.Session
	}
	have, err := audienceOf(s.ask(ctx), are)
	if err != nil {
		return nil, fmt.Errorf("which sessions person %d has: %w", person, err)
	}
	return slices.DeleteFunc(list, func(m attendance.Meeting) bool { return slices.Contains(have[m.Session.ID], person) != has }), nil
}
