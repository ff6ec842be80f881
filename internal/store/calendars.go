package store

import (
	"context"
	"fmt"
	"time"

	"attune/internal/access"
	"attune/internal/attendance"
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
