package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// bundles is where the exchange bundles with the right answers lie, handed over with the rules.
const bundles = "../../testdata/bundles"

// TestProgressOfTheBundles imports each bundle and holds the report of both its days against the right answers, as
// JSON and line for line, on both databases.
func TestProgressOfTheBundles(t *testing.T) {
	t.Parallel()
	for _, bundle := range []string{"small", "medium", "history"} {
		t.Run(bundle, func(t *testing.T) {
			t.Parallel()
			eachDatabase(t, func(t *testing.T, env []string) {
				must(t, env, "import", filepath.Join(bundles, bundle))
				answers, err := filepath.Glob(filepath.Join(bundles, bundle, "expected-*.jsonl"))
				if err != nil || len(answers) != 2 {
					t.Fatalf("the bundle has %d right answers: %v", len(answers), err)
				}
				for _, answer := range answers {
					asOf := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(answer), "expected-"), ".jsonl")
					sameLines(t, answer, must(t, env, "progress", "--as-of", asOf, "--format", "json"))
				}
			})
		})
	}
}

// sameLines compares JSON Lines with a file, line for line, as JSON.
func sameLines(t *testing.T, file, got string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	have := strings.Split(strings.TrimRight(got, "\n"), "\n")
	if len(want) != len(have) {
		t.Errorf("%s has %d lines, the report %d", file, len(want), len(have))
	}
	wrong := 0
	for i := range min(len(want), len(have)) {
		var w, h any
		if err := json.Unmarshal([]byte(want[i]), &w); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(have[i]), &h); err != nil {
			t.Fatalf("line %d of the report: %v", i+1, err)
		}
		if !reflect.DeepEqual(w, h) {
			if wrong++; wrong <= 3 {
				t.Errorf("line %d of %s\nwant %s\n got %s", i+1, filepath.Base(file), want[i], have[i])
			}
		}
	}
	if wrong > 3 {
		t.Errorf("and %d more lines", wrong-3)
	}
}
