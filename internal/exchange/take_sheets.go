package exchange

import (
	"attune/internal/attendance"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// become has the sheet become what the bundle says.
func (t *taking) become(m *meeting) {
	outcome, wanted := t.outcome(m)
	if !wanted {
		return
	}
	sheet := m.sheet
	sheet.Session, sheet.Home = m.session, t.home
	m.outcome, m.change = outcome, sheet.Become(outcome)
}

// outcome is how the sheet shall stand; false where the bundle wants nothing of it.
func (t *taking) outcome(m *meeting) (attendance.Outcome, bool) {
	o := attendance.Outcome{Provenance: attendance.Imported, At: t.at}
	if m.sheet.Version > 0 {
		o.Reason = actor
	}
	switch {
	case m.outdated():
		return o, false
	case m.session.Status != schedule.Held:
		// A scheduled session that was scheduled before keeps the draft somebody may have begun here.
		ends := m.sheet.Session.Status == schedule.Held || m.session.Status == schedule.Cancelled
		o.State = attendance.Dropped
		return o, ends && m.sheet.State != "" && m.sheet.State != attendance.Dropped
	case m.row != nil:
		o.State, o.Facts = m.row.sheet, t.facts(m)
	case len(m.marks) == 0:
		return o, false
	default:
		o.State, o.Facts = m.sheet.State, m.sheet.Facts
		if o.State != attendance.Verified {
			o.Facts = attendance.Facts{Began: m.sheet.Began, Ended: m.sheet.Ended}
		}
	}
	o.Marks = t.marks(m)
	return o, true
}

// facts are what was so on the day. For a sheet that was verified before, the format stays what it was, and so does
// what the session leaves to the group now and left to it then: a change of the group does not reach it.
func (t *taking) facts(m *meeting) attendance.Facts {
	facts := attendance.Resolve(m.session, t.groups[m.row.group-1].Group)
	facts.Began, facts.Ended = m.row.began, m.row.ended
	if m.sheet.State != attendance.Verified {
		return facts
	}
	fixed, now, old := m.sheet.Facts, m.session, m.sheet.Session
	facts.Format = fixed.Format
	if now.Lead == 0 && !now.NobodyLed && old.Lead == 0 && !old.NobodyLed {
		facts.Lead = fixed.Lead
	}
	if now.Kind == "" && old.Kind == "" {
		facts.Kind = fixed.Kind
	}
	if now.Modality == "" && old.Modality == "" {
		facts.Modality = fixed.Modality
	}
	return facts
}

// marks are those that stand with the bundle's put over them; marks it does not mention stay.
func (t *taking) marks(m *meeting) []attendance.Mark {
	marks := make([]attendance.Mark, 0, len(m.sheet.Marks)+len(m.marks))
	given := make(map[roster.PersonID]bool, len(m.marks))
	for _, r := range m.marks {
		mark := t.mark(r)
		marks = append(marks, mark)
		given[mark.Person] = true
	}
	for _, mark := range m.sheet.Marks {
		if !given[mark.Person] {
			marks = append(marks, mark)
		}
	}
	return marks
}

func (t *taking) mark(r record) attendance.Mark {
	intervals, _ := ledger.ParsePresence(r.intervals) // written by ledger.Presence itself
	return attendance.Mark{
		Person: roster.PersonID(t.b.people.stored(r.person)), Code: attendance.Codes[r.mark],
		Intervals: intervals, Focus: ledger.Focuses[r.focus],
	}
}

// took counts what became of a meeting's rows, and notes what follows from it.
func (t *taking) took(m *meeting) {
	if m.row != nil {
		t.countSession(m)
	}
	t.countMarks(m)
	if t.decided[m.ref] {
		t.versions[m.ref] = max(m.sheet.Version, m.change.Sheet.Version)
	}
	if m.change.Act == "" {
		return
	}
	for _, p := range m.change.Affected {
		t.ripple.Due[p] = true
	}
	t.events = append(t.events, event{m.session.Association, string(m.change.Act), Session, int64(m.session.ID)})
}

func (t *taking) countSession(m *meeting) {
	count := t.report.of(sessionsFile)
	verified := m.sheet.State == attendance.Verified
	refixed := verified && m.change.Act != "" && (m.outcome.State != attendance.Verified || m.outcome.Facts != m.sheet.Facts)
	restated := m.change.Act != "" && (m.outcome.State != m.sheet.State || !m.outcome.Facts.Began.Equal(m.sheet.Began) || !m.outcome.Facts.Ended.Equal(m.sheet.Ended))
	switch {
	case !m.known:
		count.Added++
	case refixed:
		count.Amended++
	case m.session != m.sheet.Session || restated:
		count.Updated++
	default:
		count.Unchanged++
	}
}

func (t *taking) countMarks(m *meeting) {
	count := t.report.of(attendanceFile)
	before := make(map[roster.PersonID]attendance.Mark, len(m.sheet.Marks))
	for _, mark := range m.sheet.Marks {
		before[mark.Person] = mark
	}
	for _, r := range m.marks {
		now := t.mark(r)
		old, known := before[now.Person]
		switch {
		case m.outdated(), known && old.Code == now.Code && old.Focus == now.Focus && old.Intervals.String() == r.intervals:
			count.Unchanged++
		case m.sheet.State == attendance.Verified:
			count.Amended++
		case known:
			count.Updated++
		default:
			count.Added++
		}
	}
}
