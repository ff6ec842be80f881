package exchange_test

import (
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/dbtest"
)

// What a bundle changes of a provider's credential is told where it moves hours from today on; a first bundle tells nobody.
func TestABundleTellsOfCredentials(t *testing.T) {
	t.Parallel()
	const query = `select p.external_id, case when fact like 'hours.stop:%' then 'stop' when fact like 'credential.ends:%' then 'ends' else 'changed' end
		from notices join people p on p.id = person_id order by 1`
	for name, c := range map[string]struct {
		old, new string
		told     []string
	}{
		"it ends before a session":     {"2020-01-01,", "2020-01-01,2026-07-03", []string{"a stop", "l1 ends"}},
		"it ends after all sessions":   {"2020-01-01,", "2020-01-01,2026-12-31", []string{"l1 ends"}},
		"its degree was another":       {"masters,2020-01-01,", "bachelors,2020-01-01,", nil},
		"another's, who leads nothing": {"2020-01-01,\n", "2020-01-01,\nl2,IMHM-C,endorsed,masters,2020-01-01,2026-07-03\n", nil},
		"one more beside it":           {"2020-01-01,\n", "2020-01-01,\nl1,IFS,endorsed,masters,2020-01-01,2026-07-03\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				changed := circle().but(t, "credentials.csv", c.old, c.new)
				imported(t, db, circle())
				expect(t, db, "told by the first bundle", query)
				later(t, db, changed)
				later(t, db, changed)
				expect(t, db, "told", query, c.told...)
			})
		})
	}
}

// A bundle that takes groups to other rooms tells whoever has a session of theirs within the day, as a page does: both rooms, and each
// person once, however many groups and sessions of theirs it touches. Who planned the session elsewhere anyway hears of no room.
func TestABundleTellsOfOtherRooms(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		tomorrow := day.At(morning, time.UTC).AddDays(1).String()
		first := circle().
			but(t, "groups.csv", "8,Room 2\n", "8,Room 2\nh,Tuesday,l2,CT,America/New_York,reflective,group,in_person,8,Hall\nk,Friday,l2,CT,America/New_York,reflective,group,in_person,8,Attic\n").
			but(t, "memberships.csv", "g,b,", "h,a,2026-01-01,\nk,b,2026-01-01,\ng,b,").
			but(t, "sessions.csv", "s2,", "s3,g,"+tomorrow+"T03:00,120,scheduled,,,,,,\ns4,h,"+tomorrow+"T01:00,120,scheduled,,,,,,\n"+
				"s5,h,"+tomorrow+"T02:00,90,scheduled,,,,,,\ns6,k,"+tomorrow+"T02:00,90,scheduled,,,,,,\ns2,")
		imported(t, db, first)
		then := first.but(t, "groups.csv", "8,Room 2", "8,Room 9").but(t, "groups.csv", "8,Hall", "8,Loft").
			but(t, "groups.csv", "in_person,8,Attic", "virtual,8,").but(t, "sessions.csv", "s4,h,"+tomorrow+"T01:00", "s4,h,"+tomorrow+"T00:30")
		later(t, db, then)
		later(t, db, then)
		const (
			monday = "Thursday 2 July 2026, 3:00 AM, 120 minutes. It is now at Room 9; it was to be at Room 2.|"
			moved  = "Tuesday: Thursday 2 July 2026, 12:30 AM, 120 minutes. It was to be on Thursday 2 July 2026, 1:00 AM. It is now at Loft; it was to be at Hall.|"
			second = "Tuesday: Thursday 2 July 2026, 2:00 AM, 90 minutes. It is now at Loft; it was to be at Hall.|"
			friday = "Friday: Thursday 2 July 2026, 2:00 AM, 90 minutes. It is now online; it was to be at Attic.|"
			last   = "A calendar that subscribes to Attune shows it once it looks again, which can take a day."
			late   = " Changed, less than a day before: "
			loft   = "From then on Tuesday meets at Loft.|"
			nine   = "From then on Monday meets at Room 9.|"
			online = "From then on Friday meets online.|"
		)
		expect(t, db, "told", `select p.external_id, subject, replace(lines, '
', '|') from notices join people p on p.id = person_id where topic = 'sessions' order by 1`,
			"a"+late+"3 sessions of 2 groups Monday: "+monday+nine+moved+second+loft+last, "b"+late+"2 sessions of 2 groups Monday: "+monday+nine+friday+online+last,
			"l1"+late+"Monday, 2 July 2026 "+monday+"From then on the group meets at Room 9.|"+last, "l2"+late+"3 sessions of 2 groups "+moved+second+loft+friday+online+last)
	})
}

// A session that a bundle cancels is told whoever had it in their calendar, and so is one that takes place after all, and one that it
// moves at the last moment; of the rest of a bundle nobody gets mail. On 1 July the session of 6 July is weeks ahead.
func TestABundleTellsOfWhatPresses(t *testing.T) {
	t.Parallel()
	const query = `select p.external_id, substr(subject, 1, 9) from notices join people p on p.id = person_id where topic = 'sessions' order by 1, 2`
	const far, near = "s2,g,2026-07-06T10:00,120,scheduled", "s2,g,NEAR,120,scheduled"
	tomorrow := strings.Replace(near, "NEAR", day.At(morning, time.UTC).AddDays(1).String()+"T03:00", 1)
	for name, c := range map[string]struct {
		first, then string
		told        []string
	}{
		"cancelled weeks ahead": {far, strings.Replace(far, "scheduled", "cancelled", 1), []string{"a Cancelled", "b Cancelled", "l1 Cancelled"}},
		"stands again":          {strings.Replace(far, "scheduled", "cancelled", 1), far, []string{"a Takes pla", "b Takes pla", "l1 Takes pla"}},
		"moved weeks ahead":     {far, strings.Replace(far, "10:00", "13:00", 1), nil},
		"moved at the last moment": {
			tomorrow, strings.Replace(tomorrow, "03:00", "04:30", 1), []string{"a Moved, le", "b Moved, le", "l1 Moved, le"},
		},
		"as it was": {tomorrow, tomorrow, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				imported(t, db, circle().but(t, "sessions.csv", far, c.first))
				expect(t, db, "told by the first bundle", query)
				changed := circle().but(t, "sessions.csv", far, c.then)
				later(t, db, changed)
				later(t, db, changed)
				expect(t, db, "told", query, c.told...)
			})
		})
	}
}
