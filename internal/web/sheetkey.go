package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/schedule"
)

// SheetKeys are the keys to sheets that reminders carry.
type SheetKeys interface {
	// SheetKey is the account that a key to a sheet acts with, and whether the sheet waits for it no more; NotFound where
	// the key is no good.
	SheetKey(ctx context.Context, session schedule.SessionID, key access.TokenHash, now time.Time) (account access.AccountID, done bool, err error)
}

// keyPage answers somebody whose key opens a sheet no more.
type keyPage struct {
	frame
	Done   bool // because it is verified, or nobody waits for it
	SignIn string
}

// keyed lets in who comes with the key to the sheet at the address. The key comes once in the address and is kept in a cookie
// that is sent to this one sheet, so that it stays out of the browser's history and of what is sent elsewhere. Who is signed
// in needs none.
func (w *web) keyed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		brought := access.Token(c.QueryParam("key"))
		if _, signedIn := actorIn(c); signedIn {
			if brought != "" && isRead(c) {
				return c.Redirect(http.StatusSeeOther, c.Request().URL.Path)
			}
			return next(c)
		}
		token := brought
		if cookie, err := c.Cookie(w.keyCookie()); err == nil && token == "" {
			token = access.Token(cookie.Value)
		}
		id, err := idIn[schedule.SessionID](c, "id")
		if err != nil || token == "" {
			return next(c)
		}
		account, done, err := w.Store.SheetKey(c.Request().Context(), id, token.Hash(), w.Now())
		switch {
		case fault.KindOf(err) == fault.NotFound:
			return w.lockedOut(c, next)
		case err != nil:
			return err
		case done:
			return w.nothingLeft(c, account)
		case brought != "" && isRead(c):
			w.keepKey(c, token)
			return c.Redirect(http.StatusSeeOther, c.Request().URL.Path)
		}
		actor, err := w.Store.ActorOf(c.Request().Context(), account, w.Now())
		if err != nil {
			return fmt.Errorf("who holds the key to sheet %d: %w", id, err)
		}
		c.Set(keyActor, actor.WithKey(id))
		c.Set(keyVisit, visitName(token.Reveal()))
		return next(c)
	}
}

// lockedOut answers a key that is no good: whoever sends something is told that it was not kept.
func (w *web) lockedOut(c echo.Context, next echo.HandlerFunc) error {
	if !isRead(c) {
		return next(c)
	}
	return w.keyGone(c, http.StatusNotFound, false)
}

// nothingLeft answers a key whose sheet is done. A double click on the button that verifies comes here, too, and a form that
// was kept and whose sender never saw an answer.
func (w *web) nothingLeft(c echo.Context, account access.AccountID) error {
	if isRead(c) {
		return w.keyGone(c, http.StatusOK, true)
	}
	var f sheetForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	again, err := w.received(c, account, f)
	switch {
	case err != nil:
		return err
	case again:
		return w.kept(c, f)
	case minimal(c):
		return w.keyGone(c, http.StatusConflict, true)
	}
	return c.Redirect(http.StatusSeeOther, c.Request().URL.Path)
}

func (w *web) keyGone(c echo.Context, status int, done bool) error {
	title := "This address opens the sheet no longer"
	if done {
		title = "The sheet is done"
	}
	page := keyPage{frame: w.frame(c, title, ""), Done: done, SignIn: signInTo(c.Request().URL.Path)}
	page.frame.Alone = true
	return w.render(c, status, "key", page)
}

// keyCookie is the name of the cookie; browsers refuse one of that beginning which did not come over TLS.
func (w *web) keyCookie() string {
	if w.secure() {
		return "__Secure-attune-sheet"
	}
	return "attune-sheet"
}

func (w *web) keepKey(c echo.Context, token access.Token) {
	c.SetCookie(&http.Cookie{
		Name: w.keyCookie(), Value: token.Reveal(), Path: c.Request().URL.Path, MaxAge: int(access.SheetKeyLasts / time.Second),
		HttpOnly: true, Secure: w.visits.Cookie.Secure, SameSite: http.SameSiteLaxMode,
	})
}
