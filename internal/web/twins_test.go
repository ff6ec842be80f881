package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"attune/internal/roster"
)

// twins are two associations that look alike: the same names, groups, programs and days, with ids one digit apart. What
// is Michigan's has North in it, where a test has to tell them apart. Bo works in both; Eve is Michigan's, and works in
// Connecticut, too.
var twins = map[string]string{
	"people.csv": `
person_id,name,email,association,region
p1,Ana Lind,ana@one.example,CT,Bay
p10,Ana Lind North,ana@one.example.org,MI,Bay
p2,Max Moor,max@one.example,CT,Bay
p20,Max Moor North,max@one.example.org,MI,Bay
p3,Ruth Oak,ruth@one.example,CT,Bay
p30,Ruth Oak North,ruth@one.example.org,MI,Bay
p4,Bo Carr,bo@one.example,CT,Bay
p50,Eve Hill North,eve@one.example.org,MI,Bay`,
	"programs.csv": `
program_id,name,kind,model,region,association
h1,First Steps,birth_to_three,,,CT
h10,First Steps North,birth_to_three,,,MI`,
	"employment.csv": `
person_id,program_id,role,fte,serves,supervises,from,to
p1,h1,practitioner,1.0,IMH,,2024-01-01,
p10,h10,practitioner,1.0,IMH,,2024-01-01,
p2,h1,manager,1.0,,,2024-01-01,
p20,h10,manager,1.0,,,2024-01-01,
p4,h1,practitioner,0.5,IMH,,2024-01-01,
p4,h10,practitioner,0.5,IMH,,2024-01-01,
p50,h1,practitioner,0.5,IMH,,2024-01-01,`,
	"credentials.csv": `
person_id,category,status,degree,from,to
p3,IMHM-C,endorsed,masters,2018-05-01,2027-03-31
p30,IMHM-C,endorsed,masters,2018-05-01,2027-03-31`,
	"targets.csv": `
person_id,category,degree,opened_on
p1,IFS,bachelors,2026-01-05
p10,IFS,bachelors,2026-01-05
p4,IFS,bachelors,2026-01-05
p50,IFS,bachelors,2026-01-05`,
	"groups.csv": `
group_id,name,provider_id,association,time_zone,kind,format,modality,capacity,place,program_id
g1,Circle,p3,CT,America/New_York,reflective,group,in_person,8,Main Street,h1
g2,Guest circle,p30,CT,America/New_York,reflective,group,in_person,8,Main Street,h1
g10,Circle North,p30,MI,America/New_York,reflective,group,in_person,8,Main Street,h10`,
	"memberships.csv": `
group_id,person_id,from,to
g1,p1,2026-01-01,
g1,p4,2026-01-01,
g1,p50,2026-01-01,
g10,p10,2026-01-01,`,
	"sessions.csv": `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet
s1,g1,2026-10-01T10:00,120,held,2026-10-01T14:00:00Z,2026-10-01T16:00:00Z,,,,,verified
s10,g10,2026-10-01T10:00,120,held,2026-10-01T14:00:00Z,2026-10-01T16:00:00Z,,,,,verified`,
	"attendance.csv": `
session_id,person_id,mark,intervals,focus
s1,p1,present,,
s1,p4,present,,
s1,p50,present,,
s10,p10,present,,`,
}

func inTwins(t *testing.T, story func(v *town)) {
	t.Helper()
	inTown(t, twins, func(v *town) {
		v.invite("mia@example.org", "MI")
		story(v)
	})
}

var requestNumber = regexp.MustCompile(`value="[0-9a-f]{32,}"`)

// alike fails the test unless two answers differ in nothing that a reader could learn from.
func (a answer) alike(t *testing.T, what string, b answer) {
	t.Helper()
	if a.StatusCode != b.StatusCode || requestNumber.ReplaceAllString(a.body, "") != requestNumber.ReplaceAllString(b.body, "") {
		t.Errorf("%s: %s and %s differ\n%s\n--\n%s", what, a.Status, b.Status, a.body, b.body)
	}
}

// Where else somebody works is not a manager's to see: neither in the list, nor by trying the ids of facts.
func TestEmploymentElsewhereIsNotThereForAManager(t *testing.T) {
	t.Parallel()
	inTwins(t, func(v *town) {
		max := v.as("p2")
		max.page("/people").mustNot(v.T, "North,", "First Steps North")
		max.page("/people").must(v.T, "Eve Hill North", "practitioner, First Steps")
		record, err := v.store.Record(v.Context(), v.person("p4"))
		if err != nil {
			v.Fatal(err)
		}
		for _, k := range record.Facts {
			e, is := k.Fact.(roster.Employment)
			if !is {
				continue
			}
			path := fmt.Sprintf("/people/%d/employment/%d", v.person("p4"), k.ID)
			none := fmt.Sprintf("/people/%d/employment/999999", v.person("p4"))
			if int64(e.Program) == v.program("h1") {
				max.page(path)
				continue
			}
			max.get(path).alike(v.T, "looking at employment elsewhere", max.get(none))
			max.post(path, nil).alike(v.T, "ending employment elsewhere", max.post(none, nil))
			v.as("cora@example.org").page(path)
			if a := v.as("p4").get(path); a.StatusCode != http.StatusForbidden {
				v.Errorf("Bo's own employment: %s", a.Status)
			}
		}
	})
}

// A page that begins after somebody tells nothing of who is not in the list.
func TestAListBeginsAfterNobodyElse(t *testing.T) {
	t.Parallel()
	inTwins(t, func(v *town) {
		cora, mia := v.as("cora@example.org"), v.as("mia@example.org")
		never := cora.page("/people?after=999999")
		cora.page(fmt.Sprintf("/people?after=%d", v.person("p10"))).alike(v.T, "people after one elsewhere", never)
		cora.page(fmt.Sprintf("/people?after=%d", v.person("p1"))).must(v.T, "Bo Carr")
		max := v.as("p2")
		max.page(fmt.Sprintf("/people?after=%d", v.person("p10"))).alike(v.T, "a manager's", max.page("/people?after=999999"))
		v.as("p1")
		accounts := mia.page("/accounts?after=999999")
		mia.page("/accounts?after="+v.accountOf("p1")[":id"]).alike(v.T, "accounts after one elsewhere", accounts)
	})
}

// Whose standing is not the reader's to see has none in the table of a program, and no way to a page that is not there.
func TestStaffOfAnotherAssociation(t *testing.T) {
	t.Parallel()
	inTwins(t, func(v *town) {
		eve := fmt.Sprintf(`href="/staff/%d"`, v.person("p50"))
		cora := v.as("cora@example.org").page("/staff")
		cora.must(v.T, "Eve Hill North", "Their own coordinator sees their standing", fmt.Sprintf(`href="/staff/%d"`, v.person("p1")))
		cora.mustNot(v.T, eve)
		v.as("p2").page("/staff").must(v.T, eve)
		for who, status := range map[string]int{"cora@example.org": http.StatusNotFound, "p2": http.StatusOK, "mia@example.org": http.StatusOK} {
			if a := v.as(who).get(fmt.Sprintf("/staff/%d", v.person("p50"))); a.StatusCode != status {
				v.Errorf("Eve's standing as %s: %s", who, a.Status)
			}
		}
	})
}

// Nobody puts employment of their own on record: that is how somebody comes to manage.
func TestAManagerDoesNotEmployThemself(t *testing.T) {
	t.Parallel()
	inTwins(t, func(v *town) {
		max := v.as("p2")
		path := fmt.Sprintf("/people/%d/employment/new", v.person("p2"))
		max.page(fmt.Sprintf("/people/%d", v.person("p2"))).mustNot(v.T, path)
		if a := max.get(path); a.StatusCode != http.StatusForbidden {
			v.Errorf("the form: %s", a.Status)
		}
		form := formIn(max.page(fmt.Sprintf("/people/%d/employment/new", v.person("p1"))).body)
		form.Set("role", "manager")
		form.Set("step", "do")
		if a := max.post(path, form); a.StatusCode != http.StatusForbidden {
			v.Errorf("sent: %s", a.Status)
		}
	})
}

// Giving a role asks first whose account it is, and only then what there is to give.
func TestRolesOfAccountsThatAreNotThere(t *testing.T) {
	t.Parallel()
	inTwins(t, func(v *town) {
		cora := v.as("cora@example.org")
		path := "/accounts/" + v.accountOf("p10")[":id"] + "/roles"
		for _, code := range []string{"CT", "MI", "XX"} {
			form := map[string][]string{"act": {"give"}, "role": {"coordinator"}, "association": {code}}
			cora.post(path, form).alike(v.T, "an account elsewhere, "+code, cora.post("/accounts/999999/roles", form))
		}
	})
}

// What a provider's credentials mean for a group is the group's business; until when they hold them is not.
func TestACredentialElsewhereKeepsItsDays(t *testing.T) {
	t.Parallel()
	inTwins(t, func(v *town) {
		cora := v.as("cora@example.org")
		for group, tells := range map[string]bool{"g1": true, "g2": false} {
			path := fmt.Sprintf("/groups/%d/correct", v.group(group))
			form := formIn(cora.page(path).body)
			form.Set("name", "Another name")
			form.Set("reason", "It moved.")
			form.Set("step", "look")
			a := cora.post(path, form)
			a.must(v.T, "Another name")
			if strings.Contains(a.body, "31 March 2027") != tells {
				v.Errorf("group %s, the credential's last day told: want %v\n%s", group, tells, a.body)
			}
		}
	})
}
