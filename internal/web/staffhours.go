package web

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/report"
	"attune/internal/roster"
)

// staffHours are the hours of a team on some days: a table in which each figure opens what it is made of.
type staffHours struct {
	Program  string // as the form sends it; empty for none
	From, To textField
	Ways     []navLink // to the spans that are asked for most
	Words    string    // from 1 January 2026 to 22 November 2026; empty where the days cannot be right
	Rule     string    // which hours are in the table
	Columns  []string
	Rows     []hoursRow
	Total    hoursRow
	Left     string // how many are left out, because their hours are not the reader's to see
	File     string // address of the same as a file
}

// hoursRow is one person's hours, or those of all.
type hoursRow struct {
	Name, Href string // Href is empty for all of them
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

func hoursForm(t team, asked askedDays, today day.Date) staffHours {
	h := staffHours{Program: t.asked, From: asked.from, To: asked.to}
	if asked.from.Value == "" && asked.to.Value == "" {
		this := askedFor(thisYear(today))
		h.From, h.To = this.from, this.to
	}
	for _, way := range []struct {
		words string
		days  day.Span
	}{{"This month", thisMonth(today)}, {"Last month", lastMonth(today)}, {"This year", thisYear(today)}} {
		a := askedFor(way.days)
		h.Ways = append(h.Ways, navLink{atStaff + "?" + t.query(a).Encode() + "#hours", way.words, a.from.Value == h.From.Value && a.to.Value == h.To.Value})
	}
	return h
}

// rule says which hours the table has.
func (t team) rule() string {
	rule := "Hours count here that lie on a day on which the person worked in " + t.where() + "; what was before they came or after they left does not."
	if len(t.programs) > 1 {
		rule += " An hour counts once, in however many of them somebody works."
	}
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
		seen, zone := subject.Days(actor), readersZone(edition, access.Actor{Association: p.Association})
		tenure = tenure.During(days, t.ids(), zone)
		tenure.Lines, tenure.Unverified = within(tenure.Lines, seen, zone), within(tenure.Unverified, seen, zone)
		list = append(list, tenure)
	}
	return list, left, nil
}

// fillHours fills the table in.
func (w *web) fillHours(c echo.Context, h *staffHours, t team, days day.Span, asked askedDays) error {
	list, left, err := w.tenures(c, t, days, 0)
	if err != nil {
		return err
	}
	query := t.query(asked)
	h.Words, h.Rule, h.File = fromTo(days), t.rule(), queryAt(atStaff+"/hours.csv", query)
	if left > 0 {
		h.Left = leftWords(left)
	}
	total := make(map[endorsement.Column]int)
	for _, tenure := range list {
		sums := tenure.Minutes()
		row := hoursRow{Name: tenure.Person.Name, Href: queryAt(fmt.Sprintf("%s/%d/hours", atStaff, tenure.Person.ID), query)}
		for _, column := range endorsement.Columns {
			figure := hoursFigure{Column: columnWords[column], Minutes: minutes(sums[column])}
			if total[column] += sums[column]; sums[column] > 0 {
				opens := t.query(asked)
				opens.Set("show", string(column))
				figure.Href = queryAt(fmt.Sprintf("%s/%d/hours", atStaff, tenure.Person.ID), opens)
			}
			row.Figures = append(row.Figures, figure)
		}
		h.Rows = append(h.Rows, row)
	}
	h.Total.Name = "All of them"
	for _, column := range endorsement.Columns {
		h.Columns = append(h.Columns, columnWords[column])
		h.Total.Figures = append(h.Total.Figures, hoursFigure{Column: columnWords[column], Minutes: minutes(total[column])})
	}
	return nil
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
	actor, _ := actorIn(c)
	team, err := w.teamIn(c, actor)
	if err != nil {
		return err
	}
	if team.name == "" {
		return access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	today := day.At(w.Now(), readersZone(edition, actor))
	days, asked := daysIn(c, today)
	if asked.wrong() {
		return c.Redirect(http.StatusSeeOther, queryAt(atStaff, team.query(asked))) // where the form says what is wrong
	}
	var h staffHours
	if err := w.fillHours(c, &h, team, days, asked); err != nil {
		return err
	}
	table := report.Table{Head: [][]string{{"Hours of staff", team.name}, {"From", days.From.String()}, {"To", days.To.String()}, {"Made on", today.String()}, {h.Rule}}}
	if h.Left != "" {
		table.Head = append(table.Head, []string{h.Left})
	}
	table.Columns = append([]string{"Name"}, h.Columns...)
	for _, row := range append(h.Rows, h.Total) {
		cells := []string{row.Name}
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
