package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"attune/internal/dbtest"
)

// tap presses what a selector finds.
func tap(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

// reads is the text that a selector finds, blanks made one.
func reads(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		t.Fatalf("text of %s: %v", selector, err)
	}
	return strings.Join(strings.Fields(text), " ")
}

func goes(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// The bar: from a signed-in home page 3 + k clicks, k being who was not simply present, signing included.
func TestAttendanceOnAPhone(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	ctx := chromium(t)
	exceptions := chromedp.Events(ctx, runtime.ExceptionThrown)
	album{v, ctx}.look(360, "light")
	signIn(ctx, v, "ruth")

	if _, err := chromedp.RunResponse(ctx, tap("main .button")); err != nil { // 1: Take attendance
		t.Fatal(err)
	}
	goes(t, ctx, tap("[data-everyone]")) // 2: Everyone present
	if got := reads(t, ctx, "[data-sum]"); got != "6.00 hours for 3 people; you provided 2.00" {
		t.Errorf("everybody present: %q", got)
	}
	goes(t, ctx, tap("[name='people[1].mark'][value=late]")) // k: Ben came late, a quarter of an hour
	if got := reads(t, ctx, "[data-sum]"); got != "5.75 hours for 3 people; you provided 2.00" {
		t.Errorf("Ben late: %q", got)
	}
	if shown, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector("[name='people[1].came']").checkVisibility()
			&& !document.querySelector("[name='people[0].came']").checkVisibility()`)); err != nil || !shown {
		t.Errorf("only Ben's time should show: %v, %v", shown, err)
	}
	goes(t, ctx, chromedp.SetValue(chromedp.CSS("[name='people[1].came']"), "10:20"),
		chromedp.Evaluate[chromedp.Void](`document.querySelector("[name='people[1].came']").dispatchEvent(new Event("input", {bubbles: true}))`))
	if got := reads(t, ctx, "[data-sum]"); got != "5.66 hours for 3 people; you provided 2.00" {
		t.Errorf("Ben twenty minutes late: %q", got)
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.DoubleClick(chromedp.CSS("[value=verify]"))); err != nil { // 3: signed, by an impatient thumb
		t.Fatal(err)
	}
	if got := reads(t, ctx, "main"); !strings.Contains(got, "Verified by Ruth Okonkwo") || !strings.Contains(got, "5.66 hours for 3 people") {
		t.Errorf("after signing: %q", got)
	}
	v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 100, "cleo received": 120, "ruth provided": 120})
	if sheet := v.sheet("thursday", today); sheet.Version != 1 {
		t.Errorf("signed %d times", sheet.Version)
	}

	goes(t, ctx, chromedp.Evaluate[chromedp.Void](`setTimeout(() => { throw new Error("the last one") })`))
	for thrown, err := range exceptions { // scripts ran without a fault until ours
		if err != nil {
			t.Fatal(err)
		}
		if text := thrown.ExceptionDetails.Exception.Description; !strings.Contains(text, "the last one") {
			t.Errorf("a script failed: %s", text)
			continue
		}
		break
	}
}

func TestKeysOnTheSheet(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	ctx := chromium(t)
	signIn(ctx, v, "ruth")
	goes(t, ctx, chromedp.Navigate(v.url+v.at("thursday", today)), chromedp.Focus(chromedp.CSS("[name='people[0].mark']")))
	for _, key := range []string{"l", "ArrowDown", "p", "ArrowDown", "x", "ArrowUp", "e"} {
		goes(t, ctx, chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "`+key+`", bubbles: true, cancelable: true}))`))
	}
	marks, err := chromedp.Run(ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("[data-person] :checked")].map(r => r.value).join(" ")`))
	if err != nil || marks != "late early excused" {
		t.Errorf("marks %q, %v", marks, err)
	}
	// Other times move what only waits to be used, and leave what is chosen alone unless nobody touched it.
	goes(t, ctx, chromedp.Evaluate[chromedp.Void](`(() => { const b = document.querySelector("[name=began]"); b.value = "10:30"; b.dispatchEvent(new Event("input", {bubbles: true})) })()`))
	if came, err := chromedp.Run(ctx, chromedp.Value(chromedp.CSS("[name='people[0].came']"))); err != nil || came != "10:45" {
		t.Errorf("came at %q, %v", came, err)
	}
	if got := reads(t, ctx, "[data-sum]"); got != "2.50 hours for 2 people; you provided 1.50" {
		t.Errorf("%q", got)
	}
}
