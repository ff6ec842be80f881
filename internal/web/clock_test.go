package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"attune/internal/browser"
)

// Ana is of Connecticut and lives by the clocks of Denver.
func TestPagesTellTheReadersTimeBesideTheGroups(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana := v.as("ana")
		ana.page("/") // from here on the rules are known
		at := v.at("thursday", "2026-12-03T10:00")
		pages := map[string]string{ // what each tells beside ten o'clock in New York
			at: `EST <small class="own">(8:00–10:00 AM for you)`, "/": `EST</span></a> <small class="own">(8:00–10:00 AM for you)`, "/calendar/year": "(8:00–10:00 AM for you)",
			"/groups": "", "/account": "10:30 AM MST",
		}
		before := make(map[string]int)
		for path := range pages {
			ana.page(path).mustNot(v.T, "for you)")
			before[path] = len(v.statements())
		}
		for range 2 { // a second click
			ana.post("/account/clock", url.Values{"zone": {" America/Denver "}}).mustGoTo(v.T, "/account#clock")
		}
		for path, words := range pages {
			if words != "" {
				ana.page(path).must(v.T, words)
			} else {
				ana.page(path)
			}
			if n := len(v.statements()); n != before[path] {
				v.Errorf("%s takes %d statements, and took %d", path, n, before[path])
			}
		}
		v.as("ben").page(at).mustNot(v.T, "for you)") // the clock is Ana's alone

		for _, wrong := range []string{"Denver", "Local", "../../etc/passwd", strings.Repeat("A/", 40), "<b>"} {
			if a := ana.post("/account/clock", url.Values{"zone": {wrong}}); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "There is no such time zone") {
				v.Errorf("%q: %s", wrong, a.Status)
			}
		}
		ana.page(at).must(v.T, "(8:00–10:00 AM for you)")
		ana.post("/account/clock", url.Values{"zone": {""}, "from": {"home"}}).mustGoTo(v.T, "/")
		ana.page(at).mustNot(v.T, "for you)")
		ana.page(regexp.MustCompile(`/history/account/\d+`).FindString(ana.page("/account").body)).must(v.T, "You chose a clock")
	})
}

// A member of the circle in Los Angeles reads when an open group of New York meets.
func TestOpenGroupsTellTheReadersTime(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.opens("thursday", 8)
		max := v.as("max")
		max.post("/account/clock", url.Values{"zone": {"Asia/Tokyo"}})
		max.page("/groups/open").must(v.T, "Thursday 3 December 2026, 10:00 AM EST (Friday 4 December, 12:00 AM for you)")
	})
}

// The device goes by other clocks than the association: home proposes them, and keeps what is chosen.
func TestTheClockOfTheDeviceIsProposedInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "ana", 360, 740)
	hidden := func() bool {
		t.Helper()
		return browser.Eval[bool](p, `document.querySelector("[data-clock]")?.hidden ?? true`)
	}
	p.Clock("America/Detroit") // another name for the same clock
	p.Go(v.url + "/")
	if !hidden() {
		t.Error("the clock of Detroit is proposed")
	}
	p.Clock("America/Denver")
	p.Go(v.url + "/")
	if words := p.Text("[data-clock]"); hidden() || !strings.Contains(words, "goes by the clocks of Denver") {
		t.Errorf("proposed: %q", words)
	}
	p.Follow("[data-clock] button")
	if words := p.Text("main"); !strings.Contains(words, "for you)") || !hidden() {
		t.Errorf("after it was chosen: %q", words)
	}
	v.as("ana").page("/account").must(t, `value="America/Denver"`)
}
