package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/report"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// modelPage is the second lens on the hours of a staff: each home-visiting model's own monthly measure.
type modelPage struct {
	frame
	Back     navLink
	Choose   *chooseView // which program; nil where there is one alone
	Program  string
	Year     int
	Years    []navLink
	Measures []noteView // what each model asks for, and where that was taken from; none where no program has such a model
	Months   []string   // Jan; those that have begun
	Several  bool       // a row says which program it is of
	Rows     []doseRow
	Others   string // how many rows are in the file alone; empty for none
	Left     string // how many are left out, because their hours are not the reader's to see
	File     string // address of the same as a file
}

// doseRow is one person's year in one program.
type doseRow struct {
	Name, Program string
	Doses         []doseView
}

// doseView is one month of it.
type doseView struct {
	Month             string
	Worked            bool // in the program, in that month
	Individual, Group minutes
	Asked             minutes
	State             string // short, part (of a month), or empty
	Class             string // the look of the state, never the only sign
	Href              string // of the entries behind it; empty where there are none
}

// mostModelRows is how many rows of twelve months the page shows; the file has them all.
const mostModelRows = 100

// model answers GET /staff/model.
func (w *web) model(c echo.Context) error {
	page, _, err := w.modelOf(c)
	if err != nil {
		return err
	}
	page.Rows, page.Others = firstRows(page.Rows, mostModelRows)
	return w.render(c, http.StatusOK, "model", page)
}

// modelOf is the page that the address asks for, with the team it is about.
func (w *web) modelOf(c echo.Context) (modelPage, team, error) {
	actor, _ := actorIn(c)
	team, err := w.teamIn(c, actor)
	if err != nil {
		return modelPage{}, team, err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return modelPage{}, team, err
	}
	today := day.At(w.Now(), readersZone(edition, actor))
	page := modelPage{
		frame: w.frame(c, "The models' own measure", atStaff), Back: navLink{Href: queryAt(atStaff, team.query(askedDays{})), Text: "Staff"},
		Program: team.name, Year: measuredYear(c, today),
	}
	measures := page.measure(edition, &team)
	page.lead(team, today)
	page.Several = len(team.programs) > 1
	if len(measures) == 0 {
		return page, team, nil
	}
	days := day.Span{From: day.Of(page.Year, 1, 1), To: min(day.Of(page.Year, 12, 31), today)}
	list, left, err := w.tenures(c, team, days, 0)
	if err != nil {
		return page, team, err
	}
	if left > 0 {
		page.Left = leftWords(left)
	}
	for _, t := range list {
		zone := readersZone(edition, access.Actor{Association: t.Person.Association})
		for _, p := range team.programs {
			page.add(t, p, t.Doses(p.ID, measures[p.ID], page.Year, day.At(w.Now(), zone), zone))
		}
	}
	return page, team, nil
}

// measuredYear is the year that the address asks for; where it names none that can be meant, this one.
func measuredYear(c echo.Context, today day.Date) int {
	year, err := strconv.Atoi(c.QueryParam("year"))
	if err != nil || year < roster.FirstYear || year > today.Year() {
		return today.Year()
	}
	return year
}

// measure leaves the team the programs whose model has a measure, and says what each such model asks for.
func (p *modelPage) measure(edition *rulebook.Edition, t *team) map[roster.ProgramID]rulebook.Dosage {
	measures, told := make(map[roster.ProgramID]rulebook.Dosage), make(map[roster.Model]bool)
	var programs []roster.Program
	for _, program := range t.programs {
		asks, ok := edition.Dosage(program.Model)
		if !ok {
			continue
		}
		programs, measures[program.ID] = append(programs, program), asks
		if !told[program.Model] {
			told[program.Model] = true
			p.Measures = append(p.Measures, noteView{measureWords(program.Model, asks), asks.Sources})
		}
	}
	t.programs = programs
	return measures
}

// measureWords say what a model asks for.
func measureWords(model roster.Model, asks rulebook.Dosage) string {
	text := fmt.Sprintf("%s asks for %s hours of individual reflective supervision a month", modelNames[model], minutes(asks.IndividualMinutes).Asked())
	if asks.HalfTimeBelow == 0 {
		return text + "."
	}
	text += fmt.Sprintf(", and for %s of whoever works less than %s of full time.", minutes(asks.HalfTimeMinutes).Asked(), asks.HalfTimeBelow)
	if asks.HalfTime != rulebook.Seen {
		text += " The lesser measure is a reading that nobody has confirmed yet."
	}
	return text
}

// lead fills in where the page leads: to the years before and after, to other programs, and to the file.
func (p *modelPage) lead(t team, today day.Date) {
	at := func(path, program string, year int) string {
		q := url.Values{"year": {strconv.Itoa(year)}}
		if program != "" {
			q.Set("program", program)
		}
		return queryAt(path, q)
	}
	for year := min(p.Year+1, today.Year()); year >= max(p.Year-1, roster.FirstYear); year-- {
		p.Years = append(p.Years, navLink{at(atStaff+"/model", t.asked, year), strconv.Itoa(year), year == p.Year})
	}
	p.Choose = t.choose(atStaff+"/model", carriedView{"year", strconv.Itoa(p.Year)})
	for first := day.Of(p.Year, time.January, 1); first.Year() == p.Year && first <= today; first = first.AddMonths(1) {
		p.Months = append(p.Months, first.Format("Jan"))
	}
	if len(t.programs) > 0 {
		p.File = at(atStaff+"/model.csv", t.asked, p.Year)
	}
}

// add puts somebody's year in a program on the page, where they worked in it.
func (p *modelPage) add(t endorsement.Tenure, program roster.Program, doses []endorsement.Dose) {
	row, worked := doseRow{Name: t.Person.Name, Program: program.Name}, false
	for i, d := range doses[:len(p.Months)] {
		v := doseView{Month: p.Months[i], Worked: d.Worked, Individual: minutes(d.Individual), Group: minutes(d.Group), Asked: minutes(d.Asked)}
		switch worked = worked || d.Worked; {
		case d.Short():
			v.State, v.Class = "short", "waits"
		case d.Worked && !d.Whole:
			v.State = "part"
		}
		if d.Individual+d.Group > 0 {
			q := askedFor(d.Days).query()
			q.Set("program", fmt.Sprint(program.ID))
			q.Set("show", string(endorsement.ReceivedReflective))
			v.Href = queryAt(fmt.Sprintf("%s/%d/hours", atStaff, t.Person.ID), q)
		}
		row.Doses = append(row.Doses, v)
	}
	if worked {
		p.Rows = append(p.Rows, row)
	}
}

// modelFile answers GET /staff/model.csv: the same as a file.
func (w *web) modelFile(c echo.Context) error {
	page, team, err := w.modelOf(c)
	if err != nil {
		return err
	}
	if len(page.Measures) == 0 {
		return c.Redirect(http.StatusSeeOther, queryAt(atStaff+"/model", team.query(askedDays{}))) // where it says that no model asks for anything
	}
	table := report.Table{Head: [][]string{{"Individual reflective supervision received", page.Program}, {"Year", strconv.Itoa(page.Year)}}, Columns: []string{"Name", "Program"}}
	for _, m := range page.Measures {
		words := []string{m.Text}
		for _, s := range m.Sources {
			words = append(words, s.Text)
		}
		table.Head = append(table.Head, words)
	}
	if page.Left != "" {
		table.Head = append(table.Head, []string{page.Left})
	}
	for _, month := range page.Months {
		table.Columns = append(table.Columns, month+" individual", month+" asked", month+" group", month+" state")
	}
	for _, row := range page.Rows {
		cells := []string{row.Name, row.Program}
		for _, d := range row.Doses {
			if !d.Worked {
				cells = append(cells, "", "", "", "")
				continue
			}
			cells = append(cells, d.Individual.Hours(), d.Asked.Hours(), d.Group.Hours(), d.State)
		}
		table.Rows = append(table.Rows, cells)
	}
	return w.attach(c, fmt.Sprintf("model-%d.csv", page.Year), table)
}
