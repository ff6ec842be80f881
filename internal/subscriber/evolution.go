package subscriber

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

//go:embed evolution.py
var evolution string

// Evolution is the data server of Evolution, which fetches, keeps and refreshes calendars for it, on a message bus of its own.
type Evolution struct {
	t     testing.TB
	names []string
	ask   io.Writer
	said  *bufio.Scanner
}

// patience is how long Evolution may take to follow.
const patience = time.Minute

// NewEvolution subscribes to addresses, each under a name of letters and digits, until the test ends.
func NewEvolution(t testing.TB, addresses map[string]string) *Evolution {
	t.Helper()
	home := t.TempDir()
	for name, address := range addresses {
		at, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(home, ".config", "evolution", "sources", name+".source"), fmt.Sprintf(evolutionSource, name, at.Hostname(), at.Port(), at.Path))
	}
	names := slices.Sorted(maps.Keys(addresses))
	ctx, cancel := context.WithCancel(context.Background())
	c := command(ctx, t, home, "dbus-run-session", append([]string{"--", "/usr/bin/python3", write(t, filepath.Join(home, "evolution.py"), evolution)}, names...)...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the servers that the bus starts are of its group
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaint strings.Builder
	c.Stderr = &complaint
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // it ends with its input, and its bus with it
		_ = in.Close()
		if err := c.Wait(); err != nil || t.Failed() {
			t.Errorf("Evolution ended: %v\n%s", err, complaint.String())
		}
		cancel()
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) // they end with their bus, and may write into its home until then
	})
	e := &Evolution{t: t, names: names, ask: in, said: bufio.NewScanner(out)}
	e.said.Buffer(nil, 64<<20)
	return e
}

const evolutionSource = `[Data Source]
DisplayName=%[1]s
Enabled=true
Parent=webcal-stub

[Calendar]
BackendName=webcal
Selected=true

[Authentication]
Host=%[2]s
Port=%[3]s
Method=none

[Security]
Method=none

[WebDAV Backend]
ResourcePath=%[4]s

[Refresh]
Enabled=false
`

// Refresh has Evolution fetch all calendars, as it does from time to time, and gives what it shows of each once ok takes that
// for what it waits for; the last it showed where that does not come.
func (e *Evolution) Refresh(ok func(map[string][]Session) bool) map[string][]Session {
	e.t.Helper()
	shown := e.asked("refresh")
	for deadline := time.Now().Add(patience); !ok(shown) && time.Now().Before(deadline); {
		shown = e.asked("look")
	}
	return shown
}

func (e *Evolution) asked(what string) map[string][]Session {
	e.t.Helper()
	if _, err := fmt.Fprintln(e.ask, what); err != nil {
		e.t.Fatal(err)
	}
	if !e.said.Scan() {
		e.t.Fatalf("Evolution says nothing any more: %v", e.said.Err())
	}
	var shown map[string][]Session
	if err := json.Unmarshal(e.said.Bytes(), &shown); err != nil {
		e.t.Fatalf("%v: %s", err, e.said.Bytes())
	}
	for _, list := range shown {
		slices.SortFunc(list, ByUID)
	}
	return shown
}
