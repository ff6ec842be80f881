package exchange_test

import (
	"testing"

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
