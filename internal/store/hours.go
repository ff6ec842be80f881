package store

import (
	"context"
	"database/sql"
	"fmt"

	"attune/internal/ledger"
	"attune/internal/roster"
)

// Lines are a person's standing received entries with the names beside them, oldest first: those of supervision, and apart from
// them those of trainings. One statement.
func (s *Store) Lines(ctx context.Context, person roster.PersonID) ([]ledger.Line, []ledger.Trained, error) {
	all, err := receivedBy(s.ask(ctx), []roster.PersonID{person})
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
