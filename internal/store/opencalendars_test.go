package store_test

import (
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/store"
)

// The Monday circle has Ada in it until tomorrow, and room for one. Three sessions of it are planned from now on.
func TestAnOpenGroupHasRoomOnceADayIsOver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		now := noon
		o := office{db.Open(t, store.Options{Now: func() time.Time { return now }}), t}
		filled := opened(t, db, noon)
		o.exec(`update groups set capacity = 1 where id = 3`)
		if err := filled.inGroup("test", func(r roster.GroupRecord) ([]roster.Edit, error) {
			g := r.Group
			g.Open = true
			return single(r.Become(g, "A test.", moment.Today))
		}); err != nil {
			t.Fatal(err)
		}
		o.exec(`update memberships set ends_on = '2026-11-23' where group_id = 3`)
		_, token := o.feed(access.Feed{Person: flo, Open: true})
		poll := func() (int64, time.Time, int) {
			t.Helper()
			found, err := o.PollFeed(t.Context(), token.Hash())
			if err != nil {
				t.Fatal(err)
			}
			list, err := o.OpenCalendar(t.Context(), found.Feed, noon.Add(-time.Hour), noon.AddDate(1, 0, 0), noon.AddDate(1, 0, 0))
			if err != nil {
				t.Fatal(err)
			}
			return found.Version, found.ChangedAt, len(list)
		}
		looked := func(want int) {
			t.Helper()
			if n, err := o.LookAtOpenGroups(t.Context()); n != want || err != nil {
				t.Errorf("at %s: %d groups otherwise, %v; want %d", now, n, err, want)
			}
		}
		looked(0)
		version, changed, n := poll()
		if n != 0 {
			t.Errorf("while it is full %d sessions show", n)
		}
		now = noon.AddDate(0, 0, 2)
		looked(1)
		looked(0)
		if v, at, n := poll(); v != version+1 || !at.Equal(now) || !at.After(changed) || n != 3 {
			t.Errorf("with room: version %d after %d, changed at %s, %d sessions", v, version, at, n)
		}
		now = now.AddDate(0, 0, 1)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, ?, ?, null)`, int64(eli), "2026-11-25")
		looked(1)
		if v, at, n := poll(); v != version+2 || !at.Equal(now) || n != 0 {
			t.Errorf("full again: version %d after %d, changed at %s, %d sessions", v, version, at, n)
		}
	})
}

// A feed of before readings were kept has a year from then on.
func TestAFeedOfBeforeReadingsWereKeptHasAYear(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.feed(access.Feed{Person: ada})
		kept := noon.AddDate(0, -1, 0)
		o.exec(`update feeds set created_at = ?, kept_from = ?`, noon.AddDate(-3, 0, 0), kept)
		for _, row := range []struct {
			since time.Time
			want  int
		}{{kept, 0}, {kept.Add(time.Second), 1}} {
			if n, err := o.EndIdleFeeds(t.Context(), row.since, "sweep"); n != row.want || err != nil {
				t.Errorf("since %s: %d ended, %v; want %d", row.since, n, err, row.want)
			}
		}
	})
}
