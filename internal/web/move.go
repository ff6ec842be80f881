package web

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// move is somebody on their way from one group to another, from the form to the store.
type move struct {
	*web
	c      echo.Context
	actor  access.Actor
	from   roster.GroupRecord
	member roster.FactID
	is     roster.Membership
	name   string
	groups []roster.Circle // they may be moved to
	to     roster.GroupRecord
	first  day.Date
	waits  bool // there is no room, and they are put on the waiting list
	failed error
}

// moveMember answers GET and POST /groups/{id}/members/{member}/move.
func (w *web) moveMember(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) {
		m, err := w.moveOf(c)
		if err != nil {
			return recordForm{}, err
		}
		here := fmt.Sprintf("/groups/%d", m.from.Group.ID)
		return recordForm{
			page: formPage{
				frame: w.narrow(c, m.from.Group.Name, atGroups), Back: navLink{Href: here, Text: m.from.Group.Name}, Heading: "Move " + m.name + " to another group",
				Lead:   "They belong here until the day before their first day there. What was until then stays as it is.",
				Action: fmt.Sprintf("%s/members/%d/move", here, m.member), Revision: m.from.Revision(), Button: "Move them",
			},
			ask: m.ask, put: m.put, sum: m.words, ends: m.follows,
			done: func() (string, error) { return fmt.Sprintf("/groups/%d", m.to.Group.ID), nil },
		}, nil
	})
}

func (w *web) moveOf(c echo.Context) (*move, error) {
	actor, record, err := w.groupFor(c)
	if err != nil {
		return nil, err
	}
	id, err := idIn[roster.FactID](c, "member")
	if err != nil {
		return nil, err
	}
	is, held, err := w.belonging(c, record, id)
	if err != nil {
		return nil, err
	}
	m := &move{web: w, c: c, actor: actor, from: record, member: id, is: is, name: held.Person.Name}
	m.first = max(m.today(), m.is.Span.From) + 1
	list, err := w.Store.CirclesOf(c.Request().Context(), actor.Person, actor.Coordinates, m.today(), "", 0, mostMoves)
	for _, circle := range list {
		if circle.ID != record.Group.ID && access.May(actor, access.KeepGroup, groupSubject(circle, 0)) == nil {
			m.groups = append(m.groups, circle)
		}
	}
	return m, err
}

// mostMoves is how many groups are offered to move to.
const mostMoves = 500

// today is the day on the clock of the group that is left.
func (m *move) today() day.Date { return day.At(m.Now(), zoneNamed(m.from.Group.TimeZone)) }

func (m *move) ask(q *inquiry) {
	options := []optionView{{Value: "", Text: "Choose a group"}}
	for _, g := range m.groups {
		options = append(options, optionView{Value: strconv.FormatInt(int64(g.ID), 10), Text: joined(g.Name, g.ProviderName)})
	}
	chosen := choice(q, fieldView{Name: "to", Label: "To", Needed: true}, "", options)
	m.first = q.date(fieldView{Name: "from", Label: "First day there", Needed: true}, m.first)
	id, _ := strconv.ParseInt(chosen, 10, 64)
	for _, g := range m.groups {
		if int64(g.ID) == id {
			m.to, m.failed = m.Store.GroupRecord(m.c.Request().Context(), g.ID)
			m.waits = waitsInstead(q, m.to, m.is.Person, m.first)
		}
	}
}

// waitsInstead asks, where a group has no room for somebody from a day on, whether they are put on its waiting list.
func waitsInstead(q *inquiry, is roster.GroupRecord, person roster.PersonID, from day.Date) bool {
	if opening, room := is.Opening(person, from); person == 0 || from == 0 || room && opening <= from {
		return false
	}
	words := fmt.Sprintf("Put them on its waiting list, %s", rankWords(len(is.Line())+1, len(is.Line())+1))
	options := []optionView{{Value: "no", Text: "Leave it"}, {Value: "wait", Text: words}}
	f := fieldView{Name: "full", Label: is.Group.Name + " is full", Needed: true, Hint: "A place is offered to them, and they are told, as soon as one is free and it is their turn."}
	waits := choice(q, f, "no", options) == "wait"
	if field := q.named("full"); q.sent != nil && field.Value == "" { // it was not asked before
		field.Value, field.Problem, field.Options[0].Chosen = "no", "", true
	}
	return waits
}

func (m *move) put(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
	if m.failed != nil {
		return endorsement.Foreseen{}, m.failed
	}
	if m.waits {
		return m.enlist(m.c, m.actor, m.to.Group, m.is.Person, m.first, pen)
	}
	return m.Store.MoveMember(m.c.Request().Context(), m.from.Group.ID, m.to.Group.ID, pen, func(from, to roster.GroupRecord) ([]roster.Edit, error) {
		for _, g := range []roster.Group{from.Group, to.Group} {
			if err := access.May(m.actor, access.KeepGroup, access.Group{Association: g.Association}); err != nil {
				return nil, err
			}
		}
		edits, err := roster.Move(from, to, m.member, m.first)
		if stale := overtaken(revision, from.Revision()); stale != nil && (err != nil || len(edits) > 0) {
			return nil, stale
		}
		return edits, err
	})
}

// enlist puts somebody on the waiting list of a group.
func (w *web) enlist(c echo.Context, actor access.Actor, g roster.Group, person roster.PersonID, from day.Date, pen roster.Pen) (endorsement.Foreseen, error) {
	return w.Store.ChangeGroup(c.Request().Context(), g.External, pen, func(is roster.GroupRecord) ([]roster.Edit, error) {
		if err := access.May(actor, access.KeepGroup, access.Group{Association: is.Group.Association}); err != nil {
			return nil, err
		}
		edit, err := is.Enlist(person, from, roster.Moment{Now: w.Now(), Today: day.At(w.Now(), zoneNamed(is.Group.TimeZone))})
		return []roster.Edit{edit}, err
	})
}

func (m *move) words() string {
	if m.waits {
		return fmt.Sprintf("%s stays in %s, and waits for a place in %s from %s on. They get mail about it.", m.name, m.from.Group.Name, m.to.Group.Name, plainDate(m.first))
	}
	return fmt.Sprintf("%s belongs to %s until %s, and to %s from %s on. They and whoever provides these groups get mail about it.",
		m.name, m.from.Group.Name, plainDate(m.first-1), m.to.Group.Name, plainDate(m.first))
}

// follows says which sessions leave their calendar and which come into it.
func (m *move) follows() []string {
	if m.waits {
		return nil
	}
	stays := m.is
	stays.Span.To = m.first - 1
	return append([]string{
		m.stand(m.from.Group, "session leaves their calendar", "sessions leave their calendar"),
		m.stand(m.to.Group, "session comes into it", "sessions come into it"),
	}, m.freed(m.from, m.member, stays)...)
}

// stand says how many sessions of a group stand from the first day on, and which is the first.
func (m *move) stand(g roster.Group, one, several string) string {
	begins := m.first.Begins(zoneNamed(g.TimeZone))
	list, err := m.Store.Meetings(m.c.Request().Context(), g.ID, begins, begins.AddDate(groupAhead, 0, 0))
	if err != nil {
		m.Log.Warn("sessions of a move", "group", g.ID, "error", err)
		return g.Name + ": which sessions that concerns cannot be told just now."
	}
	list = slices.DeleteFunc(list, func(m attendance.Meeting) bool { return m.Session.Status == schedule.Cancelled })
	if len(list) == 0 {
		return g.Name + ": no session is planned from then on."
	}
	return fmt.Sprintf("%s: %s within a year, first that of %s.", g.Name, count(len(list), one, several), longDate(list[0].Session.Local.Day))
}
