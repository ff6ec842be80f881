package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// practising is Nora, who led sixteen hours of her circle this year and one of Ulf's Table; whose only credential ends on 17
// February, the ninetieth day from now; and who is to lead twice, the second time after that day.
var practising = with(courses, map[string]string{
	"credentials.csv": `
person_id,category,status,degree,from,to
nora,IMHM-C,endorsed,masters,2018-01-01,2027-02-17`,
	"sessions.csv": courses["sessions.csv"] + `
next,circle,2026-11-24T12:00,120,scheduled,,,,,,,
later,circle,2027-03-02T12:00,120,scheduled,,,,,,,`,
})

func TestWhatAProviderFindsAtHome(t *testing.T) {
	t.Parallel()
	dir := bundle(t, practising)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := settle(t, db, noon, dir)
		next := fmt.Sprintf("/sessions/%d", v.session("circle", "2026-11-24T12:00"))
		v.as("cy").post(next+"/absence", url.Values{"away": {"yes"}, "act": {"away"}})
		b := v.as("nora")
		home := b.page("/")
		home.must(t, "17.00", "in 2026", "Your credential ends", "Clinical", "until 17 February 2027", "hours you lead no longer count toward", "Infant Family Specialist",
			"You are to lead 1 session after that day.", "Who cannot come", `Tuesday 24 November 2026, <span class="whole">12:00 PM</span></a></span><small>Circle · Cy Marsh`, "/groups/health")
		at := "/hours/provided?from=2026-01-01&to=2026-11-19"
		if !strings.Contains(home.body, strings.ReplaceAll(at, "&", "&amp;")) {
			t.Error("the hours provided open nothing")
		}
		page := b.page(at)
		page.must(t, "17.00", "Tuesday 1 September 2026", "Ulf&#39;s Table", fmt.Sprintf("/sessions/%d", v.session("table", "2026-09-01T12:00")))
		if n := len(v.statements()); n != ofActor+1 {
			t.Errorf("%d statements", n)
		}
		b.page("/hours/provided?from=2026-04-01&to=2026-06-30").must(t, "6.00") // April, May and June
		spring := b.page("/hours/provided.csv?from=2026-04-01&to=2026-06-30")
		lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(spring.body, "\r", "")), "\n")
		if last := lines[len(lines)-1]; last != "All of them,,,,6.00" || spring.Header.Get("Content-Disposition") != `attachment; filename="provided-2026-04-01-to-2026-06-30.csv"` {
			t.Errorf("as a file: %s", spring.body)
		}
		spring.must(t, "Hours provided", "From,2026-04-01", "Day,Group,What,Supervisees,Hours")
		if a := b.get("/hours/provided.csv?from=x&to=2026-06-30"); a.StatusCode != http.StatusSeeOther {
			t.Errorf("a file of no day: %s", a.Status)
		}
		if a := b.get("/hours/provided?from=x&to=2026-06-30"); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("no day: %s", a.Status)
		}
		v.as("cy").page("/").mustNot(t, "Hours you provided", "Your credential ends")
		v.as("ana").page("/").mustNot(t, "Who cannot come") // who provides another group
	})
}

// The sessions behind the hours that somebody provided are a click from home, and a session with its history another.
func TestHoursProvidedInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, practising))
	p := browser.Open(t, 360, 740)
	v.signIn(p, "nora")
	p.Go(v.url + "/")
	seen := counting(t, p, auditProvided, 0)
	follows(p, `main a[href^="/hours/provided"]`, "#entries a")
	seen()
	if text := p.Text("main"); !strings.Contains(text, "Circle") {
		t.Errorf("the session: %s", text)
	}
}
