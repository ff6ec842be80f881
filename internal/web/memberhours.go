package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// memberHoursPage is what one person's figures in a table of hours are made of.
type memberHoursPage struct {
	frame
	Back    navLink
	Name    string
	Words   string // in which program, and from when to when
	Filters []filterView
	Total   minutes      // of the column that is shown; zero where all are
	Entries []entryView  // newest first
	Trained *trainedView // in trainings, of no column; nil where there are none
}

// memberHours answers GET /staff/{person}/hours.
func (w *web) memberHours(c echo.Context) error {
	actor, _ := actorIn(c)
	id, err := idIn[roster.PersonID](c, "person")
	if err != nil {
		return err
	}
	team, err := w.teamIn(c, actor)
	if err != nil {
		return err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	days, asked := daysIn(c, day.At(w.Now(), readersZone(edition, actor)))
	if asked.wrong() {
		return c.Redirect(http.StatusSeeOther, queryAt(atStaffHours, team.query(asked)))
	}
	found, _, err := w.tenures(c, team, days, id)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return access.Nowhere()
	}
	name := found[0].Person.Name
	page := memberHoursPage{
		frame: w.narrow(c, name, atStaff), Back: navLink{Href: queryAt(atStaffHours, team.query(asked)), Text: "Hours of staff"}, Name: name,
		Words: "Hours " + fromTo(days) + ", of the days on which they worked in " + team.where() + ".",
	}
	page.fill(found[0], team.query(asked), c.QueryParam("show"), func(l ledger.Line) day.Date {
		return day.At(l.Started, readersZone(edition, access.Actor{Association: found[0].Person.Association}))
	})
	return w.render(c, http.StatusOK, "memberhours", page)
}

// where is the program, or that it is one of several.
func (t team) where() string {
	if len(t.programs) > 1 {
		return "one of these programs"
	}
	return t.name
}

// fill lists the hours of a tenure that are asked for, with the ways to the others.
func (p *memberHoursPage) fill(t endorsement.Tenure, query url.Values, wanted string, on func(ledger.Line) day.Date) {
	base := fmt.Sprintf("%s/%d/hours", atStaff, t.Person.ID)
	shown := endorsement.Column(wanted)
	if columnWords[shown] == "" {
		shown = ""
	}
	type shownLine struct {
		ledger.Line
		column endorsement.Column
	}
	var lines []shownLine
	sums := t.Minutes()
	p.Total = minutes(sums[shown])
	for _, column := range endorsement.Columns {
		if sums[column] > 0 || column == shown {
			query.Set("show", string(column))
			p.Filters = append(p.Filters, filterView{queryAt(base, query), columnWords[column] + " " + minutes(sums[column]).Hours(), column == shown})
		}
		if shown == "" || column == shown {
			for _, line := range t.In(column) {
				lines = append(lines, shownLine{line, column})
			}
		}
	}
	query.Del("show")
	p.Filters = append([]filterView{{queryAt(base, query), "All", shown == ""}}, p.Filters...)
	slices.SortStableFunc(lines, func(a, b shownLine) int { return b.Started.Compare(a.Started) })
	for _, line := range lines {
		p.Entries = append(p.Entries, workedEntry(line.Line, line.column, on(line.Line)))
	}
	p.Trained = trainedOf(t.Trained, func(l ledger.Line) entryView { return managersEntry(l, on(l)) })
}

// managersEntry is an hour as it is shown to a manager, who has no way to its session.
func managersEntry(line ledger.Line, on day.Date) entryView {
	v := entry(line, on)
	v.Href = ""
	return v
}

// workedEntry is an hour that somebody received or provided, whatever it counts toward.
func workedEntry(line ledger.Line, column endorsement.Column, on day.Date) entryView {
	v := managersEntry(line, on)
	verdict := verdictView{Class: "verified", Words: "received", Minutes: minutes(line.Minutes)}
	switch {
	case column == endorsement.NotVerified:
		verdict.Class, verdict.Words = "waits", "not verified yet"
	case line.Direction == ledger.Provided:
		verdict.Words, v.Lead = "provided", ""
	}
	v.Verdicts = []verdictView{verdict}
	v.Note = joined(meetingWords(line.Kind, line.Format), v.Note)
	return v
}
