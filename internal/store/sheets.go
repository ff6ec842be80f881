package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/history"
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
	return change, saveSheet(tx, s.now(), actor, change, change.Sheet.Session.Sequence != sheet.Session.Sequence, settled...)
}

// addBeside loads what stands in the way of a cancelled session that is to take place after all.
func addBeside(tx *gorm.DB, sheet *attendance.Sheet) error {
	if sheet.Session.Status != schedule.Cancelled {
		return nil
	}
	var err error
	if sheet.Instead, err = insteadOf(tx, sheet.Session); err != nil {
		return err
	}
	return beside(tx, &sheet.Beside, sheet.Session)
}

// noSession is the answer for a session that does not exist: the same as for one that the actor may not see.
func noSession() error { return access.Nowhere() }

// saveSheet writes a change of one sheet; shows is whether its session looks different in calendars, settled what else the
// history tells of it.
func saveSheet(tx *gorm.DB, at time.Time, actor string, change attendance.Change, shows bool, settled ...history.Change) error {
	sheet := change.Sheet
	steps := []func() error{
		func() error { return saveSheets(tx, at, []attendance.Change{change}) },
		func() error { return holdSession(tx, change) },
		func() error { return markDue(tx, at, string(change.Act), change.Affected) },
		func() error { return tell(tx, at, notice.OfSheet(change)...) },
		func() error {
			if !shows {
				return nil
			}
			return raiseOpenOf(tx, at, sheet.Session.Group)
		},
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

// holdSession has the session of a sheet that is verified count as held: a draft alone does not say that it was.
func holdSession(tx *gorm.DB, change attendance.Change) error {
	if change.Sheet.State != attendance.Verified || !change.Remarks() {
		return nil
	}
	return tx.Exec(`update sessions set status = ? where id = ? and status <> ?`, string(schedule.Held), int64(change.Sheet.Session.ID), string(schedule.Held)).Error
}
