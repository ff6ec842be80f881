package store

import (
	"database/sql"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// replanned is what an import made of sessions so far that has to be told.
type replanned struct {
	turns []schedule.Turn
	had   audience
}

// newsOfPlans is what is told of sessions that were planned otherwise so far, and of groups that meet elsewhere from now on to whoever
// has a session of theirs in their calendar that begins soon: no calendar program may show it in time. It takes a fixed number of
// statements for each few thousand groups or sessions.
func (in intake) newsOfPlans(by string, rooms []roster.Edit) ([]notice.Notice, error) {
	planned := replanned{had: make(audience)}
	if in.replanned != nil {
		planned = *in.replanned
	}
	soon, err := soonOf(in.tx, rooms, in.at, planned.turns)
	if err != nil {
		return nil, err
	}
	there, err := audienceOf(in.tx, soon)
	if err != nil {
		return nil, err
	}
	maps.Copy(planned.had, there)
	turns, is := slices.Clip(planned.turns), slices.Clone(soon)
	for _, t := range turns {
		is = append(is, t.Is)
	}
	for _, s := range soon {
		turns = append(turns, schedule.Turn{Was: s, Is: s})
	}
	have, err := audienceOf(in.tx, is)
	if err != nil {
		return nil, err
	}
	plans, err := plansOf(in.tx, rooms, turns)
	if err != nil {
		return nil, err
	}
	for i := range plans {
		plans[i].At, plans[i].Had, plans[i].Have = in.at, planned.had, have
	}
	return newsOfPlan(in.tx, by, plans...)
}

// plansOf are turns group by group, each in order, with the groups as they are and, where they meet elsewhere, as they were.
func plansOf(tx *gorm.DB, rooms []roster.Edit, turns []schedule.Turn) ([]notice.Planned, error) {
	of, was := make(map[roster.GroupID][]schedule.Turn), make(map[roster.GroupID]roster.Group)
	for _, t := range turns {
		of[t.Is.Group] = append(of[t.Is.Group], t)
	}
	for _, e := range rooms {
		was[roster.GroupID(e.ID)] = e.Before.(roster.Group)
	}
	var groups []roster.Group
	if err := all(tx, &groups, `select `+groupColumns+` from groups g where id in ?`, slices.Sorted(maps.Keys(of)), scanGroup); err != nil {
		return nil, err
	}
	var plans []notice.Planned
	for _, g := range groups {
		slices.SortStableFunc(of[g.ID], func(a, b schedule.Turn) int { return a.Is.Starts.Compare(b.Is.Starts) })
		plans = append(plans, notice.Planned{Group: g, Was: was[g.ID], Turns: of[g.ID]})
	}
	return plans, nil
}

// soonOf are the sessions to come, of groups that meet elsewhere, of which a change at a moment is late, but for those that are told of
// by themselves.
func soonOf(tx *gorm.DB, rooms []roster.Edit, at time.Time, told []schedule.Turn) ([]schedule.Session, error) {
	groups, apart := make([]roster.GroupID, len(rooms)), make(map[schedule.SessionID]bool)
	for i, e := range rooms {
		groups[i] = roster.GroupID(e.ID)
	}
	for _, t := range told {
		apart[t.Is.ID] = true
	}
	var soon []schedule.Session
	g := gathering{tx: tx}
	for part := range slices.Chunk(groups, chunk) {
		err := g.each(func(rows *sql.Rows) error {
			var row sessionScan
			if err := rows.Scan(row.planned()...); err != nil {
				return err
			}
			session, err := row.session()
			if !apart[session.ID] {
				soon = append(soon, session)
			}
			return err
		}, `select `+sessionColumns+`, `+planColumns+` from sessions s left join session_plans t on t.session_id = s.id
			where s.group_id in ? and s.status = 'scheduled' and s.starts_at > ? and s.starts_at < ? order by s.starts_at, s.id`,
			part, utc(at), utc(at.Add(notice.LateBefore)))
		if err != nil {
			return nil, err
		}
	}
	return soon, nil
}
