package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// ActorOf is who acts with an account, as far as the roster and the account's roles say on the day of now, in two
// statements. It is SignedOut where there is no such account or it is closed.
func (s *Store) ActorOf(ctx context.Context, id access.AccountID, now time.Time) (access.Actor, error) {
	return actorOf(s.ask(ctx), id, now)
}

func actorOf(tx *gorm.DB, id access.AccountID, now time.Time) (access.Actor, error) {
	actor, zone, err := signedIn(tx, id)
	if err != nil {
		return access.Actor{}, fmt.Errorf("account %d: %w", id, err)
	}
	if err := hold(tx, &actor, day.At(now, zone)); err != nil {
		return access.Actor{}, fmt.Errorf("roles of account %d: %w", id, err)
	}
	return actor, nil
}

// keepStanding fails where an account was closed, or a role of whoever acts ended, since they were let in, and keeps both
// from ending until the transaction does. Granted roles are taken with the account locked; employment is locked by itself.
func (s *Store) keepStanding(tx *gorm.DB, actor access.Actor) error {
	var kept []int64
	if err := tx.Raw(`select id from accounts where id = ?`+forUpdate(tx), int64(actor.Account)).Scan(&kept).Error; err != nil {
		return err
	}
	if len(actor.Manages) > 0 {
		err := tx.Raw(`select id from employments where person_id = ? and role = 'manager' order by id`+forUpdate(tx), int64(actor.Person)).Scan(&kept).Error
		if err != nil {
			return err
		}
	}
	now, err := actorOf(tx, actor.Account, s.now())
	if err != nil {
		return err
	}
	return actor.StillIs(now)
}

// signedIn is the account's actor without its roles, and the zone of its person's association.
func signedIn(tx *gorm.DB, id access.AccountID) (access.Actor, *time.Location, error) {
	actor := access.Actor{Account: id}
	var email, zone string
	err := tx.Raw(`select a.email, coalesce(p.id, 0), coalesce(p.name, ''), coalesce(p.association, ''), coalesce(s.time_zone, 'UTC'),
			exists (select 1 from groups where provider_id = a.person_id)
				or exists (select 1 from sessions where lead_id = a.person_id)
				or exists (select 1 from sessions where co_lead_id = a.person_id)
		from accounts a left join people p on p.id = a.person_id left join associations s on s.code = p.association
		where a.id = ? and a.closed_at is null`, int64(id)).Row().
		Scan(&email, &actor.Person, &actor.Name, &actor.Association, &zone, &actor.Leads)
	if errors.Is(err, sql.ErrNoRows) {
		return access.Actor{}, nil, fault.New(fault.SignedOut, "This account cannot be used any more. Ask the coordinator of your association for a new invitation.")
	}
	if err != nil {
		return access.Actor{}, nil, translate(err)
	}
	if actor.Name == "" {
		actor.Name = email
	}
	location, err := time.LoadLocation(zone)
	return actor, location, err
}

// hold gives the actor the roles that were granted and the programs that they manage today.
func hold(tx *gorm.DB, actor *access.Actor, today day.Date) error {
	rows, err := tx.Raw(`select distinct 'manager', program_id, '' from employments
			where person_id = ? and role = 'manager' and starts_on <= ? and (ends_on is null or ends_on >= ?)
		union all select role, 0, association from account_roles where account_id = ?
		order by 1, 2, 3`, int64(actor.Person), dateCol(today), dateCol(today), int64(actor.Account)).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var role access.Role
		var program roster.ProgramID
		var association roster.Association
		if err := rows.Scan(&role, &program, &association); err != nil {
			return err
		}
		switch role {
		case access.Manager:
			actor.Manages = append(actor.Manages, program)
		case access.Coordinator:
			actor.Coordinates = append(actor.Coordinates, association)
		case access.Operator:
			actor.Operates = true
		}
	}
	return rows.Err()
}
