package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"attune/internal/dbtest"
)

func TestWhoBeginsIsToldHow(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("odd@example.org", "")
	odd := v.as("odd@example.org")
	odd.page("/").must(t, "Invite the first coordinator", `href="/invitations/new?role=coordinator"`)
	odd.page("/invitations/new?role=coordinator").must(t, `<option value="coordinator" selected>`)
	v.invite("nia@example.org", "AZ")
	v.invite("cora@example.org", "CT")
	odd.page("/").mustNot(t, "Invite the first coordinator")
	b := v.as("nia@example.org")
	b.page("/").must(t, "Nothing is planned here yet", "Add a program", "Plan a session")
	b.page("/").mustNot(t, "Done")
	b.page("/staff").must(t, "No program is on record yet", `<a href="/programs/new">Add a program</a>`)
	b.page("/groups").must(t, "There is no group yet.", `<a href="/programs">Add a program</a>`)
	b.decides("/programs/new", "name", "Desert Home Visiting", "kind", "home_visiting")
	b.page("/").must(t, "Done")
	v.as("cora@example.org").page("/").mustNot(t, "This is how to begin")
}

func TestSomebodyOnRecordIsInvitedAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		b.decides(fmt.Sprintf("/people/%d/correct", v.person("max")), "email", "max@example.org", "reason", "He has one now.")
		b.page(fmt.Sprintf("/people/%d", v.person("dan"))).mustNot(v.T, "Invite them") // nobody knows where to
		record := fmt.Sprintf("/people/%d", v.person("max"))
		invitation := fmt.Sprintf("/invitations/new?person=%d", v.person("max"))
		b.page(record).must(v.T, fmt.Sprintf(`<a href="%s">Invite them</a>`, invitation))
		form := b.fill(invitation)
		for name, want := range map[string]string{"email": "max@example.org", "name": "Max Moreau", "role": "manager", "program": fmt.Sprint(v.program("harbor")), "from": "2024-01-01"} {
			if form.Get(name) != want {
				v.Errorf("%s is %q, want %q", name, form.Get(name), want)
			}
		}
		if a := b.post("/invitations", form); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		if n := v.told("CT", "employment.added"); n != 0 {
			v.Errorf("%d employments were added to what is on record", n)
		}
		account := v.accountOf("max")[":id"]
		b.page(record).must(v.T, fmt.Sprintf(`<a href="/accounts/%s">Their account</a>`, account))
		b.page("/accounts/"+account).must(v.T, fmt.Sprintf(`<a href="%s">What is on record</a>`, record))
		manager := v.as("max")
		manager.page(fmt.Sprintf("/people/%d", v.person("ana"))).must(v.T, "Invite them")
		manager.page(record).mustNot(v.T, "Invite them", "Their account")
		for _, who := range []string{"eli", "zoe"} { // of another association
			for _, reader := range []*visitor{b, manager} {
				if a := reader.get(fmt.Sprintf("/invitations/new?person=%d", v.person(who))); a.StatusCode != http.StatusNotFound {
					v.Errorf("inviting %s: %s", who, a.Status)
				}
			}
		}
		v.as("odd@example.org").page("/accounts/"+account).mustNot(v.T, "What is on record")
	})
}

func TestATargetThatWasJustOpenedIsAwaited(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("dan")
		b.page("/hours").must(v.T, "You or your coordinator can")
		b.decides(fmt.Sprintf("/people/%d/target/new", v.person("dan")), "category", "IFS", "degree", "bachelors")
		b.page("/hours").must(v.T, "Infant Family Specialist: on record, and figured out within a quarter of an hour")
		b.page("/").must(v.T, "Infant Family Specialist: on record, and figured out")
		v.push()
		b.page("/hours").must(v.T, "of 24 hours")
	})
}
