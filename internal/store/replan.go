package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/history"
	"attune/internal/schedule"
)

// Standing is a session as whoever wants to change it alone finds it; access.Nowhere where there is none.
func (s *Store) Standing(ctx context.Context, id schedule.SessionID, c schedule.Change) (schedule.Standing, error) {
	standing, err := standingOf(s.ask(ctx), id, c)
	if err != nil {
		return standing, fmt.Errorf("session %d: %w", id, err)
	}
	return standing, nil
}

// ReplanSession has decide look at a session and at the ground where the change wants it, its group locked, and writes what
// it says the session is to be: calendars and history in the same transaction. Where that is what it was, nothing is written.
func (s *Store) ReplanSession(ctx context.Context, id schedule.SessionID, c schedule.Change, by string, decide func(schedule.Standing) (schedule.Session, error)) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		if err := lockSession(tx, id); err != nil {
			return err
		}
		found, err := standingOf(tx, id, c)
		if err != nil {
			return err
		}
		is, err := decide(found)
		if err != nil || is == found.Session {
			return err
		}
		return s.putTurn(tx, schedule.Turn{Was: found.Session, Is: is}, by)
	})
	if err != nil {
		return fmt.Errorf("plan session %d otherwise: %w", id, err)
	}
	return nil
}

func (s *Store) putTurn(tx *gorm.DB, t schedule.Turn, by string) error {
	at := s.clock()
	had, err := audienceOf(tx, []schedule.Session{t.Was})
	if err != nil {
		return err
	}
	if err := keepSessions(tx, at, []schedule.Session{t.Is}); err != nil {
		return err
	}
	return conclude(tx, at, by, had, []schedule.Turn{t}, []history.Change{{
		Association: t.Is.Association, Actor: by, Act: t.Act(), Subject: sessionSubject(t.Is.ID),
	}})
}

// standingOf loads a session with the ground where a change wants it.
func standingOf(tx *gorm.DB, id schedule.SessionID, c schedule.Change) (schedule.Standing, error) {
	var standing schedule.Standing
	found, gathered := false, gathering{tx: tx}
	err := gathered.each(func(rows *sql.Rows) (err error) {
		var row sessionScan
		if err = rows.Scan(append(row.planned(), &standing.Sheet)...); err != nil {
			return err
		}
		found = true
		standing.Session, err = row.session()
		return err
	}, `select `+sessionColumns+`, `+planColumns+`, exists (select 1 from sheets h where h.session_id = s.id)
		from sessions s left join session_plans t on t.session_id = s.id where s.id = ?`, int64(id))
	if err == nil && !found {
		err = access.Nowhere()
	}
	if err != nil {
		return standing, err
	}
	span := day.Span{From: standing.Local.Day, To: standing.Local.Day}
	if c.Day != nil {
		span = span.Or(day.Span{From: *c.Day, To: *c.Day})
	}
	season, err := seasonOf(tx, standing.Group, span, standing.Leads(c)...)
	if err != nil {
		return standing, err
	}
	standing.Ground = season.Without(standing.Session).Ground(c.At(standing.Session, season.Zone))
	return standing, addOccurrence(tx, &standing.Ground, standing.Session)
}
