package main

import (
	"path/filepath"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/portfolio"
)

// A bundle carries no evidence, and the export says how much stays behind.
func TestAnExportSaysWhatStaysBehind(t *testing.T) {
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
		if said := must(t, env, "export", filepath.Join(t.TempDir(), "after")); !strings.Contains(said, "1 left  evidence that people entered") {
			t.Errorf("the export says %s", said)
		}
	})
}
