package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/signin"
	"attune/internal/web"
)

// Nothing but what has to be open is reachable without signing in; the table of routes is the list.
func TestOnlyWhatMustBeOpenIsOpen(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	routes, err := web.Routes(v.config())
	if err != nil || len(routes) < 15 {
		t.Fatalf("routes: %v, %v", routes, err)
	}
	open := map[string]bool{"/healthz": true, "/readyz": true, "/robots.txt": true, "/sheet-worker.js": true, "/without-signal": true, "/sign-in": true, "/sign-in/link": true, "/sign-in/asked": true, "/sign-in/openid": true, "/sign-in/openid/back": true, "/sign-in/password": true, "/sign-in/code": true, "/sign-in/factor": true, "/sign-in/factor/done": true, "/sign-out": true, "/absence/:key": true, "/static/:hash/:file": true, "/feeds/:file": true, "/public/coverage/:association": true}
	for _, route := range routes {
		path := strings.NewReplacer(":id", "1", ":matter", "target", ":fact", "1", ":member", "1", ":purpose", "earning.IFS", ":person", "1", ":hash", "0", ":file", "x.ics").Replace(route.Path)
		b := v.stranger()
		r := b.request(route.Method, path, nil)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		a := b.do(r)
		switch {
		case open[route.Path]:
			if a.StatusCode >= 500 {
				t.Errorf("%s %s: %s", route.Method, path, a.Status)
			}
		case route.Method == http.MethodPost && a.StatusCode == http.StatusUnauthorized:
		case a.StatusCode == http.StatusSeeOther && strings.HasPrefix(a.Header.Get("Location"), "/sign-in"):
		default:
			t.Errorf("%s %s answers a stranger with %s", route.Method, path, a.Status)
		}
		if len(a.Cookies()) > 0 && route.Path != "/sign-in" && route.Path != "/sign-out" {
			t.Errorf("%s %s gives a stranger a cookie", route.Method, path)
		}
	}
}

func TestWhoWasSentToSignInComesBack(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.stranger()
		path := v.at("thursday", "2026-11-19T10:00")
		a := b.get(path)
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/sign-in?"+(url.Values{"to": {path}}).Encode() {
			v.Fatalf("a stranger at %s: %s to %s", path, a.Status, a.Header.Get("Location"))
		}
		b.page(a.Header.Get("Location")).must(v.T, "Send me a link", `name="to" value="`+path+`"`)
		a = b.post("/sign-in", formIn(b.page(strings.TrimPrefix(v.linkFor("ruth"), v.url)).body))
		if a.Header.Get("Location") != path {
			v.Errorf("after signing in: %s, want %s", a.Header.Get("Location"), path)
		}
		b.page(path).must(v.T, "Save and verify")
	})
}

func TestNobodyIsSentToAnotherSite(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	for _, to := range []string{"//evil.example", "https://evil.example/", `/\evil.example`, "javascript:alert(1)", "evil", "/%5cevil", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "///evil.example", "\\\\evil.example", "/\x00/evil.example", " //evil.example"} {
		b := v.stranger()
		b.page("/sign-in?" + url.Values{"to": {to}}.Encode())
		a := b.post("/sign-in", formIn(b.page(strings.TrimPrefix(v.linkFor("ruth"), v.url)).body))
		if where := a.Header.Get("Location"); where != "/" && !strings.HasPrefix(where, "/%5c") {
			t.Errorf("to %q: sent to %q", to, where)
		}
	}
}

func TestALinkSignsInOnce(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		link := strings.TrimPrefix(v.linkFor("ana"), v.url)
		b := v.stranger()
		form := formIn(b.page(link).body)
		if a := b.page(link); formIn(a.body).Get("link") == "" { // looking uses nothing up
			v.Error("the second look at the link shows no button")
		}
		for range 2 { // a double click
			a := b.post("/sign-in", form)
			if a.StatusCode != http.StatusSeeOther {
				v.Fatalf("signing in: %s\n%s", a.Status, a.body)
			}
		}
		b.page("/").must(v.T, "Hello Ana Lindqvist")
		other := v.stranger()
		if a := other.get(link); a.StatusCode != http.StatusNotFound || !strings.Contains(a.body, "each works once") {
			v.Errorf("a used link: %s\n%s", a.Status, a.body)
		}
		if a := other.post("/sign-in", form2(form)); a.StatusCode != http.StatusNotFound {
			v.Errorf("a used link in another browser: %s", a.Status)
		}
	})
}

func TestALinkLeadsWhereItWasMadeFor(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	account, err := v.store.OpenAccount(t.Context(), "ana", access.TheOperator)
	if err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]string{
		"/hours?show=counted": "/hours?show=counted", "": "/groups", "//evil.example": "/groups", "https://evil.example": "/groups",
	} {
		token, err := v.desk.Issue(t.Context(), signin.Order{Account: account.ID, To: to, By: access.TheOperator})
		if err != nil {
			t.Fatal(err)
		}
		b := v.stranger()
		b.page("/sign-in?to=%2Fgroups") // what this browser wanted an hour ago
		a := b.post("/sign-in", formIn(b.page(strings.TrimPrefix(access.SignInAddress(v.url, token), v.url)).body))
		if got := a.Header.Get("Location"); got != want {
			t.Errorf("a link to %q leads to %q; want %q", to, got, want)
		}
	}
}

// form2 is the form as another browser would have it.
func form2(form url.Values) url.Values {
	return url.Values{"link": form["link"], "browser": {"another"}}
}

func TestSigningOutEndsTheVisit(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		cookie := b.client.Jar.Cookies(mustURL(v.url))
		b.page("/")
		if a := b.post("/sign-out", nil); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("signing out: %s", a.Status)
		}
		thief := v.stranger() // with the cookie as it was
		thief.client.Jar.SetCookies(mustURL(v.url), cookie)
		if a := thief.get("/"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("the old cookie still opens the home page: %s", a.Status)
		}
	})
}

func TestAVisitEnds(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		for range 3 {
			v.passes(9 * 24 * time.Hour)
			b.page("/") // in use, it goes on
		}
		v.passes(11 * 24 * time.Hour)
		if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("after eleven days without use: %s", a.Status)
		}
	})
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.as("ruth")
	r := b.request(http.MethodPost, "/sign-out", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := b.do(r); a.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site: %s", a.Status)
	}
	b.page("/")
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.as("ana")
	for _, path := range []string{"/", "/hours", "/nowhere", "/healthz", "/sign-in"} {
		h := b.get(path).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Strict-Transport-Security": "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}

func TestErrorsAreWords(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		for path, status := range map[string]int{
			"/nowhere": 404, "/sessions/x": 404, "/sessions/0": 404, "/sessions/999999": 404, "/groups/999999": 404, "/hours/earning.NOPE": 404, "/staff/999999": 404,
		} {
			a := b.get(path)
			if a.StatusCode != status || !strings.Contains(a.body, "There is ") || !strings.Contains(a.body, "<h1>Nothing here</h1>") {
				v.Errorf("%s: %s\n%s", path, a.Status, a.body)
			}
		}
		r := b.request(http.MethodPut, "/hours", nil)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if a := b.do(r); a.StatusCode != http.StatusMethodNotAllowed || !strings.Contains(a.Header.Get("Allow"), "GET") {
			v.Errorf("PUT /hours: %s, Allow %q", a.Status, a.Header.Get("Allow"))
		}
		large := url.Values{"began": {strings.Repeat("x", 300<<10)}}
		if a := v.as("ruth").post(v.at("thursday", "2026-11-19T10:00"), large); a.StatusCode != http.StatusRequestEntityTooLarge {
			v.Errorf("a form of 300 KB: %s", a.Status)
		}
	})
}

func TestAFailureIsWithheldAndLoggedOnce(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.as("ana")
	if err := v.store.Close(); err != nil {
		t.Fatal(err)
	}
	a := b.get("/hours")
	if a.StatusCode < 500 || strings.Contains(a.body, "sql") || strings.Contains(a.body, "database is closed") {
		t.Errorf("%s\n%s", a.Status, a.body)
	}
	if n := strings.Count(v.log.String(), "database is closed"); n != 1 {
		t.Errorf("the cause stands %d times in the log:\n%s", n, v.log)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.stranger()
		for _, path := range []string{"/healthz", "/readyz"} {
			if a := b.get(path); a.StatusCode != http.StatusOK || a.Header.Get("Cache-Control") != "no-store" {
				v.Errorf("%s: %s %v", path, a.Status, a.Header)
			}
		}
		if err := v.store.Close(); err != nil {
			v.Fatal(err)
		}
		if a := b.get("/healthz"); a.StatusCode != http.StatusOK {
			v.Errorf("the process lives, /healthz says %s", a.Status)
		}
		if a := b.get("/readyz"); a.StatusCode != http.StatusServiceUnavailable || a.body != "not ready\n" {
			v.Errorf("without its database /readyz says %s %q", a.Status, a.body)
		}
	})
}

func TestSecretsStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	link := strings.TrimPrefix(v.linkFor("ana"), v.url)
	b := v.stranger()
	form := formIn(b.page(link).body)
	b.post("/sign-in", form)
	for _, path := range []string{"/feeds/notoken.ics", "/feeds/notoken.ics/more", "/feeds/notoken", "/sign-in/notoken", "/notoken"} {
		b.get(path)
	}
	log := v.log.String()
	for _, secret := range []string{form.Get("link"), form.Get("browser"), "notoken"} {
		if secret == "" || strings.Contains(log, secret) {
			t.Errorf("%q is in the log:\n%s", secret, log)
		}
	}
	if !strings.Contains(log, `"route":"/feeds/:file"`) || !strings.Contains(log, `"route":"/sign-in"`) {
		t.Errorf("routes are not in the log:\n%s", log)
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.stranger()
	page := b.get("/sign-in").body
	for _, name := range []string{"attune.css", "mark.svg"} {
		_, rest, _ := strings.Cut(page, `href="/static/`)
		for !strings.HasPrefix(rest[17:], name) {
			_, rest, _ = strings.Cut(rest, `href="/static/`)
		}
		path := "/static/" + rest[:17+len(name)]
		a := b.page(path)
		if a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %v", path, a.Header)
		}
		if wrong := b.get("/static/0000000000000000/" + name); wrong.StatusCode != http.StatusNotFound {
			t.Errorf("an old hash: %s", wrong.Status)
		}
	}
}

func mustURL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		panic(err)
	}
	return u
}
