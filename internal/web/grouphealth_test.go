package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// courses are two groups of Nora's, and one of Ulf's, in the year to 19 November 2026. In Circle one session was cancelled of
// nine, and all of eight were led by Nora; Cy and Dee belong to it since January, and Cy alone was marked. Of Ulf's Table one of four
// took place, which Nora led, and two were cancelled; one is not taken. In Rest nobody is, and nothing was.
var courses = with(shore, map[string]string{
	"groups.csv": `
group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id
circle,Circle,nora,CT,America/New_York,reflective,group,in_person,8,,
table,Ulf's Table,ana,CT,America/New_York,reflective,group,in_person,8,,
rest,Rest,nora,CT,America/New_York,reflective,group,in_person,8,,`,
	"memberships.csv": `
group_id,person_id,from,to
circle,cy,2025-01-01,
circle,dee,2026-01-01,
circle,ben,2026-01-01,
table,cy,2026-01-01,
table,dee,2026-01-01,
table,ben,2026-01-01,
table,eve,2026-01-01,`,
	"sessions.csv": shore["sessions.csv"] + `
c0,circle,2026-03-10T12:00,120,cancelled,,,,,,,
t1,table,2026-09-01T12:00,60,held,2026-09-01T16:00:00Z,2026-09-01T17:00:00Z,nora,,,,verified
t2,table,2026-09-08T12:00,60,cancelled,,,,,,,
t3,table,2026-09-15T12:00,60,cancelled,,,,,,,
t4,table,2026-09-22T12:00,60,scheduled,,,,,,,`,
	"attendance.csv": shore["attendance.csv"] + `
t1,cy,present,,
t1,dee,absent,,
t1,ben,absent,,
t1,eve,excused,,`,
})

// with is a bundle with some of its files in the place of others.
func with(files map[string]string, others map[string]string) map[string]string {
	all := make(map[string]string, len(files))
	for name, text := range files {
		all[name] = text
	}
	for name, text := range others {
		all[name] = text
	}
	return all
}

func TestHowGroupsGo(t *testing.T) {
	t.Parallel()
	dir := bundle(t, courses)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := settle(t, db, noon, dir)
		v.invite("cora@example.org", "CT")
		b := v.as("cora@example.org")
		page := b.page("/groups/health")
		// Of the table two of three were cancelled, none of one was led by its provider, and one of four came.
		page.must(t, "1 of 2 groups is to be looked at.", "many cancelled", "often led by others", "few come", "1 of 4", "8 of 9", "0%", "25%", "100%", "goes well", "20 November 2025 to 19 November 2026")
		page.mustNot(t, ">Rest<", "it shrinks")
		if strings.Index(page.body, "Ulf") > strings.Index(page.body, ">Circle<") {
			t.Error("the worst is not first")
		}
		one := fmt.Sprintf("/groups/%d/health", v.group("table"))
		course := b.page(one)
		course.must(t, "Led by Nora Oak instead of Ana Lind", "1 of 4 were there", "Not taken", "Cancelled", fmt.Sprintf("/sessions/%d", v.session("table", "2026-09-22T12:00")), "The same as a table")
		b.page(one+"?from=2026-09-02&to=2026-09-20").must(t, "did not meet")
		// A provider sees their own, a member nothing.
		own := v.as("ana").page("/groups/health")
		own.must(t, "Ulf&#39;s Table")
		own.mustNot(t, ">Circle<")
		for _, who := range []string{"cy", "dee"} {
			if a := v.as(who).get(one); a.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %s", who, a.Status)
			}
		}
		for _, query := range []string{"from=x", "from=2026-12-01&to=2026-01-01", "from=1000-01-01&to=2026-01-01", "from=2015-01-01&to=2026-01-01"} {
			for _, path := range []string{"/groups/health", one} {
				if a := b.get(path + "?" + query); a.StatusCode != http.StatusUnprocessableEntity {
					t.Errorf("%s?%s: %s", path, query, a.Status)
				}
			}
		}
		for _, path := range []string{"/groups/health", one} { // nothing is judged of days that have not begun
			ahead := b.page(path + "?from=2029-01-01&to=2029-12-31")
			ahead.must(t, "These days have not begun, so there is nothing to say of them yet.", "From 1 January 2029 to 31 December 2029", `name="to" type="date" value="2029-12-31"`)
			ahead.mustNot(t, "groups is to be looked at", "groups are to be looked at", "goes well", "go well", "did not meet", "No group of yours")
			// Of days that have begun, the heading and the form say the same.
			b.page(path+"?from=2026-01-01&to=2026-12-31").must(t, "From 1 January 2026 to 19 November 2026", `name="to" type="date" value="2026-11-19"`)
		}
		b.page("/groups/health?after=99").must(t, "Ulf&#39;s Table")
		b.page("/").must(t, "1 of 2 groups is to be looked at.", "1 of 4 Birth to Three programs has somebody", "No credential of this association's people ends")
	})
}

// What ends in the next ninety days is on the coordinator's home, with the groups of whoever holds it; what another follows is
// not. The days by hand: 19 November and 90 are 17 February.
func TestCredentialsThatEndAreAtHome(t *testing.T) {
	t.Parallel()
	dir := bundle(t, with(courses, map[string]string{"credentials.csv": `
person_id,category,status,degree,from,to
nora,IMHM-C,endorsed,masters,2018-01-01,2027-02-17
ana,IMHS,endorsed,masters,2024-03-01,2027-02-18
ben,IFS,endorsed,bachelors,2024-03-01,2026-11-18
eve,ERS,emerging,,2025-03-01,2026-12-31
eve,ERS,endorsed,,2027-01-01,
dee,IFA,endorsed,,2024-01-01,2026-11-19`}))
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := settle(t, db, noon, dir)
		v.invite("cora@example.org", "CT")
		home := v.as("cora@example.org").page("/")
		_, list, _ := strings.Cut(home.body, "Credentials that end in the next 90 days")
		list, _, _ = strings.Cut(list, "</ul>")
		for _, want := range []string{"Dee Wray", "19 November 2026", "Nora Oak", "17 February 2027", "provides <a", ">Circle</a>"} {
			if !strings.Contains(list, want) {
				t.Errorf("without %q: %s", want, list)
			}
		}
		for _, not := range []string{"Ana Lind", "Ben Hall", "Eve Stone", ">Rest<"} {
			if strings.Contains(list, not) {
				t.Errorf("with %q: %s", not, list)
			}
		}
	})
}

// The group that there is most to look at of, and its sessions, are two clicks from home.
func TestHowGroupsGoInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, courses))
	v.invite("cora@example.org", "CT")
	p := browser.Open(t, 360, 740)
	v.signIn(p, "cora@example.org")
	p.Go(v.url + "/")
	seen := counting(t, p, groupTrouble, 0)
	follows(p, `main a[href^="/groups/health"]`, "main tbody th a")
	seen()
	if text := p.Text("#sessions"); !strings.Contains(text, "instead of Ana Lind") {
		t.Errorf("its sessions: %s", text)
	}
}
