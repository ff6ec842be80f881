package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
)

// Where somebody makes their recovery codes anew, and gives up a second factor that their role does not need.
const (
	pathToRenew  = "/account/factor/codes"
	pathToGiveUp = "/account/factor/end"
)

// keptPage asks for a code before a second factor that is set up is changed.
type keptPage struct {
	frame
	Action string // where the form goes
	End    bool   // the second factor is to be given up, instead of its recovery codes being made anew
	Page   string // a secret of this very page, so that a double click is answered twice alike
	Wrong  string
}

// keptForm is a code, and the secret of the page that asked for it.
type keptForm struct {
	Code string `form:"code"`
	Page string `form:"page"`
}

// factorOpen answers GET /account/factor/codes and GET /account/factor/end.
func (w *web) factorOpen(c echo.Context) error {
	actor, _ := actorIn(c)
	f, err := w.Store.FactorOf(c.Request().Context(), actor.Account)
	switch {
	case err != nil:
		return err
	case f.Sealed == nil:
		return c.Redirect(http.StatusSeeOther, "/account#factor")
	case f.Asked && c.Path() == pathToGiveUp:
		return access.NeedsFactor()
	}
	return w.keptPage(c, access.NewToken().Reveal(), nil)
}

func (w *web) keptPage(c echo.Context, secret string, err error) error {
	page := keptPage{frame: w.frame(c, "New recovery codes", atAccount), Action: c.Path(), End: c.Path() == pathToGiveUp, Page: secret}
	page.frame.Narrow = true
	if page.End {
		page.frame.Title = "Giving up your second factor"
	}
	status := http.StatusOK
	if err != nil {
		page.Wrong, _ = fault.SentenceOf(err)
		status = refusedAs(c, err)
	}
	return w.render(c, status, "kept", page)
}

// codesRenew answers POST /account/factor/codes: it shows the new recovery codes, this once.
func (w *web) codesRenew(c echo.Context) error {
	return w.keptChange(c, func(actor access.Actor, f keptForm) error {
		codes, err := w.SignIn.Renew(c.Request().Context(), actor.Account, access.Token(f.Page), f.Code)
		if err != nil {
			return err
		}
		page := codesPage{frame: w.frame(c, "Your recovery codes", ""), Codes: codes}
		page.frame.Alone = true
		return w.render(c, http.StatusOK, "codes", page)
	})
}

// factorEnd answers POST /account/factor/end.
func (w *web) factorEnd(c echo.Context) error {
	return w.keptChange(c, func(actor access.Actor, f keptForm) error {
		ctx := c.Request().Context()
		if err := w.SignIn.GiveUp(ctx, actor.Account, f.Code); err != nil {
			return err
		}
		if err := w.visits.weaken(c); err != nil {
			return err
		}
		if err := w.Store.EndOtherVisits(ctx, actor.Account, w.visits.hash(ctx)); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/account#factor")
	})
}

// keptChange reads a code and does what it was asked for. Where there is no second factor, or no longer, there is nothing
// to do.
func (w *web) keptChange(c echo.Context, do func(access.Actor, keptForm) error) error {
	actor, _ := actorIn(c)
	var f keptForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	err := do(actor, f)
	switch fault.KindOf(err) {
	case fault.NotFound:
		return c.Redirect(http.StatusSeeOther, "/account#factor")
	case fault.Invalid, fault.TooMany:
		return w.keptPage(c, f.Page, err)
	}
	return err
}
