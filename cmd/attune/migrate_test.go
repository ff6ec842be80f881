package main

import (
	"strings"
	"testing"

	"attune/internal/dbtest"
)

// TestPostgreSQLIsMigratedOnlyWhenTold starts with an empty database: every verb that needs the schema refuses it.
func TestPostgreSQLIsMigratedOnlyWhenTold(t *testing.T) {
	t.Parallel()
	env := []string{"ATTUNE_DATABASE_URL=" + dbtest.EmptyPostgres(t)}
	for _, verb := range [][]string{{"serve"}, {"progress"}, {"duty", "list"}, {"check"}, {"rules", "show"}} {
		c := call(t, env, verb...)
		if c.code != exitFailed || !strings.Contains(c.stderr, "attune migrate up") {
			t.Errorf("attune %s on an empty database: exit %d, %q", strings.Join(verb, " "), c.code, c.stderr)
		}
	}
	if said := must(t, env, "migrate", "status"); !strings.Contains(said, "version 0") || !strings.Contains(said, "missing 00001_") {
		t.Errorf("status before: %q", said)
	}
	if said := must(t, env, "migrate", "up"); !strings.Contains(said, "applied 00001_") {
		t.Errorf("up: %q", said)
	}
	if said := must(t, env, "migrate", "up"); strings.Contains(said, "applied") {
		t.Errorf("up once more: %q", said)
	}
	must(t, env, "duty", "list")
}

// TestSQLiteIsMigratedByItself starts with no file at all.
func TestSQLiteIsMigratedByItself(t *testing.T) {
	t.Parallel()
	env := []string{"ATTUNE_DATABASE_URL=" + dbtest.EmptySQLite(t)}
	must(t, env, "duty", "list")
	if said := must(t, env, "migrate", "status"); strings.Contains(said, "missing") {
		t.Errorf("status: %q", said)
	}
}
