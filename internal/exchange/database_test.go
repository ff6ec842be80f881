package exchange_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/rulebook"
)

// bundles are the folders of invented associations, from this package.
const bundles = "../../testdata/bundles/"

// morning is when the first bundle of a test is imported.
var morning = time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC)

func rules(t testing.TB) *rulebook.Edition {
	t.Helper()
	edition, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return edition
}

// take imports a bundle that must be right.
func take(t testing.TB, db dbtest.Database, dir string, now time.Time) exchange.Report {
	t.Helper()
	report, err := exchange.Import(t.Context(), dir, db.Store, rules(t), now, exchange.Options{})
	if err != nil {
		t.Fatalf("import %s: %v", dir, err)
	}
	return report
}

// give exports everything into a folder of its own.
func give(t testing.TB, db dbtest.Database) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := exchange.Export(t.Context(), dir, db.Store); err != nil {
		t.Fatalf("export: %v", err)
	}
	return dir
}

// ask runs a query past the store, and returns its rows with a blank between their cells.
func ask(t testing.TB, db dbtest.Database, query string, args ...any) []string {
	t.Helper()
	driver, address := "pgx", db.URL
	if path, is := strings.CutPrefix(db.URL, "sqlite:"); is {
		driver, address = "sqlite", path
	}
	pool, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for i := range args {
		if driver == "pgx" {
			query = strings.Replace(query, "?", fmt.Sprintf("$%d", i+1), 1)
		}
	}
	rows, err := pool.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line(cells))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

func line(cells []any) string {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		switch v := (*cell.(*any)).(type) {
		case nil:
			texts[i] = "-"
		case time.Time:
			if texts[i] = v.UTC().Format(time.RFC3339Nano); v.Equal(v.Truncate(24 * time.Hour)) {
				texts[i] = v.Format(time.DateOnly)
			}
		case []byte:
			texts[i] = string(v)
		default:
			texts[i] = fmt.Sprint(v)
		}
	}
	return strings.Join(texts, " ")
}

// dump is every row of every table, in no order that means anything.
func dump(t testing.TB, db dbtest.Database) map[string][]string {
	t.Helper()
	query := `select tablename from pg_tables where schemaname = 'public'`
	if db.Dialect == "sqlite" {
		query = `select name from sqlite_master where type = 'table' and name <> 'sqlite_sequence'`
	}
	all := make(map[string][]string)
	for _, table := range ask(t, db, query) {
		rows := ask(t, db, `select * from `+table)
		slices.Sort(rows)
		all[table] = rows
	}
	return all
}
