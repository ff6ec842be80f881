package world_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/portfolio"
	"attune/internal/world"
)

// TestShowcase brings the showcase in on days on which a year or a month begins, and looks at what it promises.
func TestShowcase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a Sunday", "29 February", "1 January of the first year"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := clock(t, moments[name])
			w, cast, err := world.Showcase(now)
			if err != nil {
				t.Fatal(err)
			}
			db, today := dbtest.SQLite(t), day.At(now, newYork(t))
			dir := t.TempDir()
			if err := w.WriteTo(dir); err != nil {
				t.Fatal(err)
			}
			takeIn(t, db, dir, now)
			for _, c := range takeIn(t, db, dir, now.Add(time.Hour)) {
				if c.Unchanged != c.Rows {
					t.Errorf("of %d rows of %s, %d were unchanged the second time", c.Rows, c.File, c.Unchanged)
				}
			}
			everybodyApart(t, w)
			wantPromises(t, w, cast, today)
			wantPublic(t, db, now)
			wantWays(t, db, cast, today)
		})
	}
}

// everybodyApart asks that no two people have one name, or one address.
func everybodyApart(t *testing.T, w world.World) {
	t.Helper()
	seen := map[string]bool{}
	for _, p := range w.People {
		if seen[p.Name] || seen[p.Email] {
			t.Errorf("a second %s, %s", p.Name, p.Email)
		}
		seen[p.Name], seen[p.Email] = true, true
	}
}

// wantPromises asks that whoever plays a part of the demo is what they are there.
func wantPromises(t *testing.T, w world.World, cast world.Cast, today day.Date) {
	t.Helper()
	rules, facts := embedded(t), factsOf(w)
	for part, promise := range promises {
		judged, err := rules.Judge(facts[cast.Parts[part]], today)
		if err != nil {
			t.Fatal(err)
		}
		if !promise(hearing{today, judged}) {
			t.Errorf("%s (%s) does not keep the promise: %+v", part, cast.Parts[part], judged)
		}
	}
}

// wantPublic asks for the public page. Of 20 programs seven have somebody endorsed (Little Harbor, Stone Bridge and five of the
// others), four somebody on track, nine nobody. North and South Central have seven each, four covered and three not; the other
// six, three covered and three not, are in regions of two, which are not shown.
func wantPublic(t *testing.T, db dbtest.Database, now time.Time) {
	t.Helper()
	rules, today := embedded(t), day.At(now, newYork(t))
	tracker := endorsement.NewTracker(db.Store, func() time.Time { return now }, 1)
	if err := world.LookBack(t.Context(), tracker, rules, db.Store, today, 8); err != nil {
		t.Fatal(err)
	}
	coverage, err := db.Store.Coverage(t.Context(), rules, endorsement.Covered{Association: world.Connecticut, Kind: "birth_to_three"}, today.AddMonths(-12), today)
	if err != nil {
		t.Fatal(err)
	}
	last := endorsement.LastShown(today)
	p := coverage.Publish(last)
	got := fmt.Sprintf("%d %d %d, others: %t", p.Total.Endorsed, p.Total.OnTrack, p.Total.Without, p.Others)
	for _, r := range p.Regions {
		got += fmt.Sprintf("; %s %d %d", r.Region, r.Covered(), r.Without)
	}
	if want := "7 4 9, others: true; North Central 4 3; South Central 4 3"; got != want {
		t.Errorf("the public page says %s, want %s", got, want)
	}
	// More than half a year before, of those with somebody endorsed Sound Shore had nobody yet.
	before := today.AddMonths(-7)
	year, month, _ := before.Civil()
	before = day.Of(year, month, 1).AddMonths(1).AddDays(-1) // a month's last day, on which somebody looked
	if past := endorsement.Sum(coverage.On(before)); past.Endorsed != 6 || !coverage.Knows(before) {
		t.Errorf("on %s it was %+v, want six programs with somebody endorsed", before, past)
	}
}

// wantWays asks for somebody who has, beside the hours, one reference to wait for.
func wantWays(t *testing.T, db dbtest.Database, cast world.Cast, today day.Date) {
	t.Helper()
	person, err := db.Store.PersonByExternal(t.Context(), cast.Parts[world.Satisfied])
	if err != nil {
		t.Fatal(err)
	}
	p, err := db.Store.Portfolio(t.Context(), person.ID)
	if err != nil {
		t.Fatal(err)
	}
	way := p.Ways(embedded(t), today)[0]
	next, more := way.Next()
	if way.Left() != 2 || !more || next.Kind != portfolio.Supervision { // nothing was judged yet: that is the push's
		t.Errorf("%d things are left, and next is %s", way.Left(), next.Kind)
	}
	i := slices.IndexFunc(way.Requirements, func(r portfolio.Requirement) bool { return r.Kind == portfolio.Kind(portfolio.ReferenceMatter) })
	if r := way.Requirements[i]; r.State != portfolio.Coming || r.Sum.Confirmed != 2 {
		t.Errorf("references: %+v", r)
	}
}
