package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
)

// What an account a is by the roster: managesNow on @today, everLeads at any time.
const (
	managesNow = `exists (select 1 from employments e where e.person_id = a.person_id and e.role = 'manager' and e.starts_on <= @today and (e.ends_on is null or e.ends_on >= @today))`
	everLeads  = `(exists (select 1 from groups where provider_id = a.person_id) or exists (select 1 from sessions where lead_id = a.person_id)
			or exists (select 1 from sessions where co_lead_id = a.person_id))`
)

// heldAccounts is the beginning of every query that holdersOf reads; @today decides whom the list calls a manager, and nothing else.
const heldAccounts = `select a.id, coalesce(a.person_id, 0), a.email, a.created_at, a.closed_at, l.signed_in_at,
		coalesce(p.name, a.email), coalesce(p.association, ''), coalesce(p.external_id, ''),
		` + managesNow + `, ` + everLeads + `,
		(select count(*) from feeds where person_id = a.person_id and revoked_at is null)
	from accounts a left join people p on p.id = a.person_id left join last_sign_ins l on l.account_id = a.id `

// byHolder is the order of accounts in a list: by name, whatever its case.
const byHolder = `lower(coalesce(p.name, a.email)), a.id`

// Accounts are the accounts that reach into one of the associations, or all of them; by name, at most limit, from after
// that account on where it is not zero; after one that is not in the list there is nobody. Search is a part of the name, the e-mail or the external id.
func (s *Store) Accounts(ctx context.Context, associations []roster.Association, all bool, search string, after access.AccountID, limit int) ([]access.ListedAccount, error) {
	const reach = `(@all or p.association in @associations or exists (select 1 from account_roles where account_id = a.id and association in @associations))`
	list, err := holdersOf(s.ask(ctx), `where `+reach+`
		and `+s.sought("coalesce(p.name, '')", "a.email", "coalesce(p.external_id, '')")+`
		and (cast(@after as bigint) = 0 or (`+byHolder+`) > (select `+byHolder+` from accounts a left join people p on p.id = a.person_id where a.id = @after and `+reach+`))
		order by `+byHolder+` limit @limit`, map[string]any{
		"associations": associations, "all": all, "after": int64(after), "limit": limit, "today": dateCol(day.At(s.clock(), time.UTC)),
		"search": likeAnywhere(search),
	})
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return list, nil
}

// Holder is one account as a list shows it. It is access.Nowhere where there is none.
func (s *Store) Holder(ctx context.Context, id access.AccountID) (access.ListedAccount, error) {
	return s.holder(s.ask(ctx), id)
}

// HolderOf is the account of a person as a list shows it. It is access.Nowhere where they have none.
func (s *Store) HolderOf(ctx context.Context, person roster.PersonID) (access.ListedAccount, error) {
	list, err := holdersOf(s.ask(ctx), `where a.person_id = @person order by a.closed_at is not null, a.id limit 1`,
		map[string]any{"person": int64(person), "today": dateCol(day.At(s.clock(), time.UTC))})
	if err == nil && len(list) == 0 {
		err = access.Nowhere()
	}
	if err != nil {
		return access.ListedAccount{}, fmt.Errorf("account of person %d: %w", person, err)
	}
	return list[0], nil
}

func (s *Store) holder(tx *gorm.DB, id access.AccountID) (access.ListedAccount, error) {
	return holderAt(tx, s.clock(), id)
}

func holderAt(tx *gorm.DB, at time.Time, id access.AccountID) (access.ListedAccount, error) {
	list, err := holdersOf(tx, `where a.id = @id`, map[string]any{"id": int64(id), "today": dateCol(day.At(at, time.UTC))})
	if err == nil && len(list) == 0 {
		err = access.Nowhere()
	}
	if err != nil {
		return access.ListedAccount{}, fmt.Errorf("account %d: %w", id, err)
	}
	return list[0], nil
}

// holdersOf reads accounts, and in a second statement the roles that were granted to them.
func holdersOf(tx *gorm.DB, condition string, args map[string]any) ([]access.ListedAccount, error) {
	rows, err := tx.Raw(heldAccounts+condition, args).Rows()
	if err != nil {
		return nil, err
	}
	var list []access.ListedAccount
	places := make(map[int64]int)
	g := gathering{tx: tx}
	for rows.Next() {
		var l access.ListedAccount
		var closed, signedIn sql.NullTime
		if err := rows.Scan(&l.ID, &l.Person, &l.Email, &l.CreatedAt, &closed, &signedIn, &l.Name, &l.Home, &l.External, &l.Manages, &l.Leads, &l.Feeds); err != nil {
			_ = rows.Close()
			return nil, err
		}
		l.CreatedAt, l.ClosedAt, l.SignedInAt = utc(l.CreatedAt), utc(closed.Time), utc(signedIn.Time)
		places[int64(l.ID)] = len(list)
		list = append(list, l)
	}
	if err := rows.Close(); err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]int64, len(list))
	for i, l := range list {
		ids[i] = int64(l.ID)
	}
	return list, g.each(func(rows *sql.Rows) error {
		var id int64
		var role access.Role
		var association roster.Association
		err := rows.Scan(&id, &role, &association)
		l := &list[places[id]]
		if role == access.Operator {
			l.Operates = true
		} else {
			l.Coordinates = append(l.Coordinates, association)
		}
		return err
	}, `select account_id, role, association from account_roles where account_id in ? order by account_id, association`, ids)
}
