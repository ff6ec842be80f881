package feed_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ical.js, the reader in Thunderbird and Nextcloud, sees what was written.
func TestReadByICALjs(t *testing.T) {
	t.Parallel()
	for name, c := range forReaders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(expected(c.calendar.Events), readByICALjs(t, write(t, c.calendar, c.window))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func readByICALjs(t *testing.T, body []byte) []seen {
	t.Helper()
	npm := filepath.Join("..", "..", "tests", "npm")
	if _, err := os.Stat(filepath.Join(npm, "node_modules", "ical.js")); err != nil {
		t.Fatalf("ical.js is missing; `make test-tools` installs it (%v)", err)
	}
	node := exec.CommandContext(t.Context(), tool(t, "node"), filepath.Join(npm, "read-calendar.mjs"))
	node.Stdin = bytes.NewReader(body)
	var complaint bytes.Buffer
	node.Stderr = &complaint
	out, err := node.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, complaint.Bytes())
	}
	var sessions []seen
	if err := json.Unmarshal(out, &sessions); err != nil {
		t.Fatal(err)
	}
	return sessions
}

// tool is the path of a program that stands beside Go in the tests.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing; `make test-tools` installs it (%v)", name, err)
	}
	return path
}

// forReaders are a year's feeds for other people's readers: seen on several days, so that both changes of clocks lie
// early, late and in the middle of the window; with sessions in every kind of zone and state.
func forReaders(t *testing.T) map[string]story {
	t.Helper()
	all := map[string]story{}
	for _, today := range []string{"2026-03-01", "2026-11-22", "2027-06-30"} {
		w := on(t, today, "America/New_York")
		all["on "+today] = story{calendar(t, "America/New_York", ofEveryKind(t, w)...), w}
	}
	all["any texts"] = story{calendar(t, "America/New_York", withAnyTexts(t, 150)...), on(t, "2026-03-20", "America/New_York")}
	return all
}
