package store

import (
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/exchange"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Roster loads people, programs and groups, with the dated facts and decisions of the people and the memberships of the
// groups. The groups' providers are among the people, without their facts.
func (in intake) Roster(people []roster.PersonID, programs []roster.ProgramID, groups []roster.GroupID) (exchange.Roster, error) {
	var r exchange.Roster
	steps := []error{
		all(in.tx, &r.People, `select `+personColumns+` from people where id in ?`, people, scanPerson),
		all(in.tx, &r.People, `select `+personColumns+` from people where id in (select provider_id from groups where id in ?)`, groups, scanPerson),
		all(in.tx, &r.Programs, `select id, external_id, name, kind, model, region, association from programs where id in ?`, programs, scanProgram),
		all(in.tx, &r.Groups, `select `+groupColumns+` from groups g where id in ?`, groups, scanGroup),
		all(in.tx, &r.Employments, `select `+employmentColumns+` from employments where person_id in ?`, people, plain(scanEmployment)),
		all(in.tx, &r.Credentials, `select `+credentialColumns+` from credentials where person_id in ?`, people, plain(scanCredential)),
		all(in.tx, &r.Targets, `select `+targetColumns+` from targets where person_id in ?`, people, plain(scanTarget)),
		all(in.tx, &r.Memberships, `select `+membershipColumns+` from memberships where group_id in ?`, groups, plain(scanMembership)),
		all(in.tx, &r.Decisions, `select `+decisionColumns+` from decisions where person_id in ?`, people, plain(scanDecision)),
	}
	for _, err := range steps {
		if err != nil {
			return exchange.Roster{}, fmt.Errorf("load what is stored of the bundle: %w", err)
		}
	}
	return r, nil
}

// all reads the rows of a query over a long list into a list.
func all[T, ID any](tx *gorm.DB, list *[]T, query string, ids []ID, scan func(*sql.Rows) (T, error)) error {
	return eachOf(tx, query, ids, func(rows *sql.Rows) error {
		is, err := scan(rows)
		*list = append(*list, is)
		return err
	})
}

// The columns of dated facts, in the order in which they are scanned and written.
const (
	employmentColumns = `person_id, program_id, role, fte_milli, serves, supervises, starts_on, ends_on`
	credentialColumns = `person_id, category, status, degree, starts_on, ends_on`
	targetColumns     = `person_id, category, degree, opened_on`
	membershipColumns = `group_id, person_id, starts_on, ends_on`
	decisionColumns   = `person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on`
)

// plain is a scan of what a query selects, with nothing beside.
func plain[T any](scan func(*sql.Rows, ...any) (T, error)) func(*sql.Rows) (T, error) {
	return func(rows *sql.Rows) (T, error) { return scan(rows) }
}

func scanPerson(rows *sql.Rows) (p roster.Person, err error) {
	err = rows.Scan(&p.ID, &p.External, &p.Association, &p.Name, &p.Email, &p.Region)
	return p, err
}

func scanProgram(rows *sql.Rows) (p roster.Program, err error) {
	err = rows.Scan(&p.ID, &p.External, &p.Name, &p.Kind, &p.Model, &p.Region, &p.Association)
	return p, err
}

func scanGroup(rows *sql.Rows) (roster.Group, error) {
	var row groupScan
	err := rows.Scan(row.fields()...)
	return row.group(), err
}

func scanEmployment(rows *sql.Rows, beside ...any) (e roster.Employment, err error) {
	err = rows.Scan(append([]any{&e.Person, &e.Program, &e.Role, &e.FTE, &e.Serves, &e.Supervises, (*dateCol)(&e.Span.From), (*dateCol)(&e.Span.To)}, beside...)...)
	return e, err
}

func scanCredential(rows *sql.Rows, beside ...any) (c roster.Credential, err error) {
	err = rows.Scan(append([]any{&c.Person, &c.Category, &c.Status, &c.Degree, (*dateCol)(&c.Span.From), (*dateCol)(&c.Span.To)}, beside...)...)
	return c, err
}

func scanTarget(rows *sql.Rows, beside ...any) (g roster.Target, err error) {
	err = rows.Scan(append([]any{&g.Person, &g.Category, &g.Degree, (*dateCol)(&g.OpenedOn)}, beside...)...)
	return g, err
}

func scanMembership(rows *sql.Rows, beside ...any) (m roster.Membership, err error) {
	err = rows.Scan(append([]any{&m.Group, &m.Person, (*dateCol)(&m.Span.From), (*dateCol)(&m.Span.To)}, beside...)...)
	return m, err
}

func scanDecision(rows *sql.Rows, beside ...any) (d rulebook.Decision, err error) {
	err = rows.Scan(append([]any{
		&d.Person, &d.Session, &d.Version, &d.Purpose.Kind, &d.Purpose.Category, &d.Purpose.Period,
		&d.Verdict, &d.HeldReason, &d.Reason, &d.DecidedBy, (*dateCol)(&d.DecidedOn),
	}, beside...)...)
	return d, err
}

// SaveRoster adds what has no id yet, gives it one in place, and updates the rest; dated facts and decisions are told
// from each other by what is unique about them. Associations that are not stored are added.
func (in intake) SaveRoster(r *exchange.Roster) (exchange.Numbers, error) {
	var n exchange.Numbers
	steps := []func() error{
		func() error { return in.saveAssociations(r.Associations) },
		func() error { return in.savePeople(r.People) },
		func() error { return in.savePrograms(r.Programs) },
		func() error { return in.saveGroups(r.Groups) },
		func() (err error) { n.Employments, err = in.saveEmployments(r.Employments); return err },
		func() (err error) { n.Credentials, err = in.saveCredentials(r.Credentials); return err },
		func() (err error) { n.Targets, err = in.saveTargets(r.Targets); return err },
		func() (err error) { n.Memberships, err = in.saveMemberships(r.Memberships); return err },
		func() (err error) { n.Decisions, err = in.saveDecisions(r.Decisions); return err },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return exchange.Numbers{}, err
		}
	}
	return n, nil
}

// saveAssociations adds associations, and follows their rules in name and zone.
func (in intake) saveAssociations(list []exchange.Association) error {
	b := bulk{into: `associations (code, name, time_zone)`, types: `text text text`, then: `on conflict (code) do update
		set name = excluded.name, time_zone = excluded.time_zone
		where associations.name <> excluded.name or associations.time_zone <> excluded.time_zone`}
	return b.write(in.tx, len(list), func(i int) []any {
		return []any{string(list[i].Code), list[i].Name, list[i].TimeZone}
	}, nil)
}

func (in intake) savePeople(list []roster.Person) error {
	places := placesOf(list, func(p roster.Person) roster.External { return p.External })
	b := bulk{into: `people (external_id, association, name, email, region, calendar_version, calendar_changed_at)`, types: `text text text text text bigint timestamptz`, then: `on conflict (external_id) do update
		set association = excluded.association, name = excluded.name, email = excluded.email, region = excluded.region returning id, external_id`}
	return b.write(in.tx, len(list), func(i int) []any {
		p := list[i]
		return []any{string(p.External), string(p.Association), p.Name, p.Email, p.Region, 1, in.at}
	}, func(rows *sql.Rows) error {
		return named(rows, places, func(i int, id int64) { list[i].ID = roster.PersonID(id) })
	})
}

func (in intake) savePrograms(list []roster.Program) error {
	places := placesOf(list, func(p roster.Program) roster.External { return p.External })
	b := bulk{into: `programs (external_id, association, name, kind, model, region)`, types: `text text text text text text`, then: `on conflict (external_id) do update
		set association = excluded.association, name = excluded.name, kind = excluded.kind, model = excluded.model, region = excluded.region returning id, external_id`}
	return b.write(in.tx, len(list), func(i int) []any {
		p := list[i]
		return []any{string(p.External), string(p.Association), p.Name, string(p.Kind), string(p.Model), p.Region}
	}, func(rows *sql.Rows) error {
		return named(rows, places, func(i int, id int64) { list[i].ID = roster.ProgramID(id) })
	})
}

// saveGroups saves groups, and has their sessions and sheets follow a group to another association.
func (in intake) saveGroups(list []roster.Group) error {
	var stored []roster.GroupID
	for _, g := range list {
		if g.ID != 0 {
			stored = append(stored, g.ID)
		}
	}
	places := placesOf(list, func(g roster.Group) roster.External { return g.External })
	b := bulk{into: `groups (external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, program_id, funding, cost_cents, open, call_shown,
		areas, of_which, meant_for)`, types: `text text text bigint text text text text integer text bigint text integer boolean boolean text text text`, then: `on conflict (external_id) do update
		set association = excluded.association, name = excluded.name, provider_id = excluded.provider_id, time_zone = excluded.time_zone,
			kind = excluded.kind, format = excluded.format, modality = excluded.modality, capacity = excluded.capacity, place = excluded.place,
			program_id = excluded.program_id, funding = excluded.funding, cost_cents = excluded.cost_cents, open = excluded.open, call_shown = excluded.call_shown,
			areas = excluded.areas, of_which = excluded.of_which, meant_for = excluded.meant_for returning id, external_id`}
	err := b.write(in.tx, len(list), func(i int) []any {
		g := list[i]
		return []any{
			string(g.External), string(g.Association), g.Name, int64(g.Provider), g.TimeZone, string(g.Kind), string(g.Format), string(g.Modality),
			g.Capacity, g.Place, idOrNil(g.Program), g.Funding, g.CostCents, g.Open, g.CallShown,
			string(g.Syllabus.Areas), string(g.Syllabus.OfWhich), string(g.Syllabus.MeantFor),
		}
	}, func(rows *sql.Rows) error {
		return named(rows, places, func(i int, id int64) { list[i].ID = roster.GroupID(id) })
	})
	if err != nil {
		return err
	}
	return in.follow(stored)
}

func (in intake) follow(groups []roster.GroupID) error {
	const sessions = `update sessions set association = (select g.association from groups g where g.id = sessions.group_id)
		where group_id in ? and association <> (select g.association from groups g where g.id = sessions.group_id)`
	const sheets = `update sheets set association = (select s.association from sessions s where s.id = sheets.session_id)
		where session_id in (select id from sessions where group_id in ?)
		and association <> (select s.association from sessions s where s.id = sheets.session_id)`
	for _, statement := range []string{sessions, sheets} {
		if len(groups) == 0 {
			return nil
		}
		if err := in.tx.Exec(statement, groups).Error; err != nil {
			return fmt.Errorf("have sessions follow %d groups: %w", len(groups), err)
		}
	}
	return nil
}

// placesOf is where each thing of a list stands.
func placesOf[T any, K comparable](list []T, key func(T) K) map[K]int {
	places := make(map[K]int, len(list))
	for i, is := range list {
		places[key(is)] = i
	}
	return places
}

// named reads an id and an external id, and hands over where the thing of that name stands.
func named(rows *sql.Rows, places map[roster.External]int, give func(place int, id int64)) error {
	var id int64
	var external roster.External
	if err := rows.Scan(&id, &external); err != nil {
		return err
	}
	give(places[external], id)
	return nil
}
