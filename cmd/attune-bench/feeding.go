package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/roster"
	"attune/internal/signin"
	"attune/internal/store"
	"attune/internal/web"
)

// quiet is a log that nobody reads.
var quiet = slog.New(slog.DiscardHandler)

// polls is how many answers one round asks for.
const polls = 3000

// usualEvents is how many events the feed has that feeds are measured with: one a week over its window, nearly.
const usualEvents = 60

// feeding is a server with a feed, and an Echo that serves the same bytes from memory.
type feeding struct {
	db          *store.Store
	ours, plain string // addresses of the two
	body        []byte
	etag        string
	stop        func()
}

// feeding is the feed of the busiest person of a fresh world, served.
func (b *bench) feeding(ctx context.Context) (*feeding, error) {
	path, err := b.imported(ctx, b.rows)
	if err != nil {
		return nil, err
	}
	return feedingFrom(ctx, path, usualEvents, 0)
}

// feedingFrom serves the feed of the busiest person of a database file once it has so many events, with so much room to keep
// feeds in; 0 for as much as usual.
func feedingFrom(ctx context.Context, path string, n, room int) (*feeding, error) {
	db, err := open(ctx, "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	person, err := busiest(ctx, db)
	if err != nil {
		return nil, err
	}
	if err := filled(ctx, db, path, person, n); err != nil {
		return nil, err
	}
	token := access.NewToken()
	if _, err := db.CreateFeed(ctx, access.Feed{Person: person, FeedStyle: access.FeedStyle{Name: "bench"}}, token.Hash(), access.TheOperator); err != nil {
		return nil, err
	}
	f := &feeding{db: db}
	if err := f.serve(token, room); err != nil {
		return nil, err
	}
	if f.events() != n {
		return nil, fmt.Errorf("a feed of %d events, want %d", f.events(), n)
	}
	return f, nil
}

func (f *feeding) events() int { return bytes.Count(f.body, []byte("BEGIN:VEVENT")) }

// busiest is a person with many sessions to come.
func busiest(ctx context.Context, db *store.Store) (roster.PersonID, error) {
	var best roster.PersonID
	most := -1
	people, err := db.PeopleAfter(ctx, "", 200)
	if err != nil {
		return 0, err
	}
	ids := make([]roster.PersonID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	facts, err := db.Facts(ctx, ids)
	for _, f := range facts {
		if n := len(f.Received); n > most {
			best, most = f.Person.ID, n
		}
	}
	return best, err
}

// ourAddress is the address of an association's Attune, for what its feeds say of their pages.
const ourAddress = "https://attune.example.org"

// serve starts both servers and fetches the feed once.
func (f *feeding) serve(token access.Token, room int) error {
	handler, err := web.New(web.Config{
		BaseURL: ourAddress, Now: now, Log: quiet, Store: f.db, SignIn: signin.NewDesk(f.db, now), FeedBytes: room,
	})
	if err != nil {
		return err
	}
	ours, err := listen(handler)
	if err != nil {
		return err
	}
	f.ours = access.FeedAddress("http://"+ours.Addr().String(), token)
	answer, body, err := get(f.ours, "")
	if err != nil {
		return err
	}
	f.body, f.etag = body, answer.Header.Get("ETag")
	plain, err := listen(f.fromMemory())
	if err != nil {
		return err
	}
	f.plain = "http://" + plain.Addr().String() + "/feed.ics"
	f.stop = func() { _, _, _ = ours.Close(), plain.Close(), f.db.Close() }
	return nil
}

// fromMemory is an Echo that serves the same bytes with the same tag.
func (f *feeding) fromMemory() http.Handler {
	e := echo.New()
	e.GET("/feed.ics", func(c echo.Context) error {
		c.Response().Header().Set("ETag", f.etag)
		if c.Request().Header.Get("If-None-Match") == f.etag {
			return c.NoContent(http.StatusNotModified)
		}
		return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", f.body)
	})
	return e
}

func listen(handler http.Handler) (net.Listener, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		go func() { _ = (&http.Server{Handler: handler}).Serve(listener) }() //nolint:gosec // the bench's own, on loopback
	}
	return listener, err
}

// measureFeed304 polls an unchanged feed.
func measureFeed304(ctx context.Context, b *bench) error {
	return b.poll(ctx, func(f *feeding) string { return f.etag }, http.StatusNotModified, "0.25; stretch 0.70")
}

// measureFeed200 fetches the feed whole.
func measureFeed200(ctx context.Context, b *bench) error {
	return b.poll(ctx, func(*feeding) string { return "" }, http.StatusOK, "0.08; stretch 0.5")
}

func (b *bench) poll(ctx context.Context, known func(*feeding) string, status int, goal string) error {
	f, err := b.feeding(ctx)
	if err != nil {
		return err
	}
	defer f.stop()
	median, each, err := b.ratios(polled(f.ours, known(f), status, polls), polled(f.plain, known(f), status, polls))
	b.say("%.2f (median of %.2f; goal %s)", median, each, goal)
	return err
}

// polled asks an address so often, knowing a tag, and wants one status of each answer.
func polled(address, known string, status, times int) func() error {
	return func() error {
		for range times {
			answer, _, err := get(address, known)
			if err == nil && answer.StatusCode != status {
				err = fmt.Errorf("%s answered %d, not %d", address, answer.StatusCode, status)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// countFeed counts statements and bytes of the feed's answers.
func countFeed(ctx context.Context, b *bench) error {
	f, err := b.feeding(ctx)
	if err != nil {
		return err
	}
	defer f.stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.ours, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept-Encoding", "gzip") // said so, the client leaves the answer as it comes
	answer, packed, err := bodyOf(http.DefaultClient, request)
	if err != nil || answer.Header.Get("Content-Encoding") != "gzip" {
		return fmt.Errorf("the feed did not come packed: %w", err)
	}
	share := float64(len(packed)) / float64(len(f.body))
	b.hold(share <= 0.10, "%d bytes with %d events; gzip %.3f of them (goal at most 0.10)", len(f.body), f.events(), share)
	b.say("statements: a 304 makes 1, a 200 at most 3; both are tests of internal/web")
	return nil
}

// get fetches an address, with the tag of what is known already.
func get(address, known string) (*http.Response, []byte, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	if known != "" {
		request.Header.Set("If-None-Match", known)
	}
	request.Header.Set("Accept-Encoding", "identity")
	return bodyOf(http.DefaultClient, request)
}

// bodyOf sends a request and reads the whole answer.
func bodyOf(client *http.Client, request *http.Request) (*http.Response, []byte, error) {
	answer, err := client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return answer, body, err
}
