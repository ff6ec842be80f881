package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// PlanSeries has decide look at what a series to be planned stands on, its group locked, and writes the series and the
// sessions that it lays out, with their history, into the calendars of whoever they concern. What was planned under the
// external id already stays as it is. It returns the series's id.
func (s *Store) PlanSeries(ctx context.Context, p schedule.SeriesProposal, by string, decide func(schedule.Season) (schedule.Laid, error)) (schedule.SeriesID, error) {
	var id schedule.SeriesID
	err := s.change(ctx, func(tx *gorm.DB) error {
		if err := lockNew(tx, p.External); err != nil {
			return err
		}
		if err := lockGroup(tx, p.Group); err != nil {
			return err
		}
		var known []schedule.SeriesID
		if err := tx.Raw(`select id from series where external_id = ? and group_id = ?`, string(p.External), int64(p.Group)).Scan(&known).Error; err != nil {
			return err
		}
		if len(known) > 0 {
			id = known[0]
			return nil
		}
		season, err := seasonOf(tx, p.Group, p.Rhythm.Ends(), p.Lead, p.CoLead)
		if err != nil {
			return err
		}
		laid, err := decide(season)
		if err != nil {
			return err
		}
		id, err = s.putSeries(tx, season.Group, laid, by)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("plan a series of group %d: %w", p.Group, err)
	}
	return id, nil
}

func (s *Store) putSeries(tx *gorm.DB, group roster.Group, laid schedule.Laid, by string) (schedule.SeriesID, error) {
	at := s.clock()
	id, added, changes, err := layDown(tx, at, group, laid, by)
	if err != nil {
		return 0, err
	}
	return id, conclude(tx, at, by, nil, fresh(added), changes)
}

// layDown writes a series of a group and its sessions. The sessions come back with their ids, and what history is to say of
// all of them.
func layDown(tx *gorm.DB, at time.Time, group roster.Group, laid schedule.Laid, by string) (schedule.SeriesID, []schedule.Session, []history.Change, error) {
	series := laid.Series
	err := tx.Raw(`insert into series (external_id, group_id, association, starts_on, rule, through, minute, minutes, lead_id, co_lead_id, kind, modality,
		place, version, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
		string(series.External), int64(series.Group), string(group.Association), dateCol(series.Rhythm.From), series.Rhythm.Rule(), series.Through,
		series.Minute, series.Minutes, idOrNil(series.Lead), idOrNil(series.CoLead), string(series.Kind), string(series.Modality), series.Place,
		series.Version, utc(series.CreatedAt)).Row().Scan(&series.ID)
	if err != nil {
		return 0, nil, nil, err
	}
	if err := putSkips(tx, series); err != nil {
		return 0, nil, nil, err
	}
	added, err := putSessions(tx, at, series.ID, laid.Sessions())
	changes := []history.Change{{Association: group.Association, Actor: by, Act: "series.added", Subject: seriesSubject(series.ID)}}
	for _, session := range added {
		changes = append(changes, history.Change{Association: group.Association, Actor: by, Act: "session.added", Subject: sessionSubject(session.ID)})
	}
	return series.ID, added, changes, err
}

func seriesSubject(id schedule.SeriesID) string   { return fmt.Sprintf("series:%d", id) }
func sessionSubject(id schedule.SessionID) string { return fmt.Sprintf("session:%d", id) }

func putSkips(tx *gorm.DB, series schedule.Series) error {
	if err := tx.Exec(`delete from series_skips where series_id = ?`, int64(series.ID)).Error; err != nil {
		return err
	}
	b := bulk{into: `series_skips (series_id, skipped_on)`, types: `bigint date`}
	return b.write(tx, len(series.Skips), func(i int) []any { return []any{int64(series.ID), dateCol(series.Skips[i])} }, nil)
}

// putSessions writes new sessions of a series, zero for none, and returns them with their ids.
func putSessions(tx *gorm.DB, at time.Time, series schedule.SeriesID, list []schedule.Session) ([]schedule.Session, error) {
	in := intake{tx: tx, at: at, cause: "plan"}
	ids, err := in.Allot(len(list))
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	for i := range list {
		list[i].ID, list[i].Series = ids[i], series
	}
	return list, keepSessions(tx, at, list)
}

// keepSessions writes sessions, new ones and known ones, with what was planned of them.
func keepSessions(tx *gorm.DB, at time.Time, list []schedule.Session) error {
	if err := (intake{tx: tx, at: at, cause: "plan"}).SaveSessions(list); err != nil {
		return err
	}
	var plain []schedule.SessionID
	for _, s := range list {
		if !isPlanned(s) {
			plain = append(plain, s.ID)
		}
	}
	for part := range slices.Chunk(plain, chunk) { // they may have had a place
		if err := tx.Exec(`delete from session_plans where session_id in ?`, part).Error; err != nil {
			return err
		}
	}
	return nil
}

// isPlanned tells whether there is more to a session than any bundle says.
func isPlanned(s schedule.Session) bool {
	return s.Series != 0 || s.Place != "" || s.Own != 0 || s.MakesUp != 0
}

// savePlans writes what was planned of sessions beyond that.
func savePlans(tx *gorm.DB, list []schedule.Session) error {
	planned := slices.DeleteFunc(slices.Clone(list), func(s schedule.Session) bool { return !isPlanned(s) })
	b := bulk{
		into: `session_plans (session_id, series_id, due_on, own, place, makes_up_for)`, types: `bigint bigint date integer text bigint`,
		then: `on conflict (session_id) do update set due_on = excluded.due_on, own = excluded.own, place = excluded.place`,
	}
	return b.write(tx, len(planned), func(i int) []any {
		s := planned[i]
		return []any{int64(s.ID), idOrNil(s.Series), dateCol(s.Due), int(s.Own), s.Place, idOrNil(s.MakesUp)}
	}, nil)
}

// conclude writes what follows from sessions that were planned, or planned otherwise, as they were and as they are; see
// announce. The history is last.
func conclude(tx *gorm.DB, at time.Time, by string, had audience, turns []schedule.Turn, changes []history.Change) error {
	if err := announce(tx, at, by, had, turns); err != nil {
		return err
	}
	if len(turns) > 0 {
		if err := raiseOpenOf(tx, at, turns[0].Is.Group); err != nil {
			return err
		}
	}
	return record(tx, at, changes...)
}

// announce has sessions show in the calendars of those who had them and of those who have them now, and tells each of them.
func announce(tx *gorm.DB, at time.Time, by string, had audience, turns []schedule.Turn) error {
	is := make([]schedule.Session, len(turns))
	for i, t := range turns {
		is[i] = t.Is
	}
	have, err := audienceOf(tx, is)
	if err != nil {
		return err
	}
	if err := raiseCalendars(tx, at, append(have.everybody(), had.everybody()...)); err != nil {
		return err
	}
	return tellOfPlan(tx, at, by, turns, had, have)
}

// fresh are new sessions as turns.
func fresh(added []schedule.Session) []schedule.Turn {
	turns := make([]schedule.Turn, len(added))
	for i, s := range added {
		turns[i].Is = s
	}
	return turns
}

// Course is a series as whoever wants to revise it finds it; access.Nowhere where there is none.
func (s *Store) Course(ctx context.Context, id schedule.SeriesID, r schedule.Revision) (schedule.Course, error) {
	course, err := courseOf(s.ask(ctx), id, r)
	if err != nil {
		return course, fmt.Errorf("series %d: %w", id, err)
	}
	return course, nil
}

// ReviseSeries has decide look at a series and at what its sessions stand on, its group locked, and writes what becomes of
// them: every session, every calendar and the history in one transaction.
func (s *Store) ReviseSeries(ctx context.Context, id schedule.SeriesID, r schedule.Revision, by string, decide func(schedule.Course) (schedule.Revised, error)) error {
	err := s.change(ctx, func(tx *gorm.DB) error {
		var groups []roster.GroupID
		if err := tx.Raw(`select group_id from series where id = ?`, int64(id)).Scan(&groups).Error; err != nil {
			return err
		}
		if len(groups) == 0 {
			return access.Nowhere()
		}
		if err := lockGroup(tx, groups[0]); err != nil {
			return err
		}
		var locked []int64 // nobody begins a sheet of one of them meanwhile
		err := tx.Raw(`select s.id from session_plans t join sessions s on s.id = t.session_id where t.series_id = ? order by s.id`+forUpdate(tx), int64(id)).Scan(&locked).Error
		if err != nil {
			return err
		}
		course, err := courseOf(tx, id, r)
		if err != nil {
			return err
		}
		revised, err := decide(course)
		if err != nil {
			return err
		}
		return s.putRevised(tx, course, revised, by)
	})
	if err != nil {
		return fmt.Errorf("revise series %d: %w", id, err)
	}
	return nil
}

func (s *Store) putRevised(tx *gorm.DB, course schedule.Course, r schedule.Revised, by string) error {
	at, series, association := s.clock(), r.Series, course.Season.Group.Association
	var was, is []schedule.Session
	changes := []history.Change{{Association: association, Actor: by, Act: "series.changed", Subject: seriesSubject(series.ID)}}
	for _, turn := range r.Changed {
		was, is = append(was, turn.Was), append(is, turn.Is)
		changes = append(changes, history.Change{Association: association, Actor: by, Act: turn.Act(), Subject: sessionSubject(turn.Is.ID)})
	}
	had, err := audienceOf(tx, was)
	if err != nil {
		return err
	}
	err = tx.Exec(`update series set starts_on = ?, rule = ?, through = ?, minute = ?, minutes = ?, lead_id = ?, co_lead_id = ?, kind = ?, modality = ?,
		place = ?, version = ? where id = ?`, dateCol(series.Rhythm.From), series.Rhythm.Rule(), series.Through, series.Minute, series.Minutes,
		idOrNil(series.Lead), idOrNil(series.CoLead), string(series.Kind), string(series.Modality), series.Place, series.Version, int64(series.ID)).Error
	if err != nil {
		return err
	}
	if err := putSkips(tx, series); err != nil {
		return err
	}
	if err := makeRoom(tx, r.Changed); err != nil {
		return err
	}
	if err := keepSessions(tx, at, is); err != nil {
		return err
	}
	added, err := putSessions(tx, at, series.ID, r.Added)
	if err != nil {
		return err
	}
	for _, session := range added {
		changes = append(changes, history.Change{Association: association, Actor: by, Act: "session.added", Subject: sessionSubject(session.ID)})
	}
	return conclude(tx, at, by, had, append(slices.Clone(r.Changed), fresh(added)...), changes)
}

// makeRoom takes sessions off the days that they leave, so that another may take one before it was left.
func makeRoom(tx *gorm.DB, turns []schedule.Turn) error {
	var leave []schedule.SessionID
	for _, t := range turns {
		if t.Was.Due != t.Is.Due {
			leave = append(leave, t.Is.ID)
		}
	}
	for part := range slices.Chunk(leave, chunk) {
		if err := tx.Exec(`delete from session_plans where session_id in ?`, part).Error; err != nil {
			return err
		}
	}
	return nil
}

// courseOf loads a series, and what its sessions stand on as they are and as a revision wants them, in a fixed number of
// statements.
func courseOf(tx *gorm.DB, id schedule.SeriesID, r schedule.Revision) (schedule.Course, error) {
	course := schedule.Course{Sheets: make(map[schedule.SessionID]bool)}
	if err := scanSeries(tx, id, &course.Series); err != nil {
		return course, err
	}
	gathered := gathering{tx: tx}
	err := gathered.each(func(rows *sql.Rows) error {
		var d dateCol
		err := rows.Scan(&d)
		course.Skips = append(course.Skips, day.Date(d))
		return err
	}, `select skipped_on from series_skips where series_id = ? order by skipped_on`, int64(id))
	if err != nil {
		return course, err
	}
	span := course.Rhythm.Ends()
	if r.Rhythm != nil {
		span = span.Or(r.Rhythm.Ends())
	}
	leads := schedule.Session{Lead: course.Lead, CoLead: course.CoLead}.Leads(r.Change)
	err = gathered.each(func(rows *sql.Rows) error {
		var row sessionScan
		var sheet bool
		if err := rows.Scan(append(row.planned(), &sheet)...); err != nil {
			return err
		}
		session, err := row.session()
		course.Sessions, leads = append(course.Sessions, session), append(leads, session.Lead, session.CoLead)
		if sheet {
			course.Sheets[session.ID] = true
		}
		span = span.Or(day.Span{From: min(session.Due, session.Local.Day), To: max(session.Due, session.Local.Day)})
		return err
	}, `select `+sessionColumns+`, `+planColumns+`, exists (select 1 from sheets h where h.session_id = s.id)
		from session_plans t join sessions s on s.id = t.session_id where t.series_id = ? order by t.due_on`, int64(id))
	if err != nil {
		return course, err
	}
	if course.Season, err = seasonOf(tx, course.Group, span, leads...); err != nil {
		return course, err
	}
	course.Season.MadeUp, err = madeUp(tx, course.Sessions)
	return course, err
}

func scanSeries(tx *gorm.DB, id schedule.SeriesID, series *schedule.Series) error {
	list, err := seriesWhere(tx, `id = ?`, int64(id))
	if err == nil && len(list) == 0 {
		return access.Nowhere()
	}
	if err == nil {
		*series = list[0]
	}
	return err
}

// seriesWhere loads the series that a condition holds for, without the days that were left out of them.
func seriesWhere(tx *gorm.DB, condition string, arg any) ([]schedule.Series, error) {
	var list []schedule.Series
	gathered := gathering{tx: tx}
	err := gathered.each(func(rows *sql.Rows) error {
		var series schedule.Series
		var from dateCol
		var rule string
		var lead, coLead sql.NullInt64
		err := rows.Scan(&series.ID, &series.External, &series.Group, &from, &rule, &series.Through, &series.Minute, &series.Minutes, &lead, &coLead,
			&series.Kind, &series.Modality, &series.Place, &series.Version, &series.CreatedAt)
		if err != nil {
			return err
		}
		series.CreatedAt = utc(series.CreatedAt)
		series.Lead, series.CoLead = roster.PersonID(lead.Int64), roster.PersonID(coLead.Int64)
		series.Rhythm, err = schedule.ParseRule(rule, day.Date(from))
		list = append(list, series)
		return err
	}, `select id, external_id, group_id, starts_on, rule, through, minute, minutes, lead_id, co_lead_id, kind, modality, place, version, created_at
		from series where `+condition+` order by id`, arg)
	return list, err
}
