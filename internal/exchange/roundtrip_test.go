package exchange_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/exchange"
)

func TestExportOfAnImportEqualsIt(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"small", "medium", "history"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				take(t, db, bundles+name, morning)
				if diff := cmp.Diff(rowsOf(t, bundles+name), rowsOf(t, give(t, db))); diff != "" {
					t.Errorf("exported rows differ (-imported +exported):\n%s", diff)
				}
			})
		})
	}
}

func TestSecondImportChangesNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"small", "medium", "history"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				take(t, db, bundles+name, morning)
				before := dump(t, db)
				for _, dir := range []string{bundles + name, give(t, db)} {
					if report := take(t, db, dir, morning.Add(time.Hour)); report.Changed() {
						t.Errorf("import of %s again reports changes: %+v", dir, report)
					}
					if diff := cmp.Diff(before, dump(t, db)); diff != "" {
						t.Errorf("import of %s again changed (-before +after):\n%s", dir, diff)
					}
				}
			})
		})
	}
}

func TestDryRunTellsTheSameAndChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		before := dump(t, db)
		dry, err := exchange.Import(t.Context(), bundles+"small", db.Store, rules(t), morning, exchange.Options{DryRun: true})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, dump(t, db)); diff != "" {
			t.Errorf("dry run changed (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(take(t, db, bundles+"small", morning), dry); diff != "" {
			t.Errorf("dry run reports otherwise than the import (-import +dry run):\n%s", diff)
		}
		if want := (exchange.Count{File: "attendance.csv", Rows: 1008, Added: 1008}); !slices.Contains(dry.Files, want) {
			t.Errorf("dry run reports %+v, want %+v among them", dry.Files, want)
		}
	})
}

func TestExportOfBothDatabasesIsTheSame(t *testing.T) {
	t.Parallel()
	lite, pg := dbtest.SQLite(t), dbtest.Postgres(t)
	take(t, lite, bundles+"medium", morning)
	exported := give(t, lite)
	take(t, pg, exported, morning)
	if diff := cmp.Diff(contents(t, exported), contents(t, give(t, pg))); diff != "" {
		t.Errorf("export of an export (-sqlite +postgres):\n%s", diff)
	}
}

func TestExportRefusesAFolderWithABundle(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "targets.csv"), []byte("mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := exchange.Export(t.Context(), dir, db.Store)
	if err == nil || !strings.Contains(err.Error(), "targets.csv already") {
		t.Errorf("export into a folder with targets.csv: %v", err)
	}
	if diff := cmp.Diff(map[string]string{"targets.csv": "mine\n"}, contents(t, dir)); diff != "" {
		t.Errorf("the folder changed (-before +after):\n%s", diff)
	}
}

// contents are the files of a folder by name, hidden ones included.
func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[entry.Name()] = string(text)
	}
	return all
}

// rowsOf are the rows of a bundle, file by file, each cell after the name of its column, in no order that means
// anything. A lead, kind or modality that is the group's anyway is empty, as export writes it (formats.md).
func rowsOf(t testing.TB, dir string) map[string][]string {
	t.Helper()
	groups := make(map[string]map[string]string)
	for _, g := range table(t, filepath.Join(dir, "groups.csv")) {
		groups[g["group_id"]] = g
	}
	all := make(map[string][]string)
	for name := range contents(t, dir) {
		if !strings.HasSuffix(name, ".csv") {
			continue
		}
		for _, row := range table(t, filepath.Join(dir, name)) {
			if g := groups[row["group_id"]]; name == "sessions.csv" {
				for column, of := range map[string]string{"lead_id": "provider_id", "kind": "kind", "modality": "modality"} {
					if row[column] == g[of] {
						row[column] = ""
					}
				}
			}
			var cells []string
			for column, cell := range row {
				cells = append(cells, column+"="+cell)
			}
			slices.Sort(cells)
			all[name] = append(all[name], strings.Join(cells, " "))
		}
		slices.Sort(all[name])
	}
	return all
}

// table is a file's rows by column.
func table(t testing.TB, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, 0, len(records))
	for _, record := range records[1:] {
		row := make(map[string]string)
		for i, cell := range record {
			row[records[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}
