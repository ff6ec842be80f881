package store

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// tellOfPlan tells whoever had or has sessions of one group in their calendars what became of these, but for the account
// that did it.
func tellOfPlan(tx *gorm.DB, at time.Time, by string, turns []schedule.Turn, had, have audience) error {
	if len(turns) == 0 {
		return nil
	}
	p := notice.Planned{Group: turns[0].Is.Group, At: at, Turns: turns, Had: had, Have: have, Home: make(map[roster.PersonID]roster.Association)}
	if err := tx.Raw(`select name, kind from groups where id = ?`, int64(p.Group)).Row().Scan(&p.Name, &p.Kind); err != nil {
		return err
	}
	var err error
	if p.By, err = personBehind(tx, by); err != nil {
		return err
	}
	lost, err := lostOf(tx, &p)
	if err != nil {
		return err
	}
	known, err := people(tx, `id in ?`, slices.Concat(had.everybody(), have.everybody(), lost.everybody()))
	if err != nil {
		return err
	}
	for _, person := range known {
		p.Home[person.ID] = person.Association
	}
	return tell(tx, at, notice.OfPlan(p)...)
}

// personBehind is the person of whoever does something, as the history names them; zero where there is none.
func personBehind(tx *gorm.DB, by string) (roster.PersonID, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(by, "account:"), 10, 64)
	if err != nil {
		return 0, nil
	}
	var self []roster.PersonID
	err = tx.Raw(`select person_id from accounts where id = ? and person_id is not null`, id).Scan(&self).Error
	return append(self, 0)[0], err
}

// lostOf loads what those of the sessions make up for that do and, where that is another group's, in whose calendars it stood.
func lostOf(tx *gorm.DB, p *notice.Planned) (audience, error) {
	var firsts []schedule.SessionID
	for _, t := range p.Turns {
		if t.Is.MakesUp != 0 {
			firsts = append(firsts, t.Is.MakesUp)
		}
	}
	if len(firsts) == 0 {
		return nil, nil
	}
	list, err := intake{tx: tx}.Sessions(firsts)
	if err != nil {
		return nil, err
	}
	stood, err := audienceOf(tx, list)
	if err != nil {
		return nil, err
	}
	p.MadeUp, p.Lost = make(map[schedule.SessionID]schedule.Session), make(audience)
	for _, t := range p.Turns {
		if i := slices.IndexFunc(list, func(s schedule.Session) bool { return s.ID == t.Is.MakesUp }); i >= 0 {
			if p.MadeUp[t.Is.ID] = list[i]; list[i].Group != t.Is.Group {
				p.Lost[t.Is.ID] = stood[t.Is.MakesUp]
			}
		}
	}
	return p.Lost, nil
}

// audience is in whose calendars each of some sessions stands.
type audience map[schedule.SessionID][]roster.PersonID

// everybody is in it, some more than once.
func (a audience) everybody() []roster.PersonID {
	var all []roster.PersonID
	for _, people := range a {
		all = append(all, people...)
	}
	return all
}

// audienceOf is the audience of sessions as they are on record: intake.Audience, session by session.
func audienceOf(tx *gorm.DB, list []schedule.Session) (audience, error) {
	found, gathered := make(audience), gathering{tx: tx}
	for part := range slices.Chunk(list, chunk) {
		ids := make([]schedule.SessionID, len(part))
		for i, s := range part {
			ids[i] = s.ID
		}
		err := gathered.each(func(rows *sql.Rows) error {
			var session schedule.SessionID
			var person roster.PersonID
			err := rows.Scan(&session, &person)
			found[session] = append(found[session], person)
			return err
		}, audienceBySession, ids)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
