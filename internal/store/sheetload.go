package store

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// sheetBatch collects some sheets, a table at a time: one for a page, many for an import.
type sheetBatch struct {
	tx  *gorm.DB
	ids []schedule.SessionID // in order
	of  map[schedule.SessionID]*attendance.Sheet
}

// sheetOf loads a sheet with what a decision about it needs: eight statements at most, however many people it holds.
func sheetOf(tx *gorm.DB, id schedule.SessionID) (attendance.Sheet, error) {
	var sheet attendance.Sheet
	sheet.Session.ID = id
	b := sheetBatch{tx: tx, ids: []schedule.SessionID{id}, of: map[schedule.SessionID]*attendance.Sheet{id: &sheet}}
	for _, load := range []func() error{
		func() error { return loadHead(tx, &sheet) },
		func() error { return loadRoster(tx, &sheet) },
		b.marks, b.onRoster, b.amendments, b.standing, b.homes,
		func() error { return loadDisputes(tx, &sheet) },
	} {
		if err := load(); err != nil {
			return attendance.Sheet{}, fmt.Errorf("sheet of session %d: %w", id, err)
		}
	}
	return sheet, nil
}

// loadHead loads session, group, head of the sheet and the facts of its verified version.
func loadHead(tx *gorm.DB, sheet *attendance.Sheet) error {
	rows, err := tx.Raw(`select `+sessionColumns+`, `+planColumns+`, `+groupColumns+`, `+headColumns+`, `+usual+`, `+aside+`
		from sessions s join groups g on g.id = s.group_id`+headTables+`
		left join session_plans t on t.session_id = s.id left join series q on q.id = t.series_id
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
	if err := rows.Scan(slices.Concat(session.planned(), group.fields(), head.fields(), []any{&sheet.Usual, &sheet.Aside})...); err != nil {
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
	planned, facts := dateCol(sheet.Session.Local.Day), attendance.Resolve(sheet.Session, sheet.Group)
	g := gathering{tx: tx}
	return g.each(func(rows *sql.Rows) error {
		var person roster.PersonID
		var away bool
		if err := rows.Scan(&person, &away); err != nil || facts.Leads(person) {
			return err
		}
		if sheet.Roster = append(sheet.Roster, person); away {
			sheet.Away = append(sheet.Away, person)
		}
		return nil
	}, `select distinct m.person_id, a.person_id is not null from memberships m left join absences a on a.session_id = ? and a.said_of = ? and a.person_id = m.person_id
		where m.group_id = ? and m.starts_on <= ? and (m.ends_on is null or m.ends_on >= ?) order by m.person_id`,
		int64(sheet.Session.ID), planned, int64(sheet.Session.Group), planned, planned)
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

func (b sheetBatch) heads() error {
	return eachOf(b.tx, sheetHeads+` where s.id in ?`, b.ids, func(rows *sql.Rows) error {
		sheet, err := scanSheetHead(rows)
		b.of[sheet.Session.ID] = &sheet
		return err
	})
}

// headColumns are the head of a session's sheet and its verified version, for headScan; both may be missing.
const headColumns = `h.state, h.version, h.revision, h.began_at, h.ended_at,
	v.began_at, v.ended_at, v.lead_id, v.co_lead_id, v.kind, v.format, v.modality, v.provenance, v.verified_by, v.verified_at, w.revision, w.since`

// headTables joins what headColumns are of to sessions s.
const headTables = `
	left join sheets h on h.session_id = s.id
	left join sheet_versions v on v.session_id = h.session_id and v.version = h.version
	left join waiting_amendments w on w.session_id = h.session_id`

// sheetHeads selects sessions, each with the head of its sheet and its verified version, for scanSheetHead.
const sheetHeads = `select ` + sessionColumns + `, ` + planColumns + `, ` + headColumns + ` from sessions s` + headTables + `
	left join session_plans t on t.session_id = s.id`

func scanSheetHead(rows *sql.Rows) (sheet attendance.Sheet, err error) {
	var session sessionScan
	var head headScan
	if err = rows.Scan(slices.Concat(session.planned(), head.fields())...); err != nil {
		return sheet, err
	}
	head.into(&sheet)
	sheet.Session, err = session.session()
	return sheet, err
}

// marks loads the verified marks of verified sheets, and the drafts of all others.
func (b sheetBatch) marks() error {
	return eachOf(b.tx, `select m.session_id, m.person_id, m.mark, m.intervals, m.focus from sheets h join marks m on m.session_id = h.session_id
			and m.version = h.version + case when h.state = 'verified' then 0 else 1 end
		where h.session_id in ? order by m.session_id, m.person_id`, b.ids, func(rows *sql.Rows) error {
		var session schedule.SessionID
		var row markRow
		if err := rows.Scan(&session, &row.PersonID, &row.Mark, &row.Intervals, &row.Focus); err != nil {
			return err
		}
		mark, err := row.mark()
		b.of[session].Marks = append(b.of[session].Marks, mark)
		return err
	})
}

// onRoster puts whoever is marked on the roster of a sheet, after its members.
func (b sheetBatch) onRoster() error {
	for _, sheet := range b.of {
		for _, mark := range sheet.Marks {
			if !slices.Contains(sheet.Roster, mark.Person) {
				sheet.Roster = append(sheet.Roster, mark.Person)
			}
		}
	}
	return nil
}

// amendments loads what waits of some sheets: hardly any has such.
func (b sheetBatch) amendments() error {
	for _, id := range b.ids {
		if sheet := b.of[id]; sheet != nil {
			if err := loadAmendment(b.tx, sheet); err != nil {
				return err
			}
		}
	}
	return nil
}

// standing loads what the ledger holds of sheets that were ever verified.
func (b sheetBatch) standing() error {
	verified := slices.DeleteFunc(slices.Clone(b.ids), func(id schedule.SessionID) bool { return b.of[id] == nil || b.of[id].Version == 0 })
	entries := make(map[schedule.SessionID][]ledger.Entry)
	err := eachOf(b.tx, `select `+entryColumns+` from ledger l join sessions s on s.id = l.session_id where l.session_id in ? order by l.id`, verified, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		entries[e.Session] = append(entries[e.Session], e)
		return err
	})
	for session, list := range entries {
		b.of[session].Standing = ledger.Standing(list)
	}
	return err
}

// homes loads the association of everybody whom the sheets may credit.
func (b sheetBatch) homes() error {
	people := make(map[roster.PersonID]bool)
	for _, sheet := range b.of {
		for _, p := range credited(sheet) {
			people[p] = true
		}
	}
	home, err := associationsOf(b.tx, slices.Sorted(maps.Keys(people)))
	for _, sheet := range b.of {
		sheet.Home = make(map[roster.PersonID]roster.Association)
		for _, p := range credited(sheet) {
			sheet.Home[p] = home[p]
		}
	}
	return err
}

// associationsOf are whose people these are.
func associationsOf(tx *gorm.DB, people []roster.PersonID) (map[roster.PersonID]roster.Association, error) {
	home := make(map[roster.PersonID]roster.Association, len(people))
	return home, eachOf(tx, `select id, association from people where id in ?`, people, func(rows *sql.Rows) error {
		var id roster.PersonID
		var code roster.Association
		err := rows.Scan(&id, &code)
		home[id] = code
		return err
	})
}

// credited are the people whom a sheet may credit.
func credited(sheet *attendance.Sheet) []roster.PersonID {
	facts := attendance.Resolve(sheet.Session, sheet.Group)
	people := append([]roster.PersonID{facts.Lead, facts.CoLead, sheet.Facts.Lead, sheet.Facts.CoLead}, sheet.Roster...)
	for _, m := range sheet.Marks {
		people = append(people, m.Person)
	}
	if a := sheet.Amendment; a != nil {
		people = append(people, a.Leading.Lead, a.Leading.CoLead)
		for _, m := range a.Marks {
			people = append(people, m.Person)
		}
	}
	return slices.DeleteFunc(people, func(p roster.PersonID) bool { return p == 0 })
}
