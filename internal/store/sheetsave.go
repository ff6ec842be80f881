package store

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/attendance"
	"attune/internal/ledger"
	"attune/internal/schedule"
)

// saveSheets writes what changes have made of sheets, each of another session: heads, marks, what became of amendments,
// the facts that verifying fixed, and the ledger entries. One change of a page and thousands of an import are written by it
// alike; the sessions, the due list, the notices and the history are for whoever calls.
func saveSheets(tx *gorm.DB, at time.Time, changes []attendance.Change) error {
	if len(changes) == 0 {
		return nil
	}
	marking := slices.DeleteFunc(slices.Clone(changes), func(c attendance.Change) bool { return !c.Remarks() })
	for _, step := range []func() error{
		func() error { return putHeads(tx, changes) },
		func() error { return dropDrafts(tx, marking) },
		func() error { return putMarks(tx, marking) },
		func() error { return putTurns(tx, at, changes) },
		func() error { return putVersions(tx, marking) },
		func() error { return appendAll(tx, at, changes) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// putHeads writes the heads, under which everything else of a sheet stands.
func putHeads(tx *gorm.DB, changes []attendance.Change) error {
	b := bulk{into: `sheets (session_id, association, state, version, revision, began_at, ended_at)`, types: `bigint text text integer integer timestamptz timestamptz`, then: `on conflict (session_id) do update
		set state = excluded.state, version = excluded.version, revision = excluded.revision, began_at = excluded.began_at, ended_at = excluded.ended_at`}
	return b.write(tx, len(changes), func(i int) []any {
		sheet := changes[i].Sheet
		return []any{
			int64(sheet.Session.ID), string(sheet.Session.Association), string(sheet.State), sheet.Version, sheet.Revision,
			timeOrNil(sheet.Began), timeOrNil(sheet.Ended),
		}
	}, nil)
}

// dropDrafts takes the marks away in whose place others are put: those of a draft. What was verified is locked.
func dropDrafts(tx *gorm.DB, changes []attendance.Change) error {
	var before []schedule.SessionID
	for _, c := range changes {
		if c.Sheet.Revision > 1 {
			before = append(before, c.Sheet.Session.ID)
		}
	}
	if len(before) == 0 {
		return nil
	}
	return tx.Exec(`delete from marks where session_id in ? and version = (select h.version + case when h.state = 'verified' then 0 else 1 end
		from sheets h where h.session_id = marks.session_id)`, before).Error
}

// putMarks writes the marks of each sheet: those of the version to be verified, or the draft of the next.
func putMarks(tx *gorm.DB, changes []attendance.Change) error {
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
	return b.write(tx, len(lines), func(i int) []any {
		l := lines[i]
		return []any{int64(l.session), l.version, int64(l.mark.Person), string(l.mark.Code), l.mark.Intervals.String(), string(l.mark.Focus)}
	}, nil)
}

// marksVersion is the version that a sheet's marks stand under.
func marksVersion(sheet attendance.Sheet) int {
	if sheet.State == attendance.Verified {
		return sheet.Version
	}
	return sheet.Version + 1
}

func putTurns(tx *gorm.DB, at time.Time, changes []attendance.Change) error {
	for _, c := range changes {
		if err := putTurn(tx, at, c); err != nil {
			return fmt.Errorf("amendment of session %d: %w", c.Sheet.Session.ID, err)
		}
	}
	return nil
}

// putVersions keeps the facts that verifying fixed; it locks the marks of that version.
func putVersions(tx *gorm.DB, changes []attendance.Change) error {
	verified := slices.DeleteFunc(slices.Clone(changes), func(c attendance.Change) bool { return c.Sheet.State != attendance.Verified })
	b := bulk{into: `sheet_versions (session_id, version, began_at, ended_at, lead_id, co_lead_id, kind, format, modality,
		provenance, reason, verified_by, verified_at)`, types: `bigint integer timestamptz timestamptz bigint bigint text text text text text bigint timestamptz`}
	return b.write(tx, len(verified), func(i int) []any {
		sheet, f := verified[i].Sheet, verified[i].Sheet.Facts
		return []any{
			int64(sheet.Session.ID), sheet.Version, utc(f.Began), utc(f.Ended), idOrNil(f.Lead), idOrNil(f.CoLead), string(f.Kind), string(f.Format),
			string(f.Modality), string(sheet.Provenance), verified[i].Reason, idOrNil(sheet.VerifiedBy), utc(sheet.VerifiedAt),
		}
	}, nil)
}

func appendAll(tx *gorm.DB, at time.Time, changes []attendance.Change) error {
	var entries []ledger.Entry
	for _, c := range changes {
		entries = append(entries, c.Append...)
	}
	return appendEntries(tx, at, entries)
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
