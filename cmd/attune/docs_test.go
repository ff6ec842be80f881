package main

import (
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"attune/internal/endorsement"
	"attune/internal/jobs"
)

// TestEveryVerbHasAnExample asks each verb for help.
func TestEveryVerbHasAnExample(t *testing.T) {
	t.Parallel()
	var p program
	parser, err := kong.New(&p, kong.Vars(settingVars))
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range parser.Model.Leaves(true) {
		path := strings.Fields(verb.FullPath())[1:]
		help := must(t, nil, append(path, "--help")...)
		if !strings.Contains(help, "Example") || !strings.Contains(help, "attune "+strings.Join(path, " ")) {
			t.Errorf("attune %s --help shows no example", strings.Join(path, " "))
		}
	}
}

// TestOperatorsGuideIsComplete holds the guide against the settings and duties there are.
func TestOperatorsGuideIsComplete(t *testing.T) {
	t.Parallel()
	guide := contents(t, filepath.Join("docs", "operators.md"))
	for _, name := range settingNames {
		if !strings.Contains(guide, "`"+name+"`") {
			t.Errorf("docs/operators.md does not name the setting %s", name)
		}
	}
	for _, name := range regexp.MustCompile(`ATTUNE_[A-Z_]+`).FindAllString(guide, -1) {
		if err := checkNames([]string{name + "=x"}); err != nil {
			t.Errorf("docs/operators.md: %v", err)
		}
	}
	for _, d := range duties(nil, endorsement.NewTracker(nil, time.Now, 1), nil, time.Now) {
		if !strings.Contains(guide, "| `"+d.Name+"` |") {
			t.Errorf("docs/operators.md does not name the duty %s", d.Name)
		}
	}
}

// TestDuties holds the table of duties against what the runner takes: schedules that can be read and that fire.
func TestDuties(t *testing.T) {
	t.Parallel()
	table := duties(nil, endorsement.NewTracker(nil, time.Now, 1), nil, time.Now)
	if _, err := jobs.NewRunner(nil, "test", table, time.Now, slog.New(slog.DiscardHandler)); err != nil {
		t.Error(err)
	}
	for _, d := range table {
		if d.About == "" {
			t.Errorf("duty %s does not say what it is for", d.Name)
		}
	}
}

// TestLinksLeadSomewhere follows the links of every page of documentation to files of this repository.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	pages := []string{"README.md", "CHANGELOG.md"}
	err := fs.WalkDir(os.DirFS(root), "docs", func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".md" {
			pages = append(pages, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(contents(t, page), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(page), link[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", page, link[1])
			}
		}
	}
}
