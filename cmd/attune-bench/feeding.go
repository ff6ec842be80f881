package main

import (
	"bytes"
	"compress/gzip"
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

// feeding is a server with a feed of some sixty events, and an Echo that serves the same bytes from memory.
type feeding struct {
	db          *store.Store
	ours, plain string // addresses of the two
	body        []byte
	etag        string
	stop        func()
}

func (b *bench) feeding(ctx context.Context) (*feeding, error) {
	path, err := b.imported(ctx, b.rows)
	if err != nil {
		return nil, err
	}
	return feedingFrom(ctx, path, 0)
}

// feedingFrom serves a database file, with so much room to keep feeds in; 0 for as much as usual.
func feedingFrom(ctx context.Context, path string, room int) (*feeding, error) {
	db, err := open(ctx, "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	person, err := busiest(ctx, db)
	if err != nil {
		return nil, err
	}
	token := access.NewToken()
	if _, err := db.CreateFeed(ctx, access.Feed{Person: person, FeedStyle: access.FeedStyle{Name: "bench"}}, token.Hash(), access.TheOperator); err != nil {
		return nil, err
	}
	f := &feeding{db: db}
	return f, f.serve(token, room)
}

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

// serve starts both servers and fetches the feed once.
func (f *feeding) serve(token access.Token, room int) error {
	handler, err := web.New(web.Config{
		BaseURL: "http://127.0.0.1", Now: now, Log: quiet, Store: f.db, SignIn: signin.NewDesk(f.db, now), FeedBytes: room,
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
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write(f.body); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	b.say("%d bytes with %d events; gzip %.3f of them (goal at most 0.10)", len(f.body), bytes.Count(f.body, []byte("BEGIN:VEVENT")), float64(packed.Len())/float64(len(f.body)))
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
