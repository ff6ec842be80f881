package store

import (
	"context"
	"database/sql"
	"fmt"

	"attune/internal/day"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// Holdings are the people who work in one of the programs on a day, by name, with the credentials they hold or held. Two
// statements, however many they are.
func (s *Store) Holdings(ctx context.Context, programs []roster.ProgramID, on day.Date) ([]portfolio.Holding, error) {
	var list []portfolio.Holding
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var p roster.Person
		var e roster.Employment
		var from, to dateCol
		if err := rows.Scan(&p.ID, &p.Association, &p.Name, &e.Program, &e.Role, &from, &to); err != nil {
			return err
		}
		e.Person, e.Span = p.ID, day.Span{From: day.Date(from), To: day.Date(to)}
		if n := len(list); n == 0 || list[n-1].Person.ID != p.ID {
			list = append(list, portfolio.Holding{Person: p})
		}
		last := &list[len(list)-1]
		last.Employments = append(last.Employments, e)
		return nil
	}, `select p.id, p.association, p.name, e.program_id, e.role, e.starts_on, e.ends_on from employments e join people p on p.id = e.person_id
		where e.program_id in ? and e.starts_on <= ? and (e.ends_on is null or e.ends_on >= ?) order by p.name, p.id, e.program_id, e.id`, programs, dateCol(on), dateCol(on))
	if err != nil {
		return nil, fmt.Errorf("who works in %d programs: %w", len(programs), err)
	}
	held := make(map[roster.PersonID]int, len(list))
	for i, h := range list {
		held[h.Person.ID] = i
	}
	err = g.each(func(rows *sql.Rows) error {
		c, err := scanCredential(rows)
		if i, known := held[c.Person]; known { // whoever began in between is not among them
			list[i].Credentials = append(list[i].Credentials, c)
		}
		return err
	}, `select `+credentialColumns+` from credentials where person_id in (select person_id from employments
		where program_id in ? and starts_on <= ? and (ends_on is null or ends_on >= ?)) order by person_id, starts_on, id`, programs, dateCol(on), dateCol(on))
	if err != nil {
		return nil, fmt.Errorf("what the staff of %d programs holds: %w", len(programs), err)
	}
	return list, nil
}
