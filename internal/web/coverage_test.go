package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
)

// shore is an association with four Birth to Three programs. In Ash works Ana, an endorsed specialist; in Birch Ben, whose
// endorsement ended in June; in Cedar Cy, who has met with Nora for two hours a month since April, and will have 24 hours in
// twelve months in March, long before the window closes in April 2028; in Dogwood Dee, who has not begun. Eve holds the add-on
// alone. Cora coordinates.
var shore = map[string]string{
	"people.csv": `
person_id,name,email,association,region
ana,Ana Lind,,CT,
ben,Ben Hall,,CT,
cy,Cy Marsh,,CT,
dee,Dee Wray,,CT,
eve,Eve Stone,,CT,
nora,Nora Oak,,CT,`,
	"programs.csv": `
program_id,name,kind,model,region,association
ash,Ash Early Steps,birth_to_three,,North,CT
birch,Birch Early Steps,birth_to_three,,North,CT
cedar,Cedar Early Steps,birth_to_three,,South,CT
dog,Dogwood Early Steps,birth_to_three,,,CT
visits,Home Visits,home_visiting,pat,South,CT`,
	"employment.csv": `
person_id,program_id,role,fte,serves,supervises,from,to
ana,ash,practitioner,1.0,IMH,,2024-01-01,
ben,birch,practitioner,1.0,IMH,,2024-01-01,
cy,cedar,practitioner,1.0,IMH,,2025-01-01,
dee,dog,practitioner,1.0,IMH,,2025-01-01,
eve,dog,practitioner,1.0,IMH,,2025-01-01,
ana,visits,practitioner,0.5,IMH,,2026-10-01,`,
	"credentials.csv": `
person_id,category,status,degree,from,to
ana,IMHS,endorsed,masters,2024-03-01,
ben,IFS,endorsed,bachelors,2024-03-01,2026-06-30
eve,ERS,endorsed,,2025-03-01,
nora,IMHM-C,endorsed,masters,2018-01-01,`,
	"targets.csv": `
person_id,category,degree,opened_on
cy,IFS,bachelors,2026-01-05
dee,IFS,bachelors,2026-01-05`,
	"groups.csv": `
group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id
circle,Circle,nora,CT,America/New_York,reflective,group,in_person,8,,`,
	"memberships.csv": `
group_id,person_id,from,to
circle,cy,2025-01-01,`,
	"sessions.csv":   "\nsession_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet" + circles(),
	"attendance.csv": "\nsession_id,person_id,mark,intervals,focus" + present(),
}

// circles are two hours on the tenth of each month from April to November.
func circles() string {
	var rows strings.Builder
	for month := 4; month <= 11; month++ {
		fmt.Fprintf(&rows, "\ns%d,circle,2026-%02d-10T12:00,120,held,2026-%02d-10T17:00:00Z,2026-%02d-10T19:00:00Z,,,,,verified", month, month, month, month)
	}
	return rows.String()
}

func present() string {
	var rows strings.Builder
	for month := 4; month <= 11; month++ {
		fmt.Fprintf(&rows, "\ns%d,cy,present,,", month)
	}
	return rows.String()
}

// inShore tells a story there, on each database.
func inShore(t *testing.T, story func(v *town)) {
	t.Helper()
	dir := bundle(t, shore)
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := settle(t, db, noon, dir)
		v.invite("cora@example.org", "CT")
		story(v)
	})
}

func TestCoverageOfProgramsAndRegions(t *testing.T) {
	t.Parallel()
	inShore(t, func(v *town) {
		b := v.as("cora@example.org")
		b.page("/coverage")
		home := b.page("/coverage")
		if n := len(v.statements()); n != ofActor+4 {
			t.Errorf("%d statements", n)
		}
		home.must(v.T, "1 of 4 Birth to Three programs has somebody who is endorsed, 1 more has somebody on track, and 2 have neither.",
			"Nobody else sees this page", "No region on record", "Ash Early Steps", "/coverage?association=CT&amp;region=North&amp;show=endorsed#programs")
		home.mustNot(v.T, "Home Visits", "Nobody had looked yet")
		a := b.page("/coverage.csv")
		_, rows, _ := strings.Cut(a.body, "\r\n\r\n")
		want := "Program,Region,State,People endorsed,People on track\r\nBirch Early Steps,North,Neither,0,0\r\nDogwood Early Steps,No region on record,Neither,0,0\r\n" +
			"Cedar Early Steps,South,Somebody on track,0,1\r\nAsh Early Steps,North,Somebody endorsed,1,0\r\n"
		if rows != want {
			t.Errorf("the file is\n%s\nwant\n%s", rows, want)
		}
		// Of a day that is over: Ben's endorsement counts to its last day, and nobody had looked at who was on track.
		b.page("/coverage?on=2026-06-30").must(v.T, "2 of 4 Birth to Three programs have somebody who is endorsed; who else was on track is not known.", "Nobody had looked yet", "As of today")
		b.page("/coverage?on=2026-07-01").must(v.T, "1 of 4 Birth to Three programs has")
		b.page("/coverage?on=2024-06-01").must(v.T, "Both Birth to Three programs have") // before Cedar and Dogwood were there
		b.page("/coverage?kind=home_visiting").must(v.T, "1 of 1 home visiting program has somebody who is endorsed")
		b.page("/coverage?kind=clinic").must(v.T, "No clinic program is on record")
		// The figures open the programs, and these who it is.
		north := b.page("/coverage?region=North&show=without")
		north.must(v.T, "Birch Early Steps", "Those of all regions")
		north.mustNot(v.T, ">Ash Early Steps", ">Cedar Early Steps")
		b.page("/coverage?region=").mustNot(v.T, ">Ash Early Steps")
		cedar := fmt.Sprintf("/coverage/programs/%d", v.program("cedar"))
		b.page("/coverage?show=on_track").must(v.T, cedar)
		b.page(cedar).must(v.T, "Cy Marsh", fmt.Sprintf("/staff/%d", v.person("cy")), "On track and here since 19 November 2026", "Nobody who worked here")
		if n := len(v.statements()); n != ofActor+5 {
			t.Errorf("%d statements", n)
		}
		b.page(fmt.Sprintf("/coverage/programs/%d?on=2026-06-30", v.program("birch"))).must(v.T, "Ben Hall", "Infant Family Specialist", "from 1 March 2024 to 30 June 2026", "Nobody had looked yet")
		b.page(fmt.Sprintf("/coverage/programs/%d", v.program("dog"))).mustNot(v.T, "Eve Stone", "Dee Wray")
		// What no address can mean is what stands there where nobody asks.
		for _, query := range []string{"on=2027-01-01", "on=x", "on=0001-01-01", "kind=hospital&show=all&by=week&from=-1", "from=99999999999999999999", "from=51", "on=%00"} {
			b.page("/coverage?"+query).must(v.T, "1 of 4 Birth to Three programs has", "Birch Early Steps")
		}
	})
}

// What was found is kept: it holds for a week, and what follows is not known until somebody looks again. Cy's hours stop,
// and half a year later no rhythm brings the rest.
func TestWhoWasOnTrackIsKeptAsItWasFound(t *testing.T) {
	t.Parallel()
	inShore(t, func(v *town) {
		v.passes(6 * 24 * time.Hour)
		b := v.as("cora@example.org")
		b.page("/coverage").must(v.T, "1 more has somebody on track")
		v.passes(24 * time.Hour)
		b = v.as("cora@example.org")
		b.page("/coverage").must(v.T, "who else was on track is not known", "Nobody looked in that week")
		v.passes(200 * 24 * time.Hour) // 14 June 2027, when no visit goes on
		v.push()
		v.push() // a second look on a day changes nothing
		edition, err := v.store.Edition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		today := day.MustParse("2027-06-14")
		c, err := v.store.Coverage(t.Context(), edition, endorsement.Covered{Association: "CT", Kind: "birth_to_three"}, day.MustParse("2026-01-01"), today)
		if err != nil {
			t.Fatal(err)
		}
		for on, want := range map[string]struct {
			known, covered bool
		}{"2026-11-18": {false, false}, "2026-11-19": {true, true}, "2026-11-25": {true, true}, "2026-11-26": {false, false}, "2027-06-13": {false, false}, "2027-06-14": {true, false}} {
			if d := day.MustParse(on); c.Knows(d) != want.known || (endorsement.Sum(c.On(d)).OnTrack == 1) != want.covered {
				t.Errorf("on %s: known %t, %+v", on, c.Knows(d), endorsement.Sum(c.On(d)))
			}
		}
	})
}

var cookies = regexp.MustCompile(`(?i)set-cookie`)

// Everybody reads it once a coordinator has put it on the web; nobody before, and nobody after.
func TestThePublicPage(t *testing.T) {
	t.Parallel()
	inShore(t, func(v *town) {
		nothing := v.stranger().get("/public/coverage/XX")
		same := func(what string) {
			t.Helper()
			unknown, a := v.stranger().get("/nowhere-at-all"), v.stranger().get("/public/coverage/CT")
			if a.StatusCode != http.StatusNotFound || a.body != unknown.body || nothing.body != unknown.body || fmt.Sprint(a.Header["Set-Cookie"]) != "[]" {
				t.Errorf("%s: %s\n%s", what, a.Status, a.body)
			}
		}
		same("before")
		b := v.as("cora@example.org")
		look := b.page("/coverage/public")
		look.must(v.T, "Nobody else may read it", "They are too few to tell how many have", "There are 4 Birth to Three programs", "As of 31 October 2026")
		same("looked at")
		b.post("/coverage/public", url.Values{"association": {"CT"}, "step": {"publish"}})
		b.page("/coverage/public").must(v.T, "Everybody may read it, since 19 November 2026", "Take it off the web")
		if n := v.told("CT", "coverage.published"); n != 1 {
			t.Errorf("told %d times", n)
		}
		b.post("/coverage/public", url.Values{"association": {"CT"}, "step": {"publish"}}) // a second click
		if n := v.told("CT", "coverage.published"); n != 1 {
			t.Errorf("told %d times", n)
		}
		v.passes(2 * time.Minute)
		a := v.stranger().get("/public/coverage/CT")
		if a.StatusCode != http.StatusOK || a.Header.Get("Cache-Control") != "public, max-age=60" || len(a.Header["Set-Cookie"]) > 0 || cookies.MatchString(strings.Join(a.Header.Values("Vary"), " ")) {
			t.Errorf("the public page: %s, %v", a.Status, a.Header)
		}
		if n := len(v.statements()); n != 4+1 {
			t.Errorf("%d statements, the rules' among them", n)
		}
		a.must(v.T, "There are 4 Birth to Three programs", "3 or more", "Connecticut")
		a.mustNot(v.T, "Early Steps", "Ana Lind", "Cy Marsh", "North", "Nora")
		if again := v.as("ana").get("/public/coverage/CT"); again.body != a.body {
			t.Error("whoever is signed in reads another page")
		}
		if n := len(v.statements()); n != 0 {
			t.Errorf("asked again: %d statements", n)
		}
		b.post("/coverage/public", url.Values{"association": {"CT"}, "step": {"withdraw"}})
		same("withdrawn")
		if n := v.told("CT", "coverage.withdrawn"); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}

// From home to the programs that have nobody is two clicks, and to who it is in one of the others two as well; the page is
// put on the web in two more, with what everybody would read before it is.
func TestCoverageInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, shore))
	v.invite("cora@example.org", "CT")
	p := browser.Open(t, 360, 740)
	v.signIn(p, "cora@example.org")
	p.Go(v.url + "/")
	without := counting(t, p, coverGap, 0)
	follows(p, `main a[href^="/coverage"]`, `a[href*="show=without"]`)
	without()
	if text := p.Text("#programs"); !strings.Contains(text, "Birch Early Steps") || strings.Contains(text, "Ash Early Steps") {
		t.Errorf("programs with nobody: %s", text)
	}
	p.Go(v.url + "/coverage")
	published := counting(t, p, publishCoverage, 0)
	follows(p, `main a[href^="/coverage/public"]`)
	if text := p.Text("main"); !strings.Contains(text, "This is what everybody would read") {
		t.Errorf("before: %s", text)
	}
	follows(p, "[name=step][value=publish]")
	published()
	p.Go(v.url + "/public/coverage/CT")
	if text := p.Text("main"); !strings.Contains(text, "There are 4 Birth to Three programs") {
		t.Errorf("the public page: %s", text)
	}
}
