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

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Season is what a series to be planned stands on; access.Nowhere where there is no such group.
func (s *Store) Season(ctx context.Context, p schedule.SeriesProposal) (schedule.Season, error) {
	return seasonOf(s.ask(ctx), p.Group, p.Rhythm.Ends(), p.Lead, p.CoLead)
}

// seasonOf loads what the sessions of a group stand on that are planned on the days of a span and led by its provider or
// some others, in a fixed number of statements.
func seasonOf(tx *gorm.DB, group roster.GroupID, span day.Span, leads ...roster.PersonID) (schedule.Season, error) {
	record, err := groupRecordOf(tx, `id = ?`, int64(group))
	if err == nil && record.Group.ID == 0 {
		err = access.Nowhere()
	}
	if err != nil {
		return schedule.Season{}, err
	}
	return seasonWith(tx, record, span, leads...)
}

// seasonWith is seasonOf with the members that the record says.
func seasonWith(tx *gorm.DB, record roster.GroupRecord, span day.Span, leads ...roster.PersonID) (schedule.Season, error) {
	c, err := castOf(record, span, leads...)
	if err == nil {
		err = (casting{tx, []*cast{c}}).load()
	}
	if err != nil {
		return schedule.Season{}, fmt.Errorf("what sessions of group %d stand on: %w", record.Group.ID, err)
	}
	return c.season, nil
}

// cast is a season while it is loaded, with those whom it concerns.
type cast struct {
	season   schedule.Season
	leads    map[roster.PersonID]bool
	members  map[roster.PersonID][]day.Span
	from, to time.Time // sessions about its days begin in [from, to)
}

// castOf is the season of a group in the days of a span, with nobody loaded yet.
func castOf(record roster.GroupRecord, span day.Span, leads ...roster.PersonID) (*cast, error) {
	zone, err := time.LoadLocation(record.Group.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("zone of group %d: %w", record.Group.ID, err)
	}
	c := &cast{
		season: schedule.Season{Group: record.Group, Zone: zone, Home: make(map[roster.PersonID]roster.Association), Held: make(map[roster.PersonID][]roster.Credential)},
		leads:  make(map[roster.PersonID]bool), members: make(map[roster.PersonID][]day.Span),
	}
	for _, id := range append(leads, record.Group.Provider) {
		if id != 0 {
			c.leads[id] = true
		}
	}
	near := day.Span{From: span.From.AddDays(-1), To: span.To.AddDays(1)} // a clock that is put forward may pass midnight
	for _, k := range record.Members {
		if m := k.Fact.(roster.Membership); m.Span.Overlaps(near) {
			c.members[m.Person] = append(c.members[m.Person], m.Span)
		}
	}
	c.from, c.to = near.From.Begins(zone).Add(-schedule.LongestOfAll*time.Minute), near.To.AddDays(1).Begins(zone)
	return c, nil
}

func (c *cast) concerns(id roster.PersonID) bool { return c.leads[id] || len(c.members[id]) > 0 }

// during tells whether what begins at an instant is about the season's days.
func (c *cast) during(at time.Time) bool { return !at.Before(c.from) && at.Before(c.to) }

// casting loads seasons, in as many statements for many as for one.
type casting struct {
	tx    *gorm.DB
	casts []*cast
}

func (c casting) load() error {
	if len(c.casts) == 0 {
		return nil
	}
	for _, step := range []func() error{c.people, c.engage, c.place, c.close} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (c casting) everybody() []roster.PersonID {
	all := make(map[roster.PersonID]bool)
	for _, one := range c.casts {
		maps.Copy(all, one.leads)
		for id := range one.members {
			all[id] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// within is from when to when the sessions of all of them begin.
func (c casting) within() (from, to time.Time) {
	from, to = c.casts[0].from, c.casts[0].to
	for _, one := range c.casts {
		if one.from.Before(from) {
			from = one.from
		}
		if one.to.After(to) {
			to = one.to
		}
	}
	return from, to
}

// people loads who belongs to the groups, what they earn and hold, and what those hold who are to lead.
func (c casting) people() error {
	everybody := c.everybody()
	known, err := people(c.tx, `id in ?`, everybody)
	if err != nil {
		return err
	}
	var credentials []roster.Credential
	var targets []roster.Target
	if err := errors.Join(
		all(c.tx, &credentials, `select `+credentialColumns+` from credentials where person_id in ? order by starts_on, id`, everybody, plain(scanCredential)),
		all(c.tx, &targets, `select `+targetColumns+` from targets where person_id in ? order by category`, everybody, plain(scanTarget)),
	); err != nil {
		return err
	}
	held, earns := make(map[roster.PersonID][]roster.Credential), make(map[roster.PersonID][]roster.Target)
	for _, k := range credentials {
		held[k.Person] = append(held[k.Person], k)
	}
	for _, t := range targets {
		earns[t.Person] = append(earns[t.Person], t)
	}
	for _, one := range c.casts {
		for _, p := range known {
			one.take(p, earns[p.ID], held[p.ID])
		}
	}
	return nil
}

// take has somebody stand in the season as what they are in it, if anything.
func (c *cast) take(p roster.Person, earns []roster.Target, held []roster.Credential) {
	if c.leads[p.ID] {
		c.season.Home[p.ID], c.season.Held[p.ID] = p.Association, held
	}
	if spans := c.members[p.ID]; len(spans) > 0 {
		c.season.Members = append(c.season.Members, schedule.Belonging{Person: p.ID, Association: p.Association, Spans: spans, Targets: earns, Held: held})
	}
}

// engage loads in which sessions about the days of each season people are.
func (c casting) engage() error {
	const here = `s.starts_at >= @from and s.starts_at < @to and s.status <> 'cancelled'`
	from, to := c.within()
	gathered := gathering{tx: c.tx}
	return gathered.each(func(rows *sql.Rows) error {
		var e schedule.Engagement
		if err := rows.Scan(&e.Person, &e.Session, &e.Starts, &e.Minutes, &e.Association, &e.Provider); err != nil {
			return err
		}
		e.Starts = utc(e.Starts)
		for _, one := range c.casts {
			if one.concerns(e.Person) && one.during(e.Starts) {
				one.season.Busy = append(one.season.Busy, e)
			}
		}
		return nil
	}, `select e.person_id, s.id, s.starts_at, s.minutes, s.association, g.provider_id from (
			select m.person_id, s.id from memberships m join sessions s on s.group_id = m.group_id
				where m.person_id in @people and `+here+` and cast(m.starts_on as text) <= substr(s.local_start, 1, 10)
				and (m.ends_on is null or cast(m.ends_on as text) >= substr(s.local_start, 1, 10))
			union select s.lead_id, s.id from sessions s where s.lead_id in @people and `+here+`
			union select s.co_lead_id, s.id from sessions s where s.co_lead_id in @people and `+here+`
			union select g.provider_id, s.id from groups g join sessions s on s.group_id = g.id
				where g.provider_id in @people and s.lead_id is null and not s.nobody_led and `+here+`
		) e join sessions s on s.id = e.id join groups g on g.id = s.group_id
		order by s.starts_at, e.person_id, s.id`, map[string]any{"people": c.everybody(), "from": utc(from), "to": utc(to)})
}

// place loads the groups' own sessions about the days of each season.
func (c casting) place() error {
	var groups []roster.GroupID
	for _, one := range c.casts {
		groups = append(groups, one.season.Group.ID)
	}
	from, to := c.within()
	gathered := gathering{tx: c.tx}
	return gathered.each(func(rows *sql.Rows) error {
		var group roster.GroupID
		var p schedule.Placed
		if err := rows.Scan(&group, &p.Session, &p.Starts, &p.Minutes); err != nil {
			return err
		}
		p.Starts = utc(p.Starts)
		for _, one := range c.casts {
			if one.season.Group.ID == group && one.during(p.Starts) {
				one.season.Own = append(one.season.Own, p)
			}
		}
		return nil
	}, `select group_id, id, starts_at, minutes from sessions where group_id in ? and starts_at >= ? and starts_at < ? and status <> 'cancelled' order by starts_at, id`,
		groups, utc(from), utc(to))
}

// close loads when the associations' groups do not meet.
func (c casting) close() error {
	var of []roster.Association
	for _, one := range c.casts {
		of = append(of, one.season.Group.Association)
	}
	closed, err := closuresOf(c.tx, of...)
	for _, one := range c.casts {
		one.season.Closures = closed[one.season.Group.Association]
	}
	return err
}

// closuresOf are when the groups of some associations do not meet, by day.
func closuresOf(tx *gorm.DB, associations ...roster.Association) (map[roster.Association][]schedule.Closure, error) {
	closed := make(map[roster.Association][]schedule.Closure)
	gathered := gathering{tx: tx}
	return closed, gathered.each(func(rows *sql.Rows) error {
		var of roster.Association
		var c schedule.Closure
		err := rows.Scan(&of, &c.ID, (*dateCol)(&c.Span.From), (*dateCol)(&c.Span.To), &c.Name)
		closed[of] = append(closed[of], c)
		return err
	}, `select association, id, starts_on, ends_on, name from closures where association in ? order by starts_on, ends_on, id`, associations)
}
