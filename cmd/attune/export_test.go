package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/portfolio"
)

// What people entered goes out with everything else: the bundle is imported elsewhere and exported again, and is the same.
func TestAnExportLeavesNoEvidenceBehind(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		must(t, env, "import", filepath.Join(bundles, "small"))
		if said := must(t, env, "export", filepath.Join(t.TempDir(), "before")); strings.Contains(said, "evidence") {
			t.Errorf("nobody entered any: %s", said)
		}
		db := database(t, env)
		people, err := db.PeopleAfter(t.Context(), "", 1)
		if err != nil || len(people) == 0 {
			t.Fatalf("%d people, %v", len(people), err)
		}
		err = db.ChangeEvidence(t.Context(), people[0].ID, "test", func(known []portfolio.Evidence) (portfolio.Step, error) {
			on := day.MustParse("2026-11-01")
			return portfolio.Enter(known, portfolio.Evidence{Entry: "a", Matter: portfolio.TrainingMatter, On: on, Title: "Touchpoints", Minutes: 390}, 0, on, "test")
		})
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(t.TempDir(), "after")
		if said := must(t, env, "export", dir); !strings.Contains(said, "       1 rows  evidence.csv\n") || strings.Contains(said, "left") {
			t.Errorf("the export says %s", said)
		}
		want := fmt.Sprintf("evidence_id,person_id,matter,on,given_on,title,minutes\na,%s,training,2026-11-01,2026-11-01,Touchpoints,390\n", people[0].External)
		if got, err := os.ReadFile(filepath.Join(dir, "evidence.csv")); string(got) != want {
			t.Errorf("evidence.csv is %q, %v; want %q", got, err, want)
		}
	})
}
