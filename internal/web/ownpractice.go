package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/notice"
	"attune/internal/report"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Practising is what somebody provides.
type Practising interface {
	// Practising is what hours of others rest on with one person: their credentials, and the sessions they are to lead.
	Practising(ctx context.Context, rules *rulebook.Edition, person roster.PersonID, now time.Time) (notice.Practice, error)
	// ProvidedLines are a person's standing provided entries of sessions that began in [from, to), oldest first.
	ProvidedLines(ctx context.Context, person roster.PersonID, from, to time.Time) ([]ledger.Line, error)
	// Away are who said ahead that they cannot come to sessions that a person is to lead in [from, to), or whose group they provide.
	Away(ctx context.Context, person roster.PersonID, from, to time.Time) ([]attendance.Away, error)
}

// practiceView is what somebody provides, as their home page tells of it.
type practiceView struct {
	Ends     []string      // what ends of their credentials, and what that means
	Record   string        // address of what is on record
	Away     []meetingView // sessions to which somebody cannot come, each with who
	Provided minutes       // of this year
	Year     int
	At       string // address of the sessions behind it
}

// atProvided is where it stands what somebody provided.
const atProvided = "/hours/provided"

// awayWithin is how far ahead a home page tells who cannot come.
const awayWithin = 15 // days

// practice fills in what ends, who cannot come, and how much was provided this year.
func (w *web) practice(c echo.Context, actor access.Actor, clock *time.Location, page *homePage) error {
	if !actor.Leads {
		return nil
	}
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	today := day.At(w.Now(), clock)
	page.Practice = practiceView{Record: fmt.Sprintf("%s/%d", atPeople, actor.Person), Year: today.Year(), At: queryAt(atProvided, askedFor(thisYear(today)).query())}
	practice, err := w.Store.Practising(ctx, edition, actor.Person, w.Now())
	if err != nil {
		return err
	}
	s := explainer{edition: edition}
	for _, e := range practice.Endings(today, today.AddDays(endsWithin)) {
		page.Practice.Ends = append(page.Practice.Ends, s.endingWords(e))
	}
	away, err := w.Store.Away(ctx, actor.Person, w.Now(), w.Now().Add(awayWithin*24*time.Hour))
	if err != nil {
		return err
	}
	page.Practice.away(away, clockOf(actor, clock))
	lines, err := w.Store.ProvidedLines(ctx, actor.Person, thisYear(today).From.Begins(clock), today.AddDays(1).Begins(clock))
	for _, l := range lines {
		page.Practice.Provided += minutes(l.Minutes)
	}
	return err
}

// endingWords are what ends, and what that means for hours and sessions.
func (s explainer) endingWords(e notice.Ending) string {
	var names, gone []string
	for _, c := range e.Credentials {
		names = append(names, s.title(c.Category))
	}
	for _, code := range e.Gone {
		gone = append(gone, s.title(code))
	}
	words := fmt.Sprintf("Hours can rest on your %s until %s.", listed(names), plainDate(e.Last))
	if len(gone) == 0 {
		return words + " What else is on record of you lets the same hours count."
	}
	words += " From the day after, hours you lead no longer count toward " + listed(gone) + "."
	if n := len(e.Planned); n > 0 {
		words += fmt.Sprintf(" You are to lead %s after that day.", count(n, "session", "sessions"))
	}
	return words
}

// away shows who cannot come, session by session.
func (p *practiceView) away(list []attendance.Away, clock *time.Location) {
	for i, a := range list {
		if i > 0 && list[i-1].Session == a.Session {
			p.Away[len(p.Away)-1].About += ", " + a.Name
			continue
		}
		zone := zoneNamed(a.Zone)
		p.Away = append(p.Away, meetingView{
			Href: fmt.Sprintf("/sessions/%d", a.Session), Date: longDate(day.At(a.Starts, zone)), Time: clockTime(a.Starts, zone), clocks: clocksOf(a.Starts, time.Time{}, zone, clock),
			Group: a.Group, About: a.Name,
		})
	}
}

// providedPage is what somebody provided on some days.
type providedPage struct {
	frame
	Days    periodForm
	Total   minutes
	Entries []entryView // newest first
	File    string      // address of the same as a file
	days    day.Span
}

// provided answers GET /hours/provided.
func (w *web) provided(c echo.Context) error {
	page, lines, clock, err := w.providedOf(c)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if page.Days.Words == "" {
		status = http.StatusUnprocessableEntity
	}
	for _, l := range slices.Backward(lines) {
		v := entry(l, day.At(l.Started, clock))
		v.Lead = ""
		v.Verdicts = []verdictView{{Class: "counted", Minutes: minutes(l.Minutes), Words: "provided"}}
		page.Entries = append(page.Entries, v)
	}
	return w.render(c, status, "provided", page)
}

// providedOf is the page that the address asks for without its entries, and beside it what they are made of, oldest first, and by
// which clock; without words where the days cannot be right.
func (w *web) providedOf(c echo.Context) (providedPage, []ledger.Line, *time.Location, error) {
	actor, _ := actorIn(c)
	if actor.Person == 0 {
		return providedPage{}, nil, nil, access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return providedPage{}, nil, nil, err
	}
	clock := readersZone(edition, actor)
	page := providedPage{frame: w.narrow(c, "Hours I provided", atHours)}
	days, form, right := periodIn(c, atProvided, day.At(w.Now(), clock))
	if page.Days = form; !right {
		return page, nil, clock, nil
	}
	lines, err := w.Store.ProvidedLines(c.Request().Context(), actor.Person, days.From.Begins(clock), days.To.AddDays(1).Begins(clock))
	for _, l := range lines {
		page.Total += minutes(l.Minutes)
	}
	page.days, page.File = days, queryAt(atProvided+".csv", askedFor(days).query())
	return page, lines, clock, err
}

// providedFile answers GET /hours/provided.csv: the same, oldest first, as a file.
func (w *web) providedFile(c echo.Context) error {
	page, lines, clock, err := w.providedOf(c)
	if err != nil {
		return err
	}
	if page.Days.Words == "" {
		return c.Redirect(http.StatusSeeOther, queryAt(atProvided, c.QueryParams())) // where the form says what is wrong
	}
	actor, _ := actorIn(c)
	table := report.Table{
		Head:    [][]string{{"Hours provided", actor.Name}, {"From", page.days.From.String()}, {"To", page.days.To.String()}},
		Columns: []string{"Day", "Group", "What", "Supervisees", "Hours"},
	}
	for _, l := range lines {
		table.Rows = append(table.Rows, []string{day.At(l.Started, clock).String(), l.Group, meetingWords(l.Kind, l.Format), fmt.Sprint(l.Supervisees), minutes(l.Minutes).Hours()})
	}
	table.Rows = append(table.Rows, []string{"All of them", "", "", "", page.Total.Hours()})
	return w.attach(c, fmt.Sprintf("provided-%s-to-%s.csv", page.days.From, page.days.To), table)
}
