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
	var group groupScan
	if err := tx.Raw(`select `+groupColumns+` from groups g where g.id = ?`, int64(turns[0].Is.Group)).Row().Scan(group.fields()...); err != nil {
		return err
	}
	news, err := newsOfPlan(tx, by, notice.Planned{Group: group.group(), At: at, Turns: turns, Had: had, Have: have})
	if err != nil {
		return err
	}
	return tell(tx, at, news...)
}

// newsOfPlan is what is told of what was planned to whoever it concerns, but for the account that did it.
func newsOfPlan(tx *gorm.DB, by string, p notice.Planned) (_ []notice.Notice, err error) {
	if p.By, err = personBehind(tx, by); err != nil {
		return nil, err
	}
	p.Home = make(map[roster.PersonID]roster.Association)
	lost, err := lostOf(tx, &p)
	if err != nil {
		return nil, err
	}
	everybody := slices.Concat(audience(p.Had).everybody(), audience(p.Have).everybody(), lost.everybody())
	known, err := people(tx, `id in ?`, everybody)
	if err != nil {
		return nil, err
	}
	if p.Clocks, err = clocksOf(tx, readers(everybody)); err != nil {
		return nil, err
	}
	for _, person := range known {
		p.Home[person.ID] = person.Association
	}
	return notice.OfPlan(p), nil
}

// newsOfRooms is what is told of groups that meet elsewhere from now on to whoever has a session of theirs in their calendar that
// begins soon: no calendar program may show it in time.
func (r registry) newsOfRooms(edits []roster.Edit) ([]notice.Notice, error) {
	var news []notice.Notice
	for _, e := range edits {
		was, known := e.Before.(roster.Group)
		is, stands := e.After.(roster.Group)
		if !known || !stands || was.Place == is.Place && was.Modality == is.Modality {
			continue
		}
		p := notice.Planned{Group: is, Was: was, At: r.at}
		soon, err := soonOf(r.tx, is.ID, r.at)
		if err != nil {
			return nil, err
		}
		for _, s := range soon {
			p.Turns = append(p.Turns, schedule.Turn{Was: s, Is: s})
		}
		have, err := audienceOf(r.tx, soon)
		if err != nil {
			return nil, err
		}
		p.Had, p.Have = have, have
		of, err := newsOfPlan(r.tx, r.by, p)
		if err != nil {
			return nil, err
		}
		news = append(news, of...)
	}
	return news, nil
}

// soonOf are a group's sessions to come of which a change is late.
func soonOf(tx *gorm.DB, group roster.GroupID, at time.Time) ([]schedule.Session, error) {
	var soon []schedule.Session
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var row sessionScan
		if err := rows.Scan(row.planned()...); err != nil {
			return err
		}
		session, err := row.session()
		soon = append(soon, session)
		return err
	}, `select `+sessionColumns+`, `+planColumns+` from sessions s left join session_plans t on t.session_id = s.id
		where s.group_id = ? and s.status = 'scheduled' and s.starts_at > ? and s.starts_at < ? order by s.starts_at, s.id`,
		int64(group), utc(at), utc(at.Add(notice.LateBefore)))
	return soon, err
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
