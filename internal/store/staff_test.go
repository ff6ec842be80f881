package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/store"
)

func TestStandingsOfAProgram(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on, ends_on) values
			(6, 7, 'practitioner', 500, 'IMH', '', '2026-01-01', '2026-11-21'), (4, 7, 'practitioner', 500, 'IMH', '', '2026-11-23', null), (1, 7, 'manager', 500, '', '', '2026-01-01', null), (1, 8, 'practitioner', 500, '', '', '2026-01-01', null)`)
		row := `insert into progress (person_id, purpose, category, period, association, required, counted, held, rejected, months, window_from, window_to, satisfied,
			missing, warnings, details, edition, judged_for, changed_at) values (1, ?, ?, ?, 'CT', 1440, 600, 120, 60, 5, ?, ?, ?, ?, '', '{"mm":12,"en":[{"s":5,"x":"s5","v":1,"d":"2026-03-02","m":600,"j":"counted","o":"rsc_provision"}]}', '', '2026-11-22', ?)`
		o.exec(row, "renewal", "IFS", "2025", nil, nil, true, "", noon)
		o.exec(row, "renewal", "IFS", "2026", nil, nil, false, "minutes months", noon)
		o.exec(row, "earning", "IMHS", "", "2026-01-05", "2028-01-04", true, "", noon)
		figures := rulebook.Judgement{
			Required: 1440, Counted: 600, Held: 120, Rejected: 60, Months: 5, Missing: []rulebook.Missing{"minutes", "months"}, Warnings: []rulebook.Warning{},
		}
		before, earning, renewal := figures, figures, figures
		before.Satisfied, before.Missing, earning.Satisfied, earning.Missing = true, []rulebook.Missing{}, true, []rulebook.Missing{}
		earning.Purpose, earning.Window = rulebook.Purpose{Kind: rulebook.Earning, Category: "IMHS"}, day.Span{From: day.MustParse("2026-01-05"), To: day.MustParse("2028-01-04")}
		renewal.Purpose = rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: "2026"}
		before.Purpose = rulebook.Purpose{Kind: rulebook.Renewal, Category: "IFS", Period: "2025"}
		// Of IFS something is missing, and what was had before tells how they meet; of IMHS nothing is.
		before.MinMonths, renewal.MinMonths, earning.MinMonths = 12, 12, 12
		before.Entries = []rulebook.Judged{{Session: 5, Date: day.MustParse("2026-03-02"), Minutes: 600, Verdict: rulebook.Counted}}
		renewal.Entries = before.Entries
		want := []endorsement.Standing{
			{Person: roster.Person{ID: ada, External: "p1", Association: "CT", Name: "Ada"}, Role: roster.Manager, Programs: []roster.ProgramID{7, 8}, Judgements: []rulebook.Judgement{earning, before, renewal}},
			{Person: roster.Person{ID: eli, External: "p5", Association: "CT", Name: "Eli"}, Role: roster.Manager, Programs: []roster.ProgramID{7, 8}},
		}
		ctx, count := store.Counted(t.Context())
		got, err := o.Standings(ctx, []roster.ProgramID{7, 8}, day.MustParse("2026-11-22"), 2, false)
		if diff := cmp.Diff(want, got); diff != "" || err != nil || count.Len() != 1 {
			t.Errorf("%v, %d statements (-want +got):\n%s", err, count.Len(), diff)
		}
		if got, err = o.Standings(t.Context(), []roster.ProgramID{7, 8}, day.MustParse("2026-11-22"), 1, false); err != nil || len(got) != 1 || len(got[0].Judgements) != 3 {
			t.Errorf("the first by name: %+v, %v", got, err)
		}
	})
}

func TestProgramsToChooseFrom(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		for name, row := range map[string]struct {
			ids  []roster.ProgramID
			of   []roster.Association
			want []string
		}{
			"a manager's":     {[]roster.ProgramID{8}, nil, []string{"Next Steps"}},
			"a coordinator's": {nil, []roster.Association{"CT"}, []string{"First Steps", "Next Steps"}},
			"both":            {[]roster.ProgramID{7}, []roster.Association{"CT"}, []string{"First Steps", "Next Steps"}},
			"neither":         {nil, nil, nil},
		} {
			list, err := o.Programs(t.Context(), row.ids, row.of)
			var got []string
			for _, p := range list {
				got = append(got, p.Name)
			}
			if diff := cmp.Diff(row.want, got); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
			}
		}
	})
}

func TestProgramsAreFoundPageByPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into programs (id, external_id, association, name, kind, model, region) values
			(9, 'a9', 'CT', 'First Steps', 'clinic', '', 'North_East'), (10, 'a10', 'MI', 'First Steps', 'clinic', '', '')`)
		ct := []roster.Association{"CT"}
		for name, row := range map[string]struct {
			of     []roster.Association
			search string
			after  roster.ProgramID
			want   []roster.ProgramID
		}{
			"the first two":                  {ct, "", 0, []roster.ProgramID{7, 9}},
			"after one of the same name":     {ct, "", 7, []roster.ProgramID{9, 8}},
			"by a part of the name":          {ct, "NEXT", 0, []roster.ProgramID{8}},
			"by region, signs as themselves": {ct, "h_e", 0, []roster.ProgramID{9}},
			"of that name, further on":       {ct, "steps", 9, []roster.ProgramID{8}},
			"elsewhere":                      {[]roster.Association{"MI"}, "first", 0, []roster.ProgramID{10}},
			"after one elsewhere":            {ct, "", 10, nil},
			"nowhere":                        {nil, "first", 0, nil},
		} {
			list, err := o.FindPrograms(t.Context(), row.of, row.search, row.after, 2)
			var got []roster.ProgramID
			for _, p := range list {
				got = append(got, p.ID)
			}
			if diff := cmp.Diff(row.want, got); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
			}
		}
	})
}

func TestAColleagueWithAllEmployments(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		person, employments, err := o.Colleague(t.Context(), eli)
		if err != nil || person.Name != "Eli" || person.Association != "CT" || len(employments) != 3 || employments[0].Program != 8 ||
			employments[0].Span != (day.Span{From: day.MustParse("2020-01-01"), To: day.MustParse("2025-12-31")}) {
			t.Errorf("%+v, %+v, %v", person, employments, err)
		}
		if person, employments, err := o.Colleague(t.Context(), bea); err != nil || person.Name != "Bea" || employments != nil {
			t.Errorf("nobody employs Bea: %+v, %+v, %v", person, employments, err)
		}
		if _, _, err := o.Colleague(t.Context(), 99); fault.KindOf(err) != fault.NotFound {
			t.Errorf("nobody: %v", err)
		}
	})
}
