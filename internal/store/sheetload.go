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
	rows, err := tx.Raw(`select `+sessionColumns+`, `+planColumns+`, `+groupColumns+`,
			h.state, h.version, h.revision, h.began_at, h.ended_at,
			v.began_at, v.ended_at, v.lead_id, v.co_lead_id, v.kind, v.format, v.modality, v.provenance, v.verified_by, v.verified_at, w.revision, w.since
		from sessions s join groups g on g.id = s.group_id
		left join sheets h on h.session_id = s.id
		left join sheet_versions v on v.session_id = h.session_id and v.version = h.version
		left join waiting_amendments w on w.session_id = h.session_id
		left join session_plans t on t.session_id = s.id
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
	if err := rows.Scan(slices.Concat(session.planned(), group.fields(), head.fields())...); err != nil {
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
