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

// A session that a bundle cancels is told whoever had it in their calendar, and so is one that it moves at the last moment; of
// the rest of a bundle nobody gets mail. On 1 July the session of 6 July is weeks ahead.
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
