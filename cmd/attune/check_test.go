package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
)

func TestCheckSaysALineForEachThing(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		said := must(t, env, "check")
		for _, what := range []string{"configuration: ", "database: ", "schema: ", "clock: agrees", "rules: edition ", "mail: ", "push: last succeeded never"} {
			if !strings.Contains(said, what) {
				t.Errorf("%q is missing from %q", what, said)
			}
		}
		must(t, env, "duty", "run", "push")
		if said := must(t, env, "check"); strings.Contains(said, "never") {
			t.Errorf("after a push: %q", said)
		}
	})
}

func TestCheckFailsWhereTheDatabaseIsNotThere(t *testing.T) {
	t.Parallel()
	c := call(t, []string{"ATTUNE_DATABASE_URL=postgres://me:hush@127.0.0.1:1/attune"}, "check")
	if c.code != exitFailed || !strings.Contains(c.stderr, "cannot be reached") || strings.Contains(c.stderr, "hush") {
		t.Errorf("exit %d, %q", c.code, c.stderr)
	}
}

func TestCheckFailsWhereClocksDisagree(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	var said bytes.Buffer
	late := func() time.Time { return time.Now().Add(time.Minute) }
	o := &office{Context: t.Context(), settings: settings{DatabaseURL: db.URL, Log: "text"}, stdout: &said, stderr: &said, now: late}
	if err := (checkVerb{}).Run(o); err == nil || !strings.Contains(err.Error(), "1m0s apart") {
		t.Errorf("%v after %q", err, said.String())
	}
}
