package store

import (
	"context"
	"database/sql"
	"fmt"

	"attune/internal/day"
	"attune/internal/roster"
)

// Roll is a page of people, by name, with where they work on the day: those of the associations, and who is employed
// then in one of the programs. Of people of other associations only work in the programs is told. Search is a part of a
// name, an e-mail or an external id; after is the person before the page, zero for the first: one who is not in the
// list has nobody after them, or their name could be told from whom the page begins with.
func (s *Store) Roll(ctx context.Context, associations []roster.Association, programs []roster.ProgramID, search string, after roster.PersonID, today day.Date, limit int) ([]roster.Listed, error) {
	args := map[string]any{
		"associations": associations, "programs": programs, "after": int64(after), "today": dateCol(today), "limit": limit,
		"search": likeAnywhere(search),
	}
	const employed = `starts_on <= @today and (ends_on is null or ends_on >= @today)`
	const reach = `(association in @associations or id in (select person_id from employments where program_id in @programs and ` + employed + `))`
	query := `with page as (select id, external_id, association, name, email, region from people where ` + reach + ` and` + s.sought("name", "email", "external_id")
	if after != 0 {
		query += ` and (name, id) > (select name, id from people where id = @after and ` + reach + `)`
	}
	query += ` order by name, id limit @limit)
		select p.id, p.external_id, p.association, p.name, p.email, p.region, e.role, r.name from page p
		left join employments e on e.person_id = p.id and ` + employed + ` and (p.association in @associations or e.program_id in @programs)
		left join programs r on r.id = e.program_id
		order by p.name, p.id, e.starts_on, e.id`
	var list []roster.Listed
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var p roster.Person
		var role, program sql.NullString
		if err := rows.Scan(&p.ID, &p.External, &p.Association, &p.Name, &p.Email, &p.Region, &role, &program); err != nil {
			return err
		}
		if last := len(list) - 1; last < 0 || list[last].Person.ID != p.ID {
			list = append(list, roster.Listed{Person: p})
		}
		if role.Valid {
			work := &list[len(list)-1].Work
			*work = append(*work, roster.Work{Role: roster.EmploymentRole(role.String), Program: program.String})
		}
		return nil
	}, query, args)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	return list, nil
}
