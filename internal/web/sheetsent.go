package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/fault"
	"attune/internal/schedule"
)

// sendingID is what a form may be called by.
var sendingID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// newSendingID is the id of a form of a sheet: a browser that never saw an answer sends the form again, and is known by it.
func newSendingID() string {
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // never fails: it crashes the program instead
	return hex.EncodeToString(bits[:])
}

// sendingIn is what a request sends, as it is told from what the same account sends else; without an id where the form has
// none that is fit.
func sendingIn(c echo.Context, session schedule.SessionID, account access.AccountID, f sheetForm) attendance.Sending {
	if !sendingID.MatchString(f.Sending) {
		return attendance.Sending{Session: session}
	}
	said := url.Values{}
	for name, values := range c.Request().PostForm {
		if name != "sending" {
			said[name] = values
		}
	}
	sum := sha256.Sum256([]byte(said.Encode())) // by name, in order
	return attendance.Sending{ID: f.Sending, Session: session, Account: int64(account), Content: hex.EncodeToString(sum[:])}
}

// received tells whether the account has sent this very form before, and it was kept. One that says something else now is
// looked at like any other.
func (w *web) received(c echo.Context, account access.AccountID, f sheetForm) (bool, error) {
	session, err := idIn[schedule.SessionID](c, "id")
	if err != nil {
		return false, err
	}
	sending := sendingIn(c, session, account, f)
	if sending.ID == "" {
		return false, nil
	}
	again, err := w.Store.SheetReceived(c.Request().Context(), sending)
	if fault.KindOf(err) == fault.Conflict {
		return false, nil
	}
	return again, err
}

// kept answers a form that was kept, now or when it came first: with the session's page, or without one where a script asks
// (RFC 7240, return=minimal). The cookie tells the script of the sheet that it need keep the form no longer.
func (w *web) kept(c echo.Context, f sheetForm) error {
	if sendingID.MatchString(f.Sending) {
		c.SetCookie(&http.Cookie{
			Name: "attune-kept", Value: f.Sending, Path: c.Request().URL.Path, MaxAge: int(time.Hour / time.Second),
			Secure: w.visits.Cookie.Secure, SameSite: http.SameSiteStrictMode,
		})
	}
	if minimal(c) {
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, c.Request().URL.Path)
}

// minimal tells whether whoever asks wants to know only whether it was kept.
func minimal(c echo.Context) bool { return c.Request().Header.Get("Prefer") == "return=minimal" }

// from refuses a form that was made for somebody else: two people use the browser, and the one who filled it in has left.
func (f sheetForm) from(actor access.Actor) error {
	if f.By == 0 || f.By == int64(actor.Account) {
		return nil
	}
	return fault.New(fault.SignedOut, "Somebody else filled this form in, and you are signed in now, so nothing was kept. Sign out, and have them sign in and send it again.")
}
