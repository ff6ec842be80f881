package exchange_test

import (
	"strconv"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// sign takes the sheet of s2 in the browser: a was there, b was not, from 10 to 12 on the group's clock.
func sign(t *testing.T, db dbtest.Database, act func(attendance.Sheet, attendance.Draft) (attendance.Change, error)) {
	t.Helper()
	id := func(query string) int64 {
		n, err := strconv.ParseInt(ask(t, db, query)[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	a, b := roster.PersonID(id(`select id from people where external_id = 'a'`)), roster.PersonID(id(`select id from people where external_id = 'b'`))
	session := schedule.SessionID(id(`select id from sessions where external_id = 's2'`))
	began := time.Date(2026, 7, 6, 14, 0, 0, 0, time.UTC)
	_, err := db.Store.UpdateSheet(t.Context(), session, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		return act(s, attendance.Draft{
			Revision: s.Revision, Began: began, Ended: began.Add(2 * time.Hour),
			Marks: []attendance.Mark{{Person: a, Code: attendance.Present}, {Person: b, Code: attendance.Absent}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func evening() time.Time { return time.Date(2026, 7, 6, 20, 0, 0, 0, time.UTC) }

func draft(s attendance.Sheet, d attendance.Draft) (attendance.Change, error) {
	return s.Save(d, attendance.Signer{Account: 1}, evening())
}

func verify(s attendance.Sheet, d attendance.Draft) (attendance.Change, error) {
	return s.Verify(d, attendance.Signer{Account: 1}, evening())
}

func TestDraftTakenHereStaysUntilTheSessionIsCancelled(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		sign(t, db, draft)
		if report := take(t, db, circle().write(t), evening()); report.Changed() {
			t.Errorf("a bundle that knows nothing of the draft reports changes: %+v", report)
		}
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 1", "s2 scheduled open 0")
		take(t, db, circle().but(t, "sessions.csv", "120,scheduled", "120,cancelled").write(t), evening())
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 1", "s2 cancelled dropped 0")
		expect(t, db, "marks", marksQuery, "s1 1 a present", "s1 1 b present")
	})
}

func TestSheetSignedHereOutlivesARowThatIsOlder(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T, b bundle) bundle {
		return b.but(t, "sessions.csv", "kind,modality", "kind,modality,sheet").but(t, "sessions.csv", "16:00:00Z,,,,", "16:00:00Z,,,,,").
			but(t, "sessions.csv", "120,scheduled,,,,,,", "120,held,2026-07-06T14:00:00Z,2026-07-06T16:00:00Z,,,,,open").
			but(t, "attendance.csv", "s1,b,present,,\n", "s1,b,present,,\ns2,b,present,,\n")
	}
	for name, older := range map[string]func(*testing.T, bundle) bundle{
		"still scheduled": func(_ *testing.T, b bundle) bundle { return b },
		"still open":      open,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				imported(t, db, circle())
				sign(t, db, verify)
				before := ask(t, db, ledgerQuery)
				if report := take(t, db, older(t, circle()).write(t), evening()); report.Changed() {
					t.Errorf("an older bundle reports changes: %+v", report)
				}
				expect(t, db, "sheets", sheetsQuery, "s1 held verified 1", "s2 held verified 1")
				expect(t, db, "ledger", ledgerQuery, before...)
			})
		})
	}
	t.Run("but not a cancellation", func(t *testing.T) {
		t.Parallel()
		db := imported(t, dbtest.SQLite(t), circle())
		sign(t, db, verify)
		take(t, db, circle().but(t, "sessions.csv", "120,scheduled", "120,cancelled").write(t), evening())
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 1", "s2 cancelled dropped 1")
	})
	t.Run("nor other marks of a sheet the sender verified", func(t *testing.T) {
		t.Parallel()
		db := imported(t, dbtest.SQLite(t), circle())
		sign(t, db, verify)
		take(t, db, circle().but(t, "sessions.csv", "120,scheduled,,", "120,held,2026-07-06T14:00:00Z,2026-07-06T16:00:00Z").
			but(t, "attendance.csv", "s1,b,present,,\n", "s1,b,present,,\ns2,b,present,,\n").write(t), evening())
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 1", "s2 held verified 2")
	})
}
