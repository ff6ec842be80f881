package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// Closures are when the groups of an association do not meet.
type Closures interface {
	// Closures are those of an association, by their first day.
	Closures(ctx context.Context, association roster.Association) ([]schedule.Closure, error)
	// AddClosure puts one on record; one that is there already stays the only one.
	AddClosure(ctx context.Context, association roster.Association, c schedule.Closure, by string) error
	// RemoveClosure takes one off the record, where decide lets it for its association.
	RemoveClosure(ctx context.Context, id schedule.ClosureID, by string, decide func(roster.Association) error) error
	// MeetingsIn are the sessions of an association's groups planned in [from, to).
	MeetingsIn(ctx context.Context, association roster.Association, from, to time.Time) ([]attendance.Meeting, error)
}

const atClosures = "/closures"

// closuresPage is when the groups of the reader's associations do not meet.
type closuresPage struct {
	frame
	Span  string // from 22 November 2025 to 22 November 2027
	Lists []closureList
}

// closureList is the days off of one association.
type closureList struct {
	Name string // of the association; empty where there is but one
	Days []closureView
}

// closureView is a closure or a holiday.
type closureView struct {
	Days, Name string
	Over       bool
	Remove     string // address; empty for a holiday, which nobody removes
	Past       string // address of its history; likewise
}

// closures answers GET /closures.
func (w *web) closures(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	page := closuresPage{frame: w.narrow(c, "Closures", atGroups)}
	for _, code := range actor.Coordinates {
		if err := access.May(actor, access.SeeAssociation, access.Association{Code: code}); err != nil {
			return err
		}
		list, err := w.Store.Closures(c.Request().Context(), code)
		if err != nil {
			return err
		}
		today := w.today(edition, code)
		span := day.Span{From: today.AddYears(-1), To: today.AddYears(1)}
		page.Span = fromTo(span)
		page.Lists = append(page.Lists, closureList{Days: daysOff(span, list, today)})
		if len(actor.Coordinates) > 1 {
			page.Lists[len(page.Lists)-1].Name = associationName(edition, code)
		}
	}
	return w.render(c, http.StatusOK, "closures", page)
}

// daysOff are the closures and the holidays of a span, by their first day.
func daysOff(span day.Span, closures []schedule.Closure, today day.Date) []closureView {
	type off struct {
		first day.Date
		view  closureView
	}
	var list []off
	for _, c := range closures {
		if c.Span.Overlaps(span) {
			view := closureView{Days: capital(fromTo(c.Span)), Name: c.Name, Over: c.Span.EndedBefore(today), Remove: fmt.Sprintf("%s/%d/remove", atClosures, c.ID), Past: pastAt("closure", c.ID)}
			list = append(list, off{c.Span.From, view})
		}
	}
	for _, h := range schedule.Holidays(span) {
		list = append(list, off{h.Day, closureView{Days: longDate(h.Day), Name: h.Name, Over: h.Day < today}})
	}
	slices.SortStableFunc(list, func(a, b off) int { return cmp.Compare(a.first, b.first) })
	views := make([]closureView, len(list))
	for i, o := range list {
		views[i] = o.view
	}
	return views
}

// closure is one on its way from the form to the store.
type closure struct {
	*web
	c       echo.Context
	actor   access.Actor
	edition *rulebook.Edition
	of      roster.Association
	is      schedule.Closure
	planned []attendance.Meeting // in that time, not cancelled
}

// closureNew answers GET and POST /closures/new.
func (w *web) closureNew(c echo.Context) error {
	actor, _ := actorIn(c)
	if len(actor.Coordinates) == 0 {
		return access.Nowhere()
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	n := &closure{web: w, c: c, actor: actor, edition: edition}
	return w.recordForm(c, func() (recordForm, error) {
		return recordForm{
			page: formPage{
				frame: w.narrow(c, "Add a closure", atGroups), Back: navLink{Href: atClosures, Text: "Closures"}, Heading: "Add a closure",
				Lead:   "Days on which the groups of your association do not meet. A series that is planned leaves them out; what is planned already stays.",
				Action: atClosures + "/new", Button: "Add it",
			},
			ask: n.ask, put: n.put, sum: n.words, stays: n.stays,
			done: func() (string, error) { return atClosures, nil },
		}, nil
	})
}

func (n *closure) ask(q *inquiry) {
	n.of = n.associationQuestion(q, n.actor)
	n.is.Name = q.line(fieldView{Name: "name", Label: "What it is", Hint: "Such as Winter break. Whoever plans a series reads it.", Needed: true})
	n.is.Span.From = q.date(fieldView{Name: "from", Label: "First day", Needed: true}, 0)
	n.is.Span.To = q.date(fieldView{Name: "to", Label: "Last day", Hint: "Of one day, the same again.", Needed: true}, 0)
}

// put adds the closure, or in pencil finds what is planned in its time.
func (n *closure) put(pen roster.Pen, _ string) (endorsement.Foreseen, error) {
	if err := access.May(n.actor, access.KeepRecords, access.Association{Code: n.of}); err != nil {
		return endorsement.Foreseen{}, err
	}
	ctx := n.c.Request().Context()
	var others []schedule.Closure
	if pen.Pencil { // afterwards a second click finds its own first, which is as well
		var err error
		if others, err = n.Store.Closures(ctx, n.of); err != nil {
			return endorsement.Foreseen{}, err
		}
	}
	if err := n.is.Check(others); err != nil {
		return endorsement.Foreseen{}, err
	}
	if !pen.Pencil {
		return endorsement.Foreseen{}, n.Store.AddClosure(ctx, n.of, n.is, pen.By)
	}
	zone := readersZone(n.edition, access.Actor{Association: n.of})
	list, err := n.Store.MeetingsIn(ctx, n.of, n.is.Span.From.AddDays(-1).Begins(zone), n.is.Span.To.AddDays(2).Begins(zone))
	n.planned = slices.DeleteFunc(list, func(m attendance.Meeting) bool {
		return m.Session.Status == schedule.Cancelled || !n.is.Span.Contains(m.Session.Local.Day) // on the group's own clock
	})
	return endorsement.Foreseen{}, err
}

func (n *closure) words() string {
	words := "Whoever plans a series over these days has them left out."
	switch planned := len(n.planned); {
	case planned == 0:
		return words + " Nothing is planned in that time."
	case planned > mostStays:
		return words + fmt.Sprintf(" %d sessions are planned in that time. They stay as they are; these are the first %d.", planned, mostStays)
	default:
		return words + fmt.Sprintf(" %s planned in that time, and %s.", count(planned, "session is", "sessions are"), theyStay(planned))
	}
}

func theyStay(n int) string {
	if n == 1 {
		return "stays as it is"
	}
	return "stay as they are"
}

// mostStays is how many sessions a preview lists.
const mostStays = 60

// stays are the sessions that the closure leaves where they are.
func (n *closure) stays() []meetingView {
	clock := ownClock(n.edition, n.actor)
	var views []meetingView
	for _, m := range n.planned[:min(len(n.planned), mostStays)] {
		views = append(views, n.meeting(m, clock))
	}
	return views
}

// closureEnd answers POST /closures/{id}/remove.
func (w *web) closureEnd(c echo.Context) error {
	actor, _ := actorIn(c)
	id, err := idIn[schedule.ClosureID](c, "id")
	if err != nil {
		return err
	}
	err = w.Store.RemoveClosure(c.Request().Context(), id, actor.Account.String(), func(of roster.Association) error {
		return access.May(actor, access.KeepRecords, access.Association{Code: of})
	})
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, atClosures)
}
