package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/exchange"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Whatever lets a session take place that was cancelled, or plans one that makes up for another, holds the group of the first
// session of their occurrence before it looks whether any other takes place: so they wait for each other, whichever of them
// they are about. lockSession, lockToPlan and intake.Hold see to that.

// others selects the sessions of the occurrence @first other than @id that take place.
const others = `select s.id from sessions s where s.id in (select @first union select session_id from session_plans where makes_up_for = @first)
	and s.id <> @id and s.status <> 'cancelled'`

// insteadOf is what takes place of a session's occurrence beside that session, the zero Session where nothing does.
func insteadOf(tx *gorm.DB, s schedule.Session) (schedule.Session, error) {
	var found schedule.Session
	gathered := gathering{tx: tx}
	err := gathered.each(func(rows *sql.Rows) (err error) {
		var row sessionScan
		if err = rows.Scan(row.planned()...); err != nil {
			return err
		}
		found, err = row.session()
		return err
	}, `select `+sessionColumns+`, `+planColumns+` from sessions s left join session_plans t on t.session_id = s.id where s.id in (`+others+`)`,
		map[string]any{"first": int64(s.Occurrence()), "id": int64(s.ID)})
	return found, err
}

// addOccurrence loads what takes place of a session's occurrence beside that session, and who lost theirs to it.
func addOccurrence(tx *gorm.DB, ground *schedule.Ground, s schedule.Session) (err error) {
	if ground.Instead, err = insteadOf(tx, s); err != nil || s.MakesUp == 0 {
		return err
	}
	list, err := intake{tx: tx}.Sessions([]schedule.SessionID{s.MakesUp})
	if err != nil || len(list) == 0 || list[0].Group == s.Group {
		return err
	}
	lost, err := audienceOf(tx, list)
	ground.Lost = lost[s.MakesUp]
	return err
}

// lockToPlan makes whoever else plans for the group wait and, of a make-up, whoever plans or restores another one of its
// occurrence. It is access.Nowhere where there is no such session to make up for in the group's association, or it makes up for
// another itself.
func lockToPlan(tx *gorm.DB, p schedule.Proposal) error {
	groups := []roster.GroupID{p.Group}
	if p.MakesUp != 0 {
		var home []roster.GroupID
		err := tx.Raw(`select s.group_id from sessions s join groups g on g.association = s.association left join session_plans t on t.session_id = s.id
			where s.id = ? and g.id = ? and t.makes_up_for is null`, int64(p.MakesUp), int64(p.Group)).Scan(&home).Error
		if err != nil {
			return err
		}
		if len(home) == 0 {
			return access.Nowhere()
		}
		groups = append(groups, home...)
	}
	return lockRows(tx, "groups", groups)
}

// Occurrence are the other sessions of one's occurrence, by when they begin: what it makes up for, and what makes up for that
// or for itself.
func (s *Store) Occurrence(ctx context.Context, session schedule.Session) ([]attendance.Meeting, error) {
	list, err := meetingsOf(s.ask(ctx), meetings+`where s.id <> @id and s.id in (select @first union select session_id from session_plans where makes_up_for = @first)
		order by s.starts_at, s.id`, map[string]any{"first": int64(session.Occurrence()), "id": int64(session.ID)})
	if err != nil {
		return nil, fmt.Errorf("what is made up for with session %d: %w", session.ID, err)
	}
	return list, nil
}

// madeUp are those of some sessions in whose place another takes place.
func madeUp(tx *gorm.DB, list []schedule.Session) (map[schedule.SessionID]bool, error) {
	found := make(map[schedule.SessionID]bool)
	ids := make([]schedule.SessionID, len(list))
	for i, s := range list {
		ids[i] = s.ID
	}
	err := eachOf(tx, `select t.makes_up_for from session_plans t join sessions s on s.id = t.session_id where s.status <> 'cancelled' and t.makes_up_for in ?`, ids,
		func(rows *sql.Rows) error {
			var id schedule.SessionID
			err := rows.Scan(&id)
			found[id] = true
			return err
		})
	return found, err
}

// Twice are the sessions of occurrences of which more than one takes place, occurrence by occurrence.
func (in intake) Twice() ([]exchange.Twin, error) {
	var twice []exchange.Twin
	gathered := gathering{tx: in.tx}
	err := gathered.each(func(rows *sql.Rows) error {
		var t exchange.Twin
		var local string
		err := rows.Scan(&t.External, &local, &t.First)
		if err == nil {
			t.Local, err = schedule.ParseWall(local)
		}
		twice = append(twice, t)
		return err
	}, `with named as (select session_id as id, makes_up_for as first from session_plans where makes_up_for is not null
			union select makes_up_for, makes_up_for from session_plans where makes_up_for is not null),
		standing as (select s.external_id, s.local_start, s.starts_at, n.first from named n join sessions s on s.id = n.id where s.status <> 'cancelled')
		select external_id, local_start, first from standing where first in (select first from standing group by first having count(*) > 1) order by first, starts_at`)
	if err != nil {
		return nil, fmt.Errorf("what is made up for and takes place: %w", err)
	}
	return twice, nil
}
