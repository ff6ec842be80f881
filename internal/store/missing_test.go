package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/store"
)

// What is missing of a staff: sessions that are over and that nobody verified, of whoever works there today and did on the day,
// and belonged to the group on it. Ada works at First Steps from 5 October 2026 and belongs to the group from 1 January until 15 November;
// Flo left First Steps, Dee works at Next Steps.
func TestSheetsMissingOfAStaff(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`delete from sessions`)
		o.exec(`update memberships set ends_on = '2026-11-15' where person_id = 1`)
		o.exec(`update employments set starts_on = '2026-10-05' where person_id = 1`)
		o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on, ends_on) values
			(6, 7, 'practitioner', 500, 'IMH', '', '2026-01-01', '2026-11-21'), (4, 8, 'practitioner', 500, 'IMH', '', '2020-01-01', null)`)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 6, '2026-01-01', null), (3, 4, '2026-10-12', null)`)
		for _, day := range []string{"2025-11-03", "2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19", "2026-11-09", "2026-11-16", "2026-11-30"} {
			o.meets(day, day, "held", nil)
		}
		o.meets("2026-10-26", "2026-10-26", "cancelled", nil)
		o.sheet("2026-10-12", "verified")
		o.sheet("2026-10-19", "open")
		for name, row := range map[string]struct {
			programs []roster.ProgramID
			limit    int
			want     []string
		}{
			// Before the 5th she worked elsewhere, on the 16th she belonged to it no more, the 12th is verified, the 26th was called off.
			"First Steps": {[]roster.ProgramID{7}, 9, []string{"2026-11-09 Ada", "2026-10-19 Ada", "2026-10-05 Ada"}},
			"Next Steps":  {[]roster.ProgramID{8}, 9, []string{"2026-11-16 Dee", "2026-11-09 Dee", "2026-10-19 Dee"}},
			"both":        {[]roster.ProgramID{7, 8}, 2, []string{"2026-11-16 Dee", "2026-11-09 Ada Dee"}},
			"none":        {nil, 9, nil},
		} {
			ctx, count := store.Counted(t.Context())
			list, err := o.MissingSheets(ctx, row.programs, day.MustParse("2026-11-22"), noon, row.limit)
			if err != nil || count.Len() != 1 {
				t.Fatalf("%s: %d statements, %v", name, count.Len(), err)
			}
			var got []string
			for _, m := range list {
				line := string(m.Session.External)
				for _, w := range m.Waiting {
					line += " " + w.Person.Name
					if len(w.Employments) != 1 || w.Employments[0].Span.From == 0 {
						t.Errorf("%s: %s works %v", name, w.Person.Name, w.Employments)
					}
				}
				got = append(got, line)
				if m.Group.Name != "Monday circle" || m.LeadName != "Bea" {
					t.Errorf("%s of %s", fmt.Sprint(m.Session.External), m.Group.Name)
				}
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}
