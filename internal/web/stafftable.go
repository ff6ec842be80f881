package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/endorsement"
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
	Rows        []staffRow // of the page
	Pages       string     // rows 101 to 200 of 345; empty where they are all here
	Before      string     // address of the page before; empty on the first
	After       string     // address of the page after; empty on the last
	More        bool       // there are more people than are looked at
	Missing     []missingView
	MoreMissing bool   // there are more than are shown
	Hours       string // where the hours of a period stand
	Model       string // where each model's own measure stands
	Medicaid    string // who may bill Medicaid; empty where the rules ask for nothing of that
	Invite      string // where somebody is invited into the program; empty where there is none
	Coordinates bool   // the reader adds programs
}

// staffAsked is what the form above the table asks for.
type staffAsked struct {
	Programs, Categories, States, Orders []optionView // Programs is empty where there is one
	Sort                                 string       // the column, with a - before it where it goes down
	program, category, sort              string
	state                                endorsement.Bearing
	down                                 bool
	page                                 int
}

// Narrows tells whether some of the staff are left out.
func (a staffAsked) Narrows() bool { return a.category != "" || a.state != "" }

// staffHead is the head of a column, which sorts by it.
type staffHead struct {
	Text, Href string
	Number     bool
	Sorted     string // ascending or descending; empty: by another column
}

// staffRow is one purpose of one person.
type staffRow struct {
	Person     roster.PersonID
	Name       string
	Href       string // the person's page; empty where it is not the reader's
	Program    string // those they work in; of one program alone, as what
	Employment string // where employment stands
	First      bool   // the row before is another person's
	Purpose    string // the page of the purpose
	Toward     string // the category, or the renewal
	Category   roster.Category
	Word       string // instead of figures, where there are none
	Done       bool
	Counted    minutes
	Waits      minutes
	Missing    missingMinutes
	Meter      meterView
	Of         minutes
	Months     string
	Bearing    endorsement.Bearing
	Pace       string   // when it is reached if things go on, or why nobody can tell
	Why        string   // why somebody is behind, in a sentence
	Window     string   // the last day of the window
	Past       bool     // that day has passed
	Due        string   // the last day of the renewal
	closes     day.Date // the last day of the window, or of the renewal
	by         map[string]sortKey
}

// Behind tells whether somebody has to look after it.
func (r staffRow) Behind() bool {
	return r.Bearing == endorsement.Behind || r.Bearing == endorsement.Over
}

// State is the bearing in words.
func (r staffRow) State() string { return bearingWords[r.Bearing] }

// bearingWords say how a purpose stands.
var bearingWords = map[endorsement.Bearing]string{
	endorsement.Behind: "behind", endorsement.Over: "not met", endorsement.Apart: "missing something else",
	endorsement.TooSoon: "too soon to tell", endorsement.InTime: "in time", endorsement.Done: "done",
}

// staff answers GET /staff.
func (w *web) staff(c echo.Context) error {
	actor, _ := actorIn(c)
	edition, err := w.rules.get(c.Request().Context())
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
	people, err := w.staffOf(c.Request().Context(), actor, edition, team.ids())
	if err != nil {
		return err
	}
	page.Hours, page.Model = queryAt(atStaffHours, team.query(askedDays{})), queryAt(atStaff+"/model", team.query(askedDays{}))
	if slices.ContainsFunc(team.programs, func(p roster.Program) bool { _, asks := edition.Billing(p.Association); return asks }) {
		page.Medicaid = queryAt(atMedicaid, team.query(askedDays{}))
	}
	if len(team.programs) == 1 {
		page.Invite = fmt.Sprintf("/invitations/new?program=%d", team.programs[0].ID)
	}
	page.Summary, page.More = people.summary(), people.more
	page.Asked, page.team = staffAskedIn(c, team), team
	page.fill(people.rows(edition, team))
	if page.Missing, page.MoreMissing, err = w.missing(c.Request().Context(), actor, edition, team.ids(), mostMissing); err != nil {
		return err
	}
	return w.render(c, http.StatusOK, "staff", page)
}

// colleagues are some staff with how each purpose of theirs stands.
type colleagues struct {
	list []colleague
	more bool // there are others, later by name
}

// colleague is one of them; lines of theirs stand only where the reader may see their standing.
type colleague struct {
	endorsement.Standing
	lines   []endorsement.StandingLine
	today   day.Date
	foreign bool // their standing is not the reader's to see
}

// staffOf are the people of programs, with their pace: by the rhythm and, of whom that leaves late, by what is planned.
func (w *web) staffOf(ctx context.Context, actor access.Actor, edition *rulebook.Edition, programs []roster.ProgramID) (colleagues, error) {
	found, err := w.Store.Standings(ctx, programs, day.At(w.Now(), readersZone(edition, actor)), mostStaff+1)
	if err != nil {
		return colleagues{}, err
	}
	people := colleagues{more: len(found) > mostStaff}
	var late []roster.Person
	for _, s := range found[:min(len(found), mostStaff)] {
		p := colleague{Standing: s, today: w.today(edition, s.Person.Association), foreign: !w.seesStanding(actor, edition, s)}
		if people.list = append(people.list, p); !p.foreign && s.Late(edition, p.today) {
			late = append(late, s.Person)
		}
	}
	prospects, err := w.Store.Prospects(ctx, late, w.Now(), w.Now().Add(plannedWithin))
	for i := range people.list {
		if p := &people.list[i]; !p.foreign {
			p.lines = p.Lines(edition, prospects[p.Person.ID], p.today)
		}
	}
	return people, err
}

// seesStanding tells whether the reader sees the standing of somebody who works in some programs today.
func (w *web) seesStanding(actor access.Actor, edition *rulebook.Edition, s endorsement.Standing) bool {
	subject := access.Person{ID: s.Person.ID, Association: s.Person.Association, Today: w.today(edition, s.Person.Association)}
	for _, program := range s.Programs {
		subject.Employments = append(subject.Employments, roster.Employment{Program: program, Span: day.Span{From: subject.Today}})
	}
	return access.May(actor, access.SeeStanding, subject) == nil
}

// worst is how the purpose stands that wants looking after most; empty where there is none to see.
func (p colleague) worst() endorsement.Bearing {
	for _, bearing := range endorsement.Bearings {
		if slices.ContainsFunc(p.lines, func(l endorsement.StandingLine) bool { return l.Bearing == bearing && !l.Judgement.AsksNothing() }) {
			return bearing
		}
	}
	return ""
}

// summary counts people by how they stand.
func (p colleagues) summary() string {
	of := make(map[endorsement.Bearing]int)
	for _, person := range p.list {
		bearing := person.worst()
		if bearing == "" && !person.foreign && len(person.Judgements) > 0 {
			bearing = endorsement.Done
		}
		of[bearing]++
	}
	words := []string{count(len(p.list), "person", "people")}
	for _, bearing := range endorsement.Bearings {
		if n := of[bearing]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, bearingWords[bearing]))
		}
	}
	if n := of[""]; n > 0 {
		words = append(words, fmt.Sprintf("%d with nothing to see here", n))
	}
	return strings.Join(words, " · ")
}

// rows are the rows of everybody, by name.
func (p colleagues) rows(edition *rulebook.Edition, t team) []staffRow {
	names := make(map[roster.ProgramID]string, len(t.among))
	for _, program := range t.among {
		names[program.ID] = program.Name
	}
	var rows []staffRow
	for _, person := range p.list {
		var programs []string
		for _, id := range person.Programs {
			programs = append(programs, names[id])
		}
		who := staffRow{Person: person.Person.ID, Name: person.Person.Name, Program: strings.Join(programs, ", ")}
		if len(t.programs) == 1 {
			who.Program = capital(string(person.Role))
		}
		if !person.foreign {
			who.Href, who.Employment = fmt.Sprintf("%s/%d", atStaff, who.Person), fmt.Sprintf("%s/%d", atPeople, who.Person)
		}
		s := explainer{edition: edition, base: who.Href, today: person.today}
		for _, line := range person.lines {
			rows = append(rows, s.staffRow(who, person.Person.Association, line))
		}
		if len(person.lines) == 0 {
			who.Word = nothingWords(person)
			rows = append(rows, who.keyed(endorsement.StandingLine{}))
		}
	}
	return rows
}

// nothingWords say why somebody has no figures.
func nothingWords(p colleague) string {
	switch {
	case p.foreign:
		return "Of another association. Their own coordinator sees their standing."
	case len(p.Judgements) > 0:
		return "Nothing left to do"
	default:
		return "No target or renewal on record"
	}
}

// staffRow is a purpose of somebody.
func (s explainer) staffRow(row staffRow, association roster.Association, line endorsement.StandingLine) staffRow {
	j := line.Judgement
	row.Purpose, row.Toward, row.Category = s.base+"/"+slug(j.Purpose), s.title(j.Purpose.Category), j.Purpose.Category
	row.Done, row.Bearing, row.closes = j.Satisfied, line.Bearing, line.Pace.Closes
	row.Counted, row.Waits, row.Missing = minutes(j.Counted), minutes(j.Held), missingMinutes(max(j.Required-j.Counted, 0))
	row.Meter, row.Of, row.Months, row.Window = meterOf(j), minutes(j.Required), fmt.Sprint(j.Months), shortDate(j.Window.To)
	row.Past = j.Window.EndedBefore(s.today)
	if j.MinMonths > 0 && j.Months < j.MinMonths {
		row.Months = fmt.Sprintf("%d of %d", j.Months, j.MinMonths)
	}
	if j.Purpose.Kind == rulebook.Renewal {
		row.Toward, row.Due = row.Toward+", renewal "+years(j.Purpose.Period), shortDate(j.Purpose.Days().To)
	}
	if j.Satisfied { // it may close
		row.Window = ""
	}
	if row.Pace = paceShort(line); line.Bearing == endorsement.Behind {
		row.Why = s.why(line, association)
	}
	if j.AsksNothing() {
		row.Word = "asks for no hours"
	}
	return row.keyed(line)
}

// staffAskedIn reads what the address asks for; what nobody can mean is as if it were not there.
func staffAskedIn(c echo.Context, t team) staffAsked {
	a := staffAsked{program: t.asked, category: typed(c, "category"), state: endorsement.Bearing(typed(c, "state"))}
	if bearingWords[a.state] == "" {
		a.state = ""
	}
	a.sort, a.down = strings.CutPrefix(typed(c, "sort"), "-")
	if !slices.ContainsFunc(staffColumns, func(col staffColumn) bool { return col.key == a.sort }) {
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
	q := url.Values{}
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

// fill shows the rows that are asked for, and the page of them.
func (p *staffPage) fill(rows []staffRow) {
	a := &p.Asked
	a.Categories = categoriesOf(rows, a.category)
	rows = slices.DeleteFunc(rows, func(r staffRow) bool {
		return a.category != "" && string(r.Category) != a.category || a.state != "" && r.Bearing != a.state
	})
	sortRows(rows, a.sort, a.down)
	p.Heads = a.heads(p.team)
	a.Orders = a.orders(p.Heads)
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
