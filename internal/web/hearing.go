package web

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/roster"
)

// hearing says how far the last change of a session that is still to come has got into people's calendars, the actor's aside,
// for who plans or leads it. Who plans reads it of all sessions that changed with it. It counts and names nobody: who has a
// calendar, and where, is theirs. Empty where it has never changed.
func (w *web) hearing(c echo.Context, actor access.Actor, v sheetView) (string, error) {
	s := v.Session
	plans := access.May(actor, access.PlanGroup, access.Group{Association: v.Group.Association, Provider: v.Group.Provider}) == nil
	if s.Sequence == 0 || !s.Starts.After(v.now) || !plans && access.May(actor, access.TakeSheet, v.subject()) != nil {
		return "", nil
	}
	since := "Since its last change, on " + moment(s.ChangedAt, v.clock)
	if !plans {
		list, err := w.Store.Listeners(c.Request().Context(), s.ID)
		return hearingWords(heardBut(actor, list, s.ChangedAt, v.now), since), err
	}
	h, sessions, err := w.heardOf(c, actor, s.Group, s.ChangedAt)
	if sessions > 1 {
		since += ", together with " + count(sessions-1, "more session", "more sessions") + " to come"
	}
	return hearingWords(h, since), err
}

// hearingInGroup says the same of the last change of a group's sessions to come, for who plans them, as long as a calendar that
// lives may not have read it.
func (w *web) hearingInGroup(c echo.Context, actor access.Actor, group roster.GroupID, list []attendance.Meeting, clock *time.Location) (string, error) {
	now := w.Now()
	lives := access.LiveSince(now)
	last := lives
	for _, m := range list {
		if s := m.Session; s.Sequence > 0 && s.Starts.After(now) && s.ChangedAt.After(last) {
			last = s.ChangedAt
		}
	}
	if last.Equal(lives) {
		return "", nil
	}
	h, sessions, err := w.heardOf(c, actor, group, last)
	return hearingWords(h, fmt.Sprintf("Since the last change here, on %s, of %s to come", moment(last, clock), count(sessions, "session", "sessions"))), err
}

// heardOf is how far a change of a group's sessions to come has got, counted over people, and how many of these there are; in
// one statement.
func (w *web) heardOf(c echo.Context, actor access.Actor, group roster.GroupID, changed time.Time) (access.Hearing, int, error) {
	found, err := w.Store.ListenersAtOnce(c.Request().Context(), group, changed, w.Now())
	list := slices.Concat(slices.Collect(maps.Values(found))...)
	return heardBut(actor, list, changed, w.Now()), len(found), err
}

// heardBut counts all listeners but the actor.
func heardBut(actor access.Actor, list []access.Listener, changed, now time.Time) access.Hearing {
	list = slices.DeleteFunc(list, func(l access.Listener) bool { return l.Person == actor.Person })
	return access.HearingOf(list, changed, now)
}

// hearingWords say it; since begins the sentence.
func hearingWords(h access.Hearing, since string) string {
	all := h.All()
	switch {
	case all < 2: // of one person it would say whether they have a calendar
		return ""
	case h.Heard == all:
		return fmt.Sprintf("%s, the calendars of all %d people have read it.", since, all)
	case h.Without == all:
		return fmt.Sprintf("%s: none of %s has a calendar that follows Attune.", since, count(all, "person", "people"))
	}
	words := fmt.Sprintf("%s: the calendars of %d of %d people have read it", since, h.Heard, all)
	if h.NotYet > 0 {
		words += fmt.Sprintf("; %d not yet", h.NotYet)
	}
	if h.Without > 0 {
		words += fmt.Sprintf("; %s no calendar that follows Attune", count(h.Without, "has", "have"))
	}
	return words + "."
}
