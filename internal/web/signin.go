package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
)

// signInPage explains how to sign in or, opened by a link, shows the button that does it.
type signInPage struct {
	frame
	Link    string // the link's token; empty where the page was opened without one
	Browser string // a secret of this very page, so that a double click is answered twice alike
	To      string // where to go afterwards; empty: home
	Problem string // why the link does not work
	Days    int    // so long somebody stays signed in without coming by
}

// cookieTo remembers where somebody wanted to go when they were asked to sign in: the link reaches them elsewhere and
// opens a page that knows nothing of it.
const cookieTo = "attune-to"

// signInOpen answers GET /sign-in: looking at a link uses nothing up, because mail scanners look, too.
func (w *web) signInOpen(c echo.Context) error {
	page := w.signInPage(c, "")
	page.Link, page.To = c.QueryParam("link"), c.QueryParam("to")
	if !isOurPath(page.To) {
		page.To = ""
	}
	if page.Link == "" {
		if _, ok := actorIn(c); ok {
			return c.Redirect(http.StatusSeeOther, "/")
		}
		w.rememberTo(c, page.To)
		return w.render(c, http.StatusOK, "sign-in", page)
	}
	status, err := http.StatusOK, w.SignIn.Open(c.Request().Context(), access.Token(page.Link))
	switch sentence, told := fault.SentenceOf(err); {
	case told && fault.KindOf(err) == fault.NotFound:
		page.Link, page.Problem, status = "", sentence, http.StatusNotFound
	case err != nil:
		return err
	default:
		page.Browser = access.NewToken().Reveal()
	}
	return w.render(c, status, "sign-in", page)
}

func (w *web) signInPage(c echo.Context, problem string) signInPage {
	page := signInPage{frame: w.frame(c, "Sign in", ""), Problem: problem, Days: int(idleLasts / (24 * time.Hour))}
	page.frame.Alone = true
	return page
}

// signInUse answers POST /sign-in: it uses the link up and goes where the person wanted to go.
func (w *web) signInUse(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return formFault(err)
	}
	proof, err := w.SignIn.Use(c.Request().Context(), access.Token(form.Get("link")), access.Token(form.Get("browser")))
	if err != nil {
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		sentence, _ := fault.SentenceOf(err)
		return w.render(c, http.StatusNotFound, "sign-in", w.signInPage(c, sentence))
	}
	if err := w.visits.signIn(c, proof.Account); err != nil {
		return err
	}
	to := w.whereTo(c)
	if isOurPath(proof.To) {
		to = proof.To
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// signOut answers POST /sign-out.
func (w *web) signOut(c echo.Context) error {
	if err := w.visits.signOut(c); err != nil {
		return err
	}
	if w.secure() {
		c.Response().Header().Set("Clear-Site-Data", `"cache"`) // or the pages stay a press of the back button away
	}
	return c.Redirect(http.StatusSeeOther, "/sign-in")
}

func (w *web) rememberTo(c echo.Context, to string) {
	if to == "" {
		return
	}
	c.SetCookie(&http.Cookie{
		Name: cookieTo, Value: to, Path: "/sign-in", MaxAge: int(time.Hour / time.Second),
		HttpOnly: true, Secure: w.visits.Cookie.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// whereTo is where the person wanted to go, forgotten with the asking, and home where nobody knows.
func (w *web) whereTo(c echo.Context) string {
	cookie, err := c.Cookie(cookieTo)
	if err != nil {
		return "/"
	}
	c.SetCookie(&http.Cookie{Name: cookieTo, Path: "/sign-in", MaxAge: -1, HttpOnly: true, Secure: w.visits.Cookie.Secure, SameSite: http.SameSiteLaxMode})
	if !isOurPath(cookie.Value) {
		return "/"
	}
	return cookie.Value
}
