package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/report"
	"attune/internal/roster"
	"attune/internal/world"
)

// reported is a line of attune progress, as far as pages show it.
type reported struct {
	Person    string `json:"person"`
	Purpose   string `json:"purpose"`
	Category  string `json:"category"`
	Period    string `json:"period"`
	Required  int    `json:"required_minutes"`
	Counted   int    `json:"counted_minutes"`
	Held      int    `json:"held_minutes"`
	Rejected  int    `json:"rejected_minutes"`
	Months    int    `json:"months"`
	Satisfied bool   `json:"satisfied"`
}

func (r reported) slug() string {
	return strings.TrimSuffix(r.Purpose+"."+r.Category+"."+r.Period, ".")
}

// over tells whether a line is of a renewal that was met and is over by the end of 2026: the table leaves those out.
func (r reported) over() bool {
	return r.Satisfied && r.Purpose == "renewal" && r.Period[len(r.Period)-4:] < "2026"
}

// progress is the report of everybody as attune progress writes it, by person.
func (v *town) progress() map[string][]reported {
	v.Helper()
	var out bytes.Buffer
	lines := report.ProgressLines(&out)
	if err := endorsement.NewTracker(v.store, v.clock, 1).Report(v.Context(), v.store, 0, lines.Person); err != nil {
		v.Fatal(err)
	}
	of := make(map[string][]reported)
	for _, text := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var r reported
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			v.Fatal(err)
		}
		of[r.Person] = append(of[r.Person], r)
	}
	return of
}

var (
	dataValue  = regexp.MustCompile(`<data value="(\d+)"`)
	monthsCell = regexp.MustCompile(`data-label="Months">(\d+)`)
)

// figuresIn are the minutes that a piece of a page shows, in order.
func figuresIn(text string) string {
	var values []string
	for _, m := range dataValue.FindAllStringSubmatch(text, -1) {
		values = append(values, m[1])
	}
	return strings.Join(values, " ")
}

// between is the text of a page from one mark to the next of another; empty where there is none.
func between(text, from, to string) string {
	_, rest, found := strings.Cut(text, from)
	if !found {
		return ""
	}
	part, _, _ := strings.Cut(rest, to)
	return part
}

// What pages show is what attune progress says: each figure of the table of staff, and of the home and the pages of a few of
// them, in a large invented world.
func TestTotalsOnPagesAreThoseOfTheReport(t *testing.T) {
	t.Parallel()
	large, err := world.Large(world.Size{Seed: 7, People: 300, Rows: 12_000, Until: day.MustParse("2026-11-18"), Associations: []roster.Association{"CT"}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := large.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	v := settle(t, dbtest.SQLite(t), noon, dir)
	v.invite("cora@example.org", "CT")
	of := v.progress()
	cora, rows, people, home := v.as("cora@example.org"), 0, 0, 0
	table := v.wholeTable(cora)
	for person, lines := range of {
		people++
		id := v.person(person)
		deep := people%10 == 0
		for _, r := range lines {
			if r.Required == 0 {
				continue
			}
			missing := max(r.Required-r.Counted, 0)
			row := between(table, fmt.Sprintf(`<a href="/staff/%d/%s?show=counted#entries">`, id, r.slug()), "</tr>")
			if row != "" {
				rows++
				if got, want := figuresIn(row), fmt.Sprint(r.Counted, r.Held, missing); got != want {
					t.Errorf("%s, %s in the table: %s, reported are %s", person, r.slug(), got, want)
				}
				if m := monthsCell.FindStringSubmatch(row); m == nil || m[1] != fmt.Sprint(r.Months) {
					t.Errorf("%s, %s in the table: months %v, reported are %d", person, r.slug(), m, r.Months)
				}
			} else if strings.Contains(table, fmt.Sprintf(`href="/staff/%d"`, id)) && !r.over() {
				t.Errorf("%s, %s is not in the table", person, r.slug())
			}
			if !deep {
				continue
			}
			page := cora.page(fmt.Sprintf("/staff/%d/%s", id, r.slug())).body
			if got, want := figuresIn(between(page, `<dl class="facts">`, "</dl>")), fmt.Sprint(r.Counted, r.Held, r.Rejected); got != want {
				t.Errorf("%s, %s on its page: %s, reported are %s", person, r.slug(), got, want)
			}
			member := between(cora.page(fmt.Sprintf("/staff/%d", id)).body, fmt.Sprintf(`href="/staff/%d/%s"`, id, r.slug()), "</section>")
			if got := strings.Fields(figuresIn(member) + " none"); got[0] != fmt.Sprint(r.Counted) {
				t.Errorf("%s, %s among their purposes: %v, reported are %d", person, r.slug(), got, r.Counted)
			}
			if part := between(v.as(person).page("/").body, fmt.Sprintf(`href="/hours/%s"`, r.slug()), "</section>"); part != "" {
				home++
				if got := strings.Fields(figuresIn(part) + " none"); got[0] != fmt.Sprint(r.Counted) {
					t.Errorf("%s, %s at home: %v, reported are %d", person, r.slug(), got, r.Counted)
				}
			}
		}
	}
	if rows < 100 || home < 10 {
		t.Errorf("only %d rows and %d homes were held against the report", rows, home)
	}
}

// wholeTable is the table of the staff of all programs, page after page.
func (v *town) wholeTable(b *visitor) string {
	v.Helper()
	var text strings.Builder
	for page := 1; ; page++ {
		a := b.page(fmt.Sprintf("/staff?program=all&page=%d", page))
		text.WriteString(a.body)
		if !strings.Contains(a.body, `rel="next"`) {
			return text.String()
		}
	}
}
