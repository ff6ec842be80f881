package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/postbox"
)

// TestStoryFromNothingInABrowser begins with an empty database and one command, the invitation of the operator. From
// then on people have a browser and the mail they are sent, and go only where links on pages lead them: an association
// is set up, a session planned, its sheet taken and verified, and in the end the practitioner and their manager see a
// counted hour.
func TestStoryFromNothingInABrowser(t *testing.T) {
	t.Parallel()
	binary := build(t)
	for name, empty := range map[string]func(testing.TB) string{"sqlite": dbtest.EmptySQLite, "postgres": dbtest.EmptyPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := &fromNothing{story: &story{binary: binary, t: t, database: empty(t), empty: empty}}
			n.begin()
			n.tell()
		})
	}
}

// fromNothing is one telling of that story.
type fromNothing struct {
	*story
	box   *postbox.Box
	read  map[string]int // letters to an address that were read so far
	began time.Time      // when the one session began
}

func (n *fromNothing) begin() {
	n.t.Helper()
	secret := filepath.Join(n.t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("a secret of thirty-two bytes, at least"), 0o600); err != nil {
		n.t.Fatal(err)
	}
	n.box, n.read = postbox.Open(n.t, postbox.Manners{Unencrypted: true}), make(map[string]int)
	n.env = []string{"ATTUNE_SMTP_URL=" + n.box.URL("tls=none&from=attune%40example.org"), "ATTUNE_SECRET_FILE=" + secret}
	n.attune("migrate", "up")
	n.serve()
	n.open()
}

func (n *fromNothing) tell() {
	odd := n.arrives(strings.TrimSpace(n.attune("person", "invite", "--email", "odd@example.org", "--role", "operator", "--base-url", n.bases[0])), 1280)
	odd.follow("/account", "/account/factor")
	odd.enrol()
	odd.follow("/")
	odd.followText("Invite the first coordinator")
	odd.send("email", "cora@example.org", "association", "CT")

	cora := n.comesIn("cora@example.org", 1280)
	cora.setUp()

	ruth := n.comesIn("ruth@example.org", 360)
	ruth.holdSession()

	ana := n.comesIn("ana@example.org", 360)
	ana.follow("/hours")
	ana.followText("What is on record about me")
	ana.followText("Open a target")
	ana.decide("category", "IFS", "degree", "bachelors")
	ana.follow("/hours")
	ana.says("Infant Family Specialist: on record, and figured out within a quarter of an hour")

	n.quartersPass(func() bool {
		ana.follow("/hours")
		return strings.Contains(ana.Text("main"), "1.00 counted")
	})
	ana.followText("Infant Family Specialist")
	ana.says("1.00 of 24 hours", "Counted 1.00", "Ruth Okonkwo")

	max := n.comesIn("max@example.org", 1280)
	max.follow("/staff")
	max.followText("Ana Lindqvist")
	max.says("1.00 of 24 hours")

	n.subscribe()
	n.late(ruth)
	n.moveOut()
}

// setUp adds a program with its people, a group with its members, and invites who is to come in.
func (g *guest) setUp() {
	g.follow("/programs", "/programs/new")
	g.decide("name", "Harbor Birth to Three", "kind", "birth_to_three")

	g.follow("/people", "/people/new")
	g.decide("name", "Ruth Okonkwo", "email", "ruth@example.org")
	g.followText("Add a credential")
	g.decide("category", "IMHM-C", "status", "endorsed", "degree", "masters", "from", "2018-05-01")
	g.followText("Add employment")
	g.decide("role", "supervisor", "from", "2020-01-01", "serves", "nobody", "supervises", "IMH")

	g.follow("/people", "/people/paste")
	g.decide("table", "Name\tE-mail\tProgram\tRole\tFirst day\tServes\n"+
		"Ana Lindqvist\tana@example.org\tHarbor Birth to Three\tpractitioner\t2024-01-08\tIMH\n"+
		"Ben Hollis\tben@example.org\tHarbor Birth to Three\tpractitioner\t2024-01-08\tIMH\n"+
		"Max Moreau\tmax@example.org\tHarbor Birth to Three\tmanager\t2024-01-08\t\n")
	g.says("Ana Lindqvist", "Ben Hollis", "Max Moreau")

	g.follow("/groups", "/groups/new")
	g.decide("name", "Thursday circle", "provider", "Ruth Okonkwo", "place", "Main Street 5")
	for _, name := range []string{"Ana Lindqvist", "Ben Hollis"} {
		g.followText("Add a member")
		g.decide("person", name, "from", "2026-01-01")
	}
	g.says("Ana Lindqvist", "Ben Hollis")

	for _, name := range []string{"Ruth Okonkwo", "Max Moreau", "Ana Lindqvist"} {
		g.follow("/people")
		g.followText(name)
		g.followText("Invite them")
		g.send()
	}
}

// holdSession plans a session that is over, and takes and verifies its sheet.
func (g *guest) holdSession() {
	g.t.Helper()
	g.follow("/groups")
	g.followText("Thursday circle")
	g.followText("Plan a session")
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		g.t.Fatal(err)
	}
	g.began = time.Now().In(zone).Add(-90 * time.Minute).Truncate(time.Minute)
	g.decide("day", g.began.Format(time.DateOnly), "begins", g.began.Format("15:04"), "minutes", "60")
	g.Click("[data-everyone]")
	g.Wait("#sheet")
	g.Follow("#sheet button[value=verify]")
	g.Wait("main .figure .number")
	g.says("Verified by Ruth Okonkwo")
}

// quartersPass starts instances a quarter of an hour ahead of each other until something is so. One is enough, unless a
// day begins in the same quarter: whoever is put on the due list while they are judged is judged again by the next push.
func (n *fromNothing) quartersPass(so func() bool) {
	n.t.Helper()
	ahead := 15 * time.Minute
	n.later(ahead)
	within(n.t, 2*time.Minute, "the push to be done", func() bool {
		runs, err := n.db.LastRuns(n.t.Context(), "push", 1)
		if err != nil {
			n.t.Fatal(err)
		}
		if done := so(); done || len(runs) == 0 || runs[0].Finished.Before(time.Now().Add(ahead-time.Minute)) {
			return done
		}
		ahead += 15 * time.Minute
		n.later(ahead)
		return false
	})
}

// later starts a second instance whose clock is ahead, so that what is due by then is done now.
func (n *fromNothing) later(ahead time.Duration) {
	n.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		n.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(n.t.Context()))
	o := &office{
		ctx,
		settings{DatabaseURL: n.database, Listen: listener.Addr().String()},
		strings.NewReader(""), io.Discard, io.Discard,
		func() time.Time { return time.Now().Add(ahead) }, slog.LevelWarn, false,
	}
	db, err := o.open()
	if err != nil {
		n.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- o.serve(db, listener) }()
	n.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			n.t.Errorf("the second instance: %v", err)
		}
		o.close(db)
	})
}

// subscribe makes a calendar address for the practitioner, and has an independent reader read it.
func (n *fromNothing) subscribe() {
	n.t.Helper()
	address := strings.TrimSpace(n.attune("feed", "create", "--person", n.external("ana@example.org"), "--base-url", n.bases[0]))
	sessions := n.icalJS(read(n.t, http.DefaultClient, address))
	if len(sessions) != 1 {
		n.t.Fatalf("the calendar holds %+v, want the one session", sessions)
	}
	want := []string{n.began.UTC().Format(time.RFC3339), n.began.UTC().Add(time.Hour).Format(time.RFC3339)}
	if got := []string{sessions[0].Starts, sessions[0].Ends}; !slices.Equal(got, want) || !strings.Contains(sessions[0].Title, "Thursday circle") {
		n.t.Errorf("the calendar shows %+v, want the Thursday circle at %q", sessions[0], want)
	}
}

// external is the id of the person with an e-mail, as an export names them.
func (n *fromNothing) external(email string) string {
	n.t.Helper()
	for _, line := range strings.Split(n.export(filepath.Join(n.t.TempDir(), "people"))["people.csv"], "\n") {
		if id, rest, _ := strings.Cut(line, ","); strings.Contains(rest, email) {
			return id
		}
	}
	n.t.Fatalf("nobody of the export has the e-mail %s", email)
	return ""
}

// export exports everything into a folder, and gives that by file.
func (s *story) export(dir string) map[string]string {
	s.t.Helper()
	s.attune("export", dir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		s.t.Fatal(err)
	}
	files := make(map[string]string)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			s.t.Fatal(err)
		}
		files[entry.Name()] = string(text)
	}
	return files
}

// moveOut takes everything to another installation, where it has to be the same: row for row, and in what it comes to.
func (n *fromNothing) moveOut() {
	n.t.Helper()
	bundle := filepath.Join(n.t.TempDir(), "bundle")
	here := n.export(bundle)
	there := &story{binary: n.binary, t: n.t, database: n.empty(n.t)}
	there.attune("migrate", "up")
	there.attune("import", bundle)
	if diff := cmp.Diff(here, there.export(bundle+"-again")); diff != "" {
		n.t.Errorf("exported elsewhere (-here +there):\n%s", diff)
	}
	progress := n.attune("progress", "--format", "json")
	if !strings.Contains(progress, `"counted_minutes":60`) {
		n.t.Errorf("no hour counts in\n%s", progress)
	}
	if diff := cmp.Diff(progress, there.attune("progress", "--format", "json")); diff != "" {
		n.t.Errorf("progress elsewhere (-here +there):\n%s", diff)
	}
}
