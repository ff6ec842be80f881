package web_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/web"
)

// No page stands in anybody's way, whoever they are: every address of docs/access.md as every role, the forms that come
// back, the errors, a world in which nothing is yet, and the gallery, as the service sends them. Chromium shows each
// page once: what lies in <main> is the same for two roles more often than not. The demo is looked at in TestScreenshots.

// unseen are the routes that no page is shown of.
var unseen = map[string]string{
	"/healthz": "for machines", "/readyz": "for machines", "/robots.txt": "for machines", "/static/:hash/:file": "a file",
	"/sheet-worker.js": "a script", "/feeds/:file": "a calendar",
	"/sign-in/openid/back": "it leads on",
}

// shelf are pages as they were sent, each once.
type shelf struct {
	*town
	pages []sentPage
	known map[string]bool
	shown map[string]bool // routes
}

// sentPage is a page as it was sent.
type sentPage struct {
	what   string
	body   string
	header http.Header
}

// What of a page decides what stands in the way: its elements and attributes. Which words, names and numbers stand in
// them does not, as long as there are any; how long they may be, the demo and the gallery try.
var (
	mainPart = regexp.MustCompile(`(?s)<main.*</main>`)
	words    = regexp.MustCompile(`>[^<]*[^<\s][^<]*<`)
	facts    = regexp.MustCompile(`(href|action|value|title|aria-label|datetime|name|for|id|aria-describedby|aria-labelledby|d)="[^"]+"`)
)

// build is how a page is made.
func build(body string) string {
	return facts.ReplaceAllString(words.ReplaceAllString(mainPart.FindString(body), ">x<"), `$1="x"`)
}

// keep puts a page on the shelf, unless the same is there; what is no page it leaves out.
func (s *shelf) keep(what, route string, a answer) {
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return
	}
	if a.StatusCode == http.StatusOK {
		s.shown[route] = true
	}
	if key := build(a.body); !s.known[key] {
		s.known[key] = true
		s.pages = append(s.pages, sentPage{fmt.Sprintf("%s (%s)", what, a.Status), a.body, a.Header})
	}
}

func TestNoPageStandsInAnybodysWayInABrowser(t *testing.T) {
	t.Parallel()
	s := &shelf{town: quayside(t, dbtest.SQLite(t), bundle(t, quay)), known: make(map[string]bool), shown: make(map[string]bool)}
	s.addresses()
	s.forms()
	s.since()
	s.beginnings()
	routes, err := web.Routes(s.config())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range routes {
		if strings.HasSuffix(r.Path, ".csv") {
			continue
		}
		if r.Method == http.MethodGet && s.shown[r.Path] == (unseen[r.Path] != "") {
			t.Errorf("%s: it shows a page %t, and has a reason not to: %q", r.Path, s.shown[r.Path], unseen[r.Path])
		}
	}
	s.look()
}

// addresses asks for every address as every role.
func (s *shelf) addresses() {
	s.Helper()
	browsers := make(map[string]*visitor)
	for _, w := range walkers {
		browsers[w.role] = s.someone(w.who)
	}
	for _, row := range accessRows(s.T) {
		if row.method != http.MethodGet {
			continue
		}
		path := row.path
		for name, value := range row.params(s.town) {
			path = strings.ReplaceAll(path, name, value)
		}
		_, route, _ := strings.Cut(row.route(), " ")
		for _, w := range walkers {
			s.keep(row.String()+" as "+w.role, route, browsers[w.role].get(path))
		}
	}
}

// forms sends every form once as it cannot be meant, and looks what it would do where it can be looked at.
func (s *shelf) forms() {
	s.Helper()
	names := fieldNames(s.T)
	for _, p := range s.posts(accessRows(s.T)) {
		if len(p.form) == 0 {
			continue // the act has no fields: whoever sends a form means it
		}
		b := s.someone(p.who)
		s.keep(p.String()+" that cannot be meant", "", b.post(p.path, all(names, outlandish["a huge number"])))
		s.keep(p.String()+" too long", "", b.post(p.path, all(names, strings.Repeat("long", 300))))
		s.keep(p.String()+" no text", "", b.post(p.path, all(names, outlandish["NUL"])))
		if form := maps.Clone(p.form); form != nil && strings.Contains(p.path, "/sessions/new") {
			form.Set("step", "look")
			s.keep(p.String()+" looked at", "", b.post(p.path, form))
		}
	}
}

// since are pages that are there once something was done: between a link and a second factor, and of a verified sheet.
func (s *shelf) since() {
	s.Helper()
	b := s.stranger()
	b.follows(s.weakLink("mia@example.org"))
	s.keep("setting a second factor up", "/sign-in/factor", b.get("/sign-in/factor"))
	b.enrols("/sign-in/factor")
	b.post("/sign-in/factor/done", nil)
	eli := s.as("eli")
	eli.enrols("/account/factor")
	for _, path := range []string{"/account/factor/codes", "/account/factor/end"} {
		s.keep(path, path, eli.get(path))
		s.keep(path+" by a wrong code", path, eli.post(path, url.Values{"code": {"000000"}}))
	}
	again := s.stranger()
	again.follows(s.weakLink("mia@example.org"))
	s.keep("a code is asked for", "/sign-in/code", again.get("/sign-in/code"))
	s.keep("a wrong code", "/sign-in/code", again.post("/sign-in/code", url.Values{"code": {"000000"}}))
	for _, who := range []string{"ruth", "ana", "cora@example.org"} {
		verified := s.at("thursday", "2026-10-01T10:00")
		s.keep("a verified sheet as "+who, "/sessions/:id", s.as(who).get(verified))
		s.keep("amending as "+who, "/sessions/:id/amend", s.as(who).get(verified+"/amend"))
	}
	s.keep("a link", "/sign-in", s.stranger().get(s.weakLink("ana")))
}

// beginnings are the pages of a world in which nothing is yet, and the gallery.
func (s *shelf) beginnings() {
	s.Helper()
	v := settle(s.T, dbtest.SQLite(s.T), noon, "")
	v.invite("odd@example.org", "")
	v.invite("nia@example.org", "AZ")
	routes, err := web.Routes(v.config())
	if err != nil {
		s.Fatal(err)
	}
	for _, who := range []string{"odd@example.org", "nia@example.org"} {
		b := v.as(who)
		for _, r := range routes {
			path := strings.ReplaceAll(r.Path, ":association", "AZ")
			if r.Method == http.MethodGet && !strings.Contains(path, ":") {
				s.keep("nothing is yet: "+path+" as "+who, r.Path, b.get(path))
			}
		}
	}
	answered, err := http.Get(v.galleried(true) + "/gallery")
	if err != nil {
		s.Fatal(err)
	}
	defer answered.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(answered.Body); err != nil {
		s.Fatal(err)
	}
	s.keep("the gallery", "/gallery", answer{answered, body.String()})
}

// serve has a server of its own show the pages, each under its number, with all that they load.
func (s *shelf) serve() string {
	to, err := url.Parse(s.url)
	if err != nil {
		s.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", httputil.NewSingleHostReverseProxy(to))
	for i, page := range s.pages {
		mux.HandleFunc(fmt.Sprintf("/shelf/%d", i), func(w http.ResponseWriter, _ *http.Request) {
			for _, name := range []string{"Content-Type", "Content-Security-Policy"} {
				w.Header().Set(name, page.header.Get(name))
			}
			_, _ = w.Write([]byte(page.body))
		})
	}
	server := httptest.NewServer(mux)
	s.Cleanup(server.Close)
	return server.URL
}

// look looks at every page in one Chromium with two tabs.
func (s *shelf) look() {
	s.Helper()
	at := s.serve()
	first := browser.Open(s.T, 1280, 800)
	numbers := make(chan int)
	var looking sync.WaitGroup
	for _, tab := range []*browser.Page{first, first.Tab()} {
		looking.Go(func() {
			for i := range numbers {
				tab.Theme("light")
				tab.Resize(1280, 800)
				tab.Go(fmt.Sprintf("%s/shelf/%d", at, i))
				for _, wrong := range inTheWay(tab, windows...) {
					s.Errorf("%s: %s", s.pages[i].what, wrong)
				}
			}
		})
	}
	for i := range s.pages {
		numbers <- i
	}
	close(numbers)
	looking.Wait()
	s.Logf("%d pages", len(s.pages))
}

// What the walk is for, it finds.
func TestWhatStandsInTheWayIsFoundInABrowser(t *testing.T) {
	t.Parallel()
	const page = `<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width">
		<style>body { color-scheme: light dark } p { color: #777; background: %s } @media (prefers-color-scheme: dark) { p { color: #555; background: #222 } }</style></head>
		<body><main><h1>A page</h1>%s</main></body></html>`
	body := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	p := browser.Open(t, 1280, 800)
	for _, broken := range []struct{ ground, inner, finds string }{
		{"#fff", `<h2>Fine</h2><label>Name <input></label>`, ""},
		{"#fff", `<input>`, "light, label"},
		{"#888", `<p>Hard to read</p>`, "light, color-contrast"},
		{"#000", `<p>Hard to read in the dark</p>`, "dark, color-contrast"},
		{"#fff", `<h4>Out of order</h4>`, "light, heading-order"},
		{"#fff", `<img src="data:,">`, "light, image-alt"},
		{"#fff", `<div role="buton">Misspelt</div>`, "light, aria-roles"},
		{"#fff", `<pre>` + strings.Repeat("wide", 50) + `</pre>`, "wide in a window of 320"},
	} {
		body = fmt.Sprintf(page, broken.ground, broken.inner)
		p.Theme("light")
		p.Resize(1280, 800)
		p.Go(server.URL)
		found := strings.Join(inTheWay(p, windows...), "\n")
		if (broken.finds == "") != (found == "") || !strings.Contains(found, broken.finds) {
			t.Errorf("%s: found %q, want %q", broken.inner, found, broken.finds)
		}
	}
}

// windows are the windows that a page has to fit into: a small phone, and a window of 1280 at 200 % (WCAG 2.2, 1.4.10 and 1.4.4).
var windows = []int64{640, 320}

// inTheWay is what is wrong with the page that is open: what axe-core finds in the light, what of it hangs on the theme in
// the dark, and whether it is wider than one of the windows.
func inTheWay(p *browser.Page, windows ...int64) []string {
	var wrong []string
	add := func(where string, barriers []browser.Barrier) {
		for _, b := range barriers {
			wrong = append(wrong, fmt.Sprintf("%s, %s: %s\n\t%s", where, b.Rule, b.Help, strings.Join(b.At, "\n\t")))
		}
	}
	add("light", p.Barriers())
	p.Theme("dark")
	add("dark", p.Barriers(browser.OfColour...))
	for _, width := range windows {
		if browser.Eval[int64](p, `innerWidth`) != width {
			p.Resize(width, 700)
		}
		if wide := browser.Eval[int64](p, `document.documentElement.scrollWidth`); wide > width {
			wrong = append(wrong, fmt.Sprintf("it is %d wide in a window of %d: %s", wide, width, browser.Eval[string](p, widest)))
		}
	}
	return wrong
}

// widest is the element that reaches farthest to the right.
const widest = `[...document.querySelectorAll("main *, header *, footer *")].filter(e => !e.closest(".table") || e.matches(".table")).sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0].outerHTML.slice(0, 200)`
