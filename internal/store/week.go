package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/notice"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// TellOfWeeks loads the week ahead of those who wish to be told of it now, lets decide say how each is told, if at all, and tells
// those who were not told before, all of them in one transaction. It takes a fixed number of statements for each few thousand
// people, and returns how many notices were new.
func (s *Store) TellOfWeeks(ctx context.Context, now time.Time, decide func(notice.Ahead) (notice.Notice, bool)) (int, error) {
	notices, err := s.WeeksAhead(ctx, now, decide)
	if err != nil || len(notices) == 0 {
		return 0, err
	}
	if err := s.change(ctx, func(tx *gorm.DB) error { return tell(tx, s.clock(), notices...) }); err != nil {
		return 0, fmt.Errorf("tell of the week ahead: %w", err)
	}
	return len(notices), nil
}

// WeeksAhead are the notices that TellOfWeeks would tell; nothing is written.
func (s *Store) WeeksAhead(ctx context.Context, now time.Time, decide func(notice.Ahead) (notice.Notice, bool)) ([]notice.Notice, error) {
	tx := s.ask(ctx)
	wishing, err := wishingForWeek(tx, now)
	if err != nil {
		return nil, fmt.Errorf("who wishes for the week ahead: %w", err)
	}
	var notices []notice.Notice
	for part := range slices.Chunk(wishing, chunk) {
		if err := fillWeeks(tx, now, part); err != nil {
			return nil, fmt.Errorf("the week ahead of %d people: %w", len(part), err)
		}
		for _, a := range part {
			if n, says := decide(a); says {
				notices = append(notices, n)
			}
		}
	}
	return untold(tx, now.AddDate(0, 0, -1), notices)
}

// wishingForWeek are those with an open account who wish for the week ahead, where it is told at now.
func wishingForWeek(tx *gorm.DB, now time.Time) ([]notice.Ahead, error) {
	weeks, g := make(map[roster.Association]notice.Week), gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var code roster.Association
		var name string
		if err := rows.Scan(&code, &name); err != nil {
			return err
		}
		zone, err := time.LoadLocation(name)
		if err != nil {
			return err
		}
		if week, is := notice.WeekToTell(now, zone); is {
			weeks[code] = week
		}
		return nil
	}, `select code, time_zone from associations`)
	if err != nil || len(weeks) == 0 {
		return nil, err
	}
	var wishing []notice.Ahead
	return wishing, g.each(func(rows *sql.Rows) error {
		var a notice.Ahead
		if err := rows.Scan(&a.Person, &a.Home); err != nil {
			return err
		}
		a.Week = weeks[a.Home]
		wishing = append(wishing, a)
		return nil
	}, `select p.id, p.association from wished_topics w
			join accounts a on a.id = w.account_id and a.closed_at is null join people p on p.id = a.person_id
		where w.topic = 'week' and p.association in ? order by p.id`, slices.Sorted(maps.Keys(weeks)))
}

// fillWeeks loads into some people's weeks what they have in them, and what waits.
func fillWeeks(tx *gorm.DB, now time.Time, list []notice.Ahead) error {
	of, people := make(map[roster.PersonID]*notice.Ahead, len(list)), make([]roster.PersonID, len(list))
	from, to := list[0].From, list[0].To
	for i := range list {
		a := &list[i]
		of[a.Person], people[i] = a, a.Person
		if a.From.Before(from) {
			from = a.From
		}
		if a.To.After(to) {
			to = a.To
		}
	}
	clocks, err := clocksOf(tx, readers(people))
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Clock = clocks[notice.Recipient{Person: list[i].Person}]
	}
	g := gathering{tx: tx}
	err = g.each(func(rows *sql.Rows) error {
		var person roster.PersonID
		var away bool
		m, err := scanMeeting(rows, &person, &away)
		if err != nil {
			return err
		}
		m.Away = away
		of[person].Sessions = append(of[person].Sessions, m)
		return nil
	}, `select `+meetingColumns+`, k.person_id,
			exists (select 1 from absences a where a.session_id = s.id and a.person_id = k.person_id and cast(a.said_of as text) = substr(s.local_start, 1, 10))
		from `+meetingTables+`join (`+partsTaken+`) k on k.id = s.id order by s.starts_at, s.id, k.person_id`,
		map[string]any{"people": people, "from": utc(from), "to": utc(to)})
	if err != nil {
		return err
	}
	return fillWaiting(tx, now, people, of)
}

// waitingOf counts what waits of people or for them, each with whose it is and what: what answersFor selects of each, requests, and
// the purposes with hours that wait.
const waitingOf = `select person_id, 'sheet', count(distinct id) from (
		select g.provider_id as person_id, s.id from groups g join sessions s on s.group_id = g.id where g.provider_id in @people and ` + unsigned + `
		union all select s.lead_id, s.id from sessions s where s.lead_id in @people and ` + unsigned + `
		union all select s.co_lead_id, s.id from sessions s where s.co_lead_id in @people and ` + unsigned + `
		union all select ` + signer + `, s.id from waiting_amendments w join sessions s on s.id = w.session_id join groups g on g.id = s.group_id
			join sheets h on h.session_id = s.id join sheet_versions v on v.session_id = s.id and v.version = h.version
			join (select 0 as n union all select 1 union all select 2 union all select 3 union all select 4) c on true
			where w.since >= @since and ` + signer + ` in @people) t group by person_id
	union all select g.provider_id, 'asked', count(*) from requests q join groups g on g.id = q.group_id where q.state = 'asked' and g.provider_id in @people group by g.provider_id
	union all select person_id, 'offered', count(*) from requests where state = 'offered' and kept_until > @now and person_id in @people group by person_id
	union all select person_id, 'held', count(*) from progress where held > 0 and person_id in @people group by person_id`

// signer is each of those who may sign an amendment that waits, as c counts them.
const signer = `case c.n when 0 then g.provider_id when 1 then s.lead_id when 2 then s.co_lead_id when 3 then v.lead_id else v.co_lead_id end`

// fillWaiting loads what waits of some people.
func fillWaiting(tx *gorm.DB, now time.Time, people []roster.PersonID, of map[roster.PersonID]*notice.Ahead) error {
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var person roster.PersonID
		var what string
		var n int
		if err := rows.Scan(&person, &what, &n); err != nil {
			return err
		}
		waits := &of[person].Waits
		*map[string]*int{"sheet": &waits.Sheets, "asked": &waits.Asking, "offered": &waits.Offered, "held": &waits.Held}[what] = n
		return nil
	}, waitingOf, map[string]any{"people": people, "since": utc(now.AddDate(waitsFrom, 0, 0)), "now": utc(now)})
	if err != nil {
		return err
	}
	pieces, err := evidenceOf(tx, `e.person_id in ? and exists (select 1 from evidence r where r.person_id = e.person_id and r.word = 'refused')`, people)
	known := make(map[roster.PersonID][]portfolio.Evidence)
	for _, e := range pieces {
		known[e.Person] = append(known[e.Person], e)
	}
	for person, theirs := range known {
		of[person].Waits.Refused = len(portfolio.Unanswered(theirs))
	}
	return err
}
