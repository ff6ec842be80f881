package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

const herons = "seven grey herons at noon"

func TestAPasswordFromTheAccountToTheDoor(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		desk, phone := v.as("ana"), v.as("ana")
		desk.page("/account").must(v.T, "Set a password")
		desk.page("/account/password").mustNot(v.T, `name="old"`) // she has just signed in
		for range 2 {
			if a := desk.post("/account/password", url.Values{"new": {herons}}); a.StatusCode != http.StatusSeeOther {
				v.Fatalf("setting a password: %s\n%s", a.Status, a.body)
			}
		}
		desk.page("/account").must(v.T, "Change my password")
		if a := phone.get("/"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("the phone is still signed in: %s", a.Status)
		}
		b := v.stranger()
		b.get("/hours") // which is where she wants to go
		b.page("/sign-in?to=%2Fhours")
		a := b.post("/sign-in/password", url.Values{"email": {"ana@example.org"}, "password": {"not this one, sorry"}})
		if a.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("a wrong password: %s", a.Status)
		}
		a.must(v.T, `value="ana@example.org"`, "is not right")
		a.mustNot(v.T, "not this one")
		a = b.post("/sign-in/password", url.Values{"email": {"ana@example.org"}, "password": {herons}})
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/hours" {
			v.Fatalf("the right password: %s to %s\n%s", a.Status, a.Header.Get("Location"), a.body)
		}
		b.page("/hours")
		if strings.Contains(v.log.String(), "herons") {
			v.Error("the password is in the log")
		}
	})
}

func TestAfterAWhileThePasswordSoFarIsAskedFor(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.as("ana")
	v.passes(16 * time.Minute)
	b.page("/account/password").must(t, "show once more that it is you")
	if a := b.post("/account/password", url.Values{"new": {herons}}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("set without having shown anything: %s", a.Status)
	}
	b = v.as("ana")
	b.post("/account/password", url.Values{"new": {herons}})
	v.passes(16 * time.Minute)
	b.page("/account/password").must(t, `name="old"`)
	for old, status := range map[string]int{"": 422, "wrong": 422, strings.Repeat("x", 10_000): 422} {
		a := b.post("/account/password", url.Values{"old": {old}, "new": {"another fine password"}})
		if a.StatusCode != status {
			t.Errorf("old %.10q: %s", old, a.Status)
		}
		a.must(t, `id="old-wrong"`)
		a.mustNot(t, "another fine")
	}
	a := b.post("/account/password", url.Values{"old": {herons}, "new": {"short"}})
	a.must(t, `id="new-wrong"`, "at least 12 characters")
	if a := b.post("/account/password", url.Values{"old": {herons}, "new": {"another fine password"}}); a.StatusCode != http.StatusSeeOther {
		t.Errorf("changing it: %s\n%s", a.Status, a.body)
	}
}

// By keyboard alone, in a browser.
func TestSigningInByKeyboardInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.as("ana").post("/account/password", url.Values{"new": {herons}})
	p := browser.Open(t, 360, 740)
	p.Go(v.url + "/sign-in")
	p.Follow(`a[href="/sign-in/password"]`)
	browser.Eval[bool](p, `document.querySelector("#email").focus(), true`)
	p.Press("ana@example.org\t" + herons + "\r")
	p.Wait("main #next") // of home alone
	if got := reads(p, "h1"); got != "Hello Ana Lindqvist" {
		t.Errorf("after Enter: %q at %s", got, p.Address())
	}
}
