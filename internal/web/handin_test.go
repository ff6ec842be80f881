package web_test

import (
	"fmt"
	"testing"
	"time"

	"attune/internal/dbtest"
)

// palm is a program of South Carolina, where renewals of a year are handed in by 31 January of the next. Ivy and Joe hold IFS
// since January and owe 12 hours of 2025: Ivy had them, of Joe 6 count. Mo manages them.
var palm = map[string]string{
	"people.csv": `
person_id,name,email,association,region
ivy,Ivy Stone,ivy@example.org,SC,
joe,Joe Vale,joe@example.org,SC,
pat,Pat Reed,,SC,
mo,Mo Lund,,SC,`,
	"programs.csv": `
program_id,name,kind,model,region,association
palm,Palm Birth to Three,birth_to_three,,,SC`,
	"employment.csv": `
person_id,program_id,role,fte,serves,supervises,from,to
ivy,palm,practitioner,1.0,IMH,,2023-01-01,
joe,palm,practitioner,1.0,IMH,,2023-01-01,
mo,palm,manager,1.0,,,2024-01-01,`,
	"credentials.csv": `
person_id,category,status,degree,from,to
pat,IMHM-C,endorsed,masters,2018-05-01,
ivy,IFS,endorsed,bachelors,2025-01-05,
joe,IFS,endorsed,bachelors,2025-01-05,`,
	"targets.csv": `
person_id,category,degree,opened_on`,
	"groups.csv": `
group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id
palms,Palm circle,pat,SC,America/New_York,reflective,group,in_person,8,Main Street 5,palm`,
	"memberships.csv": `
group_id,person_id,from,to
palms,ivy,2025-01-01,
palms,joe,2025-01-01,`,
	"sessions.csv": `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet
p0,palms,2025-06-18T10:00,360,held,2025-06-18T14:00:00Z,2025-06-18T20:00:00Z,,,,,verified
p1,palms,2025-12-17T10:00,360,held,2025-12-17T15:00:00Z,2025-12-17T21:00:00Z,,,,,verified`,
	"attendance.csv": `
session_id,person_id,mark,intervals,focus
p0,ivy,present,,
p0,joe,present,,
p1,ivy,present,,
p1,joe,absent,,`,
}

// What each reads of a renewal of 2025 that is handed in by 31 January 2026: on that day it is there still, with its year and
// its last day, and on the next it is gone from where only today's stand.
func TestARenewalStaysUntilItIsHandedIn(t *testing.T) {
	t.Parallel()
	dir := bundle(t, palm)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		december := settle(t, db, time.Date(2025, 12, 28, 17, 0, 0, 0, time.UTC), dir)
		december.as("ivy").page("/hours/way").must(t, "Renewal for 2025", "It is to be handed in by 31 January 2026.", "Membership of the association in 2025")
		december.as("mo").page("/staff").must(t, "31 Jan 2026 <small>hours until 31 Dec 2025</small>")
		december.as("mo").page("/").must(t, "renewal 2025, hours until 31 Dec 2025, due 31 Jan 2026")

		const gone = "Its last day, 31 December 2025, has passed: what is of then can still be entered, verified and confirmed. It is to be handed in by 31 January 2026."
		renewal := december.as("mo").page("/staff/table.csv")
		renewal.must(t, ",2026-01-31")
		renewal.mustNot(t, "2025,", "2026 ")

		january := settle(t, db, time.Date(2026, 1, 31, 17, 0, 0, 0, time.UTC), dir)
		ivy, joe, mo := january.as("ivy"), january.as("joe"), january.as("mo")

		way := ivy.page("/hours/way")
		way.must(t, "Renewal for 2025", "Renewal for 2026", gone, "It is to be handed in by 31 January 2027.", "Membership of the association in 2025", "Membership of the association in 2026")
		ivy.page("/").must(t, "Renewal for 2025", "All hours are there", "It is to be handed in by 31 January 2026.", "Renewal for 2026")
		joe.page("/").must(t, "Renewal for 2025", "6.00 of 12.00 hours counted", "It is to be handed in by 31 January 2026.", "Renewal for 2026")
		mo.page(fmt.Sprintf("/staff/%d/way", january.person("joe"))).must(t, gone)
		mo.page("/staff").must(t, "renewal 2025", "renewal 2026", "31 Jan 2026", "31 Jan 2027")
		mo.page("/staff/hours?from=2025-10-01&to=2025-12-31").must(t, "IFS, renewal 2025; IFS, renewal 2026")

		february := settle(t, db, time.Date(2026, 2, 1, 17, 0, 0, 0, time.UTC), dir)
		ivy, mo = february.as("ivy"), february.as("mo")
		ivy.page("/hours/way").mustNot(t, "Renewal for 2025")
		ivy.page("/").mustNot(t, "Renewal for 2025")
		ivy.page("/hours").must(t, "Renewal for 2025", "It was to be handed in by 31 January 2026.")
		mo.page("/staff").mustNot(t, "Ivy Stone</a></th><td role=\"cell\" class=\"wide\">Practitioner</td>\n  <td role=\"cell\" class=\"wide\">Infant Family Specialist, renewal 2025")
	})
}
