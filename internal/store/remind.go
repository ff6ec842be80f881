package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// RemindOfSessions loads the sessions that begin soon with whoever has them in their calendar, lets decide say who is to be
// reminded, and tells those who were not told before. It takes a fixed number of statements for each few hundred people, and
// returns how many notices were new.
func (s *Store) RemindOfSessions(ctx context.Context, now time.Time, decide func(notice.Coming) []notice.Notice) (int, error) {
	notices, err := s.SessionReminders(ctx, now, decide)
	if err != nil || len(notices) == 0 {
		return 0, err
	}
	if err := s.change(ctx, func(tx *gorm.DB) error { return tell(tx, s.clock(), notices...) }); err != nil {
		return 0, fmt.Errorf("remind of sessions: %w", err)
	}
	return len(notices), nil
}

// SessionReminders are the notices that RemindOfSessions would tell; nothing is written.
func (s *Store) SessionReminders(ctx context.Context, now time.Time, decide func(notice.Coming) []notice.Notice) ([]notice.Notice, error) {
	tx := s.ask(ctx)
	list, err := meetingsOf(tx, meetings+`where s.status = 'scheduled' and s.starts_at > @from and s.starts_at <= @to order by s.starts_at, s.id`,
		map[string]any{"from": utc(now), "to": utc(now.Add(notice.RemindsWithin))})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	expected, err := expectedAt(tx, now, list)
	if err != nil {
		return nil, fmt.Errorf("who expects sessions: %w", err)
	}
	var notices []notice.Notice
	for _, m := range list {
		zone, err := time.LoadLocation(m.Session.TimeZone)
		if err != nil {
			return nil, fmt.Errorf("zone of session %d: %w", m.Session.ID, err)
		}
		notices = append(notices, decide(notice.Coming{Session: m.Session, Group: m.Group, Zone: zone, Expected: expected[m.Session.ID]})...)
	}
	return untold(tx, now.Add(-notice.RemindsWithin), notices)
}

// expectedAt are those who have sessions in their calendars and have not said that they cannot come, with what each wants.
func expectedAt(tx *gorm.DB, now time.Time, list []attendance.Meeting) (map[schedule.SessionID][]notice.Expected, error) {
	sessions := make([]schedule.Session, len(list))
	for i, m := range list {
		sessions[i] = m.Session
	}
	have, err := audienceOf(tx, sessions)
	if err != nil {
		return nil, err
	}
	everybody := have.everybody()
	slices.Sort(everybody)
	everybody = slices.Compact(everybody)
	wants, err := wantsOf(tx, everybody)
	if err != nil {
		return nil, err
	}
	away, err := awayFrom(tx, now)
	if err != nil {
		return nil, err
	}
	told, err := toldLately(tx, now, everybody)
	if err != nil {
		return nil, err
	}
	expected := make(map[schedule.SessionID][]notice.Expected)
	for _, s := range sessions {
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
	wants, g := make(map[roster.PersonID]notice.Expected), gathering{tx: tx}
	for part := range slices.Chunk(people, chunk) {
		err := g.each(func(rows *sql.Rows) error {
			var e notice.Expected
			var week string
			if err := rows.Scan(&e.Person, &e.Home, &e.DayBefore, &e.HourBefore, &week); err != nil {
				return err
			}
			if week != "" {
				zone, err := time.LoadLocation(week)
				if err != nil {
					return err
				}
				e.WeekBy = zone
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

// awayFrom are those who said that they cannot come to a session that begins soon.
func awayFrom(tx *gorm.DB, now time.Time) (map[seat]bool, error) {
	away, g := make(map[seat]bool), gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var at seat
		err := rows.Scan(&at.session, &at.person)
		away[at] = true
		return err
	}, `select a.session_id, a.person_id from absences a join sessions s on s.id = a.session_id
		where s.starts_at > ? and s.starts_at <= ? and cast(a.said_of as text) = substr(s.local_start, 1, 10)`, utc(now), utc(now.Add(notice.RemindsWithin)))
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
