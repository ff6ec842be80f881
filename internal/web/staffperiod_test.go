package web_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	cameCell = regexp.MustCompile(`data-label="Came in">(.*)</td>`)
	opened   = regexp.MustCompile(`href="([^"]*)"`)
	anyTag   = regexp.MustCompile(`<[^>]*>`)
)

// came are the figures of a period in the first rows of a staff table, and the addresses that they open.
func (a answer) came(rows int) (figures string, opens []string) {
	var cells []string
	for _, m := range cameCell.FindAllStringSubmatch(a.body, rows) {
		cells = append(cells, anyTag.ReplaceAllString(strings.ReplaceAll(m[1], "<br>", " "), ""))
		for _, href := range opened.FindAllStringSubmatch(m[1], -1) {
			opens = append(opens, strings.ReplaceAll(href[1], "&amp;", "&"))
		}
	}
	return strings.Join(cells, " · "), opens
}

// What came in in a period stands beside how everybody stands today: of the hours of these days those that count, those that wait,
// and in how many months. Ana had 1.75 on 1 October, Ben 2.00; both had 2.00 on the 15th, which wait; and 2.00 on 15 January,
// when Ana did not work for Max yet: he sees nothing of that, and her coordinator does.
func TestTheTableOfStaffForAPeriod(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		max, cora := v.as("max"), v.as("cora@example.org")
		for _, row := range []struct {
			who    *visitor
			period string
			want   string // Ana's, then Ben's
		}{
			{max, "from=2026-10-01&to=2026-11-19", "1.75 in 1 month 2.00 waiting · 2.00 in 1 month 2.00 waiting"},
			{max, "from=2026-10-01&to=2026-10-01", "1.75 in 1 month · 2.00 in 1 month"},
			{max, "from=2026-10-02&to=2026-10-15", "0.00 2.00 waiting · 0.00 2.00 waiting"},
			{max, "from=2026-01-01&to=2026-01-31", "0.00 · 2.00 in 1 month"},
			{cora, "from=2026-01-01&to=2026-01-31", "2.00 in 1 month · 2.00 in 1 month"},
			{cora, "from=2026-01-01&to=2026-11-19", "3.75 in 2 months 2.00 waiting · 4.00 in 2 months 2.00 waiting"}, // all that counts and waits, as the progress says
			{max, "from=2026-03-01&to=2026-09-30", "0.00 · 0.00"},
		} {
			got, opens := row.who.page("/staff?" + row.period).came(2)
			if got != row.want {
				v.Errorf("%s: %s, want %s", row.period, got, row.want)
			}
			figure := regexp.MustCompile(`[\d.]{4}`)
			figures := slices.DeleteFunc(figure.FindAllString(got, -1), func(f string) bool { return f == "0.00" })
			if len(opens) != len(figures) {
				v.Fatalf("%s: %s opens %v", row.period, got, opens)
			}
			for i, path := range opens {
				words := " hours count"
				if strings.Contains(path, "show=waits") {
					words = " wait."
				}
				row.who.page(path[:strings.Index(path, "#")]).must(v.T, " alone: ", figures[i]+words)
			}
		}
		page := max.page("/staff?from=2026-10-01&to=2026-10-15&sort=-came&state=behind")
		if got, _ := page.came(2); got != "2.00 in 1 month 2.00 waiting · 1.75 in 1 month 2.00 waiting" || page.staffNames() != "Ben Ana" {
			v.Errorf("sorted by what came in: %s, %s", page.staffNames(), got)
		}
		page.must(v.T, "Came in are the hours from 1 October 2026 to 15 October 2026", `value="2026-10-15"`, `aria-sort="descending"><a href="/staff?from=2026-10-01&amp;sort=came&amp;state=behind&amp;to=2026-10-15">Came in`,
			`href="/staff/hours?from=2026-10-01&amp;to=2026-10-15"`, `href="/staff/table.csv?from=2026-10-01&amp;sort=-came&amp;state=behind&amp;to=2026-10-15"`,
			`<a href="/staff?from=2026-07-01&amp;sort=-came&amp;state=behind&amp;to=2026-09-30">Last quarter</a>`)
		max.page("/staff").mustNot(v.T, "Came in are", `data-label="Came in"`)
		max.page("/staff?sort=-came").must(v.T, `aria-sort="ascending"><a href="/staff?sort=-name">Name`) // without a period there is no such column
		autumn := max.page(fmt.Sprintf("/staff/%d/earning.IFS?from=2026-10-02&to=2026-11-19", v.person("ana")))
		autumn.must(v.T, "Sessions from 2 October 2026 to 19 November 2026 alone: 0.00 hours count, 2.00 wait.", "Thursday 15 October 2026", "1 more lie outside")
		autumn.mustNot(v.T, "Thursday 1 October 2026")
	})
}

// A period that cannot be meant is told beside its field, and the table stands as it is today.
func TestPeriodsThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		max := v.as("max")
		for query, want := range map[string]string{
			"from=2026-10-15&to=2026-10-01":                 "The last day, 1 October 2026, is before the first, 15 October 2026. Correct one of them.",
			"from=2026-10-15&to=2026-11-20":                 "The last day, 20 November 2026, is still to come. Choose today, 19 November 2026, or an earlier one.",
			"from=2026-12-01&to=2026-12-31":                 "is still to come",
			"from=2026-10-15":                               "Write a day of the calendar",
			"to=2026-10-15":                                 "Write a day of the calendar",
			"from=2026-02-30&to=2026-03-01":                 "Write a day of the calendar",
			"from=2019-01-01&to=2026-03-01":                 "more than five years",
			"from=%00%3Cscript%3E&to=2026-03-01&sort=-came": "Write a day of the calendar",
			"from=0001-01-01&to=9999-12-31":                 "cannot be meant",
		} {
			a := max.get("/staff?" + query)
			if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, want) || a.staffNames() == "" || strings.Contains(a.body, "Came in are") {
				v.Errorf("%s: %d, %s, without %q", query, a.StatusCode, a.staffNames(), want)
			}
			if file := max.get("/staff/table.csv?" + query); file.StatusCode != http.StatusSeeOther {
				v.Errorf("%s: a file of it answers %d", query, file.StatusCode)
			}
		}
	})
}

// The file has the rows of the table, those that were narrowed and as they were sorted, on all its pages.
func TestTheTableOfStaffAsAFile(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		a := v.as("max").page("/staff/table.csv?from=2026-10-01&to=2026-11-19&category=IFS&sort=-missing")
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff")))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			v.Fatal(err)
		}
		want := [][]string{
			{"Name", "Work", "Toward", "Counted", "Of", "Waiting", "Missing", "Months", "How it stands", "At this pace", "Window closes", "Window closed", "Renewal due", "Came in", "Came in, waiting", "Came in, months"},
			{"Ana Lindqvist", "Practitioner", "Infant Family Specialist", "3.75", "24.00", "2.00", "20.25", "2 of 12", "behind", "not reached", "2028-01-14", "", "", "1.75", "2.00", "1"},
			{"Ben Hollis", "Practitioner", "Infant Family Specialist", "4.00", "24.00", "2.00", "20.00", "2 of 12", "behind", "not reached", "2028-01-14", "", "", "2.00", "2.00", "1"},
		}
		if len(rows) < 3 {
			v.Fatal(a.body)
		}
		if diff := cmp.Diff(want, rows[len(rows)-3:]); diff != "" {
			v.Errorf("(-want +got):\n%s", diff)
		}
		if disposition := a.Header.Get("Content-Disposition"); disposition != `attachment; filename="staff-2026-11-19.csv"` {
			v.Error(disposition)
		}
	})
}
