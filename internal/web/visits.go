package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/signin"
)

// How long a browser stays signed in: so long after it was last used, and so long after signing in at most. Links
// are handed out by hand where there is no mail, so a working week without Attune must not cost one.
const (
	idleLasts  = 10 * 24 * time.Hour
	visitLasts = 60 * 24 * time.Hour
	seenEvery  = time.Hour // how often a visit's last use is written down
)

// What a visit keeps: who, since when, how they signed in, with which browser, and when they were last seen; and what
// somebody needs who is on their way in. Nothing else has a place in it.
const (
	keyAccount = "account"
	keyBegan   = "began"
	keyBrowser = "browser"
	keySeen    = "seen"
	keyWay     = "way"
)

// Visits keeps signed-in browsers, each by the hash of its token.
type Visits interface {
	// FindVisit is a visit's data; false where it has expired, was ended or never was.
	FindVisit(ctx context.Context, hash string) ([]byte, bool, error)
	// KeepVisit keeps a visit and its data instead of what was kept of it, unless it was ended.
	KeepVisit(ctx context.Context, v access.Visit, data []byte, expires time.Time) error
	// EndVisit ends a visit; one that is not there is no error.
	EndVisit(ctx context.Context, hash string) error
	// VisitsOf are the visits of an account, the one last seen first.
	VisitsOf(ctx context.Context, account access.AccountID) ([]access.Visit, error)
	// EndOneVisit ends one visit of an account, EndOtherVisits all but one; none is no error.
	EndOneVisit(ctx context.Context, account access.AccountID, hash string) error
	EndOtherVisits(ctx context.Context, account access.AccountID, but string) error
}

// visits keeps browsers signed in.
type visits struct {
	*scs.SessionManager
	now func() time.Time
}

func newVisits(c Config, base *url.URL) *visits {
	m := scs.New()
	m.Store = visitShelf{c.Store, m.Codec}
	m.Lifetime = visitLasts
	m.HashTokenInStore = true // who reads the database cannot sign in with what they read
	m.Cookie.Name, m.Cookie.Secure = "attune", true
	m.Cookie.HttpOnly, m.Cookie.SameSite = true, http.SameSiteLaxMode
	switch {
	case base.Scheme == "https":
		m.Cookie.Name = "__Host-attune" // browsers then refuse one set from a sister domain
	case isLoopback(base.Hostname()):
		m.Cookie.Secure = false // browsers differ on whether plain loopback is secure enough for it
	}
	return &visits{m, c.Now}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// recognised finds out who is signed in, if anybody. A visit that was idle for too long, or whose account is gone, is
// nobody's.
func (w *web) recognised(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Add(echo.HeaderVary, "Cookie")
		c.Set(keyAsked, true)
		if err := w.visits.begin(c); err != nil {
			return err
		}
		account, ok := w.visits.account(c.Request().Context())
		if !ok {
			c.Set(keyVisit, "")
			return next(c)
		}
		actor, err := w.Store.ActorOf(c.Request().Context(), account, w.Now())
		switch {
		case fault.KindOf(err) == fault.SignedOut:
			c.Set(keyVisit, "")
			return next(c)
		case err != nil:
			return fmt.Errorf("who is signed in: %w", err)
		}
		if w.visits.weak(c, actor) {
			if err := w.visits.askMore(c, actor); err != nil {
				return err
			}
			return next(c)
		}
		if err := w.visits.seen(c); err != nil {
			return err
		}
		c.Set(keyActor, actor)
		c.Set(keyVisit, visitName(w.visits.Token(c.Request().Context())))
		return next(c)
	}
}

// requireActor lets nobody in who is not signed in, and has whatever is changed be changed by who is.
func (w *web) requireActor(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		actor, ok := actorIn(c)
		if !ok {
			return fault.New(fault.SignedOut, "You were signed out meanwhile, so nothing was kept. Sign in and enter it again.")
		}
		c.SetRequest(c.Request().WithContext(access.Acting(c.Request().Context(), actor)))
		return next(c)
	}
}

// actorIn is who is signed in; the second result is false where nobody is.
func actorIn(c echo.Context) (access.Actor, bool) {
	actor, ok := c.Get(keyActor).(access.Actor)
	return actor, ok
}

// begin loads the visit that the request's cookie names, or an empty one.
func (v *visits) begin(c echo.Context) error {
	var token string
	if cookie, err := c.Cookie(v.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, err := v.Load(c.Request().Context(), token)
	if err != nil {
		return fmt.Errorf("load visit: %w", err)
	}
	c.SetRequest(c.Request().WithContext(ctx))
	return nil
}

// account is whose visit it is; false where nobody's, or where it was idle for too long.
func (v *visits) account(ctx context.Context) (access.AccountID, bool) {
	account, seen := v.GetInt64(ctx, keyAccount), time.Unix(v.GetInt64(ctx, keySeen), 0)
	return access.AccountID(account), account != 0 && v.now().Sub(seen) < idleLasts
}

// seen notes that the visit is in use, now and then: most requests write nothing.
func (v *visits) seen(c echo.Context) error {
	ctx := c.Request().Context()
	if v.now().Sub(time.Unix(v.GetInt64(ctx, keySeen), 0)) < seenEvery {
		return nil
	}
	v.Put(ctx, keySeen, v.now().Unix())
	return v.keep(c)
}

// signIn makes the visit the account's, under a new token: what a browser was given before it signed in is worth nothing.
func (v *visits) signIn(c echo.Context, account access.AccountID, strong bool, way string) error {
	ctx := c.Request().Context()
	if err := v.renew(c); err != nil {
		return err
	}
	v.Put(ctx, keyStrong, strong)
	v.Put(ctx, keyWay, way)
	v.Put(ctx, keyAccount, int64(account))
	v.Put(ctx, keyBegan, v.now().Unix())
	v.Put(ctx, keyBrowser, browserWords(c.Request().UserAgent()))
	v.Put(ctx, keySeen, v.now().Unix())
	return v.keep(c)
}

// renew empties the visit and gives it a new token.
func (v *visits) renew(c echo.Context) error {
	ctx := c.Request().Context()
	if err := v.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew visit: %w", err)
	}
	for _, key := range v.Keys(ctx) {
		v.Remove(ctx, key)
	}
	return nil
}

// fresh tells whether whoever is signed in proved who they are a moment ago.
func (v *visits) fresh(c echo.Context) bool {
	began := time.Unix(v.GetInt64(c.Request().Context(), keyBegan), 0)
	return v.now().Sub(began) < signin.FreshFor
}

// hash names the visit of a request in the store, as the session library does.
func (v *visits) hash(ctx context.Context) string {
	sum := sha256.Sum256([]byte(v.Token(ctx)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// signOut ends the visit, here and in the store.
func (v *visits) signOut(c echo.Context) error {
	if err := v.Destroy(c.Request().Context()); err != nil {
		return fmt.Errorf("end visit: %w", err)
	}
	v.WriteSessionCookie(c.Request().Context(), c.Response(), "", time.Time{})
	return nil
}

func (v *visits) keep(c echo.Context) error {
	ctx := c.Request().Context()
	token, expires, err := v.Commit(ctx)
	if err != nil {
		return fmt.Errorf("keep visit: %w", err)
	}
	v.WriteSessionCookie(ctx, c.Response(), token, expires)
	return nil
}
