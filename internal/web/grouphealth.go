package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
)

// Courses is how groups go.
type Courses interface {
	// Courses are the groups that a person provides, and all of the associations, by name, with how they went on some days; all
	// of them or, where only is not zero, that one.
	Courses(ctx context.Context, person roster.PersonID, associations []roster.Association, days day.Span, only roster.GroupID) ([]attendance.Course, error)
}

// atHealth is where it stands how groups go.
const atHealth = "/groups/health"

// healthPage is how groups went on some days, the worst first.
type healthPage struct {
	frame
	Days periodForm
	Said string // all of it in a sentence; empty where the days cannot be right
	Rows []healthRow
	More string
	Rule healthRule
}

// healthRow is a group.
type healthRow struct {
	Name, Href, Provider string
	Took                 string // 10 of 12
	Size                 string // 6, then 5
	Off                  string // 2, 1 of them made up for
	Continuity           string // 90 %
	Changes              int
	Attendance           string // 84 %
	Concerns             []string
}

// healthRule is from when on a group is to be looked at.
type healthRule struct{ Cancelled, ByUsual, Attending, Members, Kept int }

var healthMeasures = healthRule{attendance.MostCancelled, attendance.LeastByUsual, attendance.LeastAttending, attendance.LeastMembers, attendance.LeastKept}

// coursePage is how one group went.
type coursePage struct {
	frame
	Back     navLink
	Past     string // address of its history
	Group    navLink
	Days     periodForm
	Row      healthRow
	Known    bool // there are days to tell of
	Chart    chartView
	Sessions []gatheringView // newest first
	Left     int             // how many more there are
	Rule     healthRule
}

// gatheringView is one session.
type gatheringView struct {
	Date, Href, What, Class, About string
}

// periodForm are the days that a page tells of.
type periodForm struct {
	Action   string
	From, To textField
	Ways     []navLink
	Words    string // from 1 January to 22 November 2026; empty where the days cannot be right
	Ahead    string // that none of the days has begun; empty where one has
}

// concernWords are what there is to look at.
var concernWords = map[attendance.Concern]string{
	attendance.NotMeeting: "did not meet", attendance.ManyCancelled: "many cancelled", attendance.OftenOthers: "often led by others",
	attendance.FewAttending: "few come", attendance.Shrinking: "it shrinks", attendance.SmallGroup: "small",
}

// periodIn are the days that an address asks for, the last twelve months where it does not say, with the form to ask with.
func periodIn(c echo.Context, action string, today day.Date) (day.Span, periodForm, bool) {
	days, asked := daysIn(c, today)
	year := day.Span{From: today.AddYears(-1).AddDays(1), To: today}
	if asked.from.Value == "" && asked.to.Value == "" {
		days, asked = year, askedFor(year)
	}
	f := periodForm{Action: action, From: asked.from, To: asked.to}
	for _, way := range []navLink{
		{askedFor(day.Span{From: today.AddMonths(-3).AddDays(1), To: today}).query().Encode(), "Three months", false},
		{askedFor(year).query().Encode(), "Twelve months", false},
		{askedFor(thisYear(today)).query().Encode(), "This year", false},
	} {
		f.Ways = append(f.Ways, navLink{action + "?" + way.Href, way.Text, way.Href == asked.query().Encode()})
	}
	if asked.wrong() {
		return days, f, false
	}
	if days.From > today {
		f.Ahead = "These days have not begun, so there is nothing to say of them yet."
	} else {
		days.To = min(days.To, today)
		f.To.Value = days.To.String()
	}
	f.Words = fromTo(days)
	return days, f, true
}

// groupsHealth answers GET /groups/health.
func (w *web) groupsHealth(c echo.Context) error {
	actor, _ := actorIn(c)
	if !copiesGroups(actor) {
		return access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	page := healthPage{frame: w.frame(c, "How groups go", atGroups), Rule: healthMeasures}
	days, form, right := periodIn(c, atHealth, day.At(w.Now(), readersZone(edition, actor)))
	if page.Days = form; !right {
		return w.render(c, http.StatusUnprocessableEntity, "health", page)
	}
	if form.Ahead != "" {
		return w.render(c, http.StatusOK, "health", page)
	}
	list, err := w.Store.Courses(c.Request().Context(), actor.Person, actor.Coordinates, days, 0)
	if err != nil {
		return err
	}
	healths := worstFirst(list, days)
	page.Said = healthWords(healths)
	from, err := strconv.Atoi(c.QueryParam("after"))
	if err != nil || from < 0 || from >= len(healths) {
		from = 0
	}
	q := askedFor(days).query()
	for _, h := range healths[from:min(len(healths), from+onAPage)] {
		page.Rows = append(page.Rows, healthRowOf(h, fmt.Sprintf("/groups/%d/health?%s", h.of.Group.ID, q.Encode())))
	}
	if len(healths) > from+onAPage {
		q.Set("after", strconv.Itoa(from+onAPage))
		page.More = queryAt(atHealth, q)
	}
	return w.render(c, http.StatusOK, "health", page)
}

// courseHealth is a group with how it went.
type courseHealth struct {
	of attendance.Course
	attendance.Health
}

// worstFirst is how groups went, those that there is most to look at of first; without those of which there is nothing to say.
func worstFirst(list []attendance.Course, days day.Span) []courseHealth {
	var healths []courseHealth
	for _, c := range list {
		if h := c.Health(days); !h.Idle() {
			healths = append(healths, courseHealth{c, h})
		}
	}
	slices.SortStableFunc(healths, func(a, b courseHealth) int { return attendance.WorstFirst(a.Health, b.Health) })
	return healths
}

// healthWords say how many groups there is something to look at of.
func healthWords(healths []courseHealth) string {
	look := 0
	for _, h := range healths {
		if len(h.Concerns()) > 0 {
			look++
		}
	}
	switch {
	case len(healths) == 0:
		return "No group was to meet."
	case look == 0:
		return count(len(healths), "group goes", "groups go") + " well."
	default:
		verb := "are"
		if look == 1 {
			verb = "is"
		}
		return fmt.Sprintf("%d of %s %s to be looked at.", look, count(len(healths), "group", "groups"), verb)
	}
}

func healthRowOf(h courseHealth, href string) healthRow {
	row := healthRow{
		Name: h.of.Group.Name, Href: href, Provider: h.of.ProviderName, Changes: h.Changes, Off: strconv.Itoa(h.Off), Size: strconv.Itoa(h.SizeTo),
		Took: fmt.Sprintf("%d of %d", h.Took, h.Took+h.Off+h.Open), Continuity: "–", Attendance: "–",
	}
	if h.SizeFrom != h.SizeTo {
		row.Size = fmt.Sprintf("%d, then %d", h.SizeFrom, h.SizeTo)
	}
	if h.MadeUp > 0 {
		row.Off += fmt.Sprintf(", %d made up for", h.MadeUp)
	}
	if h.Led() > 0 {
		row.Continuity = fmt.Sprintf("%d%%", h.Continuity())
	}
	if h.Marked > 0 {
		row.Attendance = fmt.Sprintf("%d%%", h.Attendance())
	}
	for _, concern := range h.Concerns() {
		row.Concerns = append(row.Concerns, concernWords[concern])
	}
	return row
}

// mostGatherings is how many sessions a page lists.
const mostGatherings = 60

// groupHealth answers GET /groups/{id}/health.
func (w *web) groupHealth(c echo.Context) error {
	actor, _ := actorIn(c)
	id, err := idIn[roster.GroupID](c, "id")
	if err != nil {
		return err
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	today := day.At(w.Now(), readersZone(edition, actor))
	days, form, right := periodIn(c, fmt.Sprintf("/groups/%d/health", id), today)
	asked := days
	if !right {
		asked = thisYear(today)
	}
	list, err := w.Store.Courses(c.Request().Context(), actor.Person, actor.Coordinates, asked, id)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return access.Nowhere()
	}
	of := list[0].Group
	if err := access.May(actor, access.SeeMembers, access.Group{Association: of.Association, Provider: of.Provider}); err != nil {
		return err
	}
	page := coursePage{
		frame: w.frame(c, of.Name, atGroups), Back: navLink{Href: atHealth, Text: "How groups go"}, Days: form,
		Group: navLink{Href: fmt.Sprintf("/groups/%d", id), Text: of.Name}, Past: pastAt(roster.GroupMatter, id), Known: right && form.Ahead == "", Rule: healthMeasures,
	}
	if !right {
		return w.render(c, http.StatusUnprocessableEntity, "course", page)
	}
	if !page.Known {
		return w.render(c, http.StatusOK, "course", page)
	}
	page.fill(list[0], days)
	return w.render(c, http.StatusOK, "course", page)
}

// fill shows how the group went: in figures, month by month, and session by session.
func (p *coursePage) fill(of attendance.Course, days day.Span) {
	p.Row = healthRowOf(courseHealth{of, of.Health(days)}, "")
	f := figures{Name: "course", Title: "Who belongs to it, and who comes", Unit: "people", Strands: []strand{{Name: "members"}, {Name: "there, on average"}}}
	first := thisMonth(days.From).From
	for ; first <= days.To; first = first.AddMonths(1) {
		month := day.Span{From: first, To: min(first.AddMonths(1).AddDays(-1), days.To)}
		h := of.Health(month)
		f.Labels = append(f.Labels, first.Format("Jan 2006"))
		f.Strands[0].Points = append(f.Strands[0].Points, point{Value: h.SizeTo})
		came := point{Gap: h.Took == 0 || h.Marked == 0}
		if !came.Gap {
			came.Value = (2*h.Attended + h.Took) / (2 * h.Took)
		}
		f.Strands[1].Points = append(f.Strands[1].Points, came)
	}
	p.Chart = f.draw()
	for _, g := range slices.Backward(of.Gatherings) {
		if !days.Contains(g.On) {
			continue
		}
		if len(p.Sessions) == mostGatherings {
			p.Left++
			continue
		}
		p.Sessions = append(p.Sessions, gatheringOf(g, of))
	}
}

func gatheringOf(g attendance.Gathering, of attendance.Course) gatheringView {
	v := gatheringView{Date: longDate(g.On), Href: fmt.Sprintf("/sessions/%d", g.Session), What: "Not taken", Class: "waits"}
	switch {
	case g.Off && g.MadeUp:
		v.What, v.Class, v.About = "Cancelled", "", "another is in its place"
	case g.Off:
		v.What, v.Class = "Cancelled", "rejected"
	case g.Took:
		v.What, v.Class, v.About = "Took place", "counted", "nobody led"
		if g.Lead != 0 {
			v.About = "led by " + g.LeadName
		}
		if g.Lead != of.Group.Provider && g.Lead != 0 {
			v.About += " instead of " + of.ProviderName
		}
		if g.Marked > 0 {
			v.About += fmt.Sprintf(" · %d of %d were there", g.Attended, g.Marked)
		} else {
			v.About += " · not verified"
		}
	}
	return v
}
