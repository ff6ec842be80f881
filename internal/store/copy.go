package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

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
	list, err := toCopy(tx, ids...)
	if err != nil {
		return nil, fmt.Errorf("groups of person %d to copy: %w", person, err)
	}
	return list, nil
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
