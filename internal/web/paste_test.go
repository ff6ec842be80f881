package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestThirtyPeopleFromASpreadsheet(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		var table strings.Builder
		table.WriteString("Name\tE-mail\tProgram\tRole\tFirst day\tServes\n")
		for i := range 29 {
			fmt.Fprintf(&table, "Nora %02d\tnora%02d@example.org\tharbor birth to three\tPractitioner\t1/%d/2026\timh\n", i, i, i+1)
		}
		table.WriteString("Ana Lindqvist\tana@example.org\tHarbor Birth to Three\tsupervisor\t2026-11-01\t\n") // on record, in another role
		wrong := strings.Replace(table.String(), "nora03@", "nora03", 1)
		wrong = strings.Replace(wrong, "Nora 05\tnora05@example.org\tharbor", "Nora 05\tnora05@example.org\tport", 1)
		a := b.post("/people/paste", b.fill("/people/paste", "table", wrong, "step", "do"))
		if a.StatusCode != http.StatusUnprocessableEntity {
			v.Fatalf("a table with mistakes: %s", a.Status)
		}
		a.must(v.T, "Line 5:", "is no e-mail address", "Line 7:", "There is no program", "Nora 28")
		if n := v.told("CT", "person.added"); n != 0 {
			v.Errorf("%d people were added all the same", n)
		}
		b.decides("/people/paste", "table", table.String()).must(v.T, "30 people", "\nNora 00 · nora00@example.org · practitioner in Harbor Birth to Three from 1 January 2026\n")
		if people, work := v.told("CT", "person.added"), v.told("CT", "employment.added"); people != 29 || work != 30 {
			v.Errorf("%d people and %d employments were added", people, work)
		}
		b.page("/people?q=nora").must(v.T, "Nora 00", "Nora 28", "practitioner, Harbor Birth to Three")
		twice := b.post("/people/paste", b.fill("/people/paste", "table", "Somebody Else,ana@example.org\nA B,ab@example.org\nC D,AB@example.org", "step", "do"))
		twice.must(v.T, "Line 1: ana@example.org is the e-mail of Ana Lindqvist", "Line 3: ab@example.org stands on line 2")
		region := b.post("/people/paste", b.fill("/people/paste", "table", "Name\tRegion\nUma Voss\tEastern", "step", "look"))
		region.must(v.T, "Line 1: The column &#34;Region&#34; is not read here")
		share := b.post("/people/paste", b.fill("/people/paste", "table", "Uma Voss,uma@example.org,Harbor Birth to Three,practitioner,2026-01-01,IMH,half", "step", "do"))
		share.must(v.T, "Line 1:", "is no share of full time")
		b.decides("/people/paste", "table", "name,program,first day,share of full time\nUma Voss,Harbor Birth to Three,2026-01-01,0.5")
		uma := regexp.MustCompile(`href="(/people/\d+)">Uma Voss`).FindStringSubmatch(b.page("/people?q=uma").body)
		b.page(uma[1]).must(v.T, "0.5 of full time")
		for kind, text := range hostile {
			if a := b.post("/people/paste", b.fill("/people/paste", "table", text, "step", "look")); a.StatusCode != http.StatusUnprocessableEntity && a.StatusCode != http.StatusOK || strings.Contains(a.body, "<script>alert") {
				v.Errorf("a table that is %s: %s", kind, a.Status)
			}
		}
	})
}
