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
		if err := rows.Scan(&a.Reader.Person, &a.Reader.Account, &a.Home); err != nil {
			return err
		}
		a.Week = weeks[a.Home]
		wishing = append(wishing, a)
		return nil
	}, `select person, account, home from (select coalesce(p.id, 0) as person, case when p.id is null then a.id else 0 end as account,
				coalesce(p.association, (select min(association) from account_roles r where r.account_id = a.id and r.role = 'coordinator')) as home
			from wished_topics w join accounts a on a.id = w.account_id and a.closed_at is null left join people p on p.id = a.person_id
			where w.topic = 'week') t where home in ? order by person, account`, slices.Sorted(maps.Keys(weeks)))
}

// weekAnew has a notice of the week ahead that is about to be sent say how things stand at now, in the outbox too; true where it is
// out of date, because its Monday has begun or there is nothing left to say.
func weekAnew(tx *gorm.DB, id int64, n *notice.Notice, now time.Time) (bool, error) {
	var name string
	if err := tx.Raw(`select time_zone from associations where code = ?`, string(n.Association)).Row().Scan(&name); err != nil {
		return false, err
	}
	clock, err := time.LoadLocation(name)
	if err != nil {
		return false, err
	}
	week, is := n.WeekTold(clock)
	if !is || !now.Before(week.From) {
		return true, nil
	}
	ahead := []notice.Ahead{{Week: week, Reader: n.To, Home: n.Association}}
	if err := fillWeeks(tx, now, ahead); err != nil {
		return false, err
	}
	anew, says := ahead[0].Notice()
	if !says {
		return true, nil
	}
	*n = anew
	return false, tx.Exec(`update notices set lines = ?, sessions = ? where id = ?`, linesText(n.Lines), mentionsText(n.Sessions), id).Error
}

// aheadOf are weeks by whose they are.
type aheadOf map[notice.Recipient]*notice.Ahead

// of is the week of somebody of the roster.
func (a aheadOf) of(person roster.PersonID) *notice.Ahead { return a[notice.Recipient{Person: person}] }

// fillWeeks loads into some weeks what their people have in them, and what waits.
func fillWeeks(tx *gorm.DB, now time.Time, list []notice.Ahead) error {
	weeks := make(aheadOf, len(list))
	var people []roster.PersonID
	var accounts []int64
	from, to := list[0].From, list[0].To
	for i := range list {
		a := &list[i]
		weeks[a.Reader] = a
		if a.Reader.Person != 0 {
			people = append(people, a.Reader.Person)
		} else {
			accounts = append(accounts, a.Reader.Account)
		}
		if a.From.Before(from) {
			from = a.From
		}
		if a.To.After(to) {
			to = a.To
		}
	}
	clocks, err := clocksOf(tx, slices.Collect(maps.Keys(weeks)))
	if err != nil {
		return err
	}
	for reader, a := range weeks {
		a.Clock = clocks[reader]
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
		weeks.of(person).Sessions = append(weeks.of(person).Sessions, m)
		return nil
	}, `select `+meetingColumns+`, k.person_id,
			exists (select 1 from absences a where a.session_id = s.id and a.person_id = k.person_id and cast(a.said_of as text) = substr(s.local_start, 1, 10))
		from `+meetingTables+`join (`+partsTaken+`) k on k.id = s.id order by s.starts_at, s.id, k.person_id`,
		map[string]any{"people": people, "from": utc(from), "to": utc(to)})
	if err == nil {
		err = fillWaiting(tx, now, people, weeks)
	}
	if err != nil {
		return err
	}
	return fillCoordinated(tx, now, people, accounts, weeks)
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
	union all select person_id, 'disputed', count(*) from (
		select g.provider_id as person_id, d.id` + answered + ` and g.provider_id in @people
		union select v.lead_id, d.id` + answered + ` and v.lead_id in @people
		union select v.co_lead_id, d.id` + answered + ` and v.co_lead_id in @people) t group by person_id
	union all select g.provider_id, 'asked', count(*) from requests q join groups g on g.id = q.group_id where q.state = 'asked' and g.provider_id in @people group by g.provider_id
	union all select person_id, 'offered', count(*) from requests where state = 'offered' and kept_until > @now and person_id in @people group by person_id
	union all select person_id, 'held', count(*) from progress where held > 0 and person_id in @people group by person_id`

// signer is each of those who may sign an amendment that waits, as c counts them.
const signer = `case c.n when 0 then g.provider_id when 1 then s.lead_id when 2 then s.co_lead_id when 3 then v.lead_id else v.co_lead_id end`

// answered begins the open disputes with who may answer them; see DisputesFor. Their own is nobody's to answer.
const answered = disputed + ` join sessions s on s.id = d.session_id join groups g on g.id = s.group_id
	left join sheets h on h.session_id = s.id left join sheet_versions v on v.session_id = s.id and v.version = h.version
	where not d.ends and e.id is null`

// fillWaiting loads what waits of some people.
func fillWaiting(tx *gorm.DB, now time.Time, people []roster.PersonID, weeks aheadOf) error {
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var person roster.PersonID
		var what string
		var n int
		if err := rows.Scan(&person, &what, &n); err != nil {
			return err
		}
		waits := &weeks.of(person).Waits
		*map[string]*int{"sheet": &waits.Sheets, "disputed": &waits.Disputed, "asked": &waits.Asking, "offered": &waits.Offered, "held": &waits.Held}[what] = n
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
		weeks.of(person).Waits.Refused = len(portfolio.Unanswered(theirs))
	}
	return err
}

// fillCoordinated loads what waits in the associations that some people, or accounts that nobody of the roster is behind, coordinate.
func fillCoordinated(tx *gorm.DB, now time.Time, people []roster.PersonID, accounts []int64, weeks aheadOf) error {
	who := map[string]any{"people": people, "accounts": accounts}
	in := make(map[roster.Association][]*notice.Ahead)
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var to notice.Recipient
		var code roster.Association
		var asking int
		if err := rows.Scan(&to.Person, &to.Account, &code, &asking); err != nil {
			return err
		}
		in[code] = append(in[code], weeks[to])
		weeks[to].Waits.Coordinated.Asking += asking
		return nil
	}, `select coalesce(a.person_id, 0), case when a.person_id is null then a.id else 0 end, r.association,
			(select count(*) from requests q join groups g on g.id = q.group_id
				where q.state = 'asked' and g.association = r.association and g.provider_id <> coalesce(a.person_id, 0))
		from account_roles r join accounts a on a.id = r.account_id and a.closed_at is null
		where r.role = 'coordinator' and (a.person_id in @people or a.person_id is null and a.id in @accounts)`, who)
	if err != nil || len(in) == 0 {
		return err
	}
	codes := slices.Sorted(maps.Keys(in))
	waiting, err := waitingIn(tx, codes, now)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		for _, a := range in[w.Association] {
			q := &a.Waits.Coordinated
			q.People, q.Evidence, q.Disputed = q.People+w.People, q.Evidence+w.Evidence, q.Disputed+w.Disputed
		}
	}
	return g.each(func(rows *sql.Rows) error {
		var code roster.Association
		var n int
		err := rows.Scan(&code, &n)
		for _, a := range in[code] {
			a.Waits.Coordinated.Sheets += n
		}
		return err
	}, `select s.association, count(*) from sessions s where s.id in (`+unsignedIn+`) group by s.association`,
		map[string]any{"associations": codes, "since": utc(now.AddDate(waitsFrom, 0, 0)), "now": utc(now)})
}
