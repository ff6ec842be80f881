package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// remindedAtOnce is of how many sessions people are reminded in one transaction: who reads or writes meanwhile need not wait for all.
const remindedAtOnce = 500

// RemindOfSessions loads the sessions of which a reminder may go at now, with whoever has them in their calendar and was not reminded
// yet, lets decide say who is to be, and tells them, some hundred sessions at a time. It takes a fixed number of statements for each of
// these, and returns how many notices were new, also where it fails midway: the next run goes on from there.
func (s *Store) RemindOfSessions(ctx context.Context, now time.Time, decide func(notice.Coming) []notice.Notice) (int, error) {
	n := 0
	err := s.eachReminding(ctx, now, decide, func(notices []notice.Notice) error {
		err := s.change(ctx, func(tx *gorm.DB) error { return tell(tx, s.clock(), notices...) })
		if err == nil {
			n += len(notices)
		}
		return err
	})
	if err != nil {
		return n, fmt.Errorf("remind of sessions: %w", err)
	}
	return n, nil
}

// SessionReminders are the notices that RemindOfSessions would tell; nothing is written.
func (s *Store) SessionReminders(ctx context.Context, now time.Time, decide func(notice.Coming) []notice.Notice) ([]notice.Notice, error) {
	var list []notice.Notice
	err := s.eachReminding(ctx, now, decide, func(notices []notice.Notice) error {
		list = append(list, notices...)
		return nil
	})
	return list, err
}

// eachReminding hands over the notices of some hundred sessions after the other, where there are any.
func (s *Store) eachReminding(ctx context.Context, now time.Time, decide func(notice.Coming) []notice.Notice, each func([]notice.Notice) error) error {
	tx := s.ask(ctx)
	due, err := remindable(tx, now)
	if err != nil {
		return fmt.Errorf("which sessions begin soon: %w", err)
	}
	for part := range slices.Chunk(due, remindedAtOnce) {
		notices, err := remindersOf(tx, now, part, decide)
		if err == nil && len(notices) > 0 {
			err = each(notices)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// remindableSession is one of which reminders may go, with the facts of these.
type remindableSession struct {
	id    schedule.SessionID
	zone  *time.Location
	facts []string
}

// remindable are the sessions of which a reminder may go at now, by when they begin.
func remindable(tx *gorm.DB, now time.Time) ([]remindableSession, error) {
	var list []remindableSession
	zones, g := make(atlas), gathering{tx: tx}
	return list, g.each(func(rows *sql.Rows) error {
		s := schedule.Session{Status: schedule.Scheduled}
		var local string
		if err := rows.Scan(&s.ID, &local, &s.TimeZone, &s.Starts); err != nil {
			return err
		}
		zone, err := zones.zone(s.TimeZone)
		if err != nil {
			return fmt.Errorf("zone of session %d: %w", s.ID, err)
		}
		s.Local, err = schedule.ParseWall(local)
		if facts := notice.RemindersDue(s, zone, now); err == nil && len(facts) > 0 {
			list = append(list, remindableSession{s.ID, zone, facts})
		}
		return err
	}, `select s.id, s.local_start, s.time_zone, s.starts_at from sessions s where s.status = 'scheduled' and s.starts_at > ? and s.starts_at <= ?
		order by s.starts_at, s.id`, utc(now), utc(now.Add(notice.RemindsWithin)))
}

// atlas are zones by name. To load one takes longer than a row of most queries.
type atlas map[string]*time.Location

func (a atlas) zone(name string) (_ *time.Location, err error) {
	if a[name] == nil {
		a[name], err = time.LoadLocation(name)
	}
	return a[name], err
}

// remindersOf are the notices of some sessions that were not told yet.
func remindersOf(tx *gorm.DB, now time.Time, due []remindableSession, decide func(notice.Coming) []notice.Notice) ([]notice.Notice, error) {
	ids := make([]schedule.Session, len(due))
	for i, d := range due {
		ids[i].ID = d.id
	}
	have, err := audienceOf(tx, ids)
	if err != nil {
		return nil, err
	}
	told, err := factsTold(tx, now.Add(-notice.RemindsWithin), readers(have.everybody()))
	if err != nil {
		return nil, err
	}
	zones := make(map[schedule.SessionID]*time.Location)
	for _, d := range due {
		zones[d.id] = d.zone
		have[d.id] = slices.DeleteFunc(have[d.id], func(p roster.PersonID) bool { return told.all(notice.Recipient{Person: p}, d.facts) })
		if len(have[d.id]) == 0 {
			delete(have, d.id)
		}
	}
	if len(have) == 0 {
		return nil, nil
	}
	list, err := meetingsOf(tx, meetings+`where s.id in @ids order by s.starts_at, s.id`, map[string]any{"ids": slices.Sorted(maps.Keys(have))})
	if err != nil {
		return nil, err
	}
	expected, err := expectedAt(tx, now, list, have)
	if err != nil {
		return nil, fmt.Errorf("who expects sessions: %w", err)
	}
	var notices []notice.Notice
	for _, m := range list {
		notices = append(notices, decide(notice.Coming{Session: m.Session, Group: m.Group, Zone: zones[m.Session.ID], Expected: expected[m.Session.ID]})...)
	}
	return told.without(notices), nil
}

// expectedAt are those who have sessions in their calendars and have not said that they cannot come, with what each wants.
func expectedAt(tx *gorm.DB, now time.Time, list []attendance.Meeting, have audience) (map[schedule.SessionID][]notice.Expected, error) {
	everybody := have.everybody()
	slices.Sort(everybody)
	everybody = slices.Compact(everybody)
	wants, err := wantsOf(tx, everybody)
	if err != nil {
		return nil, err
	}
	away, err := awayFrom(tx, slices.Sorted(maps.Keys(have)))
	if err != nil {
		return nil, err
	}
	told, err := toldLately(tx, now, everybody)
	if err != nil {
		return nil, err
	}
	expected := make(map[schedule.SessionID][]notice.Expected)
	for _, m := range list {
		s := m.Session
		for _, person := range have[s.ID] {
			if e, reads := wants[person]; reads && !away[seat{s.ID, person}] {
				e.Told = told[mentioned{person, s.ID, s.Local, s.Sequence}]
				expected[s.ID] = append(expected[s.ID], e)
			}
		}
	}
	return expected, nil
}

// seat is one person's place in one session.
type seat struct {
	session schedule.SessionID
	person  roster.PersonID
}

// mentioned is a session as somebody was told of it.
type mentioned struct {
	person   roster.PersonID
	session  schedule.SessionID
	starts   schedule.Wall
	sequence int
}

// wantsOf is what reminders people want, each as somebody who is expected, with their own clock.
func wantsOf(tx *gorm.DB, people []roster.PersonID) (map[roster.PersonID]notice.Expected, error) {
	clocks, err := clocksOf(tx, readers(people))
	if err != nil {
		return nil, err
	}
	wants, zones, g := make(map[roster.PersonID]notice.Expected), make(atlas), gathering{tx: tx}
	for part := range slices.Chunk(people, chunk) {
		err := g.each(func(rows *sql.Rows) error {
			var e notice.Expected
			var week string
			if err := rows.Scan(&e.Person, &e.Home, &e.DayBefore, &e.HourBefore, &week); err != nil {
				return err
			}
			if week != "" {
				if e.WeekBy, err = zones.zone(week); err != nil {
					return err
				}
			}
			e.Clock = clocks[notice.Recipient{Person: e.Person}]
			wants[e.Person] = e
			return nil
		}, `select p.id, p.association, not exists (select 1 from declined_topics d where d.account_id = a.id and d.topic = 'day_before'),
				exists (select 1 from wished_topics w where w.account_id = a.id and w.topic = 'hour_before'),
				coalesce((select z.time_zone from wished_topics w join associations z on z.code = p.association where w.account_id = a.id and w.topic = 'week'), '')
			from people p left join accounts a on a.person_id = p.id where p.id in ? and a.closed_at is null`, part)
		if err != nil {
			return nil, err
		}
	}
	return wants, nil
}

// awayFrom are those who said that they cannot come to some sessions.
func awayFrom(tx *gorm.DB, sessions []schedule.SessionID) (map[seat]bool, error) {
	away, g := make(map[seat]bool), gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var at seat
		err := rows.Scan(&at.session, &at.person)
		away[at] = true
		return err
	}, `select a.session_id, a.person_id from absences a join sessions s on s.id = a.session_id
		where a.session_id in ? and cast(a.said_of as text) = substr(s.local_start, 1, 10)`, sessions)
	return away, err
}

// toldLately is when mails of the last day told people of sessions as they stand, the last time. What was dropped told nobody.
func toldLately(tx *gorm.DB, now time.Time, people []roster.PersonID) (map[mentioned]time.Time, error) {
	told, g := make(map[mentioned]time.Time), gathering{tx: tx}
	for part := range slices.Chunk(people, chunk) {
		err := g.each(func(rows *sql.Rows) error {
			var person roster.PersonID
			var text string
			var at time.Time
			if err := rows.Scan(&person, &text, &at); err != nil {
				return err
			}
			mentions, err := mentionsIn(text)
			for _, m := range mentions {
				told[mentioned{person, m.Session, m.Starts, m.Sequence}] = utc(at)
			}
			return err
		}, `select person_id, sessions, created_at from notices where person_id in ? and topic in ('sessions', 'week') and created_at >= ? and sessions <> '' and dropped_at is null
			order by created_at, id`, part, utc(now.AddDate(0, 0, -1)))
		if err != nil {
			return nil, err
		}
	}
	return told, nil
}

// outdated tells whether a reminder has lost its reason at now: the session is another than it says, has begun or was cancelled,
// or its reader does not have it in their calendar any more, or has said that they cannot come. One that says "tomorrow", and
// waited for a mail server until the day had come, is untrue.
func outdated(tx *gorm.DB, n notice.Notice, now time.Time) (bool, error) {
	var clocks string
	m := n.Sessions[0]
	err := tx.Raw(`select s.time_zone from sessions s where s.id = ? and s.local_start = ? and s.sequence = ? and `+tocome+`
			and not exists (select 1 from absences a where a.session_id = s.id and a.person_id = ? and cast(a.said_of as text) = substr(s.local_start, 1, 10))`,
		int64(m.Session), m.Starts.String(), m.Sequence, utc(now), int64(n.To.Person)).Row().Scan(&clocks)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	if err != nil {
		return true, err
	}
	zone, err := time.LoadLocation(clocks)
	if err != nil || n.Topic == notice.DayBefore && !now.Before(m.Starts.Day.Begins(zone)) {
		return true, err
	}
	have, err := audienceOf(tx, []schedule.Session{{ID: m.Session}})
	return !slices.Contains(have[m.Session], n.To.Person), err
}
