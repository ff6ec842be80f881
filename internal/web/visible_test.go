package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// Who sees which page: 200 for those named, 404 for everybody else, as if it were not there.
func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		everybody := []string{"ana", "cleo", "dan", "ruth", "vic", "max", "zoe", "eli", "cora@example.org", "odd@example.org"}
		browsers := make(map[string]*visitor)
		for _, who := range everybody {
			browsers[who] = v.as(who)
		}
		person := func(who string) string { return fmt.Sprintf("/staff/%d", v.person(who)) }
		for _, row := range []struct {
			what, path string
			seenBy     []string
		}{
			{"today's session", v.at("thursday", today), []string{"ana", "cleo", "ruth", "cora@example.org"}},
			{"a session that Vic led", v.at("thursday", "2026-10-15T10:00"), []string{"ana", "cleo", "dan", "ruth", "vic", "cora@example.org"}},
			{"a session of Michigan", v.at("bay", "2026-11-05T10:00"), []string{"zoe", "eli", "ruth"}},
			{"the circle", fmt.Sprintf("/groups/%d", v.group("thursday")), []string{"ana", "cleo", "ruth", "vic", "cora@example.org"}},
			{"the circle of Michigan", fmt.Sprintf("/groups/%d", v.group("bay")), []string{"zoe", "eli", "ruth"}},
			{"Ana as staff", person("ana"), []string{"ana", "max", "cora@example.org"}},
			{"Ana's hours as staff", person("ana") + "/earning.IFS", []string{"ana", "max", "cora@example.org"}},
			{"Eli as staff", person("eli"), []string{"eli"}},
			{"a program", "/staff?program=1", []string{"max", "cora@example.org"}},
		} {
			seen := make(map[string]bool)
			for _, who := range row.seenBy {
				seen[who] = true
			}
			for _, who := range everybody {
				want := http.StatusNotFound
				if seen[who] {
					want = http.StatusOK
				}
				if a := browsers[who].get(row.path); a.StatusCode != want {
					v.Errorf("%s at %s: %s, want %d", who, row.what, a.Status, want)
				}
			}
		}
	})
}

func TestASuperviseeSeesTheirOwnPartAndNobodyElses(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		open := b.page(v.at("thursday", today))
		open.mustNot(v.T, "Save and verify", "Ben Hollis", "<form method=\"post\" action=\"/sessions")
		open.must(v.T, "Nobody has verified yet who was there")
		signed := b.page(v.at("thursday", "2026-10-01T10:00"))
		signed.must(v.T, "Late, came at 10:15 AM", `title="1:45">1.75`, "counted", "Ruth Okonkwo")
		signed.mustNot(v.T, "Ben Hollis", "Cleo Rivera", "Excused")
		group := b.page(fmt.Sprintf("/groups/%d", v.group("thursday")))
		group.mustNot(v.T, "Members", "Ben Hollis", "Take attendance", "Finish the sheet")
		if a := b.post(v.at("thursday", today), formIn(v.as("ruth").page(v.at("thursday", today)).body)); a.StatusCode != http.StatusForbidden {
			v.Errorf("a supervisee sends the sheet: %s", a.Status)
		}
		b.page("/").mustNot(v.T, "Take attendance")
	})
}

// Who sits in a session as a supervisee cannot sign it, whatever else they are: here the provider of another group.
func TestASuperviseeCannotSign(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.passes(14*24*time.Hour + time.Hour + 30*time.Minute)
		b := v.as("ruth") // a member of the Bay circle
		path := v.at("bay", "2026-12-03T10:00")
		b.page(path).mustNot(v.T, "Save and verify")
		form := marked(v.as("zoe").page(path), "present", "present")
		if a := b.post(path, form); a.StatusCode != http.StatusForbidden {
			v.Errorf("%s\n%s", a.Status, a.body)
		}
	})
}

// A manager sees the entries of the time in their program, and the figures of the whole.
func TestAManagerSeesTheTimeInTheirProgram(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("max")
		staff := b.page("/staff")
		staff.must(v.T, "Harbor Birth to Three", "Ana Lindqvist", "Infant Family Specialist", `title="3:45">3.75</data></a> <small>of 24</small>`, `title="2:00">2.00`, "asks for no hours", "No target or renewal on record")
		staff.mustNot(v.T, "Eli Brandt", "Bay Home Visiting")
		ana := b.page(fmt.Sprintf("/staff/%d", v.person("ana")))
		ana.must(v.T, "Those since 1 March 2026", "Thursday 1 October 2026", "Thursday 15 October 2026")
		ana.mustNot(v.T, "Thursday 15 January 2026", `href="/sessions/`)
		purpose := b.page(fmt.Sprintf("/staff/%d/earning.IFS", v.person("ana")))
		purpose.must(v.T, "1 more lie outside the time in your program", "waits for the coordinator")
		purpose.mustNot(v.T, "Thursday 15 January 2026")
		b.page("/").must(v.T, "Your staff")
	})
}

func TestHomeHasAPartForEachRole(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.as("ana").page("/").must(v.T, "Hello Ana Lindqvist", "Infant Family Specialist", `title="3:45">3.75</data></a> <span>of 24 hours`, "2.00</data> wait for the coordinator",
			`20.25</data> missing; <data value="1095" title="18:15">18.25</data> if what waits is counted`,
			`Thursday 3 December 2026, <span class="whole">10:00 AM–12:00 PM`, "2 of 12 calendar months")
		v.as("cleo").page("/").must(v.T, "This category asks for no hours")
		ruth := v.as("ruth").page("/")
		ruth.must(v.T, "Take attendance", "Sheets that wait for you", "Thursday 5 November 2026", "Finish the sheet", `Thursday 3 December 2026, <span class="whole">10:00–11:00 AM PST`)
		ruth.mustNot(v.T, "Thursday 12 November 2026, 10:00") // cancelled: it waits for nobody
		cora := v.as("cora@example.org").page("/")
		cora.must(v.T, "Connecticut Association for Infant Mental Health", "Welcome", "3 people have hours that wait for a decision" /* Ana, Ben, and Ruth, of whom no employment is on record */, "Sheets nobody has verified", "Thursday 5 November 2026", "Not marked yet")
		cora.mustNot(v.T, "Bay circle", "Your hours")
		odd := v.as("odd@example.org").page("/")
		odd.must(v.T, "How Attune runs", "No mail server is set", "Not run yet: push and days.", "What runs by itself</h2>", "push", "days")
		odd.mustNot(v.T, "My hours", "Staff", "Groups")
	})
}

func TestEveryFigureOpensItsEntries(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		all := b.page("/hours/earning.IFS")
		all.must(v.T, "All 3", "Counted 2", "Waiting 1", "Not counted 0", "Ruth Okonkwo", "The provider&#39;s credential had ended before that day.", "/rules#source-", "/rules#reason-provider_lapsed")
		counted := b.page("/hours/earning.IFS?show=counted")
		counted.must(v.T, "Thursday 1 October 2026", "Thursday 15 January 2026")
		counted.mustNot(v.T, "Thursday 15 October 2026")
		waits := b.page("/hours/earning.IFS?show=waits")
		waits.must(v.T, "Thursday 15 October 2026")
		waits.mustNot(v.T, "Thursday 1 October 2026")
		rules := b.page("/rules")
		rules.must(v.T, `id="reason-provider_lapsed"`, `id="source-A3"`, `id="own"`)
	})
}

// A meeting's link is for members who are signed in.
func TestALinkToMeetOnline(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		const link = "https://meet.example.org/bay"
		v.as("eli").page("/").must(v.T, link)
		v.as("eli").page(v.at("bay", "2026-12-03T10:00")).must(v.T, link)
		v.as("zoe").page(fmt.Sprintf("/groups/%d", v.group("bay"))).must(v.T, link)
	})
}
