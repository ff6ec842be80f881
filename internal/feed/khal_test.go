package feed_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"attune/internal/feed"

	"github.com/google/go-cmp/cmp"
)

// vdirsyncer, which fetches the feed and splits it into one file a session, and khal, which reads the files by Python's
// icalendar, see what was written. The sequence khal does not tell; of texts it loses blanks at the end, and icalendar
// loses a backslash that stands before a comma or semicolon.
func TestReadByVdirsyncerAndKhal(t *testing.T) {
	t.Parallel()
	for name, c := range forReaders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, got := expected(c.calendar.Events), readByKhal(t, write(t, c.calendar, c.window), c.window)
			if diff := cmp.Diff(withoutWhatKhalLoses(want), withoutWhatKhalLoses(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func withoutWhatKhalLoses(all []seen) []seen {
	kept := slices.Clone(all)
	for i := range kept {
		kept[i].Sequence = 0
		for _, text := range []*string{&kept[i].Title, &kept[i].Place} {
			*text = strings.TrimRightFunc(strings.ReplaceAll(*text, `\`, ""), unicode.IsSpace)
		}
	}
	return kept
}

func readByKhal(t *testing.T, body []byte, w feed.Window) []seen {
	t.Helper()
	served := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		_, _ = out.Write(body) // a client that hangs up fails the test by what it read
	}))
	defer served.Close()
	home := t.TempDir()
	config := func(name, text string) string {
		path := filepath.Join(home, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	sessions := filepath.Join(home, "sessions")
	if err := os.Mkdir(sessions, 0o700); err != nil {
		t.Fatal(err)
	}
	vdirsyncer := config("vdirsyncer.conf", fmt.Sprintf(vdirsyncerConfig, home, served.URL, sessions))
	run(t, home, "vdirsyncer", "-c", vdirsyncer, "discover")
	run(t, home, "vdirsyncer", "-c", vdirsyncer, "sync")
	return khalRecords(t, run(t, home, "khal", "-c", config("khal.conf", fmt.Sprintf(khalConfig, sessions, home)),
		"list", "--once", "--day-format", "", "--format", strings.Join(khalFields, fieldEnd)+recordEnd,
		w.From.AddDate(0, 0, -1).Format(time.DateOnly), w.To.AddDate(0, 0, 2).Format(time.DateOnly)))
}

const vdirsyncerConfig = `
[general]
status_path = "%s/status"
[pair feed]
a = "attune"
b = "sessions"
collections = null
[storage attune]
type = "http"
url = "%s/feed.ics"
[storage sessions]
type = "filesystem"
path = "%s"
fileext = ".ics"
`

const khalConfig = `
[calendars]
[[feed]]
path = %s
readonly = True
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %%H:%%M
dateformat = %%Y-%%m-%%d
longdateformat = %%Y-%%m-%%d
datetimeformat = %%Y-%%m-%%dT%%H:%%MZ
longdatetimeformat = %%Y-%%m-%%dT%%H:%%MZ
[sqlite]
path = %s/khal.db
`

// What separates fields and records in khal's output: control characters, which no feed lets through.
const fieldEnd, recordEnd = "\x1f", "\x1e"

var khalFields = []string{"{start-long-full}", "{end-long-full}", "{title}", "{location}", "{status}", "{description}"}

var page = regexp.MustCompile(`/sessions/(\d+)$`)

// khalRecords are the sessions in khal's output. vdirsyncer gives the items of a feed names of its own, so that a
// session is known by its page.
func khalRecords(t *testing.T, out string) []seen {
	t.Helper()
	var all []seen
	for record := range strings.SplitSeq(strings.TrimSpace(out), recordEnd) {
		if strings.TrimSpace(record) == "" {
			continue
		}
		f := strings.Split(strings.TrimPrefix(record, "\n"), fieldEnd)
		number := page.FindStringSubmatch(f[len(f)-1])
		if len(f) != len(khalFields) || number == nil {
			t.Fatalf("khal wrote %q", record)
		}
		uid := fmt.Sprintf("6f2b1c1e-0000-4000-8000-%012s", number[1])
		all = append(all, seen{
			UID: uid, Starts: parse(t, "2006-01-02T15:04Z", f[0]), Ends: parse(t, "2006-01-02T15:04Z", f[1]),
			Title: f[2], Place: f[3], Status: strings.TrimSpace(f[4]), Note: f[5],
		})
	}
	slices.SortFunc(all, byUID)
	return all
}

// run gives what a program writes, which has home for its home and knows nothing of the user's own.
func run(t *testing.T, home, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), tool(t, name), args...)
	cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "PYTHONUTF8=1", "TZ=UTC"}
	cmd.Dir = home
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, complaint.String(), out)
	}
	return string(out)
}
