package main

import (
	"strings"
	"testing"

	"attune/internal/dbtest"
)

func TestDutiesByHand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		before := must(t, env, "duty", "list")
		for _, name := range []string{"push", "days", "sweep"} {
			if row := line(before, name); !strings.Contains(row, "never run") {
				t.Errorf("before the first run the list says %q", row)
			}
		}
		if said := must(t, env, "duty", "run", "push", "--dry-run"); !strings.Contains(said, "nothing was changed") {
			t.Errorf("a rehearsal says %q", said)
		}
		if row := line(must(t, env, "duty", "list"), "push"); !strings.Contains(row, "never run") {
			t.Errorf("after a rehearsal the list says %q", row)
		}
		must(t, env, "duty", "run", "push")
		if row := line(must(t, env, "duty", "list"), "push"); !strings.Contains(row, "judged 0 people") {
			t.Errorf("after a run the list says %q", row)
		}
	})
}

func TestDutiesThatCannotBeRun(t *testing.T) {
	t.Parallel()
	env := []string{"ATTUNE_DATABASE_URL=" + dbtest.EmptySQLite(t)}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"duty", "run", "pusch"}, "there are: push, days, track, mail, reminders, sessions, credentials, places, sweep"},
		{[]string{"duty", "run", "sweep", "--dry-run"}, "cannot tell beforehand"},
	} {
		if got := call(t, env, c.args...); got.code != exitFailed || !strings.Contains(got.stderr, c.want) {
			t.Errorf("attune %s: exit %d, %q", strings.Join(c.args, " "), got.code, got.stderr)
		}
	}
}

// line is the line of a table that begins with a word.
func line(table, word string) string {
	for row := range strings.Lines(table) {
		if strings.HasPrefix(row, word+" ") {
			return row
		}
	}
	return ""
}
