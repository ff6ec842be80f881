package feed_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/feed"
	"attune/internal/subscriber"

	"github.com/google/go-cmp/cmp"
)

// vdirsyncer, which fetches the feed and splits it into one file a session, and khal, which reads the files by Python's
// icalendar, see what was written. The sequence khal does not tell; of texts it loses blanks at both ends, and icalendar
// loses a backslash that stands before a comma or semicolon, and takes one before an n for a line end.
func TestReadByVdirsyncerAndKhal(t *testing.T) {
	t.Parallel()
	for name, c := range forReaders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, got := expected(c.calendar.Events), readByKhal(t, c.window, map[string][]byte{"feed": write(t, c.calendar, c.window)})["feed"]
			if diff := cmp.Diff(withoutWhatKhalLoses(want), withoutWhatKhalLoses(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func withoutWhatKhalLoses(all []seen) []seen {
	kept := slices.Clone(all)
	for i := range kept {
		kept[i].Sequence = 0
		for _, text := range []*string{&kept[i].Title, &kept[i].Place} {
			*text = strings.TrimSpace(strings.NewReplacer(`\n`, "\n", `\`, "").Replace(*text))
		}
	}
	return kept
}

// readByKhal is what khal shows of feeds, over a window.
func readByKhal(t *testing.T, w feed.Window, bodies map[string][]byte) map[string][]seen {
	t.Helper()
	v := subscriber.NewVdirsyncer(t, served(t, bodies))
	v.Sync()
	from := w.From.AddDate(0, 0, -1)
	if born := time.Date(2025, 8, 31, 0, 0, 0, 0, time.UTC); born.Before(from) { // where a feed of open groups says what it is
		from = born
	}
	return v.Shows(from, w.To.AddDate(0, 0, 1), func(note string) string {
		number := page.FindStringSubmatch(note)
		if number == nil {
			return ""
		}
		return fmt.Sprintf("6f2b1c1e-0000-4000-8000-%012s", number[1])
	})
}

var page = regexp.MustCompile(`/sessions/(\d+)`)

// served serves feeds, and gives their addresses by the same names.
func served(t *testing.T, bodies map[string][]byte) map[string]string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		name := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/"), ".ics")
		_, _ = out.Write(bodies[name]) // a client that hangs up fails the test by what it read
	}))
	t.Cleanup(server.Close)
	addresses := map[string]string{}
	for name := range bodies {
		addresses[name] = server.URL + "/" + name + ".ics"
	}
	return addresses
}
