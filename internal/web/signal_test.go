package web_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/browser"
	"attune/internal/day"
	"attune/internal/dbtest"
)

// As the driver writes the keys.
const up, down, tab, enter = "\u0304", "\u0301", "\t", "\r"

// copies is how many sheets a browser has kept copies of.
func copies(p *browser.Page) int {
	return browser.Eval[int](p, `(async () => { let n = 0; for (const name of await caches.keys()) if (name.startsWith("attune-sheets:"))
		n += (await (await caches.open(name)).keys()).filter(kept => new URL(kept.url).pathname.startsWith("/sessions/")).length; return n })()`)
}

// until waits for a JavaScript expression, which may be a promise, to be true.
func until(p *browser.Page, expression string) {
	browser.Eval[bool](p, `new Promise(done => { const look = async () => await (`+expression+`) ? done(true) : setTimeout(look, 20); look() })`)
}

// opensSheet has a page open a sheet with signal, and waits until it would open without.
func (v *town) opensSheet(p *browser.Page, path string) {
	v.Helper()
	p.Go(v.url + path)
	until(p, `(async () => await caches.match("/without-signal") && await caches.match(location.pathname))()`)
}

// loses has everybody lose the network, and finds it again.
func (v *town) loses(p *browser.Page) { v.cut(dead); p.Signal(false) }
func (v *town) finds(p *browser.Page) { v.cut(alive); p.Signal(true) }

// fills in today's sheet by keys, verifies it, and closes the page when it says that it is kept.
func fills(p *browser.Page) {
	browser.Eval[bool](p, `document.querySelector("[name='people[0].mark']").focus(), true`)
	p.Press("p" + down + "l" + down + "x")
	p.Click("[value=verify]")
	p.Wait("#typed [data-say=later]")
}

// theirs are the credits of what fills fills in.
var theirs = map[string]int{"ana received": 120, "ben received": 105, "ruth provided": 120}

// The whole of it: a sheet opened with signal is opened again without, filled in by keys, verified, and closed. It is sent
// once when somebody looks in with signal.
func TestASheetWithoutSignalInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	path := v.at("thursday", today)
	v.opensSheet(p, path)
	v.loses(p)
	p.Go(v.url + "/")
	p.Wait("#kept-sheets a")
	if got := reads(p, "main"); !strings.Contains(got, "You are without signal") || !strings.Contains(got, "Thursday circle, Thursday 19 November 2026") {
		t.Errorf("home without signal: %q", got)
	}
	p.Follow("#kept-sheets a")
	p.Wait("#signal")
	watchFaults(p)
	shown, err := time.Parse("15:04", browser.Eval[string](p, `new Date(Number(document.body.dataset.keptAt)).toTimeString().slice(0, 5)`))
	if err != nil {
		t.Fatal(err)
	}
	at := day.Clock(shown)
	if got := reads(p, "#signal"); got != "You are without signal. This is the sheet as of "+at+"; what you fill in is sent when the signal is back." {
		t.Errorf("the sheet says %q", got)
	}
	fills(p)
	if got := reads(p, "#typed"); !strings.Contains(got, "Kept on this phone; it is sent when the signal is back") {
		t.Errorf("the note says %q", got)
	}
	p.Click("[value=undo]") // taken back, looked at once more, and verified again
	p.Click("[value=verify]")
	p.Wait("#typed [data-say=later]")
	noFaults(t, p)
	p.Go("about:blank")
	if sheet := v.sheet("thursday", today); sheet.State != "" {
		t.Fatalf("without a network the sheet became %s", sheet.State)
	}

	v.finds(p)
	p.Go(v.url + "/")
	p.Wait("#sent [data-say=kept]")
	v.mustCredit("thursday", today, theirs)
	if sheet := v.sheet("thursday", today); sheet.Version != 1 || sheet.Revision != 1 {
		t.Errorf("version %d, revision %d", sheet.Version, sheet.Revision)
	}
	if n, kept := typed(p), copies(p); n != 0 || kept != 0 {
		t.Errorf("%d forms and %d copies are left", n, kept)
	}
	p.Follow("#sent [data-say=kept] a")
	if got := reads(p, "main"); !strings.Contains(got, "Verified by Ruth Okonkwo") {
		t.Errorf("the sheet: %q", got)
	}
}

// A touch while the form is on its way changes nothing of it: it waits, or is shown with what is wrong.
func TestATouchWhileTheFormIsSentInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	path := v.at("thursday", today)
	for end, says := range map[string]string{"Promise.reject(new Error('no answer'))": "#typed [data-say=later]", "{status: 409}": "#problems"} {
		p.Go(v.url + path)
		watchFaults(p)
		browser.Eval[bool](p, `window.fetch = () => new Promise(done => { window.ends = done }), true`)
		p.Click("[data-everyone]")
		p.Click("[value=verify]")
		until(p, `window.ends !== undefined`)
		p.Click("[name='people[1].mark'][value=absent]")
		browser.Eval[bool](p, `document.querySelector("[name='people[1].mark']").dispatchEvent(new Event("input", {bubbles: true})), true`)
		browser.Eval[bool](p, `window.ends(`+end+`), true`)
		p.Wait(says)
		if waits := browser.Eval[bool](p, `Object.values(localStorage).some(kept => JSON.parse(kept).waiting || JSON.parse(kept).refused)`); !waits {
			t.Errorf("%s: what was signed is not kept any more", end)
		}
		if got := browser.Eval[string](p, `document.querySelector("[name='people[1].mark']:checked").value`); got != "present" {
			t.Errorf("%s: Ben is %s", end, got)
		}
		browser.Eval[bool](p, `localStorage.clear(), true`)
	}
}

// What is taken back while it is on its way may arrive all the same: that is told, nothing typed is lost, and what waits
// beside it is still sent.
func TestTakenBackOnItsWayInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	p.Go(v.url + v.at("thursday", today))
	watchFaults(p)
	browser.Eval[bool](p, `window.sent = 0, window.fetch = () => Promise.reject(new Error("no answer")), true`)
	fills(p)
	browser.Eval[bool](p, `(() => {
		const [key] = Object.keys(localStorage).filter(key => key.startsWith("attune-typed:")), other = key.replace(/[0-9]+$/, "999999");
		localStorage.setItem(other, localStorage.getItem(key));
		window.fetch = () => new Promise(done => { window.sent++; window.ends = done });
		window.takeBack = () => localStorage.setItem(other, JSON.stringify({ ...JSON.parse(localStorage.getItem(other)), waiting: undefined }));
		dispatchEvent(new Event("online"));
		return true;
	})()`)
	until(p, `window.sent === 1`)
	p.Click("[value=undo]")
	browser.Eval[bool](p, `window.takeBack(), window.ends({status: 204}), true`)
	p.Wait("#sent [data-say=kept]:not([hidden])")
	if typed(p) != 2 {
		t.Errorf("%d forms are left of 2", typed(p))
	}
	p.Click("[value=verify]") // and the page sends on
	until(p, `window.sent === 2`)
	noFaults(t, p)
}

// With the key to one sheet, what waits of another one is left alone: its refusal would have all copies deleted.
func TestAKeySendsItsOwnSheetInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	p := browser.Open(t, 360, 640)
	v.opensSheet(p, v.keyTo(v.session("thursday", today), "ruth"))
	browser.Eval[bool](p, `(() => {
		window.sent = [];
		window.fetch = (path) => { window.sent.push(path); return Promise.reject(new Error("no answer")); };
		return true;
	})()`)
	fills(p)
	browser.Eval[bool](p, `(() => {
		const [key] = Object.keys(localStorage).filter(key => key.startsWith("attune-typed:"));
		const kept = JSON.parse(localStorage.getItem(key));
		kept.waiting.action = "/sessions/999999";
		localStorage.setItem(key.replace(/[0-9]+$/, "999999"), JSON.stringify(kept));
		window.sent = [];
		dispatchEvent(new Event("online"));
		return true;
	})()`)
	until(p, `window.sent.length > 0`)
	if sent := browser.Eval[string](p, `window.sent.join(" ")`); sent != v.at("thursday", today) {
		t.Errorf("sent: %s", sent)
	}
	if copies(p) != 1 {
		t.Errorf("%d copies", copies(p))
	}
}

// The form arrived, and its answer did not: it is sent again, and is one version.
func TestAnAnswerThatIsLostInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	path := v.at("thursday", today)
	p.Go(v.url + path)
	v.cut(deaf)
	fills(p)
	if sheet := v.sheet("thursday", today); sheet.Version != 1 {
		t.Fatalf("the form did not arrive: version %d", sheet.Version)
	}
	v.cut(alive)
	p.Go(v.url + path) // which is verified now, and shows no form
	p.Wait("#sent [data-say=kept]")
	v.mustCredit("thursday", today, theirs)
	if sheet := v.sheet("thursday", today); sheet.Version != 1 || sheet.Revision != 1 || typed(p) != 0 {
		t.Errorf("version %d, revision %d, %d forms", sheet.Version, sheet.Revision, typed(p))
	}
}

// Who has come with a reminder's key, without signing in, loses nothing either.
func TestAKeyWithoutSignalInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	p := browser.Open(t, 360, 640)
	address := v.keyTo(v.session("thursday", today), "ruth")
	path, _, _ := strings.Cut(address, "?")
	v.opensSheet(p, address)
	v.loses(p)
	p.Go(v.url + address) // from the mail once more
	p.Wait("#signal")
	fills(p)
	p.Go("about:blank")
	v.finds(p)
	p.Go(v.url + path)
	p.Wait("main:not(:has(#sheet)) h1")
	if got := reads(p, "main"); !strings.Contains(got, "The sheet is done") {
		t.Errorf("the sheet says %q", got)
	}
	v.mustCredit("thursday", today, theirs)
	until(p, `(async () => !(await caches.keys()).some(name => name.startsWith("attune-sheets:")))()`)
	if typed(p) != 0 {
		t.Errorf("%d forms are left", typed(p))
	}
}

// The signal comes back while the sheet is still open.
func TestASignalThatComesBackInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	p.Go(v.url + v.at("thursday", today))
	v.loses(p)
	fills(p)
	v.finds(p)
	p.Wait("main .figure")
	v.mustCredit("thursday", today, theirs)
}

// Somebody else saved the sheet meanwhile: both are shown, nothing is overwritten, and what was filled in is kept until its
// owner has decided.
func TestASheetChangedWhileWithoutSignalInABrowser(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]string{"a draft": "draft", "a signature": "verify"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, p := ruthsBrowser(t, 360, 640)
			v.invite("cora@example.org", "CT")
			path := v.at("thursday", today)
			p.Go(v.url + path)
			v.loses(p)
			fills(p)
			p.Go("about:blank")
			v.cut(alive)
			cora := v.as("cora@example.org")
			saved := marked(cora.page(path), "absent", "present", "present")
			saved.Set("act", act)
			cora.mustKeep(path, saved)
			stands := v.sheet("thursday", today)
			v.finds(p)
			p.Go(v.url + "/")
			p.Wait("#sent [data-say=refused]")
			p.Follow("#sent [value=look]")
			both := reads(p, "main")
			if act == "draft" {
				if !strings.Contains(both, "Somebody else was here") || !strings.Contains(both, "Saved meanwhile: Absent.") {
					t.Errorf("both are not shown: %q", both)
				}
			} else if browser.Eval[bool](p, `document.querySelector("main details").open = true`); !strings.Contains(reads(p, "[role=alert]"), "Ben Hollis Late, came at 10:15 AM") {
				t.Errorf("both are not shown: %q", both)
			}
			if got := v.sheet("thursday", today); got.Revision != stands.Revision || typed(p) != 1 {
				t.Errorf("revision %d became %d, %d forms are kept", stands.Revision, got.Revision, typed(p))
			}
			if act == "verify" {
				p.Click("#sent [value=forget]")
				until(p, `!Object.keys(localStorage).some(key => key.startsWith("attune-typed:"))`)
				return
			}
			p.Follow("[value=verify]")
			p.Wait("main .figure")
			v.mustCredit("thursday", today, theirs)
			if typed(p) != 0 {
				t.Errorf("%d forms are kept", typed(p))
			}
		})
	}
}

// The visit ended meanwhile. Whoever signs in next at the phone sees nothing of the sheet, and nothing is sent in their
// name; when who filled it in signs in, it is.
func TestSomebodyElseAtThePhoneInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	v.invite("cora@example.org", "CT")
	path := v.at("thursday", today)
	v.opensSheet(p, path)
	v.loses(p)
	fills(p)
	p.Go("about:blank")
	ruth, err := v.store.OpenAccount(context.Background(), "ruth", access.TheOperator)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.store.EndOtherVisits(context.Background(), ruth.ID, "none"); err != nil {
		t.Fatal(err)
	}
	v.finds(p)
	p.Go(v.url + "/") // leads to the page to sign in
	p.Wait("#unsent")
	until(p, `(async () => !(await caches.keys()).some(name => name.startsWith("attune-sheets:")))()`)
	if got := reads(p, "main"); strings.Contains(got, "Ruth") || strings.Contains(got, "Thursday") {
		t.Errorf("the page to sign in says %q", got)
	}

	v.signIn(p, "cora@example.org")
	p.Go(v.url + "/")
	p.Go(v.url + path)
	if p.Has("#sheet[inert]") || browser.Eval[bool](p, `document.querySelector("#typed").checkVisibility() || document.querySelector("#sent").checkVisibility() || document.querySelectorAll("[data-person] :checked").length > 0`) {
		t.Error("Cora sees something of what Ruth filled in")
	}
	until(p, `(async () => await caches.match("`+path+`"))()`)
	v.loses(p)
	p.Go(v.url + path)
	p.Wait("#signal")
	v.finds(p)
	p.Go(v.url + "/")
	p.Follow("[action='/sign-out'] button")
	if sheet := v.sheet("thursday", today); sheet.State != "" {
		t.Fatalf("the sheet became %s in Cora's name", sheet.State)
	}
	until(p, `(async () => !(await caches.keys()).some(name => name.startsWith("attune-sheets:")))()`)

	v.signIn(p, "ruth")
	p.Wait("#sent [data-say=kept]")
	v.mustCredit("thursday", today, theirs)
	if sheet := v.sheet("thursday", today); sheet.Version != 1 || sheet.VerifiedBy != int64(ruth.ID) || typed(p) != 0 {
		t.Errorf("version %d by %d", sheet.Version, sheet.VerifiedBy)
	}
}

// A copy opens for three days, and not for a day more; signing out takes it away, and asks before it takes what waits.
func TestWhatAPhoneKeepsEndsInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 640)
	path := v.at("thursday", today)
	v.opensSheet(p, path)
	v.loses(p)
	age := func(hours int) {
		browser.Eval[bool](p, `(async () => { for (const name of await caches.keys()) { const shelf = await caches.open(name), copy = await shelf.match("`+path+`");
			if (!copy) continue; const headers = new Headers(copy.headers); headers.set("Attune-Kept-At", String(Date.now() - `+strconv.Itoa(hours)+` * 3600000));
			await shelf.put("`+path+`", new Response(await copy.text(), {headers})) } return true })()`)
	}
	age(71)
	p.Go(v.url + path)
	p.Wait("#signal")
	age(73)
	p.Go(v.url + path)
	p.Wait("#kept-none")
	if n := copies(p); n != 0 {
		t.Errorf("%d copies are left after three days", n)
	}

	v.finds(p)
	v.opensSheet(p, path)
	v.cut(dead)
	fills(p)
	browser.Eval[bool](p, `window.confirm = () => false, document.querySelector("[action='/sign-out'] button").click(), true`)
	if typed(p) != 1 {
		t.Error("what waits is gone, though its owner wanted to keep it")
	}
	v.cut(alive)
	browser.Eval[bool](p, `window.confirm = () => true, document.querySelector("[action='/sign-out'] button").click(), true`)
	p.Wait("#email")
	until(p, `(async () => !(await caches.keys()).some(name => name.startsWith("attune-sheets:")))()`)
	if typed(p) != 0 {
		t.Errorf("%d forms are left after signing out", typed(p))
	}
}
