package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Planner plans sessions.
type Planner interface {
	// Ground is what a session to be planned stands on.
	Ground(ctx context.Context, p schedule.Proposal) (schedule.Ground, error)
	// Season is what a series to be planned stands on.
	Season(ctx context.Context, p schedule.SeriesProposal) (schedule.Season, error)
	// PlanSeries writes the series that decide lays out, once under one external id, and gives its id.
	PlanSeries(ctx context.Context, p schedule.SeriesProposal, by string, decide func(schedule.Season) (schedule.Laid, error)) (schedule.SeriesID, error)
	// PlanSession writes the session that decide says, once under one external id, and gives its id.
	PlanSession(ctx context.Context, p schedule.Proposal, by string, decide func(schedule.Ground) (schedule.Session, error)) (schedule.SessionID, error)
	// Course is a series with its sessions, and what they stand on as they are and as a revision wants them.
	Course(ctx context.Context, id schedule.SeriesID, r schedule.Revision) (schedule.Course, error)
	// ReviseSeries writes what decide says becomes of a series and its sessions.
	ReviseSeries(ctx context.Context, id schedule.SeriesID, r schedule.Revision, by string, decide func(schedule.Course) (schedule.Revised, error)) error
	// Standing is a session as whoever changes it alone finds it, on the ground where the change wants it.
	Standing(ctx context.Context, id schedule.SessionID, c schedule.Change) (schedule.Standing, error)
	// Occurrence are the other sessions of one's occurrence: what it makes up for, and what makes up for either.
	Occurrence(ctx context.Context, session schedule.Session) ([]attendance.Meeting, error)
	// ReplanSession writes what decide says a session is to be; the session as it was changes nothing.
	ReplanSession(ctx context.Context, id schedule.SessionID, c schedule.Change, by string, decide func(schedule.Standing) (schedule.Session, error)) error
}

// plan answers GET and POST /groups/{id}/sessions/new.
func (w *web) plan(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) { return w.planForm(c) })
}

// plannable is the group that the address names, where the actor plans its sessions.
func (w *web) plannable(c echo.Context, actor access.Actor) (roster.Circle, error) {
	id, err := idIn[roster.GroupID](c, "id")
	if err != nil {
		return roster.Circle{}, err
	}
	return w.plannableGroup(c, actor, id)
}

// plannableGroup is a group, where the actor plans its sessions.
func (w *web) plannableGroup(c echo.Context, actor access.Actor, id roster.GroupID) (roster.Circle, error) {
	circle, err := w.Store.Circle(c.Request().Context(), id, actor.Person)
	if err != nil {
		return circle, err
	}
	return circle, access.May(actor, access.PlanGroup, groupSubject(circle, 0))
}

// planning is one session on its way from the form to the store.
type planning struct {
	*web
	c       echo.Context
	actor   access.Actor
	circle  roster.Circle
	zone    *time.Location
	p       schedule.Proposal
	names   map[roster.PersonID]string
	ground  schedule.Ground
	session schedule.Session
	failed  error
	free    day.Date // of the form as it opens: in the first week that has no session yet
}

// planningOf is what is planned of the group that the address names, and its last session.
func (w *web) planningOf(c echo.Context) (*planning, schedule.Session, error) {
	actor, _ := actorIn(c)
	circle, err := w.plannable(c, actor)
	if err != nil {
		return nil, schedule.Session{}, err
	}
	id, err := newIn(c)
	if err != nil {
		return nil, schedule.Session{}, err
	}
	n := &planning{
		web: w, c: c, actor: actor, circle: circle, zone: zoneNamed(circle.TimeZone), p: schedule.Proposal{External: id, Group: circle.ID},
		names: map[roster.PersonID]string{circle.Provider: circle.ProviderName},
	}
	last, err := n.lastMeeting()
	return n, last, err
}

func (w *web) planForm(c echo.Context) (recordForm, error) {
	n, last, err := w.planningOf(c)
	if err != nil {
		return recordForm{}, err
	}
	here := fmt.Sprintf("/groups/%d", n.circle.ID)
	return recordForm{
		page: formPage{
			frame: w.narrow(c, "Plan a session", atGroups), Back: navLink{Href: here, Text: n.circle.Name}, Heading: "Plan a session", Action: here + "/sessions/new",
			Lead: "One session of this group: one that is to come, or one that took place and was never planned.", ID: string(n.p.External), Button: "Plan it",
		},
		ask:  func(q *inquiry) { n.ask(q, last) },
		put:  n.put,
		sum:  n.words,
		warn: n.warnings,
		done: func() (string, error) {
			if n.session.Starts.After(w.Now()) {
				return here, nil
			}
			return fmt.Sprintf("/sessions/%d", n.session.ID), nil // its sheet is open
		},
	}, nil
}

// lastMeeting is the last session of the group as far as its page shows it, the zero Session where there is none: most
// often the next one is like it, in the first week that has none yet.
func (n *planning) lastMeeting() (schedule.Session, error) {
	if !isRead(n.c) {
		return schedule.Session{}, nil
	}
	now := n.web.Now()
	list, err := n.web.Store.Meetings(n.c.Request().Context(), n.circle.ID, now.AddDate(-groupBack, 0, 0), now.AddDate(groupAhead, 0, 0))
	if err != nil || len(list) == 0 {
		return schedule.Session{}, err
	}
	last := list[len(list)-1].Session
	taken := make([]day.Date, len(list))
	for i, m := range list {
		taken[i] = schedule.WallAt(m.Session.Starts, n.zone).Day
	}
	n.free = day.FreeWeek(taken, schedule.WallAt(last.Starts, n.zone).Day.Weekday(), day.At(now, n.zone))
	return last, nil
}

func (n *planning) ask(q *inquiry, last schedule.Session) {
	began, ended := "", ""
	if last.ID != 0 {
		began, ended = clockText(last.Starts, n.zone), clockText(last.Ends(), n.zone)
		n.p.Begins.Day = n.free
	}
	n.p.Begins.Day = q.date(fieldView{Name: "day", Label: "Day", Needed: true}, n.p.Begins.Day)
	n.askTime(q, began, ended)
	n.askMeeting(q)
}

// askTime asks from when to when, as it was the last time.
func (n *planning) askTime(q *inquiry, began, ended string) {
	clock := fmt.Sprintf("On the clocks of %s.", zoneCity(n.circle.TimeZone))
	n.p.Begins.Minute, _ = q.clock(fieldView{Name: "begins", Label: "Begins", Value: began, Needed: true, Hint: clock})
	until, ends := q.clock(fieldView{Name: "ends", Label: "Ends", Value: ended, Hint: "On the same clocks. A time before the beginning is on the next day."})
	long, given := q.number(fieldView{Name: "minutes", Label: "Or how long, in minutes"}, schedule.Shortest, schedule.Longest)
	n.length(q, until, ends, long, given)
}

// askMeeting asks where and how it is, and who leads.
func (n *planning) askMeeting(q *inquiry) {
	n.p.Place = q.line(fieldView{Name: "place", Label: "Where", Value: n.p.Place, Hint: "A place, or an address to join online. Empty: as the group" + after(", ", n.circle.Place) + "."})
	n.p.Modality = choice(q, fieldView{Name: "modality", Label: "How"}, n.p.Modality, asTheGroup(modalityNames[n.circle.Modality], roster.Modalities, modalityNames))
	if n.circle.Kind != roster.Training { // all sessions of a training are
		n.p.Kind = choice(q, fieldView{Name: "kind", Label: "Kind"}, n.p.Kind, asTheGroup(kindNames[n.circle.Kind], roster.Kinds, kindNames))
	}
	n.p.Lead = n.who(q, fieldView{Name: "lead", Label: "Who leads", Hint: "A name, as it is on record. Empty: " + n.circle.ProviderName + ", the group's provider."}, n.p.Lead)
	n.p.CoLead = n.who(q, fieldView{Name: "colead", Label: "Who co-leads", Hint: "A name. Empty: nobody."}, n.p.CoLead)
}

// asTheGroup are choices of which the first is to leave it to the group.
func asTheGroup[T ~string](groups string, all []T, names map[T]string) []optionView {
	return append([]optionView{{Value: "", Text: "as the group: " + groups}}, optionsOf(all, names)...)
}

// length takes the end or the minutes, whichever was given; both only where they say the same.
func (n *planning) length(q *inquiry, until int, ends bool, long int, given bool) {
	if q.sent == nil || q.wrong() {
		return
	}
	byClock := n.p.Begins.Until(until, n.zone)
	switch {
	case ends && given && byClock != long:
		q.blame("minutes", fmt.Sprintf("From the beginning to the end it is %d minutes. Leave one of the two empty.", byClock))
	case ends:
		n.p.Minutes = byClock
	case given:
		n.p.Minutes = long
	default:
		q.blame("ends", "Say when it ends, or how long it takes.")
	}
}

// mostLeads is how many people of one name a question offers.
const mostLeads = 12

// who asks for somebody of the group's association by name; where several are meant, it offers them. Nobody is zero. The
// name of who it is stands for them, whoever else is called so.
func (n *planning) who(q *inquiry, f fieldView, is roster.PersonID) roster.PersonID {
	f.Kind, f.Most, f.Value = "text", longestLine, n.names[is]
	field := q.put(f)
	field.Value = strings.Join(strings.Fields(field.Value), " ")
	if is != 0 && field.Value == n.names[is] {
		return is
	}
	if field.check(""); field.Problem != "" || field.Value == "" || n.failed != nil {
		return 0
	}
	found, chosen, err := n.meant(field.Value)
	if err != nil {
		n.failed = err
		return 0
	}
	switch {
	case len(found) == 0:
		field.Problem = "Nobody of the group's association has this name. Write it as it is on record, or ask the coordinator to add them."
		return 0
	case len(found) == 1:
		field.Value, field.Said = found[0].Name, found[0].Name
		n.names[found[0].ID] = found[0].Name
		return found[0].ID
	}
	field.Kind, field.Value, field.Said = "choice", "", ""
	for _, p := range found {
		id := strconv.FormatInt(int64(p.ID), 10)
		field.Options = append(field.Options, optionView{Value: id, Text: joined(p.Name, p.Region), Chosen: p.ID == chosen})
		if p.ID == chosen {
			field.Value, field.Said, n.names[p.ID] = id, joined(p.Name, p.Region), p.Name
		}
	}
	if field.Options = append([]optionView{{Value: "", Text: "nobody of these"}}, field.Options...); chosen == 0 {
		field.Problem = "More than one is meant by this. Choose who."
	}
	return chosen
}

// meant are the people of the group's association whom a text can mean: those with that very name, else those whose name
// has it in it. A number is one who was chosen before among several; they are chosen again.
func (n *planning) meant(text string) (found []roster.Person, chosen roster.PersonID, err error) {
	ctx := n.c.Request().Context()
	if id, wrong := strconv.ParseInt(text, 10, 64); wrong == nil {
		known, err := n.Store.PeopleNamed(ctx, []roster.PersonID{roster.PersonID(id)})
		if err != nil || len(known) == 0 || known[0].Association != n.circle.Association {
			return nil, 0, err
		}
		text, chosen = known[0].Name, known[0].ID
	}
	all, err := n.Store.FindPeople(ctx, n.circle.Association, text, mostLeads)
	if err != nil {
		return nil, 0, err
	}
	all = slices.DeleteFunc(all, func(p roster.Person) bool { return p.Association != n.circle.Association })
	for _, p := range all {
		if strings.EqualFold(p.Name, text) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		found = all
	}
	return found, chosen, nil
}

// put plans the session, or in pencil sees whether it can be.
func (n *planning) put(pen roster.Pen, _ string) (endorsement.Foreseen, error) {
	if n.failed != nil {
		return endorsement.Foreseen{}, n.failed
	}
	ctx := n.c.Request().Context()
	var err error
	if pen.Pencil {
		if n.ground, err = n.Store.Ground(ctx, n.p); err == nil {
			n.session, err = n.decide(n.ground)
		}
		return endorsement.Foreseen{}, err
	}
	var id schedule.SessionID
	id, err = n.Store.PlanSession(ctx, n.p, pen.By, func(g schedule.Ground) (schedule.Session, error) {
		session, err := n.decide(g)
		n.session = session
		return session, err
	})
	n.session.ID = id
	return endorsement.Foreseen{}, err
}

func (n *planning) decide(g schedule.Ground) (schedule.Session, error) {
	if err := access.May(n.actor, access.PlanGroup, access.Group{Association: g.Group.Association, Provider: g.Group.Provider}); err != nil {
		return schedule.Session{}, err
	}
	return n.p.Session(g, n.Now())
}

// words say what is to be planned, with the zone of its clocks.
func (n *planning) words() string {
	s, seats := n.session, len(n.ground.Members)
	words := fmt.Sprintf("%s, %d minutes, %s, led by %s.", n.when(s), s.Minutes, n.where(s), n.name(cmp.Or(s.Lead, n.circle.Provider)))
	switch concerned := count(seats, "member", "members"); {
	case s.Starts.After(n.Now()) && seats > 0:
		words += fmt.Sprintf(" It goes into the calendars of %s and of who leads it, and mail tells them.", concerned)
	case s.Starts.After(n.Now()):
		words += " Nobody belongs to the group on that day yet."
	default:
		words += fmt.Sprintf(" It has begun already: its sheet, with %s, is open as soon as it is planned.", concerned)
	}
	return words
}

// lostWords say how many are told by mail alone: of what makes up for a session of another group, those who had that in their
// calendars, but for the actor, who leads this one, and its members.
func (n *planning) lostWords(leads []roster.PersonID) string {
	told := 0
	for _, person := range n.ground.Lost {
		member := slices.ContainsFunc(n.ground.Members, func(seat schedule.Seat) bool { return seat.Person == person })
		if !member && person != n.actor.Person && !slices.Contains(leads, person) {
			told++
		}
	}
	if told == 0 {
		return ""
	}
	return fmt.Sprintf(" Mail also tells %s who had the session that it makes up for.", count(told, "person", "people"))
}

// when is from when to when a session is, with the zone of its clocks, and on the reader's.
func (n *planning) when(s schedule.Session) string {
	zone, _ := s.Starts.In(n.zone).Zone()
	is, ends := schedule.WallAt(s.Starts, n.zone).Day, clockTime(s.Ends(), n.zone)
	if last := schedule.WallAt(s.Ends(), n.zone).Day; last != is {
		ends += " on " + longDate(last)
	}
	return fmt.Sprintf("%s, %s to %s %s (%s)", longDate(is), clockTime(s.Starts, n.zone), ends, zone, n.onClocks(s))
}

// onClocks are the clocks that a session is told on: New York, or, where the reader's show another time, New York; 7:00–8:45 AM for you.
func (n *planning) onClocks(s schedule.Session) string {
	own := day.Elsewhere(s.Starts, s.Ends(), n.zone, n.readersClock(n.c, n.zone))
	if own != "" {
		own += " for you"
	}
	return zoneCity(n.circle.TimeZone) + after("; ", own)
}

// where is how and where a session is.
func (n *planning) where(s schedule.Session) string {
	return placeWords(cmp.Or(s.Modality, n.circle.Modality), s.PlaceIn(n.circle.Group))
}

func (n *planning) name(person roster.PersonID) string { return orUnknown(n.names[person]) }
