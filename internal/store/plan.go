package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/history"
	"attune/internal/schedule"
)

// Ground is what a session to be planned stands on; access.Nowhere where there is no such group.
func (s *Store) Ground(ctx context.Context, p schedule.Proposal) (schedule.Ground, error) {
	return groundOf(s.ask(ctx), p)
}

// PlanSession has decide look at what a session to be planned stands on, its group locked, and writes the session that
// it says, with its history, into the calendars of whoever it concerns. What was planned under the external id already
// stays as it is. It returns the session's id.
func (s *Store) PlanSession(ctx context.Context, p schedule.Proposal, by string, decide func(schedule.Ground) (schedule.Session, error)) (schedule.SessionID, error) {
	var id schedule.SessionID
	err := s.change(ctx, func(tx *gorm.DB) error {
		if err := lockNew(tx, p.External); err != nil {
			return err
		}
		if err := lockToPlan(tx, p); err != nil {
			return err
		}
		ground, err := groundOf(tx, p)
		if err != nil {
			return err
		}
		known, err := plannedAs(tx, p)
		if err != nil {
			return err
		}
		if known != 0 {
			ground.Beside, ground.Instead = nil, schedule.Session{} // it is one of them
		}
		session, err := decide(ground)
		if id = known; err != nil || known != 0 {
			return err
		}
		id, err = s.putPlanned(tx, session, by)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("plan a session of group %d: %w", p.Group, err)
	}
	return id, nil
}

// plannedAs is the session of the group that was planned under the external id already, zero for none. A session of
// another group under that id is left alone: the database takes no second.
func plannedAs(tx *gorm.DB, p schedule.Proposal) (schedule.SessionID, error) {
	var ids []schedule.SessionID
	err := tx.Raw(`select id from sessions where external_id = ? and group_id = ?`, string(p.External), int64(p.Group)).Scan(&ids).Error
	return append(ids, 0)[0], err
}

// putPlanned writes a new session, and has it show in the calendars it stands in.
func (s *Store) putPlanned(tx *gorm.DB, session schedule.Session, by string) (schedule.SessionID, error) {
	at := s.clock()
	in := intake{tx: tx, at: at, cause: "plan"}
	ids, err := in.Allot(1)
	if err != nil {
		return 0, err
	}
	session.ID = ids[0]
	if err := in.SaveSessions([]schedule.Session{session}); err != nil {
		return 0, err
	}
	return session.ID, conclude(tx, at, by, nil, fresh([]schedule.Session{session}), []history.Change{{
		Association: session.Association, Actor: by, Act: "session.added", Subject: sessionSubject(session.ID),
	}})
}

// groundOf loads what a session to be planned stands on, in a fixed number of statements.
func groundOf(tx *gorm.DB, p schedule.Proposal) (schedule.Ground, error) {
	season, err := seasonOf(tx, p.Group, day.Span{From: p.Begins.Day, To: p.Begins.Day}, p.Lead, p.CoLead)
	if err != nil {
		return schedule.Ground{}, err
	}
	ground := season.Ground(p)
	if p.MakesUp != 0 {
		err = addOccurrence(tx, &ground, schedule.Session{Group: p.Group, MakesUp: p.MakesUp})
	}
	return ground, err
}

// beside loads when a session's group has others about the time of that, which were not cancelled.
func beside(tx *gorm.DB, slots *[]schedule.Slot, s schedule.Session) error {
	gathered := gathering{tx: tx}
	return gathered.each(func(rows *sql.Rows) error {
		var slot schedule.Slot
		if err := rows.Scan(&slot.Starts, &slot.Minutes); err != nil {
			return err
		}
		slot.Starts = utc(slot.Starts)
		*slots = append(*slots, slot)
		return nil
	}, `select starts_at, minutes from sessions where group_id = ? and id <> ? and starts_at >= ? and starts_at < ? and status <> 'cancelled' order by starts_at, id`,
		int64(s.Group), int64(s.ID), utc(s.Starts.Add(-schedule.LongestOfAll*time.Minute)), utc(s.Ends()))
}
