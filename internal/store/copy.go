package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Copyable are the groups that a person provides, and all of the associations, that met in the year before now, each with its
// year and its copy if there is one: by name, at most limit, from after that group on where it is not zero.
func (s *Store) Copyable(ctx context.Context, person roster.PersonID, associations []roster.Association, now time.Time, after roster.GroupID, limit int) ([]schedule.Copying, error) {
	tx := s.ask(ctx)
	var ids []roster.GroupID
	err := tx.Raw(`select g.id from groups g where (g.provider_id = @person or g.association in @associations)
			and exists (select 1 from sessions s where s.group_id = g.id and s.status <> 'cancelled' and s.starts_at > @since and s.starts_at <= @now)
			and (cast(@after as bigint) = 0 or (g.name, g.id) > (select name, id from groups where id = @after))
			order by g.name, g.id limit @limit`,
		map[string]any{
			"person": int64(person), "associations": associations, "since": utc(now.AddDate(-1, 0, 0)), "now": utc(now), "after": int64(after), "limit": limit,
		}).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("groups of person %d to copy: %w", person, err)
	}
	list := make([]schedule.Copying, len(ids))
	for i, id := range ids {
		if list[i], err = copyingOf(tx, schedule.CopyProposal{Of: id}); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Copying is a group as whoever copies it finds it, with the seasons of the series that are proposed; access.Nowhere where
// there is no such group.
func (s *Store) Copying(ctx context.Context, p schedule.CopyProposal) (schedule.Copying, error) {
	return copyingOf(s.ask(ctx), p)
}

func copyingOf(tx *gorm.DB, p schedule.CopyProposal) (schedule.Copying, error) {
	var c schedule.Copying
	var err error
	c.Record, err = groupRecordOf(tx, `id = ?`, int64(p.Of))
	if err == nil && c.Record.Group.ID == 0 {
		err = access.Nowhere()
	}
	if err == nil {
		err = errors.Join(pastOf(tx, c.Record.Group, &c.Past), aboutCopy(tx, &c))
	}
	if err != nil {
		return c, fmt.Errorf("group %d to copy: %w", p.Of, err)
	}
	asked := c.Record
	asked.Members = nil
	for _, id := range c.Comers() {
		asked.Members = append(asked.Members, roster.Kept{Fact: roster.Membership{Group: p.Of, Person: id}})
	}
	for _, series := range p.Series {
		season, err := seasonWith(tx, asked, series.Rhythm.Ends(), series.Lead, series.CoLead)
		if err != nil {
			return c, err
		}
		c.Seasons = append(c.Seasons, season)
	}
	return c, nil
}

// pastOf loads the series of a group, and its sessions of the last year that it met or is to, wherever they were moved to.
func pastOf(tx *gorm.DB, g roster.Group, past *schedule.Past) error {
	var err error
	if past.Series, err = seriesWhere(tx, `group_id = ?`, int64(g.ID)); err != nil {
		return err
	}
	if err := closuresOf(tx, &past.Closures, g.Association); err != nil {
		return err
	}
	var last []time.Time
	if err := tx.Raw(`select starts_at from sessions where group_id = ? and status <> 'cancelled' order by starts_at desc limit 1`, int64(g.ID)).Scan(&last).Error; err != nil || len(last) == 0 {
		return err
	}
	gathered := gathering{tx: tx}
	return gathered.each(func(rows *sql.Rows) error {
		var row sessionScan
		if err := rows.Scan(row.planned()...); err != nil {
			return err
		}
		session, err := row.session()
		past.Sessions = append(past.Sessions, session)
		return err
	}, `select `+sessionColumns+`, `+planColumns+` from sessions s left join session_plans t on t.session_id = s.id
		where s.group_id = ? and s.starts_at > ? order by s.starts_at, s.id`, int64(g.ID), utc(last[0].AddDate(-1, -2, 0)))
}

// aboutCopy loads who provides the group, who could not take a place any more, and its copy.
func aboutCopy(tx *gorm.DB, c *schedule.Copying) error {
	provider, err := people(tx, `id = ?`, int64(c.Record.Group.Provider))
	if err != nil || len(provider) == 0 {
		return err
	}
	c.Provider = provider[0].Name
	if c.Record.Requests, err = requestsOf(tx, c.Record.Group.ID); err != nil {
		return err
	}
	var comers []roster.PersonID
	for _, k := range c.Record.Members {
		comers = append(comers, k.Fact.Holder())
	}
	for _, q := range c.Record.Requests {
		comers = append(comers, q.Person)
	}
	if c.Gone, err = goneOf(tx, comers); err != nil {
		return err
	}
	c.Copy, err = groupRecordOf(tx, `id = (select group_id from group_copies where copied_from = ?)`, int64(c.Record.Group.ID))
	if err == nil && c.Copy.Group.ID != 0 {
		c.Copy.Requests, err = requestsOf(tx, c.Copy.Group.ID)
	}
	return err
}

// goesOnAs is the name of the group that the group of request q is the copy of, where the person belonged to it; empty
// otherwise.
const goesOnAs = `coalesce((select o.name from group_copies c join groups o on o.id = c.copied_from
		where c.group_id = q.group_id and exists (select 1 from memberships m where m.group_id = o.id and m.person_id = q.person_id)), '')`

// goesOn is goesOnAs of one request.
func goesOn(tx *gorm.DB, q roster.Request) (name string, err error) {
	err = tx.Raw(`select `+goesOnAs+` from requests q where q.id = ?`, int64(q.ID)).Row().Scan(&name)
	return name, err
}

// CopyGroup has decide look at a group that is to be copied to its next year, locked, and writes what it lays out: the new
// group with its sessions, a place in it that is kept for each of those who are asked, and the last day of their place in
// the group that is copied. A group that was copied already stays as it is. It returns the id of the copy.
func (s *Store) CopyGroup(ctx context.Context, p schedule.CopyProposal, by string, decide func(schedule.Copying) (schedule.Copied, error)) (roster.GroupID, error) {
	rules, err := s.Edition(ctx)
	if err != nil {
		return 0, err
	}
	var id roster.GroupID
	err = s.change(ctx, func(tx *gorm.DB) error {
		if err := lockGroup(tx, p.Of); err != nil {
			return err
		}
		c, err := copyingOf(tx, p)
		if err != nil {
			return err
		}
		if id = c.Copy.Group.ID; id != 0 {
			return nil
		}
		copied, err := decide(c)
		if err != nil {
			return err
		}
		desk := registry{intake{tx: tx, at: s.clock(), cause: "record", rules: rules}, by, ""}
		id, err = desk.putCopy(c, copied)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("copy group %d: %w", p.Of, err)
	}
	return id, nil
}

// putCopy writes the copy of a group, and what follows from it.
func (r registry) putCopy(c schedule.Copying, copied schedule.Copied) (roster.GroupID, error) {
	edits := []roster.Edit{{Owner: copied.Group.Association, After: copied.Group}}
	if _, err := r.write(edits); err != nil {
		return 0, err
	}
	group := copied.Group
	group.ID = roster.GroupID(edits[0].ID)
	err := r.tx.Exec(`insert into group_copies (group_id, copied_from, copied_by, copied_at) values (?, ?, ?, ?)`,
		int64(group.ID), int64(c.Record.Group.ID), r.by, r.at).Error
	if err != nil {
		return 0, err
	}
	changes := []history.Change{{Association: group.Association, Actor: r.by, Act: edits[0].Act(), Subject: subjectOf(edits[0])}}
	var planned []schedule.Session
	for _, laid := range copied.Laid {
		_, added, more, err := layDown(r.tx, r.at, group, laid.Of(group.ID), r.by)
		if err != nil {
			return 0, err
		}
		planned, changes = append(planned, added...), append(changes, more...)
	}
	if err := announce(r.tx, r.at, r.by, nil, fresh(planned)); err != nil {
		return 0, err
	}
	record, at, err := r.lockedGroup(group.ID)
	if err != nil {
		return 0, err
	}
	places, err := copied.Places(c, record, at)
	if err != nil {
		return 0, err
	}
	return group.ID, r.enter(places, changes...)
}
