package web_test

import (
	"fmt"
	"strings"
	"testing"

	"attune/internal/roster"
)

// market has more groups of Connecticut beside the harbor's: open ones of Ruth, of which one clashes, one of somebody who
// serves nobody, and one that is not open. Ana belongs to none of them.
func market() map[string]string {
	files := make(map[string]string)
	for name, text := range harbor {
		files[name] = text
	}
	files["groups.csv"] += `
monday,Monday circle,ruth,CT,America/New_York,reflective,group,in_person,8,,
clash,Clashing circle,ruth,CT,America/New_York,reflective,group,in_person,8,,
nobody,Lapsed circle,vic,CT,America/New_York,reflective,group,in_person,8,,
closed,Closed circle,ruth,CT,America/New_York,reflective,group,in_person,8,,`
	for _, at := range []string{"2026-12-14", "2027-01-11", "2027-02-08"} {
		files["sessions.csv"] += fmt.Sprintf("\nmo%s,monday,%sT10:00,120,scheduled,,,,,,,", at, at)
		files["sessions.csv"] += fmt.Sprintf("\nno%s,nobody,%sT13:00,120,scheduled,,,,,,,", at, at)
		files["sessions.csv"] += fmt.Sprintf("\ncl%s,closed,%sT16:00,120,scheduled,,,,,,,", at, at)
	}
	files["sessions.csv"] += "\nx1,clash,2026-12-03T11:00,120,scheduled,,,,,,,"
	return files
}

// Who does not get there in time is told which open groups would bring it, and when; of a group that clashes, does not
// count, or is not open, nothing is said, and nobody else is told what would help them.
func TestOpenGroupsThatWouldBringItFurther(t *testing.T) {
	t.Parallel()
	inTown(t, market(), func(v *town) {
		ana, none := v.as("ana"), "No open group of your association that has room, and meets when you have no session, would bring it further; ask your coordinator."
		ana.page("/hours").must(v.T, none)
		for _, group := range []roster.External{"monday", "clash", "nobody"} {
			v.opens(string(group), 8)
		}
		for path, own := range map[string]int{"/": 6 + 2, "/hours": 5, "/hours/earning.IFS": 5} {
			page := ana.page(path)
			page.must(v.T, "Monday circle", "with Ruth Okonkwo, next Monday 14 December 2026, 10:00 AM", "With its 2.00 hours a month more, as it is planned, you reach it in",
				fmt.Sprintf("/groups/open#group-%d", v.group("monday")))
			if n := len(v.statements()); n != ofActor+own+5 {
				t.Errorf("%s makes %d statements", path, n)
			}
			page.mustNot(v.T, none, "Clashing circle", "Lapsed circle", "Closed circle", "Ben Hollis")
		}
		if !strings.Contains(ana.page("/groups/open").body, fmt.Sprintf(`id="group-%d"`, v.group("monday"))) {
			t.Error("there is no such place on the page of open groups")
		}
		v.as("max").page(fmt.Sprintf("/staff/%d", v.person("ana"))).mustNot(v.T, "Monday circle", none)
		v.as("cora@example.org").page(fmt.Sprintf("/staff/%d/earning.IFS", v.person("ana"))).mustNot(v.T, "Monday circle", none)
	})
}
