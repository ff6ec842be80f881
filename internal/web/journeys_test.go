package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/browser"
)

// focused is where a page's focus is, and what is wrong with how it shows.
const focused = `(() => {
	const at = document.activeElement, seen = at.type === "radio" ? at.closest("label") : at, box = seen.getBoundingClientRect();
	const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2), faults = [];
	const inside = ["time", "date"].includes(at.type) && at === window.before; // parts of a time or a day, and the browser's own clock in it, are stops, and show themselves
	if (getComputedStyle(seen).outlineStyle === "none" && !inside) faults.push("nothing shows the focus");
	if (!top || !seen.contains(top) && !top.contains(seen)) faults.push("something covers it");
	return (at.name || at.className || at.tagName) + " " + (at.value || at.textContent).trim().slice(0, 20) + ": " + faults.join(", ");
})()`

// tabTo goes to what a selector finds by the Tab key, and fails where the focus does not show on the way, is covered, or
// goes against the order of the page.
func tabTo(t *testing.T, p *browser.Page, selector string) {
	t.Helper()
	browser.Eval[bool](p, `window.before = document.activeElement, true`)
	for range 60 {
		p.Press(tab)
		if where := browser.Eval[string](p, focused); !strings.HasSuffix(where, ": ") {
			t.Errorf("on the way to %s: %s", selector, where)
		}
		if !browser.Eval[bool](p, `(() => { const at = document.activeElement, was = window.before; window.before = at;
			return was === document.body || !(was.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_PRECEDING) })()`) {
			t.Errorf("on the way to %s the focus went back", selector)
		}
		if browser.Eval[bool](p, `document.activeElement.matches(`+"`"+selector+"`"+`)`) {
			return
		}
	}
	t.Fatalf("the Tab key does not lead to %s", selector)
}

// From home to a signed sheet without a mouse: two keys where a thumb has two clicks, one for who was late, one to sign.
func TestAttendanceByKeyboardInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	tabTo(t, p, "main .button")
	p.Press(enter)
	p.Wait("#sheet")
	watchFaults(p)
	tabTo(t, p, "[data-everyone]")
	p.Press(enter)
	tabTo(t, p, "[name='people[0].mark']")
	p.Press(down + "l") // Ben
	tabTo(t, p, "[name='people[1].came']")
	if got := reads(p, "[data-sum]"); got != "5.75 hours for 3 people" {
		t.Errorf("the sum says %q", got)
	}
	tabTo(t, p, "#sheet .signing [value=verify]")
	noFaults(t, p)
	p.Press(enter)
	p.Wait("main .figure")
	v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 105, "cleo received": 120, "ruth provided": 120})
}

// A screen reader says of each choice whose it is.
func TestWhatAScreenReaderSaysOfASheetInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	p.Go(v.url + v.at("thursday", today))
	var want []browser.Spoken
	for _, person := range []string{"Ana Lindqvist", "Ben Hollis", "Cleo Rivera"} {
		for _, choice := range []string{"Present", "Late", "Left early", "Excused", "Absent"} {
			want = append(want, browser.Spoken{Role: "radio", Name: choice, Within: person})
		}
	}
	if diff := cmp.Diff(want, p.Spoken("radio")); diff != "" {
		t.Errorf("choices (-want +got):\n%s", diff)
	}
	var buttons []string
	for _, button := range p.Spoken("button") {
		buttons = append(buttons, button.Name)
	}
	for _, name := range []string{"Everyone present", "Save draft", "Save and verify", "Nobody came", "It did not take place"} {
		if !strings.Contains(fmt.Sprintf("%q", buttons), fmt.Sprintf("%q", name)) {
			t.Errorf("no button says %q: %q", name, buttons)
		}
	}
	browser.Eval[bool](p, `document.querySelector("[name='people[1].mark'][value=late]").click(), true`)
	if fields := fmt.Sprint(p.Spoken("InputTime"), p.Spoken("textbox")); !strings.Contains(fields, "came at Ben Hollis") || !strings.Contains(fields, "or minutes there Ben Hollis") {
		t.Errorf("the times of who was late: %s", fields)
	}
	if sum := browser.Eval[string](p, `document.querySelector("[data-sum]").ariaLive || document.querySelector("[data-sum]").getAttribute("aria-live")`); sum != "polite" {
		t.Errorf("the sum is said %q", sum)
	}
}

// Without scripts everything works but live totals: 3 + k clicks from home, each a page of its own.
func TestAttendanceWithoutScriptsInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	p.Scripts(false)
	p.Go(v.url + "/")
	p.Follow("main .button") // 1
	if p.Has("body[data-kept-at]") || browser.Eval[bool](p, `"attuneKept" in window`) {
		t.Fatal("scripts run")
	}
	p.Follow("[data-everyone]") // 2: a page with everybody marked
	p.Click("[name='people[1].mark'][value=late]")
	if !browser.Eval[bool](p, `document.querySelector("[name='people[1].came']").checkVisibility() && document.querySelector("[name='people[1].came']").value === "10:15"`) {
		t.Error("nothing says when Ben came")
	}
	for _, hidden := range []string{"#signal", "#sent", "#typed"} {
		if browser.Eval[bool](p, `document.querySelector("`+hidden+`").checkVisibility()`) {
			t.Errorf("%s shows", hidden)
		}
	}
	p.Follow("#sheet .signing [value=verify]") // 3
	if got := reads(p, "main"); !strings.Contains(got, "Verified by Ruth Okonkwo") || !strings.Contains(got, "5.75 hours for 3 people") {
		t.Errorf("after signing: %q", got)
	}
	v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 105, "cleo received": 120, "ruth provided": 120})
	if sheet := v.sheet("thursday", today); sheet.Version != 1 {
		t.Errorf("signed %d times", sheet.Version)
	}
}

// On a short phone the bar at the foot leaves room for whoever is marked.
func TestTheBarOfASheetIsLowInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	p.Go(v.url + v.at("thursday", today))
	for _, window := range []struct{ width, height, most int64 }{{360, 640, 88}, {320, 568, 88}, {640, 360, 0}} {
		p.Resize(window.width, window.height)
		covers := browser.Eval[float64](p, `(() => { scrollTo(0, 0); const bar = document.querySelector(".signing");
			return getComputedStyle(bar).position === "sticky" ? innerHeight - bar.getBoundingClientRect().top : 0 })()`)
		if covers > float64(window.most) {
			t.Errorf("at %d × %d the bar covers %.0f", window.width, window.height, covers)
		}
	}
}

// Amending, what hours would be elsewhere, and the second lens need no scripts either; the other tasks of the bar are
// done without them where their clicks are counted.
func TestTheRestWithoutScriptsInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	v.verifiedToday(v.as("ruth"))
	p.Scripts(false)
	p.Go(v.url + v.at("thursday", today) + "/amend")
	p.Click("[name='people[1].mark'][value=absent]")
	p.Set("[name=reason]", "Ben had to leave at once")
	p.Follow("[value=amend]")
	if got := reads(p, "main"); !strings.Contains(got, "“Ben had to leave at once”") || !strings.Contains(got, "4.00 hours for 2 people") {
		t.Errorf("after amending: %q", got)
	}

	v.signIn(p, "ana")
	p.Go(v.url + "/hours/what-if")
	p.Set("[name=category]", "IMHS")
	p.Set("[name=degree]", "masters")
	p.Set("[name=opened]", "2026-01-05")
	p.Follow("main form button")
	if got := reads(p, "[aria-labelledby=then]"); !strings.Contains(got, "Counted") {
		t.Errorf("what if: %q", got)
	}

	v.signIn(p, "max")
	p.Go(v.url + "/staff/model")
	if got := reads(p, "main"); !strings.Contains(got, "own measure") {
		t.Errorf("the second lens: %q", got)
	}
}

// Whatever a thumb hits on a sheet is 44 pixels high: the marks, the fields, the buttons, the boxes to tick and what opens.
func TestASheetIsForThumbsInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	p.Go(v.url + v.at("thursday", today))
	p.Click("[data-everyone]")
	p.Click("[name='people[1].mark'][value=late]")
	const low = `[...document.querySelectorAll("#sheet :is(.marks label, .tick, .check, button, select, summary, input:not([type=radio], [type=checkbox], [type=hidden]))")]
		.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.getBoundingClientRect().height + " " + e.outerHTML.slice(0, 120))`
	if found := browser.Eval[[]string](p, low); len(found) > 0 {
		t.Errorf("too low: %s", strings.Join(found, "\n"))
	}
}
