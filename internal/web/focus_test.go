package web_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// The Tab key goes through a page as it reads: the way past its head, the head, the page itself; the focus shows wherever
// it is, and the way past the head leads to the page.
func TestTheFocusGoesThroughAPageInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	v.invite("odd@example.org", "")
	p := browser.Open(t, 360, 740)
	for _, visit := range []struct {
		who   string
		pages []string
	}{
		{"ana", []string{"/", "/hours", "/hours/earning.IFS", "/groups", v.at("thursday", today), "/account", "/mail"}},
		{"ruth", []string{"/", v.at("thursday", today)}},
		{"max", []string{"/", "/staff", "/people"}},
		{"cora@example.org", []string{"/", "/held", "/programs", "/groups/new", "/associations/CT/year"}},
		{"odd@example.org", []string{"/", "/outbox", "/accounts"}},
	} {
		v.signIn(p, visit.who)
		for _, page := range visit.pages {
			p.Go(v.url + page)
			through(t, p, visit.who+" at "+page)
		}
	}
	p.Go(v.url + "/rules")
	p.Press(tab + enter)
	p.Press(tab)
	if !browser.Eval[bool](p, `document.activeElement.closest("main") !== null`) {
		t.Error("past the head the Tab key does not go on in the page")
	}
}

// stops is how many elements of a page are looked at: what follows on a long list is more of the same.
const stops = 25

// through goes through the page that is open.
func through(t *testing.T, p *browser.Page, page string) {
	t.Helper()
	browser.Eval[bool](p, `window.before = document.body, true`)
	part := ""
	order := []string{"skip", "header", "main", "footer"}
	for i := range stops {
		p.Press(tab)
		where := browser.Eval[string](p, `(() => { const at = document.activeElement;
			return at.matches(".skip") ? "skip" : at.closest("header.top") ? "header" : at.closest("main") ? "main" : at.closest("footer") ? "footer" : "" })()`)
		if where == "" && i > 0 {
			return // out of the page
		}
		if at := place(order, where); at < place(order, part) || i == 0 && where != "skip" {
			t.Errorf("%s: the focus goes from %q to %q", page, part, where)
		}
		part = where
		if wrong := browser.Eval[string](p, focused); !strings.HasSuffix(wrong, ": ") {
			t.Errorf("%s: %s", page, wrong)
		}
		if back := browser.Eval[bool](p, `(() => { const at = document.activeElement, was = window.before; window.before = at;
			return was !== document.body && !!(was.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_PRECEDING) })()`); back {
			t.Errorf("%s: the focus goes back to %s", page, browser.Eval[string](p, `document.activeElement.outerHTML.slice(0, 100)`))
		}
	}
	if part == "skip" || part == "header" {
		t.Errorf("%s: %d stops, and still in the head", page, stops)
	}
}

func place(order []string, part string) int {
	for i, name := range order {
		if name == part {
			return i
		}
	}
	return -1
}

// A form that comes back has the focus on what is wrong, with scripts and without, and leads to each question; the question
// says what is wrong with its answer.
func TestAFormThatComesBackHasTheFocusInABrowser(t *testing.T) {
	t.Parallel()
	_, p := browserOf(t, "cora@example.org", 360, 740)
	base := strings.TrimSuffix(p.Address(), "/")
	for _, scripts := range []bool{true, false} {
		p.Scripts(scripts)
		p.Go(base + "/people/new")
		p.Set("[name=email]", "ada..l@example.org") // which browsers take for an address
		p.Follow("[name=step][value=look]")
		p.Wait("#problems:focus") // a browser gives the focus when it next draws, which may be after the page has loaded
		if at := browser.Eval[string](p, `document.activeElement.id + ", " + getComputedStyle(document.activeElement).outlineStyle`); at != "problems, solid" {
			t.Errorf("with scripts %t the focus is at %q", scripts, at)
		}
		if said := reads(p, "#problems"); !strings.Contains(said, "E-mail: This is no e-mail address") || !strings.Contains(said, "Name: This is empty") {
			t.Errorf("the summary says %q", said)
		}
		p.Click("#problems a") // the first question
		if at := browser.Eval[string](p, `location.hash + " " + document.activeElement.name`); at != "#name name" {
			t.Errorf("the first problem leads to %q", at)
		}
		described := browser.Eval[string](p, `document.getElementById(document.querySelector("[name=email]").getAttribute("aria-describedby").split(" ")[0]).textContent`)
		if !strings.Contains(described, "This is no e-mail address") || !browser.Eval[bool](p, `document.querySelector("[name=email]").ariaInvalid === "true"`) {
			t.Errorf("of the e-mail it is said %q", described)
		}
	}
}

// Live totals are said when they have become others, politely, and not at every key: what is typed into another field, or
// changes no total, says nothing.
func TestLiveTotalsAreSaidOnceInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	p.Go(v.url + v.at("thursday", today))
	browser.Eval[bool](p, `(() => { window.said = []; const sum = document.querySelector("[data-sum]");
		new MutationObserver(() => { const now = sum.innerText.replace(/\s+/g, " ").trim(); if (said[said.length - 1] !== now) said.push(now); window.changes = (window.changes || 0) + 1 })
			.observe(sum, {subtree: true, childList: true, characterData: true, attributes: true}); return true })()`)
	p.Click("[data-everyone]")
	p.Click("[name='people[1].mark'][value=late]")
	browser.Eval[bool](p, `window.changes = 0, document.querySelector("[name=find]").closest("details").open = true`)
	browser.Eval[bool](p, `document.querySelector("[name=find]").focus(), true`)
	p.Press("somebody")
	if n := browser.Eval[int](p, `window.changes`); n != 0 {
		t.Errorf("typing a name changes the live total %d times", n)
	}
	want := []string{"6.00 hours for 3 people; you provided 2.00", "5.75 hours for 3 people; you provided 2.00"}
	if diff := cmp.Diff(want, browser.Eval[[]string](p, `window.said`)); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
}
