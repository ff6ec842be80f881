package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/dbtest"
	"attune/internal/web"
)

// asks fills in an e-mail address on the sign-in page.
func (b *visitor) asks(email string) answer {
	b.Helper()
	form := formIn(b.page("/sign-in").body)
	form.Set("email", email)
	return b.post("/sign-in/link", form)
}

func TestAskingForALink(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.linkFor("ana") // she has an account now
		var statements []string
		for _, email := range []string{"ana@example.org", "nobody@example.org"} {
			a := v.stranger().asks(email)
			if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/sign-in/asked" || len(a.Cookies()) > 0 {
				v.Errorf("asking for %s: %s to %s\n%s", email, a.Status, a.Header.Get("Location"), a.body)
			}
			if statements == nil {
				statements = v.statements()
			}
			if diff := cmp.Diff(statements, v.statements()); diff != "" || len(statements) == 0 {
				v.Errorf("%s can be told by its statements:\n%s", email, diff)
			}
		}
		v.stranger().page("/sign-in/asked").must(v.T, "If somebody here has that address")
	})
}

func TestAskingTooOften(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.stranger()
	for range 5 {
		b.asks("ana@example.org")
	}
	a := b.asks("ana@example.org")
	if a.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the sixth time: %s", a.Status)
	}
	a.must(t, "in 30 minutes", `value="ana@example.org"`)
	if wait := a.Header.Get("Retry-After"); wait != "1800" {
		t.Errorf("to come back after %q", wait)
	}
}

// What was typed comes back with a sentence, and as text.
func TestAskingWithNonsense(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.stranger()
	for _, email := range []string{"", "ana", "<script>alert(1)</script>", "\u202eana@example.org\u202c x", "ana\r\n@example.org", "\u200b", strings.Repeat("a", 10_000)} {
		a := b.asks(email)
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%.40q: %s", email, a.Status)
		}
		a.must(t, `id="email-wrong"`, "is not an e-mail address")
		a.mustNot(t, "<script>alert")
	}
	if a := b.post("/sign-in/link", url.Values{"email[0].x": {"y"}, "to": {"//evil.example"}}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a form of somebody else's making: %s", a.Status)
	}
}

// Who asked is counted by the address they come from. A header says who that was only where a proxy that was named
// wrote it: everybody else could write what they like.
func TestWhoAskedIsTheProxysWordOrNobodys(t *testing.T) {
	t.Parallel()
	loopback := netip.MustParsePrefix("127.0.0.0/8")
	for name, c := range map[string]struct {
		proxies []netip.Prefix
		last    int // status of the 61st asking, each with a header of its own
	}{
		"a named proxy":  {[]netip.Prefix{loopback}, http.StatusSeeOther},
		"nobody":         {nil, http.StatusTooManyRequests},
		"somebody else":  {[]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, http.StatusTooManyRequests},
		"a network's v6": {[]netip.Prefix{netip.MustParsePrefix("::1/128")}, http.StatusTooManyRequests},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
			config := v.config()
			config.Proxies = c.proxies
			handler, err := web.New(config)
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(handler)
			t.Cleanup(server.Close)
			v.url = server.URL
			b, status := v.stranger(), 0
			for i := range 61 {
				form := url.Values{"email": {"x" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "@example.org"}}
				r := b.request(http.MethodPost, "/sign-in/link", strings.NewReader(form.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.Header.Set("Sec-Fetch-Site", "same-origin")
				r.Header.Set("X-Forwarded-For", "198.51.100."+string(rune('0'+i/10))+string(rune('0'+i%10)))
				status = b.do(r).StatusCode
			}
			if status != c.last {
				t.Errorf("the last asking: %d, want %d", status, c.last)
			}
		})
	}
}
