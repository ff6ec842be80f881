package world

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"attune/internal/attendance"
	"attune/internal/portfolio"
	"attune/internal/roster"
)

// WriteTo writes the world as an exchange bundle into dir, which is made where it is missing. Files of an earlier
// bundle are written over, an old decisions.csv included. Meetings pass through one at a time.
func (w World) WriteTo(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	parts := []func(string) error{
		w.writePeople, w.writePrograms, w.writeEmployments, w.writeCredentials, w.writeTargets,
		w.writeGroups, w.writeMemberships, w.writeMeetings, w.writeDecisions, w.writeEvidence,
	}
	for _, write := range parts {
		if err := write(dir); err != nil {
			return fmt.Errorf("write the bundle: %w", err)
		}
	}
	return nil
}

func (w World) writePeople(dir string) error {
	return fill(dir, "people.csv", "person_id,name,email,association,region", func(t *table) {
		for _, p := range w.People {
			t.row(string(p.External), p.Name, p.Email, string(p.Association), p.Region)
		}
	})
}

func (w World) writePrograms(dir string) error {
	return fill(dir, "programs.csv", "program_id,name,kind,model,region,association", func(t *table) {
		for _, p := range w.Programs {
			t.row(string(p.External), p.Name, string(p.Kind), string(p.Model), p.Region, string(p.Association))
		}
	})
}

func (w World) writeEmployments(dir string) error {
	return fill(dir, "employment.csv", "person_id,program_id,role,fte,serves,supervises,from,to", func(t *table) {
		for _, e := range w.Employments {
			t.row(w.person(e.Person), w.program(e.Program), string(e.Role), share(e.FTE),
				string(e.Serves), string(e.Supervises), e.Span.From.String(), e.Span.To.String())
		}
	})
}

func (w World) writeCredentials(dir string) error {
	return fill(dir, "credentials.csv", "person_id,category,status,degree,from,to", func(t *table) {
		for _, c := range w.Credentials {
			t.row(w.person(c.Person), string(c.Category), string(c.Status), string(c.Degree),
				c.Span.From.String(), c.Span.To.String())
		}
	})
}

func (w World) writeTargets(dir string) error {
	return fill(dir, "targets.csv", "person_id,category,degree,opened_on", func(t *table) {
		for _, g := range w.Targets {
			t.row(w.person(g.Person), string(g.Category), string(g.Degree), g.OpenedOn.String())
		}
	})
}

func (w World) writeGroups(dir string) error {
	columns, teaches := "group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id,funding,cost_cents", false
	if slices.ContainsFunc(w.Groups, func(g roster.Group) bool { return g.Kind == roster.Training }) {
		columns, teaches = columns+",areas,of_which,meant_for", true
	}
	return fill(dir, "groups.csv", columns, func(t *table) {
		for _, g := range w.Groups {
			cost := ""
			if g.CostCents != nil {
				cost = strconv.Itoa(*g.CostCents)
			}
			cells := []string{
				string(g.External), g.Name, w.person(g.Provider), string(g.Association), g.TimeZone,
				string(g.Kind), string(g.Format), string(g.Modality), strconv.Itoa(g.Capacity), g.Place,
				w.program(g.Program), g.Funding, cost,
			}
			if teaches {
				cells = append(cells, string(g.Syllabus.Areas), string(g.Syllabus.OfWhich), string(g.Syllabus.MeantFor))
			}
			t.row(cells...)
		}
	})
}

func (w World) writeMemberships(dir string) error {
	return fill(dir, "memberships.csv", "group_id,person_id,from,to", func(t *table) {
		for _, m := range w.Memberships {
			t.row(w.group(m.Group), w.person(m.Person), m.Span.From.String(), m.Span.To.String())
		}
	})
}

// writeMeetings fills the two large files side by side, so that one walk over the meetings is enough.
func (w World) writeMeetings(dir string) error {
	const columns = "session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet"
	return fill(dir, "sessions.csv", columns, func(sessions *table) {
		err := fill(dir, "attendance.csv", "session_id,person_id,mark,intervals,focus", func(marks *table) {
			for m := range w.Meetings() {
				w.writeSession(sessions, m)
				w.writeMarks(marks, m)
			}
		})
		sessions.err = errors.Join(sessions.err, err)
	})
}

func (w World) writeSession(t *table, m Meeting) {
	s := m.Session
	lead, sheet := w.person(s.Lead), ""
	if s.NobodyLed {
		lead = "-"
	}
	if m.Sheet != attendance.Verified {
		sheet = string(m.Sheet)
	}
	t.row(string(s.External), w.group(s.Group), s.Local.String(), strconv.Itoa(s.Minutes), string(s.Status),
		instant(m.Began), instant(m.Ended), lead, w.person(s.CoLead), string(s.Kind), string(s.Modality), sheet)
}

func (w World) writeMarks(t *table, m Meeting) {
	for _, k := range m.Marks {
		t.row(string(m.Session.External), w.person(k.Person), string(k.Code), k.Intervals.String(), string(k.Focus))
	}
}

// writeDecisions leaves no file where nobody decided anything.
func (w World) writeDecisions(dir string) error {
	const columns = "session_id,person_id,purpose,category,period,verdict,reason,decided_by,decided_on"
	return fillOrNone(dir, "decisions.csv", len(w.Decisions), columns, func(t *table) {
		for _, d := range w.Decisions {
			t.row(string(d.Session), w.person(d.Person), d.Purpose, string(d.Category), d.Period,
				d.Verdict, d.Reason, d.DecidedBy, d.DecidedOn.String())
		}
	})
}

// writeEvidence leaves no file where nobody has anything to show.
func (w World) writeEvidence(dir string) error {
	const columns = "evidence_id,person_id,matter,on,given_on,category,what,title,minutes,supervision,equity,areas,months," +
		"confirmed_on,confirmed_by,refused_on,refused_by,reason,withdrawn_on"
	return fillOrNone(dir, "evidence.csv", len(w.Evidence), columns, func(t *table) {
		for _, e := range w.Evidence {
			said := make(map[portfolio.Word]portfolio.Said)
			for _, s := range e.Said {
				said[s.Word] = s
			}
			given, confirmed, refused := said[portfolio.Given], said[portfolio.Confirmed], said[portfolio.Refused]
			t.row(e.Entry, w.person(e.Person), string(e.Matter), e.On.String(), given.On.String(), string(e.Category), e.What, e.Title,
				some(e.Minutes), some(e.Supervision), some(e.Equity), string(roster.SeveralOf(roster.Areas, e.Areas)), some(e.Months),
				confirmed.On.String(), confirmed.Speaker(), refused.On.String(), refused.Speaker(), refused.Reason, said[portfolio.Withdrawn].On.String())
		}
	})
}

// some is a number, and empty for zero.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// fillOrNone is fill for a file that is left out where it would say nothing; one of an earlier bundle is taken away.
func fillOrNone(dir, name string, n int, columns string, rows func(*table)) error {
	if n > 0 {
		return fill(dir, name, columns, rows)
	}
	if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (w World) person(id roster.PersonID) string {
	if id == 0 {
		return ""
	}
	return string(w.People[id-1].External)
}

func (w World) program(id roster.ProgramID) string {
	if id == 0 {
		return ""
	}
	return string(w.Programs[id-1].External)
}

func (w World) group(id roster.GroupID) string { return string(w.Groups[id-1].External) }

// share is a share of full time with at least one decimal: 1.0, 0.5, 0.75.
func share(f roster.FTE) string {
	text := strconv.FormatFloat(float64(f)/1000, 'f', -1, 64)
	if f%1000 == 0 {
		text += ".0"
	}
	return text
}

// instant is RFC 3339 in UTC, and empty for the zero time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// table is one CSV file being written; the first error stays and is told by fill.
type table struct {
	csv *csv.Writer
	err error
}

func (t *table) row(fields ...string) {
	if t.err == nil {
		t.err = t.csv.Write(fields)
	}
}

// fill makes the file, writes its header and whatever rows does, and closes it; the error names the file.
func fill(dir, name, columns string, rows func(*table)) error {
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<16)
	out.WriteString(columns + "\n") // a bufio.Writer keeps its first error for Flush
	t := &table{csv: csv.NewWriter(out)}
	rows(t)
	t.csv.Flush()
	if err := errors.Join(t.err, t.csv.Error(), out.Flush(), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
