package store

import (
	"database/sql"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// What is unique about dated facts, as the database returns it.
type (
	employmentRef struct {
		person, program int64
		role            string
		from            day.Date
	}
	credentialRef struct {
		person   int64
		category string
		from     day.Date
	}
	membershipRef struct {
		group, person int64
		from          day.Date
	}
	decisionRef struct {
		person, session           int64
		version                   int
		purpose, category, period string
	}
)

func (in intake) saveEmployments(list []roster.Employment) ([]int64, error) {
	ids := make([]int64, len(list))
	places := placesOf(list, func(e roster.Employment) employmentRef {
		return employmentRef{int64(e.Person), int64(e.Program), string(e.Role), e.Span.From}
	})
	b := bulk{into: `employments (` + employmentColumns + `)`, types: `bigint bigint text integer text text date date`, then: `on conflict (person_id, program_id, role, starts_on) do update
		set fte_milli = excluded.fte_milli, serves = excluded.serves, supervises = excluded.supervises, ends_on = excluded.ends_on
		returning id, person_id, program_id, role, starts_on`}
	return ids, b.write(in.tx, len(list), func(i int) []any {
		e := list[i]
		return []any{
			int64(e.Person), int64(e.Program), string(e.Role), int(e.FTE), string(e.Serves), string(e.Supervises), dateCol(e.Span.From), dateCol(e.Span.To),
		}
	}, func(rows *sql.Rows) error {
		var id int64
		var k employmentRef
		err := rows.Scan(&id, &k.person, &k.program, &k.role, (*dateCol)(&k.from))
		ids[places[k]] = id
		return err
	})
}

func (in intake) saveCredentials(list []roster.Credential) ([]int64, error) {
	ids := make([]int64, len(list))
	places := placesOf(list, func(c roster.Credential) credentialRef {
		return credentialRef{int64(c.Person), string(c.Category), c.Span.From}
	})
	b := bulk{into: `credentials (` + credentialColumns + `)`, types: `bigint text text text date date`, then: `on conflict (person_id, category, starts_on) do update
		set status = excluded.status, degree = excluded.degree, ends_on = excluded.ends_on returning id, person_id, category, starts_on`}
	return ids, b.write(in.tx, len(list), func(i int) []any {
		c := list[i]
		return []any{int64(c.Person), string(c.Category), string(c.Status), string(c.Degree), dateCol(c.Span.From), dateCol(c.Span.To)}
	}, func(rows *sql.Rows) error {
		var id int64
		var k credentialRef
		err := rows.Scan(&id, &k.person, &k.category, (*dateCol)(&k.from))
		ids[places[k]] = id
		return err
	})
}

func (in intake) saveTargets(list []roster.Target) ([]int64, error) {
	ids := make([]int64, len(list))
	places := placesOf(list, func(g roster.Target) credentialRef {
		return credentialRef{int64(g.Person), string(g.Category), 0}
	})
	b := bulk{into: `targets (` + targetColumns + `)`, types: `bigint text text date`, then: `on conflict (person_id, category) do update
		set degree = excluded.degree, opened_on = excluded.opened_on returning id, person_id, category`}
	return ids, b.write(in.tx, len(list), func(i int) []any {
		g := list[i]
		return []any{int64(g.Person), string(g.Category), string(g.Degree), dateCol(g.OpenedOn)}
	}, func(rows *sql.Rows) error {
		var id int64
		var k credentialRef
		err := rows.Scan(&id, &k.person, &k.category)
		ids[places[k]] = id
		return err
	})
}

func (in intake) saveMemberships(list []roster.Membership) ([]int64, error) {
	ids := make([]int64, len(list))
	places := placesOf(list, func(m roster.Membership) membershipRef {
		return membershipRef{int64(m.Group), int64(m.Person), m.Span.From}
	})
	b := bulk{into: `memberships (` + membershipColumns + `)`, types: `bigint bigint date date`, then: `on conflict (group_id, person_id, starts_on) do update
		set ends_on = excluded.ends_on returning id, group_id, person_id, starts_on`}
	return ids, b.write(in.tx, len(list), func(i int) []any {
		m := list[i]
		return []any{int64(m.Group), int64(m.Person), dateCol(m.Span.From), dateCol(m.Span.To)}
	}, func(rows *sql.Rows) error {
		var id int64
		var k membershipRef
		err := rows.Scan(&id, &k.group, &k.person, (*dateCol)(&k.from))
		ids[places[k]] = id
		return err
	})
}

func (in intake) saveDecisions(list []rulebook.Decision) ([]int64, error) {
	ids := make([]int64, len(list))
	places := placesOf(list, func(d rulebook.Decision) decisionRef {
		return decisionRef{int64(d.Person), int64(d.Session), d.Version, string(d.Purpose.Kind), string(d.Purpose.Category), d.Purpose.Period}
	})
	b := bulk{into: `decisions (` + decisionColumns + `)`, types: `bigint bigint integer text text text text text text text date`, then: `on conflict (person_id, session_id, version, purpose, category, period) do update
		set verdict = excluded.verdict, held_reason = excluded.held_reason, reason = excluded.reason, decided_by = excluded.decided_by,
			decided_on = excluded.decided_on returning id, person_id, session_id, version, purpose, category, period`}
	return ids, b.write(in.tx, len(list), func(i int) []any {
		d := list[i]
		return []any{
			int64(d.Person), int64(d.Session), d.Version, string(d.Purpose.Kind), string(d.Purpose.Category), d.Purpose.Period,
			string(d.Verdict), string(d.HeldReason), d.Reason, d.DecidedBy, dateCol(d.DecidedOn),
		}
	}, func(rows *sql.Rows) error {
		var id int64
		var k decisionRef
		err := rows.Scan(&id, &k.person, &k.session, &k.version, &k.purpose, &k.category, &k.period)
		ids[places[k]] = id
		return err
	})
}
