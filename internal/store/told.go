package store

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
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

// newsOfPlan is what is told of what one act made of sessions, group by group, to whoever it concerns, but for the account that did it.
func newsOfPlan(tx *gorm.DB, by string, plans ...notice.Planned) ([]notice.Notice, error) {
	if len(plans) == 0 {
		return nil, nil
	}
	self, err := personBehind(tx, by)
	if err != nil {
		return nil, err
	}
	var turns []schedule.Turn
	for _, p := range plans {
		turns = append(turns, p.Turns...)
	}
	madeUp, lost, err := lostOf(tx, turns)
	if err != nil {
		return nil, err
	}
	everybody := slices.Concat(audience(plans[0].Had).everybody(), audience(plans[0].Have).everybody(), lost.everybody())
	for _, p := range plans {
		everybody = append(everybody, p.Group.Provider)
	}
	slices.Sort(everybody)
	everybody = slices.Compact(everybody)
	clocks, err := clocksOf(tx, readers(everybody))
	if err != nil {
		return nil, err
	}
	away, err := awayOf(tx, turns)
	if err != nil {
		return nil, err
	}
	home, err := associationsOf(tx, everybody)
	if err != nil {
		return nil, err
	}
	for i := range plans {
		p := &plans[i]
		p.By, p.MadeUp, p.Lost, p.Away, p.Home, p.Clocks = self, madeUp, lost, away, home, clocks
	}
	return notice.OfPlans(plans), nil
}

// awayOf are the words, without sheets, of those who have said that they cannot come to sessions on the days on which they are now.
func awayOf(tx *gorm.DB, turns []schedule.Turn) (map[schedule.SessionID][]attendance.Word, error) {
	away, g := make(map[schedule.SessionID][]attendance.Word), gathering{tx: tx}
	for part := range slices.Chunk(turns, chunk) {
		ids := make([]schedule.SessionID, len(part))
		for i, t := range part {
			ids[i] = t.Is.ID
		}
		err := g.each(func(rows *sql.Rows) error {
			var session schedule.SessionID
			word := attendance.Word{Away: true}
			err := rows.Scan(&session, &word.Person, &word.At)
			away[session] = append(away[session], word)
			return err
		}, `select a.session_id, a.person_id, a.said_at from absences a join sessions s on s.id = a.session_id
			where s.id in ? and cast(a.said_of as text) = substr(s.local_start, 1, 10)`, ids)
		if err != nil {
			return nil, err
		}
	}
	return away, nil
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
func lostOf(tx *gorm.DB, turns []schedule.Turn) (map[schedule.SessionID]schedule.Session, audience, error) {
	var firsts []schedule.SessionID
	for _, t := range turns {
		if t.Is.MakesUp != 0 {
			firsts = append(firsts, t.Is.MakesUp)
		}
	}
	if len(firsts) == 0 {
		return nil, nil, nil
	}
	list, err := intake{tx: tx}.Sessions(firsts)
	if err != nil {
		return nil, nil, err
	}
	stood, err := audienceOf(tx, list)
	if err != nil {
		return nil, nil, err
	}
	first := make(map[schedule.SessionID]schedule.Session)
	for _, s := range list {
		first[s.ID] = s
	}
	madeUp, lost := make(map[schedule.SessionID]schedule.Session), make(audience)
	for _, t := range turns {
		if s, known := first[t.Is.MakesUp]; known {
			if madeUp[t.Is.ID] = s; s.Group != t.Is.Group {
				lost[t.Is.ID] = stood[s.ID]
			}
		}
	}
	return madeUp, lost, nil
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
