package exchange

import (
	"crypto/rand"
	"fmt"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// How many sessions, and about how many marks, are loaded, decided and saved at a time.
const (
	batchSessions = 500
	batchMarks    = 5000
)

// A meeting is one session of a bundle on its way in: what is stored, what the bundle says, and what comes of it.
type meeting struct {
	ref     ref
	row     *sessionRow // nil where only its attendance or a decision is in the bundle
	marks   []record    // by person
	sheet   attendance.Sheet
	known   bool // stored before
	session schedule.Session
	visible bool // something that shows in a calendar changed
	heard   bool // it is to be shown to others than before, or to them differently
	outcome attendance.Outcome
	change  attendance.Change
}

// outdated tells whether the row is older than what was signed here since: the sender's world does not know yet that
// the session was held, or that its sheet is verified. Nothing of such a row reaches the sheet; a cancellation does.
func (m *meeting) outdated() bool {
	signed := m.sheet.State == attendance.Verified && m.sheet.Provenance == attendance.Taken
	return signed && m.row != nil && (m.row.status == schedule.Scheduled || m.row.status == schedule.Held && m.row.sheet != attendance.Verified)
}

// takeSessions takes in sessions, sheets and marks, batch by batch: attendance comes off the pile in the order of the
// sessions, and is forgotten with its batch.
func (t *taking) takeSessions() error {
	first, end := ref(1), ref(len(t.b.sessions.ids)+1)
	var marks []record
	flush := func(next ref) error {
		err := t.takeBatch(first, next, marks)
		first, marks = next, marks[:0]
		t.tell(Writing, int64(first-1), int64(end-1))
		return err
	}
	err := t.b.attendance.walk(func(r record) error {
		for r.session >= first+batchSessions || len(marks) >= batchMarks && r.session > marks[len(marks)-1].session {
			if err := flush(min(first+batchSessions, r.session)); err != nil {
				return err
			}
		}
		marks = append(marks, r)
		return nil
	})
	for err == nil && first < end {
		err = flush(min(first+batchSessions, end))
	}
	return err
}

// takeBatch takes in the sessions from one ref up to, not including, another, with all marks there are for them.
func (t *taking) takeBatch(from, to ref, marks []record) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	meetings, err := t.meet(from, to, marks)
	if err != nil {
		return err
	}
	if err := t.saveSessions(meetings); err != nil {
		return err
	}
	if err := t.saveSheets(meetings); err != nil {
		return err
	}
	for _, m := range meetings {
		t.took(m)
	}
	return nil
}

// meet brings together what is stored of a batch and what the bundle says.
func (t *taking) meet(from, to ref, marks []record) ([]*meeting, error) {
	meetings := make([]*meeting, 0, to-from)
	known := make(map[schedule.SessionID]*meeting)
	var ids []schedule.SessionID
	for r := from; r < to; r++ {
		m := &meeting{ref: r}
		if t.b.sessions.defined(r) {
			m.row = &t.b.sessionRows[r-1]
		}
		for len(m.marks) < len(marks) && marks[len(m.marks)].session == r {
			m.marks = marks[:len(m.marks)+1]
		}
		marks = marks[len(m.marks):]
		if id := sessionID(t.b, r); id != 0 {
			known[id], ids = m, append(ids, id)
		}
		meetings = append(meetings, m)
	}
	sheets, err := t.in.Sheets(ids)
	if err != nil {
		return nil, err
	}
	for _, s := range sheets {
		m := known[s.Session.ID]
		m.sheet, m.known, m.session = s, true, s.Session
		for person, home := range s.Home {
			t.home[person] = home
		}
	}
	return meetings, nil
}

func sessionID(b *bundle, r ref) schedule.SessionID {
	return schedule.SessionID(b.sessions.stored(r))
}

// saveSessions saves what is new about the sessions themselves, and notes in whose calendars it shows.
func (t *taking) saveSessions(meetings []*meeting) error {
	var save []schedule.Session
	var saved []*meeting
	var before, after []schedule.SessionID
	for _, m := range meetings {
		if m.row == nil {
			continue
		}
		if t.plan(m); m.session != m.sheet.Session {
			save, saved = append(save, m.session), append(saved, m)
		}
		if m.known && m.heard {
			before = append(before, m.session.ID)
		}
	}
	if err := t.notify(before); err != nil {
		return err
	}
	if err := t.in.SaveSessions(save); err != nil {
		return err
	}
	for i, m := range saved {
		m.session = save[i]
		t.b.sessions.known[m.ref-1] = int64(m.session.ID)
		t.record(m.session.Association, Session, m.known, int64(m.session.ID))
		if m.heard {
			after = append(after, m.session.ID)
		}
	}
	return t.notify(after)
}

// notify notes whose calendars show the sessions.
func (t *taking) notify(ids []schedule.SessionID) error {
	if len(ids) == 0 {
		return nil
	}
	people, err := t.in.Audience(ids)
	for _, p := range people {
		t.calendars[p] = true
	}
	return err
}

// plan makes the session what its row says, leaving alone what the row says no differently than before.
func (t *taking) plan(m *meeting) {
	row, g, next := m.row, t.groups[m.row.group-1], &m.session
	old := m.sheet.Session
	if !m.known {
		*next = schedule.Session{External: t.b.sessions.id(m.ref), UID: newUID(), Group: g.ID, CreatedAt: t.at, ChangedAt: t.at}
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
		next.Sequence, next.ChangedAt = old.Sequence+1, t.at
	}
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

// newUID is a random UUID (RFC 9562, version 4).
func newUID() schedule.UID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return schedule.UID(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
