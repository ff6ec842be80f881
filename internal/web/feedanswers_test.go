package web_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"attune/internal/access"
	"attune/internal/dbtest"
)

// Whatever is asked of a feed's address, and whoever asks: nobody between may keep the answer, nothing takes it for something
// else, no cookie comes with it, and it does not lead anywhere else. A browser that is signed in gets what a program gets.
func TestEveryAnswerOfAFeedsAddress(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	path, _ := v.subscribe("ana", "")
	ended, id := v.subscribe("ana", "")
	if err := v.store.RevokeFeed(context.Background(), id, func(access.Feed) error { return nil }, access.TheOperator); err != nil {
		t.Fatal(err)
	}
	tag := v.poll(path).Header.Get("ETag")
	for name, row := range map[string]struct {
		method, path string
		headers      []string
		want         int
	}{
		"the feed":                   {http.MethodGet, path, nil, 200},
		"to a browser":               {http.MethodGet, path, []string{"Accept", "text/html", "User-Agent", "Mozilla/5.0"}, 200},
		"to Nextcloud":               {http.MethodGet, path, []string{"Accept", "text/calendar, application/calendar+json, application/calendar+xml"}, 200},
		"to whoever takes JSON":      {http.MethodGet, path, []string{"Accept", "application/json"}, 200},
		"packed":                     {http.MethodGet, path, []string{"Accept-Encoding", "gzip"}, 200},
		"its head":                   {http.MethodHead, path, nil, 200},
		"its head, unchanged":        {http.MethodHead, path, []string{"If-None-Match", tag}, 304},
		"unchanged":                  {http.MethodGet, path, []string{"If-None-Match", tag}, 304},
		"unchanged, packed before":   {http.MethodGet, path, []string{"If-None-Match", "W/" + tag, "Accept-Encoding", "gzip"}, 304},
		"unknown":                    {http.MethodGet, "/feeds/nothing.ics", nil, 404},
		"unknown, by any tag":        {http.MethodGet, "/feeds/nothing.ics", []string{"If-None-Match", "*"}, 404},
		"unknown, unchanged since":   {http.MethodGet, "/feeds/nothing.ics", []string{"If-Modified-Since", "Thu, 31 Dec 2026 05:00:00 GMT"}, 404},
		"unknown, to a browser":      {http.MethodGet, "/feeds/nothing.ics", []string{"Accept", "text/html"}, 404},
		"ended":                      {http.MethodGet, ended, nil, 404},
		"ended, its head":            {http.MethodHead, ended, nil, 404},
		"ended, by the tag it had":   {http.MethodGet, ended, []string{"If-None-Match", tag}, 404},
		"no calendar's name":         {http.MethodGet, strings.TrimSuffix(path, ".ics"), nil, 404},
		"written to":                 {http.MethodPut, path, nil, 405},
		"searched":                   {"PROPFIND", path, nil, 405},
		"an ended one is written to": {http.MethodPut, ended, nil, 405},
	} {
		for who, b := range map[string]*visitor{"a program": v.stranger(), "Ana": v.as("ana")} {
			b.client.Transport = &http.Transport{DisableCompression: true}
			r := b.request(row.method, row.path, nil)
			for h := range slices.Chunk(row.headers, 2) {
				r.Header.Set(h[0], h[1])
			}
			a := b.do(r)
			h := a.Header
			kept := h.Get("Cache-Control")
			if a.StatusCode != row.want || kept != "private, no-cache" && (row.want != 405 || kept != "no-store") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Set-Cookie") != "" || h.Get("Location") != "" {
				t.Errorf("%s, to %s: %s %v", name, who, a.Status, h)
			}
			switch row.want {
			case 200:
				if h.Get("Content-Type") != "text/calendar; charset=utf-8" || strings.TrimPrefix(h.Get("ETag"), "W/") != tag || h.Get("X-Robots-Tag") != "noindex" {
					t.Errorf("%s, to %s: %v", name, who, h)
				}
			case 304:
				if strings.TrimPrefix(h.Get("ETag"), "W/") != tag || h.Get("Last-Modified") == "" || a.body != "" {
					t.Errorf("%s, to %s: %v %q", name, who, h, a.body)
				}
			case 404:
				if h.Get("ETag") != "" || strings.Contains(a.body, "<") {
					t.Errorf("%s, to %s: %v %q", name, who, h, a.body)
				}
			case 405:
				if h.Get("Allow") != "OPTIONS, GET, HEAD" {
					t.Errorf("%s, to %s: %v", name, who, h)
				}
			}
		}
	}
}
