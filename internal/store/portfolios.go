package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
	"attune/internal/portfolio"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Portfolio is what somebody has to show for an Endorsement, with what it is looked at with: a fixed number of statements.
// access.Nowhere where there is no such person.
func (s *Store) Portfolio(ctx context.Context, person roster.PersonID) (portfolio.Portfolio, error) {
	tx, ids := s.ask(ctx), []roster.PersonID{person}
	found, err := factsOf(tx, ids)
	if err != nil {
		return portfolio.Portfolio{}, err
	}
	if len(found) == 0 {
		return portfolio.Portfolio{}, access.Nowhere()
	}
	facts := found[0]
	p := portfolio.Portfolio{
		Person: facts.Person, Employments: facts.Employments, Credentials: facts.Credentials, Targets: facts.Targets, Received: facts.Received, Provided: facts.Provided,
	}
	if p.Judgements, err = s.Judgements(ctx, person); err != nil {
		return portfolio.Portfolio{}, err
	}
	if p.Evidence, err = evidenceOf(tx, `e.person_id in ?`, ids); err != nil {
		return portfolio.Portfolio{}, fmt.Errorf("evidence of person %d: %w", person, err)
	}
	if p.Attended, err = trainingsAttended(tx, ids); err != nil {
		return portfolio.Portfolio{}, fmt.Errorf("trainings of person %d: %w", person, err)
	}
	return p, nil
}

// evidenceOf is evidence that a condition on e selects, oldest first, with everything that was said of it. One statement.
func evidenceOf(tx *gorm.DB, condition string, args ...any) ([]portfolio.Evidence, error) {
	var list []portfolio.Evidence
	err := eachEvidence(tx, func(e portfolio.Evidence) error { list = append(list, e); return nil }, condition+` order by e.id, w.id`, args...)
	return list, err
}

// eachEvidence visits evidence that a condition selects, in the order that stands behind it, with everything that was said of
// it. One statement.
func eachEvidence(tx *gorm.DB, visit func(portfolio.Evidence) error, condition string, args ...any) error {
	var now portfolio.Evidence // whose words are still coming
	done := func() error {
		if now.ID == 0 {
			return nil
		}
		return visit(now)
	}
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		e, said, err := scanEvidence(rows)
		if err != nil {
			return err
		}
		if e.ID != now.ID {
			if err := done(); err != nil {
				return err
			}
			now = e
		}
		now.Said = append(now.Said, said)
		return nil
	}, `select e.id, e.person_id, e.entry, e.matter, e.category, e.what, e.dated, e.title, e.minutes, e.supervision_minutes, e.equity_minutes, e.areas, e.months,
			w.word, w.said_on, w.reason, w.said_by, w.said_at, coalesce(p.name, a.email, w.said_by)
		from evidence e join evidence_words w on w.evidence_id = e.id join people h on h.id = e.person_id
		left join accounts a on w.said_by = 'account:' || a.id left join people p on p.id = a.person_id
		where `+condition, args...)
	if err != nil {
		return err
	}
	return done()
}

func scanEvidence(rows *sql.Rows) (e portfolio.Evidence, said portfolio.Said, err error) {
	var areas string
	var at time.Time
	err = rows.Scan(&e.ID, &e.Person, &e.Entry, &e.Matter, &e.Category, &e.What, (*dateCol)(&e.On), &e.Title, &e.Minutes, &e.Supervision, &e.Equity, &areas, &e.Months,
		&said.Word, (*dateCol)(&said.On), &said.Reason, &said.By, &at, &said.Name)
	for area := range strings.SplitSeq(areas, ",") {
		if area != "" {
			e.Areas = append(e.Areas, rulebook.Area(area))
		}
	}
	said.At = utc(at)
	if said.SaidElsewhere() {
		said.Name = said.Speaker() + " (elsewhere)"
	}
	return e, said, err
}

// areasCol are competency areas as their column has them.
func areasCol(areas []rulebook.Area) string {
	words := make([]string, len(areas))
	for i, area := range areas {
		words[i] = string(area)
	}
	return strings.Join(words, ",")
}

// ChangeEvidence has decide look at all evidence of a person, the person locked, and saves the step that it decides with its
// history in the same transaction. A step that changes nothing is none.
func (s *Store) ChangeEvidence(ctx context.Context, person roster.PersonID, actor string, decide func([]portfolio.Evidence) (portfolio.Step, error)) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		if err := lockPerson(tx, person); err != nil {
			return err
		}
		found, err := people(tx, `id = ?`, int64(person))
		if err == nil && len(found) == 0 {
			err = access.Nowhere()
		}
		if err != nil {
			return err
		}
		known, err := evidenceOf(tx, `e.person_id = ?`, int64(person))
		if err != nil {
			return fmt.Errorf("evidence of person %d: %w", person, err)
		}
		step, err := decide(known)
		if err != nil || step.Nothing() {
			return err
		}
		change, err := s.saveStep(tx, found[0], actor, step)
		if err != nil {
			return err
		}
		return record(tx, s.clock(), change)
	})
}

// saveStep writes a step about somebody's evidence; what it returns belongs into the history.
func (s *Store) saveStep(tx *gorm.DB, person roster.Person, actor string, step portfolio.Step) (history.Change, error) {
	e, said := step.Evidence, step.Said
	id := int64(e.ID)
	var err error
	if id == 0 {
		err = tx.Raw(`insert into evidence (person_id, association, entry, matter, category, what, dated, title, minutes, supervision_minutes, equity_minutes, areas, months, word)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
			int64(person.ID), string(person.Association), e.Entry, string(e.Matter), string(e.Category), e.What, dateCol(e.On), e.Title, e.Minutes, e.Supervision, e.Equity,
			areasCol(e.Areas), e.Months, string(said.Word)).Row().Scan(&id)
	} else {
		err = one(tx.Exec(`update evidence set word = ? where id = ? and word = ?`, string(said.Word), id, string(e.Last().Word)))
	}
	if err == nil {
		err = tx.Exec(`insert into evidence_words (evidence_id, word, said_on, reason, said_by, said_at) values (?, ?, ?, ?, ?, ?)`,
			id, string(said.Word), dateCol(said.On), said.Reason, said.By, s.clock()).Error
	}
	if err != nil {
		return history.Change{}, fmt.Errorf("evidence %d of person %d %s: %w", id, person.ID, said.Word, err)
	}
	return history.Change{Association: person.Association, Actor: actor, Act: "evidence." + string(said.Word), Subject: fmt.Sprintf("evidence:%d", id)}, nil
}
