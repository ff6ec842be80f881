package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// listening is in whose calendars sessions stand, a row for each of their living feeds that shows the session and was read,
// and one for who has none.
const listening = `select a.id, a.person_id, p.calendar_version, f.id, f.read_at, f.read_by, f.read_version
	from (` + audienceBySession + `) a join people p on p.id = a.person_id
	join sessions s on s.id = a.id join groups g on g.id = s.group_id
	left join feeds f on f.person_id = a.person_id and f.read_at is not null and ` + showing + `
	order by a.id, a.person_id, f.id`

// listen notes the rows of listening, by the ids of the sessions.
func listen(found map[schedule.SessionID][]access.Listener) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
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
	}
}

// Listeners are those in whose calendars a session stands: members on its day and whoever leads it, by their ids, with what
// their calendar programs have read, in one statement.
func (s *Store) Listeners(ctx context.Context, id schedule.SessionID) ([]access.Listener, error) {
	found := make(map[schedule.SessionID][]access.Listener)
	if err := eachOf(s.ask(ctx), listening, []schedule.SessionID{id}, listen(found)); err != nil {
		return nil, fmt.Errorf("who listens to session %d: %w", id, err)
	}
	return found[id], nil
}

// changedAtOnce selects the sessions of a group that were last changed at one instant and begin after another.
const changedAtOnce = `(select id from sessions where group_id = ? and changed_at = ? and starts_at > ?)`

// ListenersAtOnce are the listeners of each session of a group that was last changed at one instant, by whatever changed
// several at once, and begins after another instant; in one statement, however many these are.
func (s *Store) ListenersAtOnce(ctx context.Context, group roster.GroupID, changed, after time.Time) (map[schedule.SessionID][]access.Listener, error) {
	found, g := make(map[schedule.SessionID][]access.Listener), gathering{tx: s.ask(ctx)}
	if err := g.each(listen(found), listening, gorm.Expr(changedAtOnce, int64(group), utc(changed), utc(after))); err != nil {
		return nil, fmt.Errorf("who listens to what changed of group %d: %w", group, err)
	}
	return found, nil
}
