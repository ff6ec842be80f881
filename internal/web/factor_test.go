package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/authenticator"
	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/signin"
)

// weakLink is a link as a mail brings it: whoever reads the mail has it.
func (v *town) weakLink(who string) string {
	v.Helper()
	account, err := v.store.OpenAccount(context.Background(), who, access.TheOperator)
	if err != nil {
		v.Fatal(err)
	}
	token, err := v.desk.Issue(context.Background(), signin.Order{Account: account.ID, To: "/groups", By: access.TheOperator})
	if err != nil {
		v.Fatal(err)
	}
	return strings.TrimPrefix(access.SignInAddress(v.url, token), v.url)
}

// follows follows a link from a mail, and gives where that leads.
func (b *visitor) follows(link string) string {
	b.Helper()
	a := b.post("/sign-in", formIn(b.page(link).body))
	if a.StatusCode != http.StatusSeeOther {
		b.Fatalf("following a link: %s\n%s", a.Status, a.body)
	}
	return a.Header.Get("Location")
}

var (
	secretIn = regexp.MustCompile(`class="secret">([A-Z2-7 ]+)<`)
	codeIn   = regexp.MustCompile(`<li><code>([a-z2-7-]+)</code>`)
)

// code is what an authenticator with the secret shows now.
func (v *town) code(secret string) string {
	v.Helper()
	return authenticator.Code(v, secret, v.clock())
}

// enrols sets up a second factor and gives its secret and recovery codes; the browser is still halfway in.
func (b *visitor) enrols(path string) (secret string, codes []string) {
	b.Helper()
	page := b.page(path)
	m := secretIn.FindStringSubmatch(page.body)
	if m == nil {
		b.Fatalf("no secret on the page:\n%s", page.body)
	}
	page.must(b.T, `src="data:image/png;base64,`)
	secret = strings.ReplaceAll(m[1], " ", "")
	form := formIn(page.body)
	form.Set("code", "000 000")
	wrong := b.post(path, form)
	if wrong.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(wrong.body, m[1]) {
		b.Errorf("a wrong first code: %s", wrong.Status)
	}
	form = formIn(strings.ReplaceAll(wrong.body, `<form method="post" action="/sign-out">`, ""))
	form.Set("code", b.code(secret))
	for range 2 { // a double click shows the same codes
		var shown []string
		a := b.post(path, form)
		for _, m := range codeIn.FindAllStringSubmatch(a.body, -1) {
			shown = append(shown, m[1])
		}
		if len(shown) != 10 || codes != nil && shown[0] != codes[0] {
			b.Fatalf("recovery codes: %q, %s\n%s", shown, a.Status, a.body)
		}
		codes = shown
	}
	return secret, codes
}

func TestACoordinatorNeedsASecondFactor(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.stranger()
		if to := b.follows(v.weakLink("cora@example.org")); to != "/sign-in/factor" {
			v.Fatalf("a coordinator's first sign-in leads to %s", to)
		}
		for _, path := range []string{"/", "/staff", "/account", "/account/factor"} { // halfway in is not in
			if a := b.get(path); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/sign-in") {
				v.Errorf("%s halfway in: %s", path, a.Status)
			}
		}
		if a := b.post("/sign-in/factor/done", nil); a.Header.Get("Location") != "/" || b.get("/").StatusCode == http.StatusOK {
			v.Fatal("in without a second factor")
		}
		secret, codes := b.enrols("/sign-in/factor")
		if a := b.post("/sign-in/factor/done", nil); a.Header.Get("Location") != "/groups" {
			v.Fatalf("set up, and then to %s", a.Header.Get("Location"))
		}
		b.page("/groups")

		again := v.stranger()
		if to := again.follows(v.weakLink("cora@example.org")); to != "/sign-in/code" {
			v.Fatalf("the second sign-in leads to %s", to)
		}
		enter := func(code string, status int) answer {
			v.Helper()
			a := again.post("/sign-in/code", url.Values{"code": {code}})
			if a.StatusCode != status {
				v.Errorf("code %.20q: %s", code, a.Status)
			}
			return a
		}
		enter(v.code(secret), 422).must(v.T, "was used already") // by setting it up
		for _, wrong := range []string{"", "12345", "<script>", "０１２３４５", strings.Repeat("1", 10_000)} {
			enter(wrong, 422).mustNot(v.T, "<script>")
		}
		v.passes(30 * time.Second)
		code := v.code(secret)
		if a := enter(" "+code[:3]+" "+code[3:], 303); a.Header.Get("Location") != "/groups" {
			v.Errorf("with the code to %s", a.Header.Get("Location"))
		}
		again.page("/groups")
		again = v.stranger()
		again.follows(v.weakLink("cora@example.org"))
		enter(code, 422).must(v.T, "was used already") // by signing in

		for _, status := range []int{303, 422} { // a recovery code works once
			again = v.stranger()
			again.follows(v.weakLink("cora@example.org"))
			enter(strings.ToUpper(codes[3]), status)
		}
		for range 10 {
			again.post("/sign-in/code", url.Values{"code": {"000000"}})
		}
		if a := enter(v.code(secret), http.StatusTooManyRequests); a.Header.Get("Retry-After") != "900" {
			v.Errorf("to come back after %q", a.Header.Get("Retry-After"))
		}
		b.page("/staff") // whoever is in stays in
	})
}

// A role that is granted to somebody who is signed in asks for more at the next click.
func TestARoleAsksForMore(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.stranger()
	if to := b.follows(v.weakLink("ana")); to != "/groups" {
		t.Fatalf("a practitioner's link leads to %s", to)
	}
	b.page("/hours")
	v.invite("ana@example.org", "CT")
	a := b.get("/hours")
	if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/sign-in") {
		t.Fatalf("with the role: %s to %s", a.Status, a.Header.Get("Location"))
	}
	if a = b.get(a.Header.Get("Location")); a.Header.Get("Location") != "/sign-in/factor" {
		t.Fatalf("and then to %s", a.Header.Get("Location"))
	}
	b.enrols("/sign-in/factor")
	if a := b.post("/sign-in/factor/done", nil); a.Header.Get("Location") != "/hours" {
		t.Errorf("back to %s", a.Header.Get("Location"))
	}
	v.as("ana").page("/staff") // a link that the operator made stands for it
}

// Whoever got halfway in with what somebody else may read by now gets no further.
func TestHalfwayInEndsWithTheEmailAndTheAccount(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]func(v *town, id access.AccountID) error{
		"another e-mail": func(v *town, id access.AccountID) error {
			return v.store.ReaddressAccount(context.Background(), id, "cora@new.example.org", access.TheOperator, func(access.Holder) error { return nil })
		},
		"the account closed": func(v *town, id access.AccountID) error {
			return v.store.CloseAccount(context.Background(), id, access.TheOperator, func(access.Holder, int) error { return nil })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inHarbor(t, func(v *town) {
				b, other := v.stranger(), v.stranger()
				b.follows(v.weakLink("cora@example.org"))
				v.invite("dora@example.org", "CT")
				other.follows(v.weakLink("dora@example.org"))
				form := formIn(b.page("/sign-in/factor").body)
				if err := ends(v, v.coras()); err != nil {
					v.Fatal(err)
				}
				if a := b.get("/sign-in/factor"); a.StatusCode != http.StatusSeeOther {
					v.Errorf("a second factor is offered: %s", a.Status)
				}
				if a := b.post("/sign-in/factor", form); a.StatusCode != http.StatusSeeOther {
					v.Errorf("a code is asked for: %s", a.Status)
				}
				other.page("/sign-in/factor") // nobody else's way in ends
			})
		})
	}
}

// Whoever sits at a browser that was signed in long ago does not set up the second factor of a role given since.
func TestAnOldVisitSetsNoSecondFactorUp(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.stranger()
	b.follows(v.weakLink("ana"))
	v.passes(time.Hour)
	v.invite("ana@example.org", "CT")
	if a := b.get("/hours"); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/sign-in?to=") {
		t.Errorf("with the role: %s to %s", a.Status, a.Header.Get("Location"))
	}
	for _, path := range []string{"/sign-in/factor", "/account/factor", "/hours"} {
		if a := b.get(path); a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s opens: %s", path, a.Status)
		}
	}
	b.page("/sign-in")
}

func TestASecondFactorOfOnesOwnAndItsReset(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		b.enrols("/account/factor")
		b.page("/account").must(v.T, "asks for a code of your authenticator", `href="/mail"`)
		other := v.stranger()
		if to := other.follows(v.weakLink("ana")); to != "/sign-in/code" {
			v.Errorf("her next sign-in leads to %s", to)
		}
		account, err := v.store.OpenAccount(v.Context(), "ana", access.TheOperator)
		if err != nil {
			v.Fatal(err)
		}
		if err := v.store.ResetFactor(v.Context(), account.ID, access.TheOperator); err != nil {
			v.Fatal(err)
		}
		if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("still signed in after the reset: %s", a.Status)
		}
		if to := v.stranger().follows(v.weakLink("ana")); to != "/groups" {
			v.Errorf("after the reset, to %s", to)
		}
	})
}

func TestWithoutASecretNobodyEnrols(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	*v.desk = *v.desk.Sealed(nil)
	b := v.stranger()
	b.follows(v.weakLink("cora@example.org"))
	a := b.get("/sign-in/factor")
	if a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("without a secret: %s", a.Status)
	}
	a.must(t, "ATTUNE_SECRET_FILE")
	v.as("cora@example.org").page("/staff")
}

// In a browser, by keyboard.
func TestASecondFactorInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	p := browser.Open(t, 360, 740)
	p.Go(v.url + v.weakLink("cora@example.org"))
	p.Follow("main button")
	album{v, p}.keep("enrol", 360, "light")
	if wide := browser.Eval[int](p, `document.querySelector(".qr").naturalWidth`); wide != 220 {
		t.Errorf("the picture is %d wide", wide)
	}
	secret := strings.ReplaceAll(p.Text(".secret"), " ", "")
	browser.Eval[bool](p, `document.querySelector("#code").focus(), true`)
	p.Press(v.code(secret) + "\r")
	p.Wait(".codes")
	album{v, p}.keep("codes", 360, "light")
	p.Follow("main button")
	if got := p.Address(); got != v.url+"/groups" {
		t.Errorf("then at %s", got)
	}
	p.Go(v.url + "/account/factor/codes")
	album{v, p}.keep("codes-anew", 360, "light")
	p.Resize(1280, 800)
	album{v, p}.keep("codes-anew", 1280, "light")
}

// Recovery codes are made anew by a code: those before work no longer, and a double click shows the same ones.
func TestRecoveryCodesMadeAnew(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		if a := b.get("/account/factor/codes"); a.Header.Get("Location") != "/account#factor" {
			v.Errorf("without a second factor: %s to %s", a.Status, a.Header.Get("Location"))
		}
		secret, old := b.enrols("/account/factor")
		b.page("/account").must(v.T, "/account/factor/codes", "/account/factor/end")
		form := formIn(b.page("/account/factor/codes").body)
		for _, wrong := range []string{"", v.code(secret), old[0], "<script>", strings.Repeat("1", 10_000)} { // the code was used by setting it up
			form.Set("code", wrong)
			a := b.post("/account/factor/codes", form)
			if a.StatusCode != 422 {
				v.Errorf("code %.20q: %s", wrong, a.Status)
			}
			a.must(v.T, `id="code-wrong"`, `value="`+form.Get("page")+`"`)
			a.mustNot(v.T, "<script>")
		}
		v.passes(time.Minute)
		form.Set("code", v.code(secret))
		var first string
		for range 2 {
			shown := codeIn.FindAllStringSubmatch(b.post("/account/factor/codes", form).body, -1)
			if len(shown) != 10 || first != "" && shown[0][1] != first {
				v.Fatalf("new codes: %q, at first %s", shown, first)
			}
			first = shown[0][1]
		}
		v.passes(15 * time.Minute) // so many codes were tried
		for code, status := range map[string]int{old[1]: 422, first: 303} {
			half := v.stranger()
			half.follows(v.weakLink("ana"))
			if a := half.post("/sign-in/code", url.Values{"code": {code}}); a.StatusCode != status {
				v.Errorf("code %s: %s, want %d", code, a.Status, status)
			}
		}
		v.mustHaveTold("Your recovery codes are new")
	})
}

// Who needs no second factor may give theirs up, by a code; who needs one may not.
func TestGivingASecondFactorUp(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		secret, _ := b.enrols("/account/factor")
		other := v.as("ana")
		form := formIn(b.page("/account/factor/end").body)
		form.Set("code", "000000")
		if a := b.post("/account/factor/end", form); a.StatusCode != 422 {
			v.Errorf("by a wrong code: %s", a.Status)
		}
		v.passes(time.Minute)
		form.Set("code", v.code(secret))
		for range 2 { // a double click
			if a := b.post("/account/factor/end", form); a.Header.Get("Location") != "/account#factor" {
				v.Errorf("giving it up: %s to %s", a.Status, a.Header.Get("Location"))
			}
		}
		b.page("/account").must(v.T, "Set up a second factor")
		if to := v.stranger().follows(v.weakLink("ana")); to != "/groups" {
			v.Errorf("her next sign-in leads to %s", to)
		}
		v.mustHaveTold("Your second factor was given up")
		if a := other.get("/account"); !strings.HasPrefix(a.Header.Get("Location"), "/sign-in") {
			v.Errorf("another browser of hers: %s to %q", a.Status, a.Header.Get("Location"))
		}
		v.invite("ana@example.org", "CT") // a role that asks for one: what this browser showed before is nothing now
		if a := b.get("/accounts"); !strings.HasPrefix(a.Header.Get("Location"), "/sign-in") {
			v.Errorf("a coordinator without a second factor: %s to %q", a.Status, a.Header.Get("Location"))
		}

		cora := v.as("cora@example.org")
		secret, _ = cora.enrols("/account/factor")
		cora.page("/account").mustNot(v.T, "/account/factor/end")
		v.passes(time.Minute)
		form.Set("code", v.code(secret))
		for _, a := range []answer{cora.get("/account/factor/end"), cora.post("/account/factor/end", form)} {
			if a.StatusCode != http.StatusForbidden {
				v.Errorf("a coordinator: %s", a.Status)
			}
			a.must(v.T, "keeps its second factor")
		}
	})
}
