package web_test

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/world"
)

// ofActor is how many statements it takes to know who is signed in: their visit, and who they are with all their roles.
const ofActor = 2

// A page makes as many statements in a large association as in a small one: ofActor for who is signed in, and for what it
// shows these. Where a purpose is late, the open groups are asked for: five, and one where there are none.
var statementsOf = map[string]int{
	"home of a practitioner": ofActor + 6, "home, late": ofActor + 9, "home of a late provider": ofActor + 13, "hours": ofActor + 5, "purpose": ofActor + 5, "hours, late": ofActor + 6, "purpose, late": ofActor + 6, "groups": ofActor + 1, "account": ofActor + 4, "calendar": ofActor + 2, "group": ofActor + 3, "rules": ofActor, "coming rules": ofActor, "whose verdicts": ofActor + 5,
	"home of a provider": ofActor + 10, "sheet": ofActor + 4 + 1, "verified": ofActor + 5 + 2,
	"home of a manager": ofActor + 11, "staff": ofActor + 5, "staff for a period": ofActor + 6, "member": ofActor + 5, "hours of staff": ofActor + 5, "what if": ofActor + 6, "hours of a member": ofActor + 5,
	"the whole way": ofActor + 7, "the way of a member": ofActor + 8, "evidence that waits": ofActor + 3, "who may bill": ofActor + 3,
	"year of an association": ofActor + 2, "year of a group": ofActor + 5, "year of a member's group": ofActor + 4, "one's own year": ofActor + 2,
	"home of a coordinator": ofActor + 9, "next year": ofActor + 18, "next year, nothing evident": ofActor + 12, "groups' health": ofActor + 2, "a group's health": ofActor + 2, "coverage": ofActor + 4, "look at the public page": ofActor + 4, "home of an operator": ofActor + 6,
	"history of a person": ofActor + 4, "history of a group": ofActor + 5, "history of a target": ofActor + 5, "history of a session": ofActor + 6, "history of a signed session": ofActor + 7, "history of an account": ofActor + 4,
}

func TestAPagesStatementsDoNotGrow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		invented, cast, err := world.Demo(noon)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := invented.WriteTo(dir); err != nil {
			t.Fatal(err)
		}
		v := settle(t, db, noon, dir)
		v.invite(cast.Coordinator, string(world.Connecticut))
		v.invite(cast.Operator, "")
		circle, person := string(cast.Group), string(cast.Practitioner)
		v.counts("the demo", map[string][3]string{
			"home of a practitioner": {person, "/"}, "hours": {person, "/hours"}, "purpose": {person, "/hours/earning.IFS"}, "groups": {person, "/groups"},
			"account": {person, "/account"}, "calendar": {person, "/calendar"}, "group": {person, fmt.Sprintf("/groups/%d", v.group(circle))}, "rules": {person, "/rules"}, "coming rules": {person, "/rules/coming"}, "whose verdicts": {cast.Coordinator, "/rules/coming/people"},
			"home of a provider": {string(cast.Provider), "/"}, "sheet": {string(cast.Provider), v.named(circle, string(cast.Today))},
			"home of a manager": {string(cast.Manager), "/"}, "staff": {string(cast.Manager), "/staff"}, "staff for a period": {string(cast.Manager), "/staff?from=2026-07-01&to=2026-09-30"}, "member": {string(cast.Manager), fmt.Sprintf("/staff/%d", v.person(person))},
			"hours of staff": {string(cast.Manager), "/staff/hours.csv"}, "what if": {person, "/hours/what-if?category=IMHS&degree=masters&association=CT&opened=2026-01-05"}, "hours of a member": {string(cast.Manager), fmt.Sprintf("/staff/%d/hours", v.person(person))},
			"the whole way": {person, "/hours/way"}, "the way of a member": {cast.Coordinator, fmt.Sprintf("/staff/%d/way", v.person(person))}, "evidence that waits": {cast.Coordinator, "/evidence"},
			"history of a person": {cast.Coordinator, fmt.Sprintf("/history/person/%d", v.person(person))}, "history of a group": {string(cast.Provider), fmt.Sprintf("/history/group/%d", v.group(circle))},
			"history of a session":  {string(cast.Provider), "/history" + strings.Replace(v.named(circle, string(cast.Today)), "sessions", "session", 1)},
			"home of a coordinator": {cast.Coordinator, "/"}, "coverage": {cast.Coordinator, "/coverage"}, "groups' health": {cast.Coordinator, "/groups/health"}, "a group's health": {string(cast.Provider), fmt.Sprintf("/groups/%d/health", v.group(circle))}, "look at the public page": {cast.Coordinator, "/coverage/public"}, "home of an operator": {cast.Operator, "/"},
			"year of an association": {cast.Coordinator, "/associations/CT/year?view=list"}, "year of a group": {string(cast.Provider), fmt.Sprintf("/groups/%d/year?view=year", v.group(circle))},
			"year of a member's group": {person, fmt.Sprintf("/groups/%d/year?view=list", v.group(circle))}, "one's own year": {person, "/calendar/year?view=year"},
		})
	})
	inHarbor(t, func(v *town) {
		v.training("ana")
		v.invite("mia@example.org", "MI")
		v.counts("the harbor", map[string][3]string{
			"home, late": {"ana", "/"}, "hours, late": {"ana", "/hours"}, "purpose, late": {"ana", "/hours/earning.IFS"}, "groups": {"ana", "/groups"},
			"account": {"ana", "/account"}, "calendar": {"ana", "/calendar"}, "group": {"ana", fmt.Sprintf("/groups/%d", v.group("thursday"))}, "rules": {"ana", "/rules"}, "coming rules": {"ana", "/rules/coming"}, "whose verdicts": {"cora@example.org", "/rules/coming/people"},
			"home of a late provider": {"ruth", "/"}, "sheet": {"ruth", v.at("thursday", today)}, "verified": {"ruth", v.at("thursday", "2026-10-01T10:00")},
			"home of a manager": {"max", "/"}, "staff": {"max", "/staff"}, "staff for a period": {"max", "/staff?from=2026-07-01&to=2026-09-30"}, "member": {"max", fmt.Sprintf("/staff/%d", v.person("ana"))},
			"hours of staff": {"max", "/staff/hours.csv"}, "what if": {"ana", "/hours/what-if?category=IMHS&degree=masters&association=CT&opened=2026-01-05"}, "hours of a member": {"max", fmt.Sprintf("/staff/%d/hours", v.person("ana"))},
			"the whole way": {"ana", "/hours/way"}, "the way of a member": {"cora@example.org", fmt.Sprintf("/staff/%d/way", v.person("ana"))}, "evidence that waits": {"cora@example.org", "/evidence"}, "who may bill": {"mia@example.org", "/staff/medicaid"},
			"history of a person": {"max", fmt.Sprintf("/history/person/%d", v.person("ana"))}, "history of a group": {"ruth", fmt.Sprintf("/history/group/%d", v.group("thursday"))},
			"history of a signed session": {"ruth", "/history" + strings.Replace(v.at("thursday", "2026-10-01T10:00"), "sessions", "session", 1)},
			"history of an account":       {"odd@example.org", "/history/account/" + v.accountOf("ana")[":id"]},
			"history of a target":         {"ana", fmt.Sprintf("/history/target/%v", v.fact("ana", roster.TargetMatter)[":fact"])},
			"home of a coordinator":       {"cora@example.org", "/"}, "coverage": {"cora@example.org", "/coverage"}, "look at the public page": {"cora@example.org", "/coverage/public"}, "home of an operator": {"odd@example.org", "/"},
			"groups' health":             {"cora@example.org", "/groups/health"},
			"next year, nothing evident": {"cora@example.org", toNextYear},
			"a group's health":           {"ruth", fmt.Sprintf("/groups/%d/health", v.group("thursday"))},
			"year of an association":     {"cora@example.org", "/associations/CT/year?view=list"}, "year of a group": {"ruth", fmt.Sprintf("/groups/%d/year?view=year", v.group("thursday"))},
			"year of a member's group": {"ana", fmt.Sprintf("/groups/%d/year?view=list", v.group("thursday"))}, "one's own year": {"ana", "/calendar/year?view=year"},
		})
	})
}

// counts holds pages, each of somebody at an address, against how many statements they may make.
func (v *town) counts(where string, pages map[string][3]string) {
	v.Helper()
	for name, page := range pages {
		b := v.as(page[0])
		b.page(page[1]) // the edition of the rules is looked up once a minute
		b.page(page[1])
		if got, want := len(v.statements()), statementsOf[name]; got != want {
			v.Errorf("%s in %s: %d statements, want %d:\n%q", name, where, got, want, v.statements())
		}
	}
}

// Six groups are laid out for their next year in as many statements as two, copied ones among them.
func TestTheNextYearOfSixGroupsMakesNoMoreStatements(t *testing.T) {
	t.Parallel()
	for _, groups := range []int{2, 6} {
		files := maps.Clone(harbor)
		for i := range groups {
			files["groups.csv"] += fmt.Sprintf("\nround%d,Round %d 2026,ruth,CT,America/New_York,reflective,group,virtual,2,Online,", i, i)
			files["memberships.csv"] += fmt.Sprintf("\nround%d,ana,2026-01-01,\nround%d,ben,2026-01-01,\nround%d,cleo,2026-02-01,", i, i, i)
			for _, date := range []string{"10-05", "10-19", "11-02", "11-16"} {
				files["sessions.csv"] += fmt.Sprintf("\nr%d-%s,round%d,2026-%sT%02d:00,60,scheduled,,,vic,,,,", i, date, i, date, 7+2*i)
			}
		}
		inTown(t, files, func(v *town) {
			cora := v.as("cora@example.org")
			form := cora.fill(toNextYear, "step", "do")
			for i := range groups - 1 {
				form.Del(v.copyOf(fmt.Sprintf("round%d", i+1)) + "copy")
			}
			cora.post(toNextYear, form)
			v.counts(fmt.Sprintf("a harbor of %d rounds", groups), map[string][3]string{"next year": {"cora@example.org", toNextYear}})
			page := cora.page(toNextYear)
			if n := strings.Count(page.body, "members are asked whether to go on"); n != groups-1 || v.copied("round0") == 0 {
				v.Errorf("of %d groups %d are laid out, the first is copied to %d", groups, n, v.copied("round0"))
			}
		})
	}
}

// Who coordinates five associations has a home of as many statements as who coordinates one, and all of the five on it.
func TestAHomeOfFiveAssociationsMakesNoMoreStatements(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		five := []string{"CT", "MI", "AZ", "WA", "RI"}
		for _, code := range five {
			v.invite("all@example.org", code)
		}
		v.invite("mia@example.org", "MI")
		b := v.as("all@example.org")
		b.page("/")
		home := b.page("/")
		if got, want := len(v.statements()), statementsOf["home of a coordinator"]; got != want {
			v.Errorf("%d statements, want %d:\n%q", got, want, v.statements())
		}
		// In Connecticut and in Michigan sessions are planned; the others are yet to begin.
		if n := strings.Count(home.body, "Nothing is planned here yet"); n != 3 {
			v.Errorf("%d associations are told how to begin, want 3", n)
		}
		for _, alone := range []string{"cora@example.org", "mia@example.org"} {
			for _, sheet := range regexp.MustCompile(`href="/sessions/\d+"`).FindAllString(v.as(alone).page("/").body, -1) {
				home.must(v.T, sheet)
			}
		}
	})
}
