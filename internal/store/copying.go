package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Seasoned are groups to copy with the seasons of the series that are proposed for each, in the order of the proposals, in a
// fixed number of statements.
func (s *Store) Seasoned(ctx context.Context, list []schedule.Copying, proposals []schedule.CopyProposal) ([]schedule.Copying, error) {
	seasoned, err := seasonedAs(s.ask(ctx), list, proposals)
	if err != nil {
		return nil, fmt.Errorf("seasons of %d groups to copy: %w", len(list), err)
	}
	return seasoned, nil
}

// copyingOf is one group as whoever copies it finds it, with the seasons of the series that are proposed; access.Nowhere where
// there is no such group.
func copyingOf(tx *gorm.DB, p schedule.CopyProposal) (schedule.Copying, error) {
	list, err := toCopy(tx, p.Of)
	if err == nil && len(list) == 0 {
		err = access.Nowhere()
	}
	if err == nil {
		list, err = seasonedAs(tx, list, []schedule.CopyProposal{p})
	}
	if err != nil {
		return schedule.Copying{}, fmt.Errorf("group %d to copy: %w", p.Of, err)
	}
	return list[0], nil
}

func seasonedAs(tx *gorm.DB, list []schedule.Copying, proposals []schedule.CopyProposal) ([]schedule.Copying, error) {
	var casts []*cast
	for i, p := range proposals {
		asked := list[i].Record
		asked.Members = nil
		for _, id := range list[i].Comers() {
			asked.Members = append(asked.Members, roster.Kept{Fact: roster.Membership{Group: p.Of, Person: id}})
		}
		for _, series := range p.Series {
			c, err := castOf(asked, series.Rhythm.Ends(), series.Lead, series.CoLead)
			if err != nil {
				return nil, err
			}
			casts = append(casts, c)
		}
	}
	if err := (casting{tx, casts}).load(); err != nil {
		return nil, err
	}
	seasoned := make([]schedule.Copying, len(proposals))
	for i, p := range proposals {
		seasoned[i] = list[i]
		for range p.Series {
			seasoned[i].Seasons = append(seasoned[i].Seasons, casts[0].season)
			casts = casts[1:]
		}
	}
	return seasoned, nil
}

// shelf is groups that are to be copied while they are loaded.
type shelf struct {
	tx      *gorm.DB
	ids     []roster.GroupID
	of      map[roster.GroupID]*schedule.Copying
	records map[roster.GroupID][]*roster.GroupRecord // where a group stands: as one to copy, as the copy of another, or as both
}

// toCopy are groups as whoever copies them finds them, those that exist, in a fixed number of statements. The seasons of their
// next year are not among it.
func toCopy(tx *gorm.DB, ids ...roster.GroupID) ([]schedule.Copying, error) {
	s := shelf{tx, ids, make(map[roster.GroupID]*schedule.Copying), make(map[roster.GroupID][]*roster.GroupRecord)}
	for _, id := range ids {
		s.of[id] = &schedule.Copying{}
	}
	for _, step := range []func() error{s.groups, s.members, s.requests, s.series, s.sessions, s.closures, s.providers, s.gone} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	var list []schedule.Copying
	for _, id := range ids {
		if s.of[id].Record.Group.ID != 0 {
			list = append(list, *s.of[id])
		}
	}
	return list, nil
}

// groups loads the groups and their copies.
func (s shelf) groups() error {
	g := gathering{tx: s.tx}
	return g.each(func(rows *sql.Rows) error {
		var row groupScan
		var from roster.GroupID
		if err := rows.Scan(append(row.fields(), &from)...); err != nil {
			return err
		}
		group := row.group()
		if c := s.of[group.ID]; c != nil {
			s.put(&c.Record, group)
		}
		if c := s.of[from]; c != nil {
			s.put(&c.Copy, group)
		}
		return nil
	}, `select `+groupColumns+`, coalesce(c.copied_from, 0) from groups g left join group_copies c on c.group_id = g.id
		where g.id in @ids or c.copied_from in @ids`, map[string]any{"ids": s.ids})
}

func (s shelf) put(record *roster.GroupRecord, group roster.Group) {
	record.Group = group
	s.records[group.ID] = append(s.records[group.ID], record)
}

// stand are the ids of the groups and of their copies.
func (s shelf) stand() []roster.GroupID {
	var ids []roster.GroupID
	for id := range s.records {
		ids = append(ids, id)
	}
	return ids
}

// members loads everybody who ever belonged to one of them.
func (s shelf) members() error {
	var list []roster.Kept
	err := all(s.tx, &list, `select `+membershipColumns+`, id from memberships where group_id in ? order by starts_on, id`, s.stand(), keptMembership)
	for _, k := range list {
		for _, record := range s.records[k.Fact.(roster.Membership).Group] {
			record.Members = append(record.Members, k)
		}
	}
	return err
}

func (s shelf) requests() error {
	list, err := requestsOf(s.tx, s.stand()...)
	for _, q := range list {
		for _, record := range s.records[q.Group] {
			record.Requests = append(record.Requests, q)
		}
	}
	return err
}

func (s shelf) series() error {
	list, err := seriesWhere(s.tx, `group_id in ?`, s.ids)
	for _, series := range list {
		past := &s.of[series.Group].Past
		past.Series = append(past.Series, series)
	}
	return err
}

// sessions loads those of the last year that each group met or is to, wherever they were moved to.
func (s shelf) sessions() error {
	since := make(map[roster.GroupID]time.Time)
	var first time.Time
	g := gathering{tx: s.tx}
	err := g.each(func(rows *sql.Rows) error {
		var group roster.GroupID
		var last time.Time
		err := rows.Scan(&group, &last)
		since[group] = utc(last).AddDate(-1, -2, 0)
		if first.IsZero() || since[group].Before(first) {
			first = since[group]
		}
		return err
	}, `select distinct s.group_id, s.starts_at from sessions s where s.group_id in ? and s.status <> 'cancelled'
		and s.starts_at = (select max(m.starts_at) from sessions m where m.group_id = s.group_id and m.status <> 'cancelled')`, s.ids)
	if err != nil {
		return err
	}
	return g.each(func(rows *sql.Rows) error {
		var row sessionScan
		if err := rows.Scan(row.planned()...); err != nil {
			return err
		}
		session, err := row.session()
		if from, met := since[session.Group]; met && session.Starts.After(from) {
			past := &s.of[session.Group].Past
			past.Sessions = append(past.Sessions, session)
		}
		return err
	}, `select `+sessionColumns+`, `+planColumns+` from sessions s left join session_plans t on t.session_id = s.id
		where s.group_id in ? and s.starts_at > ? order by s.starts_at, s.id`, s.ids, utc(first))
}

func (s shelf) closures() error {
	var of []roster.Association
	for _, c := range s.of {
		of = append(of, c.Record.Group.Association)
	}
	closed, err := closuresOf(s.tx, of...)
	for _, c := range s.of {
		c.Closures = closed[c.Record.Group.Association]
	}
	return err
}

// providers loads the names of who provides the groups.
func (s shelf) providers() error {
	var ids []roster.PersonID
	for _, c := range s.of {
		ids = append(ids, c.Record.Group.Provider)
	}
	known, err := people(s.tx, `id in ?`, ids)
	names := make(map[roster.PersonID]string, len(known))
	for _, p := range known {
		names[p.ID] = p.Name
	}
	for _, c := range s.of {
		c.Provider = names[c.Record.Group.Provider]
	}
	return err
}

// gone loads who could not take a place any more; each group is told all of them.
func (s shelf) gone() error {
	var comers []roster.PersonID
	for _, c := range s.of {
		for _, k := range c.Record.Members {
			comers = append(comers, k.Fact.Holder())
		}
		for _, q := range c.Record.Requests {
			comers = append(comers, q.Person)
		}
	}
	gone, err := goneOf(s.tx, comers)
	for _, c := range s.of {
		c.Gone = gone
	}
	return err
}
