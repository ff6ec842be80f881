package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"attune/internal/access"
	"attune/internal/feed"
)

// What a calendar program goes by to ask for a feed only where it has changed: the tag of the bytes, and the second in which
// they came to be. The tag is exact. The second follows it, since there are programs that send nothing else: it is kept with
// the feed, so that each other tag has a later one, on every instance, however many changes a second has and whatever the clocks
// of two servers make of their order.

// noteFor is how long an answer waits until it is kept what it shows: SQLite has one writer, which an import may hold for long.
const noteFor = 300 * time.Millisecond

// shown is since when a feed has bytes with a tag. Where that could not be kept, or not in time, the instant is zero, and the answer
// goes without: a program asks for the whole feed then, which is never wrong.
func (w *web) shown(ctx context.Context, poll access.Poll, key feedKey, tag string) (access.Shown, error) {
	if poll.Shown.Tag == tag {
		return poll.Shown, nil
	}
	changed := later(later(poll.ChangedAt, poll.Feed.StyledAt), key.today.Begins(zoneNamed(poll.TimeZone)))
	soon, cancel := context.WithTimeout(ctx, noteFor)
	defer cancel()
	shown, err := w.Store.ShowFeed(soon, poll.Feed.ID, tag, changed)
	if err != nil && ctx.Err() == nil {
		if !errors.Is(soon.Err(), context.DeadlineExceeded) {
			w.Log.LogAttrs(ctx, slog.LevelError, "what a feed shows was not kept", slog.Int64("feed", int64(poll.Feed.ID)), slog.String("error", err.Error()))
		}
		return access.Shown{Tag: tag}, nil
	}
	return shown, err
}

// unchanged tells whether the client has what is shown. If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2).
func unchanged(r *http.Request, shown access.Shown) bool {
	if given := r.Header.Values("If-None-Match"); len(given) > 0 {
		return feed.Matches(strings.Join(given, ","), shown.Tag)
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !shown.At.IsZero() && !shown.At.After(since)
}

// notModified answers that the client has the newest feed already.
func notModified(c echo.Context, shown access.Shown) error {
	tagged(c, shown, takesGzip(c.Request()))
	return c.NoContent(http.StatusNotModified)
}

// tagged sets the validators: of the compressed bytes the weak form of the tag, as they are not the same bytes.
func tagged(c echo.Context, shown access.Shown, zipped bool) {
	tag := shown.Tag
	if zipped {
		tag = feed.WeakETag(tag)
	}
	c.Response().Header().Set("ETag", tag)
	if !shown.At.IsZero() {
		c.Response().Header().Set("Last-Modified", shown.At.Format(http.TimeFormat))
	}
}
