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
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// The calendars of open groups show the sessions of groups that are inviting: open, with room. Whether a group is, is looked up
// when something of it changes, and kept; what shows of it raises one number of its association, however many people have such
// a calendar. That row is the last that a transaction locks before the heads of the history.

// mostOpenSessions is how many sessions such a calendar holds: Google reads about a thousand.
const mostOpenSessions = 1000

// OpenCalendar is what a feed of open groups shows: sessions of inviting groups of its owner's association from an instant on,
// those of trainings until to and others until soon, but for what is the owner's own; by planned start, in one statement. A
// session's sequence and the instant of its change are those that such a calendar shows.
func (s *Store) OpenCalendar(ctx context.Context, feed access.Feed, from, soon, to time.Time) ([]attendance.Meeting, error) {
	query := `select ` + meetingColumns + `, g.inviting_sequence, g.inviting_since from ` + meetingTables + `
		where g.inviting and g.association = (select association from people where id = @person)
			and s.starts_at >= @from and s.starts_at < @to and (g.kind = 'training' or s.starts_at < @soon)
			and g.provider_id <> @person and coalesce(s.lead_id, 0) <> @person and coalesce(s.co_lead_id, 0) <> @person
			and not exists (select 1 from memberships m where m.group_id = g.id and m.person_id = @person
				and (m.ends_on is null or cast(m.ends_on as text) >= substr(s.local_start, 1, 10)))`
	if feed.Uncancelled {
		query += ` and s.status <> 'cancelled'`
	}
	var list []attendance.Meeting
	g := gathering{tx: s.ask(ctx)}
	err := g.each(func(rows *sql.Rows) error {
		var turns int
		var since sql.NullTime
		m, err := scanMeeting(rows, &turns, &since)
		m.Session.Sequence, m.Session.ChangedAt = schedule.Beside(m.Session.Sequence, m.Session.ChangedAt, turns, utc(since.Time))
		list = append(list, m)
		return err
	}, query+` order by s.starts_at, s.id limit @limit`,
		map[string]any{"person": int64(feed.Person), "from": utc(from), "soon": utc(soon), "to": utc(to), "limit": mostOpenSessions})
	if err != nil {
		return nil, fmt.Errorf("open groups for person %d: %w", feed.Person, err)
	}
	return list, nil
}

// LookAtOpenGroups keeps which open groups have room where days alone may have changed it: a membership began or ended. It
// returns of how many groups it is otherwise than before.
func (s *Store) LookAtOpenGroups(ctx context.Context) (int, error) {
	turned, err := invitingOtherwise(s.ask(ctx), s.clock(), `true`)
	if err != nil || len(turned) == 0 {
		return 0, err
	}
	err = s.change(ctx, func(tx *gorm.DB) error {
		at := s.clock()
		if err := lockRows(tx, "groups", groupIDs(turned)); err != nil {
			return err
		}
		if turned, err = lookAtOpen(tx, at, groupIDs(turned)); err != nil {
			return err
		}
		return raiseOpenIn(tx, at, homesOf(turned))
	})
	return len(turned), err
}

// lookAtOpen keeps which of some groups, which are held, are inviting now, and gives those of which it is otherwise than before.
// The calendars in which these show are left to whoever asks to raise, with all others at once.
func lookAtOpen(tx *gorm.DB, at time.Time, groups []roster.GroupID) ([]roster.Group, error) {
	var all []roster.Group
	for part := range slices.Chunk(groups, chunk) {
		turned, err := invitingOtherwise(tx, at, `g.id in ?`, part)
		if err == nil && len(turned) > 0 {
			err = turnOpen(tx, at, `inviting = not inviting`, `id in ?`, groupIDs(turned)).Error
		}
		if err != nil {
			return nil, fmt.Errorf("which of %d groups are inviting: %w", len(part), err)
		}
		all = append(all, turned...)
	}
	return all, nil
}

// turnOpen counts once more that groups came into the calendars of open groups, or left them.
func turnOpen(tx *gorm.DB, at time.Time, set, condition string, groups []roster.GroupID) *gorm.DB {
	return tx.Exec(`update groups set `+set+`, inviting_sequence = inviting_sequence + 1,
		inviting_since = case when inviting_since > ? then inviting_since else ? end where `+condition, utc(at), utc(at), groups)
}

// rehomeOpen has inviting groups that are another association's now leave the calendars of the one whose they were, and come
// into those of the other. It gives the associations in whose calendars that shows.
func (in intake) rehomeOpen(moved map[roster.GroupID]roster.Association) ([]roster.Association, error) {
	var shown []roster.Association
	for part := range slices.Chunk(slices.Sorted(maps.Keys(moved)), chunk) {
		var inviting []roster.Group
		if err := all(in.tx, &inviting, `select `+groupColumns+` from groups g where g.inviting and g.id in ?`, part, scanGroup); err != nil {
			return nil, fmt.Errorf("which of %d groups moved while they were inviting: %w", len(part), err)
		}
		if len(inviting) == 0 {
			continue
		}
		if err := turnOpen(in.tx, in.at, `inviting = true`, `id in ?`, groupIDs(inviting)).Error; err != nil {
			return nil, fmt.Errorf("have %d inviting groups move: %w", len(inviting), err)
		}
		for _, g := range inviting {
			shown = append(shown, g.Association, moved[g.ID])
		}
	}
	return shown, nil
}

func groupIDs(groups []roster.Group) []roster.GroupID {
	ids := make([]roster.GroupID, len(groups))
	for i, g := range groups {
		ids[i] = g.ID
	}
	return ids
}

// homesOf are whose groups these are.
func homesOf(groups []roster.Group) []roster.Association {
	homes := make([]roster.Association, len(groups))
	for i, g := range groups {
		homes[i] = g.Association
	}
	return homes
}

// invitingOtherwise are the groups for which the condition holds that are inviting at an instant and were not, or were and are
// not, by their ids.
func invitingOtherwise(tx *gorm.DB, at time.Time, condition string, args ...any) ([]roster.Group, error) {
	var list []roster.OpenGroup
	was := make(map[roster.GroupID]bool)
	g := gathering{tx: tx}
	err := g.each(func(rows *sql.Rows) error {
		var group groupScan
		var inviting bool
		err := rows.Scan(append(group.fields(), &inviting)...)
		list = append(list, roster.OpenGroup{GroupRecord: roster.GroupRecord{Group: group.group()}})
		was[group.g.ID] = inviting
		return err
	}, `select `+groupColumns+`, g.inviting from groups g where (g.open or g.inviting) and `+condition+` order by g.id`, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids, of := make([]roster.GroupID, len(list)), make(map[roster.GroupID]*roster.OpenGroup, len(list))
	for i := range list {
		ids[i] = list[i].Group.ID
		of[ids[i]] = &list[i]
	}
	if err := belonging(tx, of, ids); err != nil {
		return nil, fmt.Errorf("who belongs to %d open groups: %w", len(ids), err)
	}
	var turned []roster.Group
	var failed []error
	for _, g := range list {
		zone, err := time.LoadLocation(g.Group.TimeZone)
		if err != nil {
			failed = append(failed, fmt.Errorf("zone of group %d: %w", g.Group.ID, err))
		} else if g.Inviting(day.At(at, zone)) != was[g.Group.ID] {
			turned = append(turned, g.Group)
		}
	}
	return turned, errors.Join(failed...)
}

// raiseOpen notes that something showing in the calendars of open groups has changed: in those of some associations, and of the
// groups g for which the condition holds. It locks the last rows before the heads of the history, in their order, so it is the
// one statement of its transaction that does.
func raiseOpen(tx *gorm.DB, at time.Time, shown []roster.Association, condition string, args ...any) error {
	err := tx.Exec(`insert into open_calendars (association, version, changed_at)
		select association, 1, ? from (select g.association from groups g where `+condition+` union select code from associations where code in ?) o
			where true group by association order by association
		on conflict (association) do update set version = open_calendars.version + 1,
			changed_at = case when open_calendars.changed_at < excluded.changed_at then excluded.changed_at else open_calendars.changed_at end`,
		slices.Concat([]any{utc(at)}, args, []any{shown})...).Error
	if err != nil {
		return fmt.Errorf("raise the calendars of open groups: %w", err)
	}
	return nil
}

// raiseOpenIn notes that something changed in the calendars of some associations, if any.
func raiseOpenIn(tx *gorm.DB, at time.Time, shown []roster.Association) error {
	if len(shown) == 0 {
		return nil
	}
	return raiseOpen(tx, at, shown, `false`)
}

// raiseOpenOf notes that sessions of a group changed, where it is inviting.
func raiseOpenOf(tx *gorm.DB, at time.Time, group roster.GroupID) error {
	return raiseOpen(tx, at, nil, `g.inviting and g.id = ?`, int64(group))
}

// showOpen raises the calendars of open groups of some associations, and those where sessions of inviting groups changed in this
// transaction.
func (in intake) showOpen(shown []roster.Association) error {
	return raiseOpen(in.tx, in.at, shown, `g.inviting and exists (select 1 from sessions s where s.group_id = g.id and s.changed_at >= ?)`, utc(in.at))
}
