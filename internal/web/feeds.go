package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/feed"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Calendars are the feeds and what is in them.
type Calendars interface {
	// PollFeed is the living feed with that token's hash, in one statement; NotFound for every other.
	PollFeed(ctx context.Context, token access.TokenHash) (access.Poll, error)
	// Calendar is what a feed shows of its owner's sessions planned in [from, to), in at most two statements.
	Calendar(ctx context.Context, feed access.Feed, from, to time.Time) ([]attendance.Meeting, error)
	// OpenCalendar is what a feed of open groups shows from an instant on: trainings until to, other sessions until soon.
	OpenCalendar(ctx context.Context, feed access.Feed, from, soon, to time.Time) ([]attendance.Meeting, error)
	// Listeners are those in whose calendars a session stands, with what their calendar programs have read.
	Listeners(ctx context.Context, id schedule.SessionID) ([]access.Listener, error)
	// ListenersAtOnce are those of each session of a group that changed at one instant and begins after another.
	ListenersAtOnce(ctx context.Context, group roster.GroupID, changed, after time.Time) (map[schedule.SessionID][]access.Listener, error)
	// FeedsOf are the living feeds of a person, oldest first.
	FeedsOf(ctx context.Context, person roster.PersonID) ([]access.ListedFeed, error)
	// ShowFeed keeps that a feed has bytes with a tag, since a change unless that is known; it gives the second to be told of that.
	ShowFeed(ctx context.Context, id access.FeedID, tag string, changed time.Time) (access.Shown, error)
	// CreateFeed keeps a new feed of its person under the hash of its token; Invalid where it cannot be, Conflict where
	// the person has as many as one may have.
	CreateFeed(ctx context.Context, feed access.Feed, token access.TokenHash, by string) (access.Feed, error)
	// StyleFeed has a feed show what its owner chooses anew, and RevokeFeed ends it, each where may lets it.
	StyleFeed(ctx context.Context, id access.FeedID, style access.FeedStyle, may func(access.Feed) error, by string) error
	RevokeFeed(ctx context.Context, id access.FeedID, may func(access.Feed) error, by string) error
}

// feed answers GET and HEAD /feeds/{token}.ics. A poll that finds nothing new is one statement and no rendering; a
// token that is unknown or revoked is nothing and never a login page, which some programs take for an empty calendar.
func (w *web) feed(c echo.Context) error {
	feedHeaders(c.Response().Header())
	token, ok := strings.CutSuffix(c.Param("file"), ".ics")
	if !ok {
		return noFeed(c)
	}
	ctx := c.Request().Context()
	poll, err := w.Store.PollFeed(ctx, access.Token(token).Hash())
	if fault.KindOf(err) == fault.NotFound {
		return noFeed(c)
	}
	if err != nil {
		return fmt.Errorf("poll feed: %w", err)
	}
	now, zone := w.Now(), zoneNamed(poll.TimeZone)
	key := feedKeyOf(poll, day.At(now, zone))
	if !poll.Lives(key.today) {
		return noFeed(c)
	}
	w.Reads.note(access.FeedRead{Feed: poll.Feed.ID, At: now, By: calendarProgram(c.Request().UserAgent()), Version: poll.Version})
	shown, copied, err := w.feedNow(c.Request(), poll, key)
	switch {
	case err != nil:
		return err
	case copied == nil:
		return notModified(c, shown)
	}
	return sendFeed(c, copied, shown)
}

// feedNow is what a feed shows now, and its bytes unless the client has them.
func (w *web) feedNow(r *http.Request, poll access.Poll, key feedKey) (access.Shown, *rendered, error) {
	if tag, known := w.feeds.tag(key); known {
		var err error
		if poll.Shown, err = w.shown(r.Context(), poll, key, tag); err != nil || unchanged(r, poll.Shown) {
			return poll.Shown, nil, err
		}
	}
	copied, kept := w.feeds.body(key)
	if !kept {
		var err error
		if copied, err = w.renderFeed(r.Context(), poll, key); err != nil {
			return access.Shown{}, nil, err
		}
		w.feeds.keep(key, copied)
	}
	shown, err := w.shown(r.Context(), poll, key, copied.tag)
	if err != nil || unchanged(r, shown) {
		return shown, nil, err
	}
	return shown, &copied, nil
}

// feedHeaders are on every answer of a feed's address.
func feedHeaders(h http.Header) {
	h.Set("Cache-Control", "private, no-cache")
	h.Set("X-Robots-Tag", "noindex")
	h.Add(echo.HeaderVary, "Accept-Encoding")
}

// noFeed is the one answer to every token that opens nothing.
func noFeed(c echo.Context) error {
	return c.String(http.StatusNotFound, "There is no calendar at this address, or no longer.\n")
}

// renderFeed makes the feed's bytes anew, in one statement more.
func (w *web) renderFeed(ctx context.Context, poll access.Poll, key feedKey) (rendered, error) {
	zone := zoneNamed(poll.TimeZone)
	window := feed.WindowOn(key.today, zone)
	calendar := feed.Calendar{
		Title: key.title, Description: "Sessions as planned. Attendance and hours are in Attune.", Zone: zone,
		URL: w.address("/"), Detail: feedDetails[poll.Feed.Detail], Alarm: poll.Feed.Alarm,
	}
	if poll.Feed.Open {
		calendar.Description, calendar.URL = "Groups that have room, and when they meet. Ask for a place in Attune.", w.address(atOpenGroups)
	}
	if calendar.Detail == feed.Busy {
		calendar.Description, calendar.URL = "", ""
	}
	var err error
	if calendar.Events, err = w.eventsOf(ctx, poll.Feed, window, key.today.Begins(zone), zone); err != nil {
		return rendered{}, fmt.Errorf("sessions of a feed: %w", err)
	}
	for i := range calendar.Events {
		e := &calendar.Events[i]
		e.Sequence, e.Changed = schedule.Beside(e.Sequence, e.Changed, poll.Feed.Style, poll.Feed.StyledAt)
	}
	body, err := feed.Write(calendar, window)
	if err != nil {
		return rendered{}, fmt.Errorf("write feed: %w", err)
	}
	zipped, err := zip(body)
	if err != nil {
		return rendered{}, fmt.Errorf("compress feed: %w", err)
	}
	return rendered{tag: feed.ETag(body), plain: body, zipped: zipped}, nil
}

// eventsOf are what a feed shows, in one statement; begins is the beginning of the window's day in its zone.
func (w *web) eventsOf(ctx context.Context, f access.Feed, window feed.Window, begins time.Time, zone *time.Location) ([]feed.Event, error) {
	if f.Open {
		return w.openEvents(ctx, f, window, begins)
	}
	meetings, err := w.Store.Calendar(ctx, f, window.From, window.To)
	events := make([]feed.Event, len(meetings))
	for i, m := range meetings {
		if events[i] = w.event(m); m.Session.Starts.Before(begins) {
			hangUp(&events[i], zone)
		}
	}
	if len(events) == 0 {
		events = append(events, w.nothingPlanned(f))
	}
	return events, err
}

// hangUp takes the address of the call from a session of a day that is over. The address is the one of today, and whoever had that
// session may belong to the group no more. It counts as a change, of the moment at which that day was over.
func hangUp(e *feed.Event, zone *time.Location) {
	if e.Link == "" {
		return
	}
	e.Link = ""
	e.Sequence, e.Changed = schedule.Beside(e.Sequence, e.Changed, 1, day.At(e.Starts, zone).AddDays(1).Begins(zone))
}

// event is a session as calendars show it: times as planned.
func (w *web) event(m attendance.Meeting) feed.Event {
	return feed.Of(m, zoneNamed(m.Session.TimeZone), w.address(fmt.Sprintf("/sessions/%d", m.Session.ID)))
}

// address is a page's full address.
func (w *web) address(path string) string { return strings.TrimSuffix(w.BaseURL, "/") + path }

// feedDetails are what feed.Write makes of the details of a feed.
var feedDetails = map[access.FeedDetail]feed.Detail{access.EverythingShown: feed.Full, access.TitleShown: feed.TitleOnly, access.BusyShown: feed.Busy}

// later is the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// feedTitle is the group's name, or whose sessions these are: the owner's is the only name in a feed. One that says no more
// than that its owner is busy has nothing else.
func feedTitle(poll access.Poll) string {
	switch {
	case poll.Feed.Open:
		return "Open groups"
	case poll.Feed.Detail == access.BusyShown:
		return poll.Owner
	case poll.GroupName != "":
		return poll.GroupName
	case poll.Feed.Led:
		return "Reflective supervision given - " + poll.Owner
	}
	return "Reflective supervision - " + poll.Owner
}

// sendFeed answers with the bytes, packed for whoever takes them so.
func sendFeed(c echo.Context, f *rendered, shown access.Shown) error {
	body, zipped := f.plain, takesGzip(c.Request())
	if zipped {
		body = f.zipped
	}
	tagged(c, shown, zipped)
	h := c.Response().Header()
	if zipped {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Disposition", `inline; filename="attune.ics"`)
	if c.Request().Method == http.MethodHead {
		h.Set("Content-Type", calendarType)
		return c.NoContent(http.StatusOK)
	}
	return c.Blob(http.StatusOK, calendarType, body)
}

const calendarType = "text/calendar; charset=utf-8"

// takesGzip tells whether the answer is compressed: where the client asks for it, and not for Microsoft's programs, of
// which some ask and then fail to read it.
func takesGzip(r *http.Request) bool {
	agent := r.UserAgent()
	if strings.Contains(agent, "Microsoft") || strings.Contains(agent, "Outlook") || strings.Contains(agent, "MSExchange") {
		return false
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, "gzip") && !strings.EqualFold(name, "x-gzip") {
			continue
		}
		weight, given := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !given || err == nil && q > 0
	}
	return false
}

// packers are kept from one feed to the next: a new one takes more memory than all else about a feed, and as much time as packing it.
var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestCompression) // a level there is
	return z
}}

// zip compresses, as well as can be, since what it makes is sent many times; equal bytes give equal bytes, as no time is
// written into them.
func zip(body []byte) ([]byte, error) {
	var out bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&out)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
