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
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Ground is what a session to be planned stands on; access.Nowhere where there is no such group.
func (s *Store) Ground(ctx context.Context, p schedule.Proposal) (schedule.Ground, error) {
	return groundOf(s.ask(ctx), p)
}

// PlanSession has decide look at what a session to be planned stands on, its group locked, and writes the session that
// it says, with its history, into the calendars of whoever it concerns. What was planned under the external id already
// stays as it is. It returns the session's id.
func (s *Store) PlanSession(ctx context.Context, p schedule.Proposal, by string, decide func(schedule.Ground) (schedule.Session, error)) (schedule.SessionID, error) {
	var id schedule.SessionID
	err := s.change(ctx, func(tx *gorm.DB) error {
		if err := lockNew(tx, p.External); err != nil {
			return err
		}
		var locked []int64
		if err := tx.Raw(`select id from groups where id = ?`+forUpdate(tx), int64(p.Group)).Scan(&locked).Error; err != nil {
			return err
		}
		ground, err := groundOf(tx, p)
		if err != nil {
			return err
		}
		known, err := plannedAs(tx, p)
		if err != nil {
			return err
		}
		if known != 0 {
			ground.Beside = nil // it is one of them
		}
		session, err := decide(ground)
		if id = known; err != nil || known != 0 {
			return err
		}
		id, err = s.putPlanned(tx, session, by)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("plan a session of group %d: %w", p.Group, err)
	}
	return id, nil
}

// plannedAs is the session of the group that was planned under the external id already, zero for none. A session of
// another group under that id is left alone: the database takes no second.
func plannedAs(tx *gorm.DB, p schedule.Proposal) (schedule.SessionID, error) {
	var ids []schedule.SessionID
	err := tx.Raw(`select id from sessions where external_id = ? and group_id = ?`, string(p.External), int64(p.Group)).Scan(&ids).Error
	return append(ids, 0)[0], err
}

// putPlanned writes a new session, and has it show in the calendars it stands in.
func (s *Store) putPlanned(tx *gorm.DB, session schedule.Session, by string) (schedule.SessionID, error) {
	at := s.clock()
	in := intake{tx: tx, at: at, cause: "plan"}
	ids, err := in.Allot(1)
	if err != nil {
		return 0, err
	}
	session.ID = ids[0]
	if err := in.SaveSessions([]schedule.Session{session}); err != nil {
		return 0, err
	}
	people, err := in.Audience(ids)
	if err != nil {
		return 0, err
	}
	if err := raiseCalendars(tx, at, people); err != nil {
		return 0, err
	}
	return session.ID, record(tx, at, history.Change{
		Association: session.Association, Actor: by, Act: "session.added", Subject: fmt.Sprintf("session:%d", session.ID),
	})
}

// groundOf loads what a session to be planned stands on, in a fixed number of statements.
func groundOf(tx *gorm.DB, p schedule.Proposal) (schedule.Ground, error) {
	record, err := groupRecordOf(tx, `id = ?`, int64(p.Group))
	if err == nil && record.Group.ID == 0 {
		err = access.Nowhere()
	}
	if err != nil {
		return schedule.Ground{}, err
	}
	g := schedule.Ground{Group: record.Group}
	if g.Zone, err = time.LoadLocation(g.Group.TimeZone); err != nil {
		return g, fmt.Errorf("zone of group %d: %w", g.Group.ID, err)
	}
	on := schedule.WallAt(p.Begins.Instant(g.Zone), g.Zone).Day
	members := make(map[roster.PersonID]bool)
	for _, k := range record.Members {
		if m := k.Fact.(roster.Membership); m.Span.Contains(on) {
			members[m.Person] = true
		}
	}
	leads := map[roster.PersonID]bool{g.Group.Provider: true, p.Lead: true, p.CoLead: true}
	delete(leads, 0)
	everybody := slices.Sorted(maps.Keys(members))
	for id := range leads {
		if !members[id] {
			everybody = append(everybody, id)
		}
	}
	steps := []error{
		seat(tx, &g, on, everybody, members, leads), engage(tx, &g, p, everybody),
		beside(tx, &g.Beside, schedule.Session{Group: p.Group, Starts: p.Begins.Instant(g.Zone), Minutes: p.Minutes}),
	}
	if err := errors.Join(steps...); err != nil {
		return g, fmt.Errorf("what a session of group %d stands on: %w", p.Group, err)
	}
	return g, nil
}

// beside loads when a session's group has others about the time of that, which were not cancelled.
func beside(tx *gorm.DB, slots *[]schedule.Slot, s schedule.Session) error {
	gathered := gathering{tx: tx}
	return gathered.each(func(rows *sql.Rows) error {
		var slot schedule.Slot
		if err := rows.Scan(&slot.Starts, &slot.Minutes); err != nil {
			return err
		}
		slot.Starts = utc(slot.Starts)
		*slots = append(*slots, slot)
		return nil
	}, `select starts_at, minutes from sessions where group_id = ? and id <> ? and starts_at >= ? and starts_at < ? and status <> 'cancelled' order by starts_at, id`,
		int64(s.Group), int64(s.ID), utc(s.Starts.Add(-schedule.Longest*time.Minute)), utc(s.Ends()))
}

// seat loads who belongs to the group on the day, what they earn, and what those hold who are to lead.
func seat(tx *gorm.DB, g *schedule.Ground, on day.Date, everybody []roster.PersonID, members, leads map[roster.PersonID]bool) error {
	known, err := people(tx, `id in ?`, everybody)
	if err != nil {
		return err
	}
	var credentials []roster.Credential
	var targets []roster.Target
	if err := errors.Join(
		all(tx, &credentials, `select `+credentialColumns+` from credentials where person_id in ? order by starts_on, id`, everybody, plain(scanCredential)),
		all(tx, &targets, `select `+targetColumns+` from targets where person_id in ? order by category`, everybody, plain(scanTarget)),
	); err != nil {
		return err
	}
	g.Home, g.Held = make(map[roster.PersonID]roster.Association), make(map[roster.PersonID][]roster.Credential)
	holds := make(map[roster.Target]bool)
	for _, c := range credentials {
		if leads[c.Person] {
			g.Held[c.Person] = append(g.Held[c.Person], c)
		}
		if c.Span.Contains(on) {
			holds[roster.Target{Person: c.Person, Category: c.Category}] = true
		}
	}
	for _, p := range known {
		if leads[p.ID] {
			g.Home[p.ID] = p.Association
		}
		if !members[p.ID] {
			continue
		}
		s := schedule.Seat{Person: p.ID, Association: p.Association}
		for _, t := range targets {
			if t.Person == p.ID && !holds[roster.Target{Person: p.ID, Category: t.Category}] {
				s.Earns = append(s.Earns, t.Category)
			}
		}
		g.Members = append(g.Members, s)
	}
	return nil
}

// engage loads in which sessions people are about the time of one that is to be planned.
func engage(tx *gorm.DB, g *schedule.Ground, p schedule.Proposal, everybody []roster.PersonID) error {
	const here = `s.starts_at >= @from and s.starts_at < @to and s.status <> 'cancelled'`
	gathered := gathering{tx: tx}
	return gathered.each(func(rows *sql.Rows) error {
		var e schedule.Engagement
		if err := rows.Scan(&e.Person, &e.Session, &e.Starts, &e.Minutes, &e.Association, &e.Provider); err != nil {
			return err
		}
		e.Starts = utc(e.Starts)
		g.Busy = append(g.Busy, e)
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
		order by 1, 2`, map[string]any{
		"people": everybody, "from": utc(p.Begins.Instant(g.Zone).Add(-schedule.Longest * time.Minute)),
		"to": utc(p.Begins.Instant(g.Zone).Add(time.Duration(p.Minutes) * time.Minute)),
	})
}
