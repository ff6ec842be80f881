package web

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
)

// What a pasted table may hold.
const (
	mostPasted    = 200
	longestPasted = 60_000
)

// pastedColumns are the columns of a table without a head, in their order; with one, they may stand in any.
var pastedColumns = []string{"name", "email", "program", "role", "from", "serves", "fte"}

// peoplePaste answers GET and POST /people/paste.
func (w *web) peoplePaste(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	return w.recordForm(c, func() (recordForm, error) { return w.pasteForm(c, actor) })
}

func (w *web) pasteForm(c echo.Context, actor access.Actor) (recordForm, error) {
	id, err := newIn(c)
	if err != nil {
		return recordForm{}, err
	}
	programs, err := w.Store.Programs(c.Request().Context(), nil, actor.Coordinates)
	if err != nil {
		return recordForm{}, err
	}
	var association roster.Association
	var rows []roster.Newcomer
	return recordForm{
		page: formPage{
			frame: w.narrow(c, "Add many people", atPeople), Back: navLink{Href: atPeople, Text: "People"}, Heading: "Add many people",
			Lead:   "Copy the rows from your spreadsheet and paste them here: name, e-mail, program, role, first day, whom they serve, share of full time. With or without a head.",
			Action: atPeople + "/paste", ID: string(id), Button: "Add them all",
		},
		ask: func(q *inquiry) {
			association = w.associationQuestion(q, actor)
			field := q.put(fieldView{Name: "table", Label: "The rows", Kind: "lines", Hint: "Role: practitioner, supervisor or manager. First day: 2026-03-08. Serves: IMH, ECMH, IMH+ECMH or empty. Share of full time: 1.0 where it is empty, 0.5 for half."})
			if q.sent == nil {
				return
			}
			var wrong map[int]string
			if rows, wrong = pasted(field.Value, id, association, programs); len(wrong) > 0 {
				field.Problem = byLine(wrong)
			}
			field.Said = count(len(rows), "person", "people") + asRead(rows, programs)
		},
		put: func(pen roster.Pen, _ string) (endorsement.Foreseen, error) {
			if err := access.May(actor, access.KeepRecords, access.Association{Code: association}); err != nil {
				return endorsement.Foreseen{}, err
			}
			var emails []string
			var ids []roster.External
			for _, r := range rows {
				if ids = append(ids, r.Person.External); r.Person.Email != "" {
					emails = append(emails, r.Person.Email)
				}
			}
			return w.Store.AddPeople(c.Request().Context(), association, emails, ids, pen, func(known []roster.Record) ([]roster.Edit, error) {
				edits, wrong := roster.AdmitAll(rows, known)
				if len(wrong) > 0 {
					return nil, fault.New(fault.Invalid, "%s", byLine(wrong))
				}
				return edits, nil
			})
		},
		done: func() (string, error) { return atPeople, nil },
	}, nil
}

// asRead says whom rows add as, a line each, so that a cell in the wrong column is seen before anything is written.
func asRead(rows []roster.Newcomer, programs []roster.Program) string {
	var lines strings.Builder
	for _, row := range rows {
		words := []string{row.Person.Name, row.Person.Email, "no employment"}
		if i := slices.IndexFunc(programs, func(p roster.Program) bool { return p.ID == row.Work.Program }); i >= 0 {
			words[2] = fmt.Sprintf("%s in %s from %s", row.Work.Role, programs[i].Name, plainDate(row.Work.Span.From))
		}
		lines.WriteString("\n" + joined(words...))
	}
	return lines.String()
}

// byLine is what is wrong, a sentence a line.
func byLine(wrong map[int]string) string {
	var words []string
	for _, line := range slices.Sorted(maps.Keys(wrong)) {
		words = append(words, fmt.Sprintf("Line %d: %s", line, wrong[line]))
	}
	return strings.Join(words, "\n")
}

// pasted reads a table, and tells what is wrong with it by line.
func pasted(text string, id roster.External, association roster.Association, programs []roster.Program) ([]roster.Newcomer, map[int]string) {
	if utf8.RuneCountInString(text) > longestPasted {
		return nil, map[int]string{1: "This is more than can be read at once. Paste fewer rows."}
	}
	r := csv.NewReader(strings.NewReader(strings.TrimSpace(text)))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	if strings.Contains(text, "\t") {
		r.Comma, r.TrimLeadingSpace = '\t', false
	}
	table, err := r.ReadAll()
	if err != nil || len(table) == 0 || len(table) > mostPasted {
		return nil, map[int]string{1: fmt.Sprintf("This is no table of 1 to %d rows. Copy the cells from a spreadsheet, or put commas between them.", mostPasted)}
	}
	columns, first := pastedColumns, 0
	if head := headOf(table[0]); head != nil {
		columns, first = head, 1
		if i := slices.IndexFunc(head, func(c string) bool { return c != "" && !slices.Contains(pastedColumns, c) }); i >= 0 {
			return nil, map[int]string{1: fmt.Sprintf("The column %q is not read here. Take it out, or call it name, e-mail, program, role, first day, serves or share of full time.", strings.TrimSpace(table[0][i]))}
		}
	}
	var rows []roster.Newcomer
	wrong := make(map[int]string)
	for i, cells := range table[first:] {
		line := i + first + 1
		row, problem := pastedRow(cells, columns, programs)
		if problem != "" {
			wrong[line] = problem
			continue
		}
		row.Line, row.Person.Association, row.Person.External = line, association, id.Nth(line)
		rows = append(rows, row)
	}
	if len(rows) == 0 && len(wrong) == 0 {
		wrong[1] = "There is nobody below the head. Paste the rows, too."
	}
	return rows, wrong
}

// headOf are the columns that a first row names; nil where it is somebody already.
func headOf(cells []string) []string {
	head := make([]string, len(cells))
	for i, cell := range cells {
		head[i] = strings.NewReplacer("-", "", "first day", "from", "start", "from", "share of full time", "fte").Replace(strings.ToLower(strings.TrimSpace(cell)))
	}
	if !slices.Contains(head, "name") {
		return nil
	}
	return head
}

// pastedRow is one row, or what is wrong with it.
func pastedRow(cells, columns []string, programs []roster.Program) (roster.Newcomer, string) {
	at := make(map[string]string)
	for i, cell := range cells {
		if i < len(columns) {
			at[columns[i]] = strings.Join(strings.Fields(cell), " ")
		}
		if problem := roster.Unseen(cell, ""); problem != "" {
			return roster.Newcomer{}, problem
		}
		if utf8.RuneCountInString(cell) > longestLine {
			return roster.Newcomer{}, fmt.Sprintf("A cell is longer than %d characters. Shorten it.", longestLine)
		}
	}
	row := roster.Newcomer{Person: roster.Person{Name: at["name"]}}
	if row.Person.Name == "" {
		return row, "The name is empty. Fill it in."
	}
	if at["email"] != "" {
		address, err := access.Email(at["email"])
		if err != nil {
			return row, fmt.Sprintf("%q is no e-mail address. Correct it, or leave it empty.", at["email"])
		}
		row.Person.Email = address
	}
	if at["program"] == "" {
		return row, ""
	}
	var problem string
	row.Work, problem = pastedWork(at, programs)
	return row, problem
}

func pastedWork(at map[string]string, programs []roster.Program) (roster.Employment, string) {
	e := roster.Employment{Role: roster.EmploymentRole(strings.ToLower(at["role"])), FTE: 1000, Serves: roster.Tracks(strings.ToUpper(at["serves"]))}
	if e.Role == "" {
		e.Role = roster.Practitioner
	}
	i := slices.IndexFunc(programs, func(p roster.Program) bool {
		return strings.EqualFold(p.Name, at["program"]) || string(p.External) == at["program"]
	})
	switch {
	case i < 0:
		return e, fmt.Sprintf("There is no program %q. Correct its name, or add it first.", at["program"])
	case !slices.Contains(roster.EmploymentRoles, e.Role):
		return e, fmt.Sprintf("%q is no role. Write practitioner, supervisor or manager.", at["role"])
	case !slices.Contains(roster.TrackSets, e.Serves):
		return e, fmt.Sprintf("%q is nobody to serve. Write IMH, ECMH, IMH+ECMH or nothing.", at["serves"])
	}
	if at["fte"] != "" {
		share, fine := roster.ParseFTE(at["fte"])
		if e.FTE = share; !fine {
			return e, fmt.Sprintf("%q is no share of full time. Write a number from 0.0 to 2.0, such as 0.5.", at["fte"])
		}
	}
	e.Program = programs[i].ID
	from, err := day.Parse(at["from"])
	if t, american := time.Parse("1/2/2006", at["from"]); american == nil {
		from, err = day.Of(t.Date()), nil
	}
	if err != nil || from == 0 {
		return e, fmt.Sprintf("%q is no day of the calendar. Write the first day as 2026-03-08.", at["from"])
	}
	e.Span.From = from
	return e, ""
}
