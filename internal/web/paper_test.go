package web_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// On paper there is nothing to press and no way to go, ink is black on white, and nothing is wider than the sheet: 680 CSS
// pixels are a page of A4 or Letter between its margins. With the flag of the screenshots PDFs are written for somebody to look at.
func TestPagesOnPaperInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("odd@example.org", "")
	letter := fmt.Sprintf("/outbox/%d", v.asksForLink("odd@example.org"))
	p := browser.Open(t, 680, 900)
	for _, page := range []struct{ who, name, path string }{
		{"ana", "home", "/"},
		{"ana", "hours", "/hours"},
		{"ana", "purpose", "/hours/earning.IFS"},
		{"max", "staff", "/staff"},
		{"ruth", "sheet", v.at("thursday", today)},
		{"ruth", "verified", v.at("thursday", "2026-10-01T10:00")},
		{"ruth", "year", "/calendar/year"},
		{"odd@example.org", "letter", letter},
	} {
		v.signIn(p, page.who)
		p.Go(v.url + page.path)
		if *screenshots != "" {
			p.Paper(filepath.Join(*screenshots, "paper-"+page.name+".pdf"))
		}
		p.Print()
		if left := browser.Eval[[]string](p, `[...document.querySelectorAll("nav, button, .button, .skip, footer, input[type=search]")].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))`); len(left) > 0 {
			t.Errorf("%s: on paper there is %q", page.name, left)
		}
		if seen := browser.Eval[string](p, `getComputedStyle(document.body).color + " on " + getComputedStyle(document.body).backgroundColor`); seen != "rgb(0, 0, 0) on rgb(255, 255, 255)" {
			t.Errorf("%s: the ink is %s", page.name, seen)
		}
		if wide := browser.Eval[int64](p, `document.documentElement.scrollWidth`); wide > 680 {
			t.Errorf("%s: it is %d wide", page.name, wide)
		}
		p.Theme("light") // and on the screen again
	}
}
