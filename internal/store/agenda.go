package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/jobs"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// usual is who leads the sessions of a series q, or else of a group g.
const usual = `coalesce(q.lead_id, g.provider_id)`

// aside tells whether a session s that is planned as t stands by itself, between the first and the last session of a series of its group.
const aside = `(t.series_id is null and t.makes_up_for is null and exists (select 1 from series a where a.group_id = s.group_id
		and exists (select 1 from session_plans d where d.series_id = a.id and cast(d.due_on as text) <= substr(s.local_start, 1, 10))
		and exists (select 1 from session_plans d where d.series_id = a.id and cast(d.due_on as text) >= substr(s.local_start, 1, 10))))`

// meetings is the beginning of every query that meetingsOf reads.
const meetings = `select ` + meetingColumns + ` from ` + meetingTables

// meetingColumns are what scanMeeting reads, of meetingTables. The lead is the session's own or, failing that, the group's
// provider.
const meetingColumns = sessionColumns + `, ` + planColumns + `, ` + groupColumns + `, coalesce(h.state, ''), coalesce(p.name, ''), coalesce(u.name, ''), ` + aside + `, w.since,
	coalesce(o.local_start, ''), coalesce(case when s.status <> 'cancelled' then '' when o.status <> 'cancelled' then o.local_start else (
		select min(x.local_start) from session_plans xt join sessions x on x.id = xt.session_id
		where xt.makes_up_for = coalesce(t.makes_up_for, s.id) and x.status <> 'cancelled') end, '')`

// meetingTables join a session s to its group g and to what else is told of it: all that take part in a query that reads
// meetingColumns.
const meetingTables = `sessions s join groups g on g.id = s.group_id
	left join sheets h on h.session_id = s.id left join waiting_amendments w on w.session_id = s.id
	left join session_plans t on t.session_id = s.id left join sessions o on o.id = t.makes_up_for
	left join series q on q.id = t.series_id left join people p on not s.nobody_led and p.id = coalesce(s.lead_id, g.provider_id)
	left join people u on not s.nobody_led and u.id = ` + usual + ` and u.id <> coalesce(s.lead_id, g.provider_id) `

// takesPart selects the sessions planned in [@from, @to) that are a person's: those of a group they belong to on the
// session's local day, and those they lead or co-lead. What is a person's on a page is theirs in a feed, and no more.
var takesPart = taking(`= @person`, ``)

// partsTaken selects the same of several people, each session with whose it is.
var partsTaken = taking(`in @people`, `person_id, `)

// taking selects the sessions of whoever a condition names: their ids, after a column that names the person where one is
// asked for.
func taking(who, column string) string {
	whose := func(person string) string {
		if column == "" {
			return ""
		}
		return person + ` as ` + column
	}
	return `select ` + whose(`m.person_id`) + `s.id from memberships m join sessions s on s.group_id = m.group_id
		where m.person_id ` + who + ` and s.starts_at >= @from and s.starts_at < @to
		and cast(m.starts_on as text) <= substr(s.local_start, 1, 10)
		and (m.ends_on is null or cast(m.ends_on as text) >= substr(s.local_start, 1, 10))
	union ` + leading(who, whose)
}

// leading selects, of the sessions that taking selects, those that a person leads or co-leads.
func leading(who string, whose func(person string) string) string {
	return `select ` + whose(`lead_id`) + `id from sessions where lead_id ` + who + ` and starts_at >= @from and starts_at < @to
	union select ` + whose(`co_lead_id`) + `id from sessions where co_lead_id ` + who + ` and starts_at >= @from and starts_at < @to
	union select ` + whose(`g.provider_id`) + `s.id from groups g join sessions s on s.group_id = g.id
		where g.provider_id ` + who + ` and s.lead_id is null and not s.nobody_led and s.starts_at >= @from and s.starts_at < @to`
}

// leads selects the sessions planned in [@from, @to) that a person leads or co-leads.
var leads = leading(`= @person`, func(string) string { return "" })

// unsigned are the sessions since @since that were over at @now and whose sheet nobody has verified.
const unsigned = `s.starts_at >= @since and s.starts_at < @now and s.status <> 'cancelled'
	and not exists (select 1 from sheets h where h.session_id = s.id and h.state = 'verified')`

// answersFor selects the unsigned sessions that a person may sign: those they lead or co-lead, and those of their groups.
const answersFor = `select s.id from groups g join sessions s on s.group_id = g.id where g.provider_id = @person and ` + unsigned + `
	union select s.id from sessions s where s.lead_id = @person and ` + unsigned + `
	union select s.id from sessions s where s.co_lead_id = @person and ` + unsigned + `
	union select w.session_id from waiting_amendments w join sessions s on s.id = w.session_id join groups g on g.id = s.group_id
		join sheet_versions v on v.session_id = w.session_id
		where w.since >= @since and v.version = (select version from sheets where session_id = w.session_id)
		and (g.provider_id = @person or s.lead_id = @person or s.co_lead_id = @person or v.lead_id = @person or v.co_lead_id = @person)`

// unsignedIn selects the sessions of some associations whose sheet waits: nobody has verified it, or an amendment of it.
const unsignedIn = `select s.id from sessions s where s.association in @associations and ` + unsigned + `
	union select session_id from waiting_amendments where association in @associations and since >= @since`

// waitsFrom is how far back sheets are looked for that nobody verified.
const waitsFrom = -1 // years

// Agenda is what a person's home page lists, by planned start: their sessions planned in [from, to), and those of the
// last year that were over by now and wait for a verified sheet of theirs.
func (s *Store) Agenda(ctx context.Context, person roster.PersonID, from, to, now time.Time) ([]attendance.Meeting, error) {
	var list []attendance.Meeting
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var away bool
		m, err := scanMeeting(rows, &away)
		m.Away = away
		list = append(list, m)
		return err
	}, `select `+meetingColumns+`, exists (select 1 from absences a where a.session_id = s.id and a.person_id = @person and cast(a.said_of as text) = substr(s.local_start, 1, 10))
		from `+meetingTables+`where s.id in (`+takesPart+` union `+answersFor+`) order by s.starts_at, s.id`,
		map[string]any{"person": int64(person), "from": utc(from), "to": utc(to), "since": utc(now.AddDate(waitsFrom, 0, 0)), "now": utc(now)})
	if err != nil {
		return nil, fmt.Errorf("agenda of person %d: %w", person, err)
	}
	return list, nil
}

// Unsigned are the sessions of some associations in the last year that were over by now and wait for a verified sheet,
// newest first, at most limit of each association.
func (s *Store) Unsigned(ctx context.Context, associations []roster.Association, now time.Time, limit int) ([]attendance.Meeting, error) {
	list, err := meetingsOf(s.ask(ctx), meetings+`join (select id, row_number() over (partition by association order by starts_at desc, id desc) as place
			from sessions where id in (`+unsignedIn+`)) n on n.id = s.id
		where n.place <= @limit order by s.starts_at desc, s.id desc`,
		map[string]any{"associations": associations, "since": utc(now.AddDate(waitsFrom, 0, 0)), "now": utc(now), "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("sheets waiting in %d associations: %w", len(associations), err)
	}
	return list, nil
}

// Meetings are a group's sessions planned in [from, to), by planned start.
func (s *Store) Meetings(ctx context.Context, group roster.GroupID, from, to time.Time) ([]attendance.Meeting, error) {
	list, err := meetingsOf(s.ask(ctx), meetings+`where s.group_id = @group and s.starts_at >= @from and s.starts_at < @to order by s.starts_at, s.id`,
		map[string]any{"group": int64(group), "from": utc(from), "to": utc(to)})
	if err != nil {
		return nil, fmt.Errorf("sessions of group %d: %w", group, err)
	}
	return list, nil
}

// MeetingsOf are the sessions planned in [from, to) that a person has to do with, by planned start: their own, and those of
// the groups they provide that somebody else leads.
func (s *Store) MeetingsOf(ctx context.Context, person roster.PersonID, from, to time.Time) ([]attendance.Meeting, error) {
	list, err := meetingsOf(s.ask(ctx), meetings+`where s.id in (`+takesPart+`
			union select s.id from groups g join sessions s on s.group_id = g.id where g.provider_id = @person and s.starts_at >= @from and s.starts_at < @to)
		order by s.starts_at, s.id`, map[string]any{"person": int64(person), "from": utc(from), "to": utc(to)})
	if err != nil {
		return nil, fmt.Errorf("sessions of person %d: %w", person, err)
	}
	return list, nil
}

// MeetingsIn are the sessions of an association's groups planned in [from, to), by planned start.
func (s *Store) MeetingsIn(ctx context.Context, association roster.Association, from, to time.Time) ([]attendance.Meeting, error) {
	list, err := meetingsOf(s.ask(ctx), meetings+`where s.association = @association and s.starts_at >= @from and s.starts_at < @to order by s.starts_at, s.id`,
		map[string]any{"association": string(association), "from": utc(from), "to": utc(to)})
	if err != nil {
		return nil, fmt.Errorf("sessions of the groups of %s: %w", association, err)
	}
	return list, nil
}

// meetingsOf reads the sessions that a query beginning with meetings selects, in one statement.
func meetingsOf(tx *gorm.DB, query string, args map[string]any) ([]attendance.Meeting, error) {
	rows, err := tx.Raw(query, args).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []attendance.Meeting
	for rows.Next() {
		m, err := scanMeeting(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// scanMeeting reads meetingColumns, and whatever a query selects beside them.
func scanMeeting(rows *sql.Rows, beside ...any) (attendance.Meeting, error) {
	var session sessionScan
	var group groupScan
	var m attendance.Meeting
	var amended sql.NullTime
	var makesUp, instead string
	own := []any{&m.State, &m.LeadName, &m.Usual, &m.Aside, &amended, &makesUp, &instead}
	err := rows.Scan(slices.Concat(session.planned(), group.fields(), own, beside)...)
	if err != nil {
		return m, err
	}
	m.Amended, m.Group = utc(amended.Time), group.group()
	if m.Session, err = session.session(); err != nil {
		return m, err
	}
	m.MakesUp, m.Instead, err = twoDays(makesUp, instead)
	return m, err
}

// twoDays are the days of two wall-clock times; zero for an empty one.
func twoDays(a, b string) (one, two day.Date, err error) {
	first, err := schedule.ParseWall(a)
	if err != nil {
		return 0, 0, err
	}
	second, err := schedule.ParseWall(b)
	return first.Day, second.Day, err
}

// NewestRuns is the newest run of every duty that ever ran, by name.
func (s *Store) NewestRuns(ctx context.Context) ([]jobs.Run, error) {
	return s.runs(ctx, `as r where planned_at = (select max(planned_at) from duty_runs where duty = r.duty) order by duty`)
}
