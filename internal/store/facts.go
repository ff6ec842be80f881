package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Facts loads all that judging these people needs: four statements, however many they are.
func (s *Store) Facts(ctx context.Context, people []roster.PersonID) ([]rulebook.Facts, error) {
	return factsOf(s.ask(ctx), people)
}

func factsOf(tx *gorm.DB, people []roster.PersonID) ([]rulebook.Facts, error) {
	f := gathering{tx: tx, ids: slices.Sorted(slices.Values(people)), of: make(map[roster.PersonID]*rulebook.Facts, len(people))}
	for _, step := range []func() error{f.people, f.ledger, f.grounds, f.decisions} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("facts of %d people: %w", len(people), err)
		}
	}
	facts := make([]rulebook.Facts, 0, len(f.of))
	for _, id := range f.ids {
		if person := f.of[id]; person != nil {
			facts = append(facts, *person)
		}
	}
	return facts, nil
}

// gathering collects the facts of some people, a table at a time.
type gathering struct {
	tx  *gorm.DB
	ids []roster.PersonID
	of  map[roster.PersonID]*rulebook.Facts
}

// each runs a query over the people gathered and hands every row to scan.
func (g *gathering) each(scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := g.tx.Raw(query, args...).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (g *gathering) people() error {
	return g.each(func(rows *sql.Rows) error {
		var p roster.Person
		if err := rows.Scan(&p.ID, &p.External, &p.Association, &p.Name, &p.Email, &p.Region); err != nil {
			return err
		}
		g.of[p.ID] = &rulebook.Facts{Person: p, Leads: make(map[roster.PersonID][]roster.Credential)}
		return nil
	}, `select id, external_id, association, name, email, region from people where id in ?`, g.ids)
}

func (g *gathering) ledger() error {
	entries := make(map[roster.PersonID][]ledger.Entry, len(g.of))
	err := g.each(func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		entries[e.Person] = append(entries[e.Person], e)
		return err
	}, `select `+entryColumns+` from ledger l join sessions s on s.id = l.session_id where l.person_id in ? and `+ofSupervision, g.ids)
	if err != nil {
		return err
	}
	for person, all := range entries {
		f := g.of[person]
		for _, e := range ledger.Standing(all) {
			if e.Direction == ledger.Provided {
				f.Provided = append(f.Provided, e)
				continue
			}
			f.Received = append(f.Received, e)
			if e.Lead != 0 {
				f.Leads[e.Lead] = nil
			}
		}
	}
	return nil
}

// grounds loads what is dated about the people, employments, targets and credentials, and the credentials of everybody who
// leads them, in one statement: three short lists, and a page would wait for each.
func (g *gathering) grounds() error {
	holders := make(map[roster.PersonID][]roster.Credential)
	for _, f := range g.of {
		holders[f.Person.ID] = nil
		for lead := range f.Leads {
			holders[lead] = nil
		}
	}
	people := g.ids
	for part := range slices.Chunk(slices.Sorted(maps.Keys(holders)), chunk) {
		if err := g.dated(holders, people, part); err != nil {
			return err
		}
		people = nil // what is left are holders
	}
	for _, f := range g.of {
		f.Credentials = holders[f.Person.ID]
		for lead := range f.Leads {
			f.Leads[lead] = holders[lead]
		}
	}
	return nil
}

// dated loads employments and targets of some people, and the credentials of others.
func (g *gathering) dated(held map[roster.PersonID][]roster.Credential, people, holders []roster.PersonID) error {
	return g.each(func(rows *sql.Rows) error {
		var (
			kind, first, second, third string
			person                     roster.PersonID
			program                    roster.ProgramID
			share                      roster.FTE
			span                       day.Span
		)
		if err := rows.Scan(&kind, &person, &program, &share, &first, &second, &third, (*dateCol)(&span.From), (*dateCol)(&span.To)); err != nil {
			return err
		}
		switch kind {
		case "employment":
			g.of[person].Employments = append(g.of[person].Employments, roster.Employment{
				Person: person, Program: program, FTE: share, Role: roster.EmploymentRole(first), Serves: roster.Tracks(second), Supervises: roster.Tracks(third), Span: span,
			})
		case "target":
			g.of[person].Targets = append(g.of[person].Targets, roster.Target{Person: person, Category: roster.Category(first), Degree: roster.Degree(third), OpenedOn: span.From})
		default:
			held[person] = append(held[person], roster.Credential{
				Person: person, Category: roster.Category(first), Status: roster.CredentialStatus(second), Degree: roster.Degree(third), Span: span,
			})
		}
		return nil
	}, `select kind, person_id, program_id, fte_milli, first, second, third, starts_on, ends_on from (
			select 'employment' as kind, person_id, program_id, fte_milli, role as first, serves as second, supervises as third, starts_on, ends_on, id
				from employments where person_id in ?
			union all select 'target', person_id, 0, 0, category, '', degree, opened_on, null, id from targets where person_id in ?
			union all select 'credential', person_id, 0, 0, category, status, degree, starts_on, ends_on, id from credentials where person_id in ?) dated
		order by starts_on, id`, people, people, holders)
}

func (g *gathering) decisions() error {
	return g.each(func(rows *sql.Rows) error {
		var d rulebook.Decision
		var on dateCol
		err := rows.Scan(&d.Person, &d.Session, &d.Version, &d.Purpose.Kind, &d.Purpose.Category, &d.Purpose.Period, &d.Verdict, &d.HeldReason, &d.Reason, &d.DecidedBy, &on)
		if err != nil {
			return err
		}
		d.DecidedOn = day.Date(on)
		g.of[d.Person].Decisions = append(g.of[d.Person].Decisions, d)
		return nil
	}, `select person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on from decisions where person_id in ?`, g.ids)
}

// entryColumns are what scanEntry reads, of ledger l and its session s, before whatever else a query selects beside.
const entryColumns = `l.session_id, s.external_id, l.person_id, l.association, l.direction, l.version, l.reversal, l.minutes,
	l.started_at, l.ended_at, l.lead_id, l.kind, l.format, l.modality, l.focus, l.supervisees, l.presence`

func scanEntry(rows *sql.Rows, beside ...any) (ledger.Entry, error) {
	var (
		e        ledger.Entry
		lead     sql.NullInt64
		presence string
	)
	fields := []any{
		&e.Session, &e.SessionExternal, &e.Person, &e.Association, &e.Direction, &e.Version, &e.Reversal, &e.Minutes,
		&e.Started, &e.Ended, &lead, &e.Kind, &e.Format, &e.Modality, &e.Focus, &e.Supervisees, &presence,
	}
	if err := rows.Scan(append(fields, beside...)...); err != nil {
		return e, err
	}
	e.Started, e.Ended, e.Lead = e.Started.UTC(), e.Ended.UTC(), roster.PersonID(lead.Int64)
	var err error
	e.Presence, err = ledger.ParsePresence(presence)
	return e, err
}
