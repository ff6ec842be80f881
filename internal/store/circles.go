package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
)

// circles is the beginning of every query that circlesOf reads.
const circles = `select ` + groupColumns + `, p.name, coalesce(r.name, '')
	from groups g join people p on p.id = g.provider_id left join programs r on r.id = g.program_id `

// byCircle is the order of groups in a list: those that the reader provides, then by name.
const byCircle = `case when g.provider_id = @person then 0 else 1 end, g.name, g.id`

// CirclesOf are the groups that a person has something to do with: those they provide, belong to on the day or later, or
// led a session of, and all groups of the associations; those they provide first, then by name, at most limit, from after
// that group on where it is not zero; after one that is not in the list there is none. Search is a part of the name, the provider's or the program's. Members and leads are left out.
func (s *Store) CirclesOf(ctx context.Context, person roster.PersonID, associations []roster.Association, today day.Date, search string, after roster.GroupID, limit int) ([]roster.Circle, error) {
	const reach = `(g.provider_id = @person or g.association in @associations or g.id in (
			select group_id from memberships where person_id = @person and (ends_on is null or ends_on >= @today)
			union select group_id from sessions where lead_id = @person
			union select group_id from sessions where co_lead_id = @person))`
	list, err := circlesOf(s.ask(ctx), circles+`where `+reach+`
			and `+s.sought("g.name", "p.name", "coalesce(r.name, '')")+`
			and (cast(@after as bigint) = 0 or (`+byCircle+`) > (select `+byCircle+` from groups g where g.id = @after and `+reach+`))
			order by `+byCircle+` limit @limit`,
		map[string]any{
			"person": int64(person), "associations": associations, "today": dateCol(today), "search": likeAnywhere(search), "after": int64(after), "limit": limit,
		})
	if err != nil {
		return nil, fmt.Errorf("groups of person %d: %w", person, err)
	}
	return list, nil
}

// Circle is a group with all its members, past and present, and with the reader among its leads where they lead or
// co-lead a session of it. It is access.Nowhere where there is no such group.
func (s *Store) Circle(ctx context.Context, id roster.GroupID, reader roster.PersonID) (roster.Circle, error) {
	found, err := circlesOf(s.ask(ctx), circles+`where g.id = @id`, map[string]any{"id": int64(id)})
	if err == nil && len(found) == 0 {
		err = access.Nowhere()
	}
	if err != nil {
		return roster.Circle{}, fmt.Errorf("group %d: %w", id, err)
	}
	circle := found[0]
	if err := peopleOf(s.ask(ctx), &circle, reader); err != nil {
		return roster.Circle{}, fmt.Errorf("members of group %d: %w", id, err)
	}
	return circle, nil
}

func circlesOf(tx *gorm.DB, query string, args map[string]any) ([]roster.Circle, error) {
	rows, err := tx.Raw(query, args).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []roster.Circle
	for rows.Next() {
		var group groupScan
		var circle roster.Circle
		if err := rows.Scan(append(group.fields(), &circle.ProviderName, &circle.ProgramName)...); err != nil {
			return nil, err
		}
		circle.Group = group.group()
		list = append(list, circle)
	}
	return list, rows.Err()
}

// peopleOf loads a circle's members and whether the reader leads in it, in one statement.
func peopleOf(tx *gorm.DB, circle *roster.Circle, reader roster.PersonID) error {
	g := gathering{tx: tx}
	return g.each(func(rows *sql.Rows) error {
		var m roster.Member
		var from, to dateCol
		var leads bool
		if err := rows.Scan(&leads, &m.Person, &m.Name, &from, &to, &m.ID); err != nil {
			return err
		}
		if leads {
			circle.Leads = append(circle.Leads, m.Person)
			return nil
		}
		m.Span = day.Span{From: day.Date(from), To: day.Date(to)}
		circle.Members = append(circle.Members, m)
		return nil
	}, `select false, p.id, p.name, m.starts_on, m.ends_on, m.id from memberships m join people p on p.id = m.person_id where m.group_id = ?
		union all select true, p.id, p.name, null, null, 0 from people p where p.id = ?
			and exists (select 1 from sessions where group_id = ? and (lead_id = p.id or co_lead_id = p.id))
		order by 1, 3, 4, 2`, int64(circle.ID), int64(reader), int64(circle.ID))
}

// Belongs tells whether a person is a member of a group on a day.
func (s *Store) Belongs(ctx context.Context, person roster.PersonID, group roster.GroupID, on day.Date) (bool, error) {
	var belongs bool
	err := s.ask(ctx).Raw(`select exists (select 1 from memberships
			where person_id = ? and group_id = ? and starts_on <= ? and (ends_on is null or ends_on >= ?))`,
		int64(person), int64(group), dateCol(on), dateCol(on)).Row().Scan(&belongs)
	if err != nil {
		return false, fmt.Errorf("place of person %d in group %d: %w", person, group, err)
	}
	return belongs, nil
}

// SheetNames are the names of people on a sheet, and of the account that verified it: its person's, or its address
// where it has none. Nobody's name is empty.
func (s *Store) SheetNames(ctx context.Context, people []roster.PersonID, account access.AccountID) (map[roster.PersonID]string, string, error) {
	var rows []struct {
		ID   int64
		Name string
	}
	err := s.ask(ctx).Raw(`select id, name from people where id in ?
		union all select 0, coalesce(p.name, a.email) from accounts a left join people p on p.id = a.person_id where a.id = ?`, people, int64(account)).Scan(&rows).Error
	if err != nil {
		return nil, "", fmt.Errorf("names of %d people: %w", len(people), err)
	}
	names, signer := make(map[roster.PersonID]string, len(rows)), ""
	for _, r := range rows {
		if r.ID == 0 {
			signer = r.Name
			continue
		}
		names[roster.PersonID(r.ID)] = r.Name
	}
	return names, signer, nil
}
