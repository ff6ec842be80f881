// Package subscriber is the calendar programs of other people, for tests: vdirsyncer with khal, and Evolution's own data
// server, each subscribed to addresses as somebody would subscribe it.
//
// It hands over what such a program shows. It does not know what it should show, nor where the addresses come from.
package subscriber

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Session is a session as a program shows it: texts as somebody reads them, instants in UTC.
type Session struct {
	UID                string
	Starts, Ends       time.Time
	Title, Place, Note string
	Status             string // as in a calendar: CONFIRMED, TENTATIVE, CANCELLED
	Sequence           int
}

// ByUID orders sessions.
func ByUID(a, b Session) int { return cmp.Compare(a.UID, b.UID) }

// command is a program that has home for its home and knows nothing of the user's own.
func command(ctx context.Context, t testing.TB, home, name string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing; `make test-tools` installs it (%v)", name, err)
	}
	c := exec.CommandContext(ctx, path, args...)
	c.Env = []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "PYTHONUTF8=1", "TZ=UTC", "XDG_RUNTIME_DIR=" + home,
		"GIO_USE_VFS=local", "GSETTINGS_BACKEND=memory", "no_proxy=*",
	}
	c.Dir = home
	return c
}

// run gives what a program writes.
func run(t testing.TB, home, name string, args ...string) string {
	t.Helper()
	c := command(t.Context(), t, home, name, args...)
	var complaint strings.Builder
	c.Stderr = &complaint
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, complaint.String(), out)
	}
	return string(out)
}

// write puts a file into a folder, which is made, and gives its path.
func write(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
