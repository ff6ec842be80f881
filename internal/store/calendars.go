package store

import (
	"context"
	"fmt"
	"time"

	"attune/internal/attendance"
	"attune/internal/roster"
)

// Calendar is what a feed of its owner shows: their sessions planned in [from, to), of one group or, where group is
// zero, of all; by planned start, in one statement.
func (s *Store) Calendar(ctx context.Context, owner roster.PersonID, group roster.GroupID, from, to time.Time) ([]attendance.Meeting, error) {
	query := meetings + `where s.id in (` + takesPart + `)`
	if group != 0 {
		query += ` and s.group_id = @group`
	}
	list, err := meetingsOf(s.ask(ctx), query+` order by s.starts_at, s.id`,
		map[string]any{"person": int64(owner), "group": int64(group), "from": utc(from), "to": utc(to)})
	if err != nil {
		return nil, fmt.Errorf("calendar of person %d: %w", owner, err)
	}
	return list, nil
}
