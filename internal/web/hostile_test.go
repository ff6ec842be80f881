package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// What nobody can mean in the address of a table is told, or is as if it were not there; it breaks no page, and nothing of it comes
// back as markup.
func TestHostileAddressesOfTables(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		for path, who := range map[string]string{
			"/staff": "max", "/staff/table.csv": "max", "/staff/hours": "max", "/staff/hours.csv": "max", "/staff/model": "max",
			"/coverage": "cora@example.org", "/groups/health": "cora@example.org", "/hours/provided": "ruth", "/hours/provided.csv": "ruth",
		} {
			b := v.as(who)
			for _, query := range []string{
				"from=&to=", "from=2026-10-01&from=x&to=2026-10-02", "from=2026-10-01&to=1", "from=%3Cscript%3Ealert(1)%3C/script%3E&to=2026-10-01",
				"from=9999-12-31&to=9999-12-31", "from=-0001-01-01&to=2026-10-01", "from=%ff%fe&to=%00", "sort=%27%3B+drop+table+people%3B--", "sort=--name",
				"state=%3Cb%3E&category=%27+or+1%3D1--", "page=-1", "page=9223372036854775808", "page=0x10&sort=-missing", "after=-5", "after=999999999999999999999",
				"after=%3Cb%3E", "year=999999999", "year=-1", strings.Repeat("category=IFS&", 200) + "page=1", "region=%3Cscript%3E&kind=%00",
			} {
				a := b.get(path + "?" + query)
				if a.StatusCode != http.StatusOK && a.StatusCode != http.StatusUnprocessableEntity && a.StatusCode != http.StatusSeeOther && a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusBadRequest {
					v.Errorf("%s?%s: %s", path, query, a.Status)
				}
				if strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<b>") {
					v.Errorf("%s?%s comes back as markup", path, query)
				}
			}
		}
	})
}

// Rows that are equal in what a table is sorted by stand by name either way, as often as one looks.
func TestEqualRowsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		max := v.as("max")
		for _, sort := range []string{"months", "-months", "waiting", "-waiting", "due", "-due", "came-months", "-came-waiting"} {
			for range 3 { // Ana and Ben have two months and two hours that wait each, of which one month and two hours are of October; nobody renews
				if got := max.page("/staff?from=2026-10-01&to=2026-10-31&sort=" + sort).staffNames(); got != "Ana Ben Cleo Dan Max" {
					v.Errorf("by %s: %s", sort, got)
				}
			}
		}
	})
}

// A word of sixty letters, wherever somebody may write one, makes no page wider than a phone.
func TestLongWordsFitInABrowser(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Zusammenkunft", 5)[:60]
	files := maps.Clone(harbor)
	for file, word := range map[string]string{"groups.csv": "Thursday circle", "people.csv": "Ana Lindqvist", "programs.csv": "Harbor Birth to Three"} {
		files[file] = strings.Replace(files[file], word, long, 1)
	}
	files["groups.csv"] = strings.Replace(files["groups.csv"], "Main Street 5", long, 1)
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, files))
	v.invite("cora@example.org", "CT")
	cora := v.as("cora@example.org")
	session, circle := v.at("thursday", "2026-12-03T10:00"), fmt.Sprintf("/groups/%d", v.group("thursday"))
	v.fridays(v.as("ruth"))
	cora.decides(session+"/plan", "day", "2026-12-02", "place", "x"+long)
	cora.decides(circle+"/correct", "place", "y"+long, "reason", long)
	p := browser.Open(t, 360, 740)
	v.signIn(p, "ruth")
	for _, path := range []string{
		"/", circle, session, session + "/plan", session + "/cancel", v.at("thursday", "2026-12-11T13:00") + "/cancel?reach=all", "/calendar", "/calendar/year", "/groups", v.at("thursday", today),
		fmt.Sprintf("/history/group/%d", v.group("thursday")),
	} {
		p.Go(v.url + path)
		if wide := browser.Eval[int64](p, `document.documentElement.scrollWidth`); wide > 360 {
			t.Errorf("%s is %d wide: %s", path, wide, browser.Eval[string](p, widest))
		}
	}
}
