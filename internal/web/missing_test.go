package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

var tag = regexp.MustCompile(`<[^>]*>`)

// Ana has 3.75 of 24 hours, and 2.00 wait: 20.25 are missing, and 18.25 if what waits is counted. Whoever reads it, wherever it
// stands, reads the same.
func TestWhatIsMissingIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana, max := v.as("ana"), v.as("max")
		const words = "20.25 missing; 18.25 if what waits is counted"
		for path, page := range map[string]answer{
			"home":            ana.page("/"),
			"hours":           ana.page("/hours"),
			"the purpose":     ana.page("/hours/earning.IFS"),
			"the whole way":   ana.page("/hours/way"),
			"her page":        max.page(fmt.Sprintf("/staff/%d", v.person("ana"))),
			"her whole way":   max.page(fmt.Sprintf("/staff/%d/way", v.person("ana"))),
			"a manager's own": max.page("/"),
		} {
			if text := tag.ReplaceAllString(page.body, ""); strings.Count(text, words) != 1 {
				v.Errorf("%s says %d times %q", path, strings.Count(text, words), words)
			}
		}
		// In the table of staff the head of the column says what it is, and the one before it what waits.
		max.page("/staff").must(v.T, `data-label="Missing"><data value="1215" title="20:15">20.25</data>`)
		ana.page("/hours/what-if?category=IFS&degree=bachelors&association=CT&opened=2026-01-05").must(v.T, "Missing")
	})
}
