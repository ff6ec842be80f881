package exchange_test

import (
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// signed is what the provider of s2 does with its sheet in the browser, half an hour after the session: everybody on
// it was there.
func signed(t *testing.T, db dbtest.Database, verify bool) {
	t.Helper()
	began := time.Date(2026, 7, 6, 14, 0, 0, 0, time.UTC)
	_, err := db.Store.UpdateSheet(t.Context(), sessionOf(t, db, "s2"), "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		d := attendance.Draft{Revision: s.Revision, Began: began, Ended: began.Add(2 * time.Hour)}
		for _, person := range s.Roster {
			d.Marks = append(d.Marks, attendance.Mark{Person: person, Code: attendance.Present})
		}
		by, now := attendance.Signer{Account: 1, Person: roster.PersonID(0)}, began.Add(150*time.Minute)
		if verify {
			return s.Verify(d, by, now)
		}
		return s.Save(d, by, now)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sessionOf is the id of a session.
func sessionOf(t *testing.T, db dbtest.Database, external string) schedule.SessionID {
	t.Helper()
	meetings, err := db.Store.Meetings(t.Context(), 1, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range meetings {
		if string(m.Session.External) == external {
			return m.Session.ID
		}
	}
	t.Fatalf("there is no session %s", external)
	return 0
}

// TestABundleOlderThanASignatureLeavesItAlone imports the sender's world again after the provider signed here: the
// sender's row still says that the session is planned, or that its sheet waits for somebody to verify it.
func TestABundleOlderThanASignatureLeavesItAlone(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]string{
		"planned": "s2,g,2026-07-06T10:00,120,scheduled,,,,,,,",
		"waiting": "s2,g,2026-07-06T10:00,120,held,2026-07-06T14:00:00Z,2026-07-06T16:00:00Z,,,,,unverified",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				world := circle().but(t, "sessions.csv", "kind,modality", "kind,modality,sheet").but(t, "sessions.csv", "16:00:00Z,,,,", "16:00:00Z,,,,,").
					but(t, "sessions.csv", "s2,g,2026-07-06T10:00,120,scheduled,,,,,,", row)
				imported(t, db, world)
				signed(t, db, true)
				before := ask(t, db, ledgerQuery)
				later(t, db, world)
				expect(t, db, "sheets", sheetsQuery, "s1 held verified 1", "s2 held verified 1")
				expect(t, db, "ledger", ledgerQuery, before...)
				later(t, db, world.but(t, "sessions.csv", row, "s2,g,2026-07-06T10:00,120,cancelled,,,,,,,"))
				expect(t, db, "sheets once it is cancelled", sheetsQuery, "s1 held verified 1", "s2 cancelled dropped 1")
			})
		})
	}
}

// TestABundleLeavesADraftAlone imports the sender's world again while somebody is filling in the sheet here.
func TestABundleLeavesADraftAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		signed(t, db, false)
		before := ask(t, db, marksQuery)
		later(t, db, circle())
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 1", "s2 scheduled open 0")
		expect(t, db, "marks", marksQuery, before...)
	})
}
