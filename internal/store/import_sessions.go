package store

import (
	"database/sql"
	"fmt"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// Sessions loads sessions, in any order.
func (in intake) Sessions(ids []schedule.SessionID) ([]schedule.Session, error) {
	var list []schedule.Session
	if err := all(in.tx, &list, `select `+sessionColumns+` from sessions s where s.id in ?`, ids, scanSession); err != nil {
		return nil, fmt.Errorf("load %d sessions: %w", len(ids), err)
	}
	return list, nil
}

func scanSession(rows *sql.Rows) (schedule.Session, error) {
	var row sessionScan
	if err := rows.Scan(row.fields()...); err != nil {
		return schedule.Session{}, err
	}
	return row.session()
}

// SaveSessions adds sessions without an id, and gives them one in place, and updates the others.
func (in intake) SaveSessions(list []schedule.Session) error {
	places := placesOf(list, func(s schedule.Session) roster.External { return s.External })
	b := bulk{into: `sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, lead_id, nobody_led,
			co_lead_id, kind, modality, sequence, moved_from, created_at, changed_at)`, types: `text text bigint text text text timestamptz integer text bigint boolean bigint text text integer text timestamptz timestamptz`, then: `on conflict (external_id) do update
		set local_start = excluded.local_start, time_zone = excluded.time_zone, starts_at = excluded.starts_at, minutes = excluded.minutes,
			status = excluded.status, lead_id = excluded.lead_id, nobody_led = excluded.nobody_led, co_lead_id = excluded.co_lead_id,
			kind = excluded.kind, modality = excluded.modality, sequence = excluded.sequence, moved_from = excluded.moved_from,
			changed_at = excluded.changed_at returning id, external_id`}
	return b.write(in.tx, len(list), func(i int) []any {
		s := list[i]
		return []any{
			string(s.UID), string(s.External), int64(s.Group), string(s.Association), s.Local.String(), s.TimeZone, utc(s.Starts), s.Minutes,
			string(s.Status), idOrNil(s.Lead), s.NobodyLed, idOrNil(s.CoLead), string(s.Kind), string(s.Modality), s.Sequence,
			s.MovedFrom.String(), utc(s.CreatedAt), utc(s.ChangedAt),
		}
	}, func(rows *sql.Rows) error {
		return named(rows, places, func(i int, id int64) { list[i].ID = schedule.SessionID(id) })
	})
}
