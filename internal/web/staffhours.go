package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/report"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// staffHoursPage are the hours of a team on some days: a table in which each figure opens what it is made of.
type staffHoursPage struct {
	frame
	Back     navLink
	Team     string       // the program's name, or that these are all
	Programs []optionView // to choose from, where there is more than one
	From, To textField
	Ways     []navLink // to the spans that are asked for most
	Words    string    // from 1 January 2026 to 22 November 2026; empty where the days cannot be right
	Rule     string    // which hours are in the table
	Titles   []string
	Rows     []hoursRow
	Others   string // how many are in the file alone; empty for none
	Total    hoursRow
	Left     string // how many are left out, because their hours are not the reader's to see
	File     string // address of the same as a file
	MadeOn   string // the day as a file has it
}

// mostHoursRows is how many people the page shows; the file has everybody.
const mostHoursRows = 250

// hoursRow is one person's hours, or those of all.
type hoursRow struct {
	Name, Href string // Href is empty for all of them
	Toward     string // what they are earning and renewing today
	Figures    []hoursFigure
}

// hoursFigure is one column of a row.
type hoursFigure struct {
	Column  string
	Minutes minutes
	Href    string // of the entries behind it; empty where there are none
}

// columnWords head the columns.
var columnWords = map[endorsement.Column]string{
	endorsement.ReceivedReflective: "Reflective received", endorsement.ReceivedOther: "Other received",
	endorsement.ProvidedReflective: "Reflective provided", endorsement.ProvidedOther: "Other provided", endorsement.NotVerified: "Not verified yet",
}

// staffHours answers GET /staff/hours.
func (w *web) staffHours(c echo.Context) error {
	page, _, asked, err := w.hoursOf(c)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if asked.wrong() {
		status = http.StatusUnprocessableEntity
	}
	if page.Rows, page.Others = firstRows(page.Rows, mostHoursRows); page.Others != "" {
		page.Others += " The sum is of all of them."
	}
	return w.render(c, status, "staffhours", page)
}

// firstRows are the rows that a page shows where a file has them all, and how many it leaves to that, in words.
func firstRows[Row any](rows []Row, most int) ([]Row, string) {
	if len(rows) <= most {
		return rows, ""
	}
	return rows[:most], fmt.Sprintf("These are the first %d by name; %s in the file.", most, count(len(rows)-most, "more is", "more are"))
}

// hoursOf is the table that the address asks for, with the days; empty where these cannot be right. It is access.Nowhere where
// no program is the reader's.
func (w *web) hoursOf(c echo.Context) (staffHoursPage, day.Span, askedDays, error) {
	actor, _ := actorIn(c)
	team, err := w.teamIn(c, actor)
	if err != nil {
		return staffHoursPage{}, day.Span{}, askedDays{}, err
	}
	if team.name == "" {
		return staffHoursPage{}, day.Span{}, askedDays{}, access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return staffHoursPage{}, day.Span{}, askedDays{}, err
	}
	today := day.At(w.Now(), readersZone(edition, actor))
	days, asked := daysIn(c, today)
	page := hoursForm(team, asked, today)
	page.frame, page.Back = w.frame(c, "Hours of staff", atStaff), navLink{Href: queryAt(atStaff, team.query(askedDays{})), Text: "Staff"}
	if !asked.wrong() {
		err = w.fillHours(c, &page, team, days, asked)
	}
	return page, days, asked, err
}

func hoursForm(t team, asked askedDays, today day.Date) staffHoursPage {
	h := staffHoursPage{Team: t.name, Programs: t.options(), From: asked.from, To: asked.to, MadeOn: today.String()}
	if asked.from.Value == "" && asked.to.Value == "" {
		this := askedFor(thisYear(today))
		h.From, h.To = this.from, this.to
	}
	for _, way := range []struct {
		words string
		days  day.Span
	}{{"This month", thisMonth(today)}, {"Last month", lastMonth(today)}, {"This year", thisYear(today)}} {
		a := askedFor(way.days)
		h.Ways = append(h.Ways, navLink{queryAt(atStaffHours, t.query(a)), way.words, a.from.Value == h.From.Value && a.to.Value == h.To.Value})
	}
	return h
}

// rule says which hours the table has.
func (t team) rule() string {
	rule := "Hours count here that lie on a day on which the person worked in " + t.where() + "; what was before they came or after they left does not."
	if len(t.programs) > 1 {
		rule += " An hour counts once, in however many of them somebody works."
	}
	rule += " Hours of trainings stand beside those of reflective supervision and never count as such."
	return rule + " Listed is who worked there on one of these days and, for a manager, still does today."
}

// tenures are the people of a team whose hours the reader may see, each with those of the days alone, and how many more
// there are.
func (w *web) tenures(c echo.Context, t team, days day.Span, only roster.PersonID) (list []endorsement.Tenure, left int, err error) {
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return nil, 0, err
	}
	found, err := w.Store.Tenures(ctx, t.ids(), days, only)
	if err != nil {
		return nil, 0, err
	}
	actor, _ := actorIn(c)
	for _, tenure := range found {
		p := tenure.Person
		subject := access.Person{ID: p.ID, Association: p.Association, Employments: tenure.Employments, Today: w.today(edition, p.Association)}
		if access.May(actor, access.SeeStanding, subject) != nil {
			left++
			continue
		}
		if only != 0 {
			if _, tenure.Trained, err = w.Store.Lines(ctx, only); err != nil {
				return nil, 0, err
			}
		}
		seen, zone := subject.Days(actor), readersZone(edition, access.Actor{Association: p.Association})
		tenure = tenure.During(days, t.ids(), zone)
		tenure.Lines, tenure.Unverified = within(tenure.Lines, seen, zone), within(tenure.Unverified, seen, zone)
		tenure.Trained = trainedWithin(tenure.Trained, seen, zone)
		list = append(list, tenure)
	}
	return list, left, nil
}

// fillHours fills the table in.
func (w *web) fillHours(c echo.Context, h *staffHoursPage, t team, days day.Span, asked askedDays) error {
	list, left, err := w.tenures(c, t, days, 0)
	if err != nil {
		return err
	}
	toward, err := w.Store.Toward(c.Request().Context(), t.ids(), days)
	if err != nil {
		return err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	query := t.query(asked)
	h.Words, h.Rule, h.File = fromTo(days), t.rule(), queryAt(atStaff+"/hours.csv", query)
	if left > 0 {
		h.Left = leftWords(left)
	}
	total, trained := make(map[endorsement.Column]int), 0
	for _, tenure := range list {
		sums := tenure.Minutes()
		row := hoursRow{Name: tenure.Person.Name, Toward: towardWords(edition, tenure.Person.Association, toward[tenure.Person.ID], w.today(edition, tenure.Person.Association)), Href: queryAt(fmt.Sprintf("%s/%d/hours", atStaff, tenure.Person.ID), query)}
		for _, column := range endorsement.Columns {
			figure := hoursFigure{Column: columnWords[column], Minutes: minutes(sums[column])}
			if total[column] += sums[column]; sums[column] > 0 {
				opens := t.query(asked)
				opens.Set("show", string(column))
				figure.Href = queryAt(fmt.Sprintf("%s/%d/hours", atStaff, tenure.Person.ID), opens)
			}
			row.Figures = append(row.Figures, figure)
		}
		row.Figures = append(row.Figures, trainedFigure(tenure.TrainedMinutes(), row.Href))
		trained += tenure.TrainedMinutes()
		h.Rows = append(h.Rows, row)
	}
	h.Total.Name = "All of them"
	for _, column := range endorsement.Columns {
		h.Titles = append(h.Titles, columnWords[column])
		h.Total.Figures = append(h.Total.Figures, hoursFigure{Column: columnWords[column], Minutes: minutes(total[column])})
	}
	h.Titles, h.Total.Figures = append(h.Titles, trainingTitle), append(h.Total.Figures, trainedFigure(trained, ""))
	return nil
}

// trainingTitle heads the hours of trainings, which are no column of supervision.
const trainingTitle = "Training"

// trainedFigure are the hours of trainings; where there are any they open where they stand on the page of somebody's hours.
func trainedFigure(sum int, hours string) hoursFigure {
	f := hoursFigure{Column: trainingTitle, Minutes: minutes(sum)}
	if sum > 0 && hours != "" {
		f.Href = hours + "#training"
	}
	return f
}

// towardWords are the purposes that somebody is earning and renewing today, or can still hand in.
func towardWords(edition *rulebook.Edition, code roster.Association, purposes []rulebook.Purpose, today day.Date) string {
	var words []string
	for _, p := range purposes {
		switch {
		case !edition.Owed(code, p).Contains(today):
		case p.Kind == rulebook.Renewal:
			words = append(words, string(p.Category)+", renewal "+years(p.Period))
		default:
			words = append(words, string(p.Category))
		}
	}
	return strings.Join(words, "; ")
}

// leftWords say how many people are left out.
func leftWords(left int) string {
	return count(left, "person is", "people are") + " left out, whose hours are not yours to see: they work for you no longer, or are of another association."
}

// queryAt is an address with a query, if there is one.
func queryAt(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// staffFile answers GET /staff/hours.csv: the table as a file.
func (w *web) staffFile(c echo.Context) error {
	h, days, asked, err := w.hoursOf(c)
	if err != nil {
		return err
	}
	if asked.wrong() {
		return c.Redirect(http.StatusSeeOther, queryAt(atStaffHours, c.QueryParams())) // where the form says what is wrong
	}
	table := report.Table{Head: [][]string{{"Hours of staff", h.Team}, {"From", days.From.String()}, {"To", days.To.String()}, {"Made on", h.MadeOn}, {h.Rule}}}
	if h.Left != "" {
		table.Head = append(table.Head, []string{h.Left})
	}
	table.Columns = append([]string{"Name", "Toward"}, h.Titles...)
	for _, row := range append(h.Rows, h.Total) {
		cells := []string{row.Name, row.Toward}
		for _, figure := range row.Figures {
			cells = append(cells, figure.Minutes.Hours())
		}
		table.Rows = append(table.Rows, cells)
	}
	return w.attach(c, fmt.Sprintf("hours-%s-to-%s.csv", days.From, days.To), table)
}

// attach answers with a table as a file to be kept. The name is ours, and holds nothing that somebody typed.
func (w *web) attach(c echo.Context, name string, table report.Table) error {
	text, err := table.CSV()
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", text)
}
