package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// makeUp answers GET and POST /sessions/{id}/make-up: a session in place of one that was cancelled.
func (w *web) makeUp(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) { return w.makeUpForm(c) })
}

// makingUp is a make-up on its way from the form to the store.
type makingUp struct {
	*planning
	was    schedule.Session // the one that was cancelled, itself no make-up
	home   roster.Circle    // its group
	groups []roster.Circle  // in which the actor may plan it, that group first
	days   []day.Date       // that are proposed
}

func (w *web) makeUpForm(c echo.Context) (recordForm, error) {
	n, err := w.makingUpOf(c)
	if err != nil {
		return recordForm{}, err
	}
	here := fmt.Sprintf("/sessions/%d", n.was.ID)
	lead := fmt.Sprintf("One session in place of that of %s, which was cancelled.", longDate(n.was.Local.Day))
	if len(n.groups) > 1 {
		lead += fmt.Sprintf(" In another group it is a session of that group: whoever of %s comes is added to its sheet as a guest.", n.home.Name)
	}
	return recordForm{
		page: formPage{
			frame: w.narrow(c, "Plan a make-up", atGroups), Back: navLink{Href: here, Text: n.home.Name + ", " + longDate(n.was.Local.Day)}, Heading: "Plan a make-up",
			Action: here + "/make-up", Lead: lead, ID: string(n.p.External), Button: "Plan it",
		},
		ask:  n.ask,
		put:  n.put,
		sum:  n.words,
		warn: n.warnings,
		done: func() (string, error) { return fmt.Sprintf("/sessions/%d", n.session.ID), nil },
	}, nil
}

// makingUpOf is what is to make up for the session that the address names or, where that is a make-up itself, for the one
// that it was to make up for.
func (w *web) makingUpOf(c echo.Context) (*makingUp, error) {
	actor, _ := actorIn(c)
	was, home, err := w.lost(c, actor)
	if err != nil {
		return nil, err
	}
	id, err := newIn(c)
	if err != nil {
		return nil, err
	}
	n := &makingUp{was: was, home: home}
	circle, err := n.chosen(w, c, actor)
	if err != nil {
		return nil, err
	}
	names, err := w.namesOf(c, was, home, circle)
	if err != nil {
		return nil, err
	}
	n.planning = &planning{
		web: w, c: c, actor: actor, circle: circle, zone: zoneNamed(circle.TimeZone), names: names,
		p: schedule.Proposal{
			External: id, Group: circle.ID, Begins: was.Local, Minutes: was.Minutes, Lead: was.Lead, CoLead: was.CoLead,
			Kind: was.Kind, Modality: was.Modality, Place: was.Place, MakesUp: was.ID,
		},
	}
	return n, n.propose()
}

// lost is the session to be made up for, and its group, where the actor plans that.
func (w *web) lost(c echo.Context, actor access.Actor) (schedule.Session, roster.Circle, error) {
	id, err := idIn[schedule.SessionID](c, "id")
	if err != nil {
		return schedule.Session{}, roster.Circle{}, err
	}
	for {
		was, err := w.Store.Standing(c.Request().Context(), id, schedule.Change{})
		if err != nil {
			return schedule.Session{}, roster.Circle{}, err
		}
		home, err := w.plannableGroup(c, actor, was.Group)
		switch {
		case err != nil:
			return schedule.Session{}, home, err
		case was.MakesUp != 0:
			id = was.MakesUp
			continue
		case isRead(c) && was.Status != schedule.Cancelled:
			return schedule.Session{}, home, fault.New(fault.Conflict, "This session takes place, so there is nothing to make up for. If it does not, cancel it first.")
		case isRead(c) && was.Ground.Instead.ID != 0:
			return schedule.Session{}, home, fault.New(fault.Conflict, "%s", was.Replaced(was.Ground.Instead, was.Ground.Zone))
		}
		return was.Session, home, nil
	}
}

// mostGroups is how many groups the form offers.
const mostGroups = 100

// chosen is the group in which it is planned: that of the session, or another of its association that the form names.
func (n *makingUp) chosen(w *web, c echo.Context, actor access.Actor) (roster.Circle, error) {
	var coordinates []roster.Association
	if slices.Contains(actor.Coordinates, n.home.Association) {
		coordinates = []roster.Association{n.home.Association}
	}
	today := day.At(w.Now(), zoneNamed(n.home.TimeZone))
	list, err := w.Store.CirclesOf(c.Request().Context(), actor.Person, coordinates, today, "", 0, mostGroups)
	if err != nil {
		return roster.Circle{}, err
	}
	n.groups = []roster.Circle{n.home}
	for _, g := range list {
		if g.ID != n.home.ID && g.Association == n.home.Association && access.May(actor, access.PlanGroup, groupSubject(g, 0)) == nil {
			n.groups = append(n.groups, g)
		}
	}
	sent := ""
	if !isRead(c) {
		sent = c.FormValue("group")
	}
	for _, g := range n.groups {
		if sent == idText(g.ID) {
			return g, nil
		}
	}
	return n.home, nil
}

// idText is an id as forms have it.
func idText[ID ~int64](id ID) string { return strconv.FormatInt(int64(id), 10) }

// propose finds the next days on which it could be at its time, while its form opens.
func (n *makingUp) propose() error {
	if !isRead(n.c) {
		return nil
	}
	from := max(n.was.Local.Day, day.At(n.Now(), n.zone)).AddDays(1)
	span := schedule.Opens(from)
	season, err := n.Store.Season(n.c.Request().Context(), schedule.SeriesProposal{
		Group: n.circle.ID, Rhythm: schedule.Rhythm{From: span.From, Until: span.To}, Meeting: schedule.Meeting{Lead: n.p.Lead, CoLead: n.p.CoLead},
	})
	if n.days = season.Openings(n.p, from, 4); err == nil && len(n.days) > 0 {
		n.p.Begins.Day = n.days[0]
	}
	return err
}

func (n *makingUp) ask(q *inquiry) {
	if len(n.groups) > 1 {
		var options []optionView
		for _, g := range n.groups {
			options = append(options, optionView{Value: idText(g.ID), Text: joined(g.Name, "with "+g.ProviderName)})
		}
		choice(q, fieldView{Name: "group", Label: "In which group", Needed: true}, idText(n.circle.ID), options)
	}
	on := fieldView{Name: "day", Label: "Day", Needed: true}
	if len(n.days) > 1 {
		words := make([]string, len(n.days)-1)
		for i, d := range n.days[1:] {
			words[i] = d.Format("Monday 2 January")
		}
		on.Hint = "The next day on which the group does not meet and who leads is free. So are " + listed(words) + "."
	}
	n.p.Begins.Day = q.date(on, n.p.Begins.Day)
	zone := zoneNamed(n.was.TimeZone)
	n.askTime(q, clockText(n.was.Starts, zone), clockText(n.was.Ends(), zone))
	n.askMeeting(q)
}

// words say what is to be planned, in place of what, and how those hear of it who had that in their calendar.
func (n *makingUp) words() string {
	words := fmt.Sprintf("In place of the session of %s. %s", longDate(n.was.Local.Day), n.planning.words())
	if n.circle.ID == n.home.ID {
		return words
	}
	return words + fmt.Sprintf(" It is a session of %s. Whoever had the other in their calendar is told by mail where this one is; those of them who come are added to its sheet as guests.", n.circle.Name)
}

// relatedView is another session of the same occurrence.
type relatedView struct {
	About string // what it is to the one on the page: Makes up for
	Words string // Thursday 3 December 2026, 10:00–11:45 AM
	Href  string // empty where the reader may not see it
}

// related are the other sessions of a session's occurrence that say something about it: what it makes up for, and what takes
// place instead of it.
func (w *web) related(c echo.Context, v *sheetView) error {
	s := v.Session
	if s.MakesUp == 0 && s.Status != schedule.Cancelled {
		return nil
	}
	list, err := w.Store.Occurrence(c.Request().Context(), s)
	if err != nil {
		return err
	}
	actor, _ := actorIn(c)
	for _, m := range list {
		view := relatedView{About: "Makes up for the session of", Words: longDate(m.Session.Local.Day)}
		stands := m.Session.Status != schedule.Cancelled
		v.replaced = v.replaced || stands && s.Status == schedule.Cancelled
		switch {
		case stands && m.Session.MakesUp != 0:
			zone := zoneNamed(m.Session.TimeZone)
			view.About, view.Words = "Made up for on", strings.Join([]string{view.Words, clockSpan(m.Session.Starts, m.Session.Ends(), zone)}, ", ")
		case m.Session.ID != s.MakesUp:
			continue
		}
		if m.Group.ID != v.Group.ID {
			view.Words += ", in " + m.Group.Name
		}
		facts := m.Facts()
		subject := access.Sheet{Session: m.Session.ID, Association: m.Session.Association, Provider: m.Group.Provider, Lead: facts.Lead, CoLead: facts.CoLead}
		switch _, err := w.seenBy(c, actor, subject, m.Session); {
		case err == nil:
			view.Href = fmt.Sprintf("/sessions/%d", m.Session.ID)
		case fault.KindOf(err) == fault.Internal:
			return err
		}
		v.others = append(v.others, view)
	}
	return nil
}
