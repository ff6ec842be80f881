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

// Facts loads all that judging these people needs: seven statements, however many they are.
func (s *Store) Facts(ctx context.Context, people []roster.PersonID) ([]rulebook.Facts, error) {
	return factsOf(s.ask(ctx), people)
}

func factsOf(tx *gorm.DB, people []roster.PersonID) ([]rulebook.Facts, error) {
	f := gathering{tx: tx, ids: slices.Sorted(slices.Values(people)), of: make(map[roster.PersonID]*rulebook.Facts, len(people))}
	for _, step := range []func() error{f.people, f.employments, f.targets, f.ledger, f.credentials, f.decisions} {
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

func (g *gathering) employments() error {
	return g.each(func(rows *sql.Rows) error {
		var e roster.Employment
		var from, to dateCol
		if err := rows.Scan(&e.Person, &e.Program, &e.Role, &e.FTE, &e.Serves, &e.Supervises, &from, &to); err != nil {
			return err
		}
		e.Span = day.Span{From: day.Date(from), To: day.Date(to)}
		g.of[e.Person].Employments = append(g.of[e.Person].Employments, e)
		return nil
	}, `select person_id, program_id, role, fte_milli, serves, supervises, starts_on, ends_on from employments where person_id in ? order by starts_on, id`, g.ids)
}

func (g *gathering) targets() error {
	return g.each(func(rows *sql.Rows) error {
		var t roster.Target
		var opened dateCol
		if err := rows.Scan(&t.Person, &t.Category, &t.Degree, &opened); err != nil {
			return err
		}
		t.OpenedOn = day.Date(opened)
		g.of[t.Person].Targets = append(g.of[t.Person].Targets, t)
		return nil
	}, `select person_id, category, degree, opened_on from targets where person_id in ?`, g.ids)
}

func (g *gathering) ledger() error {
	entries := make(map[roster.PersonID][]ledger.Entry, len(g.of))
	err := g.each(func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		entries[e.Person] = append(entries[e.Person], e)
		return err
	}, `select `+entryColumns+` from ledger l join sessions s on s.id = l.session_id where l.person_id in ?`, g.ids)
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

// credentials loads those of the people and of everybody who led them, in one statement.
func (g *gathering) credentials() error {
	holders := make(map[roster.PersonID][]roster.Credential)
	for _, f := range g.of {
		holders[f.Person.ID] = nil
		for lead := range f.Leads {
			holders[lead] = nil
		}
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(holders)), chunk) {
		if err := g.held(holders, part); err != nil {
			return err
		}
	}
	for _, f := range g.of {
		f.Credentials = holders[f.Person.ID]
		for lead := range f.Leads {
			f.Leads[lead] = holders[lead]
		}
	}
	return nil
}

func (g *gathering) held(holders map[roster.PersonID][]roster.Credential, ids []roster.PersonID) error {
	return g.each(func(rows *sql.Rows) error {
		var c roster.Credential
		var from, to dateCol
		if err := rows.Scan(&c.Person, &c.Category, &c.Status, &c.Degree, &from, &to); err != nil {
			return err
		}
		c.Span = day.Span{From: day.Date(from), To: day.Date(to)}
		holders[c.Person] = append(holders[c.Person], c)
		return nil
	}, `select person_id, category, status, degree, starts_on, ends_on from credentials where person_id in ? order by starts_on, id`, ids)
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
