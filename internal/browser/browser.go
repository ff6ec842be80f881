// Package browser owns the headless Chromium of tests: pages are opened, clicked and looked at as a person does.
//
// It hands over Page, each in a profile of its own of the one browser of the test binary. Every failure ends the test with what was being done; what the machine lacks is a failure with
// its remedy. It is for tests alone and knows no page of ours.
package browser

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to do what a test waits for; the machine may be busy.
const patience = 60 * time.Second

// Page is one tab, in a profile of its test's own, which goes when the test is over.
type Page struct {
	t      testing.TB
	ctx    context.Context
	clicks int
	sought bool // axe-core comes along with each page from now on
}

// Open opens a profile in which nothing is yet, with a window that shows so many CSS pixels.
func Open(t testing.TB, width, height int64) *Page {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	p := tab(t, browser, chromedp.WithNewBrowserContext())
	p.Resize(width, height)
	return p
}

// Tab is another tab of the same profile, with the cookies of the first.
func (p *Page) Tab() *Page {
	p.t.Helper()
	return tab(p.t, p.ctx)
}

// tab opens a tab that has the focus, as if somebody sat before it, whatever others do beside it.
func tab(t testing.TB, of context.Context, options ...chromedp.ContextOption) *Page {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(of, options...)
	t.Cleanup(closeTab)
	// No deadline here: the tab lives as long as the context of its first use.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatalf("give a tab the focus: %v", err)
	}
	return &Page{t: t, ctx: ctx}
}

// do runs steps one after the other, within a deadline.
func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Go opens an address and waits for the page to load.
func (p *Page) Go(address string) {
	p.t.Helper()
	p.do("open "+address, chromedp.Navigate(address))
}

// Click clicks the first element that the CSS selector finds, once it is visible.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.clicks++
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Follow clicks what leads to another page, and waits until that has loaded.
func (p *Page) Follow(selector string) {
	p.t.Helper()
	p.clicks++
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)); err != nil {
		p.t.Fatalf("follow %s: %v", selector, err)
	}
}

// DoubleClick clicks the element twice, as fast as a hand that does not know one click is enough.
func (p *Page) DoubleClick(selector string) {
	p.t.Helper()
	p.clicks++
	p.do("double-click "+selector, chromedp.DoubleClick(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Clicks is how many there were so far; one that was doubled is one.
func (p *Page) Clicks() int { return p.clicks }

// Set gives a form field a value, and tells the page as typing would.
func (p *Page) Set(selector, value string) {
	p.t.Helper()
	p.do("find "+selector, chromedp.WaitReady(chromedp.CSS(selector)))
	Eval[bool](p, `(() => { const field = document.querySelector(`+quoted(selector)+`); field.value = `+quoted(value)+`;
		for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {bubbles: true})); return true })()`)
}

// Wait waits until the selector finds something visible.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Text is the text of the first element that the selector finds.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return ask(p, "read "+selector, chromedp.Text(chromedp.CSS(selector)))
}

// Address is where the page is.
func (p *Page) Address() string {
	p.t.Helper()
	return ask(p, "read the address", chromedp.Location())
}

// Has tells whether the selector finds anything, now.
func (p *Page) Has(selector string) bool {
	p.t.Helper()
	return Eval[bool](p, `document.querySelector(`+quoted(selector)+`) !== null`)
}

// Press types keys at whatever has the focus.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do("press "+keys, chromedp.KeyEvent(keys))
}

// Clock has the browser go by the clocks of a zone.
func (p *Page) Clock(zone string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone}); err != nil {
		p.t.Fatalf("go by the clocks of %s: %v", zone, err)
	}
}

// Resize has the window show so many CSS pixels.
func (p *Page) Resize(width, height int64) {
	p.t.Helper()
	p.do("resize the window", chromedp.EmulateViewport(width, height))
}

// Theme has the page asked for "light" or "dark", and for nothing that moves: what is seen is what stays.
func (p *Page) Theme(name string) {
	p.t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, media); err != nil {
		p.t.Fatalf("ask for the %s theme: %v", name, err)
	}
}

// Print has the page shown as it would be printed.
func (p *Page) Print() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		p.t.Fatalf("show it as printed: %v", err)
	}
}

// Signal has the page reach the network, or not.
func (p *Page) Signal(there bool) {
	p.t.Helper()
	state := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
		{DownloadThroughput: -1, UploadThroughput: -1, Offline: !there},
	}}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, state); err != nil {
		p.t.Fatalf("have the signal %t: %v", there, err)
	}
}

// Scripts has the page run scripts, or not; from the next page on.
func (p *Page) Scripts(run bool) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !run}); err != nil {
		p.t.Fatalf("have scripts run %t: %v", run, err)
	}
}

// Picture writes the whole page as a PNG.
func (p *Page) Picture(file string) {
	p.t.Helper()
	png := ask(p, "take a picture", chromedp.FullScreenshot(100))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// Paper writes the page as a PDF, as it is printed.
func (p *Page) Paper(file string) {
	p.t.Helper()
	printed, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{})
	if err != nil {
		p.t.Fatalf("print it: %v", err)
	}
	if err := os.WriteFile(file, printed.Data, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// Eval is the value of a JavaScript expression; a promise is waited for.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	return ask(p, "evaluate", chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

func ask[T any](p *Page, what string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return value
}

// quoted is a text as JavaScript writes it.
func quoted(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can be encoded
	}
	return string(encoded)
}
