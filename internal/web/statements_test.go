package web_test

import (
	"fmt"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/world"
)

// A page makes as many statements in a large association as in a small one: three for who is signed in, and for what it
// shows these. Where a purpose is late, the open groups are asked for: five, and one where there are none.
var statementsOf = map[string]int{
	"home of a practitioner": 3 + 5, "home, late": 3 + 8, "home of a late provider": 3 + 13, "hours": 3 + 5, "purpose": 3 + 5, "hours, late": 3 + 6, "purpose, late": 3 + 6, "groups": 3 + 1, "account": 3 + 4, "group": 3 + 3, "rules": 3, "coming rules": 3, "whose verdicts": 3 + 5,
	"home of a provider": 3 + 10, "sheet": 3 + 4 + 1, "verified": 3 + 5 + 2,
	"home of a manager": 3 + 10, "staff": 3 + 5, "member": 3 + 5, "hours of staff": 3 + 5, "what if": 3 + 6, "hours of a member": 3 + 4,
	"the whole way": 3 + 7, "the way of a member": 3 + 8, "evidence that waits": 3 + 2, "who may bill": 3 + 3,
	"year of an association": 3 + 2, "year of a group": 3 + 5, "year of a member's group": 3 + 4, "one's own year": 3 + 2,
	"home of a coordinator": 3 + 12, "groups' health": 3 + 3, "a group's health": 3 + 3, "coverage": 3 + 4, "look at the public page": 3 + 4, "home of an operator": 3 + 8,
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
			"account": {person, "/account"}, "group": {person, fmt.Sprintf("/groups/%d", v.group(circle))}, "rules": {person, "/rules"}, "coming rules": {person, "/rules/coming"}, "whose verdicts": {cast.Coordinator, "/rules/coming/people"},
			"home of a provider": {string(cast.Provider), "/"}, "sheet": {string(cast.Provider), v.named(circle, string(cast.Today))},
			"home of a manager": {string(cast.Manager), "/"}, "staff": {string(cast.Manager), "/staff"}, "member": {string(cast.Manager), fmt.Sprintf("/staff/%d", v.person(person))},
			"hours of staff": {string(cast.Manager), "/staff/hours.csv"}, "what if": {person, "/hours/what-if?category=IMHS&degree=masters&association=CT&opened=2026-01-05"}, "hours of a member": {string(cast.Manager), fmt.Sprintf("/staff/%d/hours", v.person(person))},
			"the whole way": {person, "/hours/way"}, "the way of a member": {cast.Coordinator, fmt.Sprintf("/staff/%d/way", v.person(person))}, "evidence that waits": {cast.Coordinator, "/evidence"},
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
			"account": {"ana", "/account"}, "group": {"ana", fmt.Sprintf("/groups/%d", v.group("thursday"))}, "rules": {"ana", "/rules"}, "coming rules": {"ana", "/rules/coming"}, "whose verdicts": {"cora@example.org", "/rules/coming/people"},
			"home of a late provider": {"ruth", "/"}, "sheet": {"ruth", v.at("thursday", today)}, "verified": {"ruth", v.at("thursday", "2026-10-01T10:00")},
			"home of a manager": {"max", "/"}, "staff": {"max", "/staff"}, "member": {"max", fmt.Sprintf("/staff/%d", v.person("ana"))},
			"hours of staff": {"max", "/staff/hours.csv"}, "what if": {"ana", "/hours/what-if?category=IMHS&degree=masters&association=CT&opened=2026-01-05"}, "hours of a member": {"max", fmt.Sprintf("/staff/%d/hours", v.person("ana"))},
			"the whole way": {"ana", "/hours/way"}, "the way of a member": {"cora@example.org", fmt.Sprintf("/staff/%d/way", v.person("ana"))}, "evidence that waits": {"cora@example.org", "/evidence"}, "who may bill": {"mia@example.org", "/staff/medicaid"},
			"home of a coordinator": {"cora@example.org", "/"}, "coverage": {"cora@example.org", "/coverage"}, "look at the public page": {"cora@example.org", "/coverage/public"}, "home of an operator": {"odd@example.org", "/"},
			"groups' health":         {"cora@example.org", "/groups/health"},
			"a group's health":       {"ruth", fmt.Sprintf("/groups/%d/health", v.group("thursday"))},
			"year of an association": {"cora@example.org", "/associations/CT/year?view=list"}, "year of a group": {"ruth", fmt.Sprintf("/groups/%d/year?view=year", v.group("thursday"))},
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
