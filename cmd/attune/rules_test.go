package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/rulebook"
)

// An edition that is to come is checked like one that is put in force: what is refused keeps the pages from being served, with the
// reason, and is shown by nothing. The one in force itself, and an older one, may be looked at; they judge nobody.
func TestComingRulesAreCheckedAtStart(t *testing.T) {
	t.Parallel()
	force, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	named := func(edition, from, to string) string {
		text := strings.Replace(string(force.Body()), `edition: "`+force.Name()+`"`, `edition: "`+edition+`"`, 1)
		return strings.Replace(text, from, to, 1)
	}
	for name, row := range map[string]struct {
		text string
		want string // in what is refused; empty: it is shown
	}{
		"the same again":          {string(force.Body()), ""},
		"an older one":            {named("2019-01", "", ""), ""},
		"one that is to come":     {named("2027-02", "", ""), ""},
		"the same name, and else": {named(force.Name(), "time_zone: America/Chicago", "time_zone: America/New_York"), "is called " + force.Name() + " too, and says something else"},
		"no YAML":                 {"edition: [", "is refused"},
		"nothing":                 {"", "is refused"},
		"an edition of nothing":   {"edition: \"2027-02\"\n", "is refused"},
		"a zone that is nowhere":  {named("2027-02", "time_zone: America/Chicago", "time_zone: America/Nowhere"), "America/Nowhere"},
	} {
		file := filepath.Join(t.TempDir(), "coming.yaml")
		if err := os.WriteFile(file, []byte(row.text), 0o600); err != nil {
			t.Fatal(err)
		}
		env := []string{"ATTUNE_DATABASE_URL=" + dbtest.EmptySQLite(t), "ATTUNE_COMING_RULES=" + file}
		if row.want == "" {
			if said := must(t, env, "rules", "show", "--coming"); said != row.text {
				t.Errorf("%s: not what is in the file is shown", name)
			}
			if said := must(t, env, "rules", "show"); said != string(force.Body()) {
				t.Errorf("%s: it is in force", name)
			}
			continue
		}
		for _, verb := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"rules", "show", "--coming"}} {
			if c := call(t, env, verb...); c.code != exitFailed || !strings.Contains(c.stderr, row.want) || c.stdout != "" {
				t.Errorf("%s: attune %s: exit %d, %q", name, strings.Join(verb, " "), c.code, c.stderr)
			}
		}
	}
}
