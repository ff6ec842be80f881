package exchange

import (
	"errors"

	"attune/internal/attendance"
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
	if err := t.allot(); err != nil {
		return err
	}
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
	return errors.Join(err, t.saver.wait())
}

// allot fetches ids for the sessions that are new, so that a batch can be decided while the one before is being saved.
func (t *taking) allot() error {
	fresh := 0
	for i, id := range t.b.sessions.known {
		if id == 0 && t.b.sessions.lines[i] != 0 {
			fresh++
		}
	}
	var err error
	t.fresh, err = t.in.Allot(fresh)
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
	b := t.decide(meetings)
	for _, m := range meetings {
		t.took(m)
	}
	return t.saver.begin(func() error { return t.save(b) })
}

// A batch is what some sessions come to.
type batch struct {
	before, after []schedule.SessionID // whose calendars show them, before it is saved and after
	sessions      []schedule.Session
	turns         []schedule.Turn // of those that were known, where it shows in calendars
	changes       []attendance.Change
}

// decide says what becomes of sessions and sheets.
func (t *taking) decide(meetings []*meeting) batch {
	var b batch
	for _, m := range meetings {
		if m.row != nil {
			t.plan(m)
			t.schedule(m, &b)
		}
		if t.become(m); m.change.Act != "" {
			b.changes = append(b.changes, m.change)
		}
	}
	return b
}

// schedule puts a session with its batch, if there is anything new about it.
func (t *taking) schedule(m *meeting, b *batch) {
	if m.session == m.sheet.Session {
		return
	}
	b.sessions = append(b.sessions, m.session)
	t.record(m.session.Association, Session, m.known, int64(m.session.ID))
	if !m.known || m.visible {
		g := t.groups[m.row.group-1]
		t.replans[g.ID] = g
	}
	if !m.heard {
		return
	}
	b.after = append(b.after, m.session.ID)
	if m.known {
		b.before = append(b.before, m.session.ID)
		b.turns = append(b.turns, schedule.Turn{Was: m.sheet.Session, Is: m.session})
	}
}

// save saves a batch, and notes in whose calendars it shows.
func (t *taking) save(b batch) error {
	if err := t.notify(b.before); err != nil {
		return err
	}
	if err := t.in.Replan(b.turns, func() error { return t.in.SaveSessions(b.sessions) }); err != nil {
		return err
	}
	if err := t.notify(b.after); err != nil {
		return err
	}
	return t.in.SaveSheets(b.changes)
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
	sheets, err := t.sheets(ids)
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

// sheets loads sheets, once the batch before is saved: both use the one transaction.
func (t *taking) sheets(ids []schedule.SessionID) ([]attendance.Sheet, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if err := t.saver.wait(); err != nil {
		return nil, err
	}
	return t.in.Sheets(ids)
}

func sessionID(b *bundle, r ref) schedule.SessionID {
	return schedule.SessionID(b.sessions.stored(r))
}

// notify notes whose calendars show the sessions.
func (t *taking) notify(ids []schedule.SessionID) error {
	if len(ids) == 0 {
		return nil
	}
	people, err := t.in.Audience(ids)
	for _, p := range people {
		t.ripple.Calendars[p] = true
	}
	return err
}
