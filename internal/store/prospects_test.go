package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/store"
)

// What is planned for somebody: the sessions of their groups on the days they belong to them, but for those that were
// cancelled and those of which they said that they cannot come; with all that verdicts on them rest on, in two statements.
func TestWhatIsPlannedForSomebody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`delete from sessions`)
		o.exec(`delete from memberships`)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 1, '2026-12-07', '2027-01-11')`)
		o.exec(`insert into targets (person_id, category, degree, opened_on) values (1, 'IMHS', 'masters', '2026-01-05')`)
		o.exec(`insert into credentials (person_id, category, status, degree, starts_on, ends_on) values (3, 'IMHM-C', 'endorsed', 'masters', '2018-05-01', null)`)
		for day, lead := range map[string]any{"2026-11-30": nil, "2026-12-07": nil, "2026-12-14": int64(cyd), "2026-12-21": nil, "2027-01-11": "-", "2027-01-18": nil} {
			o.meets(day, day, "scheduled", lead)
		}
		o.meets("cancelled", "2026-12-28", "cancelled", nil)
		o.exec(`insert into absences (session_id, person_id, said_at, said_of) select id, 1, ?, '2026-12-21' from sessions where external_id = '2026-12-21'`, noon)
		o.exec(`insert into absences (session_id, person_id, said_at, said_of) select id, 7, ?, '2026-12-14' from sessions where external_id = '2026-12-14'`, noon)

		ctx, count := store.Counted(t.Context())
		people := []roster.Person{{ID: ada, Association: "CT"}, {ID: 2, Association: "CT"}, {ID: cyd, Association: "CT"}}
		all, err := o.Prospects(ctx, people, noon, noon.Add(365*24*time.Hour))
		if err != nil || count.Len() != 2 || len(all) != 3 {
			t.Fatalf("%d statements for %d people: %v", count.Len(), len(all), err)
		}
		p := all[ada]
		if diff := cmp.Diff([]string{"2026-12-07", "2026-12-14", "2027-01-11"}, days(p.Planned)); diff != "" {
			t.Errorf("planned (-want +got):\n%s", diff)
		}
		// Cyd provides the group and leads where nobody else is said to, and on the 14th; on the 11th of January nobody leads.
		for _, s := range all[cyd].Planned {
			if !s.Leads {
				t.Errorf("Cyd is to receive something on %s", s.Day)
			}
		}
		if len(p.Facts.Leads) != 2 || len(p.Facts.Leads[cyd]) != 1 || p.Facts.Leads[cyd][0].Category != "IMHM-C" || len(p.Facts.Targets) != 1 || len(p.Facts.Received) != 0 {
			t.Errorf("facts: %+v", p.Facts)
		}
		if all, err = o.Prospects(ctx, people[:1], p.Planned[1].Starts, p.Planned[2].Starts); err != nil || len(all[ada].Planned) != 1 {
			t.Errorf("from one to before another: %v, %v", days(all[ada].Planned), err)
		}
		if all, err = o.Prospects(ctx, nil, noon, noon.Add(time.Hour)); err != nil || len(all) != 0 || count.Len() != 4 {
			t.Errorf("of nobody: %v, %v", all, err)
		}
	})
}

// days are those of sessions, on the clock of their groups.
func days(planned []endorsement.Planned) []string {
	var list []string
	for _, p := range planned {
		list = append(list, p.Day.String())
	}
	return list
}
