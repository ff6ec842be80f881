package architecture_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"attune/internal/architecture"
)

// TestTheHouse holds the laws over this very module.
func TestTheHouse(t *testing.T) {
	t.Parallel()
	breaches, err := architecture.Breaches(filepath.Join("..", ".."), architecture.House)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range breaches {
		t.Error(b)
	}
}

// TestEachLaw builds a small house that breaks one law, and expects that breach and no other.
func TestEachLaw(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string // the one that breaks the law
		text string
		want string // what the breach says; empty: there is none
	}{
		"a lawful room":                     {"internal/ledger/more.go", `package ledger; import _ "attune/internal/roster"`, ""},
		"a room on no floor":                {"internal/billing/bill.go", "// Package billing bills.\npackage billing", "stands on no floor"},
		"a room inside a room":              {"internal/roster/names/n.go", "// Package names names.\npackage names", "stands on no floor"},
		"the order of the domain":           {"internal/roster/more.go", `package roster; import _ "attune/internal/ledger"`, "internal/roster may not import internal/ledger"},
		"the domain seeing the store":       {"internal/ledger/more.go", `package ledger; import _ "attune/internal/store"`, "internal/ledger may not import internal/store"},
		"a test of the domain on a store":   {"internal/ledger/more_test.go", `package ledger; import _ "attune/internal/store"`, "internal/ledger may not import internal/store"},
		"attendance seeing the rules":       {"internal/attendance/more.go", "// Package attendance attends.\npackage attendance\nimport _ \"attune/internal/rulebook\"", "internal/attendance may not import internal/rulebook"},
		"web seeing the store":              {"internal/web/more.go", "// Package web is met.\npackage web\nimport _ \"attune/internal/store\"", "internal/web may not import internal/store"},
		"a test of web on a store":          {"internal/web/more_test.go", `package web; import _ "attune/internal/store"`, ""},
		"cmd seeing both":                   {"cmd/attune/more.go", "// Command attune runs.\npackage main\nimport (_ \"attune/internal/store\"; _ \"attune/internal/web\")", ""},
		"adapters seeing each other":        {"internal/feed/more.go", "// Package feed feeds.\npackage feed\nimport _ \"attune/internal/store\"", "internal/feed may not import internal/store"},
		"examples in the product":           {"internal/store/more.go", `package store; import _ "attune/internal/sample"`, "internal/store may not import internal/sample"},
		"examples in a test":                {"internal/ledger/more_test.go", `package ledger; import _ "attune/internal/sample"`, ""},
		"a library in two rooms":            {"internal/ledger/more.go", `package ledger; import _ "gorm.io/gorm"`, "internal/ledger may not know gorm.io/gorm"},
		"a library in its room":             {"internal/store/more.go", `package store; import _ "gorm.io/gorm"`, ""},
		"a library whose name begins alike": {"internal/rulebook/more.go", "// Package rulebook rules.\npackage rulebook\nimport _ \"gopkg.in/yaml.v3x\"", "no room is named"},
		"a library nobody decided on":       {"internal/store/more.go", `package store; import _ "example.org/orm"`, "no room is named for example.org/orm"},
		"a test library in the product":     {"internal/store/more.go", `package store; import _ "github.com/google/go-cmp/cmp"`, "internal/store may not know"},
		"a test library in a test":          {"internal/store/more_test.go", `package store; import _ "github.com/google/go-cmp/cmp"`, ""},
		"the wall clock in the domain":      {"internal/ledger/more.go", `package ledger; import "time"; var begun = time.Now()`, "asks the wall clock"},
		"the wall clock at the edge":        {"internal/store/more.go", `package store; import "time"; var begun = time.Now()`, ""},
		"init":                              {"internal/store/more.go", `package store; func init() {}`, "func init"},
		"no package comment":                {"internal/feed/feed.go", `package feed`, "no package comment"},
		"a bare type":                       {"internal/store/more.go", "package store\ntype Row struct{}", "Row has no comment"},
		"a bare function":                   {"internal/store/more.go", "package store\nfunc Open() {}", "Open has no comment"},
		"a bare method":                     {"internal/store/more.go", "package store\n// T is.\ntype T struct{}\nfunc (*T) Open() {}", "Open has no comment"},
		"a bare constant":                   {"internal/store/more.go", "package store\nconst Most = 3", "Most has no comment"},
		"a documented group":                {"internal/store/more.go", "package store\n// The sizes.\nconst (Most = 3; Least = 1)", ""},
		"a method nobody sees":              {"internal/store/more.go", "package store\ntype t struct{}\nfunc (t) String() string { return \"\" }", ""},
		"a file named util":                 {"internal/store/db_utils.go", `package store`, "util, common or helper"},
		"a function named helper":           {"internal/store/more.go", "package store\nfunc rowHelper() {}", "rowHelper"},
		"a word that only contains one":     {"internal/store/more.go", "package store\nfunc utility() {}", ""},
		"a type that manages":               {"internal/store/more.go", "package store\ntype rowManager struct{}", "every type manages"},
		"the role of a manager":             {"internal/store/more.go", "package store\n// Manager manages.\ntype Manager struct{}", ""},
		"a long file":                       {"internal/store/more.go", "package store\n" + strings.Repeat("\n", 499), "501 lines"},
		"a long test":                       {"internal/store/more_test.go", "package store\n" + strings.Repeat("\n", 500), ""},
		"a long function":                   {"internal/store/more.go", "package store\nfunc f() {" + strings.Repeat("\n", 60) + "}", "f has 61 lines"},
		"a test that skips":                 {"internal/store/more_test.go", inTest(`t.Parallel(); t.Skip("later")`), "skips"},
		"a test that sleeps":                {"internal/store/more_test.go", inTest(`t.Parallel(); time.Sleep(1)`), "sleeps"},
		"a test that sleeps each time":      {"internal/store/more_test.go", inTest(`t.Parallel(); for range 3 { time.Sleep(1) }`), "sleeps"},
		"a test that looks again":           {"internal/store/more_test.go", inTest(`t.Parallel(); for !done() { time.Sleep(1) }`), ""},
		"a test that runs alone":            {"internal/store/more_test.go", inTest(`t.Run("", func(t *testing.T) { t.Parallel() })`), "does not call t.Parallel"},
		"other modules":                     {"tools/more.go", `package tools; import _ "example.org/orm"`, ""},
		"test data":                         {"internal/store/testdata/more.go", `package broken; import _ "example.org/orm"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			breaches, err := architecture.Breaches(build(t, c.file, c.text), architecture.House)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" {
				for _, b := range breaches {
					t.Error(b)
				}
				return
			}
			if len(breaches) != 1 || !strings.Contains(breaches[0].String(), c.want) || breaches[0].Why == "" {
				t.Errorf("breaches %v, want one that says %q and why", breaches, c.want)
			}
		})
	}
}

func TestAFileThatIsNotGo(t *testing.T) {
	t.Parallel()
	if _, err := architecture.Breaches(build(t, "internal/store/more.go", "not go"), architecture.House); err == nil {
		t.Error("passed over")
	}
}

// inTest is a test file with one test of that body.
func inTest(body string) string {
	return "package store\nimport (\"testing\"; \"time\")\nfunc TestOne(t *testing.T) {" + body + "}"
}

// build makes a small lawful house with one more file in it.
func build(t *testing.T, file, text string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, content := range map[string]string{
		"go.mod":                    "module attune\n",
		"tools/go.mod":              "module attune/tools\n",
		"internal/roster/roster.go": "// Package roster knows people.\npackage roster\n",
		"internal/ledger/ledger.go": "// Package ledger counts.\npackage ledger\n",
		"internal/store/store.go":   "// Package store keeps.\npackage store\n",
		file:                        text + "\n",
	} {
		at := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
