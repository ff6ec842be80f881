package browser_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"attune/internal/browser"
)

const page = `<!doctype html><title>A page</title><input id="name"><p id="said"></p><a href="/next">next</a>
<script>document.getElementById("name").addEventListener("input", e => { document.getElementById("said").textContent = "hello " + e.target.value })</script>`

func TestAPersonAtAPage(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/next" {
			_, _ = w.Write([]byte(`<!doctype html><h1>Next</h1>`))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	}))
	t.Cleanup(server.Close)
	p := browser.Open(t, 360, 640)
	p.Go(server.URL)
	p.Set("#name", `A"na`)
	if said := p.Text("#said"); said != `hello A"na` {
		t.Errorf("the page said %q", said)
	}
	if width := browser.Eval[int](p, "window.innerWidth"); width != 360 {
		t.Errorf("the window is %d wide", width)
	}
	for _, theme := range []string{"dark", "light"} {
		p.Theme(theme)
		if !browser.Eval[bool](p, `matchMedia("(prefers-color-scheme: `+theme+`)").matches`) {
			t.Errorf("the page is not asked for the %s theme", theme)
		}
	}
	p.Resize(1280, 800)
	if width := browser.Eval[int](p, "window.innerWidth"); width != 1280 {
		t.Errorf("after resizing the window is %d wide", width)
	}
	p.Follow("a")
	if heading := p.Text("h1"); heading != "Next" || p.Has("#name") || p.Address() != server.URL+"/next" {
		t.Errorf("clicking led to %s with %q", p.Address(), heading)
	}
}

// TestProfilesAreAlone: two tests at the same time share a Chromium, and neither sees what the other's pages keep; a
// second tab does, and each of them has the focus.
func TestProfilesAreAlone(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	}))
	t.Cleanup(server.Close)
	one, other := browser.Open(t, 360, 640), browser.Open(t, 1280, 800)
	second := one.Tab()
	for _, p := range []*browser.Page{one, other, second} {
		p.Go(server.URL)
	}
	browser.Eval[bool](one, `document.cookie = "who=one", localStorage.setItem("who", "one"), true`)
	const kept = `document.cookie + " " + localStorage.getItem("who")`
	for name, want := range map[string]struct {
		page *browser.Page
		sees string
	}{"the same profile": {second, "who=one one"}, "another": {other, " null"}} {
		if sees := browser.Eval[string](want.page, kept); sees != want.sees {
			t.Errorf("%s sees %q, want %q", name, sees, want.sees)
		}
		if !browser.Eval[bool](want.page, `document.hasFocus() && document.visibilityState === "visible"`) {
			t.Errorf("%s is not in front", name)
		}
	}
}

// TestBarriersAreFoundPageByPage: axe-core comes along with the page that is open, and with those after it.
func TestBarriersAreFoundPageByPage(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>` + r.URL.Query().Get("with") + `</main></html>`))
	}))
	t.Cleanup(server.Close)
	p := browser.Open(t, 360, 640)
	for _, shown := range []struct{ with, finds string }{{"<input>", "label"}, {"", ""}, {"<img%20src='data:,'>", "image-alt"}} {
		p.Go(server.URL + "?with=" + shown.with)
		found := ""
		for _, b := range p.Barriers() {
			found += b.Rule
		}
		if found != shown.finds {
			t.Errorf("with %q it finds %q, want %q", shown.with, found, shown.finds)
		}
	}
}
