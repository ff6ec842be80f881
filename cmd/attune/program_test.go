package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"attune/internal/dbtest"
)

// called is what one call of the program came to.
type called struct {
	code           int
	stdout, stderr string
}

// call runs the program as a shell would, with these arguments and this environment alone.
func call(t *testing.T, env []string, args ...string) called {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(context.WithoutCancel(t.Context()), args, env, strings.NewReader(""), &stdout, &stderr)
	return called{code, stdout.String(), stderr.String()}
}

// must is call for what has to succeed; it returns standard output.
func must(t *testing.T, env []string, args ...string) string {
	t.Helper()
	c := call(t, env, args...)
	if c.code != 0 {
		t.Fatalf("attune %s: exit %d\n%s", strings.Join(args, " "), c.code, c.stderr)
	}
	return c.stdout
}

// eachDatabase runs a test with an environment that names an empty database, of each kind, migrated by the program.
func eachDatabase(t *testing.T, test func(t *testing.T, env []string)) {
	t.Helper()
	for name, empty := range map[string]func(testing.TB) string{"sqlite": dbtest.EmptySQLite, "postgres": dbtest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := []string{"ATTUNE_DATABASE_URL=" + empty(t)}
			must(t, env, "migrate", "up")
			test(t, env)
		})
	}
}
