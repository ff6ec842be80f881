package web

import (
	"fmt"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/attendance"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// cancel answers GET and POST /sessions/{id}/cancel.
func (w *web) cancel(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) { return w.cancelForm(c) })
}

// restore answers GET and POST /sessions/{id}/restore.
func (w *web) restore(c echo.Context) error {
	return w.recordForm(c, func() (recordForm, error) {
		n, err := w.replanningOf(c)
		if err != nil {
			return recordForm{}, err
		}
		return n.calledForm(schedule.Scheduled)
	})
}

// cancelAll is where sessions of a series are cancelled, after the address of one of them and before the reach.
const cancelAll = "/cancel?reach="

// cancelForm cancels a session that is still to come, or those of its series, too.
func (w *web) cancelForm(c echo.Context) (recordForm, error) {
	n, err := w.replanningOf(c)
	if err != nil {
		return recordForm{}, err
	}
	form, err := n.calledForm(schedule.Cancelled)
	if err != nil || n.was.Series == 0 {
		return form, err
	}
	v := &revising{replanning: n, cancels: true}
	if v.course, err = w.Store.Course(c.Request().Context(), n.was.Series, schedule.Revision{}); err != nil {
		return form, err
	}
	return v.cancelled(form), nil
}

// cancelled is the form that cancels a session as one of a series: how far it goes is chosen before it is looked at.
func (v *revising) cancelled(form recordForm) recordForm {
	all := v.course.Cancel(0, v.course.Sessions, v.course.Sheets, v.Now())
	if len(all.Changed) < 2 {
		return form
	}
	open := &openingView{Action: form.page.Action, Name: "reach", Label: "What is cancelled", Button: "Look what it does", Options: slices.Clone(reaches)}
	for i := range open.Options {
		if o := &open.Options[i]; o.Value == v.c.QueryParam(open.Name) {
			o.Chosen, v.reach = true, reach(o.Value)
		}
	}
	if v.reach != oneSession {
		lead := "They stay on record and in calendars, as cancelled, and each can take place after all until it would have begun."
		form.page = v.page("Cancel sessions of a series?", lead, cancelAll+string(v.reach), "Cancel them all")
		form.page.Revision = seriesRevision(v.was.Session, v.course.Version)
		form.put, form.sum, form.stays = v.put, v.cancelWords, v.cancelMeetings
	}
	form.page.Opening = open
	return form
}

// cancelWords say how many sessions and people it touches.
func (v *revising) cancelWords() string {
	said, changed := "None of them is still to be cancelled.", v.revised.Changed
	if n := len(changed); n > 0 {
		said = fmt.Sprintf("%s cancelled, from %s to %s.", count(n, "session is", "sessions are"), longDate(changed[0].Is.Local.Day), longDate(changed[n-1].Is.Local.Day))
		if n > mostStays {
			said += fmt.Sprintf(" These are the first %d.", mostStays)
		}
	}
	return said + v.reached()
}

// cancelMeetings are the sessions that are cancelled, as they stand.
func (v *revising) cancelMeetings() []meetingView {
	var views []meetingView
	for _, t := range v.revised.Changed[:min(len(v.revised.Changed), mostStays)] {
		view := v.meeting(attendance.Meeting{Session: t.Was, Group: v.circle.Group}, v.readersClock(v.c, v.zone))
		view.Join = ""
		views = append(views, view)
	}
	return views
}

// calledForm cancels a session that is still to come, or has it take place after all. It opens with whom that concerns.
func (n *replanning) calledForm(status schedule.Status) (recordForm, error) {
	when := n.when(n.was.Session)
	page := n.page("Cancel a session?", when+". It stays on record and in calendars, as cancelled, and can take place after all until it would have begun.", "/cancel", "Cancel it")
	if status == schedule.Scheduled {
		page = n.page("Does it take place after all?", when+". It is cancelled, and is planned again as it was.", "/restore", "It takes place")
	}
	if n.was.Status == status && isRead(n.c) {
		return recordForm{}, fault.New(fault.Conflict, "Somebody else did this already. The session's page shows how it stands.")
	}
	if instead := n.was.Ground.Instead; status == schedule.Scheduled && instead.ID != 0 {
		page.Way = navLink{Href: fmt.Sprintf("/sessions/%d", instead.ID), Text: "Open the session of " + longDate(instead.Local.Day)}
	}
	form := recordForm{
		page: page, looks: true,
		ask: func(*inquiry) {},
		put: func(pen roster.Pen, revision string) (endorsement.Foreseen, error) {
			return n.write(pen, schedule.Change{}, func(s schedule.Standing) (schedule.Session, error) { return s.Called(status, n.Now()) }, revision)
		},
		sum:  n.whoSees,
		done: func() (string, error) { return fmt.Sprintf("/sessions/%d", n.was.ID), nil },
	}
	if status == schedule.Scheduled {
		form.warn = n.warnings
	}
	return form, nil
}
