package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
)

// Circles are groups with the people in them.
type Circles interface {
	// CirclesOf is a page of the groups that a person has something to do with from the day on, and of all groups of the
	// associations: those that the person provides first, then by name; of these what search is in, from after that group on.
	CirclesOf(ctx context.Context, person roster.PersonID, associations []roster.Association, today day.Date, search string, after roster.GroupID, limit int) ([]roster.Circle, error)
	// Circle is a group with its members, and the reader among its leads where they lead in it.
	Circle(ctx context.Context, id roster.GroupID, reader roster.PersonID) (roster.Circle, error)
	// MeetingsOf are the sessions planned in [from, to) that are a person's, and those of the groups they provide.
	MeetingsOf(ctx context.Context, person roster.PersonID, from, to time.Time) ([]attendance.Meeting, error)
	// Meetings are a group's sessions planned in [from, to).
	Meetings(ctx context.Context, group roster.GroupID, from, to time.Time) ([]attendance.Meeting, error)
}

// groupsPage lists groups: one's own, and for a coordinator the association's.
type groupsPage struct {
	frame
	Find     finding
	Finds    bool         // among an association's, or where there is more than one page
	Own      []circleView // provided by the reader
	Others   []circleView
	More     string    // address of the next page; empty on the last
	Adds     bool      // the reader may add groups
	NextYear string    // where groups are copied to their next year; empty for whoever plans none
	Years    []navLink // calendars: their own, those of associations they coordinate
	Open     bool      // the reader may ask for a place in open groups
}

// circleView is one group in a list.
type circleView struct {
	Href, Name, Provider, Program, What, Place, Join string
}

// groupPage is one group: when it meets, where and, for who answers for it, who belongs to it.
type groupPage struct {
	frame
	Group    circleView
	History  string // address of it
	Zone     string
	Capacity int
	Coming   []meetingView
	Hearing  string        // how far the last change of what is coming has got into calendars, for who plans it; empty for nothing to tell
	Past     []meetingView // newest first
	Members  []memberView  // nil where the reader may not see them
	Former   []memberView
	Sees     bool   // the reader sees members
	Correct  string // addresses of the forms; empty where the reader may not
	AddTo    string
	Year     string // of its calendar
	Plan     string
	Series   string // where one is planned again and again; empty where it is not theirs
	Requests []requestView
	Open     bool          // people may ask for a place
	Training *syllabusView // nil for supervision
}

// memberView is one person's time in a group.
type memberView struct {
	Name string
	Href string // of the form about the membership; empty where the reader may not
	Span string // since 1 March 2025, or from … to …
	Move string // where they move to another group; empty where the reader may not, or they have left
}

// How far a group's page reaches. What is further off is in the calendar, and in the hours of who was there.
const (
	groupBack  = 1 // years
	groupAhead = 1
)

// groups answers GET /groups.
func (w *web) groups(c echo.Context) error {
	actor, _ := actorIn(c)
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	page := groupsPage{frame: w.frame(c, "Groups", atGroups), Find: findingIn(c, atGroups, "Group, provider or program"), Adds: len(actor.Coordinates) > 0}
	list, err := w.Store.CirclesOf(c.Request().Context(), actor.Person, actor.Coordinates, day.At(w.Now(), readersZone(edition, actor)),
		page.Find.Search, roster.GroupID(page.Find.after), onAPage+1)
	if err != nil {
		return err
	}
	list, page.More = pageOf(page.Find, list, func(g roster.Circle) int64 { return int64(g.ID) })
	page.Finds = page.Adds || page.More != "" || page.Find.Search != "" || page.Find.after != 0
	page.Years, page.Open = yearsFor(actor, edition), actor.Person != 0
	if copiesGroups(actor) {
		page.NextYear = atNextYear
	}
	for _, circle := range list {
		if circle.Provider == actor.Person {
			page.Own = append(page.Own, circleOf(circle))
		} else {
			page.Others = append(page.Others, circleOf(circle))
		}
	}
	return w.render(c, http.StatusOK, "groups", page)
}

// group answers GET /groups/{id}.
func (w *web) group(c echo.Context) error {
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
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	clock := ownClock(edition, actor)
	subject := groupSubject(circle, day.At(w.Now(), zoneNamed(circle.TimeZone)))
	if err := access.May(actor, access.SeeGroup, subject); err != nil {
		return err
	}
	now := w.Now()
	list, err := w.Store.Meetings(ctx, id, now.AddDate(-groupBack, 0, 0), now.AddDate(groupAhead, 0, 0))
	if err != nil {
		return err
	}
	page := groupPage{
		frame: w.frame(c, circle.Name, atGroups), Group: circleOf(circle), Zone: zoneCity(circle.TimeZone), Capacity: circle.Capacity, Open: circle.Open, Training: trainingOf(circle.Group),
		Year: circleOf(circle).Href + "/year", History: pastAt(roster.GroupMatter, id), Sees: access.May(actor, access.SeeMembers, subject) == nil,
	}
	if access.May(actor, access.KeepGroup, subject) == nil {
		page.Correct, page.AddTo = page.Group.Href+"/correct", page.Group.Href+"/members/new"
	}
	if access.May(actor, access.PlanGroup, subject) == nil {
		page.Plan, page.Series = page.Group.Href+"/sessions/new", page.Group.Href+"/series/new"
		if page.Hearing, err = w.hearingInGroup(c, actor, id, list, clock); err != nil {
			return err
		}
	}
	if access.May(actor, access.AnswerRequest, subject) == nil {
		if page.Requests, err = w.requestsIn(c, id); err != nil {
			return err
		}
	}
	page.frame.Columns = true
	w.meetingsOfGroup(actor, circle, list, clock, &page)
	if page.Sees {
		page.addMembers(circle.Members, day.At(now, zoneNamed(circle.TimeZone)), page.formOf)
	}
	return w.render(c, http.StatusOK, "group", page)
}

// meetingsOfGroup fills in those of a group's sessions that the actor may see.
func (w *web) meetingsOfGroup(actor access.Actor, circle roster.Circle, list []attendance.Meeting, clock *time.Location, page *groupPage) {
	for _, m := range list {
		if page.Sees || theirs(actor, circle, m) {
			v := w.meeting(m, clock)
			if v.About = ""; m.Facts().Lead != circle.Provider { // what is as always is said above
				v.About = withLead(m)
			}
			if page.Plan != "" {
				v.Replan = replanLinksOf(m.Session, m.State, m.Instead != 0, w.Now())
			}
			page.add(v, m, w.Now())
		}
	}
}

// groupSubject is the group as access judges it, on a day.
func groupSubject(circle roster.Circle, today day.Date) access.Group {
	subject := access.Group{Association: circle.Association, Provider: circle.Provider, Leads: circle.Leads, Open: circle.Open}
	for _, m := range circle.Members {
		if !m.Span.EndedBefore(today) {
			subject.Members = append(subject.Members, m.Person)
		}
	}
	return subject
}

// theirs tells whether a session is one of the actor's: within their membership, or led by them.
func theirs(actor access.Actor, circle roster.Circle, m attendance.Meeting) bool {
	if m.Facts().Leads(actor.Person) {
		return true
	}
	for _, member := range circle.Members {
		if member.Person == actor.Person && member.Span.Contains(m.Session.Local.Day) {
			return true
		}
	}
	return false
}

func (p *groupPage) add(v meetingView, m attendance.Meeting, now time.Time) {
	if !p.Sees || v.Gone || !m.Waits(now) || v.Amended { // of what was verified the word says what has become of it
		v.Sheet = ""
	}
	if m.Session.Ends().After(now) {
		p.Coming = append(p.Coming, v)
		return
	}
	p.Past = append([]meetingView{v}, p.Past...)
}

func (p *groupPage) addMembers(members []roster.Member, today day.Date, hrefs func(roster.Member) string) {
	for _, m := range members {
		if m.Span.EndedBefore(today) {
			p.Former = append(p.Former, memberView{Name: m.Name, Href: hrefs(m), Span: "from " + plainDate(m.Span.From) + " to " + plainDate(m.Span.To)})
			continue
		}
		v := memberView{Name: m.Name, Href: hrefs(m), Span: "since " + plainDate(m.Span.From)}
		if v.Href != "" {
			v.Move = v.Href + "/move"
		}
		if m.Span.From > today {
			v.Span = "from " + plainDate(m.Span.From)
		}
		if m.Span.To != 0 {
			v.Span += " until " + plainDate(m.Span.To)
		}
		p.Members = append(p.Members, v)
	}
}

// formOf is the address of the form about a membership; empty where the reader may not.
func (p *groupPage) formOf(m roster.Member) string {
	if p.AddTo == "" {
		return ""
	}
	return fmt.Sprintf("%s/members/%d", p.Group.Href, m.ID)
}

func circleOf(c roster.Circle) circleView {
	return circleView{
		Href: fmt.Sprintf("/groups/%d", c.ID), Name: c.Name, Provider: c.ProviderName, Program: c.ProgramName,
		What: capital(meetingWords(c.Kind, c.Format)), Place: placeWords(c.Modality, c.Place), Join: joinLink(c.Modality, c.Place),
	}
}

// idIn is the id in an address. What is no id is nowhere, like an id of nothing.
func idIn[ID ~int64](c echo.Context, name string) (ID, error) {
	n, err := strconv.ParseInt(c.Param(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, access.Nowhere()
	}
	return ID(n), nil
}
