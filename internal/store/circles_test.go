package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
)

func TestWhoseGroupsTheseAre(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		today := day.MustParse("2026-11-22")
		o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, program_id, funding) values
			(4, 'g4', 'MI', 'A circle', 7, 'America/Detroit', 'peer', 'group', 'in_person', 8, '', 7, '')`)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 6, '2026-01-01', '2026-11-21'), (4, 1, '2027-01-01', null)`)
		for name, row := range map[string]struct {
			person roster.PersonID
			of     []roster.Association
			want   []string
		}{
			"a member, soon also of another": {ada, nil, []string{"A circle", "Monday circle"}},
			"the provider":                   {bea, nil, []string{"Monday circle"}},
			"who led once":                   {cyd, nil, []string{"Monday circle"}},
			"who left yesterday":             {flo, nil, nil},
			"the coordinator":                {0, []roster.Association{"MI"}, []string{"A circle"}},
			"nobody":                         {0, nil, nil},
		} {
			list, err := o.CirclesOf(t.Context(), row.person, row.of, today, "", 0, 50)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range list {
				got = append(got, c.Name)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		list, err := o.CirclesOf(t.Context(), gus, nil, today, "", 0, 50)
		if err != nil || len(list) != 1 || list[0].ProviderName != "Gus" || list[0].ProgramName != "First Steps" {
			t.Errorf("Gus's circle: %+v, %v", list, err)
		}
	})
}

func TestGroupsAreFoundPageByPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, program_id, funding) values
			(4, 'g4', 'CT', 'A circle', 3, 'America/New_York', 'peer', 'group', 'in_person', 8, '', 7, ''),
			(5, 'g5', 'CT', 'A circle', 4, 'America/New_York', 'peer', 'group', 'in_person', 8, '', 8, ''),
			(6, 'g6', 'MI', 'A circle', 7, 'America/Detroit', 'peer', 'group', 'in_person', 8, '', 7, '')`)
		for name, row := range map[string]struct {
			search string
			after  roster.GroupID
			want   []roster.GroupID
		}{
			"one's own first, then by name":  {"", 0, []roster.GroupID{3, 4}},
			"after one's own":                {"", 3, []roster.GroupID{4, 5}},
			"after one of the same name":     {"", 4, []roster.GroupID{5}},
			"by a part of the name":          {"CIRC", 3, []roster.GroupID{4, 5}},
			"by the provider's":              {"dee", 0, []roster.GroupID{5}},
			"by the program's":               {"first", 0, []roster.GroupID{4}},
			"after one elsewhere":            {"", 6, nil},
			"never of another's association": {"gus", 0, nil},
			"a sign is itself":               {"_", 0, nil},
		} {
			list, err := o.CirclesOf(t.Context(), bea, []roster.Association{"CT"}, day.MustParse("2026-11-22"), row.search, row.after, 2)
			var got []roster.GroupID
			for _, c := range list {
				got = append(got, c.ID)
			}
			if diff := cmp.Diff(row.want, got); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
			}
		}
	})
}

func TestACircleAndItsPeople(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 6, '2025-01-01', '2025-06-30'), (3, 6, '2026-01-01', null)`)
		want := []roster.Member{
			{ID: 1, Person: ada, Name: "Ada", Span: day.Span{From: day.MustParse("2026-01-01")}},
			{ID: 2, Person: flo, Name: "Flo", Span: day.Span{From: day.MustParse("2025-01-01"), To: day.MustParse("2025-06-30")}},
			{ID: 3, Person: flo, Name: "Flo", Span: day.Span{From: day.MustParse("2026-01-01")}},
		}
		for reader, leads := range map[roster.PersonID]bool{0: false, ada: false, bea: false, cyd: true, dee: true} {
			circle, err := o.Circle(t.Context(), 3, reader)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, circle.Members); diff != "" {
				t.Errorf("members (-want +got):\n%s", diff)
			}
			if got := slices.Contains(circle.Leads, reader); got != leads || circle.ProviderName != "Bea" {
				t.Errorf("to %d: leads %v, provider %s", reader, circle.Leads, circle.ProviderName)
			}
		}
		if _, err := o.Circle(t.Context(), 99, bea); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no such group: %v", err)
		}
	})
}

func TestWhoBelongsOnADay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`update memberships set ends_on = '2026-06-30'`)
		for on, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-06-30": true, "2026-07-01": false} {
			if got, err := o.Belongs(t.Context(), ada, 3, day.MustParse(on)); err != nil || got != want {
				t.Errorf("Ada on %s: %t, %v", on, got, err)
			}
		}
		if got, err := o.Belongs(t.Context(), bea, 3, day.MustParse("2026-03-01")); err != nil || got {
			t.Errorf("the provider is no member: %t, %v", got, err)
		}
	})
}

func TestNamesOnASheet(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		account := o.account("p2")
		got, signer, err := o.SheetNames(t.Context(), []roster.PersonID{ada, gus, 0, 99}, account.ID)
		if diff := cmp.Diff(map[roster.PersonID]string{ada: "Ada", gus: "Gus"}, got); diff != "" || signer != "Bea" || err != nil {
			t.Errorf("signer %q, %v (-want +got):\n%s", signer, err, diff)
		}
		o.exec(`insert into accounts (id, email, created_at) values (77, 'cora@example.org', ?)`, noon)
		if _, signer, err := o.SheetNames(t.Context(), nil, 77); signer != "cora@example.org" || err != nil {
			t.Errorf("an account of nobody: %q, %v", signer, err)
		}
		if _, signer, err := o.SheetNames(t.Context(), nil, 0); signer != "" || err != nil {
			t.Errorf("an import: %q, %v", signer, err)
		}
	})
}

// An amended sheet leaves one line: the version that stands.
func TestLinesAreWhatStands(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, afterwards)
		if _, err := o.verify(present()); err != nil {
			t.Fatal(err)
		}
		_, err := o.UpdateSheet(t.Context(), monday, "account:1", func(s attendance.Sheet) (attendance.Change, error) {
			facts := s.Facts
			facts.Ended = facts.Began.Add(time.Hour)
			return s.Become(attendance.Outcome{State: attendance.Verified, Facts: facts, Marks: s.Marks, Provenance: attendance.Taken, Reason: "ended early", By: 1, At: afterwards}), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		lines, _, err := o.Lines(t.Context(), ada)
		if err != nil || len(lines) != 1 {
			t.Fatalf("lines: %+v, %v", lines, err)
		}
		line := lines[0]
		if line.Version != 2 || line.Minutes != 60 || line.Group != "Monday circle" || line.LeadName != "Bea" || line.TimeZone != "America/New_York" || line.Direction != ledger.Received {
			t.Errorf("line: %+v", line)
		}
		if lines, _, err := o.Lines(t.Context(), bea); err != nil || len(lines) != 0 {
			t.Errorf("what Bea provided is no line of hers: %+v, %v", lines, err)
		}
	})
}
