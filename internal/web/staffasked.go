package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
)

// staffAsked is what the form above the table asks for.
type staffAsked struct {
	Programs, Categories, States, Orders []optionView // Programs is empty where there is one
	From, To                             textField    // the days of the period, as they were typed
	Period                               bool         // a period is asked for, and can be meant
	Sort                                 string       // the column, with a - before it where it goes down
	program, category, sort              string
	state                                endorsement.Bearing
	down                                 bool
	page                                 int
	period                               askedDays
	days                                 day.Span // of the period; zero where nobody asks for one
}

// Narrows tells whether some of the staff are left out.
func (a staffAsked) Narrows() bool { return a.category != "" || a.state != "" }

// staffAskedIn reads what the address asks for; what nobody can mean is as if it were not there.
func staffAskedIn(c echo.Context, t team, today day.Date) staffAsked {
	a := staffAsked{program: t.asked, category: typed(c, "category"), state: endorsement.Bearing(typed(c, "state"))}
	a.within(c, today)
	if bearingWords[a.state] == "" {
		a.state = ""
	}
	a.sort, a.down = strings.CutPrefix(typed(c, "sort"), "-")
	if !slices.ContainsFunc(a.columns(), func(col staffColumn) bool { return col.key == a.sort }) {
		a.sort, a.down = staffColumns[0].key, false
	}
	if a.Sort = a.sort; a.down {
		a.Sort = "-" + a.sort
	}
	a.page, _ = strconv.Atoi(c.QueryParam("page"))
	a.page = max(a.page, 1)
	a.States = []optionView{{Text: "Everybody"}}
	for _, bearing := range endorsement.Bearings {
		a.States = append(a.States, optionView{string(bearing), capital(bearingWords[bearing]), bearing == a.state})
	}
	a.Programs = t.options()
	return a
}

// at is the address of the same table, sorted otherwise or at another page.
func (a staffAsked) at(sort string, page int) string {
	q := a.period.query()
	for name, value := range map[string]string{"program": a.program, "category": a.category, "state": string(a.state), "sort": sort} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if page > 1 {
		q.Set("page", fmt.Sprint(page))
	}
	return queryAt(atStaff, q)
}

// categoriesOf are the categories of rows, to choose from.
func categoriesOf(rows []staffRow, chosen string) []optionView {
	names := make(map[roster.Category]string)
	for _, r := range rows {
		if r.Category != "" {
			names[r.Category], _, _ = strings.Cut(r.Toward, ", renewal ")
		}
	}
	options := []optionView{{Text: "Every category"}}
	for code, name := range names {
		options = append(options, optionView{string(code), name, string(code) == chosen})
	}
	slices.SortFunc(options[1:], func(a, b optionView) int { return strings.Compare(a.Text, b.Text) })
	return options
}
