package migrations_test

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/migrations"
)

// folders are the migrations of each kind of database, by the folder's name.
var folders = map[string]fs.FS{"postgres": migrations.Postgres(), "sqlite": migrations.SQLite()}

// TestSums: a database that has applied a file keeps what it said then, so editing it would leave old and new databases
// different for ever. SUMS is as sha256sum writes it. With -update it gets a line for each new file; the line of a file
// that nobody has applied yet is taken out by hand first.
func TestSums(t *testing.T) {
	t.Parallel()
	written, err := os.ReadFile("SUMS")
	if err != nil && !(*update && errors.Is(err, fs.ErrNotExist)) {
		t.Fatal(err)
	}
	want, got := sumsIn(string(written)), sumsOf(t)
	if *update {
		for file, sum := range got {
			if want[file] == "" {
				want[file] = sum
			}
		}
		writeSums(t, want)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("migrations are added, never edited or taken away; SUMS and the files differ (-SUMS +files):\n%s", diff)
	}
}

var update = flag.Bool("update", false, "add new files to SUMS")

func sumsIn(text string) map[string]string {
	sums := make(map[string]string)
	for line := range strings.Lines(text) {
		sum, file, _ := strings.Cut(strings.TrimSpace(line), "  ")
		sums[file] = sum
	}
	return sums
}

func sumsOf(t *testing.T) map[string]string {
	t.Helper()
	sums := make(map[string]string)
	for folder, files := range folders {
		for _, name := range names(t, files) {
			content, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			sums[folder+"/"+name] = fmt.Sprintf("%x", sha256.Sum256(content))
		}
	}
	return sums
}

func writeSums(t *testing.T, sums map[string]string) {
	t.Helper()
	var text strings.Builder
	for _, file := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(&text, "%s  %s\n", sums[file], file)
	}
	if err := os.WriteFile("SUMS", []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFoldersAreAlike: the same files in both, numbered from 1 without gaps.
func TestFoldersAreAlike(t *testing.T) {
	t.Parallel()
	postgres, sqlite := names(t, folders["postgres"]), names(t, folders["sqlite"])
	if diff := cmp.Diff(postgres, sqlite); diff != "" {
		t.Errorf("the folders differ (-postgres +sqlite):\n%s", diff)
	}
	form := regexp.MustCompile(`^(\d{5})_[a-z0-9_]+\.sql$`)
	for i, name := range postgres {
		m := form.FindStringSubmatch(name)
		if m == nil {
			t.Errorf("%s is not named like 00001_first_light.sql", name)
			continue
		}
		if number, err := strconv.Atoi(m[1]); err != nil || number != i+1 {
			t.Errorf("%s is number %d of the folder", name, i+1)
		}
	}
}

// TestForwardOnly: there is no way back but the backup, and each file says up to where the schema has come.
func TestForwardOnly(t *testing.T) {
	t.Parallel()
	for folder, files := range folders {
		for i, name := range names(t, files) {
			content, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			text := string(content)
			if !strings.HasPrefix(text, "-- +goose Up\n") || strings.Contains(text, "+goose Down") || strings.Contains(text, "+goose NO TRANSACTION") {
				t.Errorf("%s/%s does not begin with -- +goose Up, or goes down, or runs outside a transaction", folder, name)
			}
			says := regexp.MustCompile(`(?m)^(insert into schema_range \(version, oldest_binary\) values \(` + strconv.Itoa(i+1) + `, \d+\)|update schema_range set version = ` + strconv.Itoa(i+1) + `\b.*);$`)
			if !says.MatchString(text) {
				t.Errorf("%s/%s does not set schema_range to version %d", folder, name, i+1)
			}
		}
	}
}

func names(t *testing.T, files fs.FS) []string {
	t.Helper()
	names, err := fs.Glob(files, "*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files (%v)", err)
	}
	return names
}
