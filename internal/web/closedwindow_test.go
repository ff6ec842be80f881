package web_test

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
)

// closed is a harbor in which Ana, Ben and Cleo had ten hours each in 2022, in a window that closed on 9 February 2024. Since then
// Ben had two in each month from July to October, Ana five in October, and Cleo none.
func closed() map[string]string {
	files := maps.Clone(harbor)
	files["employment.csv"] = `
person_id,program_id,role,fte,serves,supervises,from,to
ana,harbor,practitioner,1.0,IMH,,2021-01-01,
ben,harbor,practitioner,1.0,IMH,,2021-01-01,
cleo,harbor,practitioner,0.5,IMH,,2021-01-01,2025-12-31
max,harbor,manager,1.0,,,2024-01-01,`
	files["targets.csv"] = strings.Replace(files["targets.csv"], "cleo,IFA,none", "cleo,IFS,bachelors", 1)
	files["memberships.csv"] = `
group_id,person_id,from,to
thursday,ana,2022-01-01,
thursday,ben,2022-01-01,
thursday,cleo,2022-01-01,2022-12-31`
	files["sessions.csv"] = `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet
c0,thursday,2022-02-10T10:00,600,held,2022-02-10T15:00:00Z,2022-02-11T01:00:00Z,,,,,verified
c1,thursday,2026-10-15T10:00,300,held,2026-10-15T14:00:00Z,2026-10-15T19:00:00Z,,,,,verified`
	files["attendance.csv"] = `
session_id,person_id,mark,intervals,focus
c0,ana,present,,
c0,ben,present,,
c0,cleo,present,,
c1,ana,present,,
c1,ben,absent,,`
	for month := 7; month <= 10; month++ {
		files["sessions.csv"] += fmt.Sprintf("\nr%d,thursday,2026-%02d-09T10:00,120,held,2026-%02d-09T14:00:00Z,2026-%02d-09T16:00:00Z,,,,,verified", month, month, month, month)
		files["attendance.csv"] += fmt.Sprintf("\nr%d,ana,absent,,\nr%d,ben,present,,", month, month)
	}
	return files
}

// What a window that closed cost, by hand. Toward IFS (24 hours) the ten of 2022 are the most, and count as judged; to what comes
// they are lost. Ben's window of July 2026 has 8 of 24 hours, and January to April and July to October bring the other 16: he is
// in time. Ana's has 5; two fives a year never make twelve months, and she is behind in that window, not in the one that closed.
func TestAWindowThatHasClosed(t *testing.T) {
	t.Parallel()
	inTown(t, closed(), func(v *town) {
		home := v.as("ben").page("/")
		home.must(v.T, `10.00</data></a> <span>of 24 hours`, `14.00</data> missing, and 16.00 toward the window that is open`,
			"The 10.00 hours counted lie in a window that closed on 9 February 2024, and none of them counts toward a later one. The window that is open now, from 9 July 2026 to 8 July 2028, has 8.00 hours in 4 months.",
			"At 1.33 hours a month, as it was from May to October 2026, all 24 hours are there in October 2027, before the window closes on 8 July 2028.")
		v.as("cleo").page("/").must(v.T, "missing, and 24.00 toward a new window", "none of them counts toward a later one. That opens with the next hour that counts.")
		home.mustNot(v.T, "would bring it further") // no group is looked for where nothing is late
		max := v.as("max")
		max.page(fmt.Sprintf("/staff/%d/earning.IFS", v.person("ben"))).must(v.T, "has 8.00 hours in 4 months")
		table := max.page("/staff?category=IFS&state=in-time")
		table.must(v.T, "Ben Hollis", `data-label="Missing"><data value="840" title="14:00">14.00`, "Oct 2027", "8 Jul 2028 <small>one closed 9 Feb 2024, 10.00 hours fell out: 16.00 missing</small>")
		table.mustNot(v.T, ">Ana Lindqvist")
		file := max.page("/staff/table.csv?category=IFS&from=2026-10-01&to=2026-11-19").body
		for _, says := range []string{
			"Ben Hollis,Practitioner,Infant Family Specialist,10.00,24.00,0.00,14.00,1 of 12,in time,2027-10-09,2028-07-08,2024-02-09,,",
			"Ana Lindqvist,Practitioner,Infant Family Specialist,10.00,24.00,0.00,14.00,1 of 12,behind,not reached,2028-10-14,2024-02-09,,",
			"Came in are the hours of these days that count or wait as it is today",
		} {
			if !strings.Contains(file, says) {
				v.Errorf("the file does not say %q: %s", says, file)
			}
		}
		if day := regexp.MustCompile(`\d+ [A-Z][a-z]{2,8} \d{4}`).FindString(file); day != "" {
			v.Errorf("the file has the day %s", day)
		}
		atHome := max.page("/")
		atHome.must(v.T, "1 behind · 1 in time", "Ana Lindqvist", `14.00</data> missing`, "window closes 14 Oct 2028, one closed 9 Feb 2024, 10.00 hours fell out: 19.00 missing")
		atHome.mustNot(v.T, "Ben Hollis</a>")
	})
}
