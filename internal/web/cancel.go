package web

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// cancel answers GET and POST /sessions/{id}/cancel.
func (w *web) cancel(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) { return w.calledForm(c, schedule.Cancelled) })
}

// restore answers GET and POST /sessions/{id}/restore.
func (w *web) restore(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) { return w.calledForm(c, schedule.Scheduled) })
}

// calledForm cancels a session that is still to come, or has it take place after all. It opens with whom that concerns.
func (w *web) calledForm(c echo.Context, status schedule.Status) (recordForm, error) {
	n, err := w.replanningOf(c)
	if err != nil {
		return recordForm{}, err
	}
	when := n.when(n.was.Session)
	page := n.page("Cancel a session?", when+". It stays on record and in calendars, as cancelled, and can take place after all until it would have begun.", "/cancel", "Cancel it")
	if status == schedule.Scheduled {
		page = n.page("Does it take place after all?", when+". It is cancelled, and is planned again as it was.", "/restore", "It takes place")
	}
	if n.was.Status == status && isRead(c) {
		return recordForm{}, fault.New(fault.Conflict, "Somebody else did this already. The session's page shows how it stands.")
	}
	if instead := n.was.Ground.Instead; status == schedule.Scheduled && instead.ID != 0 {
		page.Way = navLink{Href: fmt.Sprintf("/sessions/%d", instead.ID), Text: "Open the session of " + longDate(instead.Local.Day)}
	}
	form := recordForm{
		page: page, looks: true,
		ask: func(*inquiry) {},
		put: func(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
			return n.write(pen, schedule.Change{}, func(s schedule.Standing) (schedule.Session, error) { return s.Called(status, w.Now()) }, revision)
		},
		sum:  n.whoSees,
		done: func() (string, error) { return fmt.Sprintf("/sessions/%d", n.was.ID), nil },
	}
	if status == schedule.Scheduled {
		form.warn = n.warnings
	}
	return form, nil
}
