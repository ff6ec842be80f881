package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/store"
)

// What the database itself refuses, whoever asks: the last word on the ledger, the history and verified sheets.

func TestAppendOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		verifiedSheet(t, db)
		for _, statement := range []string{
			`update ledger set minutes = 61`,
			`delete from ledger`,
			`insert into ledger (id, association, person_id, session_id, direction, version, reversal, minutes, started_at, ended_at, kind, format, modality, focus, supervisees, presence, recorded_at)
				select id, association, person_id, session_id, direction, version, reversal, 61, started_at, ended_at, kind, format, modality, focus, supervisees, presence, recorded_at from ledger where true
				on conflict (person_id, session_id, direction, version, reversal) do update set minutes = 61`,
			`update history set actor = 'somebody else'`,
			`delete from history where seq = 1`,
			`update sheet_versions set reason = 'another'`,
			`delete from sheet_versions`,
			`update editions set body = 'other rules'`,
			`delete from editions`,
			`update disputes set words = 'something else'`,
			`delete from disputes`,
			`update corrections set reason = 'another'`,
			`delete from corrections`,
			`update amendments set reason = 'another'`,
			`delete from amendments`,
			`update amendment_marks set mark = 'absent'`,
			`delete from amendment_marks`,
			`update earlier_decisions set reason = 'another'`,
			`delete from earlier_decisions`,
		} {
			wantRefused(t, db, statement)
		}
	})
}

// TestReplaceIsRefused: SQLite's INSERT OR REPLACE deletes the row that is in the way without a word.
func TestReplaceIsRefused(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	verifiedSheet(t, db)
	for _, statement := range []string{
		`insert or replace into ledger select * from ledger`,
		`replace into history select association, seq, at, 'somebody else', act, subject, prev_hash, hash from history`,
		`replace into sheet_versions select * from sheet_versions`,
		`replace into editions select * from editions`,
		`replace into marks select * from marks`,
		`replace into disputes select * from disputes`,
		`replace into amendments select * from amendments`,
		`replace into earlier_decisions select * from earlier_decisions`,
		`update or replace sheets set version = 0`,
	} {
		wantRefused(t, db, statement)
	}
}

// TestTruncateIsRefused: PostgreSQL's TRUNCATE asks no trigger of a row.
func TestTruncateIsRefused(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	verifiedSheet(t, db)
	for _, table := range []string{"ledger", "history", "sheet_versions cascade", "editions", "marks", "disputes", "corrections", "amendments cascade", "amendment_marks", "earlier_decisions"} {
		wantRefused(t, db, `truncate `+table)
	}
}

func TestMarksOfAVerifiedSheetAreLocked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		verifiedSheet(t, db)
		for _, statement := range []string{
			`insert into marks (session_id, version, person_id, mark, intervals, focus) values (1, 1, 2, 'present', '', '')`,
			`update marks set mark = 'absent' where session_id = 1`,
			`update marks set version = 2 where session_id = 1`,
			`delete from marks where session_id = 1`,
			`update marks set session_id = 1, version = 1, person_id = 2 where session_id = 2`, // a draft made part of a verified sheet
			`update sheets set version = 0 where session_id = 1`,                               // unlocking it by the back door
			`update sheets set session_id = 3 where session_id = 2`,
		} {
			wantRefused(t, db, statement)
		}
		for _, statement := range []string{
			`insert into marks (session_id, version, person_id, mark, intervals, focus) values (1, 2, 2, 'present', '', '')`,
			`update marks set mark = 'excused' where session_id = 1 and version = 2`,
			`update marks set mark = 'excused' where session_id = 2`,
			`delete from marks where session_id = 1 and version = 2`,
			`delete from marks where session_id = 2`,
			`update sheets set version = 2 where session_id = 1`,
		} {
			if err := db.Store.Exec(t.Context(), statement); err != nil {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}

func TestRowsThatCannotBe(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		verifiedSheet(t, db)
		for _, row := range []struct {
			statement string
			reason    error
		}{
			{`insert into associations (code, name, time_zone) values ('CT', 'again', 'UTC')`, gorm.ErrDuplicatedKey},
			{`insert into people (external_id, association, name, email, region, calendar_version, calendar_changed_at)
				select external_id, association, name, email, region, 0, calendar_changed_at from people where id = 1`, gorm.ErrDuplicatedKey},
			{`update people set association = 'XX' where id = 1`, gorm.ErrForeignKeyViolated},
			{`delete from people where id = 1`, gorm.ErrForeignKeyViolated},
			{`update sessions set minutes = 0`, gorm.ErrCheckConstraintViolated},
			{`update sessions set status = 'perhaps'`, gorm.ErrCheckConstraintViolated},
			{`update sessions set nobody_led = true, lead_id = 1`, gorm.ErrCheckConstraintViolated},
			{`update sheets set ended_at = began_at where session_id = 1`, gorm.ErrCheckConstraintViolated},
			{`insert into marks (session_id, version, person_id, mark, intervals, focus) values (1, 0, 2, 'present', '', '')`, gorm.ErrCheckConstraintViolated},
			{`update people set name = null where id = 1`, store.ErrNull},
			{`insert into disputes (association, session_id, person_id, round, ends, turn, words, taken_at)
				select association, session_id, person_id, round, ends, turn, 'again', taken_at from disputes`, gorm.ErrDuplicatedKey},
			{`insert into disputes (association, session_id, person_id, round, ends, turn, words, taken_at)
				select association, session_id, person_id, round, true, 'opened', '', taken_at from disputes`, gorm.ErrCheckConstraintViolated},
			{`insert into amendments (session_id, revision, association, version, turn, began_at, ended_at, reason, taken_at)
				select session_id, 3, association, version, turn, began_at, ended_at, '', taken_at from amendments`, gorm.ErrCheckConstraintViolated},
			{`insert into waiting_amendments (session_id, association, revision, since) select session_id, association, 7, taken_at from amendments`, gorm.ErrForeignKeyViolated},
		} {
			if err := db.Store.Exec(t.Context(), row.statement); !errors.Is(err, row.reason) {
				t.Errorf("%s\ngives %v, want %v", row.statement, err, row.reason)
			}
		}
	})
}

// TestTypesOnSQLite: PostgreSQL's types refuse these by themselves; SQLite would keep anything anywhere.
func TestTypesOnSQLite(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	verifiedSheet(t, db)
	for _, value := range []any{
		"yesterday", "2026-03-08", "2026-03-08T10:00:00Z", "2026-03-08 10:00:00", "2026-03-08 10:00:00-05:00", "2026-02-30 10:00:00+00:00",
		"2026-03-08 10:00:00.1234567+00:00", int64(1772964000), 2460000.5,
	} {
		wantCheck(t, db, `update people set calendar_changed_at = ?`, value)
		wantCheck(t, db, `update accounts set closed_at = ?`, value)
	}
	for _, value := range []any{"yesterday", "2026-02-30", "2026-3-8", "2026-03-08 10:00:00+00:00", time.Now(), int64(20260308)} {
		wantCheck(t, db, `update employments set starts_on = ?`, value)
		wantCheck(t, db, `update employments set ends_on = ?`, value)
	}
	for _, value := range []any{2, -1, "yes", "true"} {
		wantCheck(t, db, `update sessions set nobody_led = ?`, value)
	}
	for _, value := range []any{time.Date(2026, 3, 8, 23, 59, 59, 999999000, time.UTC), time.Date(2026, 3, 8, 10, 0, 0, 0, time.FixedZone("", -5*3600)), nil} {
		if err := db.Store.Exec(t.Context(), `update accounts set closed_at = ?`, value); err != nil {
			t.Errorf("%v is refused: %v", value, err)
		}
	}
}

func wantRefused(t *testing.T, db dbtest.Database, statement string) {
	t.Helper()
	err := db.Store.Exec(t.Context(), statement)
	if !errors.Is(err, store.ErrRefused) {
		t.Errorf("%s\ngives %v, want it refused", statement, err)
	}
	if kind := fault.KindOf(err); kind != fault.Internal {
		t.Errorf("%s gives a fault of kind %d: a refused change is a defect of ours, not for users", statement, kind)
	}
}

func wantCheck(t *testing.T, db dbtest.Database, statement string, value any) {
	t.Helper()
	if err := db.Store.Exec(t.Context(), statement, value); !errors.Is(err, gorm.ErrCheckConstraintViolated) {
		t.Errorf("%s takes %v: %v", statement, value, err)
	}
}

// verifiedSheet fills a database with a row of each guarded table: session 1 is verified, session 2 has a draft, 3 no sheet.
func verifiedSheet(t *testing.T, db dbtest.Database) {
	t.Helper()
	at := time.Date(2026, 3, 8, 15, 0, 0, 123456000, time.UTC)
	for _, statement := range []string{
		`insert into associations (code, name, time_zone) values ('CT', 'Connecticut', 'America/New_York')`,
		`insert into people (id, external_id, association, name, email, region, calendar_version, calendar_changed_at) values (1, 'p1', 'CT', 'Ada', '', '', 0, @at), (2, 'p2', 'CT', 'Bea', '', '', 0, @at)`,
		`insert into programs (id, external_id, association, name, kind, model, region) values (1, 'g1', 'CT', 'Home', 'clinic', '', '')`,
		`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on) values (1, 1, 'practitioner', 1000, '', '', '2026-01-01')`,
		`insert into accounts (id, person_id, email, created_at) values (1, 1, '', @at)`,
		`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values (1, 'g1', 'CT', 'Tuesdays', 1, 'America/New_York', 'reflective', 'group', 'in_person', 8, '', '')`,
		`insert into sessions (id, uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, nobody_led, kind, modality, sequence, moved_from, created_at, changed_at)
			values (1, 'u1', 's1', 1, 'CT', '2026-03-08T11:00', 'America/New_York', @at, 60, 'held', false, '', '', 0, '', @at, @at),
			(2, 'u2', 's2', 1, 'CT', '2026-03-08T11:00', 'America/New_York', @at, 60, 'held', false, '', '', 0, '', @at, @at),
			(3, 'u3', 's3', 1, 'CT', '2026-03-08T11:00', 'America/New_York', @at, 60, 'held', false, '', '', 0, '', @at, @at)`,
		`insert into sheets (session_id, association, state, version, revision, began_at, ended_at) values (1, 'CT', 'open', 0, 1, @at, @later), (2, 'CT', 'open', 0, 1, @at, @later)`,
		`insert into marks (session_id, version, person_id, mark, intervals, focus) values (1, 1, 1, 'present', '', ''), (2, 1, 1, 'present', '', '')`,
		`update sheets set state = 'verified', version = 1 where session_id = 1`,
		`insert into sheet_versions (session_id, version, began_at, ended_at, kind, format, modality, provenance, reason, verified_at) values (1, 1, @at, @later, 'reflective', 'group', 'in_person', 'attune', '', @at)`,
		`insert into ledger (association, person_id, session_id, direction, version, reversal, minutes, started_at, ended_at, kind, format, modality, focus, supervisees, presence, recorded_at)
			values ('CT', 1, 1, 'received', 1, false, 60, @at, @later, 'reflective', 'group', 'in_person', '', 1, '', @at)`,
		`insert into corrections (association, subject, before, after, reason, corrected_by, corrected_at) values ('CT', 'employment:1', '{}', '{}', 'because', 'account:1', @at)`,
		`insert into disputes (association, session_id, person_id, round, ends, turn, words, taken_at) values ('CT', 1, 1, 1, false, 'opened', 'Not right', @at)`,
		`insert into amendments (session_id, revision, association, version, turn, began_at, ended_at, reason, taken_at) values (1, 2, 'CT', 1, 'kept', @at, @later, 'because', @at)`,
		`insert into amendment_marks (session_id, revision, person_id, mark, intervals, focus) values (1, 2, 1, 'excused', '', '')`,
		`insert into decisions (person_id, session_id, version, purpose, category, period, verdict, held_reason, reason, decided_by, decided_on)
			values (1, 1, 1, 'earning', 'IFS', '', 'counted', 'provider_lapsed', 'Seen on paper', 'account:1', '2026-03-09')`,
		`update decisions set held_reason = 'ended'`,
		`update decisions set verdict = 'rejected', reason = 'The paper was another'`,
		`insert into editions (name, checksum, body, loaded_at) values ('2026', 'abc', 'rules', @at)`,
		`insert into history (association, seq, at, actor, act, subject, prev_hash, hash) values ('CT', 1, @at, 'account:1', 'verify', 'session:1', '', 'abc')`,
	} {
		var args []any
		if strings.Contains(statement, "@") {
			args = append(args, map[string]any{"at": at, "later": at.Add(time.Hour)})
		}
		if err := db.Store.Exec(t.Context(), statement, args...); err != nil {
			t.Fatalf("%s: %v", strings.TrimSpace(statement), err)
		}
	}
}
