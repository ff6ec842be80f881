package store_test

import (
	"slices"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/history"
	"attune/internal/roster"
	"attune/internal/store"
)

// noon is the present of these tests: 22 November 2026, noon in New York.
var noon = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

// The people of the office: Ada works and sits in Bea's group, Cyd led one session of it and Dee co-led one, Eli manages
// Ada's program until the end of June 2027, Flo is a stranger, Gus is in Michigan.
const (
	ada roster.PersonID = 1 + iota
	bea
	cyd
	dee
	eli
	flo
	gus
)

// office is a database with a small association in it.
type office struct {
	*store.Store
	t *testing.T
}

// opened is an office on a database whose clock stands at now.
func opened(t *testing.T, db dbtest.Database, now time.Time) office {
	t.Helper()
	o := office{db.Open(t, store.Options{Now: func() time.Time { return now }}), t}
	o.exec(`insert into associations (code, name, time_zone) values ('CT', 'Connecticut', 'America/New_York'), ('MI', 'Michigan', 'America/Detroit')`)
	for i, p := range []struct{ external, association, name, email string }{
		{"p1", "CT", "Ada", "Ada@Example.org"},
		{"p2", "CT", "Bea", " Bea@example.org"},
		{"p3", "CT", "Cyd", "both@example.org"},
		{"p4", "CT", "Dee", "both@example.org"},
		{"p5", "CT", "Eli", "eli@example.org"},
		{"p6", "CT", "Flo", ""},
		{"p7", "MI", "Gus", "ada@example.org"},
	} {
		o.exec(`insert into people (id, external_id, association, name, email, region, calendar_version, calendar_changed_at) values (?, ?, ?, ?, ?, '', ?, ?)`,
			1+i, p.external, p.association, p.name, p.email, 40+i, noon.Add(-time.Hour))
	}
	if db.Dialect == "postgres" { // as SQLite does by itself, so that who is added next is person 8
		o.exec(`select setval(pg_get_serial_sequence('people', 'id'), max(id)) from people`)
	}
	o.exec(`insert into programs (id, external_id, association, name, kind, model, region) values
		(7, 'a7', 'CT', 'First Steps', 'birth_to_three', '', ''), (8, 'a8', 'CT', 'Next Steps', 'clinic', '', '')`)
	o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on, ends_on) values
		(5, 7, 'manager', 1000, '', '', '2026-01-01', '2027-06-30'), (5, 8, 'manager', 500, '', '', '2020-01-01', '2025-12-31'),
		(5, 8, 'supervisor', 500, '', '', '2026-01-01', null), (1, 7, 'practitioner', 1000, 'IMH', '', '2026-01-01', null)`)
	o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
		(3, 'g3', 'CT', 'Monday circle', 2, 'America/New_York', 'reflective', 'group', 'virtual', 8, '', '')`)
	o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 1, '2026-01-01', null)`)
	for i, s := range []struct{ lead, coLead any }{{3, nil}, {nil, 4}, {nil, nil}} {
		o.exec(`insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, lead_id, nobody_led, co_lead_id,
				kind, modality, sequence, moved_from, created_at, changed_at)
			values (?, ?, 3, 'CT', '2026-11-23T10:00', 'America/New_York', ?, 90, 'scheduled', ?, ?, ?, '', '', 0, '', ?, ?)`,
			"uid"+string(rune('a'+i)), "s"+string(rune('a'+i)), noon.AddDate(0, 0, i), s.lead, false, s.coLead, noon, noon)
	}
	return o
}

func (o office) exec(statement string, args ...any) {
	o.t.Helper()
	if err := o.Exec(o.t.Context(), statement, args...); err != nil {
		o.t.Fatalf("%s: %v", statement, err)
	}
}

// account is the account of a person of the roster, made where there is none.
func (o office) account(external string) access.Account {
	o.t.Helper()
	account, err := o.OpenAccount(o.t.Context(), external, access.TheOperator)
	if err != nil {
		o.t.Fatalf("account of %s: %v", external, err)
	}
	return account
}

func (o office) close(account access.Account) {
	o.t.Helper()
	o.exec(`update accounts set closed_at = ? where id = ?`, noon, int64(account.ID))
}

// told is a chain of the history in short, after checking that it holds.
func (o office) told(association roster.Association) []string {
	o.t.Helper()
	rows, err := o.HistoryOf(o.t.Context(), association, 0, 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := (history.Head{}).Verify(association, rows); err != nil {
		o.t.Errorf("history of %q: %v", association, err)
	}
	told := make([]string, len(rows))
	for i, r := range rows {
		told[i] = r.Actor + " " + r.Act + " " + r.Subject
	}
	return told
}

func (o office) wantTold(association roster.Association, want ...string) {
	o.t.Helper()
	if got := o.told(association); !slices.Equal(got, want) {
		o.t.Errorf("history of %q: %q; want %q", association, got, want)
	}
}
