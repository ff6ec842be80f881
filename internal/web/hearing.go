package web

import (
	"fmt"
	"slices"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
)

// hearing says how far the last change of a session that is still to come has got into people's calendars, the actor's aside,
// for who plans or leads it. It counts and names nobody: who has a calendar, and where, is theirs. Empty where it has never
// changed.
func (w *web) hearing(c echo.Context, actor access.Actor, v sheetView) (string, error) {
	s := v.Session
	plans := access.May(actor, access.PlanGroup, access.Group{Association: v.Group.Association, Provider: v.Group.Provider}) == nil
	if s.Sequence == 0 || !s.Starts.After(v.now) || !plans && access.May(actor, access.TakeSheet, v.subject()) != nil {
		return "", nil
	}
	list, err := w.Store.Listeners(c.Request().Context(), s.ID)
	if err != nil {
		return "", err
	}
	list = slices.DeleteFunc(list, func(l access.Listener) bool { return l.Person == actor.Person })
	return hearingWords(access.HearingOf(list, s.ChangedAt, v.now), "Since its last change, on "+moment(s.ChangedAt, v.clock)), nil
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
