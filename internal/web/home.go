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
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Agenda is what is on, and what waits.
type Agenda interface {
	// Agenda is a person's sessions planned in [from, to), and those of the last year that wait for a verified sheet
	// of theirs; by planned start.
	Agenda(ctx context.Context, person roster.PersonID, from, to, now time.Time) ([]attendance.Meeting, error)
	// Unsigned are the sessions of some associations in the last year that wait for a verified sheet, newest first, at most
	// so many of each.
	Unsigned(ctx context.Context, associations []roster.Association, now time.Time, limit int) ([]attendance.Meeting, error)
	// Endings are the credentials of people of some associations that end on one of some days, soonest first.
	Endings(ctx context.Context, associations []roster.Association, days day.Span) ([]roster.Ending, error)
	// WaitingIn is what wants somebody's hand in some associations, and how far each has come in being set up, by code.
	WaitingIn(ctx context.Context, associations []roster.Association, now time.Time) ([]endorsement.Waiting, error)
}

// How much a home page shows.
const (
	nextWithin   = 92 * 24 * time.Hour
	mostNext     = 4
	mostWaiting  = 12
	mostLatest   = 3
	mostUnsigned = 25
)

// homePage is everybody's first page: a part for each of their roles, what wants doing first.
type homePage struct {
	frame
	Today       string
	Leads       bool
	TodaysOwn   []meetingView // sessions the person leads today
	Waiting     []meetingView // older ones whose sheet waits, newest first
	MoreWaiting int
	Practice    practiceView // what they provide; of who leads
	Person      bool         // there are hours of theirs to show
	Purposes    []purposeView
	Awaited     string        // targets whose figures are still to come
	Record      string        // address of what is on record about the person
	Refused     []refusalView // evidence of theirs that was not accepted, until they have answered that
	Latest      []entryView
	Next        []meetingView
	Year        string        // address of their calendar
	NewFeed     string        // token of the calendar address that one click makes
	ToAnswer    []disputeView // of sheets the person answers for
	Disputing   []disputeView // their own, until they are answered
	disputed    map[schedule.SessionID]bool
	Disputed    string       // how much is disputed where they coordinate; empty where nothing is
	Staff       *staffAtHome // nil for who manages no program
	Parts       bool         // the reader has people leave: who manages, or coordinates
	Coordinated []coordinatedView
	Operation   *operationView // nil for who does not operate
	Places      []placeView    // their own requests for a place that are not over
	Asking      []navLink      // groups in which somebody asks for a place, to be answered by the reader
	Clock       clockProposal
	Alone       bool // the reader operates, and nobody coordinates any association yet
}

// home answers GET /.
func (w *web) home(c echo.Context) error {
	actor, _ := actorIn(c)
	ctx := c.Request().Context()
	edition, err := w.rules.get(ctx)
	if err != nil {
		return err
	}
	clock := readersZone(edition, actor)
	page := homePage{
		frame: w.frame(c, "Home", atHome), Today: longDate(day.At(w.Now(), clockOf(actor, clock))), Clock: clockProposal{actor.TimeZone == "", clock.String(), zoneCity(clock.String())},
		Leads: actor.Leads, Person: actor.Person != 0,
		Year: atOwnYear, NewFeed: access.NewToken().Reveal(), Parts: len(actor.Manages) > 0 || len(actor.Coordinates) > 0,
	}
	for _, part := range []func(echo.Context, access.Actor, *time.Location, *homePage) error{w.disputesAtHome, w.refusedAtHome, w.ownHours, w.ownAgenda, w.practice, w.ownStaff, w.coordinated, w.operation} {
		if err := part(c, actor, clock, &page); err != nil {
			return err
		}
	}
	if err := w.placesAtHome(c, actor, &page); err != nil {
		return err
	}
	page.frame.Columns = page.Person
	return w.render(c, http.StatusOK, "home", page)
}

// ownHours fills in targets and renewals, and what became of the newest hours.
func (w *web) ownHours(c echo.Context, actor access.Actor, _ *time.Location, page *homePage) error {
	if actor.Person == 0 {
		return nil
	}
	s, err := w.standingOf(c, actor.Person, actor.Association, atHours)
	if err != nil {
		return err
	}
	s.disputed = page.disputed
	if s.late(actor.Association) {
		if err := s.foresee(c.Request().Context(), w, roster.Person{ID: actor.Person, Association: actor.Association}); err != nil {
			return err
		}
		if err := s.lookForGroups(c.Request().Context(), w, actor); err != nil {
			return err
		}
	}
	page.Purposes, page.Latest = s.current(actor.Association), s.latest(mostLatest)
	page.Record = fmt.Sprintf("%s/%d", atPeople, actor.Person)
	page.Awaited, err = w.awaited(c, actor, s)
	return err
}

// current are the purposes of today, renewals as long as they can be handed in: what is over stays on the page of hours.
func (s standing) current(association roster.Association) []purposeView {
	var views []purposeView
	for _, j := range s.judgements {
		if !s.edition.Owed(association, j.Purpose).Contains(s.today) {
			continue
		}
		v := s.purpose(j, association)
		v.Fits = s.fits(j, association)
		views = append(views, v)
	}
	return views
}

// ownAgenda fills in what the person leads today, what waits for their signature, and where they go next.
func (w *web) ownAgenda(c echo.Context, actor access.Actor, clock *time.Location, page *homePage) error {
	if actor.Person == 0 {
		return nil
	}
	now, clock := w.Now(), clockOf(actor, clock)
	today := day.At(now, clock)
	list, err := w.Store.Agenda(c.Request().Context(), actor.Person, today.Begins(clock), now.Add(nextWithin), now)
	if err != nil {
		return err
	}
	for _, m := range list {
		on := day.At(m.Session.Starts, clock)
		if m.Facts().Lead == actor.Person {
			m.LeadName = "" // nobody has to be told that they meet themself
		}
		switch mine := leads(actor, m); {
		case mine && on == today:
			page.TodaysOwn = append(page.TodaysOwn, w.plannedBy(actor, m, clock))
		case mine && m.Waits(now):
			page.Waiting = append(page.Waiting, w.meeting(m, clock))
		case m.Session.Ends().After(now) && len(page.Next) < mostNext:
			page.Next = append(page.Next, w.nextOf(actor, m, clock))
		}
	}
	slices.Reverse(page.Waiting)
	if len(page.Waiting) > mostWaiting {
		page.MoreWaiting, page.Waiting = len(page.Waiting)-mostWaiting, page.Waiting[:mostWaiting]
	}
	onePrimary(page.TodaysOwn)
	return nil
}

// nextOf shows a session that is to come with what the actor may say ahead of it.
func (w *web) nextOf(actor access.Actor, m attendance.Meeting, clock *time.Location) meetingView {
	v := w.plannedBy(actor, m, clock)
	sheet := attendance.Sheet{Session: m.Session, Group: m.Group, State: m.State, Roster: []roster.PersonID{actor.Person}}
	if m.Away {
		sheet.Away = sheet.Roster
	}
	v.Ahead = sheetView{Sheet: sheet, now: w.Now()}.ahead(actor, subjectOf(sheet))
	return v
}

// plannedBy shows a session with what the actor may plan otherwise of it.
func (w *web) plannedBy(actor access.Actor, m attendance.Meeting, clock *time.Location) meetingView {
	v := w.meeting(m, clock)
	if access.May(actor, access.PlanGroup, access.Group{Association: m.Group.Association, Provider: m.Group.Provider}) == nil {
		v.Replan = replanLinksOf(m.Session, m.State, m.Instead != 0, w.Now())
	}
	return v
}

// leads tells whether the actor answers for a session's sheet: as its lead, its co-lead or the group's provider.
func leads(actor access.Actor, m attendance.Meeting) bool {
	return m.Facts().Leads(actor.Person) || m.Group.Provider == actor.Person
}

// onePrimary leaves the page one button that stands out: the first session that wants its attendance taken.
func onePrimary(list []meetingView) {
	found := false
	for i := range list {
		list[i].Primary = list[i].Sheet != "" && list[i].Begun && !found
		found = found || list[i].Primary
	}
}

// moment is an instant on the reader's clock: 22 November 2026, 10:15 AM EST.
func moment(t time.Time, clock *time.Location) string {
	t = t.In(clock)
	return t.Format("2 January 2006, ") + day.Clock(t) + t.Format(" MST")
}
