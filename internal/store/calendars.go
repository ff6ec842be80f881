package store

import (
	"context"
	"fmt"
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

// showing holds for a living feed f by whose kind session s of group g is in it, where that stands in its owner's calendar at all.
const showing = `f.revoked_at is null and not f.open and (f.group_id is null or f.group_id = s.group_id)
	and (not f.led or f.person_id = s.co_lead_id or f.person_id = ` + leadOf + `)
	and not exists (select 1 from accounts c where c.person_id = f.person_id and c.closed_at is not null)`

// unshown selects those of some sessions that no feed of @person shows to a calendar: one that has read it since @since, and not
// as a time at which they are busy alone. One without cancelled sessions shows that they are, as they leave it.
const unshown = `select s.id from sessions s join groups g on g.id = s.group_id where s.id in @sessions and not exists (select 1 from feeds f
	where f.person_id = @person and f.read_at >= @since and f.read_by <> @browser and f.detail <> @busy and ` + showing + `)`

// Unshown are those of some sessions that no calendar of a person's shows anyway, as no feed of theirs with that session in it was
// read since a moment, by planned start.
func (s *Store) Unshown(ctx context.Context, person roster.PersonID, sessions []schedule.SessionID, since time.Time) ([]attendance.Meeting, error) {
	list, err := meetingsOf(s.ask(ctx), meetings+`where s.id in (`+unshown+`) order by s.starts_at, s.id`, map[string]any{
		"person": int64(person), "sessions": sessions, "since": utc(since), "browser": access.ABrowser, "busy": string(access.BusyShown),
	})
	if err != nil {
		return nil, fmt.Errorf("what no calendar of person %d shows: %w", person, err)
	}
	return list, nil
}
