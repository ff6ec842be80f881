package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/exchange"
	"attune/internal/jobs"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/signin"
	"attune/internal/store"
	"attune/internal/upkeep"
	"attune/internal/web"
)

// town is a served installation: a real handler on a real database, at a moment of its own.
type town struct {
	*testing.T
	db    dbtest.Database
	store *store.Store
	url   string
	desk  *signin.Desk
	log   *logbook

	mu    sync.Mutex
	now   time.Time
	line  line
	count *store.Count // of the request before
}

// Noon is the moment of most stories: Thursday 19 November 2026, half past twelve in Connecticut.
var noon = time.Date(2026, 11, 19, 17, 30, 0, 0, time.UTC)

// logbook keeps what was logged.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// settle serves a database at a moment; bundle is a folder whose files are in it, empty for none. Each bundle is
// imported once for each moment and kind of database: the town has a copy of what came of it.
func settle(t *testing.T, db dbtest.Database, now time.Time, bundle string) *town {
	t.Helper()
	v := &town{T: t, now: now, log: &logbook{}}
	v.db = db.Filled(t, settled(t, now, bundle))
	v.store = v.db.Open(t, store.Options{Now: v.clock})
	seal, err := signin.NewSeal([]byte("a secret of thirty-two bytes, at least"))
	if err != nil {
		t.Fatal(err)
	}
	v.desk = signin.NewDesk(v.store, v.clock).Hashing(signin.Strength{Memory: 64, Passes: 1}).Sealed(seal)
	server := httptest.NewUnstartedServer(nil)
	v.url = "http://" + server.Listener.Addr().String()
	handler, err := web.New(v.config())
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = v.counted(handler)
	server.Start()
	t.Cleanup(server.Close)
	return v
}

// settled is what a town begins with: a bundle, judged.
func settled(t *testing.T, now time.Time, bundle string) dbtest.Filling {
	t.Helper()
	name := now.String()
	if bundle != "" {
		content := sha256.New()
		if err := written(content, bundle); err != nil {
			t.Fatal(err)
		}
		name += fmt.Sprintf(" %x", content.Sum(nil))
	}
	clock := func() time.Time { return now }
	return dbtest.Filling{Name: name, Store: store.Options{Now: clock}, Fill: func(ctx context.Context, s *store.Store) error {
		if bundle != "" {
			if err := imported(ctx, s, bundle, clock); err != nil {
				return err
			}
		}
		return pushed(ctx, s, clock)
	}}
}

// written writes a folder's files one after the other, each with its name and how long it is.
func written(w io.Writer, folder string) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s %d\n%s", file.Name(), len(content), content)
	}
	return nil
}

func (v *town) config() web.Config {
	return web.Config{
		BaseURL: v.url, Now: v.clock, Log: slog.New(slog.NewJSONHandler(v.log, nil)), Store: v.store,
		Version: "v1.2.3", Check: upkeep.Check{Database: v.store, Now: v.ticks}, Coming: comingEdition(v.T),
		SignIn: v.desk, Mail: v.opener(), NoMail: true, Duties: []jobs.Duty{
			{Name: "push", Schedule: "*/15 * * * *", About: "Judges everybody whose hours, credentials or rules have changed.", Limit: time.Minute},
			{Name: "days", Schedule: "5 * * * *", About: "Puts on the list whom a new day concerns.", Limit: time.Minute},
		},
	}
}

func (v *town) clock() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

// ticks is a clock of the machine that agrees with the database's: PostgreSQL has its own, which does not stand still.
func (v *town) ticks() time.Time {
	now, err := v.store.Clock(context.Background())
	if err != nil {
		v.Error(err)
	}
	return now
}

// passes lets time pass.
func (v *town) passes(d time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.now = v.now.Add(d)
}

// line is what the network does to what is sent.
type line int

const (
	alive line = iota
	deaf       // forms arrive, their answers do not
	dead       // nothing arrives
)

// cut has the network do something to everybody.
func (v *town) cut(to line) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.line = to
}

// counted remembers the statements of each request.
func (v *town) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, count := store.Counted(r.Context())
		v.mu.Lock()
		v.count = count
		line := v.line
		v.mu.Unlock()
		switch {
		case line == dead:
			panic(http.ErrAbortHandler) // closes the connection, answering nothing
		case line == deaf && r.Method == http.MethodPost:
			next.ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// statements are those of the request before.
func (v *town) statements() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.count.Statements()
}

// imported has a bundle imported.
func imported(ctx context.Context, s *store.Store, bundle string, clock func() time.Time) error {
	edition, err := s.Edition(ctx)
	if err != nil {
		return err
	}
	_, err = exchange.Import(ctx, bundle, s, edition, clock(), exchange.Options{})
	return err
}

func (v *town) importFrom(bundle string) {
	v.Helper()
	if err := imported(context.Background(), v.store, bundle, v.clock); err != nil {
		v.Fatal(err)
	}
}

// pushed has everybody judged who is due.
func pushed(ctx context.Context, s *store.Store, clock func() time.Time) error {
	tracker := endorsement.NewTracker(s, clock, 1)
	if _, err := tracker.BeginDays(ctx, s); err != nil {
		return err
	}
	if _, err := tracker.Push(ctx); err != nil {
		return err
	}
	_, _, err := tracker.LookOut(ctx, s)
	return err
}

// push judges everybody who is due.
func (v *town) push() {
	v.Helper()
	if err := pushed(context.Background(), v.store, v.clock); err != nil {
		v.Fatal(err)
	}
}

// linkFor is a one-time address for somebody: an external id, or the e-mail address of an invitation.
func (v *town) linkFor(who string) string {
	v.Helper()
	account, err := v.store.OpenAccount(context.Background(), who, access.TheOperator)
	if err != nil {
		v.Fatal(err)
	}
	token, err := v.desk.Issue(context.Background(), signin.Order{Account: account.ID, Strong: true, Lasts: time.Hour, By: access.TheOperator})
	if err != nil {
		v.Fatal(err)
	}
	return access.SignInAddress(v.url, token)
}

// invite makes a coordinator of an association, or an operator where it is empty.
func (v *town) invite(email, association string) {
	v.Helper()
	role := access.Coordinator
	if association == "" {
		role = access.Operator
	}
	invitation, err := access.NewInvitation(email, string(role), association)
	if err != nil {
		v.Fatal(err)
	}
	if _, err := v.store.Invite(context.Background(), invitation, access.TheOperator); err != nil {
		v.Fatal(err)
	}
}

// Ids that the database gave, found by what the bundle calls things.

func (v *town) person(external string) roster.PersonID {
	v.Helper()
	person, err := v.store.PersonByExternal(context.Background(), roster.External(external))
	if err != nil {
		v.Fatal(err)
	}
	return person.ID
}

func (v *town) group(external string) roster.GroupID {
	v.Helper()
	group, err := v.store.GroupByExternal(context.Background(), roster.External(external))
	if err != nil {
		v.Fatal(err)
	}
	return group.ID
}

// session is the id of a session of a group, by its planned start on the group's clock.
func (v *town) session(group, local string) schedule.SessionID {
	v.Helper()
	list, err := v.store.Meetings(context.Background(), v.group(group), v.clock().AddDate(-5, 0, 0), v.clock().AddDate(5, 0, 0))
	if err != nil {
		v.Fatal(err)
	}
	for _, m := range list {
		if m.Session.Local.String() == local {
			return m.Session.ID
		}
	}
	v.Fatalf("group %s has no session at %s", group, local)
	return 0
}

// named is the address of a session, by what the bundle calls it.
func (v *town) named(group, external string) string {
	v.Helper()
	list, err := v.store.Meetings(context.Background(), v.group(group), v.clock().AddDate(-5, 0, 0), v.clock().AddDate(5, 0, 0))
	if err != nil {
		v.Fatal(err)
	}
	for _, m := range list {
		if string(m.Session.External) == external {
			return fmt.Sprintf("/sessions/%d", m.Session.ID)
		}
	}
	v.Fatalf("group %s has no session %s", group, external)
	return ""
}

// at is the address of a session.
func (v *town) at(group, local string) string {
	v.Helper()
	return fmt.Sprintf("/sessions/%d", v.session(group, local))
}

// bundle writes a bundle: a file's name and its lines.
func bundle(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.TrimSpace(text)+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
