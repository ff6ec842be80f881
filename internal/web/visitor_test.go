package web_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// visitor is somebody's browser, without scripts.
type visitor struct {
	*town
	client http.Client
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

// stranger is a browser nobody has signed in with.
func (v *town) stranger() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.Fatal(err)
	}
	return &visitor{v, http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is a browser that somebody has signed in with.
func (v *town) as(who string) *visitor {
	v.Helper()
	b := v.stranger()
	address := strings.TrimPrefix(v.linkFor(who), v.url)
	form := formIn(b.get(address).body)
	if a := b.post("/sign-in", form); a.StatusCode != http.StatusSeeOther {
		v.Fatalf("signing in as %s: %s\n%s", who, a.Status, a.body)
	}
	return b
}

func (b *visitor) do(r *http.Request) answer {
	b.Helper()
	response, err := b.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return answer{response, string(body)}
}

func (b *visitor) request(method, path string, body io.Reader) *http.Request {
	b.Helper()
	r, err := http.NewRequest(method, b.url+path, body)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

func (b *visitor) get(path string) answer {
	b.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *visitor) post(path string, form url.Values) answer {
	b.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// page gets a page that must be there.
func (b *visitor) page(path string) answer {
	b.Helper()
	a := b.get(path)
	if a.StatusCode != http.StatusOK {
		b.Fatalf("GET %s: %s\n%s", path, a.Status, a.body)
	}
	return a
}

// must fails the test unless the page says all of the texts.
func (a answer) must(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("%s does not say %q:\n%s", a.Request.URL.Path, text, a.body)
		}
	}
}

// mustNot fails the test where the page says one of the texts.
func (a answer) mustNot(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			t.Errorf("%s says %q:\n%s", a.Request.URL.Path, text, a.body)
		}
	}
}
