package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// meets adds a session of the Monday circle: a name, its day at ten o'clock, a status, and who leads where it is not
// Bea: a person, or nobody for "-".
func (o office) meets(name, day, status string, lead any) {
	o.t.Helper()
	local, err := time.ParseInLocation("2006-01-02T15:04", day+"T10:00", newYork(o.t))
	if err != nil {
		o.t.Fatal(err)
	}
	nobody := lead == "-"
	if nobody {
		lead = nil
	}
	o.exec(`insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, lead_id, nobody_led, co_lead_id,
			kind, modality, sequence, moved_from, created_at, changed_at)
		values (?, ?, 3, 'CT', ?, 'America/New_York', ?, 90, ?, ?, ?, null, '', '', 0, '', ?, ?)`,
		"uid-"+name, name, day+"T10:00", local.UTC(), status, lead, nobody, noon, noon)
}

func newYork(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// sheet gives a session a sheet in a state.
func (o office) sheet(name, state string) {
	o.t.Helper()
	version := 0
	if state == "verified" {
		version = 1
	}
	o.exec(`insert into sheets (session_id, association, state, version, revision) select id, 'CT', ?, ?, 1 from sessions where external_id = ?`, state, version, name)
}

// names are what the bundle called the sessions of a list, in its order.
func names(list []attendance.Meeting) []string {
	var names []string
	for _, m := range list {
		names = append(names, string(m.Session.External))
	}
	return names
}

func TestACalendarHoldsWhatIsTheOwners(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`delete from sessions`)
		o.exec(`delete from memberships`)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, 1, '2026-02-02', '2026-03-02'), (3, 1, '2026-05-04', null), (3, 7, '2026-01-01', '2026-01-31')`)
		o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
			(4, 'g4', 'CT', 'Friday circle', 1, 'America/New_York', 'reflective', 'group', 'virtual', 8, '', '')`)
		for day, lead := range map[string]any{"2026-01-26": nil, "2026-02-02": nil, "2026-03-02": nil, "2026-03-09": nil, "2026-05-04": int64(cyd), "2026-05-11": "-"} {
			o.meets(day, day, "scheduled", lead)
		}
		o.meets("cancelled", "2026-05-18", "cancelled", nil)
		o.exec(`insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, nobody_led, co_lead_id,
				kind, modality, sequence, moved_from, created_at, changed_at)
			select 'uid-friday', 'friday', 4, 'CT', '2026-05-22T10:00', 'America/New_York', ?, 60, 'scheduled', ?, 4, '', '', 0, '', ?, ?`,
			time.Date(2026, 5, 22, 14, 0, 0, 0, time.UTC), false, noon, noon)
		from, to := time.Date(2026, 1, 26, 15, 0, 0, 0, time.UTC), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
		for name, row := range map[string]struct {
			owner roster.PersonID
			group roster.GroupID
			want  []string
		}{
			"a member who left and came back, and provides another group": {ada, 0, []string{"2026-02-02", "2026-03-02", "2026-05-04", "2026-05-11", "cancelled", "friday"}},
			"the same, of one group": {ada, 3, []string{"2026-02-02", "2026-03-02", "2026-05-04", "2026-05-11", "cancelled"}},
			// Not what Cyd led, nor what nobody did: Bea is not there.
			"the provider":            {bea, 0, []string{"2026-01-26", "2026-02-02", "2026-03-02", "2026-03-09", "cancelled"}},
			"who stood in":            {cyd, 0, []string{"2026-05-04"}},
			"who co-leads":            {dee, 0, []string{"friday"}},
			"a member until January":  {gus, 0, []string{"2026-01-26"}},
			"somebody else's manager": {eli, 0, nil},
		} {
			list, err := o.Calendar(t.Context(), access.Feed{Person: row.owner, Group: row.group}, from, to)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, names(list)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		edge, err := o.Calendar(t.Context(), access.Feed{Person: gus}, from.Add(time.Second), to)
		if err != nil || len(edge) != 0 {
			t.Errorf("a session before the window: %v, %v", names(edge), err)
		}
		list, err := o.Calendar(t.Context(), access.Feed{Person: ada, Group: 3}, from, to)
		if err != nil || list[2].LeadName != "Cyd" || list[3].LeadName != "" || list[0].LeadName != "Bea" || list[0].Group.Name != "Monday circle" {
			t.Errorf("who leads: %+v, %v", list, err)
		}
	})
}

// One's own year shows beside one's own sessions those of one's groups that somebody else leads; an association's shows those
// of its groups, whoever comes. A session is in the time at whose first instant it begins, and not in that whose end it is.
func TestWhatAYearShows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`delete from sessions`)
		o.exec(`update memberships set ends_on = '2026-12-07' where person_id = 1`)
		o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
			(4, 'g4', 'MI', 'Lake circle', 7, 'America/Detroit', 'reflective', 'group', 'virtual', 8, '', '')`)
		o.meets("by Bea", "2026-12-07", "scheduled", nil)
		o.meets("by Cyd", "2026-12-14", "scheduled", int64(cyd))
		o.meets("by nobody", "2026-12-21", "held", "-")
		o.meets("called off", "2026-12-28", "cancelled", nil)
		o.meets("after it", "2027-01-04", "scheduled", nil)
		o.exec(`insert into sessions (uid, external_id, group_id, association, local_start, time_zone, starts_at, minutes, status, nobody_led, co_lead_id,
				kind, modality, sequence, moved_from, created_at, changed_at)
			select 'uid-lake', 'lake', 4, 'MI', '2026-12-09T10:00', 'America/Detroit', ?, 60, 'scheduled', ?, 4, '', '', 0, '', ?, ?`,
			time.Date(2026, 12, 9, 15, 0, 0, 0, time.UTC), false, noon, noon)
		from, to := time.Date(2026, 12, 7, 15, 0, 0, 0, time.UTC), time.Date(2027, 1, 4, 15, 0, 0, 0, time.UTC)
		for name, row := range map[string]struct {
			person roster.PersonID
			want   []string
		}{
			"the provider, also of what others lead":    {bea, []string{"by Bea", "by Cyd", "by nobody", "called off"}},
			"a member, until the last day of it":        {ada, []string{"by Bea"}},
			"who stands in":                             {cyd, []string{"by Cyd"}},
			"who co-leads elsewhere":                    {dee, []string{"lake"}},
			"a provider of another association":         {gus, []string{"lake"}},
			"who has to do with none of it":             {flo, nil},
			"who manages those that have to do with it": {eli, nil},
		} {
			list, err := o.MeetingsOf(t.Context(), row.person, from, to)
			if diff := cmp.Diff(row.want, names(list)); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
			}
		}
		for of, want := range map[roster.Association][]string{"CT": {"by Bea", "by Cyd", "by nobody", "called off"}, "MI": {"lake"}, "RI": nil} {
			list, err := o.MeetingsIn(t.Context(), of, from, to)
			if diff := cmp.Diff(want, names(list)); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", of, err, diff)
			}
		}
		if list, err := o.MeetingsIn(t.Context(), "CT", from.Add(time.Second), to.Add(time.Second)); err != nil || len(list) != 4 || list[3].Session.External != "after it" {
			t.Errorf("a second later: %v, %v", names(list), err)
		}
	})
}

func TestWhatWaitsForWhom(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`delete from sessions`)
		o.meets("too old", "2025-11-17", "held", nil)
		o.meets("not marked", "2026-09-07", "scheduled", nil)
		o.meets("begun", "2026-09-14", "held", nil)
		o.sheet("begun", "open")
		o.meets("filled in", "2026-09-21", "held", int64(cyd))
		o.sheet("filled in", "unverified")
		o.meets("verified", "2026-09-28", "held", nil)
		o.sheet("verified", "verified")
		o.meets("cancelled", "2026-10-05", "cancelled", nil)
		o.meets("by nobody", "2026-10-12", "scheduled", "-")
		o.meets("to come", "2026-11-30", "scheduled", nil)
		today := time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)
		for name, row := range map[string]struct {
			person roster.PersonID
			want   []string
		}{
			"the provider answers for all of the group": {bea, []string{"not marked", "begun", "filled in", "by nobody", "to come"}},
			"who stood in answers for that session":     {cyd, []string{"filled in"}},
			"a member answers for none":                 {ada, []string{"to come"}},
		} {
			list, err := o.Agenda(t.Context(), row.person, today, today.AddDate(0, 3, 0), noon)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, names(list)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		for limit, want := range map[int][]string{10: {"by nobody", "filled in", "begun", "not marked"}, 2: {"by nobody", "filled in"}} {
			list, err := o.Unsigned(t.Context(), []roster.Association{"CT"}, noon, limit)
			if diff := cmp.Diff(want, names(list)); diff != "" || err != nil {
				t.Errorf("the coordinator's, %d at most: %v (-want +got):\n%s", limit, err, diff)
			}
		}
		if list, err := o.Unsigned(t.Context(), []roster.Association{"MI"}, noon, 10); err != nil || len(list) != 0 {
			t.Errorf("another association's: %v, %v", names(list), err)
		}
	})
}

func TestWhoseHoursWait(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		row := `insert into progress (person_id, purpose, category, period, association, required, counted, held, rejected, months, satisfied,
			missing, warnings, details, edition, judged_for, changed_at) values (?, ?, 'IFS', ?, ?, 1440, 0, ?, 0, 0, ?, '', '', '{}', '', '2026-11-22', ?)`
		o.exec(row, ada, "earning", "", "CT", 120, false, noon)
		o.exec(row, ada, "renewal", "2026", "CT", 60, false, noon) // the same person counts once
		o.exec(row, eli, "earning", "", "CT", 0, false, noon)
		o.exec(row, cyd, "earning", "", "CT", 30, false, noon)
		o.exec(row, gus, "earning", "", "MI", 30, false, noon)
		for _, entry := range []string{"one", "two"} {
			err := o.ChangeEvidence(t.Context(), ada, "test", func(known []portfolio.Evidence) (portfolio.Step, error) {
				on := day.MustParse("2026-11-01")
				return portfolio.Enter(known, portfolio.Evidence{Entry: entry, Matter: portfolio.TrainingMatter, On: on, Title: entry, Minutes: 60}, 0, on, "test")
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		begun := roster.Beginning{Association: "CT", Programs: true, People: true, Groups: true, Sessions: true}
		for _, row := range []struct {
			of   []roster.Association
			want []endorsement.Waiting
		}{
			{[]roster.Association{"CT"}, []endorsement.Waiting{{Association: "CT", People: 2, Evidence: 2, Begun: begun}}},
			{[]roster.Association{"MI", "CT", "RI"}, []endorsement.Waiting{{Association: "CT", People: 2, Evidence: 2, Begun: begun}, {Association: "MI", People: 1, Begun: roster.Beginning{Association: "MI", People: true}}}},
			{nil, nil},
		} {
			got, err := o.WaitingIn(t.Context(), row.of, noon)
			if diff := cmp.Diff(row.want, got); diff != "" || err != nil {
				t.Errorf("%v: %v (-want +got):\n%s", row.of, err, diff)
			}
		}
	})
}
