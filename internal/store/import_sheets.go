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

// SaveSheets saves sheets, their marks, what was fixed by verifying them and their ledger entries. It does for many what
// saveSheet does for one, but leaves the sessions, the due list and the history to whoever calls.
func (in intake) SaveSheets(changes []attendance.Change) error {
	if len(changes) == 0 {
		return nil
	}
	for _, step := range []func([]attendance.Change) error{in.dropDrafts, in.putHeads, in.putMarks, in.putVersions, in.putTurns, in.appendAll} {
		if err := step(changes); err != nil {
			return fmt.Errorf("save %d sheets: %w", len(changes), err)
		}
	}
	return nil
}

// dropDrafts takes the drafts of sheets that there were away.
func (in intake) dropDrafts(changes []attendance.Change) error {
	var before []schedule.SessionID
	for _, c := range changes {
		if c.Sheet.Revision > 1 {
			before = append(before, c.Sheet.Session.ID)
		}
	}
	if len(before) == 0 {
		return nil
	}
	return in.tx.Exec(`delete from marks where session_id in ? and version > (select h.version from sheets h where h.session_id = marks.session_id)`, before).Error
}

// putHeads writes the heads, under which everything else of a sheet stands.
func (in intake) putHeads(changes []attendance.Change) error {
	b := bulk{into: `sheets (session_id, association, state, version, revision, began_at, ended_at)`, types: `bigint text text integer integer timestamptz timestamptz`, then: `on conflict (session_id) do update
		set state = excluded.state, version = excluded.version, revision = excluded.revision, began_at = excluded.began_at, ended_at = excluded.ended_at`}
	return b.write(in.tx, len(changes), func(i int) []any {
		sheet := changes[i].Sheet
		return []any{
			int64(sheet.Session.ID), string(sheet.Session.Association), string(sheet.State), sheet.Version, sheet.Revision,
			timeOrNil(sheet.Began), timeOrNil(sheet.Ended),
		}
	}, nil)
}

// putMarks writes the marks of each sheet: those of the version to be verified, or the draft of the next.
func (in intake) putMarks(changes []attendance.Change) error {
	type line struct {
		session schedule.SessionID
		version int
		mark    attendance.Mark
	}
	var lines []line
	for _, c := range changes {
		for _, m := range c.Sheet.Marks {
			lines = append(lines, line{c.Sheet.Session.ID, marksVersion(c.Sheet), m})
		}
	}
	b := bulk{into: `marks (session_id, version, person_id, mark, intervals, focus)`, types: `bigint integer bigint text text text`}
	return b.write(in.tx, len(lines), func(i int) []any {
		l := lines[i]
		return []any{int64(l.session), l.version, int64(l.mark.Person), string(l.mark.Code), l.mark.Intervals.String(), string(l.mark.Focus)}
	}, nil)
}

// putVersions keeps the facts that verifying fixed; it locks the marks of that version.
func (in intake) putVersions(changes []attendance.Change) error {
	verified := slices.DeleteFunc(slices.Clone(changes), func(c attendance.Change) bool { return c.Sheet.State != attendance.Verified })
	b := bulk{into: `sheet_versions (session_id, version, began_at, ended_at, lead_id, co_lead_id, kind, format, modality,
		provenance, reason, verified_by, verified_at)`, types: `bigint integer timestamptz timestamptz bigint bigint text text text text text bigint timestamptz`}
	return b.write(in.tx, len(verified), func(i int) []any {
		sheet, f := verified[i].Sheet, verified[i].Sheet.Facts
		return []any{
			int64(sheet.Session.ID), sheet.Version, utc(f.Began), utc(f.Ended), idOrNil(f.Lead), idOrNil(f.CoLead), string(f.Kind), string(f.Format),
			string(f.Modality), string(sheet.Provenance), verified[i].Reason, idOrNil(sheet.VerifiedBy), utc(sheet.VerifiedAt),
		}
	}, nil)
}

// putTurns keeps what became of amendments that waited, and tells who had prepared one that ended. Hardly any sheet has such.
func (in intake) putTurns(changes []attendance.Change) error {
	for _, c := range changes {
		if c.Turn == "" {
			continue
		}
		if err := putTurn(in.tx, in.at, c); err != nil {
			return err
		}
		var group groupScan
		if err := in.tx.Raw(`select `+groupColumns+` from groups g where id = ?`, int64(c.Sheet.Session.Group)).Row().Scan(group.fields()...); err != nil {
			return err
		}
		c.Sheet.Group = group.group()
		if err := tell(in.tx, in.at, notice.OfImport(c)...); err != nil {
			return err
		}
	}
	return nil
}

func (in intake) appendAll(changes []attendance.Change) error {
	var entries []ledger.Entry
	for _, c := range changes {
		entries = append(entries, c.Append...)
	}
	return appendEntries(in.tx, in.at, entries)
}
