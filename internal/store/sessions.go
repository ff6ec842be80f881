package store

import (
	"database/sql"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// sessionColumns are what a sessionScan receives, of sessions s.
const sessionColumns = `s.id, s.uid, s.external_id, s.group_id, s.association, s.local_start, s.time_zone, s.starts_at, s.minutes, s.status,
	s.lead_id, s.nobody_led, s.co_lead_id, s.kind, s.modality, s.sequence, s.moved_from, s.created_at, s.changed_at`

// planColumns are what was planned of a session beyond that, of session_plans t that may be missing.
const planColumns = `t.series_id, t.due_on, t.own, t.place, t.makes_up_for`

// sessionScan receives a row of sessions.
type sessionScan struct {
	s                schedule.Session
	local, movedFrom string
	lead, coLead     sql.NullInt64

	series, own, makesUp sql.NullInt64
	due                  dateCol
	place                sql.NullString
}

func (r *sessionScan) fields() []any {
	return []any{
		&r.s.ID, &r.s.UID, &r.s.External, &r.s.Group, &r.s.Association, &r.local, &r.s.TimeZone, &r.s.Starts, &r.s.Minutes, &r.s.Status,
		&r.lead, &r.s.NobodyLed, &r.coLead, &r.s.Kind, &r.s.Modality, &r.s.Sequence, &r.movedFrom, &r.s.CreatedAt, &r.s.ChangedAt,
	}
}

// planned are the fields of sessionColumns and planColumns.
func (r *sessionScan) planned() []any {
	return append(r.fields(), &r.series, &r.due, &r.own, &r.place, &r.makesUp)
}

func (r *sessionScan) session() (schedule.Session, error) {
	s := r.s
	s.Series, s.Due = schedule.SeriesID(r.series.Int64), day.Date(r.due)
	s.Own, s.Place, s.MakesUp = schedule.Aspects(r.own.Int64), r.place.String, schedule.SessionID(r.makesUp.Int64)
	s.Lead, s.CoLead = roster.PersonID(r.lead.Int64), roster.PersonID(r.coLead.Int64)
	for _, t := range []*time.Time{&s.Starts, &s.CreatedAt, &s.ChangedAt} {
		*t = utc(*t)
	}
	var err error
	if s.Local, err = schedule.ParseWall(r.local); err != nil {
		return schedule.Session{}, err
	}
	s.MovedFrom, err = schedule.ParseWall(r.movedFrom)
	return s, err
}

// groupColumns are what a groupScan receives, of groups g.
const groupColumns = `g.id, g.external_id, g.association, g.name, g.provider_id, g.time_zone, g.kind, g.format, g.modality, g.capacity, g.place,
	g.program_id, g.funding, g.cost_cents, g.open, g.call_shown, g.areas, g.of_which, g.meant_for`

// groupScan receives a row of groups.
type groupScan struct {
	g             roster.Group
	program, cost sql.NullInt64
}

func (r *groupScan) fields() []any {
	return []any{
		&r.g.ID, &r.g.External, &r.g.Association, &r.g.Name, &r.g.Provider, &r.g.TimeZone, &r.g.Kind, &r.g.Format, &r.g.Modality, &r.g.Capacity, &r.g.Place,
		&r.program, &r.g.Funding, &r.cost, &r.g.Open, &r.g.CallShown, &r.g.Syllabus.Areas, &r.g.Syllabus.OfWhich, &r.g.Syllabus.MeantFor,
	}
}

func (r *groupScan) group() roster.Group {
	g := r.g
	g.Program = roster.ProgramID(r.program.Int64)
	if r.cost.Valid {
		cents := int(r.cost.Int64)
		g.CostCents = &cents
	}
	return g
}
