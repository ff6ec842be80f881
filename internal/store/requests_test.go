package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/store"
)

// moment is noon on the group's clock.
var moment = roster.Moment{Now: noon, Today: day.MustParse("2026-11-22")}

// inGroup decides about the Monday circle.
func (o office) inGroup(by string, decide func(roster.GroupRecord) ([]roster.Edit, error)) error {
	o.t.Helper()
	_, err := o.ChangeGroup(o.t.Context(), "g3", roster.Pen{By: by}, decide)
	return err
}

// single is a decision for a single edit.
func single(edit roster.Edit, err error) ([]roster.Edit, error) { return []roster.Edit{edit}, err }

// queue has people wait for a place in the Monday circle, which is open, has room for one and has Ada in it.
func (o office) queue(people ...roster.PersonID) {
	o.t.Helper()
	o.exec(`update groups set open = true, capacity = 1 where id = 3`)
	for _, p := range people {
		err := o.inGroup("account:98", func(r roster.GroupRecord) ([]roster.Edit, error) { return single(r.Ask(p, moment.Today, moment)) })
		if err == nil {
			err = o.inGroup("account:99", func(r roster.GroupRecord) ([]roster.Edit, error) {
				q, _ := r.LiveOf(p)
				return r.Accept(q.ID, moment)
			})
		}
		if err != nil {
			o.t.Fatal(err)
		}
	}
}

// ends gives Ada's membership its last day.
func ends(r roster.GroupRecord) ([]roster.Edit, error) {
	m := r.Members[0].Fact.(roster.Membership)
	m.Span.To = day.MustParse("2026-11-22")
	return single(r.Correct(r.Members[0].ID, m, ""))
}

// stand is how the requests of the Monday circle stand, by when they were made: 3 waiting 2026-11-22.
func (o office) stand() string {
	o.t.Helper()
	record, err := o.GroupRecord(o.t.Context(), 3)
	if err != nil {
		o.t.Fatal(err)
	}
	var list []string
	for _, q := range record.Requests {
		list = append(list, fmt.Sprintf("%d %s", q.Person, q.State))
	}
	return strings.Join(list, ", ")
}

// mails are who was told what of places, in the order of the outbox: person:3 waiting.
func (o office) placeMails() []string {
	o.t.Helper()
	var rows []struct{ Recipient, Fact string }
	if err := store.Ask(o.t.Context(), o.Store).Raw(`select recipient, fact from notices where fact like 'place.%' order by id`).Scan(&rows).Error; err != nil {
		o.t.Fatal(err)
	}
	var list []string
	for _, r := range rows {
		fact, _, _ := strings.Cut(strings.TrimPrefix(r.Fact, "place."), ":")
		list = append(list, r.Recipient+" "+fact)
	}
	return list
}

func TestAPlaceGoesToWhoWaitsFirst(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.account("p2")
		o.queue(cyd, flo)
		if err := o.inGroup("account:9", ends); err != nil {
			t.Fatal(err)
		}
		if got := o.stand(); got != "3 offered, 6 waiting" {
			t.Fatalf("once Ada leaves: %s", got)
		}
		record, err := o.GroupRecord(t.Context(), 3)
		if err != nil {
			t.Fatal(err)
		}
		// The session in a day to the minute is the first that Cyd could attend.
		if q := record.Requests[0]; q.From != day.MustParse("2026-11-23") || !q.Until.Equal(noon.AddDate(0, 0, 1)) {
			t.Errorf("offered from %s until %s", q.From, q.Until)
		}
		want := []string{"person:3 waiting", "person:6 waiting", "person:1 ended", "person:3 offered"} // Bea had answered before she was told
		if got := o.placeMails(); !slices.Equal(got, want) {
			t.Errorf("told: %q; want %q", got, want)
		}
		told := o.told("CT")
		if got := told[len(told)-2:]; !slices.Equal(got, []string{"account:9 membership.updated membership:1", "account:9 request.offered request:1"}) {
			t.Errorf("history: %q", got)
		}

		later := office{db.Open(t, store.Options{Now: func() time.Time { return noon.AddDate(0, 0, 1) }}), t}
		for i, want := range []int{2, 0} { // lapsed and offered; a second run finds nothing
			if n, err := later.OfferPlaces(t.Context(), "places"); err != nil || n != want {
				t.Errorf("run %d: %d steps, %v; want %d", i+1, n, err, want)
			}
		}
		if got := o.stand(); got != "3 lapsed, 6 offered" {
			t.Fatalf("a day later: %s", got)
		}
		if got := o.placeMails(); !slices.Equal(got[4:], []string{"person:3 lapsed", "person:6 offered"}) {
			t.Errorf("told: %q", got[4:])
		}
		told = o.told("CT")
		if got := told[len(told)-2:]; !slices.Equal(got, []string{"places request.lapsed request:1", "places request.offered request:2"}) {
			t.Errorf("history: %q", got)
		}

		versions := `select calendar_version from people where id = 6`
		before := o.number(versions)
		at := roster.Moment{Now: noon.AddDate(0, 0, 1), Today: day.MustParse("2026-11-23")}
		for range 2 { // a double click
			if err := later.inGroup("account:98", func(r roster.GroupRecord) ([]roster.Edit, error) { return r.Take(2, at) }); err != nil {
				t.Fatal(err)
			}
		}
		if n := o.number(`select count(*) from memberships where group_id = 3 and person_id = 6 and starts_on = '2026-11-23' and ends_on is null`); n != 1 {
			t.Errorf("%d memberships of Flo", n)
		}
		if after := o.number(versions); after != before+1 {
			t.Errorf("Flo's calendar has version %d, before %d", after, before)
		}
		if got := o.placeMails(); !slices.Equal(got[6:], []string{"person:2 taken", "person:6 taken"}) { // somebody else clicked for Flo
			t.Errorf("told: %q", got)
		}
		if n := o.number(`select count(*) from request_steps`); n != 8 {
			t.Errorf("%d steps are kept; want 8", n)
		}
	})
}

// What else frees a place: more room, a declined offer, leaving, an offer that is taken back. Whoever's account is closed is
// passed over.
func TestWhateverFreesAPlaceOffersIt(t *testing.T) {
	t.Parallel()
	widened := func(r roster.GroupRecord) ([]roster.Edit, error) {
		g := r.Group
		g.Capacity = 2
		return single(r.Become(g, "A larger room.", moment.Today))
	}
	for name, row := range map[string]struct {
		frees func(o office) error
		want  string
	}{
		"room": {func(o office) error { return o.inGroup("account:9", widened) }, "3 offered, 6 waiting"},
		"declined": {func(o office) error {
			if err := o.inGroup("account:9", ends); err != nil {
				return err
			}
			return o.inGroup("account:9", func(r roster.GroupRecord) ([]roster.Edit, error) { return single(r.Decline(1, moment)) })
		}, "3 declined, 6 offered"},
		"taken back": {func(o office) error {
			if err := o.inGroup("account:9", ends); err != nil {
				return err
			}
			return o.inGroup("account:9", func(r roster.GroupRecord) ([]roster.Edit, error) { return single(r.Retract(1, moment)) })
		}, "3 withdrawn, 6 offered"},
		"leaving": {func(o office) error {
			_, err := o.Leave(o.t.Context(), ada, roster.Pen{By: "account:9"}, func(l access.Leaving) (access.Parting, error) {
				edits, err := l.Record.Leave(moment.Today, "", func(f roster.Fact) bool { return f.Matter() == roster.MembershipMatter })
				for i := range edits {
					edits[i].Owner = "CT"
				}
				return access.Parting{Edits: edits}, err
			})
			return err
		}, "3 offered, 6 waiting"},
		"a closed account": {func(o office) error {
			o.exec(`update people set email = 'cyd@example.org' where id = 3`)
			o.close(o.account("p3"))
			return o.inGroup("account:9", ends)
		}, "3 waiting, 6 offered"},
		"moving": {func(o office) error {
			o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding)
				values (4, 'g4', 'CT', 'Tuesday circle', 5, 'America/New_York', 'reflective', 'group', 'virtual', 1, '', '')`)
			for range 2 { // a double click
				_, err := o.MoveMember(o.t.Context(), 3, 4, roster.Pen{By: "account:9"}, func(from, to roster.GroupRecord) ([]roster.Edit, error) {
					return roster.Move(from, to, from.Members[0].ID, day.MustParse("2026-12-01"))
				})
				if err != nil {
					return err
				}
			}
			if n := o.number(`select count(*) from memberships where person_id = 1 and (group_id = 3 and ends_on = '2026-11-30' or group_id = 4 and starts_on = '2026-12-01')`); n != 2 {
				o.t.Errorf("%d of the two memberships are as they should be", n)
			}
			if got := o.placeMails(); !slices.Equal(got[2:], []string{"person:1 moved", "person:2 moved", "person:5 moved", "person:3 offered"}) {
				o.t.Errorf("told: %q", got[2:])
			}
			return nil
		}, "3 offered, 6 waiting"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o := opened(t, db, noon)
				o.account("p2")
				o.queue(cyd, flo)
				if err := row.frees(o); err != nil {
					t.Fatal(err)
				}
				if got := o.stand(); got != row.want {
					t.Errorf("%s; want %s", got, row.want)
				}
			})
		})
	}
}

// Whoever is asked hears of it once it stands for five minutes: asked and withdrawn in a loop is one mail at most, and a place that
// is asked for in earnest is told of.
func TestAskingAndWithdrawingIsToldOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.account("p2")
		o.exec(`update groups set open = true, capacity = 1 where id = 3`)
		asks := func(r roster.GroupRecord) ([]roster.Edit, error) { return single(r.Ask(cyd, moment.Today, moment)) }
		withdraws := func(r roster.GroupRecord) ([]roster.Edit, error) {
			q, _ := r.LiveOf(cyd)
			return single(r.Withdraw(q.ID, moment))
		}
		for range 3 {
			for _, decide := range []func(roster.GroupRecord) ([]roster.Edit, error){asks, withdraws} {
				if err := o.inGroup("account:98", decide); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := o.placeMails(); len(got) != 0 {
			t.Errorf("asked and withdrawn thrice, and told: %q", got)
		}
		if err := o.inGroup("account:98", asks); err != nil {
			t.Fatal(err)
		}
		var due time.Time
		if err := store.Ask(t.Context(), o.Store).Raw(`select next_try_at from notices where fact like 'place.asked:%'`).Row().Scan(&due); err != nil || !due.Equal(noon.Add(5*time.Minute)) {
			t.Errorf("whoever answers is told at %s, %v", due, err)
		}
		o.exec(`update notices set tries = 1, sent_at = next_try_at where fact like 'place.asked:%'`)
		if err := o.inGroup("account:98", withdraws); err != nil {
			t.Fatal(err)
		}
		if got := o.placeMails(); !slices.Equal(got, []string{"person:2 asked"}) {
			t.Errorf("what was sent is not on record any more: %q", got)
		}
	})
}

// In pencil nobody asks and nobody is told.
func TestARequestInPencil(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.queue(cyd)
		if _, err := o.ChangeGroup(t.Context(), "g3", pencil, ends); err != nil {
			t.Fatal(err)
		}
		if got, n := o.stand(), len(o.placeMails()); got != "3 waiting" || n != 1 { // Bea has no account, and nobody coordinates
			t.Errorf("%s, %d mails", got, n)
		}
	})
}

// Whoever takes a place while its time runs out has it, or is told that they have not; never does it go to two.
func TestAPlaceIsTakenAndLapsesAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.queue(cyd, flo)
		if err := o.inGroup("account:9", ends); err != nil {
			t.Fatal(err)
		}
		late := noon.AddDate(0, 0, 1)
		duty := office{db.Open(t, store.Options{Now: func() time.Time { return late }}), t}
		second := db.Open(t, store.Options{Now: func() time.Time { return late }})
		done := make(chan error, 2)
		err := o.inGroup("account:98", func(r roster.GroupRecord) ([]roster.Edit, error) {
			for _, s := range []*store.Store{duty.Store, second} { // two processes
				begun := make(chan struct{})
				go func() {
					close(begun)
					_, err := s.OfferPlaces(t.Context(), "places")
					done <- err
				}()
				<-begun
			}
			o.untilOneWaits(db)
			return r.Take(1, roster.Moment{Now: late.Add(-time.Second), Today: day.MustParse("2026-11-23")})
		})
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if got := o.stand(); err != nil || got != "3 taken, 6 waiting" {
			t.Errorf("%s, %v", got, err)
		}
		err = duty.inGroup("account:98", func(r roster.GroupRecord) ([]roster.Edit, error) { return r.Take(2, moment) })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("a place that was not offered: %v", err)
		}
	})
}

// A place is offered to somebody who never asked, within another change; there must be room for it, and it is told once.
func TestAPlaceIsOfferedUnasked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`update groups set capacity = 2 where id = 3`)
		offers := func(who roster.PersonID) error {
			return store.Change(t.Context(), o.Store, func(tx *gorm.DB) error {
				changes, err := store.OfferPlace(tx, noon, "account:9", 3, who, day.MustParse("2027-07-01"), noon.AddDate(0, 6, 0))
				if err != nil {
					return err
				}
				return store.RecordIn(tx, noon, changes...)
			})
		}
		for range 2 { // a second click
			if err := offers(cyd); err != nil {
				t.Fatal(err)
			}
		}
		if err := offers(flo); fault.KindOf(err) != fault.Invalid {
			t.Errorf("beyond the room there is: %v", err)
		}
		if err := offers(ada); fault.KindOf(err) != fault.Invalid {
			t.Errorf("to somebody who belongs already: %v", err)
		}
		if got := o.stand(); got != "3 offered" {
			t.Errorf("%s", got)
		}
		if got := o.placeMails(); !slices.Equal(got, []string{"person:3 offered"}) {
			t.Errorf("told: %q", got)
		}
		o.wantTold("CT", "account:9 request.offered request:1")
	})
}
