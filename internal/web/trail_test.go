package web_test

import (
	"fmt"
	"net/http"
	"testing"
)

// What each version of a sheet said of somebody, for them and for their manager: nobody else, no reason, no address.
func TestTheHistoryOfAnHour(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		path := v.verifiedToday(ruth)
		form := toAmend(cora, path, "Ana and Ben left at half past eleven")
		for i := range 2 {
			form.Set(fmt.Sprintf("people[%d].mark", i), "early")
			form.Set(fmt.Sprintf("people[%d].left", i), "11:30")
		}
		cora.post(path, form).mustGoTo(v.T, path)
		v.push()
		hour := fmt.Sprintf("/staff/%d%s", v.person("ana"), path)
		for who, page := range map[string]string{"ana": path, "max": hour} {
			a := v.as(who).page(page)
			a.must(v.T, "What became of it", "Verified by Ruth Okonkwo on 19 November 2026", "Verified again by the coordinator on 19 November 2026",
				"Present", `title="2:00">2.00`, "Left early, at 11:30", `title="1:30">1.50`)
			a.mustNot(v.T, "Ben", "half past eleven", "cora@example.org")
		}
		max := v.as("max")
		max.page(fmt.Sprintf("/staff/%d/earning.IFS", v.person("ana"))).must(v.T, `href="`+hour+`"`)
		max.page(fmt.Sprintf("/staff/%d%s", v.person("ana"), v.at("thursday", "2026-10-01T10:00"))).must(v.T, "Came in verified with an import on", "Late, came at 10:15")
		for path, want := range map[string]int{
			fmt.Sprintf("/staff/%d%s", v.person("ana"), v.at("thursday", "2026-01-15T10:00")): http.StatusForbidden, // before Harbor
			fmt.Sprintf("/staff/%d%s", v.person("ana"), v.at("thursday", "2026-12-03T10:00")): http.StatusNotFound,
			fmt.Sprintf("/staff/%d%s", v.person("eli"), v.at("bay", "2026-11-05T10:00")):      http.StatusNotFound,
		} {
			if a := max.get(path); a.StatusCode != want {
				v.Errorf("%s: %s, want %d", path, a.Status, want)
			}
		}
	})
}

// Whoever signed is named where they led any of it, or provide the group; the coordinator is blamed for nobody else's word.
func TestWhoVerifiedAnHour(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		path := v.at("thursday", today)
		form := marked(ruth.page(path), "present", "present", "absent")
		form.Set("find", "vic")
		form = formIn(ruth.shown(path, form, "find").body)
		form = formIn(ruth.shown(path, form, fmt.Sprint("led-", v.person("vic"))).body)
		form.Set("act", "verify")
		ruth.mustKeep(path, form)
		form = toAmend(cora, path, "Ruth led it herself")
		form.Set("led", fmt.Sprint(v.person("ruth")))
		cora.mustKeep(path, form)
		for who, page := range map[string]string{"ana": path, "max": fmt.Sprintf("/staff/%d%s", v.person("ana"), path)} {
			v.as(who).page(page).must(v.T, "Verified by Ruth Okonkwo on 19 November 2026", "Verified again by the coordinator on 19 November 2026")
		}
		form = toAmend(ruth, path, "No, it was Vic")
		form.Set("led", fmt.Sprint(v.person("vic")))
		ruth.mustKeep(path, form)
		v.as("max").page(fmt.Sprintf("/staff/%d%s", v.person("ana"), path)).must(v.T, "with Vic", "Verified by Ruth Okonkwo", "Verified again by the coordinator", "Verified again by Ruth Okonkwo")
	})
}
