package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/schedule"
	"attune/internal/web"
)

// keyTo is the address in a reminder of a sheet to somebody, as they find it in their mail.
func (v *town) keyTo(session schedule.SessionID, who string) string {
	v.Helper()
	account, err := v.store.OpenAccount(context.Background(), who, access.TheOperator)
	if err != nil {
		v.Fatal(err)
	}
	token := access.NewToken()
	key := access.SheetKey{Session: session, Account: account.ID, Hash: token.Hash(), CreatedAt: v.clock(), ExpiresAt: v.clock().Add(access.SheetKeyLasts)}
	if err := v.store.CreateSheetKey(context.Background(), key, access.TheCourier); err != nil {
		v.Fatal(err)
	}
	return strings.TrimPrefix(access.SheetAddress(v.url, session, token), v.url)
}

// opens follows the address to the sheet.
func (b *visitor) opens(address string) answer {
	b.Helper()
	path, _, _ := strings.Cut(address, "?")
	if a := b.get(address); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != path {
		b.Fatalf("GET %s: %s to %s\n%s", path, a.Status, a.Header.Get("Location"), a.body)
	}
	return b.page(path)
}

// From the reminder to a signed sheet: open, everybody present, verify. A double click is answered like a single one.
func TestAKeyOpensItsSheetUntilItIsVerified(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		session := v.session("thursday", today)
		address := v.keyTo(session, "ruth")
		path, _, _ := strings.Cut(address, "?")
		b := v.stranger()
		if a := v.stranger().get(address); a.StatusCode != http.StatusSeeOther { // a mail scanner looks first
			v.Fatalf("looking at the address: %s", a.Status)
		}
		page := b.opens(address)
		page.must(v.T, "Save and verify", "Ana Lindqvist")
		page.mustNot(v.T, "Sign out", "My hours")
		form := marked(page, "present", "present", "present")
		for range 2 {
			if a := b.post(path, form); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != path {
				v.Fatalf("verifying: %s\n%s", a.Status, a.body)
			}
		}
		b.page(path).must(v.T, "The sheet is done", "nothing left for you to do")
		b.page(path).mustNot(v.T, "Ana Lindqvist")
		v.stranger().page(address).must(v.T, "The sheet is done")
		v.as("ruth").page(path).must(v.T, "Ruth Okonkwo") // who signed it
	})
}

func TestAKeyOpensNothingElse(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	session := v.session("thursday", today)
	address := v.keyTo(session, "ruth")
	path, key, _ := strings.Cut(address, "?key=")
	routes, err := web.Routes(v.config())
	if err != nil {
		t.Fatal(err)
	}
	other := v.at("thursday", "2026-11-05T10:00")
	for _, route := range routes {
		at := strings.NewReplacer("/sessions/:id", other, "/amend", "/amend", ":id", "1", ":purpose", "earning.IFS", ":person", "1", ":hash", "0", ":file", "x.ics").Replace(route.Path)
		open := v.stranger()
		r := open.request(route.Method, at+"?key="+key, nil)
		r.AddCookie(&http.Cookie{Name: "attune-sheet", Value: key})
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if a := open.do(r); a.StatusCode == http.StatusOK && !strings.HasPrefix(route.Path, "/sign-in") && !strings.Contains("/healthz /readyz /robots.txt /sheet-worker.js /without-signal", route.Path) {
			t.Errorf("%s %s opens with the key to %s", route.Method, at, path)
		}
	}
	if a := v.stranger().get(other + "?key=" + key); a.StatusCode != http.StatusNotFound || !strings.Contains(a.body, "opens the sheet no longer") {
		t.Errorf("another sheet: %s\n%s", a.Status, a.body)
	}
}

func TestAKeyDies(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		session := v.session("thursday", today)
		address := v.keyTo(session, "ruth")
		path, _, _ := strings.Cut(address, "?")
		b := v.stranger()
		form := marked(b.opens(address), "present", "present", "present")
		for name, end := range map[string]struct{ who string }{
			"of somebody who does not lead it": {"zoe"}, "of somebody who sits in it": {"ana"}, "of a coordinator, who may sign in": {"cora@example.org"},
		} {
			other := v.stranger()
			if a := other.get(v.keyTo(session, end.who)); a.StatusCode != http.StatusSeeOther {
				v.Errorf("a key %s: %s", name, a.Status)
			}
			if a := other.get(path); strings.Contains(a.body, "Save and verify") || strings.Contains(a.body, "Ben Hollis") {
				v.Errorf("a key %s opens the sheet", name)
			}
			if a := other.post(path, form); a.StatusCode != http.StatusForbidden && a.StatusCode != http.StatusNotFound {
				v.Errorf("a key %s: the form is answered with %s", name, a.Status)
			}
		}
		v.passes(access.SheetKeyLasts - time.Second)
		b.page(path)
		v.passes(time.Second)
		if a := b.get(path); a.StatusCode != http.StatusNotFound || !strings.Contains(a.body, "Sign in") {
			v.Errorf("after 72 hours: %s", a.Status)
		}
		if a := b.post(path, form); a.StatusCode != http.StatusUnauthorized || !strings.Contains(a.body, "nothing was kept") {
			v.Errorf("sent after 72 hours: %s\n%s", a.Status, a.body)
		}
		v.as("ruth").page(path).must(v.T, "Save and verify") // nothing was verified
	})
}

// Who is signed in stays who they are, and the key does not stay in the address.
func TestAKeyInASignedInBrowser(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		address := v.keyTo(v.session("thursday", today), "ruth")
		v.as("ruth").opens(address).must(v.T, "Save and verify", "Sign out")
		v.as("ana").opens(address).mustNot(v.T, "Save and verify")
		b := v.stranger()
		for _, key := range []string{"", "x", strings.Repeat("x", 5000), "%00", "%0d%0aSet-Cookie:a=b"} {
			path, _, _ := strings.Cut(address, "?")
			if a := b.get(path + "?key=" + key); a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusSeeOther || len(a.Cookies()) > 0 && strings.Contains(a.Header.Get("Set-Cookie"), "sheet") {
				v.Errorf("key %.20q: %s", key, a.Status)
			}
		}
	})
}
