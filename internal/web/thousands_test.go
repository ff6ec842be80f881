package web_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
)

// thousands are statements that put people to work in the harbor: who earns something and misses hours, of which some wait, in
// groups of ten, each with a session that nobody verified, a mark that is disputed and a session that is planned. They follow one
// another, each is given how many people there are to be, and adds those that are not there yet.
var thousands = []string{
	`insert into people (external_id, association, name, email, region, calendar_version, calendar_changed_at)
		select 'crowd' || i, 'CT', 'Crowd ' || i, '', '', 1, '2026-11-01 12:00:00+00:00' from n where not exists (select 1 from people where external_id = 'crowd' || i)`,
	`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on, ends_on)
		select p.id, a.id, 'practitioner', 1000, 'IMH', '', '2024-01-01', null from n join people p on p.external_id = 'crowd' || i join programs a on a.external_id = 'harbor'
		where not exists (select 1 from employments e where e.person_id = p.id)`,
	`insert into targets (person_id, category, degree, opened_on) select p.id, 'IFS', 'bachelors', '2026-01-05' from n join people p on p.external_id = 'crowd' || i
		where not exists (select 1 from targets t where t.person_id = p.id)`,
	`insert into groups (external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, program_id, funding, cost_cents)
		select 'circle' || (i / 10), 'CT', 'Circle ' || (i / 10), r.id, 'America/New_York', 'reflective', 'group', 'in_person', 12, '', null, '', null
		from n join people r on r.external_id = 'ruth' where i % 10 = 0 and not exists (select 1 from groups where external_id = 'circle' || (i / 10))`,
	`insert into memberships (group_id, person_id, starts_on, ends_on) select g.id, p.id, '2026-01-01', null
		from n join people p on p.external_id = 'crowd' || i join groups g on g.external_id = 'circle' || (i / 10)
		where not exists (select 1 from memberships m where m.person_id = p.id)`,
	`insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, lead_id, nobody_led, co_lead_id, kind, modality,
			sequence, moved_from, created_at, changed_at)
		select g.external_id || d.day, g.external_id || d.day, g.id, 'CT', d.day || 'T10:00', 'America/New_York', d.day || ' 15:00:00+00:00', 90, d.status, null, false, null, '', '',
			0, '', '2026-11-01 12:00:00+00:00', '2026-11-01 12:00:00+00:00'
		from groups g, (select '2026-11-11' as day, 'held' as status union select '2026-12-09', 'scheduled') d
		where g.external_id like 'circle%' and not exists (select 1 from sessions s where s.group_id = g.id) and (select max(i) from n) > 0`,
	`insert into progress (person_id, purpose, category, period, association, required, counted, held, rejected, months, window_from, window_to, satisfied, missing, warnings,
			details, edition, judged_for, changed_at)
		select p.id, 'earning', 'IFS', '', 'CT', 1440, 120, 60, 0, 1, '2026-10-01', '2028-09-30', false, 'minutes months', '',
			'{"mm":12,"en":[{"s":' || s.id || ',"x":"t2","v":1,"t":1792000000000000,"d":"2026-10-15","m":60,"j":"held","r":"provider_lapsed"}]}', '', '2026-11-19', '2026-11-19 12:00:00+00:00'
		from n join people p on p.external_id = 'crowd' || i join sessions s on s.external_id = 't2' where not exists (select 1 from progress r where r.person_id = p.id)`,
	`insert into disputes (association, session_id, person_id, round, ends, turn, words, taken_by, taken_at)
		select 'CT', s.id, p.id, 1, false, 'opened', 'I was there', null, '2026-11-18 12:00:00+00:00' from n join people p on p.external_id = 'crowd' || i join sessions s on s.external_id = 't1'
		where not exists (select 1 from disputes d where d.person_id = p.id)`,
}

// crowd has so many more people in the harbor.
func (v *town) crowd(raw *sql.DB, people int) {
	v.Helper()
	for _, statement := range thousands {
		head, rest, _ := strings.Cut(statement, "\n")
		if _, err := raw.ExecContext(v.Context(), "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) "+head+"\n"+rest, people); err != nil {
			v.Fatalf("%s: %v", statement, err)
		}
	}
}

// No page that lists something makes a statement more for ten thousand people than for a hundred, nor grows beyond bounds.
func TestStatementsStayTheSameForThousands(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	raw, err := sql.Open("sqlite", strings.TrimPrefix(v.db.URL, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	if _, err := raw.ExecContext(t.Context(), `update programs set model = 'pat' where external_id = 'harbor'`); err != nil { // which has a measure of its own
		t.Fatal(err)
	}
	pages := map[string][]string{
		"max":              {"/", "/staff", "/staff?state=behind&sort=-missing", "/staff/hours", "/people", "/staff/model"},
		"cora@example.org": {"/", "/staff?program=all", "/people", "/groups", "/held", "/disputes", "/accounts", "/programs", "/invitations"},
		"ruth":             {"/", "/groups"},
	}
	made := make(map[string]int)
	for _, people := range []int{100, 10_000} {
		v.crowd(raw, people)
		for who, paths := range pages {
			b := v.as(who)
			b.page("/")
			for _, path := range paths {
				began := time.Now()
				a, at := b.page(path), who+" at "+path
				if n := len(v.statements()); people == 100 {
					made[at] = n
				} else if n != made[at] {
					t.Errorf("%s: %d statements for ten thousand people, %d for a hundred", at, n, made[at])
				}
				t.Logf("%6d people, %-50s %3d statements, %7d bytes, %s", people, at, made[at], len(a.body), time.Since(began).Round(time.Millisecond))
				if len(a.body) > 400_000 {
					t.Errorf("%s is %d bytes long", at, len(a.body))
				}
			}
		}
	}
}
