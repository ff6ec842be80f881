// Package web owns what people meet with a browser or a calendar program: addresses, pages, forms, feeds and errors.
//
// It hands over one http.Handler. A handler parses, asks its store one thing and renders or redirects; what is right
// is decided in the rooms below, and whether somebody may is asked of access.May alone. It is the only room that knows
// Echo, the session library and the form decoder. It knows no SQL and no rule of credit.
package web

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/jobs"
	"attune/internal/rulebook"
	"attune/internal/signin"
	"attune/internal/upkeep"
)

// Config is what a handler is made of. All of it is needed, but where it says otherwise.
type Config struct {
	BaseURL string           // where people reach it: https://attune.example.org, no path below
	Now     func() time.Time // the clock
	Log     *slog.Logger     // each request, and each failure that is nobody's but ours
	Store   Store
	SignIn  *signin.Desk
	Duties  []jobs.Duty  // what the operator's home lists; may be empty
	Mail    Letters      // what mails say and lead to
	Version string       // what this binary was built as
	Check   upkeep.Check // what an operator has looked at
	NoMail  bool         // no mail server is set, so mail waits for the operator

	// Coming is the edition of the rules that is to come, for looking at alone; nil where none is named.
	Coming *rulebook.Edition

	// Gallery has /gallery show every component of the pages: for whoever works on them, never for an association.
	Gallery bool

	// Proxies are the networks of proxies whose word is taken for who asked; none: nobody's.
	Proxies []netip.Prefix

	// Reads collects who reads feeds, for whoever keeps that; nil where nobody does.
	Reads *FeedReads

	// FeedBytes bounds the memory that keeps rendered feeds; 16 MiB where zero.
	FeedBytes int
}

// Store is everything the pages ask for and change. Each part stands with the pages that use it.
type Store interface {
	Accounts
	Visits
	Passwords
	Identities
	Records
	Agenda
	Circles
	Places
	Planner
	Copier
	Prospects
	Facts
	Ahead
	Closures
	Sheets
	Disputes
	Directory
	Held
	Portfolios
	SheetKeys
	AbsenceKeys
	Mailboxes
	Outbox
	Staff
	Covering
	Courses
	Practising
	Past
	Registry
	Operations
	Calendars
	Clocks
	Readiness
	Invitations
	Holders
	// Edition is the edition of the rules in force.
	Edition(ctx context.Context) (*rulebook.Edition, error)
}

// Accounts tells who acts.
type Accounts interface {
	// ActorOf is the actor behind an account, with roles as of now; SignedOut where the account is gone or closed.
	ActorOf(ctx context.Context, account access.AccountID, now time.Time) (access.Actor, error)
}

// New makes the handler. It fails where a template, the base URL or a setting cannot be right.
func New(c Config) (http.Handler, error) {
	w, err := newWeb(c)
	if err != nil {
		return nil, err
	}
	return w.handler(), nil
}

// web is what all handlers share.
type web struct {
	Config
	base    *url.URL
	pages   pages
	assets  *assets
	visits  *visits
	rules   *inForce
	feeds   *feedShelf
	publics publicShelf
	decoder formDecoder
}

func newWeb(c Config) (*web, error) {
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || strings.Trim(base.Path, "/") != "" {
		return nil, fmt.Errorf("web: the base URL %q is not an address such as https://attune.example.org, without a path", c.BaseURL)
	}
	shown, err := embedded()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return &web{
		Config: c, base: base, pages: shown.pages, assets: shown.assets, visits: newVisits(c, base),
		rules: &inForce{store: c.Store, now: c.Now}, feeds: newFeedShelf(c.FeedBytes), decoder: newFormDecoder(),
	}, nil
}

// handler is the table of routes behind what every request passes.
func (w *web) handler() http.Handler {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = w.readersAddress()
	e.HTTPErrorHandler = w.fail
	e.Use(w.logged, w.recovered, w.secured, sameOrigin)
	for _, r := range w.routes() {
		e.Add(r.method, r.path, r.handle, w.admits(r.who)...)
		if r.method == http.MethodGet { // Echo does not answer HEAD by itself
			e.Add(http.MethodHead, r.path, r.handle, w.admits(r.who)...)
		}
	}
	return e
}

// readersAddress finds the network address of whoever reads. X-Forwarded-For is believed of the proxies that were named,
// and of nobody else: anybody can write one.
func (w *web) readersAddress() echo.IPExtractor {
	if len(w.Proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range w.Proxies {
		bits := p.Addr().BitLen()
		trust = append(trust, echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), bits)}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// secure tells whether people reach us over TLS.
func (w *web) secure() bool { return w.base.Scheme == "https" }
