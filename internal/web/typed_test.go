package web_test

import (
	"net/http"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// typed is how many sheets a browser keeps.
func typed(p *browser.Page) int {
	return browser.Eval[int](p, `Object.keys(localStorage).filter(key => key.startsWith("attune-typed:")).length`)
}

// A sheet filled in without signal, on a page that is gone then: nothing is lost, and it counts once.
func TestTypedWithoutSignalInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 320, 740)
	path := v.at("thursday", today)
	p.Go(v.url + path)
	p.Signal(false)
	p.Click("[data-everyone]")
	browser.Eval[bool](p, `document.querySelector("[name='people[1].mark'][value=early]").click(), true`)
	p.Set("[name='people[1].left']", "10:30")
	p.Set("[name='people[1].again[0].from']", "11:00")
	browser.Eval[bool](p, `document.querySelector("[data-person]:nth-child(2) [data-more]").click(), true`)
	p.Set("[name='people[1].again[0].to']", "11:10")
	p.Set("[name='people[1].again[1].from']", "11:50")
	p.Go("about:blank")
	p.Signal(true)
	p.Go(v.url + "/groups") // somewhere else first
	if v.sheet("thursday", today).State != "" {
		t.Fatal("something was kept without a network")
	}

	p.Go(v.url + path)
	p.Wait("#typed")
	watchFaults(p)
	if got := reads(p, "#typed"); !strings.Contains(got, "What you had typed here before is back") || strings.Contains(got, "changed since") {
		t.Errorf("the note says %q", got)
	}
	if got := reads(p, "[data-sum]"); got != "4.83 hours for 3 people; you provided 2.00" {
		t.Errorf("the sum says %q", got)
	}
	if wide := browser.Eval[int64](p, `document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("the sheet is %d wide in a window of 320", wide)
	}
	noFaults(t, p)
	p.Follow("[value=verify]")
	p.Wait("main .figure")
	v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 50, "cleo received": 120, "ruth provided": 120})
	if n := typed(p); n != 0 || v.sheet("thursday", today).Version != 1 {
		t.Errorf("%d sheets still typed, version %d", n, v.sheet("thursday", today).Version)
	}
}

// What was typed on a sheet that somebody saved meanwhile stands beside what they saved; forgetting and leaving are final.
func TestTypedOnASheetThatChangedInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 1280, 800)
	v.invite("cora@example.org", "CT")
	path := v.at("thursday", today)
	p.Go(v.url + path)
	p.Click("[data-everyone]")
	p.Go(v.url + "/")

	cora := v.as("cora@example.org")
	theirs := marked(cora.page(path), "present", "absent", "present")
	theirs.Set("act", "draft")
	cora.mustKeep(path, theirs)
	p.Go(v.url + path)
	p.Wait("#typed")
	if got := reads(p, "#typed"); !strings.Contains(got, "the sheet was changed since") {
		t.Errorf("the note says %q", got)
	}
	p.Click("[name='people[1].mark'][value=excused]") // until that is decided, nothing is written over it
	p.Follow("[data-say=changed] [value=compare]")
	p.Wait("#problems")
	if got := reads(p, "main"); !strings.Contains(got, "Somebody else saved this sheet") || !strings.Contains(got, "Saved meanwhile: Absent.") {
		t.Errorf("both are not shown: %q", got)
	}
	if got := browser.Eval[string](p, `document.querySelector("[name='people[1].mark']:checked").value`); got != "present" {
		t.Errorf("Ruth's own mark is %s now", got)
	}
	p.Follow("[action='/sign-out'] button")
	if n := typed(p); n != 0 {
		t.Errorf("%d sheets are left after signing out", n)
	}
}

// A guest who was added and never kept is brought back with the rest of what was typed; looking at it signs nothing, and
// keeps nothing.
func TestTypedWithAGuestInABrowser(t *testing.T) {
	t.Parallel()
	for name, verified := range map[string]bool{"on a sheet": false, "on an amendment": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
			path := v.at("thursday", today)
			if verified {
				v.verifiedToday(v.as("ruth"))
				path += "/amend"
			}
			stands := v.sheet("thursday", today)
			p := browser.Open(t, 1280, 800)
			v.signIn(p, "ruth")
			p.Go(v.url + path)
			if verified {
				p.Set("[name=reason]", "Dan was there, too")
			}
			p.Click(".leading summary")
			p.Set("[name=find]", "farrow")
			p.Follow("[value=find]")
			p.Follow("#found [value^='guest-']")
			for _, row := range []string{"0", "1", "2"} {
				p.Click("[name='people[" + row + "].mark'][value=excused]")
			}
			p.Go(v.url + path)
			p.Wait("#typed")
			if got := reads(p, "#typed"); strings.Contains(got, "changed since") {
				t.Errorf("nobody changed the sheet, and the note says %q", got)
			}
			watchFaults(p)
			p.Follow("[data-say=apart] [value=compare]")
			p.Wait("#problems")
			noFaults(t, p)
			if got := reads(p, "main"); !strings.Contains(got, "Dan Farrow") || !strings.Contains(got, "Nobody has it yet") {
				t.Errorf("brought back: %q", got)
			}
			if got := v.sheet("thursday", today); got.Version != stands.Version || got.Revision != stands.Revision || got.State != stands.State {
				t.Errorf("looking at it made version %d, revision %d of version %d, revision %d", got.Version, got.Revision, stands.Version, stands.Revision)
			}
		})
	}
}

// Only an id is echoed in the cookie, and only for what was kept.
func TestWhatWasReceived(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "present", "present", "")
		for _, sending := range []string{"", "x", "\r\nSet-Cookie: a=b", strings.Repeat("a", 10_000), "<b>"} {
			form.Set("sending", sending)
			form.Set("act", "draft")
			if a := b.post(path, form); a.StatusCode != http.StatusSeeOther || strings.Contains(a.Header.Get("Set-Cookie"), "attune-kept") {
				v.Errorf("sent as %.20q: %s, %s", sending, a.Status, a.Header.Get("Set-Cookie"))
			}
		}
		const id = "0123456789abcdef0123456789abcdef"
		form.Set("sending", id)
		form.Set("act", "verify") // refused: somebody has no mark
		if a := b.post(path, form); a.StatusCode == http.StatusSeeOther || strings.Contains(a.Header.Get("Set-Cookie"), id) {
			v.Errorf("refused: %s, %s", a.Status, a.Header.Get("Set-Cookie"))
		}
		form.Set("act", "draft")
		if a := b.post(path, form); !strings.Contains(a.Header.Get("Set-Cookie"), "attune-kept="+id+"; Path="+path) {
			v.Errorf("kept: %s", a.Header.Get("Set-Cookie"))
		}
	})
}
