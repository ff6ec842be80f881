package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"attune/internal/endorsement"
	"attune/internal/history"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// Awaiting are the purposes of people of some associations with hours that wait for a decision, by person and purpose, at most
// limit of them after a place. In four statements. Who has moved to another association since the last push is nobody's
// until the next.
func (s *Store) Awaiting(ctx context.Context, associations []roster.Association, after endorsement.Place, limit int) ([]endorsement.Awaiting, error) {
	p := after.Purpose
	list, err := awaitingOf(s.ask(ctx), waitsIn+`
		and (person_id > ? or person_id = ? and (purpose > ? or purpose = ? and (category > ? or category = ? and period > ?)))
		order by person_id, purpose, category, period limit ?`,
		associations, int64(after.Person), int64(after.Person), string(p.Kind), string(p.Kind), string(p.Category), string(p.Category), p.Period, limit)
	if err != nil {
		return nil, fmt.Errorf("hours that wait in %d associations: %w", len(associations), err)
	}
	if err := s.surround(ctx, list); err != nil {
		return nil, fmt.Errorf("hours that wait in %d associations: %w", len(associations), err)
	}
	return list, nil
}

// waitsIn selects purposes with hours that wait of people who are of some associations, then and now.
const waitsIn = `association in ? and held > 0 and association = (select p.association from people p where p.id = person_id)`

// surround adds to hours that wait in which groups and with whom they were had, and which sheets are being amended.
func (s *Store) surround(ctx context.Context, list []endorsement.Awaiting) error {
	var sessions []schedule.SessionID
	var leads []roster.PersonID
	for _, a := range list {
		for _, e := range a.Judgement.Entries {
			if e.Verdict == rulebook.HeldBack {
				sessions, leads = append(sessions, e.Session), append(leads, e.Lead)
			}
		}
	}
	amended := make(map[schedule.SessionID]bool)
	groups, names := make(map[schedule.SessionID]string), make(map[roster.PersonID]string)
	for i := range list {
		list[i].Amended, list[i].Groups, list[i].Leads = amended, groups, names
	}
	tx := s.ask(ctx)
	return errors.Join(
		eachOf(tx, `select session_id from waiting_amendments where session_id in ?`, sessions, func(rows *sql.Rows) error {
			var id schedule.SessionID
			err := rows.Scan(&id)
			amended[id] = true
			return err
		}),
		eachOf(tx, `select s.id, g.name from sessions s join groups g on g.id = s.group_id where s.id in ?`, sessions, namesInto(groups)),
		eachOf(tx, `select id, name from people where id in ?`, leads, namesInto(names)),
	)
}

// namesInto takes rows of an id and a name into a map.
func namesInto[ID ~int64](names map[ID]string) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var id ID
		var name string
		err := rows.Scan(&id, &name)
		names[id] = name
		return err
	}
}

func awaitingOf(tx *gorm.DB, condition string, args ...any) ([]endorsement.Awaiting, error) {
	var rows []progressRow
	if err := tx.Raw(`select `+progressColumns+` from progress where `+condition, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	ids := holders(rows)
	var people []personRow
	if err := tx.Raw(`select `+personColumns+` from people where id in ?`, ids).Scan(&people).Error; err != nil {
		return nil, err
	}
	person := make(map[int64]roster.Person, len(people))
	for _, r := range people {
		person[r.ID] = r.person()
	}
	spoken, stand, err := spokenOf(tx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]endorsement.Awaiting, len(rows))
	for i, r := range rows {
		judgement, err := r.judgement()
		if err != nil {
			return nil, err
		}
		list[i] = endorsement.Awaiting{Person: person[r.PersonID], Judgement: judgement, Decisions: stand[r.PersonID], Spoken: spoken[r.PersonID]}
	}
	return list, nil
}

// spokenOf is everything that was ever decided of some people's hours, oldest first, and of that what stands.
func spokenOf(tx *gorm.DB, people []int64) (spoken map[int64][]endorsement.Spoken, stand map[int64][]rulebook.Decision, err error) {
	spoken, stand = make(map[int64][]endorsement.Spoken), make(map[int64][]rulebook.Decision)
	g := gathering{tx: tx}
	err = g.each(func(rows *sql.Rows) error {
		var name string
		var stands bool
		d, err := scanDecision(rows, &name, &stands)
		id := int64(d.Person)
		spoken[id] = append(spoken[id], endorsement.Spoken{Decision: d, Name: name})
		if stands {
			stand[id] = append(stand[id], d)
		}
		return err
	}, `select d.person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on, coalesce(p.name, a.email, decided_by), stands
		from (select `+decisionColumns+`, id, false as stands from earlier_decisions where person_id in ?
			union all select `+decisionColumns+`, id, true from decisions where person_id in ?) d
		left join accounts a on d.decided_by = 'account:' || a.id left join people p on p.id = a.person_id
		order by decided_on, stands, d.id`, people, people)
	return spoken, stand, err
}

// DecideHeld decides hours that wait of people of some associations, all of them or none: it locks their people, loads what
// waits of them, lets decide say what becomes of each, and saves that with notices, due list and history in the same
// transaction. Hours of other associations do not wait, as far as this tells.
func (s *Store) DecideHeld(ctx context.Context, associations []roster.Association, keys []endorsement.HeldKey, actor string, decide func(endorsement.Awaiting, endorsement.HeldKey) (rulebook.Decision, bool, error)) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		var people []roster.PersonID
		for _, key := range keys {
			people = append(people, key.Person)
		}
		slices.Sort(people)
		people = slices.Compact(people)
		if err := tx.Exec(`select id from people where id in ? order by id `+forUpdate(tx), people).Error; err != nil {
			return fmt.Errorf("lock %d people: %w", len(people), err)
		}
		waiting, err := awaitingOf(tx, waitsIn+` and person_id in ?`, associations, people)
		if err != nil {
			return fmt.Errorf("hours that wait of %d people: %w", len(people), err)
		}
		var decided []heldDecision
		for _, key := range keys {
			a, err := endorsement.Find(waiting, key)
			if err != nil {
				return err
			}
			d, news, err := decide(a, key)
			if err != nil {
				return err
			}
			if news {
				decided = append(decided, heldDecision{a.Person, d})
			}
		}
		return s.saveHeld(tx, actor, decided)
	})
}

// heldDecision is a decision with whom it is about.
type heldDecision struct {
	person   roster.Person
	decision rulebook.Decision
}

func (s *Store) saveHeld(tx *gorm.DB, actor string, decided []heldDecision) error {
	if len(decided) == 0 {
		return nil
	}
	at := s.now()
	var list []rulebook.Decision
	var people []roster.PersonID
	var notices []notice.Notice
	var changes []history.Change
	for _, d := range decided {
		list, people = append(list, d.decision), append(people, d.person.ID)
		notices = append(notices, notice.HourDecided(d.person, d.decision, at))
		changes = append(changes, history.Change{
			Association: d.person.Association, Actor: actor, Act: "hour." + string(d.decision.Verdict), Subject: fmt.Sprintf("person:%d", d.person.ID),
		})
	}
	if _, err := (intake{tx: tx, at: at}).saveDecisions(list); err != nil {
		return fmt.Errorf("decide %d hours: %w", len(list), err)
	}
	if err := markDue(tx, at, "hour.decided", people); err != nil {
		return err
	}
	if err := tell(tx, at, notices...); err != nil {
		return err
	}
	return record(tx, at, changes...)
}
