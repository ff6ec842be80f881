package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/history"
	"attune/internal/roster"
)

const requestColumns = `id, group_id, person_id, starts_on, state, asked_at, since, kept_until, reason`

func scanRequest(rows *sql.Rows) (q roster.Request, err error) {
	var kept sql.NullTime
	err = rows.Scan(&q.ID, &q.Group, &q.Person, (*dateCol)(&q.From), &q.State, &q.AskedAt, &q.Since, &kept, &q.Reason)
	q.AskedAt, q.Since, q.Until = utc(q.AskedAt), utc(q.Since), utc(kept.Time)
	return q, err
}

// requestsOf are the requests of groups for a place, those that are over included, by when they were made.
func requestsOf(tx *gorm.DB, groups ...roster.GroupID) ([]roster.Request, error) {
	var list []roster.Request
	err := all(tx, &list, `select `+requestColumns+` from requests where group_id in ? order by asked_at, id`, groups, scanRequest)
	if err != nil {
		return nil, fmt.Errorf("requests of %d groups: %w", len(groups), err)
	}
	return list, nil
}

// saveRequest writes a request as it is now, and the step it took.
func (r registry) saveRequest(e *roster.Edit) error {
	q := e.After.(roster.Request)
	var id int64
	err := r.tx.Raw(`insert into requests (group_id, person_id, starts_on, state, asked_at, since, kept_until, reason) values (?, ?, ?, ?, ?, ?, ?, ?) returning id`,
		int64(q.Group), int64(q.Person), dateCol(q.From), string(q.State), utc(q.AskedAt), utc(q.Since), timeOrNil(q.Until), q.Reason).Row().Scan(&id)
	if err != nil {
		return translate(err)
	}
	e.ID, q.ID = id, roster.RequestID(id)
	e.After = q
	return r.keepStep(q)
}

// turnRequest writes what became of a request.
func (r registry) turnRequest(q roster.Request) error {
	err := one(r.tx.Exec(`update requests set starts_on = ?, state = ?, since = ?, kept_until = ?, reason = ? where id = ?`,
		dateCol(q.From), string(q.State), utc(q.Since), timeOrNil(q.Until), q.Reason, int64(q.ID)))
	if err != nil {
		return err
	}
	return r.keepStep(q)
}

func (r registry) keepStep(q roster.Request) error {
	return r.tx.Exec(`insert into request_steps (request_id, state, starts_on, kept_until, taken_by, taken_at) values (?, ?, ?, ?, ?, ?)`,
		int64(q.ID), string(q.State), dateCol(q.From), timeOrNil(q.Until), r.by, utc(q.Since)).Error
}

// offerPlaces has the requests of groups settle, in the transaction of whatever may have freed a place: offers that nobody
// took in time lapse, and what is free is offered to whoever waits. Whom that concerns is told; what it returns belongs into
// the history. Whether the groups show in the calendars of open groups is looked up: those of the associations that it returns
// are to be raised.
func (r registry) offerPlaces(groups map[roster.GroupID]bool) ([]history.Change, []roster.Association, error) {
	var open []roster.GroupID
	for part := range slices.Chunk(slices.Sorted(maps.Keys(groups)), chunk) {
		var some []roster.GroupID
		err := r.tx.Raw(`select distinct group_id from requests where group_id in ? and state in ('asked', 'waiting', 'offered') order by group_id`, part).Scan(&some).Error
		if err != nil {
			return nil, nil, fmt.Errorf("who waits in %d groups: %w", len(part), err)
		}
		open = append(open, some...)
	}
	var changes []history.Change
	for _, id := range open {
		turned, err := r.settle(id)
		if err != nil {
			return nil, nil, fmt.Errorf("requests of group %d: %w", id, err)
		}
		changes = append(changes, turned...)
	}
	turned, err := lookAtOpen(r.tx, r.at, slices.Sorted(maps.Keys(groups)))
	return changes, homesOf(turned), err
}

// offerPlace keeps a place in a group for somebody from a day on, until an instant, whether they asked for one or not, in the
// transaction of something else. They are told; what it returns belongs into the history. It refuses as roster's Offer does.
func (r registry) offerPlace(id roster.GroupID, person roster.PersonID, from day.Date, until time.Time) ([]history.Change, error) {
	record, at, err := r.lockedGroup(id)
	if err != nil {
		return nil, err
	}
	edit, err := record.Offer(person, from, until, at)
	if err != nil || edit.Nothing() {
		return nil, err
	}
	edits := []roster.Edit{edit}
	if err := r.save(&edits[0]); err != nil {
		return nil, err
	}
	return r.changes(edits), r.tellOfRequests(edits)
}

// settle has the requests of one group settle, the group locked.
func (r registry) settle(id roster.GroupID) ([]history.Change, error) {
	record, at, err := r.lockedGroup(id)
	if err != nil {
		return nil, err
	}
	gone, failed := goneFrom(r.tx, record)
	sittings, err := sittingsOf(r.tx, id, r.at)
	if err := errors.Join(failed, err); err != nil {
		return nil, err
	}
	edits := record.Settle(at, gone, sittings)
	for i := range edits {
		if err := r.save(&edits[i]); err != nil {
			return nil, err
		}
	}
	return r.changes(edits), r.tellOfRequests(edits)
}

// lockedGroup makes whoever else changes a group or plans for it wait, and loads its record.
func lockedGroup(tx *gorm.DB, id roster.GroupID) (roster.GroupRecord, error) {
	if err := lockGroup(tx, id); err != nil {
		return roster.GroupRecord{}, err
	}
	record, err := groupRecordOf(tx, `id = ?`, int64(id))
	if err == nil {
		record.Requests, err = requestsOf(tx, id)
	}
	return record, err
}

// lockedGroup is a group, locked, with the moment of the change on its clock.
func (r registry) lockedGroup(id roster.GroupID) (roster.GroupRecord, roster.Moment, error) {
	record, err := lockedGroup(r.tx, id)
	if err != nil {
		return record, roster.Moment{}, err
	}
	zone, err := time.LoadLocation(record.Group.TimeZone)
	if err != nil {
		return record, roster.Moment{}, fmt.Errorf("zone of group %d: %w", id, err)
	}
	return record, roster.Moment{Now: r.at, Today: day.At(r.at, zone)}, nil
}

// goneFrom are those who wait for a place in a group and could not take it.
func goneFrom(tx *gorm.DB, record roster.GroupRecord) (map[roster.PersonID]bool, error) {
	var waiting []roster.PersonID
	for _, q := range record.Line() {
		waiting = append(waiting, q.Person)
	}
	return goneOf(tx, waiting)
}

// goneOf are those of some people who could take no place: they had an account, and it is closed.
func goneOf(tx *gorm.DB, people []roster.PersonID) (map[roster.PersonID]bool, error) {
	var closed []roster.PersonID
	err := tx.Raw(`select person_id from accounts where person_id in ? group by person_id having max(case when closed_at is null then 1 else 0 end) = 0`, people).Scan(&closed).Error
	gone := make(map[roster.PersonID]bool, len(closed))
	for _, person := range closed {
		gone[person] = true
	}
	return gone, err
}

// mostSittings is how many of a group's next sessions are looked at: those of the days for which a place is kept at most.
const mostSittings = 100

// sittingsOf is when a group meets from an instant on.
func sittingsOf(tx *gorm.DB, id roster.GroupID, from time.Time) ([]roster.Sitting, error) {
	var list []roster.Sitting
	g := gathering{tx: tx}
	return list, g.each(func(rows *sql.Rows) error {
		var s roster.Sitting
		err := rows.Scan((*dateCol)(&s.Day), &s.Starts)
		s.Starts = utc(s.Starts)
		list = append(list, s)
		return err
	}, `select substr(local_start, 1, 10), starts_at from sessions where group_id = ? and starts_at > ? and status <> 'cancelled' order by starts_at, id limit ?`,
		int64(id), utc(from), mostSittings)
}

// MoveMember has decide look at two groups, locked, and writes what it decides about who belongs to them; whom a move concerns
// is told. It writes and returns as ChangeRecord does.
func (s *Store) MoveMember(ctx context.Context, from, to roster.GroupID, pen roster.Pen, decide func(from, to roster.GroupRecord) ([]roster.Edit, error)) (endorsement.Foreseen, error) {
	return s.inscribe(ctx, pen, func(tx *gorm.DB) ([]roster.Edit, error) {
		records := make(map[roster.GroupID]roster.GroupRecord)
		for _, id := range slices.Sorted(slices.Values([]roster.GroupID{from, to})) {
			record, err := lockedGroup(tx, id)
			if err != nil {
				return nil, err
			}
			records[id] = record
		}
		edits, err := decide(records[from], records[to])
		if err == nil && !pen.Pencil {
			err = s.tellOfMove(tx, pen.By, records[from].Group, records[to].Group, edits)
		}
		return edits, err
	})
}

// OfferPlaces has the requests of all groups settle where time alone may have changed something: an offer ran out, or a place
// becomes free of which nobody was told. Who does it is named by, as the history says. It returns how many requests took a
// step; a group where that failed is left for the next time.
func (s *Store) OfferPlaces(ctx context.Context, by string) (int, error) {
	var groups []roster.GroupID
	err := s.ask(ctx).Raw(`select distinct group_id from requests where state = 'waiting' or state = 'offered' and kept_until <= ? order by group_id`, s.clock()).Scan(&groups).Error
	if err != nil {
		return 0, fmt.Errorf("look for places: %w", err)
	}
	steps := 0
	var failed []error
	for _, id := range groups {
		var changes []history.Change
		err := s.change(ctx, func(tx *gorm.DB) (err error) {
			desk := registry{intake: intake{tx: tx, at: s.clock()}, by: by}
			var turned []roster.Association
			if changes, turned, err = desk.offerPlaces(map[roster.GroupID]bool{id: true}); err != nil {
				return err
			}
			if err := raiseOpenIn(tx, desk.at, turned); err != nil {
				return err
			}
			return record(tx, desk.at, changes...)
		})
		if failed = append(failed, err); err == nil {
			steps += len(changes)
		}
	}
	return steps, errors.Join(failed...)
}
