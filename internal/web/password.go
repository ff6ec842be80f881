package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/signin"
)

// Passwords tells what somebody signs in with, beside links.
type Passwords interface {
	// OwnPassword is the hash of an account's password, empty where it has none, and the words of its holder's name and
	// e-mail, the whole address last.
	OwnPassword(ctx context.Context, account access.AccountID) (hash string, words []string, err error)
	// FactorOf is an account's second factor.
	FactorOf(ctx context.Context, account access.AccountID) (signin.Factor, error)
}

// enterPage signs in with a password.
type enterPage struct {
	frame
	Form    enterForm
	Problem string
	Wrong   string // what is wrong with the e-mail
}

// enterForm is an e-mail and a password. The password is never sent back.
type enterForm struct {
	Email    string `form:"email"`
	Password string `form:"password"`
}

func (w *web) enterPage(c echo.Context, f enterForm) enterPage {
	page := enterPage{frame: w.frame(c, "Sign in with a password", ""), Form: enterForm{Email: f.Email}}
	page.frame.Alone = true
	return page
}

// enterOpen answers GET /sign-in/password.
func (w *web) enterOpen(c echo.Context) error {
	return w.render(c, http.StatusOK, "enter", w.enterPage(c, enterForm{}))
}

// enter answers POST /sign-in/password.
func (w *web) enter(c echo.Context) error {
	var f enterForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	proof, err := w.SignIn.Enter(c.Request().Context(), signin.Entering{Email: f.Email, Password: f.Password, From: c.RealIP()})
	kind := fault.KindOf(err)
	switch {
	case err == nil:
		return w.letIn(c, proof)
	case kind != fault.Invalid && kind != fault.TooMany:
		return err
	}
	page := w.enterPage(c, f)
	page.Problem, _ = fault.SentenceOf(err)
	return w.render(c, refusedAs(c, err), "enter", page)
}

// passwordPage sets or changes one's own password.
type passwordPage struct {
	frame
	Email    string // for the browser that keeps the password; empty where the account has none
	Has      bool   // there is one already
	AskOld   bool   // the one so far is asked for
	Cannot   bool   // neither fresh nor with one so far: nothing can be set
	OldWrong string
	Wrong    string
	Minutes  int // so long after signing in it may be set without the one so far
}

// passwordForm is the wish for another password. Neither is ever sent back.
type passwordForm struct {
	Old string `form:"old"`
	New string `form:"new"`
}

func (w *web) passwordPage(c echo.Context) (passwordPage, error) {
	actor, _ := actorIn(c)
	hash, words, err := w.Store.OwnPassword(c.Request().Context(), actor.Account)
	if err != nil {
		return passwordPage{}, err
	}
	fresh := w.visits.fresh(c)
	page := passwordPage{
		frame: w.frame(c, "Your password", atAccount), Email: words[len(words)-1], Has: hash != "",
		AskOld: hash != "" && !fresh, Cannot: hash == "" && !fresh, Minutes: int(signin.FreshFor / time.Minute),
	}
	page.frame.Narrow = true
	return page, nil
}

// passwordOpen answers GET /account/password.
func (w *web) passwordOpen(c echo.Context) error {
	page, err := w.passwordPage(c)
	if err != nil {
		return err
	}
	return w.render(c, http.StatusOK, "password", page)
}

// passwordSave answers POST /account/password.
func (w *web) passwordSave(c echo.Context) error {
	actor, _ := actorIn(c)
	var f passwordForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	ctx := c.Request().Context()
	err := w.SignIn.SetPassword(ctx, signin.NewPassword{
		Account: actor.Account, Old: f.Old, New: f.New, Fresh: w.visits.fresh(c), Visit: w.visits.hash(ctx),
	})
	kind := fault.KindOf(err)
	switch {
	case err == nil:
		return c.Redirect(http.StatusSeeOther, "/account#password")
	case kind != fault.Invalid && kind != fault.TooMany:
		return err
	}
	page, failed := w.passwordPage(c)
	if failed != nil {
		return failed
	}
	sentence, _ := fault.SentenceOf(err)
	if errors.Is(err, signin.ErrOld) || kind == fault.TooMany {
		page.OldWrong = sentence
	} else {
		page.Wrong = sentence
	}
	return w.render(c, refusedAs(c, err), "password", page)
}
