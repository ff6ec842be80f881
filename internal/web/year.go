package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

const atOwnYear = "/calendar/year"

// yearPage is the calendar of a group, a person or an association: a month, twelve of them, or twelve as a list.
type yearPage struct {
	frame
	Back           navLink
	Whose          string
	Views          []filterView
	Listed         bool   // as a list, not as tables
	Span           string // November 2026 to October 2027; empty for one month
	Copies         bool   // the reader may plan the next year
	Sum            string // 12 sessions, and 1 cancelled. 2 sessions clash with another.
	Earlier, Later navLink
	Now            string // address of the month it is; empty where that is shown
	Months         []calendarMonth
}

// The views of a calendar, as addresses name them.
const (
	viewMonth = "" // the one that is shown unasked
	viewYear  = "year"
	viewList  = "list"
)

// yearsFor are the calendars that the reader can open beside those of groups.
func yearsFor(actor access.Actor, edition *rulebook.Edition) []navLink {
	var links []navLink
	if actor.Person != 0 {
		links = append(links, navLink{Href: atOwnYear, Text: "Your calendar"})
	}
	for _, code := range actor.Coordinates {
		link := navLink{Href: yearAt(code), Text: "Calendar of " + associationName(edition, code)}
		if len(actor.Coordinates) == 1 {
			link.Text = "The association's calendar"
		}
		links = append(links, link)
	}
	return links
}

func yearAt(code roster.Association) string { return fmt.Sprintf("/associations/%s/year", code) }

// yearAsked is a calendar as an address asks for it.
type yearAsked struct {
	*web
	c           echo.Context
	actor       access.Actor
	at          string             // address of the calendar
	association roster.Association // whose closures and clocks it goes by
	edition     *rulebook.Edition
	today       day.Date
	view        string
	span        day.Span // whole months
}

// yearAsked reads the address of a calendar.
func (w *web) yearAsked(c echo.Context, at string, association roster.Association) (yearAsked, error) {
	actor, _ := actorIn(c)
	edition, err := w.rules.get(c.Request().Context())
	a := yearAsked{web: w, c: c, actor: actor, at: at, association: association, edition: edition, view: typed(c, "view")}
	if err != nil {
		return a, err
	}
	a.today = w.today(edition, association)
	if a.view != viewYear && a.view != viewList {
		a.view = viewMonth
	}
	first, problem := dayTyped(typed(c, "month") + "-01")
	if problem != "" {
		first = firstOf(a.today)
	}
	a.span = day.Span{From: first, To: first.AddMonths(a.months()).AddDays(-1)}
	return a, nil
}

// firstOf is the first day of a day's month.
func firstOf(d day.Date) day.Date {
	year, month, _ := d.Civil()
	return day.Of(year, month, 1)
}

// months is how many the view shows.
func (a yearAsked) months() int {
	if a.view == viewMonth {
		return 1
	}
	return 12
}

// between are the instants between which every session lies that is on a day of the span on any clock.
func (a yearAsked) between() (from, to time.Time) {
	return a.span.From.AddDays(-1).Begins(time.UTC), a.span.To.AddDays(2).Begins(time.UTC)
}

// address is that of the calendar in a view from a month on; empty where no such month is kept.
func (a yearAsked) address(view string, first day.Date) string {
	if first.Year() < roster.FirstYear || first.Year() > roster.LastYear {
		return ""
	}
	return queryIn(a.at, "view", view, "month", first.Format("2006-01"))
}

// yearOfOnesOwn answers GET /calendar/year.
func (w *web) yearOfOnesOwn(c echo.Context) error {
	actor, _ := actorIn(c)
	if actor.Person == 0 {
		return access.Nowhere()
	}
	a, err := w.yearAsked(c, atOwnYear, actor.Association)
	if err != nil {
		return err
	}
	from, to := a.between()
	list, err := w.Store.MeetingsOf(c.Request().Context(), actor.Person, from, to)
	if err != nil {
		return err
	}
	return a.show("Your calendar", list, bookingsOf(list, actor.Person))
}

// yearOfAssociation answers GET /associations/{association}/year.
func (w *web) yearOfAssociation(c echo.Context) error {
	actor, _ := actorIn(c)
	code := roster.Association(c.Param("association"))
	if err := access.May(actor, access.SeeAssociation, access.Association{Code: code}); err != nil {
		return err
	}
	a, err := w.yearAsked(c, yearAt(code), code)
	if err != nil {
		return err
	}
	from, to := a.between()
	list, err := w.Store.MeetingsIn(c.Request().Context(), code, from, to)
	if err != nil {
		return err
	}
	return a.show("Calendar of "+associationName(a.edition, code), list, bookingsOf(list, 0))
}

// yearOfGroup answers GET /groups/{id}/year. Whoever may not see the members sees the sessions that are theirs.
func (w *web) yearOfGroup(c echo.Context) error {
	actor, _ := actorIn(c)
	ctx := c.Request().Context()
	id, err := idIn[roster.GroupID](c, "id")
	if err != nil {
		return err
	}
	circle, err := w.Store.Circle(ctx, id, actor.Person)
	if err != nil {
		return err
	}
	subject := groupSubject(circle, day.At(w.Now(), zoneNamed(circle.TimeZone)))
	if err := access.May(actor, access.SeeGroup, subject); err != nil {
		return err
	}
	a, err := w.yearAsked(c, circleOf(circle).Href+"/year", circle.Association)
	if err != nil {
		return err
	}
	from, to := a.between()
	list, err := w.Store.Meetings(ctx, id, from, to)
	if err != nil {
		return err
	}
	beside := list
	if access.May(actor, access.SeeMembers, subject) == nil {
		if beside, err = a.besideGroup(circle, list); err != nil {
			return err
		}
	} else {
		list = slices.DeleteFunc(list, func(m attendance.Meeting) bool { return !theirs(actor, circle, m) })
		beside = list
	}
	return a.show(circle.Name, list, bookingsOf(beside, circle.Provider))
}

// besideGroup are a group's sessions, and those of its provider elsewhere that the reader may see: their own, and those of
// associations they coordinate.
func (a yearAsked) besideGroup(circle roster.Circle, own []attendance.Meeting) ([]attendance.Meeting, error) {
	from, to := a.between()
	all, err := a.Store.MeetingsOf(a.c.Request().Context(), circle.Provider, from, to)
	elsewhere := slices.DeleteFunc(all, func(m attendance.Meeting) bool {
		return m.Group.ID == circle.ID || a.actor.Person != circle.Provider && !slices.Contains(a.actor.Coordinates, m.Session.Association)
	})
	return slices.Concat(own, elsewhere), err
}

// booked is a session with whose time it takes.
type booked struct {
	attendance.Meeting
	people []roster.PersonID
}

// bookingsOf are the sessions of a list that take somebody's time: that of who leads and co-leads them. All that are not of
// the person's own groups are in the list because the person belongs there; zero: because anybody does.
func bookingsOf(list []attendance.Meeting, person roster.PersonID) []booked {
	var bookings []booked
	for _, m := range list {
		if m.Session.Status == schedule.Cancelled {
			continue
		}
		facts := m.Facts()
		b := booked{Meeting: m}
		for _, p := range []roster.PersonID{facts.Lead, facts.CoLead} {
			if p != 0 && !slices.Contains(b.people, p) {
				b.people = append(b.people, p)
			}
		}
		if person != 0 && m.Group.Provider != person && !facts.Leads(person) {
			b.people = append(b.people, person)
		}
		bookings = append(bookings, b)
	}
	return bookings
}

// show renders the sessions of a calendar, with what clashes among those that were booked.
func (a yearAsked) show(whose string, list []attendance.Meeting, bookings []booked) error {
	closures, err := a.Store.Closures(a.c.Request().Context(), a.association)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(m attendance.Meeting) bool { return !a.span.Contains(m.Session.Local.Day) })
	sheet := calendar{yearAsked: a, closures: closures, clashes: make(map[schedule.SessionID][]clashView), days: make(map[day.Date][]bookedView)}
	sheet.clash(bookings)
	page := yearPage{
		frame: a.frame(a.c, whose, atGroups), Back: navLink{Href: atGroups, Text: "Groups"}, Whose: whose, Listed: a.view == viewList, Copies: copiesGroups(a.actor),
		Sum:     sheet.place(list),
		Earlier: navLink{Href: a.address(a.view, a.span.From.AddMonths(-a.months())), Text: "Earlier"},
		Later:   navLink{Href: a.address(a.view, a.span.From.AddMonths(a.months())), Text: "Later"},
	}
	if a.months() > 1 {
		page.Span = monthName(a.span.From) + " to " + monthName(a.span.To)
	}
	if now := firstOf(a.today); now != a.span.From {
		page.Now = a.address(a.view, now)
	}
	for _, v := range [][2]string{{viewMonth, "Month"}, {viewYear, "Twelve months"}, {viewList, "List"}} {
		page.Views = append(page.Views, filterView{Href: a.address(v[0], a.span.From), Text: v[1], Here: v[0] == a.view})
	}
	for first := a.span.From; first < a.span.To; first = first.AddMonths(1) {
		page.Months = append(page.Months, sheet.month(first))
	}
	return a.render(a.c, http.StatusOK, "year", page)
}

// monthName is November 2026.
func monthName(d day.Date) string { return d.Format("January 2006") }
