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
	was  schedule.Session // the one that was cancelled, itself no make-up
	home roster.Circle    // its group
	days []day.Date       // that are proposed
}

func (w *web) makeUpForm(c echo.Context) (recordForm, error) {
	n, err := w.makingUpOf(c)
	if err != nil {
		return recordForm{}, err
	}
	here := fmt.Sprintf("/sessions/%d", n.was.ID)
	opening, err := n.offered()
	if err != nil {
		return recordForm{}, err
	}
	lead := fmt.Sprintf("One session in place of that of %s, which was cancelled.", longDate(n.was.Local.Day))
	action := here + "/make-up"
	if n.circle.ID != n.home.ID {
		lead += fmt.Sprintf(" It is a session of %s: whoever of %s comes is added to its sheet as a guest.", n.circle.Name, n.home.Name)
		action = queryIn(action, "group", idText(n.circle.ID))
	}
	return recordForm{
		page: formPage{
			frame: w.narrow(c, "Plan a make-up", atGroups), Back: navLink{Href: here, Text: n.home.Name + ", " + longDate(n.was.Local.Day)}, Heading: "Plan a make-up",
			Action: action, Lead: lead, ID: string(n.p.External), Button: "Plan it", Opening: opening,
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
	names, err := w.namesOf(c, was.Leads(schedule.Change{}), home, circle)
	if err != nil {
		return nil, err
	}
	n.planning = &planning{
		web: w, c: c, actor: actor, circle: circle, zone: zoneNamed(circle.TimeZone), names: names,
		p: schedule.Proposal{External: id, Group: circle.ID, Begins: was.Local, Minutes: was.Minutes, MakesUp: was.ID},
	}
	if circle.ID == home.ID { // in another group it is as that has it
		n.p.Lead, n.p.CoLead, n.p.Kind, n.p.Modality, n.p.Place = was.Lead, was.CoLead, was.Kind, was.Modality, was.Place
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

// mostGroups is how many groups are offered to plan it in.
const mostGroups = 100

// chosen is the group in which it is planned: that of the session, or another of its association that the address names.
func (n *makingUp) chosen(w *web, c echo.Context, actor access.Actor) (roster.Circle, error) {
	asked := typed(c, "group")
	if asked == "" || asked == idText(n.home.ID) {
		return n.home, nil
	}
	id, err := strconv.ParseInt(asked, 10, 64)
	if err != nil {
		return roster.Circle{}, access.Nowhere()
	}
	circle, err := w.plannableGroup(c, actor, roster.GroupID(id))
	if err == nil && !n.sisters(circle) {
		err = access.Nowhere()
	}
	return circle, err
}

// sisters tells whether it can be made up for in that group: of the same association, and a training in a training alone, since
// the hours of the one are nothing to whoever needs those of the other.
func (n *makingUp) sisters(g roster.Circle) bool {
	return g.Association == n.home.Association && (g.Kind == roster.Training) == (n.home.Kind == roster.Training)
}

// offered asks in which group it is to be, where the actor plans others: the form opens anew, with that group's days and
// words. Where there are too many to list, a part of a name finds others.
func (n *makingUp) offered() (*openingView, error) {
	if !isRead(n.c) {
		return nil, nil
	}
	var coordinates []roster.Association
	if slices.Contains(n.actor.Coordinates, n.home.Association) {
		coordinates = []roster.Association{n.home.Association}
	}
	find, today := typed(n.c, "find"), day.At(n.Now(), zoneNamed(n.home.TimeZone))
	list, err := n.Store.CirclesOf(n.c.Request().Context(), n.actor.Person, coordinates, today, find, 0, mostGroups+1)
	if err != nil {
		return nil, err
	}
	view := &openingView{Action: fmt.Sprintf("/sessions/%d/make-up", n.was.ID), Name: "group", Label: "In which group", Button: "Take this group"}
	if len(list) > mostGroups || find != "" {
		view.Find, view.Hint = find, fmt.Sprintf("No more than %d are listed. A part of a name, or of a provider's, lists others.", mostGroups)
	}
	known := make(map[roster.GroupID]bool)
	for _, g := range append([]roster.Circle{n.home, n.circle}, list[:min(len(list), mostGroups)]...) {
		if !known[g.ID] && n.sisters(g) && access.May(n.actor, access.PlanGroup, groupSubject(g, 0)) == nil {
			view.Options = append(view.Options, optionView{Value: idText(g.ID), Text: joined(g.Name, "with "+g.ProviderName), Chosen: g.ID == n.circle.ID})
		}
		known[g.ID] = true
	}
	if len(view.Options) == 1 && view.Hint == "" {
		return nil, nil
	}
	return view, nil
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
	on := fieldView{Name: "day", Label: "Day", Needed: true}
	if len(n.days) > 1 {
		words := make([]string, len(n.days)-1)
		for i, d := range n.days[1:] {
			words[i] = d.Format("Monday 2 January")
		}
		on.Hint = "The next day on which the group does not meet and who leads is free. So are " + listed(words) + "."
	}
	n.p.Begins.Day = q.date(on, n.p.Begins.Day)
	zone := zoneNamed(n.was.TimeZone) // ten in the morning stays that, on whosever clocks
	n.askTime(q, clockText(n.was.Starts, zone), clockText(n.was.Ends(), zone))
	n.askMeeting(q)
}

// words say what is to be planned, in place of what, and how many hear of it who had that in their calendars.
func (n *makingUp) words() string {
	words := fmt.Sprintf("In place of the session of %s. %s", longDate(n.was.Local.Day), n.planning.words())
	if n.circle.ID == n.home.ID {
		return words
	}
	return words + fmt.Sprintf(" It is a session of %s.%s Those of them who come are added to its sheet as guests.", n.circle.Name, n.lostWords([]roster.PersonID{n.session.Lead, n.session.CoLead, n.circle.Provider}))
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
		if s.Status == schedule.Cancelled {
			view.About = "Was to make up for the session of"
		}
		if m.Session.ID == s.MakesUp {
			v.firstPlanned = access.May(actor, access.PlanGroup, access.Group{Association: m.Group.Association, Provider: m.Group.Provider}) == nil
		}
		stands := m.Session.Status != schedule.Cancelled
		v.replaced = v.replaced || stands && s.Status == schedule.Cancelled
		switch {
		case stands && m.Session.MakesUp != 0:
			zone := zoneNamed(m.Session.TimeZone)
			view.About, view.Words = "Made up for on", strings.Join([]string{view.Words, onBoth(m.Session.Starts, m.Session.Ends(), zone, v.clock)}, ", ")
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
