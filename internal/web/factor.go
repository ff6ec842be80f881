package web

import (
	"encoding/base64"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/signin"
)

// codePage asks for a code of the second factor.
type codePage struct {
	frame
	Wrong string
}

// factorPage sets a second factor up.
type factorPage struct {
	frame
	Action  string // where the form goes
	Asked   bool   // the reader's role needs one: they cannot sign in without
	Secret  string
	Picture template.URL
	Kept    string
	Wrong   string
	Problem string // why none can be set up
	Minutes int    // so long after signing in it may be set up
	Stale   bool   // that is over
}

// codesPage shows recovery codes, once.
type codesPage struct {
	frame
	Codes []string
	Done  string // where to go on, by a form; empty: to the account
}

// codeForm is a code, with what an offer kept where there was one.
type codeForm struct {
	Code string `form:"code"`
	Kept string `form:"kept"`
}

// codeOpen answers GET /sign-in/code.
func (w *web) codeOpen(c echo.Context) error {
	if _, ok := w.visits.halfway(c); !ok {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	return w.codePage(c, nil)
}

func (w *web) codePage(c echo.Context, err error) error {
	page := codePage{frame: w.frame(c, "One more step", "")}
	page.frame.Alone = true
	status := http.StatusOK
	if err != nil {
		page.Wrong, _ = fault.SentenceOf(err)
		status = refusedAs(c, err)
	}
	return w.render(c, status, "code", page)
}

// codeUse answers POST /sign-in/code.
func (w *web) codeUse(c echo.Context) error {
	var f codeForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	half, ok := w.visits.halfway(c)
	if !ok {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	err := w.SignIn.Confirm(c.Request().Context(), half.account, f.Code)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return w.through(c, half)
	case kind == fault.Invalid || kind == fault.TooMany:
		return w.codePage(c, err)
	}
	return err
}

// through signs in whoever has shown everything.
func (w *web) through(c echo.Context, half half) error {
	if err := w.visits.signIn(c, half.account, true, half.way); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, half.to)
}

// enrolOpen answers GET /sign-in/factor and GET /account/factor.
func (w *web) enrolOpen(c echo.Context) error {
	account, ok := w.enrolling(c)
	if !ok {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	return w.factorPage(c, account, "", nil)
}

// enrolling is who sets a second factor up: whoever is halfway in, or whoever is signed in.
func (w *web) enrolling(c echo.Context) (access.AccountID, bool) {
	if actor, ok := actorIn(c); ok {
		return actor.Account, true
	}
	half, ok := w.visits.halfway(c)
	return half.account, ok
}

// factorPage shows an offer: a new one, or that which was kept.
func (w *web) factorPage(c echo.Context, account access.AccountID, kept string, err error) error {
	_, signedIn := actorIn(c)
	page := factorPage{
		frame: w.frame(c, "A second factor", ""), Action: "/sign-in/factor", Asked: !signedIn,
		Minutes: int(signin.FreshFor.Minutes()),
	}
	page.frame.Alone = true
	if signedIn {
		page.Action, page.Stale = "/account/factor", !w.visits.fresh(c)
	}
	status := http.StatusOK
	if err != nil {
		page.Wrong, _ = fault.SentenceOf(err)
		status = refusedAs(c, err)
	}
	if page.Stale {
		return w.render(c, status, "factor", page)
	}
	offer, err := w.offer(c, account, kept)
	switch sentence, _ := fault.SentenceOf(err); {
	case fault.KindOf(err) == fault.Unavailable:
		page.Problem, status = sentence, http.StatusServiceUnavailable
	case err != nil:
		return err
	default:
		page.Secret, page.Kept = offer.Secret, offer.Kept
		page.Picture = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(offer.Picture)) // our own picture
	}
	return w.render(c, status, "factor", page)
}

func (w *web) offer(c echo.Context, account access.AccountID, kept string) (signin.Offer, error) {
	_, words, err := w.Store.OwnPassword(c.Request().Context(), account)
	if err != nil {
		return signin.Offer{}, err
	}
	name := words[len(words)-1]
	if name == "" {
		name = account.String()
	}
	if kept != "" {
		return w.SignIn.Again(account, name, kept)
	}
	return w.SignIn.Offer(account, name)
}

// enrol answers POST /sign-in/factor and POST /account/factor: it shows the recovery codes, this once.
func (w *web) enrol(c echo.Context) error {
	var f codeForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	account, ok := w.enrolling(c)
	if !ok {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	_, signedIn := actorIn(c)
	if signedIn && !w.visits.fresh(c) {
		return w.factorPage(c, account, "", nil)
	}
	ctx := c.Request().Context()
	codes, err := w.SignIn.Enrol(ctx, account, f.Kept, f.Code, w.visits.hash(ctx))
	switch kind := fault.KindOf(err); {
	case kind == fault.Invalid || kind == fault.TooMany:
		return w.factorPage(c, account, f.Kept, err)
	case err != nil:
		return err
	}
	if err := w.visits.passed(c); err != nil {
		return err
	}
	page := codesPage{frame: w.frame(c, "Your recovery codes", ""), Codes: codes}
	page.frame.Alone = true
	if !signedIn {
		page.Done = "/sign-in/factor/done"
	}
	return w.render(c, http.StatusOK, "codes", page)
}

// enrolled answers POST /sign-in/factor/done.
func (w *web) enrolled(c echo.Context) error {
	half, ok := w.visits.halfway(c)
	if !ok || !half.passed {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	return w.through(c, half)
}
