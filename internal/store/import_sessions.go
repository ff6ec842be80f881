package store

import (
	"database/sql"
	"fmt"
	"maps"

	"attune/internal/exchange"
	"attune/internal/notice"
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

// Calendar hands over the sessions of groups that are not cancelled, group by group, each group's by when they begin.
func (in intake) Calendar(groups []roster.GroupID, each func(exchange.Planned)) error {
	const query = `select external_id, group_id, starts_at, minutes, changed_at from sessions
		where group_id in ? and status <> 'cancelled' order by group_id, starts_at, id`
	err := eachOf(in.tx, query, groups, func(rows *sql.Rows) error {
		var p exchange.Planned
		if err := rows.Scan(&p.External, &p.Group, &p.Slot.Starts, &p.Slot.Minutes, &p.Stamped); err != nil {
			return err
		}
		p.Slot.Starts, p.Stamped = utc(p.Slot.Starts), utc(p.Stamped)
		each(p)
		return nil
	})
	if err != nil {
		return fmt.Errorf("the calendars of %d groups: %w", len(groups), err)
	}
	return nil
}

// Allot gives ids for so many sessions to be added.
func (in intake) Allot(n int) ([]schedule.SessionID, error) {
	ids := make([]schedule.SessionID, 0, n)
	if dialectOf(in.tx) == sqlite { // nobody else writes now
		var last int64
		if err := in.tx.Raw(`select seq from sqlite_sequence where name = 'sessions'`).Scan(&last).Error; err != nil {
			return nil, fmt.Errorf("allot %d sessions: %w", n, err)
		}
		for i := range n {
			ids = append(ids, schedule.SessionID(last+1+int64(i)))
		}
		return ids, nil
	}
	err := in.tx.Raw(`select nextval(pg_get_serial_sequence('sessions', 'id')) from generate_series(1, ?)`, n).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("allot %d sessions: %w", n, err)
	}
	return ids, nil
}

// SaveSessions adds and updates sessions, with what was planned of them.
func (in intake) SaveSessions(list []schedule.Session) error {
	b := bulk{into: `sessions (id, uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, lead_id, nobody_led,
			co_lead_id, kind, modality, sequence, moved_from, created_at, changed_at)`, types: `bigint text text bigint text text text timestamptz integer text
			bigint boolean bigint text text integer text timestamptz timestamptz`, then: `on conflict (id) do update
		set local_start = excluded.local_start, time_zone = excluded.time_zone, starts_at = excluded.starts_at, minutes = excluded.minutes,
			status = excluded.status, lead_id = excluded.lead_id, nobody_led = excluded.nobody_led, co_lead_id = excluded.co_lead_id,
			kind = excluded.kind, modality = excluded.modality, sequence = excluded.sequence, moved_from = excluded.moved_from,
			changed_at = excluded.changed_at`}
	err := b.write(in.tx, len(list), func(i int) []any {
		s := list[i]
		return []any{
			int64(s.ID), string(s.UID), string(s.External), int64(s.Group), string(s.Association), s.Local.String(), s.TimeZone, utc(s.Starts), s.Minutes,
			string(s.Status), idOrNil(s.Lead), s.NobodyLed, idOrNil(s.CoLead), string(s.Kind), string(s.Modality), s.Sequence,
			s.MovedFrom.String(), utc(s.CreatedAt), utc(s.ChangedAt),
		}
	}, nil)
	if err != nil {
		return err
	}
	return savePlans(in.tx, list)
}

// Replan has save write sessions, and keeps those that are cancelled, or otherwise at the last moment, to be told of in the end.
func (in intake) Replan(turns []schedule.Turn, save func() error) error {
	var pressing []schedule.Turn
	var was []schedule.Session
	for _, t := range turns {
		if notice.Presses(t, in.at) {
			pressing, was = append(pressing, t), append(was, t.Was)
		}
	}
	had, err := audienceOf(in.tx, was)
	if err != nil {
		return err
	}
	in.replanned.turns = append(in.replanned.turns, pressing...)
	maps.Copy(in.replanned.had, had)
	return save()
}
