package exchange

import (
	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// plan makes the session what its row says, leaving alone what the row says no differently than before.
func (t *taking) plan(m *meeting) {
	row, g, next := m.row, t.groups[m.row.group-1], &m.session
	old := m.sheet.Session
	if !m.known {
		*next = schedule.Session{ID: t.fresh[0], External: t.b.sessions.id(m.ref), UID: schedule.NewUID(t.at), Group: g.ID, CreatedAt: t.at, ChangedAt: t.at}
		t.fresh, t.b.sessions.known[m.ref-1] = t.fresh[1:], int64(next.ID)
	}
	next.Association = g.Association
	moved := t.move(m, g)
	next.Minutes = int(row.minutes)
	if !m.outdated() {
		next.Status = row.status
	}
	t.lead(m, g)
	fixed, verified := m.sheet.Facts, m.sheet.State == attendance.Verified
	next.Kind = stated(row.kind, old.Kind, g.Kind, fixed.Kind, verified)
	next.Modality = stated(row.modality, old.Modality, g.Modality, fixed.Modality, verified)
	if !m.known {
		m.heard = true
		return
	}
	m.visible = moved || next.Minutes != old.Minutes || (next.Status == schedule.Cancelled) != (old.Status == schedule.Cancelled) ||
		attendance.Resolve(*next, g.Group).Modality != attendance.Resolve(old, g.Group).Modality
	m.heard = m.visible || next.Lead != old.Lead || next.NobodyLed != old.NobodyLed || next.CoLead != old.CoLead
	if m.visible {
		*next = next.Raised(old, t.at)
	}
	*next = next.Apart(old)
}

// move plans the session at the row's local time, and tells whether that is another time than before. Where the group
// has changed its zone meanwhile, it is another only if it is another instant.
func (t *taking) move(m *meeting, g group) bool {
	old, next := m.sheet.Session, &m.session
	starts := m.row.local.Instant(g.zone)
	if m.known && old.TimeZone == g.TimeZone && old.Local == m.row.local || m.known && old.TimeZone != g.TimeZone && old.Starts.Equal(starts) {
		return false
	}
	if m.known {
		next.MovedFrom = old.Local
		if old.TimeZone != g.TimeZone {
			next.MovedFrom = schedule.WallAt(old.Starts, g.zone)
		}
	}
	next.Local, next.TimeZone, next.Starts = m.row.local, g.TimeZone, starts
	return true
}

// leader is who leads by what a cell or a row says; zero: the group's provider.
type leader struct {
	person roster.PersonID
	nobody bool
}

func (t *taking) lead(m *meeting, g group) {
	given := leader{roster.PersonID(t.b.people.stored(m.row.lead)), m.row.nobodyLed}
	old := leader{m.sheet.Session.Lead, m.sheet.Session.NobodyLed}
	fixed := leader{m.sheet.Facts.Lead, m.sheet.Facts.Lead == 0}
	is := stated(given, old, leader{person: g.Provider}, fixed, m.sheet.State == attendance.Verified)
	m.session.Lead, m.session.NobodyLed = is.person, is.nobody
	m.session.CoLead = roster.PersonID(t.b.people.stored(m.row.coLead))
}

// stated is what a session keeps of a lead, kind or modality: what is given, unless that says the same as what is kept
// already. An empty cell says the same as a word that is the group's anyway, since export writes that empty. For a
// verified sheet, a word says the same as an empty one if it is what was fixed: export writes out what the group has
// ceased to be.
func stated[T comparable](given, old, groups, fixed T, verified bool) T {
	var empty T
	if given == empty && old == groups || verified && old == empty && given == fixed {
		return old
	}
	return given
}
