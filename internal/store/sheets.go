package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/history"
	"attune/internal/ledger"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Sheet is a session's sheet as it stands; a session nobody has taken attendance of has a sheet without a state.
// It is NotFound where there is no such session.
func (s *Store) Sheet(ctx context.Context, id schedule.SessionID) (attendance.Sheet, error) {
	return sheetOf(s.ask(ctx), id)
}

// UpdateSheet changes a session's sheet: it locks the session, loads the sheet, lets decide say what becomes of it,
// and saves that in the same transaction: marks, ledger entries, notices, history and due list. Where decide says that
// nothing changes, nothing is written. Brought are people whom decide may put on the sheet: their association is loaded, too. It returns the sheet as it stands afterwards.
func (s *Store) UpdateSheet(ctx context.Context, id schedule.SessionID, actor string, decide func(attendance.Sheet) (attendance.Change, error), brought ...roster.PersonID) (attendance.Sheet, error) {
	var after attendance.Sheet
	err := s.change(ctx, func(tx *gorm.DB) error {
		if err := lockSession(tx, id); err != nil {
			return err
		}
		change, err := s.updateSheet(tx, id, actor, decide, brought)
		after = change.Sheet
		return err
	})
	return after, err
}

// updateSheet is UpdateSheet for a session that is locked already. It returns what was done.
func (s *Store) updateSheet(tx *gorm.DB, id schedule.SessionID, actor string, decide func(attendance.Sheet) (attendance.Change, error), brought []roster.PersonID) (attendance.Change, error) {
	sheet, err := sheetOf(tx, id)
	if err != nil {
		return attendance.Change{}, err
	}
	if err := addHomes(tx, &sheet, brought); err != nil {
		return attendance.Change{}, err
	}
	if err := addBeside(tx, &sheet); err != nil {
		return attendance.Change{}, err
	}
	change, err := decide(sheet)
	if err != nil || change.Act == "" {
		return change, err
	}
	if err := putSession(tx, s.now(), sheet.Session, change.Sheet.Session); err != nil {
		return attendance.Change{}, fmt.Errorf("%s of session %d: %w", change.Act, id, err)
	}
	settled, err := saveSteps(tx, s.now(), actor, change.Settles(sheet)...)
	if err != nil {
		return attendance.Change{}, err
	}
	return change, saveSheet(tx, s.now(), actor, change, settled...)
}

// addBeside loads what stands in the way of a cancelled session that is to take place after all, its group locked as it
// is for planning one.
func addBeside(tx *gorm.DB, sheet *attendance.Sheet) error {
	if sheet.Session.Status != schedule.Cancelled {
		return nil
	}
	var locked []int64
	if err := tx.Raw(`select id from groups where id = ?`+forUpdate(tx), int64(sheet.Group.ID)).Scan(&locked).Error; err != nil {
		return err
	}
	return beside(tx, &sheet.Beside, sheet.Session)
}

// lockSession makes everybody else who wants to change the session wait.
func lockSession(tx *gorm.DB, id schedule.SessionID) error {
	var found []int64
	if err := tx.Raw(`select id from sessions where id = ? `+forUpdate(tx), int64(id)).Scan(&found).Error; err != nil {
		return fmt.Errorf("lock session %d: %w", id, err)
	}
	if len(found) == 0 {
		return noSession()
	}
	return nil
}

// noSession is the answer for a session that does not exist: the same as for one that the actor may not see.
func noSession() error { return access.Nowhere() }

// saveSheet writes a change of one sheet; settled is what else the history tells of it.
func saveSheet(tx *gorm.DB, at time.Time, actor string, change attendance.Change, settled ...history.Change) error {
	sheet := change.Sheet
	steps := []func() error{
		func() error { return putSheet(tx, change) },
		func() error { return putTurn(tx, at, change) },
		func() error { return putVersion(tx, change) },
		func() error { return appendEntries(tx, at, change.Append) },
		func() error { return markDue(tx, at, string(change.Act), change.Affected) },
		func() error { return tell(tx, at, notice.OfSheet(change)...) },
		func() error {
			return record(tx, at, append([]history.Change{{
				Association: sheet.Session.Association, Actor: actor, Act: string(change.Act), Subject: fmt.Sprintf("session:%d", sheet.Session.ID),
			}}, settled...)...)
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("%s of session %d: %w", change.Act, sheet.Session.ID, err)
		}
	}
	return nil
}

// putSession writes what has become of a session and who led it, and has it show in the calendars it stands in and stood in.
func putSession(tx *gorm.DB, at time.Time, before, after schedule.Session) error {
	if before.Sequence == after.Sequence {
		return nil
	}
	stood, err := intake{tx: tx, at: at}.Audience([]schedule.SessionID{after.ID})
	if err != nil {
		return err
	}
	err = tx.Exec(`update sessions set status = ?, lead_id = ?, nobody_led = ?, co_lead_id = ?, sequence = ?, changed_at = ? where id = ?`,
		string(after.Status), idOrNil(after.Lead), after.NobodyLed, idOrNil(after.CoLead), after.Sequence, utc(after.ChangedAt), int64(after.ID)).Error
	if err != nil {
		return err
	}
	stands, err := intake{tx: tx, at: at}.Audience([]schedule.SessionID{after.ID})
	if err != nil {
		return err
	}
	people := slices.Concat(stood, stands)
	slices.Sort(people)
	return raiseCalendars(tx, at, slices.Compact(people))
}

// putSheet writes the sheet's head and its marks: those of the version to be verified, or the draft of the next. What is
// kept or taken back of an amendment leaves the marks that were verified alone.
func putSheet(tx *gorm.DB, change attendance.Change) error {
	sheet := change.Sheet
	if err := putHead(tx, sheet); err != nil || !change.Remarks() {
		return err
	}
	return putMarks(tx, sheet.Session.ID, marksVersion(sheet), sheet.Marks)
}

// marksVersion is the version that a sheet's marks stand under.
func marksVersion(sheet attendance.Sheet) int {
	if sheet.State == attendance.Verified {
		return sheet.Version
	}
	return sheet.Version + 1
}

func putHead(tx *gorm.DB, sheet attendance.Sheet) error {
	return tx.Exec(`insert into sheets (session_id, association, state, version, revision, began_at, ended_at) values (?, ?, ?, ?, ?, ?, ?)
		on conflict (session_id) do update set state = excluded.state, version = excluded.version, revision = excluded.revision,
			began_at = excluded.began_at, ended_at = excluded.ended_at`,
		int64(sheet.Session.ID), string(sheet.Session.Association), string(sheet.State), sheet.Version, sheet.Revision,
		timeOrNil(sheet.Began), timeOrNil(sheet.Ended)).Error
}

func putMarks(tx *gorm.DB, id schedule.SessionID, version int, marks []attendance.Mark) error {
	if err := tx.Exec(`delete from marks where session_id = ? and version = ?`, int64(id), version).Error; err != nil || len(marks) == 0 {
		return err
	}
	values := make([]any, 0, len(marks)*6)
	for _, m := range marks {
		values = append(values, int64(id), version, int64(m.Person), string(m.Code), m.Intervals.String(), string(m.Focus))
	}
	return tx.Exec(`insert into marks (session_id, version, person_id, mark, intervals, focus) values `+placeholders(len(marks), 6), values...).Error
}

// putVersion keeps the facts that a verification fixed, which locks the marks of that version, and has the session count as held: a draft alone does not say
// that it was.
func putVersion(tx *gorm.DB, change attendance.Change) error {
	sheet, f := change.Sheet, change.Sheet.Facts
	if sheet.State != attendance.Verified || !change.Remarks() {
		return nil
	}
	if err := tx.Exec(`update sessions set status = ? where id = ? and status <> ?`, string(schedule.Held), int64(sheet.Session.ID), string(schedule.Held)).Error; err != nil {
		return err
	}
	return tx.Exec(`insert into sheet_versions (session_id, version, began_at, ended_at, lead_id, co_lead_id, kind, format, modality,
			provenance, reason, verified_by, verified_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		int64(sheet.Session.ID), sheet.Version, utc(f.Began), utc(f.Ended), idOrNil(f.Lead), idOrNil(f.CoLead), string(f.Kind), string(f.Format), string(f.Modality),
		string(sheet.Provenance), change.Reason, idOrNil(sheet.VerifiedBy), utc(sheet.VerifiedAt)).Error
}

// ledgerColumns are what appendEntries writes.
const ledgerColumns = `association, person_id, session_id, direction, version, reversal, minutes, started_at, ended_at,
	lead_id, kind, format, modality, focus, supervisees, presence, recorded_at`

// appendEntries appends to the ledger.
func appendEntries(tx *gorm.DB, at time.Time, entries []ledger.Entry) error {
	b := bulk{into: `ledger (` + ledgerColumns + `)`, types: `text bigint bigint text integer boolean integer timestamptz timestamptz
		bigint text text text text integer text timestamptz`}
	return b.write(tx, len(entries), func(i int) []any {
		e := entries[i]
		return []any{
			string(e.Association), int64(e.Person), int64(e.Session), string(e.Direction), e.Version, e.Reversal, e.Minutes,
			utc(e.Started), utc(e.Ended), idOrNil(e.Lead), string(e.Kind), string(e.Format), string(e.Modality), string(e.Focus), e.Supervisees,
			e.Presence.String(), utc(at),
		}
	}, nil)
}

// sheetOf loads a sheet with what a decision about it needs: eight statements at most, however many people it holds.
func sheetOf(tx *gorm.DB, id schedule.SessionID) (attendance.Sheet, error) {
	var sheet attendance.Sheet
	for _, load := range []func(*gorm.DB, *attendance.Sheet) error{loadHead, loadRoster, loadMarks, loadAmendment, loadStanding, loadHomes, loadDisputes} {
		sheet.Session.ID = id
		if err := load(tx, &sheet); err != nil {
			return attendance.Sheet{}, fmt.Errorf("sheet of session %d: %w", id, err)
		}
	}
	return sheet, nil
}

// loadHead loads session, group, head of the sheet and the facts of its verified version.
func loadHead(tx *gorm.DB, sheet *attendance.Sheet) error {
	rows, err := tx.Raw(`select `+sessionColumns+`, `+groupColumns+`,
			h.state, h.version, h.revision, h.began_at, h.ended_at,
			v.began_at, v.ended_at, v.lead_id, v.co_lead_id, v.kind, v.format, v.modality, v.provenance, v.verified_by, v.verified_at, w.revision, w.since
		from sessions s join groups g on g.id = s.group_id
		left join sheets h on h.session_id = s.id
		left join sheet_versions v on v.session_id = h.session_id and v.version = h.version
		left join waiting_amendments w on w.session_id = h.session_id
		where s.id = ?`, int64(sheet.Session.ID)).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		return noSession()
	}
	var session sessionScan
	var group groupScan
	var head headScan
	if err := rows.Scan(slices.Concat(session.fields(), group.fields(), head.fields())...); err != nil {
		return err
	}
	if sheet.Session, err = session.session(); err != nil {
		return err
	}
	sheet.Group = group.group()
	head.into(sheet)
	return rows.Err()
}

// headScan receives the head of a sheet and its verified version; both may be missing.
type headScan struct {
	state, kind, format, modality, provenance sql.NullString
	version, revision, lead, coLead, by, kept sql.NullInt64
	began, ended, vBegan, vEnded, at, amended sql.NullTime
}

func (h *headScan) fields() []any {
	return []any{
		&h.state, &h.version, &h.revision, &h.began, &h.ended,
		&h.vBegan, &h.vEnded, &h.lead, &h.coLead, &h.kind, &h.format, &h.modality, &h.provenance, &h.by, &h.at, &h.kept, &h.amended,
	}
}

func (h *headScan) into(sheet *attendance.Sheet) {
	sheet.State, sheet.Version, sheet.Revision = attendance.State(h.state.String), int(h.version.Int64), int(h.revision.Int64)
	sheet.Began, sheet.Ended = utc(h.began.Time), utc(h.ended.Time)
	if !h.vBegan.Valid {
		return
	}
	sheet.Facts = attendance.Facts{
		Began: utc(h.vBegan.Time), Ended: utc(h.vEnded.Time), Lead: roster.PersonID(h.lead.Int64), CoLead: roster.PersonID(h.coLead.Int64),
		Kind: roster.Kind(h.kind.String), Format: roster.Format(h.format.String), Modality: roster.Modality(h.modality.String),
	}
	if h.kept.Valid {
		sheet.Amendment = &attendance.Amendment{Turn: int(h.kept.Int64), Since: utc(h.amended.Time)}
	}
	sheet.Provenance, sheet.VerifiedBy, sheet.VerifiedAt = attendance.Provenance(h.provenance.String), h.by.Int64, utc(h.at.Time)
}

// loadRoster loads who is on the sheet: members on the planned local day, without those who lead. A verified sheet
// keeps its own roster, its marks: no later change of a membership reaches it.
func loadRoster(tx *gorm.DB, sheet *attendance.Sheet) error {
	if sheet.State == attendance.Verified {
		return nil
	}
	var ids []int64
	planned := dateCol(sheet.Session.Local.Day)
	err := tx.Raw(`select distinct person_id from memberships where group_id = ? and starts_on <= ? and (ends_on is null or ends_on >= ?) order by person_id`,
		int64(sheet.Session.Group), planned, planned).Scan(&ids).Error
	if err != nil {
		return err
	}
	facts := attendance.Resolve(sheet.Session, sheet.Group)
	for _, id := range ids {
		if person := roster.PersonID(id); !facts.Leads(person) {
			sheet.Roster = append(sheet.Roster, person)
		}
	}
	return nil
}

// loadMarks loads the verified marks of a verified sheet, and the draft of any other.
func loadMarks(tx *gorm.DB, sheet *attendance.Sheet) error {
	version := sheet.Version
	if sheet.State != attendance.Verified {
		version++
	}
	marks, err := marksIn(tx, `marks where session_id = ? and version = ?`, int64(sheet.Session.ID), version)
	sheet.Marks = marks
	for _, mark := range marks {
		if !slices.Contains(sheet.Roster, mark.Person) {
			sheet.Roster = append(sheet.Roster, mark.Person)
		}
	}
	return err
}

// markRow is a row of marks, within its sheet and version.
type markRow struct {
	PersonID  int64
	Mark      string
	Intervals string
	Focus     string
}

func (r markRow) mark() (attendance.Mark, error) {
	intervals, err := ledger.ParsePresence(r.Intervals)
	return attendance.Mark{Person: roster.PersonID(r.PersonID), Code: attendance.Code(r.Mark), Intervals: intervals, Focus: ledger.Focus(r.Focus)}, err
}

func loadStanding(tx *gorm.DB, sheet *attendance.Sheet) error {
	if sheet.Version == 0 {
		return nil
	}
	g := gathering{tx: tx}
	var all []ledger.Entry
	err := g.each(func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		all = append(all, e)
		return err
	}, `select `+entryColumns+` from ledger l join sessions s on s.id = l.session_id where l.session_id = ? order by l.id`, int64(sheet.Session.ID))
	sheet.Standing = ledger.Standing(all)
	return err
}

// loadHomes loads the association of everybody whom the sheet may credit.
func loadHomes(tx *gorm.DB, sheet *attendance.Sheet) error {
	facts := attendance.Resolve(sheet.Session, sheet.Group)
	people := map[roster.PersonID]bool{facts.Lead: true, facts.CoLead: true, sheet.Facts.Lead: true, sheet.Facts.CoLead: true}
	for _, person := range sheet.Roster {
		people[person] = true
	}
	if a := sheet.Amendment; a != nil {
		people[a.Leading.Lead], people[a.Leading.CoLead] = true, true
		for _, m := range a.Marks {
			people[m.Person] = true
		}
	}
	sheet.Home = make(map[roster.PersonID]roster.Association, len(people))
	return addHomes(tx, sheet, slices.Collect(maps.Keys(people)))
}

// addHomes loads the association of some people.
func addHomes(tx *gorm.DB, sheet *attendance.Sheet, people []roster.PersonID) error {
	if len(people) == 0 {
		return nil
	}
	var rows []personRow
	if err := tx.Raw(`select id, association from people where id in ?`, people).Scan(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		sheet.Home[roster.PersonID(r.ID)] = roster.Association(r.Association)
	}
	return nil
}
