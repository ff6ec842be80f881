package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
)

const (
	firefoxOnLinux = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
	safariOnPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)

// with is a browser that somebody has signed in with, which calls itself something.
func (v *town) with(who, agent string) *visitor {
	v.Helper()
	b := v.stranger()
	r := b.request(http.MethodPost, "/sign-in", strings.NewReader(formIn(b.page(strings.TrimPrefix(v.linkFor(who), v.url)).body).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("User-Agent", agent)
	if a := b.do(r); a.StatusCode != http.StatusSeeOther {
		v.Fatalf("signing in: %s", a.Status)
	}
	return b
}

var visitID = regexp.MustCompile(`name="visit" value="([^"]+)"`)

func TestWhereOneIsSignedIn(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		desk := v.with("ana", firefoxOnLinux)
		v.passes(3 * time.Hour)
		phone, ruth := v.with("ana", safariOnPhone), v.with("ruth", "<script>Chrome/1 Windows")
		a := phone.page("/account")
		a.must(v.T, "Firefox on Linux", "Safari on an iPhone", "This one", "19 November 2026, 12:30 PM EST", "in use within the last two hours", "Sign out everywhere else")
		a.mustNot(v.T, "127.0.0.1", "Windows")
		ruth.page("/account").mustNot(v.T, "iPhone", "<script>Chrome", "Sign out everywhere else")
		id := visitID.FindStringSubmatch(a.body)
		if id == nil {
			v.Fatal("the other browser cannot be signed out")
		}
		ruth.post("/account/visits/end", url.Values{"visit": {id[1]}})
		desk.page("/") // it was not Ruth's to end
		if a := phone.post("/account/visits/end", url.Values{"visit": {id[1]}}); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("ending the visit at the desk: %s", a.Status)
		}
		if a := desk.get("/"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("the desk after it was signed out: %s", a.Status)
		}
		tablet, laptop := v.with("ana", safariOnPhone), v.with("ana", firefoxOnLinux)
		for range 2 { // a double click
			if a := phone.post("/account/visits/end-others", nil); a.StatusCode != http.StatusSeeOther {
				v.Fatalf("ending all others: %s", a.Status)
			}
		}
		for _, b := range []*visitor{tablet, laptop} {
			if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
				v.Errorf("another browser after all others were signed out: %s", a.Status)
			}
		}
		phone.page("/account")
		ruth.page("/")
	})
}

func TestEveryVisitEndsInTheEnd(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b, days := v.as("ana"), 0
	for ; days < 70 && b.get("/").StatusCode == http.StatusOK; days += 5 {
		v.passes(5 * 24 * time.Hour)
	}
	if days < 55 || days > 65 {
		t.Errorf("in use all the time, it ended after %d days", days)
	}
}

func TestSigningInRenewsTheCookie(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.as("ana")
	before := b.client.Jar.Cookies(mustURL(v.url))
	a := b.post("/sign-in", formIn(b.page(strings.TrimPrefix(v.linkFor("ruth"), v.url)).body))
	for _, c := range a.Cookies() {
		if c.Name == "attune" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Value == before[0].Value) {
			t.Errorf("the cookie %v after %v", c, before)
		}
	}
	thief := v.stranger()
	thief.client.Jar.SetCookies(mustURL(v.url), before)
	if a := thief.get("/"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the cookie of before opens the page: %s", a.Status)
	}
}
