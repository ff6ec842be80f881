package store

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"attune/internal/attendance"
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
	b := sheetBatch{tx: in.tx, ids: slices.Sorted(slices.Values(ids)), of: make(map[schedule.SessionID]*attendance.Sheet, len(ids))}
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

func (b sheetBatch) lock() error { return lockRows(b.tx, "sessions", b.ids) }

// SaveSheets saves sheets, tells who had prepared an amendment that ended, ends the disputes that are answered by it, and
// gathers whom else the changes concern. It leaves the sessions, the due list and the history to whoever calls.
func (in intake) SaveSheets(changes []attendance.Change) error {
	disputed, err := in.disputed(changes)
	if err != nil {
		return fmt.Errorf("disputes about %d sheets: %w", len(changes), err)
	}
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
		if err := in.answer(c, disputed[c.Sheet.Session.ID]); err != nil {
			return err
		}
	}
	return nil
}

// answer ends the disputes about a sheet that a change of it answers.
func (in intake) answer(c attendance.Change, before attendance.Sheet) error {
	c.Sheet.Group = before.Group
	answered, err := saveSteps(in.tx, in.at, in.cause, c.Settles(before)...)
	*in.answered = append(*in.answered, answered...)
	return err
}

// disputed are the sheets as they are before some changes, of which somebody says that they are not right: hardly any.
func (in intake) disputed(changes []attendance.Change) (map[schedule.SessionID]attendance.Sheet, error) {
	var known, open []schedule.SessionID
	for _, c := range changes {
		if c.Sheet.Revision > 1 {
			known = append(known, c.Sheet.Session.ID)
		}
	}
	err := eachOf(in.tx, `select distinct d.session_id from disputes d where d.session_id in ? and not d.ends and not exists (select 1 from disputes e
			where e.session_id = d.session_id and e.person_id = d.person_id and e.round = d.round and e.ends)`, known, func(rows *sql.Rows) error {
		var id schedule.SessionID
		err := rows.Scan(&id)
		open = append(open, id)
		return err
	})
	sheets := make(map[schedule.SessionID]attendance.Sheet, len(open))
	for _, id := range open {
		if err == nil {
			sheets[id], err = sheetOf(in.tx, id)
		}
	}
	return sheets, err
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
