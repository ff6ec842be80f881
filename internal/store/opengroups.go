package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/roster"
)

// mostOpenGroups is how many open groups of an association are listed.
const mostOpenGroups = 200

// OpenGroups are the open groups of an association, by name, with who belongs to them, the requests for a place in them, what
// their providers hold and when they meet from an instant on until another, in a fixed number of statements. Trainings are planned
// far ahead, so of them it is those of the year to come.
func (s *Store) OpenGroups(ctx context.Context, association roster.Association, from, to time.Time) ([]roster.OpenGroup, error) {
	tx := s.ask(ctx)
	circles, err := circlesOf(tx, circles+`where g.open and g.association = @association order by g.name, g.id limit @limit`,
		map[string]any{"association": association, "limit": mostOpenGroups})
	if err != nil {
		return nil, fmt.Errorf("open groups of %s: %w", association, err)
	}
	if len(circles) == 0 {
		return nil, nil
	}
	ids, providers := make([]roster.GroupID, len(circles)), make([]roster.PersonID, len(circles))
	list, of := make([]roster.OpenGroup, len(circles)), make(map[roster.GroupID]*roster.OpenGroup, len(circles))
	for i, c := range circles {
		ids[i], providers[i] = c.ID, c.Provider
		list[i] = roster.OpenGroup{GroupRecord: roster.GroupRecord{Group: c.Group}, ProviderName: c.ProviderName}
		of[c.ID] = &list[i]
	}
	if err := errors.Join(belonging(tx, of, ids), holding(tx, list, providers), meeting(tx, of, ids, from, to)); err != nil {
		return nil, fmt.Errorf("open groups of %s: %w", association, err)
	}
	return list, nil
}

// belonging fills in who belongs to groups, and who asks for a place in them.
func belonging(tx *gorm.DB, of map[roster.GroupID]*roster.OpenGroup, ids []roster.GroupID) error {
	err := eachOf(tx, `select `+membershipColumns+`, id from memberships where group_id in ? order by starts_on, id`, ids, func(rows *sql.Rows) error {
		k, err := keptMembership(rows)
		if err == nil {
			group := of[k.Fact.(roster.Membership).Group]
			group.Members = append(group.Members, k)
		}
		return err
	})
	if err != nil {
		return err
	}
	requests, err := requestsOf(tx, ids...)
	for _, q := range requests {
		of[q.Group].Requests = append(of[q.Group].Requests, q)
	}
	return err
}

// holding fills in what the providers of groups hold.
func holding(tx *gorm.DB, list []roster.OpenGroup, providers []roster.PersonID) error {
	held := make(map[roster.PersonID][]roster.Credential)
	err := eachOf(tx, `select `+credentialColumns+` from credentials where person_id in ?`, providers, func(rows *sql.Rows) error {
		c, err := scanCredential(rows)
		held[c.Person] = append(held[c.Person], c)
		return err
	})
	for i := range list {
		list[i].Credentials = held[list[i].Group.Provider]
	}
	return err
}

// meeting fills in when groups meet.
func meeting(tx *gorm.DB, of map[roster.GroupID]*roster.OpenGroup, ids []roster.GroupID, from, to time.Time) error {
	g := gathering{tx: tx}
	return g.each(func(rows *sql.Rows) error {
		var group roster.GroupID
		var sitting roster.Sitting
		err := scanSitting(rows, &sitting, &group)
		if err == nil {
			of[group].Sittings = append(of[group].Sittings, sitting)
		}
		return err
	}, `select s.group_id, `+sittingColumns+`
		from sessions s join groups g on g.id = s.group_id
		where s.group_id in ? and s.starts_at > ? and (s.starts_at < ? or s.starts_at < ? and g.kind = 'training') and s.status <> 'cancelled'
		order by s.starts_at, s.id`, ids, utc(from), utc(to), utc(from.AddDate(1, 0, 0)))
}

// Pending are the requests that are not over of a person, and those that whoever provides a group, or coordinates one of the
// associations, has to answer; by when they were made, in one statement.
func (s *Store) Pending(ctx context.Context, person roster.PersonID, associations []roster.Association) ([]roster.Pending, error) {
	const waiting = `(select count(*) from requests w where w.group_id = q.group_id and w.state = 'waiting'`
	var list []roster.Pending
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var p roster.Pending
		var kept sql.NullTime
		err := rows.Scan(&p.ID, &p.Group, &p.Person, (*dateCol)(&p.From), &p.State, &p.AskedAt, &p.Since, &kept, &p.Reason, &p.GroupName, &p.TimeZone, &p.Before, &p.Waiting, &p.GoesOn)
		p.AskedAt, p.Since, p.Until = utc(p.AskedAt), utc(p.Since), utc(kept.Time)
		list = append(list, p)
		return err
	}, `select q.id, q.group_id, q.person_id, q.starts_on, q.state, q.asked_at, q.since, q.kept_until, q.reason, g.name, g.time_zone,
			`+waiting+` and (w.asked_at < q.asked_at or w.asked_at = q.asked_at and w.id < q.id)), `+waiting+`), `+goesOnAs+`
		from requests q join groups g on g.id = q.group_id
		where q.state in ('asked', 'waiting', 'offered') and q.person_id = ?
			or q.state = 'asked' and (g.provider_id = ? or g.association in ?)
		order by q.asked_at, q.id`, int64(person), int64(person), associations)
	if err != nil {
		return nil, fmt.Errorf("requests of person %d: %w", person, err)
	}
	return list, nil
}
