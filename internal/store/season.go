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
	season := schedule.Season{Group: record.Group}
	var err error
	if season.Zone, err = time.LoadLocation(season.Group.TimeZone); err != nil {
		return season, fmt.Errorf("zone of group %d: %w", record.Group.ID, err)
	}
	c := casting{tx: tx, season: &season, leads: make(map[roster.PersonID]bool), members: make(map[roster.PersonID][]day.Span)}
	for _, id := range append(leads, season.Group.Provider) {
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
	from, to := near.From.Begins(season.Zone).Add(-schedule.LongestOfAll*time.Minute), near.To.AddDays(1).Begins(season.Zone)
	if err := errors.Join(c.cast(), c.engage(from, to), c.place(from, to), closuresOf(tx, &season.Closures, season.Group.Association)); err != nil {
		return season, fmt.Errorf("what sessions of group %d stand on: %w", record.Group.ID, err)
	}
	return season, nil
}

// casting loads those whom a season concerns.
type casting struct {
	tx      *gorm.DB
	season  *schedule.Season
	leads   map[roster.PersonID]bool
	members map[roster.PersonID][]day.Span
}

func (c casting) everybody() []roster.PersonID {
	all := maps.Clone(c.leads)
	for id := range c.members {
		all[id] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// cast loads who belongs to the group, what they earn and hold, and what those hold who are to lead.
func (c casting) cast() error {
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
	c.season.Home, c.season.Held = make(map[roster.PersonID]roster.Association), make(map[roster.PersonID][]roster.Credential)
	for _, p := range known {
		if c.leads[p.ID] {
			c.season.Home[p.ID], c.season.Held[p.ID] = p.Association, held[p.ID]
		}
		if spans := c.members[p.ID]; len(spans) > 0 {
			c.season.Members = append(c.season.Members, schedule.Belonging{
				Person: p.ID, Association: p.Association, Spans: spans, Targets: earns[p.ID], Held: held[p.ID],
			})
		}
	}
	return nil
}

// engage loads in which sessions people are that begin in [from, to).
func (c casting) engage(from, to time.Time) error {
	const here = `s.starts_at >= @from and s.starts_at < @to and s.status <> 'cancelled'`
	gathered := gathering{tx: c.tx}
	return gathered.each(func(rows *sql.Rows) error {
		var e schedule.Engagement
		if err := rows.Scan(&e.Person, &e.Session, &e.Starts, &e.Minutes, &e.Association, &e.Provider); err != nil {
			return err
		}
		e.Starts = utc(e.Starts)
		c.season.Busy = append(c.season.Busy, e)
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

// place loads the group's own sessions that begin in [from, to).
func (c casting) place(from, to time.Time) error {
	gathered := gathering{tx: c.tx}
	return gathered.each(func(rows *sql.Rows) error {
		var p schedule.Placed
		if err := rows.Scan(&p.Session, &p.Starts, &p.Minutes); err != nil {
			return err
		}
		p.Starts = utc(p.Starts)
		c.season.Own = append(c.season.Own, p)
		return nil
	}, `select id, starts_at, minutes from sessions where group_id = ? and starts_at >= ? and starts_at < ? and status <> 'cancelled' order by starts_at, id`,
		int64(c.season.Group.ID), utc(from), utc(to))
}

// closuresOf loads when an association's groups do not meet, by day.
func closuresOf(tx *gorm.DB, list *[]schedule.Closure, association roster.Association) error {
	gathered := gathering{tx: tx}
	return gathered.each(func(rows *sql.Rows) error {
		var c schedule.Closure
		err := rows.Scan(&c.ID, (*dateCol)(&c.Span.From), (*dateCol)(&c.Span.To), &c.Name)
		*list = append(*list, c)
		return err
	}, `select id, starts_on, ends_on, name from closures where association = ? order by starts_on, ends_on, id`, string(association))
}
