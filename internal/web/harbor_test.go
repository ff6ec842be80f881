package web_test

import (
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// harbor is the bundle of most stories. Ruth, a mentor, provides the Thursday circle: Ana, Ben, Cleo and Dan of Harbor
// earn IFS in it. Two of its sessions are verified, one has a draft, today's was over half an hour ago, more are to
// come. Vic, whose credential ended, stood in once. Max manages Harbor, where Ana has worked since March 2026; before,
// she was at Bay. Zoe provides a circle of Bay, in Los Angeles, with Eli, and Ruth is a member of that.
var harbor = map[string]string{
	"people.csv": `
person_id,name,email,association,region
ana,Ana Lindqvist,ana@example.org,CT,
ben,Ben Hollis,,CT,
cleo,Cleo Rivera,,CT,
dan,Dan Farrow,,CT,
ruth,Ruth Okonkwo,,CT,
vic,Vic Adler,,CT,
max,Max Moreau,,CT,
zoe,Zoe Tan,,MI,
eli,Eli Brandt,,MI,`,
	"programs.csv": `
program_id,name,kind,model,region,association
harbor,Harbor Birth to Three,birth_to_three,,,CT
bay,Bay Home Visiting,home_visiting,pat,,MI`,
	"employment.csv": `
person_id,program_id,role,fte,serves,supervises,from,to
ana,bay,practitioner,1.0,IMH,,2024-01-01,2026-02-28
ana,harbor,practitioner,1.0,IMH,,2026-03-01,
ben,harbor,practitioner,1.0,IMH,,2024-01-01,
cleo,harbor,practitioner,0.5,IMH,,2024-01-01,
dan,harbor,practitioner,1.0,IMH,,2024-01-01,
max,harbor,manager,1.0,,,2024-01-01,
eli,bay,practitioner,1.0,IMH,,2024-01-01,`,
	"credentials.csv": `
person_id,category,status,degree,from,to
ruth,IMHM-C,endorsed,masters,2018-05-01,
vic,IMHM-C,endorsed,masters,2018-05-01,2026-09-30
zoe,IMHM-C,endorsed,masters,2018-05-01,`,
	"targets.csv": `
person_id,category,degree,opened_on
ana,IFS,bachelors,2026-01-05
ben,IFS,bachelors,2026-01-05
cleo,IFA,none,2026-01-05
eli,IFS,bachelors,2026-01-05`,
	"groups.csv": `
group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id
thursday,Thursday circle,ruth,CT,America/New_York,reflective,group,in_person,8,Main Street 5,harbor
bay,Bay circle,zoe,MI,America/Los_Angeles,reflective,group,virtual,8,https://meet.example.org/bay,`,
	"memberships.csv": `
group_id,person_id,from,to
thursday,ana,2026-01-01,
thursday,ben,2026-01-01,
thursday,cleo,2026-01-01,
thursday,dan,2026-01-01,2026-11-18
bay,eli,2026-01-01,
bay,ruth,2026-01-01,`,
	"sessions.csv": `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet
t0,thursday,2026-01-15T10:00,120,held,2026-01-15T15:00:00Z,2026-01-15T17:00:00Z,,,,,verified
t1,thursday,2026-10-01T10:00,120,held,2026-10-01T14:00:00Z,2026-10-01T16:00:00Z,,,,,verified
t2,thursday,2026-10-15T10:00,120,held,2026-10-15T14:00:00Z,2026-10-15T16:00:00Z,vic,,,,verified
t3,thursday,2026-11-05T10:00,120,held,2026-11-05T15:05:00Z,2026-11-05T17:00:00Z,,,,,open
t4,thursday,2026-11-12T10:00,120,cancelled,,,,,,,
t5,thursday,2026-11-19T10:00,120,scheduled,,,,,,,
t6,thursday,2026-12-03T10:00,120,scheduled,,,,,,,
b1,bay,2026-11-05T10:00,60,held,2026-11-05T18:00:00Z,2026-11-05T19:00:00Z,,,,,verified
b2,bay,2026-12-03T10:00,60,scheduled,,,,,,,`,
	"attendance.csv": `
session_id,person_id,mark,intervals,focus
t0,ana,present,,
t0,ben,present,,
t1,ana,partial,2026-10-01T14:15:00Z/2026-10-01T16:00:00Z,
t1,ben,present,,
t1,cleo,excused,,
t1,dan,absent,,
t2,ana,present,,
t2,ben,present,,
t3,ana,partial,2026-11-05T15:05:00Z/2026-11-05T15:35:00Z;2026-11-05T16:00:00Z/2026-11-05T17:00:00Z,
t3,ben,present,,rsc_provision
b1,eli,present,,
b1,ruth,present,,`,
}

// inHarbor tells a story of the harbor on both databases.
func inHarbor(t *testing.T, story func(v *town)) {
	t.Helper()
	inTown(t, harbor, story)
}

// inTown tells a story of a bundle on both databases.
func inTown(t *testing.T, files map[string]string, story func(v *town)) {
	t.Helper()
	dir := bundle(t, files)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := settle(t, db, noon, dir)
		v.invite("cora@example.org", "CT")
		v.invite("odd@example.org", "")
		story(v)
	})
}

// ruthsBrowser is a browser with a window of that size in which Ruth is signed in, in a harbor of its own.
func ruthsBrowser(t *testing.T, width, height int64) (*town, *browser.Page) {
	t.Helper()
	return browserOf(t, "ruth", width, height)
}

// browserOf is a harbor with a browser in which somebody is signed in and at home; who has an address coordinates it.
func browserOf(t *testing.T, who string, width, height int64) (*town, *browser.Page) {
	t.Helper()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	if strings.Contains(who, "@") {
		v.invite(who, "CT")
	}
	p := browser.Open(t, width, height)
	v.signIn(p, who)
	return v, p
}
