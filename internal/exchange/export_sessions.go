package exchange

import (
	"strconv"
	"time"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// writeSessions writes the state of sheets only if there is one that is not verified.
func (e *export) writeSessions() error {
	unsigned, err := e.out.Unsigned()
	if err != nil {
		return err
	}
	silent := []string{"sheet"}
	if unsigned {
		silent = nil
	}
	return e.fill(sessionsFile, silent, func(put func(...string) error) error {
		return e.out.Meetings(func(s attendance.Sheet) error { return put(e.sessionCells(s)...) })
	})
}

func (e *export) sessionCells(s attendance.Sheet) []string {
	session, g := s.Session, e.groups[s.Session.Group]
	said := e.said(s, g.Group)
	local := session.Local
	if session.TimeZone != g.TimeZone { // the group has moved to another zone since it was planned
		local = schedule.WallAt(session.Starts, g.zone)
	}
	status, state := session.Status, s.State
	if status == schedule.Held && s.Began.IsZero() {
		status = schedule.Scheduled // nobody has said when it took place
	}
	if status != schedule.Held {
		s.Began, s.Ended = time.Time{}, time.Time{}
	}
	if status != schedule.Held || state == attendance.Verified {
		state = ""
	}
	return []string{
		string(session.External), string(g.External), local.String(), strconv.Itoa(session.Minutes), string(status),
		instant(s.Began), instant(s.Ended), e.leader(said), e.person(said.CoLead), string(said.Kind), string(said.Modality), string(state),
	}
}

// said is what a session has to say itself about lead, kind and modality: what is not the group's anyway. Of a verified
// sheet that is what was fixed, whatever the group has become since.
func (e *export) said(s attendance.Sheet, g roster.Group) schedule.Session {
	said := s.Session
	if s.State == attendance.Verified {
		f := s.Facts
		said.Lead, said.NobodyLed, said.CoLead, said.Kind, said.Modality = f.Lead, f.Lead == 0, f.CoLead, f.Kind, f.Modality
	}
	if said.Lead == g.Provider {
		said.Lead = 0
	}
	if said.Kind == g.Kind {
		said.Kind = ""
	}
	if said.Modality == g.Modality {
		said.Modality = ""
	}
	return said
}

func (e *export) leader(said schedule.Session) string {
	if said.NobodyLed {
		return nobody
	}
	return e.person(said.Lead)
}

func (e *export) writeAttendance() error {
	return e.fill(attendanceFile, nil, func(put func(...string) error) error {
		return e.out.Marks(func(session roster.External, m attendance.Mark) error {
			return put(string(session), e.person(m.Person), string(m.Code), m.Intervals.String(), string(m.Focus))
		})
	})
}

// writeDecisions leaves no file where nobody decided anything.
func (e *export) writeDecisions() error {
	err := e.fill(decisionsFile, nil, func(put func(...string) error) error {
		return e.out.Decisions(func(session roster.External, d rulebook.Decision) error {
			return put(string(session), e.person(d.Person), string(d.Purpose.Kind), string(d.Purpose.Category), d.Purpose.Period,
				string(d.Verdict), d.Reason, d.DecidedBy, d.DecidedOn.String())
		})
	})
	if err != nil || e.report.of(decisionsFile).Rows > 0 {
		return err
	}
	return e.forget(decisionsFile)
}

// instant is RFC 3339 in UTC, and empty for the zero time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
