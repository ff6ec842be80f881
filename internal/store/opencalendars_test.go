package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/exchange"
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

// inviting has the Monday circle and one of Michigan, with one in it, both open with room, and three sessions of the first. It
// gives a folder with their bundle.
func inviting(t *testing.T, db dbtest.Database, clock func() time.Time) (office, string) {
	t.Helper()
	o := office{db.Open(t, store.Options{Now: clock}), t}
	opened(t, db, clock())
	o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
		(4, 'g4', 'MI', 'Lake circle', 7, 'America/Detroit', 'reflective', 'group', 'virtual', 8, '', '')`)
	o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (4, 2, '2026-01-01', null)`)
	o.exec(`update groups set open = ?, inviting = ?`, true, true)
	o.exec(`update people set email = ''`)
	bundle := t.TempDir()
	if _, err := exchange.Export(t.Context(), bundle, o.Store); err != nil {
		t.Fatal(err)
	}
	return o, bundle
}

// takesIn imports a bundle whose groups say otherwise what change gives of them: a column by the group's id and its own name.
func (o office) takesIn(bundle string, at time.Time, change map[string]string) error {
	o.t.Helper()
	err := rewrite(filepath.Join(bundle, "groups.csv"), func(head, row []string) {
		for i, name := range head {
			if to, ok := change[row[0]+" "+name]; ok {
				row[i] = to
			}
		}
	})
	if err != nil {
		return err
	}
	edition, err := o.Edition(o.t.Context())
	if err == nil {
		_, err = exchange.Import(o.t.Context(), bundle, o, edition, at, exchange.Options{TempDir: o.t.TempDir()})
	}
	return err
}

// A group that a bundle has move to another association leaves the calendars of the one, comes into those of the other, and is
// another revision there, as it is when it moves back.
func TestAnOpenGroupOfAnotherAssociation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		now := noon
		o, bundle := inviting(t, db, func() time.Time { return now })
		follows := map[string]access.Token{}
		for who, person := range map[string]roster.PersonID{"CT": flo, "MI": gus} {
			_, follows[who] = o.feed(access.Feed{Person: person, Open: true})
		}
		type shown struct {
			version   int64
			at        time.Time
			sequences []int
		}
		look := func(who string) (s shown) {
			t.Helper()
			found, err := o.PollFeed(t.Context(), follows[who].Hash())
			if err != nil {
				t.Fatal(err)
			}
			list, err := o.OpenCalendar(t.Context(), found.Feed, noon.Add(-time.Hour), noon.AddDate(1, 0, 0), noon.AddDate(1, 0, 0))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list {
				if m.Session.Group == 3 {
					s.sequences = append(s.sequences, m.Session.Sequence)
				}
			}
			s.version, s.at = found.Version, found.ChangedAt
			return s
		}
		before := map[string]shown{"CT": look("CT"), "MI": look("MI")}
		for n, home := range []string{"MI", "CT"} {
			now = now.Add(time.Hour)
			if err := o.takesIn(bundle, now, map[string]string{"g3 association": home}); err != nil {
				t.Fatal(err)
			}
			for who, was := range before {
				is := look(who)
				if is.version <= was.version || !is.at.Equal(now) {
					t.Errorf("in %s, %s follows version %d of %s, and followed %d of %s", home, who, is.version, is.at, was.version, was.at)
				}
				before[who] = is
				want := []int{n + 1, n + 1, n + 1}
				if who != home {
					want = nil
				}
				if !slices.Equal(is.sequences, want) {
					t.Errorf("in %s, %s sees sequences %d; want %d", home, who, is.sequences, want)
				}
			}
		}
	})
}

// An import and the look at open groups both concern two associations: whichever waits for the other ends. The import waits
// for the calendars of Connecticut behind the look; it must not hold those of Michigan, which the look takes next.
func TestCalendarsOfOpenGroupsAreRaisedInOneOrder(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	o, bundle := inviting(t, db, func() time.Time { return noon })
	o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding, open) values
		(5, 'g5', 'CT', 'New circle', 2, 'America/New_York', 'reflective', 'group', 'virtual', 8, '', '', true),
		(6, 'g6', 'MI', 'New lake', 7, 'America/Detroit', 'reflective', 'group', 'virtual', 8, '', '', true)`)
	o.exec(`insert into open_calendars (association, version, changed_at) values ('CT', 1, ?), ('MI', 1, ?)`, noon, noon)
	done := make(chan error, 2)
	err := store.Writer(t.Context(), o.Store).Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec(`update open_calendars set version = version where association = 'CT'`).Error; err != nil {
			return err
		}
		go func() {
			n, err := o.LookAtOpenGroups(t.Context())
			if n != 2 && err == nil {
				err = fmt.Errorf("%d groups have room since the last look; want 2", n)
			}
			done <- err
		}()
		o.untilWait(db, 1)
		go func() { done <- o.takesIn(bundle, noon, map[string]string{"g3 place": "Room 9", "g4 capacity": "1"}) }()
		o.untilWait(db, 2)
		return nil
	})
	if err := errors.Join(err, <-done, <-done); err != nil {
		t.Error(err)
	}
	for _, home := range []string{"CT", "MI"} {
		if n := o.number(`select version from open_calendars where association = ?`, home); n != 3 {
			t.Errorf("the calendars of %s are at version %d; want 3", home, n)
		}
	}
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
