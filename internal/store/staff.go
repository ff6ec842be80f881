package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
)

// Standings are the people employed in one of the programs on the day, by name and at most limit of them, each with their
// figures, in one statement. The hours come with the figures of a category that has a pace, or with all: of each what
// readHours gives.
//
// The limit is no bare parameter: SQLite looks at the value of one when it plans, and so plans anew each time (see keptConn).
func (s *Store) Standings(ctx context.Context, programs []roster.ProgramID, today day.Date, limit int, hours bool) ([]endorsement.Standing, error) {
	staff := staffList{hours: hours}
	g := gathering{tx: s.ask(ctx)}
	err := g.each(staff.read, `with e as (select person_id, program_id, min(role) as role from employments
			where program_id in @programs and starts_on <= @today and (ends_on is null or ends_on >= @today) group by person_id, program_id)
		select p.id, p.external_id, p.association, p.name, e.role, e.program_id, `+figureColumns+`
		from (select * from people where id in (select person_id from e) order by name, id limit @limit + 0) p
		join e on e.person_id = p.id left join progress r on r.person_id = p.id
		order by p.name, p.id, r.purpose, r.category, r.period, e.program_id`,
		map[string]any{"programs": programs, "today": dateCol(today), "limit": limit})
	if err == nil {
		err = staff.tell()
	}
	if err != nil {
		return nil, fmt.Errorf("staff of %d programs: %w", len(programs), err)
	}
	return staff.list, nil
}

// staffList is some staff as they are read.
type staffList struct {
	list  []endorsement.Standing
	texts []string // the hours of the judgements of the last of them, as they are written
	hours bool     // all of them come with their hours
}

// read takes one person and, where they have any, one of their purposes: it comes once for each program they work in.
func (l *staffList) read(rows *sql.Rows) error {
	var next endorsement.Standing
	var program roster.ProgramID
	var figures figureRow
	err := rows.Scan(append([]any{&next.Person.ID, &next.Person.External, &next.Person.Association, &next.Person.Name, &next.Role, &program}, figures.fields()...)...)
	if err != nil {
		return err
	}
	if last := len(l.list) - 1; last < 0 || l.list[last].Person.ID != next.Person.ID {
		if err := l.tell(); err != nil {
			return err
		}
		l.list, l.texts = append(l.list, next), l.texts[:0]
	}
	s := &l.list[len(l.list)-1]
	if s.Role = min(s.Role, next.Role); !slices.Contains(s.Programs, program) {
		s.Programs = append(s.Programs, program)
	}
	purpose := figures.purpose()
	if last := len(s.Judgements) - 1; !figures.Purpose.Valid || last >= 0 && s.Judgements[last].Purpose == purpose {
		return nil
	}
	j, text, err := figures.judgement()
	s.Judgements, l.texts = append(s.Judgements, j), append(l.texts, text)
	return err
}

// tell gives the judgements of the last person the hours that are asked for.
func (l *staffList) tell() (err error) {
	if len(l.list) == 0 {
		return nil
	}
	of := l.list[len(l.list)-1].Judgements
	for i := range of {
		if l.hours || endorsement.HasPace(of, of[i].Purpose.Category) {
			if of[i].Entries, err = readHours(l.texts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Tenancies are the employments of people, by first day; only Program and Span are set.
func (s *Store) Tenancies(ctx context.Context, people []roster.PersonID) (map[roster.PersonID][]roster.Employment, error) {
	of := make(map[roster.PersonID][]roster.Employment, len(people))
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var e roster.Employment
		var from, to dateCol
		err := rows.Scan(&e.Person, &e.Program, &from, &to)
		e.Span = day.Span{From: day.Date(from), To: day.Date(to)}
		of[e.Person] = append(of[e.Person], e)
		return err
	}, `select person_id, program_id, starts_on, ends_on from employments where person_id in ? order by starts_on, id`, people)
	if err != nil {
		return nil, fmt.Errorf("employments of %d people: %w", len(people), err)
	}
	return of, nil
}

// Colleague is a person with all their employments, by beginning. It is access.Nowhere where there is no such person.
func (s *Store) Colleague(ctx context.Context, id roster.PersonID) (roster.Person, []roster.Employment, error) {
	var person roster.Person
	var employments []roster.Employment
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var program sql.NullInt64
		var role sql.NullString
		var from, to dateCol
		err := rows.Scan(&person.ID, &person.External, &person.Association, &person.Name, &person.Region, &program, &role, &from, &to)
		if program.Valid {
			employments = append(employments, roster.Employment{
				Person: person.ID, Program: roster.ProgramID(program.Int64), Role: roster.EmploymentRole(role.String),
				Span: day.Span{From: day.Date(from), To: day.Date(to)},
			})
		}
		return err
	}, `select p.id, p.external_id, p.association, p.name, p.region, e.program_id, e.role, e.starts_on, e.ends_on
		from people p left join employments e on e.person_id = p.id where p.id = ? order by e.starts_on, e.id`, int64(id))
	if err == nil && person.ID == 0 {
		err = access.Nowhere()
	}
	if err != nil {
		return roster.Person{}, nil, fmt.Errorf("person %d: %w", id, err)
	}
	return person, employments, nil
}

// Ready is nil where the database answers with a schema that this binary serves.
func (s *Store) Ready(ctx context.Context) error {
	status, err := s.SchemaStatus(ctx)
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	return status.Refusal()
}
