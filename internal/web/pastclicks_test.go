package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attune/internal/access"
	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/roster"
)

// pastBehind is where the history of a row is, by the address that the row leads to: a page of the thing's own, which leads
// there, or the history itself.
var pastBehind = []struct{ row, past string }{
	{`^/hours/earning\.(\w+)$`, `/history/person/\d+\?category=$1`},
	{`^/staff/(\d+)/earning\.(\w+)`, `/history/person/$1\?category=$2`},
	{`^/staff/(\d+)$`, `/history/person/$1`},
	{`^/people/(\d+)$`, `/history/person/$1`},
	{`^/sessions/(\d+)$`, `/history/session/$1`},
	{`^/groups/(\d+)$`, `/history/group/$1`},
	{`^/groups/(\d+)/health`, `/history/group/$1`},
	{`^/coverage/programs/(\d+)`, `/history/program/$1`},
	{`^/accounts/(\d+)$`, `/history/account/$1`},
	{`^/outbox/(\d+)$`, `/history/notice/$1`},
	{`^/staff/\d+/sessions/\d+$`, onThePage},
	{`^/history/(\w+)/(\w+)$`, `/history/$1/$2`},
}

// onThePage is where the history of an hour is: on its own page.
const onThePage = `id="trail"`

// rowsWithAPast are the pages with rows, for each role the home and what it opens, with what a row is of: what its link begins
// with. Of a manager's missing sheets there is only the day: the session is not theirs to see. What the database holds is
// nothing on record.
var rowsWithAPast = []struct {
	who, page string
	rows      []string
}{
	{"ana", "/", []string{"/hours/earning.", "/sessions/"}},
	{"ana", "/hours", []string{"/hours/earning.", "/sessions/"}},
	{"ana", "/hours/earning.IFS", []string{"/sessions/"}},
	{"ana", "/hours/way", []string{"/history/evidence/"}},
	{"ana", "/people/:ana", []string{"/history/employment/", "/history/target/", "/history/person/"}},
	{"ana", "/groups", []string{"/groups/"}},
	{"ruth", "/", []string{"/sessions/", "/people/"}},
	{"ruth", "/hours/provided", []string{"/sessions/"}},
	{"ruth", "/people/:ruth", []string{"/history/credential/"}},
	{"ruth", "/groups/health", []string{"/groups/"}},
	{"ruth", "/groups/:thursday", []string{"/sessions/"}},
	{"ruth", "/groups/:thursday/health", []string{"/sessions/"}},
	{"max", "/", []string{"/staff/"}},
	{"max", "/staff", []string{"/staff/"}},
	{"max", "/people/:ana", []string{"/history/employment/"}},
	{"cora@example.org", "/", []string{"/people/", "/sessions/"}},
	{"cora@example.org", "/held", []string{"/people/", "/staff/"}},
	{"cora@example.org", "/disputes", []string{"/sessions/"}},
	{"cora@example.org", "/evidence", []string{"/history/evidence/"}},
	{"cora@example.org", "/coverage", []string{"/coverage/programs/"}},
	{"cora@example.org", "/groups/health", []string{"/groups/"}},
	{"cora@example.org", "/staff", []string{"/staff/"}},
	{"cora@example.org", "/people", []string{"/people/"}},
	{"cora@example.org", "/programs", []string{"/history/program/"}},
	{"cora@example.org", "/closures", []string{"/history/closure/"}},
	{"cora@example.org", "/rules", []string{"/history/association/"}},
	{"cora@example.org", "/coverage/public", []string{"/history/association/"}},
	{"cora@example.org", "/invitations", []string{"/history/invitation/"}},
	{"ana", "/calendar", []string{"/history/feed/"}},
	{"odd@example.org", "/", []string{"/history/duty/"}},
	{"odd@example.org", "/outbox", []string{"/outbox/"}},
	{"odd@example.org", "/accounts", []string{"/accounts/"}},
}

var hrefs = regexp.MustCompile(`href="([^"#]+)(?:#[^"]*)?"`)

// Every row's history is two clicks away: the row leads to it, or to a page that does.
func TestEveryRowsHistoryIsTwoClicksAway(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	v.invite("odd@example.org", "")
	v.push()
	v.training("ana")
	v.closure("CT")
	v.asksForLink("odd@example.org")
	v.invites(access.Invitation{Email: "new@example.org", Name: "New", Role: access.Practitioner, Association: "CT"})
	v.subscribe("ana", "")
	if err := v.store.PublishCoverage(t.Context(), "CT", true, "operator"); err != nil {
		t.Fatal(err)
	}
	cora := v.as("cora@example.org")
	cora.decides(v.factAt("ruth", roster.CredentialMatter), "to", "2027-01-15")
	v.as("ana").post(v.at("thursday", "2026-10-01T10:00")+"/dispute", map[string][]string{"act": {"open"}, "words": {"I was there from ten"}})
	v.push()
	names := strings.NewReplacer(":ana", fmt.Sprint(v.person("ana")), ":ruth", fmt.Sprint(v.person("ruth")), ":thursday", fmt.Sprint(v.group("thursday")))
	for _, at := range rowsWithAPast {
		b, page := v.as(at.who), names.Replace(at.page)
		links := linksIn(b.page(page))
		for _, row := range at.rows {
			if !slices.ContainsFunc(links, func(to string) bool { return strings.HasPrefix(to, row) }) {
				t.Errorf("%s has no row that leads to %s… on %s:\n%q", at.who, row, page, links)
			}
		}
		for _, to := range links {
			if past := pastOfRow(to); past != nil && slices.ContainsFunc(at.rows, func(row string) bool { return strings.HasPrefix(to, row) }) {
				b.leadsToAPast(page, to, past)
			}
		}
	}
}

// linksIn are the addresses that the rows of a page lead to.
func linksIn(a answer) []string {
	_, main, _ := strings.Cut(a.body, "<main")
	var links []string
	for _, m := range hrefs.FindAllStringSubmatch(main, -1) {
		if to := strings.ReplaceAll(m[1], "&amp;", "&"); !slices.Contains(links, to) {
			links = append(links, to)
		}
	}
	return links
}

// pastOfRow is where the history of a row is that leads somewhere; nil where no row leads there.
func pastOfRow(to string) *regexp.Regexp {
	for _, p := range pastBehind {
		row := regexp.MustCompile(p.row)
		if m := row.FindStringSubmatchIndex(to); m != nil {
			return regexp.MustCompile("^" + string(row.ExpandString(nil, p.past, to, m)) + "$")
		}
	}
	return nil
}

// leadsToAPast fails where the history is not at the address, nor one click behind it, or says nothing.
func (b *visitor) leadsToAPast(from, to string, past *regexp.Regexp) {
	b.Helper()
	if past.MatchString(onThePage) {
		b.page(to).must(b.T, onThePage)
		return
	}
	if !past.MatchString(to) {
		links := linksIn(b.page(to))
		i := slices.IndexFunc(links, past.MatchString)
		if i < 0 {
			b.Errorf("%s leads to %s, which leads to no history %s", from, to, past)
			return
		}
		to = links[i]
	}
	a := b.get(to)
	if a.StatusCode != http.StatusOK || !strings.Contains(a.body, "<h1>History</h1>") {
		b.Errorf("%s leads to the history %s: %s", from, to, a.Status)
	}
	if !strings.Contains(a.body, "<ol") && !strings.Contains(to, "/notice/") && !strings.Contains(to, "/duty/") && !strings.Contains(to, "/session/") {
		b.Errorf("%s leads to the history %s, which says nothing", from, to)
	}
}

// The history of a row of the table of staff is two clicks away.
func TestTheHistoryOfARowInTwoClicksInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	p := browser.Open(t, 360, 740)
	v.signIn(p, "max")
	p.Go(v.url + "/staff")
	told := counting(t, p, pastOfARow, 0)
	follows(p, fmt.Sprintf(`th a[href="/staff/%d"]`, v.person("ana")), fmt.Sprintf(`a[href="/history/person/%d"]`, v.person("ana")))
	told()
	if text := p.Text("main"); !strings.Contains(text, "An import put employment on record") {
		t.Errorf("the history says %s", text)
	}
}
