package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Ahead is what people say ahead of a session.
type Ahead interface {
	// SayAhead locks the session, loads its sheet, lets decide say the word, and saves that.
	SayAhead(ctx context.Context, id schedule.SessionID, actor string, decide func(attendance.Sheet) (attendance.Word, error)) error
}

// aheadView is what the reader has said of a session that is to come.
type aheadView struct {
	Action string
	Away   bool // that they cannot come
}

// expectedView is somebody who is expected.
type expectedView struct {
	Name string
	Away bool // they said that they cannot come
}

// ahead is what the actor may say of the session; nil where that is nothing, or no longer.
func (v sheetView) ahead(actor access.Actor, subject access.Sheet) *aheadView {
	if actor.Person == 0 || access.May(actor, access.SayAhead, subject) != nil {
		return nil
	}
	said := v.saidAway(actor.Person)
	if _, err := v.Say(actor.Person, !said, v.now); err != nil {
		return nil
	}
	return &aheadView{Action: fmt.Sprintf("/sessions/%d/absence", v.Session.ID), Away: said}
}

func (v sheetView) saidAway(person roster.PersonID) bool { return slices.Contains(v.Away, person) }

// sayAhead answers POST /sessions/{id}/absence: somebody says that they cannot come, or can after all.
func (w *web) sayAhead(c echo.Context) error {
	var f struct {
		Away string `form:"away"` // no takes it back; anything else says it
	}
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	actor, _ := actorIn(c)
	id, err := idIn[schedule.SessionID](c, "id")
	if err != nil {
		return err
	}
	err = w.Store.SayAhead(c.Request().Context(), id, actor.Account.String(), func(s attendance.Sheet) (attendance.Word, error) {
		if err := access.May(actor, access.SayAhead, subjectOf(s)); err != nil {
			return attendance.Word{}, err
		}
		return s.Say(actor.Person, f.Away != "no", w.Now())
	})
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/sessions/%d", id))
}
