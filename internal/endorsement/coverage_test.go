package endorsement_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// span is the days 2026-01-01..2026-03-31; an end that is not written is open.
func span(text string) day.Span {
	from, to, _ := strings.Cut(text, "..")
	return day.Span{From: day.MustParse(from), To: day.MustParse(to)}
}

// Five programs by hand. Ash has an endorsed person until June and one on track from September on; Birch two endorsed people in
// turn with a gap in May; Cedar somebody who holds the add-on alone, which covers nothing; Dogwood one who is both; in Elm
// nobody ever worked. It was looked at who is on track from 1 September on, and not from 11 to 30 October.
func TestCoverageByHand(t *testing.T) {
	t.Parallel()
	ground := func(id roster.ProgramID, name, region, since string) endorsement.Ground {
		return endorsement.Ground{Program: roster.Program{ID: id, Name: name, Region: region}, Since: day.MustParse(since)}
	}
	var looked []day.Date
	for on := day.MustParse("2026-09-01"); on <= day.MustParse("2026-11-19"); on++ {
		if on < day.MustParse("2026-10-11") || on > day.MustParse("2026-10-30") {
			looked = append(looked, on)
		}
	}
	c := endorsement.NewCoverage(embedded(t), []endorsement.Ground{
		ground(1, "Ash", "North", "2020-01-01"), ground(2, "Birch", "North", "2020-01-01"), ground(3, "Cedar", "South", "2026-03-01"),
		ground(4, "Dogwood", "", "2020-01-01"), ground(5, "Elm", "South", ""),
	}, []endorsement.Footing{
		{Program: 1, Person: 1, Category: "IFS", Days: span("2024-01-01..2026-06-30")},
		{Program: 1, Person: 2, Days: span("2026-09-01..")},
		{Program: 2, Person: 3, Category: "IMHS", Days: span("2024-01-01..2026-04-30")},
		{Program: 2, Person: 4, Category: "IFS", Days: span("2026-06-01..")},
		{Program: 2, Person: 4, Category: "ERS", Days: span("2026-06-01..")},
		{Program: 3, Person: 5, Category: "ERS", Days: span("2026-03-01..")},
		{Program: 4, Person: 6, Category: "IFS", Days: span("2025-01-01..")},
		{Program: 4, Person: 6, Category: "ECMHS", Days: span("2025-01-01..")},
		{Program: 4, Person: 6, Days: span("2026-09-01..")},
	}, looked, day.MustParse("2026-11-19"))
	for on, want := range map[string]string{
		"2026-02-28": "Ash endorsed 1+0, Birch endorsed 1+0, Dogwood endorsed 1+0",                                     // Cedar is not there yet, nor is Elm
		"2026-05-15": "Ash endorsed 1+0, Birch without 0+0, Cedar without 0+0, Dogwood endorsed 1+0",                   //
		"2026-06-30": "Ash endorsed 1+0, Birch endorsed 1+0, Cedar without 0+0, Dogwood endorsed 1+0",                  // her last day counts
		"2026-07-01": "Ash without 0+0, Birch endorsed 1+0, Cedar without 0+0, Dogwood endorsed 1+0",                   //
		"2026-09-01": "Ash on_track 0+1, Birch endorsed 1+0, Cedar without 0+0, Dogwood endorsed 1+0",                  // who is endorsed is not counted once more
		"2026-10-16": "Ash on_track 0+1, Birch endorsed 1+0, Cedar without 0+0, Dogwood endorsed 1+0",                  // six days after the 10th
		"2026-10-17": "Ash without 0+0, Birch endorsed 1+0, Cedar without 0+0, Dogwood endorsed 1+0",                   // it is not known
		"2026-11-19": "Ash on_track 0+1, Birch endorsed 1+0, Cedar without 0+0, Dogwood endorsed 1+0, Elm without 0+0", //
	} {
		var words []string
		for _, p := range c.On(day.MustParse(on)) {
			words = append(words, fmt.Sprintf("%s %s %d+%d", p.Name, p.State(), len(p.Endorsed), len(p.OnTrack)))
		}
		if got := strings.Join(words, ", "); got != want {
			t.Errorf("on %s: %s\nwant %s", on, got, want)
		}
	}
	if c.Knows(day.MustParse("2026-08-31")) || !c.Knows(day.MustParse("2026-10-16")) || c.Knows(day.MustParse("2026-10-17")) {
		t.Error("it is known of other days than were looked at")
	}
	list := c.On(day.MustParse("2026-11-19"))
	want := []endorsement.Tally{{Region: "North", Endorsed: 1, OnTrack: 1}, {Region: "South", Without: 2}, {Endorsed: 1}}
	if got := endorsement.ByRegion(list); !slices.Equal(got, want) {
		t.Errorf("regions %+v, want %+v", got, want)
	}
	if sum := endorsement.Sum(list); sum != (endorsement.Tally{Endorsed: 2, OnTrack: 1, Without: 2}) {
		t.Errorf("together %+v", sum)
	}
}

func TestThePointsOfATrend(t *testing.T) {
	t.Parallel()
	for step, want := range map[endorsement.Step]string{
		endorsement.Monthly:   "2025-11-30 2025-12-31 2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30 2026-07-31 2026-08-31 2026-09-30 2026-10-31 2026-11-19",
		endorsement.Quarterly: "2023-12-31 2024-03-31 2024-06-30 2024-09-30 2024-12-31 2025-03-31 2025-06-30 2025-09-30 2025-12-31 2026-03-31 2026-06-30 2026-09-30 2026-11-19",
	} {
		if got := strings.Trim(fmt.Sprint(endorsement.Points(step, day.MustParse("2026-11-19"))), "[]"); got != want {
			t.Errorf("points %s\nwant   %s", got, want)
		}
	}
	if got := endorsement.LastShown(day.MustParse("2026-01-01")); got != day.MustParse("2025-12-31") {
		t.Errorf("shown as of %s", got)
	}
}

// covered makes a coverage of regions, each with so many programs endorsed, on track and without.
func covered(edition *rulebook.Edition, regions [][3]int, known bool) endorsement.Coverage {
	on := day.MustParse("2026-10-31")
	var grounds []endorsement.Ground
	var footings []endorsement.Footing
	for r, parts := range regions {
		for part, n := range parts {
			for range n {
				id := roster.ProgramID(len(grounds) + 1)
				grounds = append(grounds, endorsement.Ground{Program: roster.Program{ID: id, Region: fmt.Sprintf("R%d", r)}, Since: on.AddYears(-1)})
				f := endorsement.Footing{Program: id, Person: roster.PersonID(id), Days: day.Span{From: on}}
				if part == 0 {
					f.Category = "IFS"
				}
				if part < 2 {
					footings = append(footings, f)
				}
			}
		}
	}
	looked := []day.Date{on}
	if !known {
		looked = nil
	}
	return endorsement.NewCoverage(edition, grounds, footings, looked, on.AddDays(10))
}

// What is shown, by hand; three is the least. Of each region: programs, those covered, those of them endorsed; - is not shown.
func TestAPublicationByHand(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		regions [][3]int
		want    string
	}{
		// Every part of every region is large enough, and so is the whole.
		"all large": {[][3]int{{3, 3, 3}, {4, 5, 6}}, "24 15 7; R0 9 6 3; R1 15 9 4"},
		// R1 has one program, which the total less R0 would tell: R0 goes too, and the total stays.
		"one is small": {[][3]int{{3, 3, 3}, {1, 0, 0}}, "10 7 4; others"},
		// R2 hides its two that are without, and so no region tells that number: who read R0 and R1 would know that R2 has few.
		"a part is small": {[][3]int{{3, 3, 4}, {3, 3, 3}, {4, 4, 2}}, "29 20 10; R0 10 - -; R1 9 - -; R2 10 - -"},
		// R2 has too few of which one is endorsed, or only on track: no region parts those who are covered.
		"endorsed are few": {[][3]int{{3, 3, 4}, {3, 3, 3}, {1, 4, 5}}, "29 17 7; R0 10 6 -; R1 9 6 -; R2 10 5 -"},
		// R1 and R2 are too small each, and together three, of which all are without: R0 says no more than its programs.
		"the others are small": {[][3]int{{3, 3, 3}, {0, 0, 1}, {0, 0, 2}}, "12 6 3; R0 9 - -; others"},
		"hardly any":           {[][3]int{{1, 0, 7}}, "8 few covered; R0 8 - -"},
		"nearly all":           {[][3]int{{5, 2, 1}}, "8 few without; R0 8 - -"},
		"too few for words":    {[][3]int{{2, 0, 3}}, "5 - -; R0 5 - -"},
		"too few":              {[][3]int{{1, 0, 1}}, "-; others"},
		"none":                 {nil, "-"},
	} {
		p := covered(embedded(t), c.regions, true).Publish(day.MustParse("2026-10-31"))
		if got := published(p); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}

func published(p endorsement.Publication) string {
	words := func(s endorsement.Shown) string {
		switch {
		case s.Detail == endorsement.ShownNothing:
			return "-"
		case s.Few == endorsement.FewCovered:
			return fmt.Sprintf("%d few covered", s.Programs())
		case s.Few == endorsement.FewWithout:
			return fmt.Sprintf("%d few without", s.Programs())
		case s.Detail == endorsement.ShownPrograms:
			return fmt.Sprintf("%d - -", s.Programs())
		case s.Detail == endorsement.ShownCovered:
			return fmt.Sprintf("%d %d -", s.Programs(), s.Covered())
		default:
			return fmt.Sprintf("%d %d %d", s.Programs(), s.Covered(), s.Endorsed)
		}
	}
	list := []string{words(p.Total)}
	for _, r := range p.Regions {
		list = append(list, r.Region+" "+words(r))
	}
	if p.Others {
		list = append(list, "others")
	}
	return strings.Join(list, "; ")
}

// Whoever has the page knows the regions and how it is made: they try every world of two regions, and keep those that give
// the very same page. For no number of programs below three, of a region or of both, is there only one answer left.
func TestNobodyWorksOutASmallNumber(t *testing.T) {
	t.Parallel()
	edition := embedded(t)
	for _, known := range []bool{true, false} {
		worlds := make(map[string][][][3]int)
		for w := range worldsOf(2, mostThere, known) {
			page := published(covered(edition, w, known).Publish(day.MustParse("2026-10-31")))
			worlds[page] = append(worlds[page], w)
		}
		delete(worlds, "-; others") // it shows nothing, so that it tells what they brought: two regions, a program each
		for page, alike := range worlds {
			for what, told := range onlyAnswers(alike) {
				if told < endorsement.LeastShown && (known || !strings.HasSuffix(what, "on track")) {
					t.Errorf("%s tells that %s is %d", page, what, told)
				}
			}
		}
		if len(worlds) < 100 {
			t.Errorf("only %d pages were looked at", len(worlds))
		}
	}
}

// Of three regions one can show more than the two others: of 17 programs, 8 of them covered, R1 with 3 of its 6 would leave
// 5 covered to the 3 of R0 and the 8 of R2. Only if R2 had something to hide would it not be shown itself: 2 that are covered,
// so that all of R0 are. How many programs a region has is known to whoever lists them; how many are covered stays hidden.
func TestNobodySubtractsOneOfThreeRegions(t *testing.T) {
	t.Parallel()
	edition := embedded(t)
	worlds := make(map[string][][][3]int)
	for w := range worldsOf(3, 17, false) {
		if there := w[0][0] + w[0][2] + w[1][0] + w[1][2] + w[2][0] + w[2][2]; there < 17 {
			continue // a page says how many there are
		}
		page := published(covered(edition, w, false).Publish(day.MustParse("2026-10-31")))
		worlds[page] = append(worlds[page], w)
	}
	for page, alike := range worlds {
		for what, told := range onlyAnswers(alike) {
			if told < endorsement.LeastShown && !strings.HasSuffix(what, "programs") && !strings.HasSuffix(what, "on track") {
				t.Errorf("%s tells that %s is %d", page, what, told)
			}
		}
	}
	if len(worlds) < 100 {
		t.Errorf("only %d pages were looked at", len(worlds))
	}
}

// mostThere is how many programs the worlds have that are tried: a page says how many there are, so that all worlds that give
// it are among them.
const mostThere = 14

// worldsOf are so many regions with at least a program each, and at most so many programs; by state.
func worldsOf(regions, most int, known bool) iter.Seq[[][3]int] {
	return func(yield func([][3]int) bool) {
		w := make([][3]int, regions)
		var fill func(i, left int) bool
		fill = func(i, left int) bool {
			if i == 3*regions {
				return slices.Contains(w, [3]int{}) || yield(slices.Clone(w))
			}
			for n := range left + 1 {
				if n > 0 && i%3 == 1 && !known {
					break
				}
				w[i/3][i%3] = n
				if !fill(i+1, left-n) {
					return false
				}
			}
			w[i/3][i%3] = 0
			return true
		}
		fill(0, most)
	}
}

// onlyAnswers are the numbers that are the same in all of some worlds.
func onlyAnswers(worlds [][][3]int) map[string]int {
	told := make(map[string]int)
	for i, w := range worlds {
		counts := map[string]int{}
		var all [3]int
		for _, parts := range w {
			all = [3]int{all[0] + parts[0], all[1] + parts[1], all[2] + parts[2]}
		}
		for r, parts := range append(w, all) {
			for what, n := range map[string]int{
				"endorsed": parts[0], "on track": parts[1], "covered": parts[0] + parts[1], "without": parts[2],
				"programs": parts[0] + parts[1] + parts[2], "not endorsed": parts[1] + parts[2],
			} {
				counts[fmt.Sprintf("R%d %s", r, what)] = n
			}
		}
		if i == 0 {
			told = counts
		}
		maps.DeleteFunc(told, func(what string, n int) bool { return counts[what] != n })
	}
	return told
}
