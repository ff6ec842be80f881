package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/issuer"
	"attune/internal/signin"
	"attune/internal/web"
)

// vouching has people sign in with an issuer from now on.
func (v *town) vouching(address string) {
	v.Helper()
	*v.desk = *v.desk.Vouching(signin.NewIssuer(signin.Client{
		Issuer: address, ID: issuer.ClientID, Secret: issuer.ClientSecret, Back: v.url + web.PathBack,
	}, v.clock))
}

// issuer is an issuer that vouches for the holder of an e-mail, and that people may sign in with.
func (v *town) issuer(email string) *issuer.Issuer {
	v.Helper()
	i := issuer.Open(v.T)
	i.Behave(issuer.Manners{Now: v.clock(), Says: issuer.Claims{"sub": "of " + email, "email": email, "email_verified": true}})
	v.vouching(i.URL)
	return i
}

// leavesFor presses the button, and gives the path the issuer sends the browser back to.
func (b *visitor) leavesFor(i *issuer.Issuer) string {
	b.Helper()
	b.page("/sign-in").must(b.T, "Sign in with "+strings.TrimPrefix(i.URL, "http://"))
	a := b.post("/sign-in/openid", nil)
	to, found := strings.CutPrefix(a.Header.Get("Refresh"), "0; url="+i.URL)
	if a.StatusCode != http.StatusOK || !found {
		b.Fatalf("leaving: %s to %q\n%s", a.Status, a.Header.Get("Refresh"), a.body)
	}
	a.must(b.T, `href="`+i.URL+"/authorize?")
	for _, cookie := range a.Cookies() {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode { // Strict would not come back from elsewhere
			b.Errorf("the cookie to come back with: %s", cookie)
		}
	}
	return strings.TrimPrefix(i.Visit(i.URL+to).String(), b.url)
}

func TestSigningInByAnIssuer(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.linkFor("ana") // she has an account
		v.stranger().page("/sign-in").mustNot(v.T, "/sign-in/openid")
		i := v.issuer("Ana@example.org")
		b := v.stranger()
		if a := b.get("/hours?show=counted"); a.Header.Get("Location") != "" {
			b.get(a.Header.Get("Location")) // the page remembers where she wanted to go
		}
		back := b.leavesFor(i)
		if a := b.get(back); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/hours?show=counted" {
			v.Fatalf("back from the issuer: %s to %s\n%s", a.Status, a.Header.Get("Location"), a.body)
		}
		host := strings.TrimPrefix(i.URL, "http://")
		account := b.page("/account")
		account.must(v.T, "Since 19 November 2026, 12:30 PM EST, through "+host, "Your identity at "+host+" opens your account")
		if a := b.get(back); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/" {
			v.Errorf("the same address once more: %s to %s", a.Status, a.Header.Get("Location"))
		}
		b.page("/")
		for range 2 { // a double click takes it off once
			if a := b.post("/account/openid/end", url.Values{"issuer": {i.URL}}); a.StatusCode != http.StatusSeeOther {
				v.Errorf("taking it off: %s", a.Status)
			}
		}
		b.post("/account/openid/end", url.Values{"issuer": {strings.Repeat("\u202e<b>\r\n", 2000)}})
		b.page("/account").must(v.T, "You can sign in with "+host+" as well")
		v.mustHaveTold("You can sign in through "+host, "Your identity at "+host+" was taken off")
	})
}

// mustHaveTold fails the test unless each of the subjects waits in the outbox once.
func (v *town) mustHaveTold(subjects ...string) {
	v.Helper()
	page := v.as("odd@example.org").page("/outbox")
	for _, s := range subjects {
		if n := strings.Count(page.body, s); n != 1 {
			v.Errorf("%q is told %d times:\n%s", s, n, page.body)
		}
	}
}

// Whatever goes wrong, the sign-in page says it, with its other ways in, and nobody is in.
func TestComingBackWrongly(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.linkFor("ana")
	i := v.issuer("ana@example.org")
	wrong := func(what string, b *visitor, path string, status int, words string) {
		t.Helper()
		a := b.get(path)
		if a.StatusCode != status {
			t.Errorf("%s: %s", what, a.Status)
		}
		a.must(t, words, `action="/sign-in/link"`, `role="alert"`)
		a.mustNot(t, "<script>alert")
		if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s, and in: %s", what, a.Status)
		}
	}
	const another = "begun in another window"
	wrong("out of nowhere", v.stranger(), web.PathBack, 422, another)
	wrong("with nonsense", v.stranger(), web.PathBack+"?state=%00%0d%0a&code=<script>alert(1)</script>&error="+strings.Repeat("x", 10_000), 422, another)
	ana, eve := v.stranger(), v.stranger()
	anas, eves := ana.leavesFor(i), eve.leavesFor(i)
	wrong("with somebody else's way back", eve, anas, 422, another)
	wrong("with one's own after that", eve, eves, 422, another) // what was kept is used up
	if a := ana.get(anas); a.Header.Get("Location") != "/" {
		t.Errorf("whose it is: %s to %s", a.Status, a.Header.Get("Location"))
	}
	late := v.stranger()
	path := late.leavesFor(i)
	v.passes(signin.DepartureLasts)
	wrong("too late", late, path, 422, "took longer than 10 minutes")
	for what, c := range map[string]struct {
		manners issuer.Manners
		status  int
		words   string
	}{
		"called off":   {issuer.Manners{Refuses: "access_denied"}, 422, "called off there"},
		"a stranger":   {issuer.Manners{Says: issuer.Claims{"sub": "9", "email": "stranger@example.org", "email_verified": true}}, 422, "by invitation"},
		"not verified": {issuer.Manners{Says: issuer.Claims{"sub": "9", "email": "ana@example.org"}}, 422, "has not verified your e-mail"},
	} {
		c.manners.Now = v.clock()
		i.Behave(c.manners)
		b := v.stranger()
		wrong(what, b, b.leavesFor(i), c.status, c.words)
	}
	i.Behave(issuer.Manners{})
	b := v.stranger()
	path = b.leavesFor(i)
	i.Behave(issuer.Manners{Away: true})
	wrong("away in the middle", b, path, 503, "cannot be reached just now")
	v.vouching(i.URL) // as after a start
	if a := b.post("/sign-in/openid", nil); a.StatusCode != http.StatusServiceUnavailable || !strings.Contains(a.body, "have a link sent to you") {
		t.Errorf("away from the start: %s\n%s", a.Status, a.body)
	}
	if log := v.log.String(); !strings.Contains(log, "no sign-in by the issuer") || strings.Contains(log, issuer.ClientSecret) {
		t.Errorf("the log says:\n%s", log)
	}
	*v.desk = *v.desk.Vouching(nil)
	if a := b.post("/sign-in/openid", nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("without an issuer: %s", a.Status)
	}
}

// An issuer of somebody else's making, on another site: a practitioner is home by its page, a coordinator after a code.
func TestSigningInByARealIssuerInABrowser(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := settle(t, db, noon, bundle(t, harbor))
		v.linkFor("ana")
		v.invite("cora@example.org", "CT")
		v.vouching(v.providerInNode())
		p := browser.Open(t, 360, 740)
		p.Go(v.url + "/hours")
		album{v, p}.keep("sign-in-issuer", 360, "light")
		v.signInThere(p, "ana")
		if p.Wait("main h1"); p.Address() != v.url+"/hours" {
			t.Fatalf("signed in by the issuer, and then at %s: %s", p.Address(), p.Text("main"))
		}
		p.Go(v.url + "/account")
		album{v, p}.keep("account-issuer", 360, "light")
		if got := reads(p, "#main"); !strings.Contains(got, "through localhost:") || !strings.Contains(got, "opens your account") {
			t.Errorf("her account: %s", got)
		}
		p = browser.Open(t, 1280, 800)
		p.Go(v.url + "/sign-in")
		v.signInThere(p, "cora")
		p.Wait(".secret")
		secret := strings.ReplaceAll(p.Text(".secret"), " ", "")
		p.Set("#code", v.code(secret))
		p.Follow("main form button")
		p.Follow("main form button")
		if got := reads(p, "main"); p.Address() != v.url+"/" || strings.Contains(got, "Sign in") {
			t.Errorf("a coordinator, after a code, at %s: %s", p.Address(), got)
		}
		p = browser.Open(t, 360, 740)
		p.Go(v.url + "/sign-in")
		v.signInThere(p, "nobody")
		p.Wait("main [role=alert]")
		album{v, p}.keep("issuer-nobody", 360, "light")
		if got := reads(p, "main [role=alert]"); !strings.Contains(got, "by invitation") {
			t.Errorf("somebody nobody invited: %s", got)
		}
	})
}

// signInThere presses the button, and does what the issuer's pages ask for.
func (v *town) signInThere(p *browser.Page, name string) {
	v.Helper()
	p.Click(`form[action="/sign-in/openid"] button`)
	p.Wait("[name=login]")
	p.Set("[name=login]", name)
	p.Set("[name=password]", "any")
	p.Click("[type=submit]")
	p.Wait(`[name=prompt][value=consent] ~ [type=submit], form [type=submit]`)
	if p.Has("[name=login]") {
		p.Wait(`body:not(:has([name=login])) form [type=submit]`)
	}
	p.Click("[type=submit]")
	p.Wait("a.brand")
}

// providerInNode starts oidc-provider, and gives its address.
func (v *town) providerInNode() string {
	v.Helper()
	npm, err := filepath.Abs("../../tests/npm")
	if err != nil {
		v.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(npm, "node_modules", "oidc-provider")); err != nil {
		v.Fatalf("oidc-provider is not installed; install it with: npm ci --prefix tests/npm (%v)", err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(v.Context()))
	node := exec.CommandContext(ctx, "node", filepath.Join(npm, "issuer.mjs"), issuer.ClientSecret, v.url+web.PathBack)
	v.Cleanup(func() { stop(); _ = node.Wait() })
	if _, err = node.StdinPipe(); err != nil { // it ends when this closes
		v.Fatal(err)
	}
	said, err := node.StdoutPipe()
	if err != nil {
		v.Fatal(err)
	}
	if err := node.Start(); err != nil {
		v.Fatalf("no Node.js on this machine; install it with: apt-get install -y nodejs (%v)", err)
	}
	address, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		v.Fatalf("the issuer does not start: %v", err)
	}
	return strings.TrimSpace(address)
}

// The store's statements are the same two ways in: whoever is vouched for is let in by the one way in.
func TestComingInByAnIssuerIsOnRecord(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		i := v.issuer("max@example.org")
		v.invites(access.Invitation{Email: "max@example.org", Name: "Max", Role: access.Provider, Association: "CT"})
		b := v.stranger()
		if a := b.get(b.leavesFor(i)); a.Header.Get("Location") != "/" {
			v.Fatalf("an invited person: %s to %s\n%s", a.Status, a.Header.Get("Location"), a.body)
		}
		v.passes(time.Minute)
		v.as("cora@example.org").page("/accounts?q=max@example.org").must(v.T, "Last signed in 19 November 2026, 12:30 PM EST")
	})
}
