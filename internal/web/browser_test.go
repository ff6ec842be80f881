package web_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/browser"
)

// signIn opens the link of somebody and presses the button.
func (v *town) signIn(p *browser.Page, who string) {
	v.Helper()
	p.Go(v.linkFor(who))
	p.Follow("main form button")
}

// reads is the text that a selector finds, with single blanks.
func reads(p *browser.Page, selector string) string {
	return strings.Join(strings.Fields(p.Text(selector)), " ")
}

// watchFaults has the page that is open remember what its scripts do wrong.
func watchFaults(p *browser.Page) {
	browser.Eval[bool](p, `window.faults = [], addEventListener("error", e => faults.push(e.message)), true`)
}

// noFaults fails the test where a script of the page did something wrong.
func noFaults(t *testing.T, p *browser.Page) {
	t.Helper()
	if faults := browser.Eval[[]string](p, `window.faults`); len(faults) > 0 {
		t.Errorf("scripts failed: %q", faults)
	}
}

// The bar: from a signed-in home page 3 + k clicks, k being who was not simply present, signing included.
func TestAttendanceInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	signed := counting(t, p, takeAttendance, 1)
	p.Follow("main .button")
	watchFaults(p)
	want := func(after, sum string) {
		t.Helper()
		if got := reads(p, "[data-sum]"); got != sum {
			t.Errorf("%s: %q, want %q", after, got, sum)
		}
	}
	want("nobody marked", "0.00 hours for 0 people; 3 not marked yet")
	p.Click("[data-everyone]")
	want("everybody present", "6.00 hours for 3 people; you provided 2.00")
	late := counting(t, p, recordLate, 0)
	p.Click("[name='people[1].mark'][value=late]") // Ben, a quarter of an hour
	late()
	want("Ben late", "5.75 hours for 3 people; you provided 2.00")
	visible := func(selector string) bool {
		return browser.Eval[bool](p, `document.querySelector("`+selector+`").checkVisibility()`)
	}
	if !visible("[name='people[1].came']") || visible("[name='people[0].came']") || visible("[name='people[1].left']") {
		t.Error("another time is asked for than when Ben came")
	}
	p.Set("[name='people[1].came']", "10:20")
	want("Ben twenty minutes late", "5.66 hours for 3 people; you provided 2.00")
	noFaults(t, p)
	p.DoubleClick("[value=verify]") // by an impatient thumb
	p.Wait("main .figure")
	signed()
	if got := reads(p, "main"); !strings.Contains(got, "Verified by Ruth Okonkwo") || !strings.Contains(got, "5.66 hours for 3 people") {
		t.Errorf("after signing: %q", got)
	}
	v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 100, "cleo received": 120, "ruth provided": 120})
	if sheet := v.sheet("thursday", today); sheet.Version != 1 {
		t.Errorf("signed %d times", sheet.Version)
	}
}

func TestKeysOnTheSheetInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 1280, 800)
	p.Go(v.url + v.at("thursday", today))
	watchFaults(p)
	browser.Eval[bool](p, `document.querySelector("[name='people[0].mark']").focus(), true`)

	p.Press("l" + down + "p" + down + "x" + up + "e")
	marks := browser.Eval[[]string](p, `[...document.querySelectorAll("[data-person] :checked")].map(mark => mark.value)`)
	if diff := cmp.Diff([]string{"late", "early", "excused"}, marks); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
	p.Set("[name=began]", "10:30") // what only waits to be used follows
	if came := browser.Eval[string](p, `document.querySelector("[name='people[0].came']").value`); came != "10:45" {
		t.Errorf("came at %s, after the session began at 10:30", came)
	}
	if got := reads(p, "[data-sum]"); got != "2.50 hours for 2 people; you provided 1.50" {
		t.Errorf("after the beginning changed: %q", got)
	}
	noFaults(t, p)
}
