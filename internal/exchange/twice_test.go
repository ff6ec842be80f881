package exchange_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
)

// s3 makes up for s2, in a database: no bundle says so. Whatever a bundle says, one of them takes place at most.
func TestABundleHasNoOccurrenceTwice(t *testing.T) {
	t.Parallel()
	const (
		makeUp   = "s3,g,2026-07-08T10:00,120,scheduled,,,,,,\n"
		attended = "s2,g,2026-07-06T10:00,120,held,2026-07-06T14:00:00Z,2026-07-06T16:00:00Z,,,,\n"
	)
	lost := circle().but(t, "sessions.csv", "s2,g,2026-07-06T10:00,120,scheduled", "s2,g,2026-07-06T10:00,120,cancelled")
	both := lost.but(t, "sessions.csv", "s2,g", makeUp+"s2,g")
	const does = `; write cancelled as the status of the one that does not, or cancel it in Attune first`
	const one = `: session "s2" of 6 July 2026 and session "s3" of 8 July 2026 would both take place, and one makes up for the other` + does
	const other = `: session "s3" of 8 July 2026 and session "s2" of 6 July 2026 would both take place, and one makes up for the other` + does
	held := circle().but(t, "sessions.csv", "s2,g,2026-07-06T10:00,120,scheduled,,,,,,\n", attended)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		imported(t, db, both)
		ask(t, db, `insert into session_plans (session_id, own, place, makes_up_for)
			select m.id, 0, '', o.id from sessions m, sessions o where m.external_id = 's3' and o.external_id = 's2'`)
		const stands = `select s.external_id, s.status, coalesce(o.external_id, '') from sessions s left join session_plans t on t.session_id = s.id
			left join sessions o on o.id = t.makes_up_for where s.external_id <> 's1' order by 1`
		if again := take(t, db, give(t, db), morning.Add(2)); again.Changed() {
			t.Errorf("import of the export reports changes: %+v", again)
		}
		for name, c := range map[string]struct {
			b    bundle
			want []string
		}{
			"scheduled, both in it":  {both.but(t, "sessions.csv", "120,cancelled", "120,scheduled"), []string{"sessions.csv:3:status" + other, "sessions.csv:4:status" + one}},
			"scheduled, one of them": {circle(), []string{"sessions.csv:3:status" + one}},
			"it took place":          {held.but(t, "attendance.csv", "s1,b", "s2,a,present,,\ns1,b"), []string{"sessions.csv:3:status" + one}},
		} {
			if diff := cmp.Diff(c.want, refused(t, db, c.b.write(t))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
			expect(t, db, name, stands, "s2 cancelled ", "s3 scheduled s2")
		}
		later(t, db, held.but(t, "sessions.csv", "s2,g", "s3,g,2026-07-08T10:00,120,cancelled,,,,,,\ns2,g").but(t, "attendance.csv", "s1,b", "s2,a,present,,\ns1,b"))
		expect(t, db, "the other one took place", stands, "s2 held ", "s3 cancelled s2")
		if diff := cmp.Diff([]string{"sessions.csv:3:status" + other}, refused(t, db, lost.but(t, "sessions.csv", "s2,g,2026-07-06T10:00,120,cancelled,,,,,,\n", makeUp).write(t))); diff != "" {
			t.Errorf("its make-up, too (-want +got):\n%s", diff)
		}
		later(t, db, both)
		expect(t, db, "and not, after all", stands, "s2 cancelled ", "s3 scheduled s2")
		expect(t, db, "what stands in the ledger of both", `select count(*) from (select l.session_id, l.person_id, sum(case when l.reversal then -l.minutes else l.minutes end) as m
			from ledger l join sessions s on s.id = l.session_id where s.external_id = 's2' group by l.session_id, l.person_id) x where m <> 0`, "0")
	})
}
