package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/report"
	"attune/internal/roster"
)

// cameView is what came in toward a purpose in a period, each figure with the address of the entries behind it.
type cameView struct {
	Counted, Waits minutes
	Months         string // how many have counted hours; empty where none has
	CountedHref    string
	WaitsHref      string
	months         int
}

// periodColumns are what the staff table has beside its own where a period is asked for; on the page they are one.
var periodColumns = []staffColumn{
	{key: "came", text: "Came in", number: true, down: true},
	{key: "came-waiting", text: "Came in, waiting", number: true, down: true, within: true},
	{key: "came-months", text: "Came in, months", number: true, down: true, within: true},
}

// columns are those of the table.
func (a staffAsked) columns() []staffColumn {
	if !a.Period {
		return staffColumns
	}
	return slices.Concat(staffColumns, periodColumns)
}

// within reads the period that the address asks for, if it does. What came in is on record: a period ends today at the latest.
func (a *staffAsked) within(c echo.Context, today day.Date) {
	if typed(c, "from") == "" && typed(c, "to") == "" {
		return
	}
	var days day.Span
	if days, a.period = daysIn(c, today); !a.period.wrong() && days.To > today {
		a.period.to.Problem = fmt.Sprintf("The last day, %s, is still to come. Choose today, %s, or an earlier one.", plainDate(days.To), plainDate(today))
	}
	a.From, a.To = a.period.from, a.period.to
	if a.Period = !a.period.wrong(); a.Period {
		a.days = days
	}
}

// hours are the days for the table of hours: those of the period.
func (a staffAsked) hours() askedDays {
	if !a.Period {
		return askedDays{}
	}
	return a.period
}

// file is the address of the same rows as a file.
func (a staffAsked) file() string {
	sort := a.sort
	if a.down {
		sort = "-" + sort
	}
	return atStaffFile + a.at(sort, 1)[len(atStaff):]
}

const atStaffFile = atStaff + "/table.csv"

// spans are the ways to the periods that are asked for most, and to the table without one.
func (a staffAsked) spans(today day.Date) []navLink {
	without := a
	without.period = askedDays{}
	links := []navLink{{without.at(a.Sort, 1), "As it stands", !a.Period}}
	for _, way := range []struct {
		words string
		days  day.Span
	}{{"This month", thisMonth(today)}, {"Last quarter", lastQuarter(today)}, {"This year", thisYear(today)}} {
		of := a
		of.period = askedFor(way.days)
		links = append(links, navLink{of.at(a.Sort, 1), way.words, a.Period && a.days == way.days})
	}
	return links
}

func lastQuarter(today day.Date) day.Span {
	year, month, _ := today.Civil()
	first := day.Of(year, month-(month-1)%3, 1)
	return day.Span{From: first.AddMonths(-3), To: first.AddDays(-1)}
}

// cameWords say what the columns of a period have, of days in words.
func cameWords(days string) string {
	return "Came in are the hours " + days + " that count or wait as it is today; for a manager, those of the days on which somebody worked in their programs."
}

// seenOf gives people the days whose entries the reader may see.
func (w *web) seenOf(ctx context.Context, actor access.Actor, people []colleague) error {
	ids := make([]roster.PersonID, len(people))
	for i := range people {
		ids[i] = people[i].Person.ID
	}
	worked, err := w.Store.Tenancies(ctx, ids)
	for i := range people {
		p := &people[i]
		p.seen = access.Person{ID: p.Person.ID, Association: p.Person.Association, Employments: worked[p.Person.ID], Today: p.today}.Days(actor)
	}
	return err
}

// came gives a row what came in of its purpose in the period.
func (r *staffRow) came(line endorsement.StandingLine, seen access.Days, a staffAsked) {
	gain := endorsement.GainOf(line.Judgement, func(d day.Date) bool { return a.days.Contains(d) && seen.Has(d) })
	opens := func(class string, minutes int) string {
		if minutes == 0 {
			return ""
		}
		q := a.period.query()
		q.Set("show", class)
		return queryAt(r.Purpose, q) + "#entries"
	}
	r.Came = cameView{
		Counted: minutes(gain.Counted), Waits: minutes(gain.Held), CountedHref: opens("counted", gain.Counted), WaitsHref: opens("waits", gain.Held), months: gain.Months,
	}
	if gain.Months > 0 {
		r.Came.Months = count(gain.Months, "month", "months")
	}
	figures := r.Word == ""
	for key, n := range map[string]int{"came": gain.Counted, "came-waiting": gain.Held, "came-months": gain.Months} {
		r.by[key] = sortKey{none: !figures, number: n}
	}
}

// staffTableFile answers GET /staff/table.csv: the rows of the table, all of them, as a file.
func (w *web) staffTableFile(c echo.Context) error {
	p, err := w.staffPageOf(c)
	switch {
	case err != nil:
		return err
	case p.Program == "":
		return access.Nowhere()
	case p.Asked.period.wrong():
		return c.Redirect(http.StatusSeeOther, queryAt(atStaff, c.QueryParams())) // where the form says what is wrong
	}
	table := report.Table{Head: [][]string{{"Staff", p.Program}, {"Made on", p.today.String()}}}
	if p.Came != "" {
		table.Head = append(table.Head, []string{"From", p.Asked.days.From.String()}, []string{"To", p.Asked.days.To.String()}, []string{cameWords("of these days")})
	}
	if p.More {
		table.Head = append(table.Head, []string{moreStaff})
	}
	table.Columns = append(table.Columns, "Name", p.Heads[1].Text, "Toward", "Counted", "Of", "Waiting", "Missing", "Months", "How it stands", "At this pace", "Window closes", "Window closed", "Renewal due")
	for _, col := range p.Asked.columns()[len(staffColumns):] {
		table.Columns = append(table.Columns, col.text)
	}
	for _, r := range p.Rows {
		table.Rows = append(table.Rows, r.cells(len(table.Columns), p.Asked.Period))
	}
	return w.attach(c, fmt.Sprintf("staff-%s.csv", p.today), table)
}

// moreStaff says that the table has not everybody.
const moreStaff = "These are the first people by name. Choose a program to see the others."

// cells are the row in a file of so many columns. Every day in it is written 2026-03-08, as programs read days.
func (r staffRow) cells(columns int, period bool) []string {
	cells := make([]string, columns)
	copy(cells, []string{r.Name, r.Program, r.Toward})
	if r.Word != "" {
		cells[8] = r.Word
		return cells
	}
	copy(cells[3:], []string{r.Counted.Hours(), r.Of.Hours(), r.Waits.Hours(), r.Missing.Hours(), r.Months, r.State(), r.Pace, "", r.ClosedOn.String(), r.due.String()})
	if r.reached != 0 {
		cells[9] = r.reached.String()
	}
	if r.Window != "" {
		cells[10] = r.window.String()
	}
	if period {
		copy(cells[13:], []string{r.Came.Counted.Hours(), r.Came.Waits.Hours(), fmt.Sprint(r.Came.months)})
	}
	return cells
}
