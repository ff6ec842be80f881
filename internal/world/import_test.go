package world_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/world"
)

// TestDemoIsTakenInAsItIs imports a demo twice: everything the first time, nothing the second, and what the database
// then says of everybody is what their hours say in memory.
func TestDemoIsTakenInAsItIs(t *testing.T) {
	t.Parallel()
	now := clock(t, "2026-11-22T14:07")
	w, _ := demo(t, now)
	dir := t.TempDir()
	if err := w.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		for _, c := range takeIn(t, db, dir, now) {
			if c.Added != c.Rows {
				t.Errorf("of %d rows of %s, %d were new", c.Rows, c.File, c.Added)
			}
		}
		for _, c := range takeIn(t, db, dir, now.Add(time.Hour)) {
			if c.Unchanged != c.Rows {
				t.Errorf("of %d rows of %s, %d were unchanged the second time", c.Rows, c.File, c.Unchanged)
			}
		}
		today := day.At(now, newYork(t))
		if diff := cmp.Diff(figures(t, factsOf(w), today), figures(t, stored(t, db, w), today)); diff != "" {
			t.Errorf("the database judges otherwise (-memory +database):\n%s", diff)
		}
	})
}

// TestLargeIsTakenInAsItIs imports a world as of two days, and the second time only what came after.
func TestLargeIsTakenInAsItIs(t *testing.T) {
	t.Parallel()
	size := world.Size{Seed: 10, People: 60, Rows: 1500, Until: day.MustParse("2026-11-21")}
	w, err := world.Large(size)
	if err != nil {
		t.Fatal(err)
	}
	earlier, later := t.TempDir(), t.TempDir()
	if err := w.AsOf(size.Until.AddMonths(-2)).WriteTo(earlier); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteTo(later); err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		now := size.Until.Begins(time.UTC)
		first, second := byFile(takeIn(t, db, earlier, now)), byFile(takeIn(t, db, later, now))
		marks, more := first["attendance.csv"], second["attendance.csv"]
		if marks.Added != marks.Rows || more.Unchanged != marks.Rows || more.Added != more.Rows-marks.Rows {
			t.Errorf("first %+v, then %+v", marks, more)
		}
		sessions := second["sessions.csv"]
		if sessions.Added != 0 || sessions.Updated == 0 || sessions.Updated+sessions.Unchanged != sessions.Rows {
			t.Errorf("sessions: %+v", sessions)
		}
		if diff := cmp.Diff(figures(t, factsOf(w), size.Until), figures(t, stored(t, db, w), size.Until)); diff != "" {
			t.Errorf("the database judges otherwise (-memory +database):\n%s", diff)
		}
	})
}

func takeIn(t *testing.T, db dbtest.Database, dir string, now time.Time) []exchange.Count {
	t.Helper()
	report, err := exchange.Import(context.Background(), dir, db.Store, embedded(t), now, exchange.Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return report.Files
}

func byFile(counts []exchange.Count) map[string]exchange.Count {
	files := map[string]exchange.Count{}
	for _, c := range counts {
		files[c.File] = c
	}
	return files
}

// stored are the facts of everybody as the database has them.
func stored(t *testing.T, db dbtest.Database, w world.World) map[roster.External]rulebook.Facts {
	t.Helper()
	ctx := context.Background()
	people, err := db.Store.PeopleAfter(ctx, "", len(w.People)+1)
	if err != nil {
		t.Fatal(err)
	}
	var ids []roster.PersonID
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	facts, err := db.Store.Facts(ctx, ids)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[roster.External]rulebook.Facts{}
	for _, f := range facts {
		byID[f.Person.External] = f
	}
	return byID
}

// figures are everybody's, by person and purpose, in minutes.
func figures(t *testing.T, facts map[roster.External]rulebook.Facts, today day.Date) map[string][4]int {
	t.Helper()
	all, rules := map[string][4]int{}, embedded(t)
	for person, f := range facts {
		judged, err := rules.Judge(f, today)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range judged {
			p := j.Purpose
			key := string(person) + " " + string(p.Kind) + " " + string(p.Category) + " " + p.Period
			all[key] = [4]int{j.Counted, j.Held, j.Rejected, j.Months}
		}
	}
	return all
}
