package world_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/world"
)

// sizes are worlds from the smallest to one of hundreds of people.
var sizes = []world.Size{
	{Seed: 1, People: 20, Rows: 100, Years: 1, Until: day.MustParse("2026-11-21")},
	{Seed: 2, People: 60, Rows: 1, Until: day.MustParse("2028-02-29")},
	{Seed: 3, People: 50, Rows: 0, Until: day.MustParse("2026-01-01"), Associations: []roster.Association{"MI", "AZ"}},
	{Seed: 4, People: 333, Rows: 20000, Years: 4, Until: day.MustParse("2026-03-08")},
	{Seed: 5, People: 100, Rows: 12000, Years: 1, Until: day.MustParse("2026-11-01")},
}

func TestLargeIsAValidBundleOfTheSizeAskedFor(t *testing.T) {
	t.Parallel()
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%d people", size.People), func(t *testing.T) {
			t.Parallel()
			w, err := world.Large(size)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if err := w.WriteTo(dir); err != nil {
				t.Fatal(err)
			}
			b := read(t, dir)
			if n := len(b.files["people.csv"]); n != size.People {
				t.Errorf("%d people, want %d", n, size.People)
			}
			const meeting = 9 // as many as come to one
			if n := len(b.files["attendance.csv"]); n < size.Rows-meeting || n > size.Rows+meeting {
				t.Errorf("%d rows of attendance, want %d", n, size.Rows)
			}
			for _, r := range b.files["sessions.csv"] {
				if r.get("status") == "held" && r.get("starts")[:10] > size.Until.String() {
					b.wrong(r, "was held after the last day, %s", size.Until)
				}
			}
		})
	}
}

// TestLargeHasSomethingOfEverything looks for the words and circumstances that a world of some size must show.
func TestLargeHasSomethingOfEverything(t *testing.T) {
	t.Parallel()
	w, err := world.Large(world.Size{Seed: 6, People: 1500, Rows: 20000, Until: day.MustParse("2026-11-21")})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range w.People {
		seen[string(p.Association)] = true
	}
	for _, c := range w.Credentials {
		seen[string(c.Status)] = true
		seen["ended"] = seen["ended"] || c.Span.To != 0
	}
	for _, m := range w.Memberships {
		here := w.Groups[m.Group-1].Association == w.People[m.Person-1].Association
		seen["visitor"] = seen["visitor"] || !here
		seen["left"] = seen["left"] || m.Span.To != 0
	}
	for m := range w.Meetings() {
		seen[string(m.Session.Status)], seen[string(m.Sheet)] = true, true
		seen[string(w.Groups[m.Session.Group-1].Kind)], seen[m.Session.TimeZone] = true, true
		for _, k := range m.Marks {
			seen[string(k.Code)], seen[string(k.Focus)] = true, true
		}
	}
	want := []string{
		"CT", "MI", "AZ", "WA", "NC", "NE", "RI", "PA", "SC", "KS", "FL", "endorsed", "emerging", "vetted", "ended", "visitor", "left",
		"scheduled", "held", "cancelled", "verified", "unverified", "open", "reflective", "peer", "administrative", "clinical",
		"America/New_York", "America/Detroit", "America/Phoenix", "America/Los_Angeles", "America/Chicago",
		"present", "partial", "absent", "excused", "rsc_provision",
	}
	for _, word := range want {
		if !seen[word] {
			t.Errorf("nothing is %s; there are %v", word, slices.Sorted(maps.Keys(seen)))
		}
	}
}

// TestNobodySitsTwiceInOneGroup looks through the memberships of few people in very many groups.
func TestNobodySitsTwiceInOneGroup(t *testing.T) {
	t.Parallel()
	w, err := world.Large(world.Size{Seed: 11, People: 40, Rows: 1_500_000, Years: 1, Until: day.MustParse("2026-11-21")})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[roster.Membership]bool{}
	for _, m := range w.Memberships {
		m.Span = day.Span{}
		if seen[m] {
			t.Errorf("person %d sits twice in group %d", m.Person, m.Group)
		}
		seen[m] = true
	}
	if len(seen) < 40_000 {
		t.Errorf("only %d memberships", len(seen))
	}
}

func TestLargeRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	last := day.MustParse("2026-11-21")
	for name, size := range map[string]world.Size{
		"hardly anybody":      {People: 19, Until: last},
		"negative rows":       {People: 20, Rows: -1, Until: last},
		"negative years":      {People: 20, Years: -1, Until: last},
		"no last day":         {People: 20},
		"unknown association": {People: 20, Until: last, Associations: []roster.Association{"XX"}},
	} {
		if _, err := world.Large(size); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestWorldsAreDeterministic writes the same world twice, byte for byte, and another one for another seed or moment.
func TestWorldsAreDeterministic(t *testing.T) {
	t.Parallel()
	size := world.Size{Seed: 7, People: 100, Rows: 3000, Until: day.MustParse("2026-11-21")}
	other := size
	other.Seed = 8
	if diff := cmp.Diff(large(t, size), large(t, size)); diff != "" {
		t.Errorf("one seed, two worlds:\n%s", diff)
	}
	if cmp.Equal(large(t, size), large(t, other)) {
		t.Error("two seeds, one world")
	}
	now := clock(t, "2026-11-22T14:07")
	first, _ := demo(t, now)
	second, _ := demo(t, now)
	if diff := cmp.Diff(written(t, first), written(t, second)); diff != "" {
		t.Errorf("one moment, two demos:\n%s", diff)
	}
}

func large(t *testing.T, size world.Size) map[string]string {
	t.Helper()
	w, err := world.Large(size)
	if err != nil {
		t.Fatal(err)
	}
	return written(t, w)
}

// written is the text of each file of a world's bundle.
func written(t *testing.T, w world.World) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := w.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for name := range columns {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

// TestMeetingsCanBeWalkedAgain walks a world's meetings twice, and a third time only a part of the way.
func TestMeetingsCanBeWalkedAgain(t *testing.T) {
	t.Parallel()
	w, err := world.Large(world.Size{Seed: 9, People: 40, Rows: 600, Until: day.MustParse("2026-11-21")})
	if err != nil {
		t.Fatal(err)
	}
	all := meetings(w, -1)
	if len(all) < 100 {
		t.Fatalf("only %d meetings", len(all))
	}
	if diff := cmp.Diff(all, meetings(w, -1)); diff != "" {
		t.Errorf("the second walk differs:\n%s", diff)
	}
	if diff := cmp.Diff(all[:50], meetings(w, 50)); diff != "" {
		t.Errorf("the walk that stops differs:\n%s", diff)
	}
	if nothing := meetings(world.World{}, -1); len(nothing) != 0 {
		t.Errorf("an empty world has meetings: %v", nothing)
	}
}

// meetings are the first n of a world, or all, with marks of their own.
func meetings(w world.World, n int) []world.Meeting {
	var all []world.Meeting
	for m := range w.Meetings() {
		if len(all) == n {
			break
		}
		m.Marks = slices.Clone(m.Marks)
		for i, k := range m.Marks {
			m.Marks[i].Intervals = append(ledger.Presence(nil), k.Intervals...)
		}
		all = append(all, m)
	}
	return all
}

// TestWritingTellsWhatFailed writes where a file stands in the way of a folder, and a folder in the way of a file.
func TestWritingTellsWhatFailed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "attendance.csv"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{dir, filepath.Join(dir, "file")} {
		if err := (world.World{}).WriteTo(where); err == nil {
			t.Errorf("%s: no error", where)
		}
	}
}

// TestWritingLeavesNothingOfAnEarlierBundle writes a world without decisions over one that had some.
func TestWritingLeavesNothingOfAnEarlierBundle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, _ := demo(t, clock(t, "2026-11-22T14:07"))
	if err := first.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	if n := len(read(t, dir).files["decisions.csv"]); n != 2 {
		t.Fatalf("%d decisions, want 2", n)
	}
	second, err := world.Large(sizes[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := second.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	if n := len(read(t, dir).files["decisions.csv"]); n != 0 {
		t.Errorf("%d decisions are left, want none", n)
	}
}

// BenchmarkLarge makes and writes a million rows of attendance.
func BenchmarkLarge(b *testing.B) {
	const rows = 1_000_000
	size := world.Size{Seed: 1, People: 20000, Rows: rows, Until: day.MustParse("2026-11-21")}
	dir := b.TempDir()
	b.ReportAllocs()
	for b.Loop() {
		w, err := world.Large(size)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.WriteTo(dir); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
