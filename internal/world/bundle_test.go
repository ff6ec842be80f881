package world_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// bundle is a folder as somebody reads it who has only the page on the format. Nothing of the program's own reader
// is used, so that the two can disagree.
type bundle struct {
	t     *testing.T
	files map[string][]row
	ids   map[string]map[string]row // of people, programs, groups and sessions, by file
}

// row is one row by column, and its line.
type row struct {
	file  string
	line  int
	cells map[string]string
}

func (r row) get(column string) string { return r.cells[column] }

// columns are the files and what stands in each.
var columns = map[string]string{
	"people.csv":      "person_id,name,email,association,region",
	"programs.csv":    "program_id,name,kind,model,region,association",
	"employment.csv":  "person_id,program_id,role,fte,serves,supervises,from,to",
	"credentials.csv": "person_id,category,status,degree,from,to",
	"targets.csv":     "person_id,category,degree,opened_on",
	"groups.csv":      "group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id,funding,cost_cents",
	"memberships.csv": "group_id,person_id,from,to",
	"sessions.csv":    "session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet",
	"attendance.csv":  "session_id,person_id,mark,intervals,focus",
	"decisions.csv":   "session_id,person_id,purpose,category,period,verdict,reason,decided_by,decided_on",
}

// words are what may stand in a column; "" where it may be empty.
var words = map[string][]string{
	"programs.csv:kind":         {"birth_to_three", "home_visiting", "early_head_start", "head_start", "child_welfare", "clinic", "other"},
	"programs.csv:model":        {"pat", "nfp", "hfa", "child_first", "ehs", "other", ""},
	"employment.csv:role":       {"practitioner", "supervisor", "manager"},
	"employment.csv:serves":     {"IMH", "ECMH", "IMH+ECMH", ""},
	"employment.csv:supervises": {"IMH", "ECMH", "IMH+ECMH", ""},
	"credentials.csv:category":  append([]string{"ERS"}, categories...),
	"credentials.csv:status":    {"endorsed", "emerging", "vetted"},
	"credentials.csv:degree":    {"bachelors", "masters", "none", ""},
	"targets.csv:category":      categories,
	"targets.csv:degree":        {"bachelors", "masters", "none", ""},
	"groups.csv:kind":           {"reflective", "peer", "administrative", "clinical"},
	"groups.csv:format":         {"individual", "group"},
	"groups.csv:modality":       {"in_person", "virtual"},
	"sessions.csv:status":       {"scheduled", "held", "cancelled"},
	"sessions.csv:kind":         {"reflective", "peer", "administrative", "clinical", ""},
	"sessions.csv:modality":     {"in_person", "virtual", ""},
	"sessions.csv:sheet":        {"verified", "open", "unverified", ""},
	"attendance.csv:mark":       {"present", "partial", "absent", "excused"},
	"attendance.csv:focus":      {"", "rsc_provision"},
	"decisions.csv:purpose":     {"earning", "renewal"},
	"decisions.csv:category":    categories,
	"decisions.csv:verdict":     {"counted", "rejected"},
}

var categories = []string{
	"IFA", "ECFA", "IFS", "ECFS", "IFRS", "ECFRS", "IMHS", "ECMHS", "IMHM-C", "ECMHM-C", "IMHM-P", "ECMHM-P", "IMHM-RF", "ECMHM-RF",
}

var associations = []string{"CT", "MI", "AZ", "WA", "NC", "NE", "RI", "PA", "SC", "KS", "FL"}

// forms are how the text of a column looks, wherever the column stands.
var forms = map[string]*regexp.Regexp{
	"from":         regexp.MustCompile(`^\d{4}-\d\d-\d\d$`),
	"to":           regexp.MustCompile(`^(\d{4}-\d\d-\d\d)?$`),
	"opened_on":    regexp.MustCompile(`^\d{4}-\d\d-\d\d$`),
	"decided_on":   regexp.MustCompile(`^\d{4}-\d\d-\d\d$`),
	"starts":       regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d$`),
	"actual_start": regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$`),
	"actual_end":   regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$`),
	"minutes":      regexp.MustCompile(`^[1-9]\d*$`),
	"capacity":     regexp.MustCompile(`^[1-9]\d*$`),
	"cost_cents":   regexp.MustCompile(`^([1-9]\d*)?$`),
	"fte":          regexp.MustCompile(`^[01]\.\d{1,3}$`),
	"name":         regexp.MustCompile(`^\S.*\S$`),
	"email":        regexp.MustCompile(`^[a-z0-9.-]+@example\.org$`),
	"reason":       regexp.MustCompile(`\S`),
	"decided_by":   regexp.MustCompile(`\S`),
}

// read reads a bundle and tells everything in it that the format refuses.
func read(t *testing.T, dir string) bundle {
	t.Helper()
	b := bundle{t: t, files: map[string][]row{}, ids: map[string]map[string]row{}}
	for name, header := range columns {
		b.readFile(dir, name, header)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if columns[e.Name()] == "" {
			t.Errorf("%s is no file of a bundle", e.Name())
		}
	}
	for file, column := range map[string]string{"people.csv": "person_id", "programs.csv": "program_id", "groups.csv": "group_id", "sessions.csv": "session_id"} {
		b.ids[file] = b.once(file, column)
	}
	b.checkCells()
	b.checkReferences()
	b.checkSpans()
	b.checkSessions()
	b.checkAttendance()
	b.once("targets.csv", "person_id", "category")
	b.once("attendance.csv", "session_id", "person_id")
	b.once("memberships.csv", "group_id", "person_id", "from")
	b.once("employment.csv", "person_id", "program_id", "role", "from")
	return b
}

func (b *bundle) readFile(dir, name, header string) {
	b.t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if os.IsNotExist(err) && name == "decisions.csv" {
		return
	}
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
	if got := strings.Join(all[0], ","); got != header {
		b.t.Fatalf("%s has the columns %s, want %s", name, got, header)
	}
	for i, record := range all[1:] {
		cells := make(map[string]string, len(record))
		for j, text := range record {
			cells[all[0][j]] = text
		}
		b.files[name] = append(b.files[name], row{name, i + 2, cells})
	}
}

func (b *bundle) wrong(r row, format string, args ...any) {
	b.t.Helper()
	b.t.Errorf("%s:%d: %s", r.file, r.line, fmt.Sprintf(format, args...))
}

// once tells a second row of the same key, and gives the rows by it.
func (b *bundle) once(file string, key ...string) map[string]row {
	b.t.Helper()
	seen := map[string]row{}
	for _, r := range b.files[file] {
		var parts []string
		for _, column := range key {
			parts = append(parts, r.get(column))
		}
		k := strings.Join(parts, " ")
		if first, twice := seen[k]; twice {
			b.wrong(r, "%v %q stands on line %d already", key, k, first.line)
		}
		seen[k] = r
	}
	return seen
}

func (b *bundle) instant(r row, text string) time.Time {
	b.t.Helper()
	at, err := time.Parse("2006-01-02T15:04:05Z", text)
	if err != nil {
		b.wrong(r, "%v", err)
	}
	return at
}

// starts is when a session was planned to begin. Where the clock shows that time twice it may be either.
func (b *bundle) starts(session row) time.Time {
	b.t.Helper()
	zone, err := time.LoadLocation(b.ids["groups.csv"][session.get("group_id")].get("time_zone"))
	if err != nil {
		b.t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", session.get("starts"), zone)
	if err != nil {
		b.t.Fatal(err)
	}
	return at
}

func (b *bundle) number(r row, column string) int {
	b.t.Helper()
	n, err := strconv.Atoi(r.get(column))
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// or is a cell, or where it is empty the group's.
func (b *bundle) or(session row, column, own string) string {
	if text := session.get(column); text != "" {
		return text
	}
	return b.ids["groups.csv"][session.get("group_id")].get(own)
}
