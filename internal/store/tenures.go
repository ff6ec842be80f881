package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// employedThen selects who works in one of @programs on one of the days from @from to @to: everybody, or @only.
const employedThen = `(select person_id from employments where program_id in @programs and starts_on <= @to and (ends_on is null or ends_on >= @from)
	and (cast(@only as bigint) = 0 or person_id = @only))`

// Tenures are the people who work in one of the programs on one of the days, by name: all of them or, where only is not
// zero, that one. They come with all their employments and with the hours of those days and of the day before and after,
// since each association has days of its own. In three statements, however many they are.
func (s *Store) Tenures(ctx context.Context, programs []roster.ProgramID, days day.Span, only roster.PersonID) ([]endorsement.Tenure, error) {
	args := map[string]any{
		"programs": programs, "from": dateCol(days.From), "to": dateCol(days.To), "only": int64(only),
		"since": utc(days.From.AddDays(-1).Begins(lastDay)), "until": utc(days.To.AddDays(2).Begins(firstDay)),
	}
	list, err := tenuresOf(s.ask(ctx), args)
	if err == nil {
		err = linesOf(s.ask(ctx), list, args)
	}
	if err == nil {
		err = unverifiedOf(s.ask(ctx), list, args)
	}
	if err != nil {
		return nil, fmt.Errorf("hours in %d programs: %w", len(programs), err)
	}
	tenures := make([]endorsement.Tenure, len(list))
	for i, t := range list {
		tenures[i] = *t
	}
	return tenures, nil
}

// Toward are the purposes on record of the people who work in one of the programs on one of the days, in the order of a report.
func (s *Store) Toward(ctx context.Context, programs []roster.ProgramID, days day.Span) (map[roster.PersonID][]rulebook.Purpose, error) {
	toward := make(map[roster.PersonID][]rulebook.Purpose)
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var person roster.PersonID
		var p rulebook.Purpose
		err := rows.Scan(&person, &p.Kind, &p.Category, &p.Period)
		toward[person] = append(toward[person], p)
		return err
	}, `select person_id, purpose, category, period from progress where person_id in `+employedThen+` order by person_id, purpose, category, period`,
		map[string]any{"programs": programs, "from": dateCol(days.From), "to": dateCol(days.To), "only": int64(0)})
	if err != nil {
		return nil, fmt.Errorf("what the staff of %d programs work toward: %w", len(programs), err)
	}
	return toward, nil
}

func tenuresOf(tx *gorm.DB, args map[string]any) (list []*endorsement.Tenure, err error) {
	g := gathering{tx: tx}
	return list, g.each(func(rows *sql.Rows) error {
		var p roster.Person
		var e roster.Employment
		var from, to dateCol
		if err := rows.Scan(&p.ID, &p.External, &p.Association, &p.Name, &e.Program, &e.Role, &e.FTE, &from, &to); err != nil {
			return err
		}
		e.Person, e.Span = p.ID, day.Span{From: day.Date(from), To: day.Date(to)}
		if last := len(list) - 1; last < 0 || list[last].Person.ID != p.ID {
			list = append(list, &endorsement.Tenure{Person: p})
		}
		t := list[len(list)-1]
		t.Employments = append(t.Employments, e)
		return nil
	}, `select p.id, p.external_id, p.association, p.name, e.program_id, e.role, e.fte_milli, e.starts_on, e.ends_on
		from people p join employments e on e.person_id = p.id where p.id in `+employedThen+` order by p.name, p.id, e.starts_on, e.id`, args)
}

// linesOf gives tenures their standing entries: of supervision, received and provided, and apart from them those that were received
// in trainings, of which nothing is said beside the hour.
func linesOf(tx *gorm.DB, list []*endorsement.Tenure, args map[string]any) error {
	of := tenureOf(list)
	g := gathering{tx: tx}
	return g.each(func(rows *sql.Rows) error {
		line, err := scanLine(rows)
		switch t := of[line.Person]; {
		case t == nil:
		case line.Kind != roster.Training:
			t.Lines = append(t.Lines, line)
		case line.Direction == ledger.Received:
			t.Trained = append(t.Trained, ledger.Trained{Line: line})
		}
		return err
	}, `select `+lineColumns+`
		from ledger l join sessions s on s.id = l.session_id join groups g on g.id = s.group_id left join people p on p.id = l.lead_id
		where l.person_id in `+employedThen+` and l.started_at >= @since and l.started_at < @until and `+ofBoth+` and `+stands+`
		order by l.started_at, s.external_id, l.direction`, args)
}

// stands selects entries l of the ledger that nothing has taken back.
const stands = `not l.reversal and not exists (select 1 from ledger r where r.person_id = l.person_id and r.session_id = l.session_id
	and r.direction = l.direction and r.version = l.version and r.reversal)`

// unverifiedOf gives tenures what their marks on sheets would give them that nobody has verified.
func unverifiedOf(tx *gorm.DB, list []*endorsement.Tenure, args map[string]any) error {
	of := tenureOf(list)
	g := gathering{tx: tx}
	return g.each(func(rows *sql.Rows) error {
		line, err := scanExpected(rows)
		if t := of[line.Person]; t != nil && line.Minutes > 0 {
			t.Unverified = append(t.Unverified, line)
		}
		return err
	}, `select `+sessionColumns+`, `+groupColumns+`, h.began_at, h.ended_at, m.person_id, m.mark, m.intervals, m.focus, coalesce(p.name, '')
		from marks m join sheets h on h.session_id = m.session_id and m.version = h.version + 1
		join sessions s on s.id = m.session_id join groups g on g.id = s.group_id
		left join people p on not s.nobody_led and p.id = coalesce(s.lead_id, g.provider_id)
		where m.person_id in `+employedThen+` and m.mark in ('present', 'partial') and h.state in ('open', 'unverified') and s.status <> 'cancelled' and g.kind <> 'training'
			and coalesce(h.began_at, s.starts_at) >= @since and coalesce(h.began_at, s.starts_at) < @until
		order by coalesce(h.began_at, s.starts_at), s.external_id`, args)
}

func scanExpected(rows *sql.Rows) (ledger.Line, error) {
	var session sessionScan
	var group groupScan
	var row markRow
	var line ledger.Line
	var began, ended sql.NullTime
	err := rows.Scan(slices.Concat(session.fields(), group.fields(), []any{&began, &ended, &row.PersonID, &row.Mark, &row.Intervals, &row.Focus, &line.LeadName})...)
	if err != nil {
		return line, err
	}
	mark, err := row.mark()
	if err != nil {
		return line, err
	}
	sheet := attendance.Sheet{Group: group.group(), Began: utc(began.Time), Ended: utc(ended.Time)}
	if sheet.Session, err = session.session(); err != nil {
		return line, err
	}
	line.Entry, line.Group, line.TimeZone = sheet.Expected(mark), sheet.Group.Name, sheet.Session.TimeZone
	return line, nil
}

func tenureOf(list []*endorsement.Tenure) map[roster.PersonID]*endorsement.Tenure {
	of := make(map[roster.PersonID]*endorsement.Tenure, len(list))
	for _, t := range list {
		of[t.Person.ID] = t
	}
	return of
}
