package web

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"attune/internal/fault"
)

// policy is what a page may load and be loaded by: our own files and nothing else, no script or style in the page.
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// formBytes is the most a form may bring: a sheet of a hundred people has about 20 KB.
const formBytes = "256K"

// secured sets the headers that every answer carries.
func (w *web) secured(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store") // what may be kept says so itself
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		// Not no-referrer: browsers would then send no Origin with our own forms, and where they send no
		// Sec-Fetch-Site either (plain HTTP) a form could not be told from another site's.
		h.Set("Referrer-Policy", "same-origin")
		if w.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// sameOrigin refuses what another site's page makes a browser send, before a handler looks at it.
func sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	guard := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if err := guard.Check(c.Request()); err != nil {
			return fault.Because(err, fault.Forbidden, "This form came from another site, so nothing was changed. Open Attune and try again from there.")
		}
		return next(c)
	}
}

// bounded refuses bodies that are larger than any form here.
var bounded = middleware.BodyLimit(formBytes)

// formed reads whatever a request sends before its handler, so that nothing is done that the whole of it does not ask for:
// many acts have no field, and would not notice that a form was cut off, too large, no form at all or no text.
func formed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if isRead(c) {
			return next(c)
		}
		if kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType)); err != nil || kind != echo.MIMEApplicationForm {
			return formFault(fmt.Errorf("a form of the type %q", kind))
		}
		form, err := c.FormParams()
		if err != nil {
			return formFault(err)
		}
		if !isText(form) {
			return fault.New(fault.Invalid, "Something in that form is no text, so nothing was changed. Go back, take out what was pasted there, and send it once more.")
		}
		return next(c)
	}
}

// isText tells whether all that a form says is text. Databases differ in what else they keep.
func isText(form url.Values) bool {
	none := func(text string) bool { return !utf8.ValidString(text) || strings.ContainsRune(text, 0) }
	for name, values := range form {
		if none(name) || slices.ContainsFunc(values, none) {
			return false
		}
	}
	return true
}

// recovered turns a panic into an error, so that it is logged and answered like any other.
func (w *web) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p) // net/http's own way to end an answer
			default:
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		return next(c)
	}
}

// What a request carries along.
const (
	keyRequest = "request id"
	keyActor   = "actor"
	keyAsked   = "asked who" // somebody has looked who is signed in
	keyVisit   = "visit"     // what the visit is called in the browser; empty where nobody is signed in
)

// logged gives the request an id and logs it when it is answered: the route's pattern and never the address itself,
// which may hold the secret of a feed or of a sign-in link.
func (w *web) logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began, id := time.Now(), newRequestID()
		c.Set(keyRequest, id)
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		if err := next(c); err != nil {
			c.Error(err)
		}
		attributes := []slog.Attr{
			slog.String("id", id), slog.String("method", c.Request().Method), slog.String("route", pattern(c)),
			slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size), slog.Duration("took", time.Since(began)),
		}
		if actor, ok := actorIn(c); ok {
			attributes = append(attributes, slog.String("actor", actor.Account.String()))
		}
		w.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request", attributes...)
		return nil
	}
}

func newRequestID() string {
	var bits [8]byte
	_, _ = rand.Read(bits[:]) // never fails: it crashes the program instead
	return hex.EncodeToString(bits[:])
}

// pattern is the route a request took; "unmatched" where it took none.
func pattern(c echo.Context) string {
	if c.Path() == "" {
		return "unmatched"
	}
	return c.Path()
}
