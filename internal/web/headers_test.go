package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/web"
)

// What somebody sees who is signed in is kept nowhere on the way, nor is where they are sent; HEAD answers as GET does.
func TestPrivateAnswersAreNotKept(t *testing.T) {
	t.Parallel()
	v := quayside(t, dbtest.SQLite(t), bundle(t, quay))
	routes, err := web.Routes(v.config())
	if err != nil {
		t.Fatal(err)
	}
	private := make(map[string]bool)
	for _, r := range routes {
		private[r.Method+" "+r.Path] = r.SignedIn
	}
	for _, row := range accessRows(t) {
		if row.method != http.MethodGet {
			continue
		}
		path := row.path
		for name, value := range row.params(v) {
			path = strings.ReplaceAll(path, name, value)
		}
		who := ""
		if len(row.opens) > 0 {
			who = whoFor(row)
		}
		b := v.someone(who)
		a, head := b.get(path), b.do(b.request(http.MethodHead, path, nil))
		if head.StatusCode != a.StatusCode || head.body != "" || head.Header.Get("Content-Type") != a.Header.Get("Content-Type") {
			t.Errorf("%s: HEAD answers %s, GET %s", row, head.Status, a.Status)
		}
		if cache := a.Header.Get("Cache-Control"); private[row.route()] && cache != "no-store" || cache == "" || strings.Contains(cache, "public") && !strings.HasPrefix(path, "/static/") && !strings.HasPrefix(path, "/public/") {
			t.Errorf("%s: Cache-Control is %q", row, cache)
		}
		if private[row.route()] && !slices.Contains(a.Header.Values("Vary"), "Cookie") {
			t.Errorf("%s: Vary is %q", row, a.Header.Values("Vary"))
		}
		stranger := v.stranger().get(path)
		if private[row.route()] && (stranger.Header.Get("Cache-Control") != "no-store" || stranger.StatusCode != http.StatusSeeOther) {
			t.Errorf("%s, signed out: %s, Cache-Control is %q", row, stranger.Status, stranger.Header.Get("Cache-Control"))
		}
	}
}
