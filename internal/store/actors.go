package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// ActorOf is who acts with an account, as far as the roster and the account's roles say on the day of now, in one
// statement. It is SignedOut where there is no such account or it is closed.
func (s *Store) ActorOf(ctx context.Context, id access.AccountID, now time.Time) (access.Actor, error) {
	return actorOf(s.ask(ctx), id, now)
}

func actorOf(tx *gorm.DB, id access.AccountID, now time.Time) (access.Actor, error) {
	actor := access.Actor{Account: id}
	known := false
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		known = true
		return hold(rows, &actor, now)
	}, signedIn, map[string]any{"account": int64(id)})
	switch {
	case err != nil:
		return access.Actor{}, fmt.Errorf("account %d: %w", id, translate(err))
	case !known:
		return access.Actor{}, fault.New(fault.SignedOut, "This account cannot be used any more. Ask the coordinator of your association for a new invitation.")
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

// signedIn selects an open account with its person and their association's zone, once for each role that was granted to it
// and each program that its person ever managed; once without a role where there is neither.
const signedIn = `select a.email, coalesce(p.id, 0), coalesce(p.name, ''), coalesce(p.association, ''), coalesce(z.time_zone, 'UTC'), a.time_zone,
		exists (select 1 from groups where provider_id = a.person_id)
			or exists (select 1 from sessions where lead_id = a.person_id)
			or exists (select 1 from sessions where co_lead_id = a.person_id),
		coalesce(r.role, ''), coalesce(r.association, ''), coalesce(r.program_id, 0), r.starts_on, r.ends_on
	from accounts a left join people p on p.id = a.person_id left join associations z on z.code = p.association
	left join (select account_id, role, association, 0 as program_id, null as starts_on, null as ends_on from account_roles where account_id = @account
		union all select b.id, 'manager', '', e.program_id, e.starts_on, e.ends_on from employments e join accounts b on b.person_id = e.person_id
			where b.id = @account and e.role = 'manager') r on r.account_id = a.id
	where a.id = @account and a.closed_at is null order by r.role, r.program_id, r.association`

// hold reads a row of signedIn into the actor. Who manages a program does on the days of that, in the zone of their
// association.
func hold(rows *sql.Rows, actor *access.Actor, now time.Time) error {
	var email, zone string
	var role access.Role
	var association roster.Association
	var program roster.ProgramID
	var from, to dateCol
	err := rows.Scan(&email, &actor.Person, &actor.Name, &actor.Association, &zone, &actor.TimeZone, &actor.Leads, &role, &association, &program, &from, &to)
	if err != nil {
		return err
	}
	if actor.Name == "" {
		actor.Name = email
	}
	clock, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	days := day.Span{From: day.Date(from), To: day.Date(to)}
	switch {
	case role == access.Manager && days.Contains(day.At(now, clock)) && !slices.Contains(actor.Manages, program):
		actor.Manages = append(actor.Manages, program)
	case role == access.Coordinator:
		actor.Coordinates = append(actor.Coordinates, association)
	case role == access.Operator:
		actor.Operates = true
	}
	return nil
}
