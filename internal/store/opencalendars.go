package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
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
		m.Session.Sequence += turns
		if since := utc(since.Time); since.After(m.Session.ChangedAt) {
			m.Session.ChangedAt = since
		}
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
	n := 0
	err = s.change(ctx, func(tx *gorm.DB) error {
		if err := lockRows(tx, "groups", turned); err != nil {
			return err
		}
		n, err = lookAtOpen(tx, s.clock(), turned)
		return err
	})
	return n, err
}

// lookAtOpen keeps which of some groups, which are held, are inviting now, and of how many it is otherwise than before.
func lookAtOpen(tx *gorm.DB, at time.Time, groups []roster.GroupID) (int, error) {
	n := 0
	for part := range slices.Chunk(groups, chunk) {
		turned, err := invitingOtherwise(tx, at, `g.id in ?`, part)
		if err != nil || len(turned) == 0 {
			return n, err
		}
		n += len(turned)
		err = tx.Exec(`update groups set inviting = not inviting, inviting_sequence = inviting_sequence + 1, inviting_since = ? where id in ?`, utc(at), turned).Error
		if err != nil {
			return n, fmt.Errorf("which of %d groups are inviting: %w", len(turned), err)
		}
		if err := raiseOpen(tx, at, `g.id in ?`, turned); err != nil {
			return n, err
		}
	}
	return n, nil
}

// invitingOtherwise are the groups for which the condition holds that are inviting at an instant and were not, or were and are
// not, by their ids.
func invitingOtherwise(tx *gorm.DB, at time.Time, condition string, args ...any) ([]roster.GroupID, error) {
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
	var turned []roster.GroupID
	var failed []error
	for _, g := range list {
		zone, err := time.LoadLocation(g.Group.TimeZone)
		if err != nil {
			failed = append(failed, fmt.Errorf("zone of group %d: %w", g.Group.ID, err))
		} else if g.Inviting(day.At(at, zone)) != was[g.Group.ID] {
			turned = append(turned, g.Group.ID)
		}
	}
	return turned, errors.Join(failed...)
}

// raiseOpen notes that something showing in the calendars of open groups has changed, in the associations of the inviting
// groups g for which the condition holds, and of those of them that have just left these calendars. It is one statement, and
// locks the last rows before the heads of the history.
func raiseOpen(tx *gorm.DB, at time.Time, condition string, args ...any) error {
	err := tx.Exec(`insert into open_calendars (association, version, changed_at)
		select g.association, 1, ? from groups g where (g.inviting or g.inviting_since = ?) and `+condition+` group by g.association order by g.association
		on conflict (association) do update set version = open_calendars.version + 1,
			changed_at = case when open_calendars.changed_at < excluded.changed_at then excluded.changed_at else open_calendars.changed_at end`,
		append([]any{utc(at), utc(at)}, args...)...).Error
	if err != nil {
		return fmt.Errorf("raise the calendars of open groups: %w", err)
	}
	return nil
}

// showOpen raises the calendars of open groups where sessions of inviting groups changed in this transaction.
func (in intake) showOpen() error {
	return raiseOpen(in.tx, in.at, `exists (select 1 from sessions s where s.group_id = g.id and s.changed_at >= ?)`, utc(in.at))
}
