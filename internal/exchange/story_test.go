package exchange_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
)

// circle is a small association: l1 leads the group g, l2 might; a and b are members, c was until 2026-05-31.
func circle() bundle {
	return bundle{
		"people.csv": `person_id,name,email,association,region
l1,Lena,,CT,
l2,Lou,,CT,
a,Ada,,CT,
b,Bea,,CT,
c,Cleo,,CT,
`,
		"programs.csv":    headers["programs.csv"] + "\nx,Steps,home_visiting,pat,,CT\n",
		"employment.csv":  headers["employment.csv"] + "\na,x,practitioner,1.0,IMH,,2025-01-01,\n",
		"credentials.csv": headers["credentials.csv"] + "\nl1,IMHM-C,endorsed,masters,2020-01-01,\n",
		"targets.csv":     headers["targets.csv"] + "\na,IFS,none,2026-01-01\n",
		"groups.csv":      headers["groups.csv"] + "\ng,Monday,l1,CT,America/New_York,reflective,group,in_person,8,Room 2\n",
		"memberships.csv": headers["memberships.csv"] + "\ng,a,2026-01-01,\ng,b,2026-01-01,\ng,c,2026-01-01,2026-05-31\n",
		"sessions.csv": headers["sessions.csv"] + `
s1,g,2026-06-01T10:00,120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z,,,,
s2,g,2026-07-06T10:00,120,scheduled,,,,,,
`,
		"attendance.csv": headers["attendance.csv"] + "\ns1,a,present,,\ns1,b,present,,\n",
	}
}

// but is the bundle with one text replaced in one file; the text must be there.
func (b bundle) but(t testing.TB, file, old, new string) bundle {
	t.Helper()
	if !strings.Contains(b[file], old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	changed := maps.Clone(b)
	changed[file] = strings.Replace(b[file], old, new, 1)
	return changed
}

// imported is a database that holds the bundle, with nobody on the due list.
func imported(t testing.TB, db dbtest.Database, b bundle) dbtest.Database {
	t.Helper()
	take(t, db, b.write(t), morning)
	ask(t, db, `delete from due`)
	return db
}

// later imports a bundle an hour after the first.
func later(t testing.TB, db dbtest.Database, b bundle) {
	t.Helper()
	take(t, db, b.write(t), morning.Add(time.Hour))
}

const (
	ledgerQuery = `select s.external_id, p.external_id, l.direction, l.version, case when l.reversal then 'back' else 'in' end, l.minutes, q.external_id, l.kind, l.modality, l.supervisees
		from ledger l join sessions s on s.id = l.session_id join people p on p.id = l.person_id left join people q on q.id = l.lead_id order by l.id`
	sheetsQuery   = `select s.external_id, s.status, h.state, h.version from sheets h join sessions s on s.id = h.session_id order by s.external_id`
	marksQuery    = `select s.external_id, m.version, p.external_id, m.mark from marks m join sessions s on s.id = m.session_id join people p on p.id = m.person_id order by 1, 2, 3`
	dueQuery      = `select p.external_id from due d join people p on p.id = d.person_id order by 1`
	calendarQuery = `select external_id, calendar_version from people order by 1`
	planQuery     = `select external_id, local_start, sequence, moved_from, case when changed_at = created_at then 'as made' else 'changed' end from sessions order by 1`
	historyQuery  = `select act, actor from history where at = (select at from history order by at desc limit 1) order by association, seq`
)

// expect compares the rows of a query with those wanted.
func expect(t testing.TB, db dbtest.Database, what, query string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, ask(t, db, query)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// expectHistory compares the acts that the last import brought with those wanted.
func expectHistory(t testing.TB, db dbtest.Database, want ...string) {
	t.Helper()
	for i := range want {
		want[i] += " import"
	}
	expect(t, db, "history", historyQuery, want...)
}

func TestFirstImportVerifiesWhatWasHeld(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		take(t, db, circle().write(t), morning)
		expect(t, db, "ledger", ledgerQuery,
			"s1 a received 1 in 120 l1 reflective in_person 2", "s1 b received 1 in 120 l1 reflective in_person 2", "s1 l1 provided 1 in 120 l1 reflective in_person 2")
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 1")
		expect(t, db, "versions", `select version, provenance, reason, verified_by from sheet_versions`, "1 import  -")
		expect(t, db, "plan", planQuery, "s1 2026-06-01T10:00 0  as made", "s2 2026-07-06T10:00 0  as made")
		expect(t, db, "due list", dueQuery, "a", "b", "l1")
		expect(t, db, "associations", `select code, time_zone from associations`, "CT America/New_York")
		expect(t, db, "uids that are UUIDs", `select count(distinct uid) from sessions where length(uid) = 36 and substr(uid, 15, 1) = '7'`, "2")
	})
}

func TestChangedMarkAmendsItsSheet(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		calendars := ask(t, db, calendarQuery)
		later(t, db, bundle{"attendance.csv": headers["attendance.csv"] + "\ns1,b,partial,2026-06-01T14:30:00Z/2026-06-01T15:00:30Z,\n"})
		expect(t, db, "ledger", ledgerQuery,
			"s1 a received 1 in 120 l1 reflective in_person 2", "s1 b received 1 in 120 l1 reflective in_person 2", "s1 l1 provided 1 in 120 l1 reflective in_person 2",
			"s1 a received 1 back 120 l1 reflective in_person 2", "s1 b received 1 back 120 l1 reflective in_person 2", "s1 l1 provided 1 back 120 l1 reflective in_person 2",
			"s1 a received 2 in 120 l1 reflective in_person 2", "s1 b received 2 in 30 l1 reflective in_person 2", "s1 l1 provided 2 in 120 l1 reflective in_person 2")
		expect(t, db, "marks", marksQuery, "s1 1 a present", "s1 1 b present", "s1 2 a present", "s1 2 b partial")
		expect(t, db, "versions", `select version, provenance, reason from sheet_versions order by 1`, "1 import ", "2 import import")
		expect(t, db, "due list", dueQuery, "a", "b", "l1")
		expect(t, db, "calendars", calendarQuery, calendars...)
		expectHistory(t, db, "sheet.amended")
	})
}

func TestChangedFactsAmendASheet(t *testing.T) {
	t.Parallel()
	const row = "120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z,,,,"
	for name, c := range map[string]struct{ to, entries string }{
		"lead":         {"120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z,l2,,,", "3"},
		"nobody led":   {"120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z,-,,,", "2"},
		"co-lead":      {"120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z,,l2,,", "4"},
		"kind":         {"120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z,,,peer,", "3"},
		"modality":     {"120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z,,,,virtual", "3"},
		"actual start": {"120,held,2026-06-01T14:01:00Z,2026-06-01T16:00:00Z,,,,", "3"},
		"actual end":   {"120,held,2026-06-01T14:00:00Z,2026-06-01T16:00:01Z,,,,", "3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := imported(t, dbtest.SQLite(t), circle())
			later(t, db, circle().but(t, "sessions.csv", row, c.to))
			expect(t, db, "sheets", sheetsQuery, "s1 held verified 2")
			expect(t, db, "entries taken back", `select count(*) from ledger where version = 1 and reversal`, "3")
			expect(t, db, "entries that stand", `select count(*) from ledger where version = 2 and not reversal`, c.entries)
			expect(t, db, "reason", `select reason from sheet_versions where version = 2`, "import")
		})
	}
}

func TestChangeOfTheGroupDoesNotReachVerifiedSheets(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		entries := ask(t, db, ledgerQuery)
		changed := circle().but(t, "groups.csv", "g,Monday,l1,CT,America/New_York,reflective,group,in_person", "g,Monday,l2,CT,America/New_York,peer,individual,virtual")
		later(t, db, changed)
		expect(t, db, "ledger", ledgerQuery, entries...)
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 1")
		expectHistory(t, db, "group.updated")

		exported := give(t, db)
		if got := table(t, exported+"/sessions.csv")[0]; got["lead_id"] != "l1" || got["kind"] != "reflective" || got["modality"] != "in_person" {
			t.Errorf("the verified session is exported as %v, want what was fixed", got)
		}
		if report := take(t, db, exported, morning.Add(2*time.Hour)); report.Changed() {
			t.Errorf("import of the export reports changes: %+v", report)
		}

		later(t, db, changed.but(t, "attendance.csv", "s1,b,present", "s1,b,excused"))
		expect(t, db, "entries of the amendment", ledgerQuery+` limit 2 offset 6`,
			"s1 a received 2 in 120 l1 reflective in_person 1", "s1 l1 provided 2 in 120 l1 reflective in_person 1")
		expect(t, db, "format", `select format from sheet_versions`, "group", "group")
	})
}

func TestExplicitLeadThatIsTakenBackFollowsTheGroup(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	imported(t, db, circle().but(t, "sessions.csv", "16:00:00Z,,,,", "16:00:00Z,l2,,,"))
	later(t, db, circle())
	expect(t, db, "leads by version", `select v.version, p.external_id from sheet_versions v join people p on p.id = v.lead_id order by 1`, "1 l2", "2 l1")
}

func TestSessionCancelledAfterTheFactIsReversed(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"cancelled", "scheduled"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				imported(t, db, circle())
				off := circle().but(t, "sessions.csv", "held,2026-06-01T14:00:00Z,2026-06-01T16:00:00Z", status+",,")
				off["attendance.csv"] = headers["attendance.csv"] + "\n"
				later(t, db, off)
				expect(t, db, "sheets", sheetsQuery, "s1 "+status+" dropped 1")
				expect(t, db, "entries", `select version, case when reversal then 'back' else 'in' end, count(*) from ledger group by 1, 2 order by 2 desc`, "1 in 3", "1 back 3")
				expect(t, db, "due list", dueQuery, "a", "b", "l1")
				expectHistory(t, db, "session.updated", "sheet.dropped")
				if report := take(t, db, off.write(t), morning.Add(2*time.Hour)); report.Changed() {
					t.Errorf("the same bundle again reports changes: %+v", report)
				}
				if rows := table(t, give(t, db)+"/attendance.csv"); len(rows) > 0 {
					t.Errorf("a dropped sheet is exported with attendance: %v", rows)
				}
				later(t, db, circle())
				expect(t, db, "sheets once it was held after all", sheetsQuery, "s1 held verified 2")
				expect(t, db, "entries that stand", `select count(*) from ledger where version = 2 and not reversal`, "3")
			})
		})
	}
}

func TestSheetThatIsOpenedAgainIsVoided(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, circle())
		open := circle().but(t, "sessions.csv", "kind,modality", "kind,modality,sheet").but(t, "sessions.csv", "16:00:00Z,,,,", "16:00:00Z,,,,,unverified").
			but(t, "sessions.csv", "scheduled,,,,,,", "scheduled,,,,,,,")
		later(t, db, open.but(t, "attendance.csv", "s1,b,present", "s1,b,absent"))
		expect(t, db, "sheets", sheetsQuery, "s1 held unverified 1")
		expect(t, db, "entries", `select version, case when reversal then 'back' else 'in' end, count(*) from ledger group by 1, 2 order by 2 desc`, "1 in 3", "1 back 3")
		expect(t, db, "marks", marksQuery, "s1 1 a present", "s1 1 b present", "s1 2 a present", "s1 2 b absent")
		expectHistory(t, db, "sheet.voided")
		later(t, db, circle())
		expect(t, db, "sheets", sheetsQuery, "s1 held verified 2")
		expect(t, db, "marks", marksQuery, "s1 1 a present", "s1 1 b present", "s1 2 a present", "s1 2 b present")
	})
}

func TestOpenSheetHasDraftsOnly(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"open", "unverified"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				open := circle().but(t, "sessions.csv", "kind,modality", "sheet,kind,modality").but(t, "sessions.csv", "16:00:00Z,,,,", "16:00:00Z,,,"+state+",,").
					but(t, "sessions.csv", "scheduled,,,,,,", "scheduled,,,,,,,")
				imported(t, db, open)
				expect(t, db, "ledger", ledgerQuery)
				expect(t, db, "marks", marksQuery, "s1 1 a present", "s1 1 b present")
				if diff := cmp.Diff(rowsOf(t, open.write(t)), rowsOf(t, give(t, db))); diff != "" {
					t.Errorf("exported rows differ (-imported +exported):\n%s", diff)
				}
				later(t, db, open.but(t, "attendance.csv", "s1,b,present", "s1,c,absent"))
				expect(t, db, "drafts, those not mentioned included", marksQuery, "s1 1 a present", "s1 1 b present", "s1 1 c absent")
				later(t, db, circle())
				expect(t, db, "sheets", sheetsQuery, "s1 held verified 1")
				expect(t, db, "entries", `select count(*) from ledger`, "3")
			})
		})
	}
}

// No bundle says whether a group is open, or who waits for a place in it: an import leaves both, and offers the place it frees.
func TestABundleFreesAPlace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		full := circle().but(t, "groups.csv", "in_person,8", "in_person,2")
		imported(t, db, full)
		ask(t, db, `update groups set open = true`)
		ask(t, db, `insert into requests (group_id, person_id, starts_on, state, asked_at, since, reason)
			select g.id, p.id, '2026-07-02', 'waiting', '2026-07-01 07:00:00+00:00', '2026-07-01 07:00:00+00:00', '' from groups g, people p where p.external_id = 'c'`)
		if report := take(t, db, full.write(t), morning.Add(time.Minute)); report.Changed() {
			t.Errorf("the same bundle again reports changes: %+v", report)
		}
		if report := take(t, db, give(t, db), morning.Add(2*time.Minute)); report.Changed() {
			t.Errorf("what was exported reports changes: %+v", report)
		}
		expect(t, db, "requests after an export and its import", `select state, starts_on from requests`, "waiting 2026-07-02")
		later(t, db, full.but(t, "memberships.csv", "g,b,2026-01-01,\n", "g,b,2026-01-01,2026-07-10\n").but(t, "groups.csv", "Room 2", "Room 3"))
		expect(t, db, "requests", `select q.state, q.starts_on, case when g.open then 'open' else 'closed' end from requests q join groups g on g.id = q.group_id`, "offered 2026-07-11 open")
		expectHistory(t, db, "group.updated", "membership.updated", "request.offered")
	})
}
