package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/schedule"
)

// AbsenceKeys are the keys in mails by which people say that they cannot come.
type AbsenceKeys interface {
	// AbsenceKey is the session that a key speaks of, and the account that it speaks for; NotFound where it is no good.
	AbsenceKey(ctx context.Context, key access.TokenHash, now time.Time) (session schedule.SessionID, account access.AccountID, err error)
}

// absencePage asks somebody who came by a mail whether they mean that they cannot come.
type absencePage struct {
	frame
	Action string // empty: the address opens nothing any more
	Group  string
	Date   string // Thursday 3 December 2026
	Time   string // 10:00–11:45 AM
	clocks
	Away bool // they said that they cannot come
}

// absenceForm is the form of that page.
type absenceForm struct {
	Away string `form:"away"` // no takes it back; anything else says it
}

// absence answers GET /absence/{key}: looking changes nothing, because mail scanners look, too. The address says it of one session, for
// whoever got the mail; it signs nobody in, whoever is signed in here.
func (w *web) absence(c echo.Context) error {
	token := access.Token(c.Param("key"))
	sheet, actor, err := w.absent(c, token)
	if fault.KindOf(err) == fault.NotFound {
		return w.absenceGone(c)
	}
	if err != nil {
		return err
	}
	said := sheetView{Sheet: sheet}.saidAway(actor.Person)
	if _, err := sheet.Say(actor.Person, !said, w.Now()); err != nil {
		return w.absenceGone(c)
	}
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	s, zone := sheet.Session, zoneNamed(sheet.Session.TimeZone)
	page := absencePage{
		frame: w.frame(c, "Can you come?", ""), Action: access.AbsenceAddress("", token), Group: sheet.Group.Name, Away: said,
		Date: longDate(s.Local.Day), Time: clockSpan(s.Starts, s.Ends(), zone), clocks: clocksOf(s.Starts, s.Ends(), zone, ownClock(edition, actor)),
	}
	if said {
		page.frame.Title = "You said that you cannot come"
	}
	page.frame.Alone = true
	return w.render(c, http.StatusOK, "absence", page)
}

// absent is the sheet of the session that a key speaks of, and whoever it speaks for; NotFound where it is no good, or they are
// not to receive that session any more.
func (w *web) absent(c echo.Context, token access.Token) (attendance.Sheet, access.Actor, error) {
	ctx := c.Request().Context()
	session, account, err := w.Store.AbsenceKey(ctx, token.Hash(), w.Now())
	if err != nil {
		return attendance.Sheet{}, access.Actor{}, err
	}
	actor, err := w.Store.ActorOf(ctx, account, w.Now())
	if err != nil {
		return attendance.Sheet{}, access.Actor{}, fmt.Errorf("who holds the key to an absence from session %d: %w", session, err)
	}
	sheet, err := w.Store.Sheet(ctx, session)
	if err == nil && access.May(actor, access.SayAhead, subjectOf(sheet)) != nil {
		err = access.Nowhere()
	}
	return sheet, actor, err
}

// absenceGone answers a key that is no good.
func (w *web) absenceGone(c echo.Context) error {
	page := absencePage{frame: w.frame(c, "This address opens nothing any more", "")}
	page.frame.Alone = true
	return w.render(c, http.StatusNotFound, "absence", page)
}

// absenceSay answers POST /absence/{key}: it says for whoever the key speaks for that they cannot come, or can after all.
func (w *web) absenceSay(c echo.Context) error {
	var f absenceForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	token := access.Token(c.Param("key"))
	sheet, actor, err := w.absent(c, token)
	if err == nil {
		err = w.Store.SayAhead(c.Request().Context(), sheet.Session.ID, actor.Account.String(), func(s attendance.Sheet) (attendance.Word, error) {
			if err := access.May(actor, access.SayAhead, subjectOf(s)); err != nil {
				return attendance.Word{}, err
			}
			return s.Say(actor.Person, f.Away != "no", w.Now())
		})
	}
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Conflict:
		return w.absenceGone(c)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, access.AbsenceAddress("", token))
}
