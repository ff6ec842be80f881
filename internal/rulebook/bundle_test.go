package rulebook_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

const bundles = "../../testdata/bundles"

// TestProgressReports judges everybody of the shipped bundles and compares with the reports that came with them.
func TestProgressReports(t *testing.T) {
	t.Parallel()
	reports, err := filepath.Glob(bundles + "/*/expected-*.jsonl")
	if err != nil || len(reports) != 6 {
		t.Fatalf("found %d reports, want 6 (%v)", len(reports), err)
	}
	for _, path := range reports {
		name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asOf := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "expected-"), ".jsonl")
			w := readWorld(t, filepath.Dir(path))
			got, want := w.report(t, embedded(t), day.MustParse(asOf)), readLines(t, path)
			if len(got) != len(want) {
				t.Errorf("%d lines, want %d", len(got), len(want))
			}
			for i := range min(len(got), len(want)) {
				if diff := cmp.Diff(want[i], got[i]); diff != "" {
					t.Errorf("line %d (-want +got):\n%s", i+1, diff)
				}
			}
		})
	}
}

func embedded(tb testing.TB) *rulebook.Edition {
	tb.Helper()
	e, err := rulebook.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// reportLine is one line of a progress report (formats.md).
type reportLine struct {
	Person      string        `json:"person"`
	Association string        `json:"association"`
	Purpose     string        `json:"purpose"`
	Category    string        `json:"category"`
	Period      string        `json:"period"`
	Required    int           `json:"required_minutes"`
	Counted     int           `json:"counted_minutes"`
	Held        int           `json:"held_minutes"`
	Rejected    int           `json:"rejected_minutes"`
	Months      int           `json:"months"`
	WindowFrom  string        `json:"window_from"`
	WindowTo    string        `json:"window_to"`
	Satisfied   bool          `json:"satisfied"`
	Missing     []string      `json:"missing"`
	Warnings    []string      `json:"warnings"`
	Entries     []reportEntry `json:"entries"`
}

type reportEntry struct {
	Session string `json:"session"`
	Date    string `json:"date"`
	Minutes int    `json:"minutes"`
	Verdict string `json:"verdict"`
	Reason  string `json:"reason"`
}

func lineOf(p roster.Person, j rulebook.Judgement) reportLine {
	line := reportLine{
		Person: string(p.External), Association: string(p.Association), Purpose: string(j.Purpose.Kind),
		Category: string(j.Purpose.Category), Period: j.Purpose.Period, Required: j.Required, Counted: j.Counted,
		Held: j.Held, Rejected: j.Rejected, Months: j.Months, WindowFrom: j.Window.From.String(),
		WindowTo: j.Window.To.String(), Satisfied: j.Satisfied, Missing: []string{}, Warnings: []string{}, Entries: []reportEntry{},
	}
	for _, m := range j.Missing {
		line.Missing = append(line.Missing, string(m))
	}
	for _, w := range j.Warnings {
		line.Warnings = append(line.Warnings, string(w))
	}
	for _, e := range j.Entries {
		line.Entries = append(line.Entries, reportEntry{string(e.External), e.Date.String(), e.Minutes, string(e.Verdict), string(e.Reason)})
	}
	return line
}

func readLines(tb testing.TB, path string) []reportLine {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var lines []reportLine
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		d := json.NewDecoder(strings.NewReader(in.Text()))
		d.DisallowUnknownFields()
		var line reportLine
		if err := d.Decode(&line); err != nil {
			tb.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := in.Err(); err != nil {
		tb.Fatal(err)
	}
	return lines
}

// world is a bundle in memory: the facts of everybody in it.
type world struct {
	facts map[string]*rulebook.Facts
	ids   map[string]roster.PersonID
}

// report is everybody's judgements, ordered by person.
func (w *world) report(tb testing.TB, e *rulebook.Edition, asOf day.Date) []reportLine {
	tb.Helper()
	var lines []reportLine
	for _, f := range w.everybody() {
		judged, err := e.Judge(f, asOf)
		if err != nil {
			tb.Fatal(err)
		}
		for _, j := range judged {
			lines = append(lines, lineOf(f.Person, j))
		}
	}
	return lines
}

func (w *world) everybody() []rulebook.Facts {
	var all []rulebook.Facts
	for _, f := range w.facts {
		all = append(all, *f)
	}
	slices.SortFunc(all, func(a, b rulebook.Facts) int {
		return strings.Compare(string(a.Person.External), string(b.Person.External))
	})
	return all
}

// rows reads a file of the bundle as one map a row.
func rows(tb testing.TB, dir, name string) []map[string]string {
	tb.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	var out []map[string]string
	for _, record := range all[1:] {
		row := map[string]string{}
		for i, column := range all[0] {
			row[column] = record[i]
		}
		out = append(out, row)
	}
	return out
}

// readWorld builds facts from the CSV files alone: presence to entries by rules.md, 1.
func readWorld(tb testing.TB, dir string) *world {
	tb.Helper()
	w := &world{facts: map[string]*rulebook.Facts{}, ids: map[string]roster.PersonID{}}
	for i, row := range rows(tb, dir, "people.csv") {
		id := roster.PersonID(i + 1)
		w.ids[row["person_id"]] = id
		w.facts[row["person_id"]] = &rulebook.Facts{
			Person: roster.Person{ID: id, External: roster.External(row["person_id"]), Association: roster.Association(row["association"])},
			Leads:  map[roster.PersonID][]roster.Credential{},
		}
	}
	for _, row := range rows(tb, dir, "employment.csv") {
		f := w.facts[row["person_id"]]
		f.Employments = append(f.Employments, roster.Employment{
			Person: f.Person.ID, Serves: roster.Tracks(row["serves"]), Supervises: roster.Tracks(row["supervises"]), Span: span(row),
		})
	}
	for _, row := range rows(tb, dir, "credentials.csv") {
		f := w.facts[row["person_id"]]
		f.Credentials = append(f.Credentials, roster.Credential{
			Person: f.Person.ID, Category: roster.Category(row["category"]), Status: roster.CredentialStatus(row["status"]),
			Degree: roster.Degree(row["degree"]), Span: span(row),
		})
	}
	for _, row := range rows(tb, dir, "targets.csv") {
		f := w.facts[row["person_id"]]
		f.Targets = append(f.Targets, roster.Target{
			Person: f.Person.ID, Category: roster.Category(row["category"]), Degree: roster.Degree(row["degree"]), OpenedOn: day.MustParse(row["opened_on"]),
		})
	}
	w.credit(tb, dir)
	return w
}

func span(row map[string]string) day.Span {
	return day.Span{From: day.MustParse(row["from"]), To: day.MustParse(row["to"])}
}

// credit gives everybody the entries of the held sessions, and the credentials of those who led them.
func (w *world) credit(tb testing.TB, dir string) {
	tb.Helper()
	groups := map[string]map[string]string{}
	for _, row := range rows(tb, dir, "groups.csv") {
		groups[row["group_id"]] = row
	}
	marks := map[string][]map[string]string{}
	for _, row := range rows(tb, dir, "attendance.csv") {
		marks[row["session_id"]] = append(marks[row["session_id"]], row)
	}
	for i, row := range rows(tb, dir, "sessions.csv") {
		if row["status"] != "held" || row["sheet"] != "" && row["sheet"] != "verified" {
			continue
		}
		w.session(tb, schedule.SessionID(i+1), row, groups[row["group_id"]], marks[row["session_id"]])
	}
}

func (w *world) session(tb testing.TB, id schedule.SessionID, row, group map[string]string, marks []map[string]string) {
	tb.Helper()
	lead := row["lead_id"]
	switch lead {
	case "":
		lead = group["provider_id"]
	case "-":
		lead = ""
	}
	base := ledger.Entry{
		Session: id, SessionExternal: roster.External(row["session_id"]), Version: 1,
		Started: instant(tb, row["actual_start"]), Ended: instant(tb, row["actual_end"]), Lead: w.ids[lead],
		Kind:     roster.Kind(or(row["kind"], group["kind"])),
		Modality: roster.Modality(or(row["modality"], group["modality"])),
	}
	received := map[string]ledger.Entry{}
	for _, mark := range marks {
		who := mark["person_id"]
		if who == lead || who == row["co_lead_id"] || mark["mark"] != "present" && mark["mark"] != "partial" {
			continue
		}
		e := base
		e.Direction, e.Person, e.Focus = ledger.Received, w.ids[who], ledger.Focus(mark["focus"])
		if mark["mark"] == "partial" {
			e.Presence = intervals(tb, mark["intervals"]).Within(e.Started, e.Ended)
		}
		if e.Minutes = e.Attended().Minutes(); e.Minutes > 0 {
			received[who] = e
		}
	}
	for who, e := range received {
		e.Supervisees = len(received)
		f := w.facts[who]
		f.Received = append(f.Received, e)
		if lead != "" {
			f.Leads[e.Lead] = w.facts[lead].Credentials
		}
	}
	for _, who := range []string{lead, row["co_lead_id"]} {
		if who != "" {
			e := base
			e.Direction, e.Person, e.Minutes = ledger.Provided, w.ids[who], int(e.Ended.Sub(e.Started)/time.Minute)
			w.facts[who].Provided = append(w.facts[who].Provided, e)
		}
	}
}

func intervals(tb testing.TB, text string) ledger.Presence {
	tb.Helper()
	var p ledger.Presence
	for _, piece := range strings.Split(text, ";") {
		from, to, _ := strings.Cut(piece, "/")
		p = append(p, ledger.Interval{Start: instant(tb, from), End: instant(tb, to)})
	}
	return p
}

func instant(tb testing.TB, text string) time.Time {
	tb.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		tb.Fatal(err)
	}
	return at.UTC()
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
