package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/exchange"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// GiveOut hands give everything as it stood at one moment: it reads in one transaction, while others go on writing.
func (s *Store) GiveOut(ctx context.Context, give func(exchange.Outlet) error) error {
	return translate(s.read.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		return give(outlet{gathering{tx: tx}})
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}))
}

// outlet is the reading transaction of an export.
type outlet struct{ g gathering }

var _ exchange.Outlet = outlet{}

// visit hands each row of a query to a visit, as it comes: none is kept.
func visit[T any](o outlet, what string, scan func(*sql.Rows) (T, error), visit func(T) error, query string) error {
	err := o.g.each(func(rows *sql.Rows) error {
		is, err := scan(rows)
		if err != nil {
			return err
		}
		return visit(is)
	}, query)
	if err != nil {
		return fmt.Errorf("give out %s: %w", what, err)
	}
	return nil
}

// People visits everybody.
func (o outlet) People(each func(roster.Person) error) error {
	return visit(o, "people", scanPerson, each, `select `+personColumns+` from people order by external_id`)
}

// Programs visits all programs.
func (o outlet) Programs(each func(roster.Program) error) error {
	return visit(o, "programs", scanProgram, each, `select id, external_id, name, kind, model, region, association from programs order by external_id`)
}

// Employments visits employments by person, program, role and first day.
func (o outlet) Employments(each func(roster.Employment) error) error {
	return visit(o, "employment", plain(scanEmployment), each, `select e.person_id, e.program_id, e.role, e.fte_milli, e.serves, e.supervises, e.starts_on, e.ends_on
		from employments e join people p on p.id = e.person_id join programs g on g.id = e.program_id
		order by p.external_id, g.external_id, e.role, e.starts_on`)
}

// Credentials visits credentials by person, category and first day.
func (o outlet) Credentials(each func(roster.Credential) error) error {
	return visit(o, "credentials", plain(scanCredential), each, `select c.person_id, c.category, c.status, c.degree, c.starts_on, c.ends_on
		from credentials c join people p on p.id = c.person_id order by p.external_id, c.category, c.starts_on`)
}

// Targets visits targets by person and category.
func (o outlet) Targets(each func(roster.Target) error) error {
	return visit(o, "targets", plain(scanTarget), each, `select t.person_id, t.category, t.degree, t.opened_on
		from targets t join people p on p.id = t.person_id order by p.external_id, t.category`)
}

// Groups visits all groups.
func (o outlet) Groups(each func(roster.Group) error) error {
	return visit(o, "groups", scanGroup, each, `select `+groupColumns+` from groups g order by g.external_id`)
}

// Memberships visits memberships by group, person and first day.
func (o outlet) Memberships(each func(roster.Membership) error) error {
	return visit(o, "memberships", plain(scanMembership), each, `select m.group_id, m.person_id, m.starts_on, m.ends_on
		from memberships m join groups g on g.id = m.group_id join people p on p.id = m.person_id order by g.external_id, p.external_id, m.starts_on`)
}

// standing joins sessions with the sheets of those that were held and are known to have taken place.
const standing = `sessions s join sheets h on h.session_id = s.id and s.status = 'held' and h.began_at is not null and h.state <> 'dropped'`

// Unsigned tells whether there is a held session whose sheet is not verified.
func (o outlet) Unsigned() (bool, error) {
	var is bool
	err := o.g.tx.Raw(`select exists (select 1 from ` + standing + ` where h.state <> 'verified')`).Row().Scan(&is)
	if err != nil {
		return false, fmt.Errorf("look for sheets that are not verified: %w", err)
	}
	return is, nil
}

// Meetings visits all sessions with what stands of their sheets.
func (o outlet) Meetings(each func(attendance.Sheet) error) error {
	return visit(o, "sessions", scanSheetHead, each, sheetHeads+` order by s.external_id`)
}

// Marks visits the marks that stand of held sessions, by session and person.
func (o outlet) Marks(each func(roster.External, attendance.Mark) error) error {
	type line struct {
		session roster.External
		mark    attendance.Mark
	}
	scan := func(rows *sql.Rows) (l line, err error) {
		var row markRow
		if err = rows.Scan(&l.session, &row.PersonID, &row.Mark, &row.Intervals, &row.Focus); err == nil {
			l.mark, err = row.mark()
		}
		return l, err
	}
	return visit(o, "attendance", scan, func(l line) error { return each(l.session, l.mark) }, `select s.external_id, m.person_id, m.mark, m.intervals, m.focus
		from `+standing+` join marks m on m.session_id = s.id and m.version = h.version + case when h.state = 'verified' then 0 else 1 end
		join people p on p.id = m.person_id order by s.external_id, p.external_id`)
}

// Decisions visits the decisions about versions of sheets that stand, by session, person and purpose.
func (o outlet) Decisions(each func(roster.External, rulebook.Decision) error) error {
	type line struct {
		session  roster.External
		decision rulebook.Decision
	}
	scan := func(rows *sql.Rows) (l line, err error) {
		d := &l.decision
		err = rows.Scan(&l.session, &d.Person, &d.Session, &d.Version, &d.Purpose.Kind, &d.Purpose.Category, &d.Purpose.Period,
			&d.Verdict, &d.HeldReason, &d.Reason, &d.DecidedBy, (*dateCol)(&d.DecidedOn))
		return l, err
	}
	return visit(o, "decisions", scan, func(l line) error { return each(l.session, l.decision) }, `select s.external_id,
			d.person_id, d.session_id, d.version, d.purpose, d.category, d.period, d.verdict, d.held_reason, d.reason, d.decided_by, d.decided_on
		from `+standing+` join decisions d on d.session_id = s.id and d.version = h.version
		join people p on p.id = d.person_id where h.state = 'verified' and d.held_reason <> '`+ended+`'
		order by s.external_id, p.external_id, d.purpose, d.category, d.period`)
}

// Evidence visits everything that people have to show, by person and the id it came with.
func (o outlet) Evidence(each func(portfolio.Evidence) error) error {
	if err := eachEvidence(o.g.tx, each, `true order by h.external_id, e.entry, w.id`); err != nil {
		return fmt.Errorf("give out evidence: %w", err)
	}
	return nil
}
