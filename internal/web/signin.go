package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/signin"
)

// signInPage explains how to sign in or, opened by a link, shows the button that does it.
type signInPage struct {
	frame
	Link    string // the link's token; empty where the page was opened without one
	Browser string // a secret of this very page, so that a double click is answered twice alike
	To      string // where to go afterwards; empty: home
	Problem string // why the link does not work
	Ask     askForm
	Wrong   string // what is wrong with the e-mail
	Issuer  string // the issuer one may sign in with; empty where none is set
	Days    int    // so long somebody stays signed in without coming by
}

// askForm asks for a sign-in link.
type askForm struct {
	Email string `form:"email"`
	To    string `form:"to"`
	Page  string `form:"page"` // a secret of the page, so that a double click is one asking
}

// askedPage tells that a link is on its way, if there is anybody to get one.
type askedPage struct {
	frame
	Minutes int
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
		if half, ok := w.visits.halfway(c); ok {
			wants, err := w.SignIn.Wants(c.Request().Context(), signin.Proof{Account: half.account})
			switch {
			case err != nil:
				return err
			case wants != signin.Nothing:
				return c.Redirect(http.StatusSeeOther, nextStep(wants))
			}
		}
		w.rememberTo(c, page.To)
		page.Ask = newAskForm(page.To)
		return w.render(c, http.StatusOK, "sign-in", page)
	}
	status, err := http.StatusOK, w.SignIn.Open(c.Request().Context(), access.Token(page.Link))
	switch sentence, told := fault.SentenceOf(err); {
	case told && fault.KindOf(err) == fault.NotFound:
		page.Link, page.Problem, status = "", sentence, http.StatusNotFound
		page.Ask = newAskForm(page.To)
	case err != nil:
		return err
	default:
		page.Browser = access.NewToken().Reveal()
	}
	return w.render(c, status, "sign-in", page)
}

func (w *web) signInPage(c echo.Context, problem string) signInPage {
	page := signInPage{frame: w.frame(c, "Sign in", ""), Problem: problem, Issuer: w.SignIn.IssuerHost(), Days: int(idleLasts / (24 * time.Hour))}
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
		page := w.signInPage(c, sentence)
		page.Ask = newAskForm("")
		return w.render(c, http.StatusNotFound, "sign-in", page)
	}
	return w.letIn(c, proof)
}

func newAskForm(to string) askForm { return askForm{To: to, Page: access.NewToken().Reveal()} }

// askLink answers POST /sign-in/link: it answers alike whether anybody has the e-mail or not.
func (w *web) askLink(c echo.Context) error {
	var f askForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	if !isOurPath(f.To) {
		f.To = ""
	}
	err := w.SignIn.Ask(c.Request().Context(), signin.Asked{Email: f.Email, To: f.To, Page: access.Token(f.Page), From: c.RealIP()})
	sentence, _ := fault.SentenceOf(err)
	page := w.signInPage(c, "")
	page.To, page.Ask = f.To, f
	switch fault.KindOf(err) {
	case fault.Invalid:
		page.Wrong = sentence
	case fault.TooMany:
		page.Problem = sentence
	default:
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/sign-in/asked")
	}
	return w.render(c, refusedAs(c, err), "sign-in", page)
}

// linkAsked answers GET /sign-in/asked.
func (w *web) linkAsked(c echo.Context) error {
	page := askedPage{frame: w.frame(c, "Look into your mail", ""), Minutes: int(signin.LinkLasts / time.Minute)}
	page.frame.Alone = true
	return w.render(c, http.StatusOK, "asked", page)
}

// letIn signs the browser in, or asks for a second factor first, and goes where the person wanted to go: where the proof leads, or where they were when they
// were asked to sign in.
func (w *web) letIn(c echo.Context, proof signin.Proof) error {
	to := w.whereTo(c)
	if isOurPath(proof.To) {
		to = proof.To
	}
	wants, err := w.SignIn.Wants(c.Request().Context(), proof)
	if err != nil {
		return err
	}
	if wants != signin.Nothing {
		if err := w.visits.beginHalf(c, proof.Account, to, proof.Way); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, nextStep(wants))
	}
	if err := w.visits.signIn(c, proof.Account, proof.Strong, proof.Way); err != nil {
		return err
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
