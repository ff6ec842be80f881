package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/schedule"
)

// listening is in whose calendars sessions stand, a row for each of their living feeds that shows the session and was read,
// and one for who has none.
const listening = `select a.id, a.person_id, p.calendar_version, f.id, f.read_at, f.read_by, f.read_version
	from (` + audienceBySession + `) a join people p on p.id = a.person_id
	join sessions s on s.id = a.id join groups g on g.id = s.group_id
	left join feeds f on f.person_id = a.person_id and f.read_at is not null and ` + showing + `
	order by a.id, a.person_id, f.id`

// listenersOf are those in whose calendars each of some sessions stands, by their ids, with what was read there.
func listenersOf(tx *gorm.DB, sessions ...schedule.SessionID) (map[schedule.SessionID][]access.Listener, error) {
	found := make(map[schedule.SessionID][]access.Listener)
	err := eachOf(tx, listening, sessions, func(rows *sql.Rows) error {
		var session schedule.SessionID
		var l access.Listener
		var feed, version sql.NullInt64
		var at sql.NullTime
		var by sql.NullString
		if err := rows.Scan(&session, &l.Person, &l.Version, &feed, &at, &by, &version); err != nil {
			return err
		}
		list := found[session]
		if n := len(list); n == 0 || list[n-1].Person != l.Person {
			list = append(list, l)
		}
		if feed.Valid {
			last := &list[len(list)-1]
			last.Reads = append(last.Reads, access.FeedRead{Feed: access.FeedID(feed.Int64), At: utc(at.Time), By: by.String, Version: version.Int64})
		}
		found[session] = list
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("who listens to %d sessions: %w", len(sessions), err)
	}
	return found, nil
}

// Listeners are those in whose calendars a session stands: members on its day and whoever leads it, by their ids, with what
// their calendar programs have read, in one statement.
func (s *Store) Listeners(ctx context.Context, id schedule.SessionID) ([]access.Listener, error) {
	found, err := listenersOf(s.ask(ctx), id)
	return found[id], err
}
