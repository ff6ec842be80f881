package endorsement_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
)

// openGroup meets for two hours on the tenth of the months from December 2026 to February 2027, at 15:00 in UTC, under
// the provider of the samples.
func openGroup(changes ...func(*roster.OpenGroup)) roster.OpenGroup {
	g := roster.OpenGroup{GroupRecord: roster.GroupRecord{Group: sample.Group()}, Credentials: []roster.Credential{sample.Credential()}}
	g.Group.ID, g.Group.Name, g.Group.Open, g.Group.Capacity = 70, "Fits", true, 3
	for i := range 3 {
		on := day.MustParse("2026-12-10").AddMonths(i)
		starts := on.Begins(time.UTC).Add(15 * time.Hour)
		g.Sittings = append(g.Sittings, roster.Sitting{Day: on, Starts: starts, Ends: starts.Add(2 * time.Hour), Lead: sample.Lead, Kind: roster.Reflective, Modality: roster.InPerson})
	}
	for _, change := range changes {
		change(&g)
	}
	return g
}

// belonging is somebody who belongs to the group, or belonged.
func belonging(person roster.PersonID, to string) roster.Kept {
	m := roster.Membership{Group: 70, Person: person, Span: day.Span{From: day.MustParse("2026-01-01")}}
	if to != "" {
		m.Span.To = day.MustParse(to)
	}
	return roster.Kept{ID: 1, Fact: m}
}

// Which open groups would bring somebody further who has no hour yet, and when it is reached with them, as of 22 November
// 2026: 24 hours in 12 months are asked for, within 24 months.
func TestOpenGroupsThatFit(t *testing.T) {
	t.Parallel()
	edition, today := embedded(t), day.MustParse("2026-11-22")
	judged := func(f rulebook.Facts) rulebook.Judgement {
		list, err := edition.Judge(f, today)
		if err != nil {
			t.Fatal(err)
		}
		return list[0]
	}
	facts := sample.Facts(func(f *rulebook.Facts) { f.Received = nil })
	j := judged(facts)
	pace := endorsement.PaceOf(edition, "CT", j, []rulebook.Judgement{j}, nil, today)
	if pace.InTime() {
		t.Fatal("nothing was had, and it is in time")
	}
	for name, row := range map[string]struct {
		group   roster.OpenGroup
		planned []endorsement.Planned
		reached string // empty: it does not fit
		monthly int
	}{
		// 24 hours at two a month are twelve months: December 2026 to November 2027.
		"it fits": {group: openGroup(), reached: "2027-11-10", monthly: 120},
		"the months that are not planned bring nothing": {group: openGroup(func(g *roster.OpenGroup) { g.Sittings = g.Sittings[:2] }), reached: "2028-04-10", monthly: 80},
		"closed":              {group: openGroup(func(g *roster.OpenGroup) { g.Group.Open = false })},
		"no session":          {group: openGroup(func(g *roster.OpenGroup) { g.Sittings = nil })},
		"their own":           {group: openGroup(func(g *roster.OpenGroup) { g.Group.Provider = sample.Supervisee })},
		"they belong to it":   {group: openGroup(func(g *roster.OpenGroup) { g.Members = []roster.Kept{belonging(sample.Supervisee, "")} })},
		"they belonged to it": {group: openGroup(func(g *roster.OpenGroup) { g.Members = []roster.Kept{belonging(sample.Supervisee, "2026-06-30")} }), reached: "2027-11-10", monthly: 120},
		"full":                {group: openGroup(func(g *roster.OpenGroup) { g.Group.Capacity, g.Members = 1, []roster.Kept{belonging(77, "")} })},
		"somebody waits":      {group: openGroup(func(g *roster.OpenGroup) { g.Requests = []roster.Request{{Person: 77, State: roster.RequestWaiting}} })},
		"they asked": {group: openGroup(func(g *roster.OpenGroup) {
			g.Requests = []roster.Request{{Person: sample.Supervisee, State: roster.RequestAsked}}
		})},
		"nobody serves": {group: openGroup(func(g *roster.OpenGroup) { g.Credentials = nil })},
		"peers": {group: openGroup(func(g *roster.OpenGroup) {
			for i := range g.Sittings {
				g.Sittings[i].Kind = roster.Peer
			}
		})},
		"somebody else leads": {group: openGroup(func(g *roster.OpenGroup) {
			for i := range g.Sittings {
				g.Sittings[i].Lead = 78
			}
		})},
		"at the time of a session": {group: openGroup(), planned: []endorsement.Planned{session(t, "2027-01-10T16:59:00Z")}},
		"right after one":          {group: openGroup(), planned: []endorsement.Planned{session(t, "2027-01-10T17:00:00Z"), session(t, "2027-01-10T14:00:00Z")}, reached: "2027-11-10", monthly: 120},
	} {
		fits := endorsement.Prospect{Facts: facts, Planned: row.planned}.Fits(edition, j, pace, []roster.OpenGroup{row.group}, today)
		if row.reached == "" {
			if len(fits) != 0 {
				t.Errorf("%s: it fits", name)
			}
			continue
		}
		if len(fits) != 1 || fits[0].Course.Reached != day.MustParse(row.reached) || fits[0].Monthly != row.monthly {
			t.Errorf("%s: %+v", name, fits)
		}
	}
}

// session is an hour that the person has at that time, under the provider of the samples.
func session(t *testing.T, starts string, changes ...func(*endorsement.Planned)) endorsement.Planned {
	t.Helper()
	at, err := time.Parse(time.RFC3339, starts)
	if err != nil {
		t.Fatal(err)
	}
	p := endorsement.Planned{Sitting: roster.Sitting{Starts: at, Ends: at.Add(time.Hour), Lead: sample.Lead, Kind: roster.Reflective, Modality: roster.InPerson}}
	for _, change := range changes {
		change(&p)
	}
	return p
}

// What is reached first stands first, and of what is not reached what brings most; a renewal takes no hour of after its end.
func TestFitsStandInOrder(t *testing.T) {
	t.Parallel()
	edition, today := embedded(t), day.MustParse("2026-11-22")
	long := func(name string, minutes int) roster.OpenGroup {
		return openGroup(func(g *roster.OpenGroup) {
			g.Group.Name = name
			for i := range g.Sittings {
				g.Sittings[i].Ends = g.Sittings[i].Starts.Add(time.Duration(minutes) * time.Minute)
			}
		})
	}
	f := sample.Facts(func(f *rulebook.Facts) {
		f.Targets, f.Received = nil, nil
		f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2025-03-01")}}}
	})
	list, err := edition.Judge(f, today)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	pace := endorsement.PaceOf(edition, "CT", list[0], list, nil, today)
	groups := []roster.OpenGroup{long("an hour", 60), long("two hours", 120), long("all twelve", 720), long("two hours, too", 120)}
	var got []string
	var came []int
	for _, fit := range (endorsement.Prospect{Facts: f}).Fits(edition, list[0], pace, groups, today) {
		got, came = append(got, fit.Group.Group.Name), append(came, fit.Course.After.Counted)
	}
	if diff := cmp.Diff([]string{"all twelve", "two hours", "two hours, too", "an hour"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{720, 120, 120, 60}, came); diff != "" {
		t.Errorf("minutes until the renewal ends (-want +got):\n%s", diff)
	}
}

// A group is no promise beyond what is on record: its hours come again only as long as each of them would count on its day
// (rules.md, 3). Two hours on the tenth of each month from December 2026 on, as of 22 November 2026.
func TestAGroupCountsAsLongAsItsHoursWould(t *testing.T) {
	t.Parallel()
	edition, today := embedded(t), day.MustParse("2026-11-22")
	holds := func(category roster.Category, status roster.CredentialStatus, from, to string) roster.Credential {
		return roster.Credential{Person: sample.Lead, Category: category, Status: status, Degree: "masters", Span: day.Span{From: day.MustParse(from), To: day.MustParse(to)}}
	}
	base := holds("IMHS", roster.Endorsed, "2019-01-01", "")
	for name, row := range map[string]struct {
		facts            func(*rulebook.Facts)
		lead             []roster.Credential
		monthly, counted int
		reached          string
	}{
		// From 20 January 2025 on 24 months: the last day is 19 January 2027. December and January count; a third of six hours is lost.
		"an emerging lead": {nil, []roster.Credential{holds("ERS", roster.Emerging, "2025-01-20", ""), base}, 80, 240, ""},
		// The tenth of January is the first day on which it no longer serves: December alone.
		"whose term ends the day before": {nil, []roster.Credential{holds("ERS", roster.Emerging, "2025-01-10", ""), base}, 40, 120, ""},
		// Nothing of it is seen in the three months; April is the last that counts: five times two hours.
		"a lead whose endorsement ends": {nil, []roster.Credential{holds("ERS", roster.Endorsed, "2025-01-01", "2027-04-10"), base}, 120, 600, ""},
		// The base ends, the add-on does not: the same.
		"whose base ends": {nil, []roster.Credential{holds("ERS", roster.Endorsed, "2025-01-01", ""), holds("IMHS", roster.Endorsed, "2019-01-01", "2027-04-10")}, 120, 600, ""},
		// Endorsed from February on: what December and January lack comes from March on, and the twelfth time is January 2028.
		"a lead who will be endorsed": {nil, []roster.Credential{holds("ERS", roster.Endorsed, "2027-02-01", ""), base}, 40, 1440, "2028-01-10"},
		// North Carolina's vetted serve until 31 December 2027: thirteen times from December 2026 to December 2027, of 50 hours 26.
		"a lead who is vetted": {
			func(f *rulebook.Facts) { f.Person.Association, f.Targets[0].Category = "NC", "IMHM-C" },
			[]roster.Credential{holds("IMHM-C", roster.Vetted, "2024-01-01", "")},
			120, 1560, "",
		},
		// The person's own work ends on 30 June: seven times, December to June.
		"work that ends": {
			func(f *rulebook.Facts) { f.Employments[0].Span.To = day.MustParse("2027-06-30") },
			[]roster.Credential{sample.Credential()},
			120, 840, "",
		},
	} {
		f := sample.Facts(func(f *rulebook.Facts) { f.Received = nil })
		if row.facts != nil {
			row.facts(&f)
		}
		j := verdicts(t, edition, f, today)[0]
		pace := endorsement.PaceOf(edition, f.Person.Association, j, []rulebook.Judgement{j}, nil, today)
		fits := endorsement.Prospect{Facts: f}.Fits(edition, j, pace, []roster.OpenGroup{openGroup(func(g *roster.OpenGroup) { g.Credentials = row.lead })}, today)
		if len(fits) != 1 || fits[0].Monthly != row.monthly || fits[0].Course.After.Counted != row.counted || fits[0].Course.Reached.String() != row.reached {
			t.Errorf("%s: %+v", name, fits)
		}
	}
}
