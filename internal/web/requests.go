package web

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// requestView is somebody's request for a place, for whoever answers for the group.
type requestView struct {
	Name   string
	Words  string
	Action string
	Past   string // address of its history
	Asked  bool   // it wants a yes or a no
	Waits  bool   // on the waiting list
}

// requestsIn are the requests of a group that are not over: those to be answered, then the waiting list with what is offered.
func (w *web) requestsIn(c echo.Context, id roster.GroupID) ([]requestView, error) {
	record, err := w.Store.GroupRecord(c.Request().Context(), id)
	if err != nil {
		return nil, err
	}
	var people []roster.PersonID
	for _, q := range record.Requests {
		if q.Live() {
			people = append(people, q.Person)
		}
	}
	if len(people) == 0 {
		return nil, nil
	}
	names, _, err := w.Store.SheetNames(c.Request().Context(), people, 0)
	if err != nil {
		return nil, err
	}
	line, zone := record.Line(), zoneNamed(record.Group.TimeZone)
	var asked, offered, waiting []requestView
	for _, q := range record.Requests {
		v := requestView{Name: names[q.Person], Action: fmt.Sprintf("/groups/%d/requests/%d", id, q.ID), Past: pastAt(roster.RequestMatter, q.ID)}
		switch q.State {
		case roster.RequestAsked:
			v.Asked, v.Words = true, fmt.Sprintf("asks for a place from %s on", plainDate(q.From))
			asked = append(asked, v)
		case roster.RequestOffered:
			v.Words = fmt.Sprintf("is offered a place from %s on, until %s", plainDate(q.From), lasting(q.Until, zone))
			offered = append(offered, v)
		case roster.RequestWaiting:
			v.Waits, v.Words = true, fmt.Sprintf("waits for a place from %s on", plainDate(q.From))
			for i, other := range line {
				if other.ID == q.ID {
					v.Words += ", " + rankWords(i+1, len(line))
				}
			}
			waiting = append(waiting, v)
		}
	}
	return append(append(asked, offered...), waiting...), nil
}

// answerRequest answers POST /groups/{id}/requests/{request}: the group says yes or no, or takes an offer back.
func (w *web) answerRequest(c echo.Context) error {
	var f struct {
		Step   string `form:"step"` // yes, no or retract
		Reason string `form:"reason"`
	}
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	actor, _ := actorIn(c)
	id, err := idIn[roster.GroupID](c, "id")
	if err != nil {
		return err
	}
	request, err := idIn[roster.RequestID](c, "request")
	if err != nil {
		return err
	}
	circle, err := w.Store.Circle(c.Request().Context(), id, actor.Person)
	if err != nil {
		return err
	}
	today := day.At(w.Now(), zoneNamed(circle.TimeZone))
	if err := access.May(actor, access.AnswerRequest, groupSubject(circle, today)); err != nil {
		return err
	}
	f.Reason = strings.Join(strings.Fields(f.Reason), " ")
	if wrong := roster.Unseen(f.Reason, ""); wrong != "" || utf8.RuneCountInString(f.Reason) > longestLine {
		return fault.New(fault.Invalid, "%s", strings.TrimSpace(wrong+" Give the reason in one line that is not longer than a sentence or two."))
	}
	_, err = w.Store.ChangeGroup(c.Request().Context(), circle.External, roster.Pen{By: actor.Account.String()}, func(is roster.GroupRecord) ([]roster.Edit, error) {
		if err := access.May(actor, access.AnswerRequest, access.Group{Association: is.Group.Association, Provider: is.Group.Provider}); err != nil {
			return nil, err
		}
		return answered(is, request, f.Step, f.Reason, roster.Moment{Now: w.Now(), Today: today})
	})
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/groups/%d", id))
}

// answered decides what a group answers to a request.
func answered(is roster.GroupRecord, id roster.RequestID, step, reason string, at roster.Moment) ([]roster.Edit, error) {
	var edit roster.Edit
	var err error
	switch step {
	case "yes":
		return is.Accept(id, at)
	case "no":
		edit, err = is.Refuse(id, reason, at)
	case "retract":
		edit, err = is.Retract(id, at)
	default:
		err = fault.New(fault.Invalid, "That form could not be read. Go back, open the page again and send it once more.")
	}
	return []roster.Edit{edit}, err
}

// placesAtHome fills in the reader's own requests for a place, and the groups where somebody waits for their answer.
func (w *web) placesAtHome(c echo.Context, actor access.Actor, page *homePage) error {
	if actor.Person == 0 && len(actor.Coordinates) == 0 {
		return nil
	}
	list, err := w.Store.Pending(c.Request().Context(), actor.Person, actor.Coordinates)
	if err != nil {
		return err
	}
	asking := make(map[roster.GroupID]int)
	for _, p := range list {
		if p.Person == actor.Person {
			page.Places = append(page.Places, *placeOf(p, w.Now()))
			continue
		}
		if asking[p.Group]++; asking[p.Group] == 1 {
			page.Asking = append(page.Asking, navLink{Href: fmt.Sprintf("/groups/%d#requests", p.Group), Text: p.GroupName})
		}
	}
	return nil
}
