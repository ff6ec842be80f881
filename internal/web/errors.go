package web

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"attune/internal/fault"
)

// statuses is the one table from a kind of failure to a status.
var statuses = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.NotFound:    http.StatusNotFound,
	fault.Forbidden:   http.StatusForbidden,
	fault.SignedOut:   http.StatusUnauthorized,
	fault.Conflict:    http.StatusConflict,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.TooMany:     http.StatusTooManyRequests,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// kinds is the other way round, for the few failures that the router and its helpers make.
var kinds = map[int]fault.Error{
	http.StatusNotFound:              {Kind: fault.NotFound, Sentence: "There is nothing at this address. Go back to your home page and look from there."},
	http.StatusRequestEntityTooLarge: {Kind: fault.TooLarge, Sentence: "That form is larger than any form here. Go back and send less."},
	http.StatusBadRequest:            {Kind: fault.Invalid, Sentence: "That form could not be read. Go back, open the page again and send it once more."},
}

// refusedAs is the status of an error that a page tells of, told also to machines: when to come back.
func refusedAs(c echo.Context, err error) int {
	if wait := fault.WaitOf(err); wait > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	return statuses[fault.KindOf(err)]
}

// titles head the error pages.
var titles = map[int]string{
	http.StatusUnprocessableEntity:   "That cannot be right",
	http.StatusNotFound:              "Nothing here",
	http.StatusForbidden:             "Not yours to do",
	http.StatusUnauthorized:          "You are signed out",
	http.StatusConflict:              "Somebody was faster",
	http.StatusRequestEntityTooLarge: "Too much at once",
	http.StatusTooManyRequests:       "Too often",
	http.StatusServiceUnavailable:    "Not just now",
	http.StatusMethodNotAllowed:      "Not possible here",
	http.StatusInternalServerError:   "Something went wrong on our side",
}

// errorPage is what a failure looks like.
type errorPage struct {
	frame
	Status   int
	Sentence string
	ID       string // the request's, to be told to the operator; only where the failure is ours
	SignIn   string // where to sign in; empty where that would not help
}

// fail answers a request that failed: the one place where an error becomes a status and words. What is nobody's but
// ours is logged here, once, with the request's id; its text is withheld.
func (w *web) fail(err error, c echo.Context) {
	if c.Response().Committed || errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil {
		return
	}
	status, sentence := w.verdictOn(err)
	refusedAs(c, err)
	w.greet(c, status)
	page := errorPage{frame: w.frame(c, titles[status], ""), Status: status, Sentence: sentence}
	switch {
	case status == http.StatusUnauthorized && isRead(c):
		_ = c.Redirect(http.StatusSeeOther, signInAddress(c))
		return
	case status == http.StatusUnauthorized && page.Who != "":
		page.Title = "Somebody else is signed in"
	case status == http.StatusUnauthorized:
		page.SignIn = "/sign-in"
	case status == http.StatusInternalServerError:
		page.ID, _ = c.Get(keyRequest).(string)
		w.Log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed",
			slog.String("id", page.ID), slog.String("route", pattern(c)), slog.String("error", err.Error()))
	}
	if err := w.render(c, status, "error", page); err != nil {
		w.Log.LogAttrs(c.Request().Context(), slog.LevelError, "error page failed", slog.String("error", err.Error()))
		_ = c.String(http.StatusInternalServerError, "Something went wrong on our side.")
	}
}

// greet finds out who is signed in where a request failed before anybody asked, so that its page has their ways on it:
// there was no such address, or what was sent was refused before a handler saw it.
func (w *web) greet(c echo.Context, status int) {
	asked, _ := c.Get(keyAsked).(bool)
	switch status {
	case http.StatusNotFound, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge:
		if !asked {
			_ = w.recognised(func(echo.Context) error { return nil })(c) // who that is only decides how the page looks
		}
	}
}

// verdictOn is the status and the sentence of an error.
func (w *web) verdictOn(err error) (int, string) {
	if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		if he.Code == http.StatusMethodNotAllowed {
			return he.Code, "This address does not take that kind of request. Go back to your home page and look from there."
		}
		known, ok := kinds[he.Code]
		if !ok {
			return http.StatusInternalServerError, "It is not your doing. Try again in a minute; if it goes on, tell whoever runs Attune for you."
		}
		err = &known
	}
	sentence, ok := fault.SentenceOf(err)
	if !ok {
		sentence = "It is not your doing, and what you sent may not have been kept. Try again in a minute; if it goes on, tell whoever runs Attune for you and give them this number."
	}
	return statuses[fault.KindOf(err)], sentence
}

// isRead tells whether a request only reads.
func isRead(c echo.Context) bool {
	return c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead
}

// signInAddress is the sign-in page, told where to go afterwards.
func signInAddress(c echo.Context) string {
	return signInTo(c.Request().URL.RequestURI())
}

// signInTo is the sign-in page, told a path to go to afterwards.
func signInTo(to string) string {
	if to == "/" || !isOurPath(to) {
		return "/sign-in"
	}
	return "/sign-in?" + url.Values{"to": {to}}.Encode()
}

// isOurPath tells whether a browser that is sent to the text stays with us: a path, not another host.
func isOurPath(to string) bool {
	if len(to) == 0 || to[0] != '/' || len(to) > 1 && (to[1] == '/' || to[1] == '\\') {
		return false
	}
	parsed, err := url.Parse(to)
	return err == nil && parsed.Host == "" && parsed.Scheme == ""
}
