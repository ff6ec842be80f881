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
