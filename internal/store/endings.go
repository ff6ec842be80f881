package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Endings are the credentials of the people of some associations that end on one of some days, soonest first, in one
// statement; those that one of the same category follows without a gap are left out.
func (s *Store) Endings(ctx context.Context, associations []roster.Association, days day.Span) ([]roster.Ending, error) {
	var list []roster.Ending
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var e roster.Ending
		var to dateCol
		var group sql.NullInt64
		var name string
		if err := rows.Scan(&e.Person.ID, &e.Person.Name, &e.Person.Association, &e.Credential.Category, &e.Credential.Status, &to, &group, &name); err != nil {
			return err
		}
		e.Credential.Person, e.Credential.Span.To = e.Person.ID, day.Date(to)
		if last := len(list) - 1; last < 0 || list[last].Person.ID != e.Person.ID || list[last].Credential != e.Credential {
			list = append(list, e)
		}
		if group.Valid {
			at := &list[len(list)-1]
			at.Groups = append(at.Groups, roster.Group{ID: roster.GroupID(group.Int64), Name: name})
		}
		return nil
	}, `select p.id, p.name, p.association, c.category, c.status, c.ends_on, g.id, coalesce(g.name, '')
		from credentials c join people p on p.id = c.person_id
		left join groups g on g.provider_id = p.id and exists (select 1 from memberships m where m.group_id = g.id and (m.ends_on is null or m.ends_on >= @from))
		where p.association in @associations and c.ends_on >= @from and c.ends_on <= @to
			and not exists (select 1 from credentials n where n.person_id = c.person_id and n.category = c.category and n.starts_on > c.starts_on
				and n.starts_on <= @beyond and (n.ends_on is null or n.ends_on > c.ends_on))
		order by c.ends_on, p.name, p.id, c.category, c.status, g.name, g.id`,
		map[string]any{"associations": associations, "from": dateCol(days.From), "to": dateCol(days.To), "beyond": dateCol(days.To.AddDays(1))})
	if err != nil {
		return nil, fmt.Errorf("credentials of %d associations that end: %w", len(associations), err)
	}
	return list, nil
}

// Practising is what hours of others rest on with one person: their credentials, and the sessions they are to lead; in two
// statements. It is empty where they provide nothing.
func (s *Store) Practising(ctx context.Context, rules *rulebook.Edition, person roster.PersonID, now time.Time) (notice.Practice, error) {
	practices, err := providing(s.ask(ctx), rules, now, []roster.PersonID{person})
	if err != nil || len(practices) == 0 {
		return notice.Practice{Rules: rules}, err
	}
	p := practices[0]
	p.Planned, err = plannedBy(s.ask(ctx), now, []roster.PersonID{person})
	return p, err
}
