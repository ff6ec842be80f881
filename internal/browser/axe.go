package browser

import (
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Barrier is something that axe-core finds to be in somebody's way.
type Barrier struct {
	Rule string   // color-contrast
	Help string   // what the rule asks for
	At   []string // the elements, as HTML
}

// Tags are the rules of axe-core that a page is held to: WCAG 2.2 at A and AA, and what is known to be good besides.
var Tags = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

// OfColour are the rules whose outcome hangs on the theme of a page. The others say the same in each.
var OfColour = []string{"color-contrast", "link-in-text-block"}

// Barriers has axe-core look at the page that is open: by all rules with Tags, or by those named alone.
func (p *Page) Barriers(rules ...string) []Barrier {
	p.t.Helper()
	p.brings()
	kind, values := "tag", Tags
	if len(rules) > 0 {
		kind, values = "rule", rules
	}
	return Eval[[]Barrier](p, `axe.run(document, {runOnly: {type: "`+kind+`", values: "`+strings.Join(values, ",")+`".split(",")}, resultTypes: ["violations"], iframes: false})
		.then(found => found.violations.map(v => ({Rule: v.id, Help: v.help, At: v.nodes.slice(0, 3).map(n => n.html.slice(0, 300) + " " + (n.any[0] || n.all[0] || n.none[0] || {message: ""}).message)})))`)
}

// brings has the tab bring axe-core along with the page that is open, and with each from then on.
func (p *Page) brings() {
	p.t.Helper()
	if p.sought {
		return
	}
	code, err := axe()
	if err != nil {
		p.t.Fatalf("axe-core is not installed; install it with: npm ci --prefix tests/npm (%v)", err)
	}
	script := page.AddScriptToEvaluateOnNewDocumentParams{Source: code, RunImmediately: new(true)}
	if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, script); err != nil {
		p.t.Fatalf("bring axe-core along: %v", err)
	}
	p.sought = true
}

// axe is the source of axe-core.
var axe = sync.OnceValues(func() (string, error) {
	source, err := os.ReadFile(filepath.FromSlash("../../tests/npm/node_modules/axe-core/axe.min.js"))
	return string(source), err
})
