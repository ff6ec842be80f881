package subscriber

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Vdirsyncer is vdirsyncer with subscriptions, each of which it splits into one file a session, and khal, which shows them.
type Vdirsyncer struct {
	t     testing.TB
	home  string
	names []string
}

// NewVdirsyncer subscribes to addresses, each under a name of letters and digits, and fetches nothing yet.
func NewVdirsyncer(t testing.TB, addresses map[string]string) *Vdirsyncer {
	t.Helper()
	v := &Vdirsyncer{t: t, home: t.TempDir(), names: slices.Sorted(maps.Keys(addresses))}
	vdirsyncer, khal := fmt.Sprintf("[general]\nstatus_path = %q\n", filepath.Join(v.home, "status")), "[calendars]\n"
	for _, name := range v.names {
		vdirsyncer += fmt.Sprintf(subscription, name, addresses[name], v.folder(name))
		khal += fmt.Sprintf("[[%s]]\npath = %s\nreadonly = True\n", name, v.folder(name))
		if err := os.MkdirAll(v.folder(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, v.config(), vdirsyncer)
	write(t, filepath.Join(v.home, "khal.conf"), khal+fmt.Sprintf(khalConfig, v.home))
	run(t, v.home, "vdirsyncer", "-c", v.config(), "discover")
	return v
}

func (v *Vdirsyncer) config() string { return filepath.Join(v.home, "vdirsyncer.conf") }

func (v *Vdirsyncer) folder(name string) string { return filepath.Join(v.home, "calendars", name) }

const subscription = `
[pair %[1]s]
a = "%[1]sthere"
b = "%[1]shere"
collections = null
[storage %[1]sthere]
type = "http"
url = "%[2]s"
[storage %[1]shere]
type = "filesystem"
path = "%[3]s"
fileext = ".ics"
`

const khalConfig = `
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

// Sync fetches all subscriptions, as vdirsyncer does from time to time.
func (v *Vdirsyncer) Sync() {
	v.t.Helper()
	run(v.t, v.home, "vdirsyncer", "-c", v.config(), "sync")
}

// File is one that vdirsyncer keeps of a session.
type File struct {
	Written time.Time
	Text    string
}

// Files are those of a subscription, by name. Where vdirsyncer takes a session for another it makes another file.
func (v *Vdirsyncer) Files(name string) map[string]File {
	v.t.Helper()
	list, err := os.ReadDir(v.folder(name))
	if err != nil {
		v.t.Fatal(err)
	}
	files := make(map[string]File)
	for _, entry := range list {
		info, err := entry.Info()
		if err != nil {
			v.t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(v.folder(name), entry.Name()))
		if err != nil {
			v.t.Fatal(err)
		}
		files[entry.Name()] = File{info.ModTime(), string(text)}
	}
	return files
}

// What separates fields and records in khal's output: control characters, which no feed lets through.
const fieldEnd, recordEnd = "\x1f", "\x1e"

var khalFields = []string{"{calendar}", "{start-long-full}", "{end-long-full}", "{title}", "{location}", "{status}", "{description}"}

// Shows is what khal shows of each subscription between two instants, its days included. It tells neither UID nor SEQUENCE; a
// session has the UID that known gives for its note.
func (v *Vdirsyncer) Shows(from, to time.Time, known func(note string) (uid string)) map[string][]Session {
	v.t.Helper()
	out := run(v.t, v.home, "khal", "-c", filepath.Join(v.home, "khal.conf"), "list", "--day-format", "",
		"--format", strings.Join(khalFields, fieldEnd)+recordEnd, from.Format(time.DateOnly), to.AddDate(0, 0, 1).Format(time.DateOnly))
	shown := make(map[string][]Session)
	for record := range strings.SplitSeq(strings.TrimSpace(out), recordEnd) {
		if strings.TrimSpace(record) == "" {
			continue
		}
		f := strings.Split(strings.TrimPrefix(record, "\n"), fieldEnd)
		if len(f) != len(khalFields) {
			v.t.Fatalf("khal wrote %q", record)
		}
		s := Session{
			UID: known(f[6]), Starts: v.instant(f[1]), Ends: v.instant(f[2]), Title: f[3], Place: f[4], Status: strings.TrimSpace(f[5]), Note: f[6],
		}
		if !slices.Contains(shown[f[0]], s) { // it is listed on each of its days
			shown[f[0]] = append(shown[f[0]], s)
		}
	}
	for _, list := range shown {
		slices.SortFunc(list, ByUID)
	}
	return shown
}

func (v *Vdirsyncer) instant(text string) time.Time {
	v.t.Helper()
	at, err := time.Parse("2006-01-02T15:04Z", text)
	if err != nil {
		v.t.Fatal(err)
	}
	return at
}
