package store_test

import (
	"slices"
	"testing"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/upkeep"
)

// The office has 7 people, 2 associations, 2 programs, 4 employments, and 3 sessions. SQLite counts them; PostgreSQL has
// estimated what it was told to look at, and knows every size.
func TestStorageNamesTheLargestTables(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		if db.Dialect == "postgres" {
			o.exec(`analyze`)
		}
		storage, err := o.Storage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if storage.Bytes < 100_000 || len(storage.Largest) != upkeep.MostTables || storage.Estimated != (db.Dialect == "postgres") {
			t.Errorf("%+v", storage)
		}
		if db.Dialect == "sqlite" {
			first := storage.Largest[slices.IndexFunc(storage.Largest, func(t upkeep.Table) bool { return t.Name == "people" })]
			if storage.Engine != "SQLite" || first.Rows != 7 {
				t.Errorf("%+v", storage)
			}
			return
		}
		sorted := slices.IsSortedFunc(storage.Largest, func(a, b upkeep.Table) int { return int(b.Bytes - a.Bytes) })
		if storage.Engine != "PostgreSQL" || !sorted || storage.Largest[0].Bytes == 0 {
			t.Errorf("%+v", storage)
		}
	})
}

// What SQLite would have to count for long is told by its highest row number, and what is not ours is not told at all.
func TestStorageIsMeasuredWithoutReadingIt(t *testing.T) {
	t.Parallel()
	o := opened(t, dbtest.SQLite(t), noon)
	o.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
		insert into programs (id, external_id, association, name, kind, model, region) select 100 + i, 'n' || i, 'CT', 'Program', 'clinic', '', '' from n`)
	o.exec(`delete from programs where id between 101 and 5100`) // 15,002 are left, the highest of which is 20,100
	storage, err := o.Storage(t.Context())
	if err != nil || !storage.Estimated || storage.Largest[0] != (upkeep.Table{Name: "programs", Rows: 20_100}) {
		t.Errorf("%+v, %v", storage, err)
	}
	if slices.ContainsFunc(storage.Largest, func(t upkeep.Table) bool { return t.Name == "goose_db_version" }) {
		t.Errorf("%+v", storage.Largest)
	}
}

// Of the people of the office Bea provides, Cyd and Dee lead, Eli manages today; Ada does none of it. Six accounts: Ada's,
// Bea's, Cyd's, Eli's, a coordinator's and an operator's; then Cyd's is closed.
func TestHeadcountNamesNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into accounts (id, person_id, email, created_at, closed_at) values
			(11, 1, 'ada@example.org', ?, null), (12, 2, 'bea@example.org', ?, null), (13, 3, 'both@example.org', ?, ?), (15, 5, 'eli@example.org', ?, null),
			(16, null, 'cora@example.org', ?, null), (17, null, 'odd@example.org', ?, null)`,
			noon, noon, noon, noon, noon, noon, noon)
		o.exec(`insert into account_roles (account_id, role, association, granted_at) values (16, 'coordinator', 'CT', ?), (16, 'coordinator', 'MI', ?), (17, 'operator', '', ?)`, noon, noon, noon)
		// Ada an hour ago, Bea three days ago, Cyd, whose account is closed, too; Eli 20 days ago, Cora 40; the operator never.
		o.exec(`insert into last_sign_ins (account_id, signed_in_at) values (11, ?), (12, ?), (13, ?), (15, ?), (16, ?)`,
			noon.Add(-3600e9), noon.AddDate(0, 0, -3), noon.AddDate(0, 0, -3), noon.AddDate(0, 0, -20), noon.AddDate(0, 0, -40))
		for _, i := range []struct {
			expires       int // days from now
			opened, taken any
		}{{1, nil, nil}, {2, nil, nil}, {-1, nil, nil}, {1, noon, nil}, {1, nil, noon}} {
			o.exec(`insert into invitations (account_id, association, role, invited_by, invited_at, sent, sent_at, expires_at, opened_at, taken_back_at)
				values (16, 'CT', 'coordinator', 'operator', ?, 1, ?, ?, ?, ?)`, noon, noon, noon.AddDate(0, 0, i.expires), i.opened, i.taken)
		}
		got, err := o.Headcount(t.Context(), noon)
		want := access.Headcount{
			Open: 5, Closed: 1,
			Practitioners: 3, Providers: 1, Managers: 1, Coordinators: 1, Operators: 1,
			Day: 1, Week: 2, Month: 3, Never: 1,
			Invited: 2, Lapsed: 1,
		}
		if err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	})
}
