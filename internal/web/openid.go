package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/signin"
)

// Identities tells which issuers let an account in.
type Identities interface {
	// IdentitiesOf are the issuers that let an account in.
	IdentitiesOf(ctx context.Context, account access.AccountID) ([]access.BoundIdentity, error)
	// Unbind has an issuer let an account in no longer, and ends the visits through it but one; one that does not let it in is no
	// error. Host is the issuer in words, visit the hash of the one that goes on.
	Unbind(ctx context.Context, account access.AccountID, issuer, host, visit string) error
}

// PathBack is where browsers come back to from an issuer.
const PathBack = "/sign-in/openid/back"

// What a visit keeps of somebody who has left for the issuer.
const (
	keyState    = "openid state"
	keyNonce    = "openid nonce"
	keyVerifier = "openid verifier"
	keyLeft     = "openid left"
)

// leavingPage leads to the issuer.
type leavingPage struct {
	frame
	Host    string
	Address string
}

// openIDLeave answers POST /sign-in/openid. It leads to the issuer by a page of its own and not by a redirect: browsers
// hold what a form leads to, redirects included, against form-action, and where an issuer leads next is not ours to know.
func (w *web) openIDLeave(c echo.Context) error {
	if _, ok := actorIn(c); ok {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	left, err := w.SignIn.Depart(c.Request().Context(), c.RealIP())
	if err != nil {
		return w.openIDFailed(c, err)
	}
	if err := w.visits.leave(c, left); err != nil {
		return err
	}
	page := leavingPage{frame: w.frame(c, "To "+w.SignIn.IssuerHost(), ""), Host: w.SignIn.IssuerHost(), Address: left.Address}
	page.frame.Alone = true
	c.Response().Header().Set("Refresh", "0; url="+left.Address)
	return w.render(c, http.StatusOK, "leaving", page)
}

// openIDBack answers GET /sign-in/openid/back. What the visit kept is used up whatever comes of it.
func (w *web) openIDBack(c echo.Context) error {
	left, err := w.visits.returned(c)
	if err != nil {
		return err
	}
	if _, ok := actorIn(c); ok && left.State == "" {
		return c.Redirect(http.StatusSeeOther, "/") // the same address once more, after it has signed them in
	}
	proof, err := w.SignIn.Arrive(c.Request().Context(), left, signin.Arrival{
		State: c.QueryParam("state"), Code: c.QueryParam("code"), Error: c.QueryParam("error"), Issuer: c.QueryParam("iss"),
	})
	if err != nil {
		return w.openIDFailed(c, err)
	}
	return w.letIn(c, proof)
}

// openIDFailed shows the sign-in page with what went wrong, and its other ways in. The log has why: that is for the operator.
func (w *web) openIDFailed(c echo.Context, err error) error {
	sentence, told := fault.SentenceOf(err)
	if !told {
		return err
	}
	id, _ := c.Get(keyRequest).(string)
	w.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "no sign-in by the issuer", slog.String("id", id), slog.String("error", err.Error()))
	page := w.signInPage(c, sentence)
	page.Ask = newAskForm("")
	status := refusedAs(c, err)
	if fault.KindOf(err) == fault.NotFound && w.SignIn.IssuerHost() != "" {
		status = http.StatusUnprocessableEntity // the address is there; whoever was vouched for is not
	}
	return w.render(c, status, "sign-in", page)
}

// leave keeps what somebody leaves for the issuer with, in a visit that is over when they are too late.
func (v *visits) leave(c echo.Context, left signin.Departure) error {
	ctx := c.Request().Context()
	if err := v.renew(c); err != nil {
		return err
	}
	v.Put(ctx, keyState, left.State)
	v.Put(ctx, keyNonce, left.Nonce)
	v.Put(ctx, keyVerifier, left.Verifier)
	v.Put(ctx, keyLeft, left.At.Unix())
	v.SetDeadline(ctx, left.At.Add(2*signin.DepartureLasts)) // a little later than too late, so that they are told
	token, _, err := v.Commit(ctx)
	if err != nil {
		return fmt.Errorf("keep a departure: %w", err)
	}
	// The browser forgets it when it closes, by itself: nobody is signed in with it.
	c.SetCookie(&http.Cookie{
		Name: v.Cookie.Name, Value: token, Path: v.Cookie.Path, Secure: v.Cookie.Secure, HttpOnly: v.Cookie.HttpOnly, SameSite: v.Cookie.SameSite,
	})
	return nil
}

// returned is what somebody left for the issuer with, the zero Departure where nobody did. It is kept no longer.
func (v *visits) returned(c echo.Context) (signin.Departure, error) {
	ctx := c.Request().Context()
	left := signin.Departure{
		State: v.GetString(ctx, keyState), Nonce: v.GetString(ctx, keyNonce), Verifier: v.GetString(ctx, keyVerifier),
		At: time.Unix(v.GetInt64(ctx, keyLeft), 0),
	}
	if left.State == "" {
		return left, nil
	}
	return left, v.signOut(c)
}

// identityView is an issuer that lets the reader in.
type identityView struct {
	Issuer string
	Host   string
	Since  string
}

// identityForm names an issuer.
type identityForm struct {
	Issuer string `form:"issuer"`
}

// identityEnd answers POST /account/openid/end.
func (w *web) identityEnd(c echo.Context) error {
	actor, _ := actorIn(c)
	var f identityForm
	if err := w.readForm(c, &f); err != nil {
		return err
	}
	if err := w.Store.Unbind(c.Request().Context(), actor.Account, f.Issuer, hostOf(f.Issuer), w.visits.hash(c.Request().Context())); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/account#openid")
}

// hostOf is an issuer's address as people know it.
func hostOf(issuer string) string {
	if u, err := url.Parse(issuer); err == nil && u.Host != "" {
		return u.Host
	}
	return issuer
}

// bound puts the issuers that let the reader in on their account's page.
func (w *web) bound(c echo.Context, page *accountPage, clock *time.Location) error {
	actor, _ := actorIn(c)
	identities, err := w.Store.IdentitiesOf(c.Request().Context(), actor.Account)
	if err != nil {
		return err
	}
	page.Issuer = w.SignIn.IssuerHost()
	for _, i := range identities {
		if i.Issuer == w.SignIn.IssuerAddress() {
			page.Issuer = ""
		}
		page.Bound = append(page.Bound, identityView{Issuer: i.Issuer, Host: hostOf(i.Issuer), Since: moment(i.BoundAt, clock)})
	}
	return nil
}
