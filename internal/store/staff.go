package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Standings are the people employed in one of the programs on the day, by name and at most limit of them, each with their
// figures, in one statement. The entries come with the figures of a category of which anything is missing: a pace is told by
// them.
func (s *Store) Standings(ctx context.Context, programs []roster.ProgramID, today day.Date, limit int, entries bool) ([]endorsement.Standing, error) {
	var list []endorsement.Standing
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		standing, judgement, err := scanStanding(rows)
		if err != nil {
			return err
		}
		if last := len(list) - 1; last < 0 || list[last].Person.ID != standing.Person.ID {
			list = append(list, endorsement.Standing{Person: standing.Person, Role: standing.Role})
		}
		gains(&list[len(list)-1], standing, judgement)
		return nil
	}, `select p.id, p.external_id, p.association, p.name, e.role, e.program_id, r.purpose, r.category, r.period,
			r.required, r.counted, r.held, r.rejected, r.months, r.window_from, r.window_to, r.satisfied, r.missing, r.warnings,
			case when @entries or exists (select 1 from progress o where o.person_id = r.person_id and o.category = r.category and not o.satisfied) then r.details else '{}' end
		from (select person_id, program_id, min(role) as role from employments
			where program_id in @programs and starts_on <= @today and (ends_on is null or ends_on >= @today) group by person_id, program_id) e
		join (select * from people where id in (select person_id from employments
				where program_id in @programs and starts_on <= @today and (ends_on is null or ends_on >= @today))
			order by name, id limit @limit) p on p.id = e.person_id left join progress r on r.person_id = p.id
		order by p.name, p.id, r.purpose, r.category, r.period, e.program_id`,
		map[string]any{"programs": programs, "today": dateCol(today), "limit": limit, "entries": entries})
	if err != nil {
		return nil, fmt.Errorf("staff of %d programs: %w", len(programs), err)
	}
	return list, nil
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

// gains adds what one row says of a person: a purpose comes once for each program they work in.
func gains(s *endorsement.Standing, row endorsement.Standing, j rulebook.Judgement) {
	s.Role = min(s.Role, row.Role)
	if !slices.Contains(s.Programs, row.Programs[0]) {
		s.Programs = append(s.Programs, row.Programs[0])
	}
	if last := len(s.Judgements) - 1; j.Purpose.Kind != "" && (last < 0 || s.Judgements[last].Purpose != j.Purpose) {
		s.Judgements = append(s.Judgements, j)
	}
}

// scanStanding reads one person and, where they have any, one of their purposes.
func scanStanding(rows *sql.Rows) (endorsement.Standing, rulebook.Judgement, error) {
	var (
		s                                                      endorsement.Standing
		j                                                      rulebook.Judgement
		purpose, category, period, missing, warnings, document sql.NullString
		required, counted, held, rejected, months              sql.NullInt64
		satisfied                                              sql.NullBool
		from, to                                               dateCol
		d                                                      details
	)
	s.Programs = make([]roster.ProgramID, 1)
	err := rows.Scan(&s.Person.ID, &s.Person.External, &s.Person.Association, &s.Person.Name, &s.Role, &s.Programs[0], &purpose, &category, &period,
		&required, &counted, &held, &rejected, &months, &from, &to, &satisfied, &missing, &warnings, &document)
	j.Purpose = rulebook.Purpose{Kind: rulebook.PurposeKind(purpose.String), Category: roster.Category(category.String), Period: period.String}
	j.Required, j.Counted, j.Held, j.Rejected = int(required.Int64), int(counted.Int64), int(held.Int64), int(rejected.Int64)
	j.Months, j.Window, j.Satisfied = int(months.Int64), day.Span{From: day.Date(from), To: day.Date(to)}, satisfied.Bool
	j.Missing, j.Warnings = split[rulebook.Missing](missing.String), split[rulebook.Warning](warnings.String)
	if err != nil || j.Purpose.Kind == "" {
		return s, j, err
	}
	if err := json.Unmarshal([]byte(document.String), &d); err != nil {
		return s, j, err
	}
	j.MinMonths = d.MinMonths
	return s, j, d.into(&j)
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
