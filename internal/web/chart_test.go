package web

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// points makes them of numbers; less than zero is a gap.
func points(numbers ...int) []point {
	made := make([]point, len(numbers))
	for i, n := range numbers {
		made[i] = point{Value: max(n, 0), Gap: n < 0}
	}
	return made
}

// Three months, bars of hours on top of each other. The most is 120 + 60 minutes, so that the scale is 0, 1, 2, 3 hours:
// three steps of 60 hold 180. A month is a third of the width, 33.33 %, of which a bar takes 76 parts of a hundred,
// 25.33 %, after 12, 4 %. Of 180 minutes 120 are 66.67 % and 60 are 33.33 %; heights are told from above.
func TestAChartOfBars(t *testing.T) {
	t.Parallel()
	got := figures{
		Name: "months", Title: "Month by month", Unit: "hours", Hours: true, Bars: true, Labels: []string{"May", "June", "July"},
		Strands: []strand{{"counted", points(120, 0, -1)}, {"waiting", points(60, 0, -1)}},
	}.draw()
	want := chartView{
		Name: "months", Title: "Month by month", Unit: "hours", First: "May", Last: "July",
		Words: "Bars from May to July, in hours. Counted: 2.00 in May, 0.00 in June, no figure for 1 of 3. Waiting: 1.00 in May, 0.00 in June, no figure for 1 of 3.",
		Scale: []tickView{{"100%", "0"}, {"66.67%", "1"}, {"33.33%", "2"}, {"0%", "3"}},
		Bars: []barView{
			{"one", "May: 2.00 counted", "4%", "33.33%", "25.33%", "66.67%"},
			{"two", "May: 1.00 waiting", "4%", "0%", "25.33%", "33.33%"},
			{"none", "June: 0.00", "37.33%", "98%", "25.33%", "2%"}, // nothing is not a gap
		},
		Strands: []chartKey{{Look: "one", Name: "counted"}, {Look: "two", Name: "waiting"}},
		Rows:    []chartRow{{Label: "May", Cells: []string{"2.00", "1.00"}}, {Label: "June", Cells: []string{"0.00", "0.00"}}, {Label: "July", Cells: []string{"", ""}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
}

// Four quarters, a line: the most is 12, so that the scale is 0, 5, 10, 15. The quarters stand at 12.5, 37.5, 62.5 and
// 87.5 % of the width; 12 of 15 is 20 % from above, 3 of 15 is 80 %. No line leads over the gap.
func TestAChartOfLines(t *testing.T) {
	t.Parallel()
	got := figures{
		Name: "trend", Title: "Programs with somebody endorsed", Unit: "programs", Labels: []string{"Q1", "Q2", "Q3", "Q4"},
		Strands: []strand{{"endorsed", points(3, 12, -1, 6)}, {"on track", points(-1, -1, -1, -1)}},
	}.draw()
	key := []chartKey{{Look: "one", Name: "endorsed", Line: true}, {Look: "two", Name: "on track", Line: true, Square: true}}
	if diff := cmp.Diff(key, got.Strands); diff != "" {
		t.Errorf("the key (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]lineView{{"one", "12.5%", "80%", "37.5%", "20%"}}, got.Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	dots := []dotView{{"one", "Q1: 3 endorsed", "12.5%", "80%", false}, {"one", "Q2: 12 endorsed", "37.5%", "20%", false}, {"one", "Q4: 6 endorsed", "87.5%", "60%", false}}
	if diff := cmp.Diff(dots, got.Dots); diff != "" {
		t.Errorf("dots (-want +got):\n%s", diff)
	}
	if want := "Lines from Q1 to Q4, in programs. Endorsed: 3 in Q1, 6 in Q4, at most 12 in Q2, no figure for 1 of 4. On track: no figures."; got.Words != want {
		t.Errorf("it says %q, want %q", got.Words, want)
	}
}

// One to three steps hold everything, and what is not there needs one.
func TestAScaleIsRound(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		most      int
		hours     bool
		step, top int
	}{
		{0, false, 1, 1},
		{3, false, 1, 3},
		{4, false, 2, 4},
		{16, false, 10, 20},
		{31, false, 20, 40},
		{10000, false, 5000, 10000},
		{0, true, 30, 30},
		{91, true, 60, 120},
		{1440, true, 600, 1800},
	} {
		f := figures{Hours: row.hours, Labels: []string{"May"}, Strands: []strand{{"x", points(row.most)}}}
		if step, top := f.scale(); step != row.step || top != row.top {
			t.Errorf("%d, hours %t: steps of %d up to %d, want %d up to %d", row.most, row.hours, step, top, row.step, row.top)
		}
	}
}

func TestAChartWithoutNumbersSaysSo(t *testing.T) {
	t.Parallel()
	for _, f := range []figures{
		{Name: "a", Title: "Nothing", Unit: "programs"},
		{Name: "a", Title: "Nothing", Unit: "programs", Labels: []string{"May", "June"}, Strands: []strand{{"endorsed", points(-1, -1)}}},
	} {
		var page bytes.Buffer
		if err := parsedPages(t)["gallery"].ExecuteTemplate(&page, "chart", f.draw()); err != nil {
			t.Fatal(err)
		}
		if text := page.String(); !strings.Contains(text, "Nothing to draw yet.") || strings.Contains(text, "<table>") || strings.Contains(text, `role="img"`) {
			t.Errorf("%+v: %s", f, text)
		}
	}
}
