package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// replanLinks are where a session that is still to come is planned otherwise; empty where it cannot be.
type replanLinks struct {
	Change, Cancel, Restore string
	MakeUp                  string // what takes its place
	Days                    string // of its series, from this session on; empty where it has none
}

// replanLinksOf are those of a session, for who plans its group's. One that was cancelled can be made up for whenever it
// was to be, and be restored before it would have begun, unless it is replaced: another takes place instead. What was to make
// up for another leads to making up for that only from its own page, where it is known whether that is theirs to plan.
func replanLinksOf(s schedule.Session, sheet attendance.State, replaced bool, now time.Time) replanLinks {
	here := fmt.Sprintf("/sessions/%d", s.ID)
	var links replanLinks
	if s.Status == schedule.Cancelled && !replaced && s.MakesUp == 0 {
		links.MakeUp = here + "/make-up"
	}
	if s.Editable(sheet != "", now) != nil {
		return links
	}
	links.Change = here + "/plan"
	switch {
	case s.Status != schedule.Cancelled:
		links.Cancel = here + "/cancel"
	case !replaced:
		links.Restore = here + "/restore"
	}
	if s.Series != 0 {
		links.Days = here + "/rhythm"
	}
	return links
}

// replan answers GET and POST /sessions/{id}/plan.
func (w *web) replan(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) { return w.replanForm(c) })
}

// replanning is a session that is planned otherwise, on its way from the form to the store.
type replanning struct {
	*planning
	was    schedule.Standing // as the form is made
	change schedule.Change
	reach  reach
}

// replanningOf is what is changed of the session that the address names. It is Conflict once that has begun.
func (w *web) replanningOf(c echo.Context) (*replanning, error) {
	actor, _ := actorIn(c)
	ctx := c.Request().Context()
	id, err := idIn[schedule.SessionID](c, "id")
	if err != nil {
		return nil, err
	}
	was, err := w.Store.Standing(ctx, id, schedule.Change{})
	if err != nil {
		return nil, err
	}
	circle, err := w.plannableGroup(c, actor, was.Group)
	if err != nil {
		return nil, err
	}
	if err := was.Editable(was.Sheet, w.Now()); err != nil {
		return nil, err
	}
	names, err := w.namesOf(c, was.Leads(schedule.Change{}), circle)
	if err != nil {
		return nil, err
	}
	n := &replanning{was: was, planning: &planning{
		web: w, c: c, actor: actor, circle: circle, zone: was.Ground.Zone, p: schedule.Change{}.At(was.Session, was.Ground.Zone),
		names: names, ground: was.Ground, session: was.Session,
	}}
	n.p.Kind, n.p.Modality, n.p.Place = was.Kind, was.Modality, was.Place
	return n, nil
}

// namesOf are the names of who leads and co-leads sessions, and of the providers of groups whose sessions the actor plans.
func (w *web) namesOf(c echo.Context, leads []roster.PersonID, circles ...roster.Circle) (map[roster.PersonID]string, error) {
	people, err := w.Store.PeopleNamed(c.Request().Context(), leads)
	if err != nil {
		return nil, err
	}
	names := make(map[roster.PersonID]string)
	for _, p := range people {
		names[p.ID] = p.Name
	}
	for _, circle := range circles {
		names[circle.Provider] = circle.ProviderName
	}
	return names, nil
}

// page is the page about the session.
func (n *replanning) page(heading, lead, act, button string) formPage {
	here := fmt.Sprintf("/sessions/%d", n.was.ID)
	return formPage{
		frame: n.narrow(n.c, heading, atGroups), Back: navLink{Href: here, Text: n.circle.Name + ", " + longDate(n.was.Local.Day)}, Heading: heading, Lead: lead,
		Action: here + act, Revision: replanRevision(n.was.Session), Button: button,
	}
}

// replanRevision tells one state of a session as it is planned from another. Whatever is planned otherwise raises its
// sequence, but for its kind, which no calendar shows.
func replanRevision(s schedule.Session) string { return fmt.Sprintf("%d.%s", s.Sequence, s.Kind) }

func (w *web) replanForm(c echo.Context) (recordForm, error) {
	n, err := w.replanningOf(c)
	if err != nil {
		return recordForm{}, err
	}
	form := recordForm{
		page: n.page("Change a session", "What you leave as it is stays so.", "/plan", "Change it"),
		ask:  n.ask, put: n.put, sum: n.whoSees, ends: n.otherwise, warn: n.warnings,
		done: func() (string, error) { return fmt.Sprintf("/sessions/%d", n.was.ID), nil },
	}
	if n.was.Series == 0 {
		return form, nil
	}
	course, err := w.Store.Course(c.Request().Context(), n.was.Series, schedule.Revision{})
	v := &revising{replanning: n}
	form.page.Revision = seriesRevision(n.was.Session, course.Version)
	form.put = func(pen roster.Pen, seen string) (endorsement.Foreseen, error) { return n.putAsFar(v, pen, seen) }
	form.sum = func() string { return asFar(n, v.words, n.whoSees) }
	form.warn = func() []string { return asFar(n, v.warnings, n.warnings) }
	form.ends = func() []string { return asFar(n, v.otherwise, n.otherwise) }
	return form, err
}

// asFar is what is said of the series where the change goes so far, and else of the session.
func asFar[T any](n *replanning, series, session func() T) T {
	if n.reach == oneSession {
		return session()
	}
	return series()
}

// putAsFar changes the session, or its series where the change goes so far.
func (n *replanning) putAsFar(v *revising, pen roster.Pen, seen string) (endorsement.Foreseen, error) {
	if n.reach == oneSession || n.failed != nil || n.change == (schedule.Change{}) {
		session, _, _ := strings.Cut(seen, "/")
		return n.put(pen, session)
	}
	return v.put(pen, seen)
}

func (n *replanning) ask(q *inquiry) {
	n.askReach(q)
	clock := fmt.Sprintf("On the clocks of %s.", zoneCity(n.circle.TimeZone))
	n.p.Begins.Day = q.date(fieldView{Name: "day", Label: "Day", Needed: true}, n.p.Begins.Day)
	n.p.Begins.Minute, _ = q.clock(fieldView{Name: "begins", Label: "Begins", Value: clockText(n.was.Starts, n.zone), Needed: true, Hint: clock})
	n.p.Minutes, _ = q.number(fieldView{Name: "minutes", Label: "How long, in minutes", Value: fmt.Sprint(n.was.Minutes), Needed: true}, schedule.Shortest, schedule.Longest)
	n.askMeeting(q)
	n.change = n.was.Otherwise(n.p, n.was.Ground.Group, n.zone)
}

// after is a text after some signs; nothing where it is empty.
func after(signs, text string) string {
	if text == "" {
		return ""
	}
	return signs + text
}

// put changes the session, or in pencil sees whether it can be.
func (n *replanning) put(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
	if n.failed != nil {
		return endorsement.Foreseen{}, n.failed
	}
	if n.change == (schedule.Change{}) {
		if pen.Pencil {
			return endorsement.Foreseen{}, roster.Refuse("", "Everything here is as it stands. Change what is to be otherwise.")
		}
		return endorsement.Foreseen{}, nil // a second click
	}
	return n.write(pen, n.change, func(s schedule.Standing) (schedule.Session, error) { return s.Alone(n.change, n.Now()) }, revision)
}

// write has decide say what becomes of the session, unless somebody changed it meanwhile.
func (n *replanning) write(pen roster.Pen, c schedule.Change, decide func(schedule.Standing) (schedule.Session, error), revision string) (endorsement.Foreseen, error) {
	decision := func(s schedule.Standing) (schedule.Session, error) {
		g := s.Ground.Group
		if err := access.May(n.actor, access.PlanGroup, access.Group{Association: g.Association, Provider: g.Provider}); err != nil {
			return s.Session, err
		}
		next, err := decide(s)
		if err == nil && next == s.Session {
			return next, nil
		}
		if late := overtaken(revision, replanRevision(s.Session)); late != nil {
			return s.Session, late
		}
		return next, err
	}
	ctx := n.c.Request().Context()
	if !pen.Pencil {
		return endorsement.Foreseen{}, n.Store.ReplanSession(ctx, n.was.ID, c, pen.By, decision)
	}
	stands, err := n.Store.Standing(ctx, n.was.ID, c)
	if err != nil {
		return endorsement.Foreseen{}, err
	}
	n.ground = stands.Ground
	n.session, err = decision(stands)
	return endorsement.Foreseen{}, err
}

// otherwise says what was, and what is to be.
func (n *replanning) otherwise() []string { return n.turned(n.was.Session, n.session, n.when) }

// turned says what becomes otherwise of a session, or of what those of a series have in common.
func (n *replanning) turned(was, is schedule.Session, when func(schedule.Session) string) []string {
	var said []string
	say := func(what, before, after string) {
		if before != after {
			said = append(said, fmt.Sprintf("%s: %s. Until now: %s.", what, after, before))
		}
	}
	kind := func(s schedule.Session) string {
		return meetingWords(cmp.Or(s.Kind, n.circle.Kind), n.circle.Format)
	}
	say("When", when(was), when(is))
	say("How long", count(was.Minutes, "minute", "minutes"), count(is.Minutes, "minute", "minutes"))
	say("Where", n.where(was), n.where(is))
	say("What", kind(was), kind(is))
	say("Who leads", n.leadName(was), n.leadName(is))
	say("Who co-leads", n.coLeadName(was), n.coLeadName(is))
	return said
}

func (n *replanning) leadName(s schedule.Session) string {
	if s.NobodyLed {
		return "nobody"
	}
	return n.name(cmp.Or(s.Lead, n.circle.Provider))
}

func (n *replanning) coLeadName(s schedule.Session) string {
	if s.CoLead == 0 {
		return "nobody"
	}
	return n.name(s.CoLead)
}

// whoSees says whom it concerns: who belongs to the group on the day, old or new, and who leads it, before or then. Members
// are counted, and whoever does it is none of them.
func (n *replanning) whoSees() string {
	var leads []roster.PersonID
	for _, s := range []schedule.Session{n.was.Session, n.session} {
		for _, person := range []roster.PersonID{cmp.Or(s.Lead, n.circle.Provider), s.CoLead} {
			if person != 0 && person != n.actor.Person && !slices.Contains(leads, person) {
				leads = append(leads, person)
			}
		}
	}
	members := make(map[roster.PersonID]bool)
	for _, seat := range slices.Concat(n.was.Ground.Members, n.ground.Members) {
		if seat.Person != n.actor.Person && !slices.Contains(leads, seat.Person) {
			members[seat.Person] = true
		}
	}
	var who []string
	if len(members) > 0 {
		who = append(who, count(len(members), "member", "members"))
	}
	for _, person := range leads {
		who = append(who, n.name(person))
	}
	if len(who) == 0 {
		return "It concerns nobody but you." + n.lostWords(leads)
	}
	return "It changes in the calendars of " + listed(who) + ", and mail tells each of them, unless they want none of this kind." + n.lostWords(leads)
}
