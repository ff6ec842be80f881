package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"attune/internal/attendance"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// Lines are a person's standing received entries with the names beside them, oldest first: those of supervision, and apart from
// them those of trainings. One statement.
func (s *Store) Lines(ctx context.Context, person roster.PersonID) ([]ledger.Line, []ledger.Trained, error) {
	all, err := receivedBy(s.ask(ctx), []roster.PersonID{person}, ofBoth)
	if err != nil {
		return nil, nil, fmt.Errorf("received entries of person %d: %w", person, err)
	}
	var lines []ledger.Line
	var trained []ledger.Trained
	for _, t := range all {
		if t.Kind == roster.Training {
			trained = append(trained, t)
		} else {
			lines = append(lines, t.Line)
		}
	}
	return lines, trained, nil
}

// Targets are the categories that a person has set out to earn, in the order in which they were opened.
func (s *Store) Targets(ctx context.Context, person roster.PersonID) ([]roster.Category, error) {
	var list []roster.Category
	err := s.ask(ctx).Raw(`select category from targets where person_id = ? order by opened_on, category`, int64(person)).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("targets of person %d: %w", person, err)
	}
	return list, nil
}

// lineColumns are what scanLine receives, of entries l of sessions s of groups g, led by people p.
const lineColumns = entryColumns + `, g.name, s.time_zone, coalesce(p.name, ''), exists (select 1 from waiting_amendments w where w.session_id = l.session_id)`

// scanLine reads lineColumns.
func scanLine(rows *sql.Rows) (ledger.Line, error) {
	var line ledger.Line
	entry, err := scanEntry(rows, &line.Group, &line.TimeZone, &line.LeadName, &line.Amended)
	line.Entry = entry
	return line, err
}

// ProvidedLines are a person's standing provided entries of supervision, of sessions that began in [from, to), oldest first.
func (s *Store) ProvidedLines(ctx context.Context, person roster.PersonID, from, to time.Time) ([]ledger.Line, error) {
	var lines []ledger.Line
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		line, err := scanLine(rows)
		lines = append(lines, line)
		return err
	}, `select `+lineColumns+`
		from ledger l join sessions s on s.id = l.session_id join groups g on g.id = s.group_id left join people p on p.id = l.lead_id
		where l.person_id = ? and l.direction = 'provided' and l.started_at >= ? and l.started_at < ? and `+ofSupervision+` and `+stands+`
		order by l.started_at, s.external_id`, int64(person), utc(from), utc(to))
	if err != nil {
		return nil, fmt.Errorf("provided entries of person %d: %w", person, err)
	}
	return lines, nil
}

// Away are who said ahead that they cannot come to sessions that a person is to lead in [from, to), or whose group they
// provide, by the sessions' start and by name.
func (s *Store) Away(ctx context.Context, person roster.PersonID, from, to time.Time) ([]attendance.Away, error) {
	var list []attendance.Away
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var a attendance.Away
		err := rows.Scan(&a.Session, &a.Group, &a.Starts, &a.Zone, &a.Name)
		a.Starts = utc(a.Starts)
		list = append(list, a)
		return err
	}, `select s.id, g.name, s.starts_at, s.time_zone, p.name from sessions s join groups g on g.id = s.group_id
			join absences a on a.session_id = s.id and cast(a.said_of as text) = substr(s.local_start, 1, 10) join people p on p.id = a.person_id
		where s.status = 'scheduled' and s.starts_at >= @from and s.starts_at < @to
			and (g.provider_id = @person or s.lead_id = @person or s.co_lead_id = @person)
		order by s.starts_at, s.id, p.name, p.id`, map[string]any{"person": int64(person), "from": utc(from), "to": utc(to)})
	if err != nil {
		return nil, fmt.Errorf("who cannot come to sessions of person %d: %w", person, err)
	}
	return list, nil
}
