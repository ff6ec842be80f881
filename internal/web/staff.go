package web

import (
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Staff is who works where, and how far they are.
type Staff interface {
	// Programs are the programs of those ids and all of the associations, by name.
	Programs(ctx context.Context, ids []roster.ProgramID, associations []roster.Association) ([]roster.Program, error)
	// FindPrograms is a page of the programs of the associations, by name: those that search is in, from after that one on.
	FindPrograms(ctx context.Context, associations []roster.Association, search string, after roster.ProgramID, limit int) ([]roster.Program, error)
	// Standings are the people employed in one of the programs on the day, by name, with their figures.
	Standings(ctx context.Context, programs []roster.ProgramID, today day.Date) ([]endorsement.Standing, error)
	// Tenures are the people who work in one of the programs on one of the days, all or only one, with their hours.
	Tenures(ctx context.Context, programs []roster.ProgramID, days day.Span, only roster.PersonID) ([]endorsement.Tenure, error)
	// Colleague is a person with all their employments.
	Colleague(ctx context.Context, id roster.PersonID) (roster.Person, []roster.Employment, error)
}

// staffPage is the staff of one program, or of all that are the reader's.
type staffPage struct {
	frame
	Programs    []navLink // the programs to choose from, where there is more than one
	Program     string    // its name, or that these are all; empty where there is none
	Hours       staffHours
	Summary     string // 14 people · 9 on the way · 3 done
	Rows        []staffRow
	AsOf        string
	Coordinates bool   // the reader adds programs
	Model       string // where each model's own measure stands
	Invite      string // where somebody is invited into the program; empty where there is none
}

// staffRow is one purpose of one person. The first of a person's rows names them.
type staffRow struct {
	Name    string
	Href    string
	Role    string
	First   bool
	Rows    int    // how many rows the person has
	Toward  string // the category, or the renewal
	NoHours bool   // the category asks for none
	Nothing bool   // the person has neither target nor renewal
	Foreign bool   // the standing is not the reader's to see: the person is another association's
	Done    bool
	Counted minutes
	Waits   minutes
	Missing missingMinutes
	Meter   meterView
	Of      minutes
	Months  string
	Window  string // the last day of the window, or of the renewal
	Over    bool   // that day has passed
	Pace    string // when it is reached if things go on; empty where nothing to come can bring it
}

// memberPage is one person of the staff with the purposes of their hours.
type memberPage struct {
	frame
	Back     navLink
	Name     string
	Purposes []purposeView
	Leave    string // address of the form; empty where the reader may not
	Way      string // where everything stands that their Endorsement asks for
	WhatIf   string // where their hours are judged for something else; empty where the reader may not
	Since    string // the days of which the reader sees entries, in words; empty for all
	Latest   []entryView
}

// staff answers GET /staff.
func (w *web) staff(c echo.Context) error {
	actor, _ := actorIn(c)
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	team, err := w.teamIn(c, actor)
	if err != nil {
		return err
	}
	today := day.At(w.Now(), readersZone(edition, actor))
	page := staffPage{frame: w.frame(c, "Staff", atStaff), AsOf: plainDate(today), Program: team.name, Coordinates: len(actor.Coordinates) > 0}
	if team.name == "" {
		return w.render(c, http.StatusOK, "staff", page)
	}
	standings, err := w.Store.Standings(ctx, team.ids(), today)
	if err != nil {
		return err
	}
	days, asked := daysIn(c, today)
	page.Model = queryAt(atStaff+"/model", team.query(askedDays{}))
	if page.Programs = team.ways(asked); len(team.programs) == 1 {
		page.Invite = fmt.Sprintf("/invitations/new?program=%d", team.programs[0].ID)
	}
	page.fill(standings, edition, today, func(s endorsement.Standing) bool { return w.seesStanding(actor, edition, s) })
	status := http.StatusOK
	if page.Hours = hoursForm(team, asked, today); asked.wrong() {
		status = http.StatusUnprocessableEntity
	} else if err := w.fillHours(c, &page.Hours, team, days, asked); err != nil {
		return err
	}
	return w.render(c, status, "staff", page)
}

// seesStanding tells whether the reader sees the standing of somebody who works in some programs today.
func (w *web) seesStanding(actor access.Actor, edition *rulebook.Edition, s endorsement.Standing) bool {
	subject := access.Person{ID: s.Person.ID, Association: s.Person.Association, Today: w.today(edition, s.Person.Association)}
	for _, program := range s.Programs {
		subject.Employments = append(subject.Employments, roster.Employment{Program: program, Span: day.Span{From: subject.Today}})
	}
	return access.May(actor, access.SeeStanding, subject) == nil
}

func (p *staffPage) fill(standings []endorsement.Standing, edition *rulebook.Edition, today day.Date, sees func(endorsement.Standing) bool) {
	s := explainer{edition: edition, base: atStaff, today: today}
	way, done, foreign := 0, 0, 0
	for _, person := range standings {
		if !sees(person) {
			p.Rows = append(p.Rows, staffRow{Name: person.Person.Name, Role: string(person.Role), First: true, Rows: 1, Foreign: true})
			foreign++
			continue
		}
		rows := s.staffRows(person)
		p.Rows = append(p.Rows, rows...)
		earning, open := false, false
		for _, j := range person.Judgements {
			earning = earning || j.Purpose.Kind == rulebook.Earning
			open = open || !j.Satisfied && j.Purpose.Days().Contains(today)
		}
		switch {
		case earning && open:
			way++
		case len(person.Judgements) > 0 && !open:
			done++
		}
	}
	p.Summary = fmt.Sprintf("%s · %d on the way to an Endorsement · %d with nothing left to do", count(len(standings), "person", "people"), way, done)
	if rest := len(standings) - way - done - foreign; rest > 0 {
		p.Summary += fmt.Sprintf(" · %d with a renewal to see to, or nothing to earn", rest)
	}
}

// staffRows are the rows of a person: what they are earning and the renewals that are not over.
func (s explainer) staffRows(person endorsement.Standing) []staffRow {
	var rows []staffRow
	for _, j := range person.Judgements {
		if j.Satisfied && !j.Purpose.Days().Contains(s.today) {
			continue
		}
		row := s.staffRow(person.Person, j)
		row.Pace = s.paceShort(j, person.Judgements, person.Person.Association)
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		rows = []staffRow{{Nothing: true, Done: len(person.Judgements) > 0}}
	}
	for i := range rows {
		rows[i].Name, rows[i].Href = person.Person.Name, fmt.Sprintf("%s/%d", atStaff, person.Person.ID)
		rows[i].Role, rows[i].First, rows[i].Rows = string(person.Role), i == 0, len(rows)
	}
	return rows
}

func (s explainer) staffRow(person roster.Person, j rulebook.Judgement) staffRow {
	row := staffRow{
		Toward: s.title(j.Purpose.Category), NoHours: j.AsksNothing(), Done: j.Satisfied,
		Counted: minutes(j.Counted), Waits: minutes(j.Held), Missing: missingMinutes(max(j.Required-j.Counted, 0)), Meter: meterOf(j), Of: minutes(j.Required),
		Months: fmt.Sprint(j.Months), Window: plainDate(j.Window.To), Over: j.Window.EndedBefore(s.today),
	}
	if j.Purpose.Kind == rulebook.Renewal {
		days := j.Purpose.Days()
		row.Toward, row.Window = row.Toward+", renewal "+years(j.Purpose.Period), plainDate(days.To)
		row.Over = days.EndedBefore(s.today)
	} else if demand, ok := s.edition.Demand(person.Association, j.Purpose.Category); ok && j.Months < demand.Window.MinMonths {
		row.Months = fmt.Sprintf("%d of %d", j.Months, demand.Window.MinMonths)
	}
	return row
}

// member answers GET /staff/{person}, and with a purpose below it that purpose with its entries.
func (w *web) member(c echo.Context) error {
	actor, _ := actorIn(c)
	person, subject, s, err := w.colleague(c, actor)
	if err != nil {
		return err
	}
	if err := s.foresee(c.Request().Context(), w, person); err != nil {
		return err
	}
	seen := subject.Days(actor)
	if c.Param("purpose") != "" {
		page, err := s.page(c, person.Association, seen)
		if err != nil {
			return err
		}
		page.frame, page.Of, page.Back = w.frame(c, person.Name, atStaff), person.Name, navLink{Href: s.base, Text: person.Name}
		page.frame.Columns = true
		return w.render(c, http.StatusOK, "purpose", page)
	}
	page := memberPage{
		frame: w.frame(c, person.Name, atStaff), Back: navLink{Href: atStaff, Text: "Staff"}, Name: person.Name,
		Purposes: s.purposes(person.Association), Since: daysWords(seen),
	}
	if access.May(actor, access.EndPlace, subject) == nil {
		page.Leave = fmt.Sprintf("%s/%d/leave", atPeople, person.ID)
	}
	page.Way = s.base + "/way"
	if access.May(actor, access.KeepTargets, subject) == nil {
		page.WhatIf = s.base + "/what-if"
	}
	s.lines = within(s.lines, seen, s.zone)
	page.Latest = s.latest(len(s.lines))
	return w.render(c, http.StatusOK, "member", page)
}

// colleague is whom the address names, where the actor may see their standing, with that.
func (w *web) colleague(c echo.Context, actor access.Actor) (roster.Person, access.Person, standing, error) {
	id, err := idIn[roster.PersonID](c, "person")
	if err != nil {
		return roster.Person{}, access.Person{}, standing{}, err
	}
	person, employments, err := w.Store.Colleague(c.Request().Context(), id)
	if err != nil {
		return person, access.Person{}, standing{}, err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return person, access.Person{}, standing{}, err
	}
	subject := access.Person{ID: id, Association: person.Association, Employments: employments, Today: w.today(edition, person.Association)}
	if err := access.May(actor, access.SeeStanding, subject); err != nil {
		return person, subject, standing{}, err
	}
	s, err := w.standingOf(c, id, person.Association, fmt.Sprintf("%s/%d", atStaff, id))
	return person, subject, s, err
}

// daysWords say of which days the reader sees entries; empty for all.
func daysWords(days access.Days) string {
	var words []string
	for _, span := range days {
		switch {
		case span == (day.Span{}):
			return ""
		case span.To == 0:
			words = append(words, "since "+plainDate(span.From))
		default:
			words = append(words, "from "+plainDate(span.From)+" to "+plainDate(span.To))
		}
	}
	return listed(words)
}
