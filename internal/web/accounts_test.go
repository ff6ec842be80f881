package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attune/internal/dbtest"
)

// account is the address of somebody's account.
func (v *town) account(who string) string {
	v.Helper()
	return "/accounts/" + v.accountOf(who)[":id"]
}

// A coordinator closes the account of somebody who has left: asked first, and from then on nothing opens.
func TestClosingAnAccount(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana, cora := v.as("ana"), v.as("cora@example.org")
		feed, _ := v.subscribe("ana", "")
		if a := v.poll(feed); a.StatusCode != http.StatusOK {
			v.Fatal(a.Status)
		}
		path := v.account("ana")
		list := cora.page("/accounts?q=ANA")
		list.must(v.T, "Ana Lindqvist", "ana@example.org", "practitioner", "Last signed in 19 November 2026, 12:30 PM EST", `value="ANA"`)
		list.mustNot(v.T, "Eli Brandt", "odd@example.org")
		cora.page(path).must(v.T, path+"/close")
		cora.page(path+"/close").must(v.T, "Close the account of Ana Lindqvist?", "1 calendar address of theirs")
		ana.page("/") // asking has changed nothing
		for range 2 {
			if a := cora.post(path+"/close", nil); a.StatusCode != http.StatusSeeOther {
				v.Fatalf("closing: %s\n%s", a.Status, a.body)
			}
		}
		if a := ana.get("/"); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/sign-in") {
			v.Errorf("the next click: %s to %s", a.Status, a.Header.Get("Location"))
		}
		if a := v.poll(feed); a.StatusCode != http.StatusNotFound {
			v.Errorf("the calendar: %s", a.Status)
		}
		cora.page(path).must(v.T, "Closed", "Open this account again")
		if a := cora.post(path+"/open", nil); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("opening again: %s", a.Status)
		}
		if a := ana.get("/"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("the old visit lives again: %s", a.Status)
		}
		if a := v.poll(feed); a.StatusCode != http.StatusNotFound {
			v.Errorf("the old calendar lives again: %s", a.Status)
		}
		v.as("ana").page("/").must(v.T, "Hello Ana Lindqvist")
	})
}

// A role that is given or taken counts from the next click on.
func TestARoleCountsFromTheNextClick(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana, cora := v.as("ana"), v.as("cora@example.org")
		path := v.account("ana")
		role := func(act, role, association string) url.Values {
			return url.Values{"act": {act}, "role": {role}, "association": {association}}
		}
		if a := ana.get("/accounts"); a.StatusCode != http.StatusNotFound {
			v.Errorf("before: %s", a.Status)
		}
		cora.page(path).must(v.T, "Coordinator of the Connecticut", "Give")
		if a := cora.post(path+"/roles", role("give", "coordinator", "CT")); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("giving: %s\n%s", a.Status, a.body)
		}
		ana.page("/accounts").must(v.T, "cora@example.org")
		if a := ana.post(v.account("cora@example.org")+"/roles", role("take", "coordinator", "CT")); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("taking: %s", a.Status)
		}
		if a := cora.get("/accounts"); a.StatusCode != http.StatusNotFound {
			v.Errorf("after: %s", a.Status)
		}
		for _, wrong := range []url.Values{role("give", "operator", ""), role("give", "operator", "CT"), role("give", "coordinator", ""), role("give", "coordinator", "MI"), role("give", "manager", "CT"), role("give", "<b>", "\r\n"), {}} {
			if a := ana.post(v.account("ben")+"/roles", wrong); a.StatusCode != http.StatusNotFound {
				v.Errorf("%v: %s", wrong, a.Status)
			}
		}
	})
}

func TestTheLastOperatorStays(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("odd@example.org", "")
	odd := v.as("odd@example.org")
	own := v.account("odd@example.org")
	odd.page(own).mustNot(t, "Close this account")
	if a := odd.post(own+"/close", nil); a.StatusCode != http.StatusForbidden || !strings.Contains(a.body, "nobody closes their own") {
		t.Errorf("closing oneself: %s\n%s", a.Status, a.body)
	}
	v.invite("even@example.org", "")
	if a := v.as("even@example.org").post(own+"/close", nil); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("one of two: %s", a.Status)
	}
	if a := odd.get("/"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("closed: %s", a.Status)
	}
}

func TestAccountsArePaged(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("odd@example.org", "")
	for i := range 60 {
		v.invite(fmt.Sprintf("c%02d@example.org", i), "CT")
	}
	odd := v.as("odd@example.org")
	first := odd.page("/accounts")
	first.must(t, "c00@example.org", "c49@example.org", "More accounts")
	first.mustNot(t, "c50@example.org")
	_, rest, _ := strings.Cut(first.body, `<a href="/accounts?`)
	query, _, _ := strings.Cut(rest, `"`)
	second := odd.page("/accounts?" + strings.ReplaceAll(query, "&amp;", "&"))
	second.must(t, "c50@example.org", "odd@example.org")
	second.mustNot(t, "c49@example.org", "More accounts")
	for _, hostile := range []string{"<script>alert(1)</script>", "%", "'", "zz\x00", "zz\xff", "\u202e", strings.Repeat("x", 10_000)} {
		a := odd.page("/accounts?" + url.Values{"q": {hostile}}.Encode())
		a.mustNot(t, "<script>alert", "c00@example.org")
	}
}

func TestInvitationsAreFoundInPageByPage(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("odd@example.org", "")
	odd := v.as("odd@example.org")
	for i := range 53 {
		a := odd.post("/invitations", url.Values{"email": {fmt.Sprintf("n%02d@example.org", i)}, "role": {"coordinator"}, "association": {"CT"}})
		if a.StatusCode != http.StatusSeeOther {
			t.Fatalf("invitation %d: %s\n%s", i, a.Status, a.body)
		}
	}
	first := odd.page("/invitations")
	first.must(t, "n52@example.org", "n03@example.org", "Older invitations")
	first.mustNot(t, "n02@example.org")
	odd.page("/invitations?q=N07%40").must(t, "n07@example.org")
	odd.page("/invitations?q=%25").must(t, "Nobody who was invited")
}

// An operator gives an account of nobody on the roster another e-mail: both are told, and the old one opens nothing more.
func TestAnotherEmailForAnAccount(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		odd, path := v.as("odd@example.org"), v.account("cora@example.org")
		link := v.weakLink("cora@example.org")
		odd.page(path).must(v.T, `action="`+path+`/address"`, `value="cora@example.org"`)
		v.linkFor("ana")
		for _, wrong := range []string{"", "cora", "ana@example.org", "<script>alert(1)</script>", "a@example.org\r\nBcc: b@example.org", "\u202ecora@example.org", "\u200b", strings.Repeat("a", 10_000) + "@example.org"} {
			a := odd.post(path+"/address", url.Values{"email": {wrong}})
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%.20q: %s", wrong, a.Status)
			}
			a.must(v.T, `id="email-wrong"`)
			a.mustNot(v.T, "<script>alert")
		}
		for range 2 { // a double click
			if a := odd.post(path+"/address", url.Values{"email": {" Cora.New@example.org"}}); a.StatusCode != http.StatusSeeOther {
				v.Fatalf("another e-mail: %s\n%s", a.Status, a.body)
			}
		}
		odd.page(path).must(v.T, "cora.new@example.org")
		if a := v.stranger().get(link); a.StatusCode != http.StatusNotFound {
			v.Errorf("a link to the old address: %s", a.Status)
		}
		v.as("cora.new@example.org").page("/staff")
		v.mustHaveTold("Your account goes by another e-mail from now on", "Your account goes by this e-mail from now on")
		for _, other := range []string{v.account("ana"), v.account("odd@example.org")} { // on the roster; one's own
			odd.page(other).mustNot(v.T, "/address")
			if a := odd.post(other+"/address", url.Values{"email": {"x@example.org"}}); a.StatusCode != http.StatusForbidden {
				v.Errorf("%s: %s", other, a.Status)
			}
		}
	})
}
