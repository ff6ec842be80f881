package web_test

import (
	"fmt"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// follows clicks what leads from page to page, one after the other.
func follows(p *browser.Page, selectors ...string) {
	for _, selector := range selectors {
		p.Follow(selector)
	}
}

// Thirty people are four clicks from home, and what is wrong is told before any of them is there.
func TestThirtyPeopleInFourClicksInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "cora@example.org", 1280, 800)
	var table strings.Builder
	for i := range 30 {
		fmt.Fprintf(&table, "Nora %02d,nora%02d@example.org,Harbor Birth to Three,practitioner,2026-01-05,IMH,0.5\n", i, i)
	}
	p.Go(v.url + "/people/paste")
	p.Set("[name=table]", strings.Replace(table.String(), "Harbor Birth to Three,practitioner", "Port,practitioner", 1))
	p.Follow("[name=step][value=look]")
	if wrong := p.Text("#table-wrong"); !strings.Contains(wrong, `Line 1: There is no program "Port"`) || v.told("CT", "person.added") != 0 {
		t.Errorf("a table with a mistake is answered %q", wrong)
	}
	p.Go(v.url + "/")
	added := counting(t, p, addThirty, 0)
	follows(p, `nav a[href="/people"]`, `a[href="/people/paste"]`)
	p.Set("[name=table]", table.String())
	follows(p, "[name=step][value=look]", "[name=step][value=do]")
	added()
	if n := v.told("CT", "person.added"); n != 30 {
		t.Errorf("%d people were added", n)
	}
}

// Inviting somebody on record and closing their account are four clicks each.
func TestInAndOutInFourClicksInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "cora@example.org", 360, 740)
	invited := counting(t, p, inviteOnRecord, 0)
	follows(p, `nav a[href="/people"]`, fmt.Sprintf(`a[href="/people/%d"]`, v.person("ana")),
		fmt.Sprintf(`a[href="/invitations/new?person=%d"]`, v.person("ana")), "main form.entry button")
	invited()
	if text := p.Text("main"); !strings.Contains(text, "Ana Lindqvist") || !strings.Contains(text, "Invited") {
		t.Errorf("after inviting, the page says %s", text)
	}
	account := "/accounts/" + v.accountOf("ana")[":id"]
	p.Go(v.url + "/")
	closed := counting(t, p, closeAccount, 0)
	follows(p, `nav a[href="/accounts"]`, fmt.Sprintf("a[href=%q]", account), fmt.Sprintf("a[href=%q]", account+"/close"), "main form button")
	closed()
	if text := p.Text("main"); !strings.Contains(text, "Closed") {
		t.Errorf("after closing, the page says %s", text)
	}
}

// A session is planned from home without a mouse.
func TestPlanningByKeyboardInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	group := fmt.Sprintf("/groups/%d", v.group("thursday"))
	p := browser.Open(t, 360, 740)
	v.signIn(p, "ruth")
	p.Go(v.url + "/")
	for _, step := range []struct{ stop, then string }{
		{`nav a[href="/groups"]`, `nav a[href="/groups"][aria-current]`},
		{fmt.Sprintf("a[href=%q]", group), "aside"},
		{fmt.Sprintf("a[href=%q]", group+"/sessions/new"), "[name=day]"},
		{"[name=step][value=look]", "#look"},
		{"[name=step][value=do]", "aside"},
	} {
		tabTo(t, p, step.stop)
		p.Press(enter)
		p.Wait(step.then)
	}
	if text := p.Text("main"); !strings.Contains(text, "Thursday 26 November 2026, 10:00 AM–12:00 PM") {
		t.Errorf("after planning, the group's page says %s", text)
	}
}
