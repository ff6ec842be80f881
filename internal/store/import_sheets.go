package store

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"attune/internal/attendance"
	"attune/internal/ledger"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Sheets loads the sheets of sessions, with their sessions, in any order; the sessions are locked for this transaction.
// Group and Roster are left empty; Home holds everybody marked or leading.
func (in intake) Sheets(ids []schedule.SessionID) ([]attendance.Sheet, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	b := sheetBatch{intake: in, ids: slices.Sorted(slices.Values(ids)), of: make(map[schedule.SessionID]*attendance.Sheet, len(ids))}
	for _, step := range []func() error{b.lock, b.heads, b.marks, b.amendments, b.standing, b.homes} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("load %d sheets: %w", len(ids), err)
		}
	}
	sheets := make([]attendance.Sheet, 0, len(ids))
	for _, id := range b.ids {
		if sheet := b.of[id]; sheet != nil {
			sheets = append(sheets, *sheet)
		}
	}
	return sheets, nil
}

// sheetBatch collects some sheets, a table at a time.
type sheetBatch struct {
	intake
	ids []schedule.SessionID
	of  map[schedule.SessionID]*attendance.Sheet
}

func (b sheetBatch) lock() error {
	if dialectOf(b.tx) == sqlite {
		return nil // nobody else writes now
	}
	return eachOf(b.tx, `select id from sessions where id in ? order by id`+forUpdate(b.tx), b.ids, func(*sql.Rows) error { return nil })
}

func (b sheetBatch) heads() error {
	return eachOf(b.tx, sheetHeads+` where s.id in ?`, b.ids, func(rows *sql.Rows) error {
		sheet, err := scanSheetHead(rows)
		sheet.Home = make(map[roster.PersonID]roster.Association)
		b.of[sheet.Session.ID] = &sheet
		return err
	})
}

// sheetHeads selects sessions, each with the head of its sheet and its verified version, for scanSheetHead.
const sheetHeads = `select ` + sessionColumns + `, h.state, h.version, h.revision, h.began_at, h.ended_at,
		v.began_at, v.ended_at, v.lead_id, v.co_lead_id, v.kind, v.format, v.modality, v.provenance, v.verified_by, v.verified_at, w.revision, w.since
	from sessions s left join sheets h on h.session_id = s.id
	left join sheet_versions v on v.session_id = h.session_id and v.version = h.version
	left join waiting_amendments w on w.session_id = h.session_id`

func scanSheetHead(rows *sql.Rows) (sheet attendance.Sheet, err error) {
	var session sessionScan
	var head headScan
	if err = rows.Scan(slices.Concat(session.fields(), head.fields())...); err != nil {
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

func (b sheetBatch) standing() error {
	entries := make(map[schedule.SessionID][]ledger.Entry)
	err := eachOf(b.tx, `select `+entryColumns+` from ledger l join sessions s on s.id = l.session_id where l.session_id in ? order by l.id`, b.ids, func(rows *sql.Rows) error {
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
	home := make(map[roster.PersonID]roster.Association, len(people))
	err := eachOf(b.tx, `select id, association from people where id in ?`, slices.Sorted(maps.Keys(people)), func(rows *sql.Rows) error {
		var id roster.PersonID
		var code roster.Association
		err := rows.Scan(&id, &code)
		home[id] = code
		return err
	})
	for _, sheet := range b.of {
		for _, p := range credited(sheet) {
			sheet.Home[p] = home[p]
		}
	}
	return err
}

// credited are the people whom a sheet may credit.
func credited(sheet *attendance.Sheet) []roster.PersonID {
	people := []roster.PersonID{sheet.Session.Lead, sheet.Session.CoLead, sheet.Facts.Lead, sheet.Facts.CoLead}
	for _, m := range sheet.Marks {
		people = append(people, m.Person)
	}
	return slices.DeleteFunc(people, func(p roster.PersonID) bool { return p == 0 })
}

// SaveSheets saves sheets, tells who had prepared an amendment that ended, and gathers whom else the changes concern. It
// leaves the sessions, the due list and the history to whoever calls.
func (in intake) SaveSheets(changes []attendance.Change) error {
	if err := saveSheets(in.tx, in.at, changes); err != nil {
		return fmt.Errorf("save %d sheets: %w", len(changes), err)
	}
	groups, err := in.groupsOf(changes)
	if err != nil {
		return fmt.Errorf("groups of %d sheets: %w", len(changes), err)
	}
	for _, c := range changes {
		c.Sheet.Group = groups[c.Sheet.Session.Group]
		in.corrected.Add(c)
		if err := tell(in.tx, in.at, notice.OfImport(c)...); err != nil {
			return err
		}
	}
	return nil
}

// groupsOf are the groups of those changes of which anybody is told.
func (in intake) groupsOf(changes []attendance.Change) (map[roster.GroupID]roster.Group, error) {
	groups := make(map[roster.GroupID]roster.Group)
	for _, c := range changes {
		if c.Turn != "" || notice.Corrects(c) {
			groups[c.Sheet.Session.Group] = roster.Group{}
		}
	}
	err := eachOf(in.tx, `select `+groupColumns+` from groups g where g.id in ?`, slices.Sorted(maps.Keys(groups)), func(rows *sql.Rows) error {
		var group groupScan
		err := rows.Scan(group.fields()...)
		groups[group.group().ID] = group.group()
		return err
	})
	return groups, err
}
