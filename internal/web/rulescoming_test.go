package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/rulebook"
	"attune/internal/web"
)

// comingEdition is the edition that comes with the program, changed by hand: IFS and its twin ask for 30 hours; from October
// 2026 on a mentor alone, without the add-on ERS, gives no hours toward IFS and IFRS; North Carolina's vetted providers end.
func comingEdition(t *testing.T) *rulebook.Edition {
	t.Helper()
	force, err := rulebook.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	text := force.Body()
	for _, change := range [][2]string{
		{`edition: "2026-11"`, `edition: "2027-01"`},
		{`scope: prevention_intervention,   exam: false, earn_hours: 24, providers: FS,   source: [C2, M1]`, `scope: prevention_intervention,   exam: false, earn_hours: 30, providers: FS,   source: [C2, C6]`},
		{
			`{from: 2025-01-01, to: null,       any: [{add_on: ERS, emerging: true}, {category: IMHM-C}], source: [A3, A4, A10], confidence: seen}`,
			`{from: 2025-01-01, to: 2026-10-01, any: [{add_on: ERS, emerging: true}, {category: IMHM-C}], source: [A3, A4, A10], confidence: seen}
    - {from: 2026-10-01, to: null, any: [{add_on: ERS}], source: [A4], confidence: seen}`,
		},
		{`vetted: {until: 2027-12-31}, `, ``},
	} {
		if strings.Count(text, change[0]) != 1 {
			t.Fatalf("the edition in force has %q %d times", change[0], strings.Count(text, change[0]))
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	coming, err := rulebook.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return coming
}

// tide is a circle that Nora, a mentor without the add-on, leads twice for an hour and a half: in September and in October.
// Ana earns IFS and Ben IMHS in Connecticut, Zed IFS in Michigan; all three were there. Twenty-seven others of Connecticut
// have nothing on record, so that it has thirty people.
func tide() map[string]string {
	files := map[string]string{
		"people.csv": `
person_id,name,email,association,region
ana,Ana Lind,,CT,
ben,Ben Hall,,CT,
zed,Zed Roe,,MI,
nora,Nora Oak,,CT,`,
		"programs.csv": `
program_id,name,kind,model,region,association
clinic,Clinic,clinic,,,CT`,
		"employment.csv": `
person_id,program_id,role,fte,serves,supervises,from,to
ana,clinic,practitioner,1.0,IMH,,2024-01-01,
ben,clinic,practitioner,1.0,IMH,,2024-01-01,
zed,clinic,practitioner,1.0,IMH,,2024-01-01,`,
		"credentials.csv": `
person_id,category,status,degree,from,to
nora,IMHM-C,endorsed,masters,2018-05-01,`,
		"targets.csv": `
person_id,category,degree,opened_on
ana,IFS,bachelors,2026-01-05
ben,IMHS,masters,2026-01-05
zed,IFS,bachelors,2026-01-05`,
		"groups.csv": `
group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id
circle,Circle,nora,CT,America/New_York,reflective,group,in_person,8,,`,
		"memberships.csv": `
group_id,person_id,from,to
circle,ana,2025-01-01,
circle,ben,2025-01-01,
circle,zed,2025-01-01,`,
		"sessions.csv": `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet
sep,circle,2026-09-10T10:00,90,held,2026-09-10T14:00:00Z,2026-09-10T15:30:00Z,,,,,verified
oct,circle,2026-10-08T10:00,90,held,2026-10-08T14:00:00Z,2026-10-08T15:30:00Z,,,,,verified`,
		"attendance.csv": `
session_id,person_id,mark,intervals,focus
sep,ana,present,,
sep,ben,present,,
sep,zed,present,,
oct,ana,present,,
oct,ben,present,,
oct,zed,present,,`,
	}
	var others strings.Builder
	for i := range 27 {
		fmt.Fprintf(&others, "\no%02d,Other %02d,,CT,", i, i)
	}
	files["people.csv"] += others.String()
	return files
}

// By hand, as of 19 November 2026. In force both sessions count toward IFS: 3 of 24 hours, in 2 of 12 months. By the coming
// edition the one of October was led by somebody who holds no ERS, whom the range from that month on asks for: at an
// association that turns no provider away it waits (1.50 counted, 1.50 waiting, 1 of 12 months), at Michigan, whose range was
// seen at its source, it is not counted. IMHS has a provider set of its own, and mentors are in it still: of Ben nothing changes.
func TestWhoseVerdictsTheComingRulesWouldChange(t *testing.T) {
	t.Parallel()
	inTown(t, tide(), func(v *town) {
		v.invite("mia@example.org", "MI")
		ana := v.as("ana")
		before := ana.page("/hours/earning.IFS").body
		cora := v.as("cora@example.org")
		cora.page("/").must(v.T, "edition 2026-11", "Beside edition 2027-01", `href="/rules/coming/people"`)
		first := cora.page("/rules/coming/people")
		if n := len(v.statements()); n != ofActor+statementsOfRecast {
			t.Errorf("%d statements: %q", n, v.statements())
		}
		first.must(v.T, "25 people looked at, 1 of them would have other verdicts, 0 more only other figures.", "Ana Lind", "Infant Family Specialist",
			`data-label="In force:">3.00`, `data-label="Coming:">1.50`, `data-label="In force:">24`, `data-label="Coming:">30`,
			`data-label="In force:">2 of 12 months`, `data-label="Coming:">1 of 12 months`, `data-label="In force:">0.00`,
			"Thursday 8 October 2026", "counted. This hour counts toward", "waits for the coordinator. The provider&#39;s credential could not be confirmed for that day.",
			fmt.Sprintf("/staff/%d/sessions/%d", v.person("ana"), v.session("circle", "2026-10-08T10:00")))
		first.mustNot(v.T, "Ben Hall", "Zed Roe", "Thursday 10 September 2026", "With the pages before", "That is everybody")
		next := between(first.body, `class="button quiet" href="`, `"`)
		second := cora.page(strings.ReplaceAll(next, "&amp;", "&"))
		if n := len(v.statements()); n != ofActor+statementsOfRecast {
			t.Errorf("%d statements of the second page: %q", n, v.statements())
		}
		second.must(v.T, "5 people looked at, 0 of them", "With the pages before: 30 people looked at, 1 of them", "Nobody of these", "That is everybody")
		v.as("mia@example.org").page("/rules/coming/people").must(v.T, "1 person looked at, 1 of them", "Zed Roe", "not counted. The provider held no credential on that day")
		if ana.page("/hours/earning.IFS").body != before {
			t.Error("something was kept")
		}
		for _, query := range []string{"after=x", "after=99999999999999999999", "looked=-1&changing=5", "looked=2&changing=5", "looked=x", "looked=99999999999", "looked=5&changing=3&figures=3", "looked=5&changing=1&figures=-1"} {
			cora.page("/rules/coming/people?"+query).mustNot(v.T, "With the pages before", "99999999999")
		}
		if a := ana.get("/rules/coming/people"); a.StatusCode != http.StatusNotFound {
			t.Errorf("a practitioner looks at whose verdicts would change: %s", a.Status)
		}
	})
}

// Dora earns IFS, too, and has no hour: she is asked for 30 in place of 24, and no verdict of hers is another. Ana's is.
func TestOtherFiguresAloneAreSaidApart(t *testing.T) {
	t.Parallel()
	files := tide()
	files["people.csv"] += "\ndora,Dora Dee,,CT,"
	files["targets.csv"] += "\ndora,IFS,bachelors,2026-01-05"
	inTown(t, files, func(v *town) {
		cora := v.as("cora@example.org")
		first := cora.page("/rules/coming/people")
		first.must(v.T, "25 people looked at, 1 of them would have other verdicts, 1 more only other figures.", "Dora Dee")
		second := cora.page(strings.ReplaceAll(between(first.body, `class="button quiet" href="`, `"`), "&amp;", "&"))
		second.must(v.T, "6 people looked at, 0 of them would have other verdicts, 0 more only other figures.", "With the pages before: 31 people looked at, 1 of them would have other verdicts, 1 more only other figures.")
	})
}

// Both editions stand side by side, each change in a word, with sources and how sure they are.
func TestTheComingRulesSideBySide(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ana")
		b.page("/rules").must(v.T, "Edition 2027-01 is coming: both side by side")
		page := b.page("/rules/coming")
		// IFS and ECFS (hours and sources), and of three pairs of categories the old range (changed) and the new one (added), of
		// which two pairs, IFS and IFRS, use the set: 2 + 4 + 4; and the vetted of North Carolina: 11.
		page.must(v.T, "11 rules differ.", "Infant Family Specialist (IFS)", "Asks for 24 hours", "Asks for 30 hours", `<span class="chip waits">changed</span>`,
			"from 1 October 2026", `<span class="chip counted">added</span>`, "Up to, not including, 1 October 2026",
			`North Carolina Infant and Young Child Mental Health Association, vetted providers <span class="chip rejected">removed</span>`, "Says nothing of it.",
			`href="#source-C6"`, `id="source-C6"`, "read on the source&#39;s page", "a reading that the association has yet to confirm")
		page.mustNot(v.T, "Whose verdicts")
		v.as("cora@example.org").page("/rules/coming").must(v.T, `href="/rules/coming/people"`)
		if n := strings.Count(page.body, `<span class="chip `); n != 11 {
			t.Errorf("%d changes are marked", n)
		}
		loaded, err := v.store.PutInForce(t.Context(), comingEdition(v.T), access.TheOperator)
		if err != nil || !loaded {
			t.Fatal(loaded, err)
		}
		v.passes(2 * time.Minute) // pages ask for the edition once a minute
		b.page("/rules/coming").must(v.T, "Edition 2027-01 came, and is in force.")
		v.as("cora@example.org").page("/rules/coming/people").must(v.T, "No coming edition waits", "edition 2027-01 is in force")
	})
}

func TestWithoutComingRulesThePagesSayHowTheyAreBrought(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.url = v.servedWith(func(c *web.Config) { c.Coming = nil })
		b := v.as("cora@example.org")
		b.page("/").must(v.T, "The rules in force, edition 2026-11", "Is another edition coming?")
		b.page("/rules").must(v.T, "Is another edition coming?")
		b.page("/rules/coming").must(v.T, "No coming edition is known here", "ATTUNE_COMING_RULES")
		b.page("/rules/coming/people").must(v.T, "No coming edition waits")
	})
}

// An edition that no longer knows what somebody is earning is told of them, and keeps nobody else's page away.
func TestAComingEditionThatKnowsLess(t *testing.T) {
	t.Parallel()
	inTown(t, tide(), func(v *town) {
		v.invite("mia@example.org", "MI")
		force, err := rulebook.Embedded()
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(strings.Replace(force.Body(), `edition: "2026-11"`, `edition: "2027-02"`, 1)) {
			if !strings.HasPrefix(line, "  MI: {name") {
				lines = append(lines, line)
			}
		}
		less, err := rulebook.Load([]byte(strings.Replace(strings.Join(lines, ""), "medicaid: {MI: {", "medicaid: {CT: {", 1)))
		if err != nil {
			t.Fatal(err)
		}
		v.url = v.servedWith(func(c *web.Config) { c.Coming = less })
		v.as("mia@example.org").page("/rules/coming/people").must(v.T, "Zed Roe", "could not be judged")
		v.as("cora@example.org").page("/rules/coming/people").must(v.T, "25 people looked at, 0 of them")
	})
}

// From home it is one click to whose verdicts would change, and one more to both editions side by side.
func TestTheComingRulesInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "cora@example.org", 360, 740)
	p.Go(v.url + "/")
	seen := counting(t, p, comingVerdicts, 0)
	follows(p, `a[href="/rules/coming/people"]`)
	seen()
	if text := p.Text("main"); !strings.Contains(text, "Ana Lindqvist") || !strings.Contains(text, "looked at") {
		t.Errorf("the page says %s", text)
	}
	follows(p, `a[href="/rules/coming"]`)
	if text := p.Text("main"); !strings.Contains(text, "11 rules differ.") {
		t.Errorf("side by side stands %s", text)
	}
}

// statementsOfRecast are those of a page of people: a page of the roll, and the facts of its people.
var statementsOfRecast = statementsOf["whose verdicts"] - ofActor
