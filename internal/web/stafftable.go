package web

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// How much a staff table looks at and shows.
const (
	mostStaff       = 2000 // people whose pace is worked out at once
	staffOnAPage    = 100  // rows
	mostMissing     = 50   // sheets below the table
	mostWaitingName = 3    // people named who wait for one
)

// staffPage is the staff of one program, or of all that are the reader's.
type staffPage struct {
	frame
	Program     string // its name, or that these are all; empty where there is none
	Summary     string // 14 people · 3 behind · 9 in time
	AsOf        string
	Asked       staffAsked
	team        team
	Heads       []staffHead
	Wide        int        // columns beside the name and the program
	Came        string     // what the columns of a period have, and of which days; empty where nobody asks
	Rows        []staffRow // of the page
	Pages       string     // rows 101 to 200 of 345; empty where they are all here
	Before      string     // address of the page before; empty on the first
	After       string     // address of the page after; empty on the last
	More        bool       // there are more people than are looked at
	Missing     []missingView
	MoreMissing bool      // there are more than are shown
	Hours       string    // where the hours of a period stand
	Model       string    // where each model's own measure stands
	Medicaid    string    // who may bill Medicaid; empty where the rules ask for nothing of that
	Invite      string    // where somebody is invited into the program; empty where there is none
	Coordinates bool      // the reader adds programs
	Spans       []navLink // to the periods that are asked for most, and to none
	File        string    // address of the same rows as a file
	today       day.Date
}

// staffHead is the head of a column, which sorts by it.
type staffHead struct {
	Text, Href string
	Number     bool
	Within     bool   // it has no head of its own on the page
	Sorted     string // ascending or descending; empty: by another column
}

// staff answers GET /staff.
func (w *web) staff(c echo.Context) error {
	page, err := w.staffPageOf(c)
	if err != nil {
		return err
	}
	if page.Program == "" {
		return w.render(c, http.StatusOK, "staff", page)
	}
	status := http.StatusOK
	if page.Asked.period.wrong() {
		status = http.StatusUnprocessableEntity
	}
	page.turn()
	actor, _ := actorIn(c)
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	if page.Missing, page.MoreMissing, err = w.missing(c.Request().Context(), actor, edition, page.team.ids(), mostMissing); err != nil {
		return err
	}
	return w.render(c, status, "staff", page)
}

// staffPageOf is the page that the address asks for, with all its rows; without a program where none is the reader's.
func (w *web) staffPageOf(c echo.Context) (staffPage, error) {
	actor, _ := actorIn(c)
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return staffPage{}, err
	}
	team, err := w.teamIn(c, actor)
	if err != nil {
		return staffPage{}, err
	}
	today := day.At(w.Now(), readersZone(edition, actor))
	page := staffPage{frame: w.frame(c, "Staff", atStaff), AsOf: plainDate(today), Program: team.name, Coordinates: len(actor.Coordinates) > 0, today: today, team: team}
	if team.name == "" {
		return page, nil
	}
	page.Asked = staffAskedIn(c, team, today)
	people, err := w.staffOf(c.Request().Context(), actor, edition, team.ids(), page.Asked.days)
	if err != nil {
		return page, err
	}
	page.ways(edition)
	page.Summary, page.More = people.summary(), people.more
	page.fill(people.rows(edition, team, page.Asked))
	return page, nil
}

// ways are the addresses that the page leads to.
func (p *staffPage) ways(edition *rulebook.Edition) {
	t := p.team
	p.Hours, p.Model = queryAt(atStaffHours, t.query(p.Asked.hours())), queryAt(atStaff+"/model", t.query(askedDays{}))
	if slices.ContainsFunc(t.programs, func(p roster.Program) bool { _, asks := edition.Billing(p.Association); return asks }) {
		p.Medicaid = queryAt(atMedicaid, t.query(askedDays{}))
	}
	if len(t.programs) == 1 {
		p.Invite = fmt.Sprintf("/invitations/new?program=%d", t.programs[0].ID)
	}
	p.File, p.Spans = p.Asked.file(), p.Asked.spans(p.today)
	if p.Asked.Period {
		p.Came = cameWords(fromTo(p.Asked.days))
	}
}

// fill has the rows that are asked for, sorted.
func (p *staffPage) fill(rows []staffRow) {
	a := &p.Asked
	a.Categories = categoriesOf(rows, a.category)
	p.Rows = slices.DeleteFunc(rows, func(r staffRow) bool {
		return a.category != "" && string(r.Category) != a.category || a.state != "" && r.Bearing != a.state
	})
	sortRows(p.Rows, a.sort, a.down)
	p.Heads = a.heads(p.team)
	a.Orders, p.Wide = a.orders(p.Heads), len(staffColumns)-2
	if a.Period {
		p.Wide++
	}
}

// turn leaves the page of the rows that is asked for.
func (p *staffPage) turn() {
	a, rows := &p.Asked, p.Rows
	last := max((len(rows)+staffOnAPage-1)/staffOnAPage, 1)
	a.page = min(a.page, last)
	from, to := (a.page-1)*staffOnAPage, min(a.page*staffOnAPage, len(rows))
	if last > 1 {
		p.Pages = fmt.Sprintf("Rows %d to %d of %d", from+1, to, len(rows))
	}
	if a.page > 1 {
		p.Before = a.at(a.Sort, a.page-1)
	}
	if a.page < last {
		p.After = a.at(a.Sort, a.page+1)
	}
	p.Rows = rows[from:to]
	for i := range p.Rows {
		p.Rows[i].First = i == 0 || p.Rows[i-1].Person != p.Rows[i].Person
	}
}
