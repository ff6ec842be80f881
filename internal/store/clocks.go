package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
)

// ChooseClock keeps the zone of the clocks of whoever has an account, empty for that of their association. Where it is that
// already, nothing is written. It is Invalid where there is no such zone.
func (s *Store) ChooseClock(ctx context.Context, account access.AccountID, zone string) error {
	zone, err := access.ClockZone(zone)
	if err != nil {
		return err
	}
	err = s.change(ctx, func(tx *gorm.DB) error {
		home, err := homeOf(tx, account)
		if err != nil {
			return err
		}
		done := tx.Exec(`update accounts set time_zone = ? where id = ? and time_zone <> ?`, zone, int64(account), zone)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		return record(tx, s.clock(), history.Change{Association: home, Actor: account.String(), Act: "clock.chosen", Subject: account.String()})
	})
	if err != nil {
		return fmt.Errorf("choose the clock of account %d: %w", account, err)
	}
	return nil
}

// readersClocks selects the zones of the clocks of people and of accounts without a person, by the rule of pages: what was chosen
// with an open account, else what the association of the person has, or the first that the account coordinates.
const readersClocks = `select p.id, 0, coalesce(nullif(a.time_zone, ''), z.time_zone) from people p
		join associations z on z.code = p.association
		left join accounts a on a.person_id = p.id and a.closed_at is null where p.id in @people
	union all select 0, a.id, coalesce(nullif(a.time_zone, ''), (select z.time_zone from account_roles r join associations z on z.code = r.association
		where r.account_id = a.id and r.role = 'coordinator' order by r.association limit 1), '') from accounts a
		where a.id in @accounts and a.person_id is null and a.closed_at is null`

// clocksOf are the clocks of those who are told. It takes one statement for each few thousand of them.
func clocksOf(tx *gorm.DB, to []notice.Recipient) (notice.Clocks, error) {
	clocks, zones, g := make(notice.Clocks), make(map[string]*time.Location), gathering{tx: tx}
	for _, r := range to {
		clocks[r] = nil
	}
	for part := range slices.Chunk(slices.Collect(maps.Keys(clocks)), chunk) {
		people, accounts := make([]int64, len(part)), make([]int64, len(part))
		for i, r := range part {
			people[i], accounts[i] = int64(r.Person), r.Account
		}
		err := g.each(func(rows *sql.Rows) error {
			var to notice.Recipient
			var zone string
			if err := rows.Scan(&to.Person, &to.Account, &zone); err != nil || zone == "" {
				return err
			}
			if zones[zone] == nil {
				zones[zone], _ = time.LoadLocation(zone) // nobody's clock, where this machine does not know it
			}
			clocks[to] = zones[zone]
			return nil
		}, readersClocks, map[string]any{"people": people, "accounts": accounts})
		if err != nil {
			return nil, fmt.Errorf("clocks of %d readers: %w", len(part), err)
		}
	}
	return clocks, nil
}

// readers are people as those who are told.
func readers(people []roster.PersonID) []notice.Recipient {
	to := make([]notice.Recipient, len(people))
	for i, person := range people {
		to[i] = notice.Recipient{Person: person}
	}
	return to
}
