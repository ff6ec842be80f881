package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
)

// accountPage is one's own account: where it is signed in.
type accountPage struct {
	frame
	Past     string // address of its history
	Visits   []visitView
	Password bool   // there is one
	Factor   bool   // there is a second factor
	Needed   bool   // the reader's role needs it
	Issuer   string // the issuer one may bind; empty where none is set, or it is bound
	Bound    []identityView
	Others   bool // there are more than the one that looks
	Days     int  // so long somebody stays signed in without coming by
	Most     int  // so many days at most
	Clock    clockView
}

// visitView is a browser that the reader is signed in with.
type visitView struct {
	ID      string
	Browser string
	Way     string
	Since   string
	Seen    string
	Here    bool
}

// account answers GET /account.
func (w *web) account(c echo.Context) error {
	actor, _ := actorIn(c)
	return w.showAccount(c, http.StatusOK, actor.TimeZone, "")
}

// showAccount shows it with a zone in the form about the reader's clock, and what was wrong with that.
func (w *web) showAccount(c echo.Context, status int, zone, problem string) error {
	actor, _ := actorIn(c)
	edition, err := w.rules.get(c.Request().Context())
	if err != nil {
		return err
	}
	clock := ownClock(edition, actor)
	visits, err := w.Store.VisitsOf(c.Request().Context(), actor.Account)
	if err != nil {
		return err
	}
	const aDay = 24 * time.Hour
	page := accountPage{frame: w.frame(c, "Your account", atAccount), Past: pastAt("account", actor.Account), Days: int(idleLasts / aDay), Most: int(visitLasts / aDay)}
	page.Clock = clockOfAccount(w.Now(), readersZone(edition, actor), zone, problem)
	page.frame.Narrow = true
	hash, _, err := w.Store.OwnPassword(c.Request().Context(), actor.Account)
	if err != nil {
		return err
	}
	page.Password = hash != ""
	factor, err := w.Store.FactorOf(c.Request().Context(), actor.Account)
	if err != nil {
		return err
	}
	page.Factor, page.Needed = factor.Sealed != nil, factor.Asked
	if err := w.bound(c, &page, clock); err != nil {
		return err
	}
	here := w.visits.hash(c.Request().Context())
	for _, v := range visits {
		if w.Now().Sub(v.Seen) >= idleLasts {
			continue
		}
		view := visitView{ID: v.Hash, Browser: v.Browser, Way: v.Way, Since: moment(v.Began, clock), Seen: seenWords(w.Now().Sub(v.Seen)), Here: v.Hash == here}
		page.Visits = append(page.Visits, view)
		page.Others = page.Others || !view.Here
	}
	return w.render(c, status, "account", page)
}

// seenWords tell how long ago a browser was in use, as finely as it is written down.
func seenWords(ago time.Duration) string {
	switch {
	case ago < 2*seenEvery:
		return "in use within the last two hours"
	case ago < 24*time.Hour:
		return "last used " + count(int(ago/time.Hour), "hour", "hours") + " ago"
	default:
		return "last used " + count(int(ago/(24*time.Hour)), "day", "days") + " ago"
	}
}

// visitForm names a visit to end.
type visitForm struct {
	Visit string `form:"visit"`
}

// visitEnd answers POST /account/visits/end.
func (w *web) visitEnd(c echo.Context) error {
	return w.endVisits(c, func(actor access.Actor, f visitForm) error {
		return w.Store.EndOneVisit(c.Request().Context(), actor.Account, f.Visit)
	})
}

// visitsEnd answers POST /account/visits/end-others.
func (w *web) visitsEnd(c echo.Context) error {
	return w.endVisits(c, func(actor access.Actor, _ visitForm) error {
		return w.Store.EndOtherVisits(c.Request().Context(), actor.Account, w.visits.hash(c.Request().Context()))
	})
}

func (w *web) endVisits(c echo.Context, end func(access.Actor, visitForm) error) error {
	actor, _ := actorIn(c)
	var f visitForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	if err := end(actor, f); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/account#visits")
}
