package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/store"
)

// TestStory runs the built program as people and operators do, on each database: a bundle is imported and served, a
// provider verifies today's sheet on a phone, everybody is pushed, reminders and the push are killed half way and run again, and in
// the end every figure is what it should be, and everybody was reminded once. On PostgreSQL two instances share the database.
func TestStory(t *testing.T) {
	t.Parallel()
	binary := build(t)
	for name, s := range map[string]*story{
		"sqlite":   {binary: binary, instances: 1, empty: dbtest.EmptySQLite},
		"postgres": {binary: binary, instances: 2, empty: dbtest.EmptyPostgres},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.tell(t)
		})
	}
}

// story is one telling of it.
type story struct {
	binary    string
	instances int
	empty     func(testing.TB) string

	t        *testing.T
	database string
	env      []string // more settings
	bases    []string // addresses of the instances
	reminded int      // how many reminders there are to be of the circle that is reminded
	db       *store.Store
}

func (s *story) tell(t *testing.T) {
	s.t, s.database = t, s.empty(t)
	bundle := filepath.Join(bundles, "medium")
	s.attune("migrate", "up")
	s.attune("import", bundle)
	provider := s.addSessionToday()
	for range s.instances {
		s.serve()
	}
	s.verifyOnAPhone(provider)
	s.open()
	s.remindAndKill()
	s.pushAndKill()
	s.pushToTheEnd()
	s.remindToTheEnd()
	for _, asOf := range []string{"2025-09-15", "2026-06-30"} {
		sameLines(t, filepath.Join(bundle, "expected-"+asOf+".jsonl"), s.attune("progress", "--as-of", asOf, "--format", "json"))
	}
	s.everyFigureIsRight()
}

// build makes the program once for the test.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "attune")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

func (s *story) command(args ...string) *exec.Cmd {
	command := exec.Command(s.binary, args...)
	command.Env = append([]string{"ATTUNE_DATABASE_URL=" + s.database}, s.env...)
	return command
}

// attune runs a verb that has to succeed and returns what it wrote.
func (s *story) attune(args ...string) string {
	s.t.Helper()
	out, err := s.command(args...).Output()
	if err != nil {
		s.t.Fatalf("attune %s: %v\n%s", strings.Join(args, " "), err, saidBy(err))
	}
	return string(out)
}

func saidBy(err error) string {
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(ended.Stderr)
	}
	return ""
}

// addSessionToday brings in a later bundle with one more session, which ended a moment ago, of a group in a zone where
// the day is old enough, and returns the group's provider.
func (s *story) addSessionToday() (provider string) {
	s.t.Helper()
	group, provider, began := s.groupAwake()
	s.add(map[string]string{"sessions": fmt.Sprintf("today,%s,%s,55,scheduled,,,,,,\n", group, began)})
	return provider
}

// add brings in a later bundle of these rows, by file.
func (s *story) add(rows map[string]string) {
	s.t.Helper()
	dir := s.t.TempDir()
	for _, name := range []string{"people", "programs", "employment", "credentials", "targets", "groups", "memberships", "sessions", "attendance"} {
		text, err := os.ReadFile(filepath.Join(bundles, "medium", name+".csv"))
		if err != nil {
			s.t.Fatal(err)
		}
		header, _, _ := strings.Cut(string(text), "\n")
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(header+"\n"+rows[name]), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	s.attune("import", dir)
}

// groupAwake is a group with members today, in a zone where an hour ago was today.
func (s *story) groupAwake() (group, provider, began string) {
	s.t.Helper()
	joined := make(map[string]bool)
	for _, m := range s.rows("memberships") {
		if m["to"] == "" {
			joined[m["group_id"]] = true
		}
	}
	for _, g := range s.rows("groups") {
		zone, err := time.LoadLocation(g["time_zone"])
		if err != nil {
			s.t.Fatal(err)
		}
		if local := time.Now().In(zone); joined[g["group_id"]] && local.Hour() >= 2 {
			return g["group_id"], g["provider_id"], local.Add(-time.Hour).Format("2006-01-02T15:04")
		}
	}
	s.t.Fatal("no group has members and a day that is two hours old")
	return "", "", ""
}

// rows are the rows of a file of the medium bundle, by column.
func (s *story) rows(name string) []map[string]string {
	s.t.Helper()
	file, err := os.Open(filepath.Join(bundles, "medium", name+".csv"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := make(map[string]string, len(line))
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// serve starts an instance and waits until it is ready; it is told to stop when the test is over, and has to do so.
func (s *story) serve() {
	s.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		s.t.Fatal(err)
	}
	var log strings.Builder
	command := s.command("serve", "--listen", address)
	command.Stderr = &log
	if err := command.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		if err := command.Wait(); err != nil {
			s.t.Errorf("attune serve did not stop in order: %v\n%s", err, log.String())
		}
	})
	base := "http://" + address
	s.bases = append(s.bases, base)
	within(s.t, 30*time.Second, "attune serve to be ready", func() bool {
		answer, err := http.Get(base + "/readyz")
		return err == nil && answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
	})
}

// within waits until something is so, looking again and again, for no longer than a limit.
func within(t *testing.T, limit time.Duration, what string, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited %s in vain for %s", limit, what)
		case <-again.C:
		}
	}
}

// verifyOnAPhone has the provider sign in, open today's session, mark one person late and verify by a double click.
func (s *story) verifyOnAPhone(provider string) {
	s.t.Helper()
	base := s.bases[len(s.bases)-1]
	page := browser.Open(s.t, 360, 740)
	page.Go(strings.TrimSpace(s.attune("person", "link", provider, "--base-url", base)))
	page.Follow("main form button")
	if !page.Has(`a.button[href^="/sessions/"]`) {
		s.t.Fatalf("the provider's home shows no session to take: %s", page.Text("main"))
	}
	page.Follow(`a.button[href^="/sessions/"]`)
	page.Click(`[data-everyone]`)
	page.Wait(`#sheet`)
	page.Click(`.person:first-child label:nth-of-type(2)`)
	page.DoubleClick(`#sheet button[value="verify"]`)
	page.Wait(`main .figure .number`)
	if text := page.Text("main"); !strings.Contains(text, "Verified by") {
		s.t.Errorf("after verifying the page says: %s", text)
	}
}

// open looks at the database beside the instances.
func (s *story) open() {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), s.database, store.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.db = db
	s.t.Cleanup(func() { _ = db.Close() })
}

// pushAndKill pushes everybody and kills the push when some are judged and some are not yet.
func (s *story) pushAndKill() {
	s.t.Helper()
	everybody := 0
	s.killHalfWay("push", func() (err error) {
		everybody, err = s.db.MarkEverybodyDue(s.t.Context(), "story")
		return err
	}, func() (int, error) {
		waiting, err := s.db.Waiting(s.t.Context())
		return everybody - waiting, err
	}, func() int { return everybody })
}

// killHalfWay runs a duty and kills it once it has begun with what it has to do, and has not done all. One that was too fast to be
// caught is tried again.
func (s *story) killHalfWay(duty string, prepare func() error, done func() (int, error), all func() int) {
	s.t.Helper()
	for range 200 {
		if err := prepare(); err != nil {
			s.t.Fatal(err)
		}
		command := s.command("duty", "run", duty)
		if err := command.Start(); err != nil {
			s.t.Fatal(err)
		}
		if s.killed(command, done, all()) {
			return
		}
	}
	s.t.Fatalf("%s could not be killed half way", duty)
}

// killed kills a command once some of all was done; false where all was before that was seen.
func (s *story) killed(command *exec.Cmd, done func() (int, error), all int) bool {
	s.t.Helper()
	ended := make(chan struct{})
	go func() { _ = command.Wait(); close(ended) }()
	for {
		n, err := done()
		if err != nil {
			s.t.Fatal(err)
		}
		if n > 0 {
			_ = command.Process.Kill()
			<-ended
			n, err := done()
			return err == nil && n < all
		}
		select {
		case <-ended:
			return false
		default:
		}
	}
}

// pushToTheEnd pushes until nobody is due. The killed run is taken over once it has given no sign of life for a while;
// until then a push is refused in one sentence.
func (s *story) pushToTheEnd() {
	s.t.Helper()
	within(s.t, 2*time.Minute, "the killed push to be made up for", func() bool {
		if _, err := s.command("duty", "run", "push").Output(); err != nil && !strings.Contains(saidBy(err), "running already") {
			s.t.Fatalf("attune duty run push: %v\n%s", err, saidBy(err))
		}
		waiting, err := s.db.Waiting(s.t.Context())
		return err == nil && waiting == 0
	})
}

// everyFigureIsRight has everybody judged once more: were anything lost, doubled or half done, rows would change.
func (s *story) everyFigureIsRight() {
	s.t.Helper()
	if _, err := s.db.MarkEverybodyDue(s.t.Context(), "story"); err != nil {
		s.t.Fatal(err)
	}
	if said := s.attune("duty", "run", "push", "--dry-run"); !strings.Contains(said, "changed 0 figures") {
		s.t.Errorf("judging everybody again: %s", said)
	}
	if verified := s.attune("progress", "--format", "json"); !strings.Contains(verified, `"session":"today"`) {
		s.t.Error("the session verified on the phone is in nobody's report of today")
	}
}
