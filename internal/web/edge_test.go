package web_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/web"
)

// Whatever changes something is refused when another site's page sent it, by what browsers say of where it came from.
func TestOtherSitesChangeNothing(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	routes, err := web.Routes(v.config())
	if err != nil {
		t.Fatal(err)
	}
	b := v.as("ana")
	for _, route := range routes {
		if route.Method == http.MethodGet {
			continue
		}
		path := strings.NewReplacer(":id", "1", ":matter", "employment", ":fact", "1").Replace(route.Path)
		for name, header := range map[string][2]string{
			"cross-site": {"Sec-Fetch-Site", "cross-site"}, "same-site": {"Sec-Fetch-Site", "same-site"}, "another origin": {"Origin", "https://evil.example"}, "no origin": {"Origin", "null"},
		} {
			r := b.request(route.Method, path, strings.NewReader("a=b"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			a := b.do(r)
			if a.StatusCode != http.StatusForbidden || !strings.Contains(a.body, "came from another site") {
				t.Errorf("%s %s, %s: %s", route.Method, path, name, a.Status)
			}
		}
	}
	b.page("/") // not even signed out
}

// Errors look like pages of the house, with the reader's ways on them.
func TestErrorsHaveTheWayBack(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		foreign := b.request(http.MethodPost, "/sign-out", nil)
		foreign.Header.Set("Sec-Fetch-Site", "cross-site")
		wrongWay := b.request(http.MethodPut, "/hours", nil)
		large := b.request(http.MethodPost, "/mail", strings.NewReader(strings.Repeat("x", 300<<10)))
		stream := b.request(http.MethodPost, "/mail", io.MultiReader(strings.NewReader("a="), strings.NewReader(strings.Repeat("x", 300<<10)))) // of no length that is told
		for _, r := range []*http.Request{large, stream} {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
		}
		for name, row := range map[string]struct {
			r      *http.Request
			status int
			says   string
		}{
			"no such address":   {b.request(http.MethodGet, "/nowhere/at/all", nil), http.StatusNotFound, "Nothing here"},
			"not theirs to see": {b.request(http.MethodGet, "/groups/999999", nil), http.StatusNotFound, "Nothing here"},
			"no such asset":     {b.request(http.MethodGet, "/static/0/x.css", nil), http.StatusNotFound, "Nothing here"},
			"from another site": {foreign, http.StatusForbidden, "came from another site"},
			"the wrong method":  {wrongWay, http.StatusMethodNotAllowed, "Not possible here"},
			"too large":         {large, http.StatusRequestEntityTooLarge, "Too much at once"},
			"too large, later":  {stream, http.StatusRequestEntityTooLarge, "Too much at once"},
		} {
			a := b.do(row.r)
			if a.StatusCode != row.status {
				v.Errorf("%s: %s\n%s", name, a.Status, a.body)
			}
			a.must(v.T, row.says, `href="/hours"`, "Ana Lindqvist", `class="button quiet" href="/"`)
		}
		stranger := v.stranger().get("/nowhere/at/all")
		stranger.must(v.T, "Nothing here")
		if stranger.StatusCode != http.StatusNotFound || len(stranger.Cookies()) > 0 || strings.Contains(stranger.body, "Sign out") {
			v.Errorf("a stranger: %s, %v", stranger.Status, stranger.Cookies())
		}
	})
}

// Behind TLS browsers are told to stay with it, and the cookie is one that no other host can set.
func TestBehindTLS(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	c := v.config()
	c.BaseURL = "https://attune.example.org"
	handler, err := web.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	link := strings.TrimPrefix(v.linkFor("ana"), v.url)
	v.url = server.URL
	b := &visitor{v, *server.Client()}
	b.client.Jar, b.client.CheckRedirect = jar, v.stranger().client.CheckRedirect
	a := b.post("/sign-in", formIn(b.get(link).body))
	if got := a.Header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("Strict-Transport-Security: %q", got)
	}
	found := false
	for _, cookie := range a.Cookies() {
		if cookie.Name != "__Host-attune" {
			continue
		}
		found = true
		if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
			t.Errorf("the cookie is %s", cookie)
		}
	}
	if !found {
		t.Errorf("no cookie of ours: %v\n%s", a.Cookies(), a.Status)
	}
	b.page("/").must(t, "Hello Ana Lindqvist")
}

// A Host header is what a stranger says of us: it comes back in nothing.
func TestAHostileHost(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	feed, _ := v.subscribe("ana", "")
	for _, host := range []string{"evil.example", "evil.example:8080", "localhost@evil.example", `evil.example"><script>`} {
		b := v.stranger()
		for _, path := range []string{"/", "/sign-in", "/hours", "/nowhere", "/sign-in?" + url.Values{"to": {"/hours"}}.Encode(), feed} {
			r := b.request(http.MethodGet, path, nil)
			r.Host = host
			response, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				continue // refused before it came to us
			}
			body, _ := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if text := string(body) + response.Header.Get("Location"); strings.Contains(text, "evil") {
				t.Errorf("%s as %s: %s", path, host, text)
			}
		}
	}
}
