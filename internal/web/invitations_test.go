package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/dbtest"
)

// invitation is the form that invites Nia into Harbor.
func (v *town) invitation() url.Values {
	v.Helper()
	return url.Values{"email": {" Nia@Example.org "}, "name": {"Nia Flores"}, "role": {"practitioner"}, "program": {ids("p", v.program("harbor"))["p"]}, "from": {"2026-12-01"}}
}

// A manager invites somebody, who signs in and finds their own page, and sees what became of it.
func TestAManagerInvitesStaff(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		max := v.as("max")
		max.page("/staff").must(v.T, "Invite somebody")
		form := max.page("/invitations/new")
		form.must(v.T, "Harbor Birth to Three", `value="2026-11-19"`)
		form.mustNot(v.T, "Coordinator", "Bay Home Visiting", "Operator")
		for range 2 { // a double click
			if a := max.post("/invitations", v.invitation()); a.StatusCode != http.StatusSeeOther {
				v.Fatalf("inviting: %s\n%s", a.Status, a.body)
			}
		}
		list := max.page("/invitations")
		list.must(v.T, "No mail server is set", "Ask whoever runs Attune", "Waits to be handed over since") // of this installation
		list.mustNot(v.T, "Sent ", `href="/outbox"`)
		list.must(v.T, "Nia Flores", "nia@example.org", "practitioner · Harbor Birth to Three · CT", "Invited", "by Max Moreau", "Send again")
		if n := strings.Count(list.body, `class="when">Nia Flores`); n != 1 {
			v.Errorf("invited %d times", n)
		}
		max.page("/staff").mustNot(v.T, "Nia Flores") // from the first of December on
		v.as("cora@example.org").page("/invitations").must(v.T, "Nia Flores")
		v.as("odd@example.org").page("/invitations").mustNot(v.T, "Nia Flores")
		v.passes(8 * 24 * time.Hour)
		max.page("/invitations").must(v.T, "Ended unopened")
		path := pathTo(v, list, "/send")
		if a := max.post(path, nil); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("sending again: %s", a.Status)
		}
		nia := v.as("nia@example.org")
		nia.page("/").must(v.T, "Hello Nia Flores")
		max.page("/invitations").must(v.T, "Has signed in")
		if a := max.post(path, nil); a.StatusCode != http.StatusConflict {
			v.Errorf("sent again although opened: %s", a.Status)
		}
		if a := max.post(strings.Replace(path, "send", "take-back", 1), nil); a.StatusCode != http.StatusConflict {
			v.Errorf("taken back although opened: %s", a.Status)
		}
		nia.page("/")
	})
}

// pathTo is the address of the first form of a page that ends so.
func pathTo(v *town, a answer, end string) string {
	v.Helper()
	for part := range strings.SplitSeq(a.body, `action="`) {
		if path, _, _ := strings.Cut(part, `"`); strings.HasSuffix(path, end) && strings.HasPrefix(path, "/") {
			return path
		}
	}
	v.Fatalf("no form leads to %s:\n%s", end, a.body)
	return ""
}

func TestTheFirstCoordinatorComesFromTheOperator(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		odd := v.as("odd@example.org")
		form := odd.page("/invitations/new")
		form.must(v.T, "Coordinator", "Operator", "Michigan")
		form.mustNot(v.T, "Practitioner", "Harbor Birth to Three")
		if a := odd.post("/invitations", url.Values{"email": {"new@example.org"}, "role": {"coordinator"}, "association": {"MI"}}); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		odd.page("/invitations").must(v.T, `<a href="/outbox">The outbox</a> has each mail with its link.`)
		taken := pathTo(v, odd.page("/invitations"), "/take-back")
		v.as("new@example.org").page("/groups").must(v.T, "Bay circle")
		if a := odd.post("/invitations", url.Values{"email": {"new@example.org"}, "role": {"practitioner"}, "association": {"MI"}}); a.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("an operator invites a practitioner: %s", a.Status)
		}
		v.as("cora@example.org").page("/invitations").mustNot(v.T, "new@example.org")
		if a := v.as("cora@example.org").post(taken, nil); a.StatusCode != http.StatusNotFound {
			v.Errorf("taken back by the coordinator of another association: %s", a.Status)
		}
	})
}

// An invitation is no way round the rules on roles: nobody gives one to themselves, and who has one keeps it.
func TestNobodyInvitesThemselvesIntoARole(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		odd, cora := v.as("odd@example.org"), v.as("cora@example.org")
		for name, row := range map[string]struct {
			by    *visitor
			email string
			role  string
			at    string
		}{
			"the operator, as coordinator":  {odd, "odd@example.org", "coordinator", "CT"},
			"the operator, once more":       {odd, "odd@example.org", "operator", ""},
			"who coordinates already":       {odd, "cora@example.org", "coordinator", "CT"},
			"the coordinator, as once more": {cora, "Cora@Example.org", "coordinator", "CT"},
		} {
			a := row.by.post("/invitations", url.Values{"email": {row.email}, "role": {row.role}, "association": {row.at}})
			if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="email-wrong"`) {
				v.Errorf("%s: %s", name, a.Status)
			}
		}
		odd.page("/invitations").must(v.T, "Nobody has been invited yet")
		cora.page("/staff")
		if a := odd.get("/staff"); a.StatusCode != http.StatusNotFound {
			v.Errorf("the operator sees staff: %s", a.Status)
		}
		odd.page("/accounts")
	})
}

// What comes in wrong comes back as it was typed, with a sentence at the field, and nothing is kept.
func TestAnInvitationThatCannotBeSent(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	cora := v.as("cora@example.org")
	long := strings.Repeat("x", 10_000)
	for name, row := range map[string]struct{ field, value, problem string }{
		"no address":             {"email", "", "email-wrong"},
		"two addresses":          {"email", "a@example.org, b@example.org", "email-wrong"},
		"a header in it":         {"email", "a@example.org\r\nBcc: b@example.org", "email-wrong"},
		"a long address":         {"email", long + "@example.org", "email-wrong"},
		"HTML":                   {"email", "<script>alert(1)</script>", "email-wrong"},
		"no name":                {"name", "", "name-wrong"},
		"a long name":            {"name", long, "name-wrong"},
		"lines in a name":        {"name", "Nia\r\nFlores", "name-wrong"},
		"a name from the right":  {"name", "Nia \u202eserolF", "name-wrong"},
		"a name of zero width":   {"name", "Ni\u200ba", "name-wrong"},
		"no role":                {"role", "", "role-wrong"},
		"operator":               {"role", "operator", "role-wrong"},
		"a role of no kind":      {"role", "admin", "role-wrong"},
		"a manager of nothing":   {"program", "", "program-wrong"},
		"a program elsewhere":    {"program", ids("p", v.program("bay"))["p"], "program-wrong"},
		"a program of no number": {"program", "1 or 1=1", "program-wrong"},
		"no day":                 {"from", "", "from-wrong"},
		"a day that never was":   {"from", "2026-02-30", "from-wrong"},
		"the year 30":            {"from", "0030-01-01", "from-wrong"},
		"the name of another":    {"email", "ana@example.org", "name-wrong"},
	} {
		form := v.invitation()
		if row.field == "program" {
			form.Set("role", "manager")
		}
		form.Set(row.field, row.value)
		a := cora.post("/invitations", form)
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="`+row.problem+`"`) || !strings.Contains(a.body, `aria-describedby="`+row.problem+`"`) {
			t.Errorf("%s: %s\n%s", name, a.Status, a.body)
		}
		a.mustNot(t, "<script>alert", "Ana Lindqvist")
		if back := formIn(a.body); back.Get("from") != form.Get("from") || row.field != "email" && back.Get("email") != form.Get("email") {
			t.Errorf("%s comes back as %v", name, back)
		}
	}
	cora.page("/invitations").must(t, "Nobody has been invited yet")
}

// An address that is only shared, known elsewhere or closed is told apart, and not by name.
func TestUglyAddresses(t *testing.T) {
	t.Parallel()
	people := map[string]string{}
	for name, text := range harbor {
		people[name] = text
	}
	people["people.csv"] = strings.NewReplacer("Ben Hollis,", "Ben Hollis,shared@example.org", "Cleo Rivera,", "Cleo Rivera,shared@example.org", "Ruth Okonkwo,", "Ruth Okonkwo,ruth@example.org", "Eli Brandt,", "Eli Brandt,eli@example.org").Replace(harbor["people.csv"])
	inTown(t, people, func(v *town) {
		max := v.as("max")
		for email, sentence := range map[string]string{
			"shared@example.org": "2 people on the roster share this address",
			"eli@example.org":    "belongs to somebody in another association",
			"ana@example.org":    "Somebody on the roster has this address under another name",
		} {
			form := v.invitation()
			form.Set("email", email)
			a := max.post("/invitations", form)
			a.must(v.T, sentence)
			a.mustNot(v.T, "Ben Hollis", "Eli Brandt", "Ana Lindqvist")
		}
		for field, answers := range map[string][3]string{
			"email": {"ruth@example.org", "2026-11-19", "does not work for you today. Ask your coordinator"},
			"from":  {"nia@example.org", "1900-01-01", "from before 19 October 2026 is put on record by the coordinator"},
		} {
			form := v.invitation()
			form.Set("email", answers[0])
			form.Set("from", answers[1])
			a := max.post("/invitations", form)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s: %s", answers, a.Status)
			}
			a.must(v.T, `id="`+field+`-wrong"`, answers[2])
			a.mustNot(v.T, "Ruth Okonkwo")
		}
		max.page("/invitations").must(v.T, "Nobody has been invited yet")
	})
}
