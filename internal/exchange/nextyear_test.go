package exchange_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/schedule"
	"attune/internal/store"
)

// year is an association at the end of its year, on a clock that a story sets.
type year struct {
	*testing.T
	*store.Store
	now time.Time
}

func (y *year) moment() roster.Moment {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		y.Fatal(err)
	}
	return roster.Moment{Now: y.now, Today: day.At(y.now, zone)}
}

// copies copies every group that is evident to its next year, to be answered within three weeks.
func (y *year) copies() []roster.GroupID {
	y.Helper()
	list, err := y.Copyable(y.Context(), 0, []roster.Association{"NC", "CT", "MI"}, y.now, 0, 100)
	if err != nil {
		y.Fatal(err)
	}
	today := y.moment().Today
	var made []roster.GroupID
	for _, of := range list {
		g := of.Record.Group
		p := schedule.CopyProposal{External: roster.External(fmt.Sprintf("next-%d", g.ID)), Of: g.ID, Name: g.Name + " 2027", Answer: today.AddDays(21)}
		for i, c := range of.Carry(today) {
			p.Series = append(p.Series, schedule.SeriesProposal{External: roster.External(fmt.Sprintf("%s-%d", p.External, i)), Group: g.ID, Rhythm: c.Rhythm, Meeting: c.Meeting, Through: c.Through})
		}
		if len(p.Series) == 0 {
			continue
		}
		id, err := y.CopyGroup(y.Context(), p, "account:1", func(c schedule.Copying) (schedule.Copied, error) { return p.Lay(c, y.now) })
		if err != nil {
			y.Fatalf("%s: %v", g.Name, err)
		}
		made = append(made, id)
	}
	return made
}

// does has somebody decide about a group.
func (y *year) does(id roster.GroupID, decide func(roster.GroupRecord) ([]roster.Edit, error)) {
	y.Helper()
	record, err := y.GroupRecord(y.Context(), id)
	if err == nil {
		_, err = y.ChangeGroup(y.Context(), record.Group.External, roster.Pen{By: "account:1"}, decide)
	}
	if err != nil {
		y.Fatal(err)
	}
}

// states are how the requests for a place in a group stand, by when they were made.
func (y *year) states(id roster.GroupID) (states []roster.RequestState) {
	y.Helper()
	record, err := y.GroupRecord(y.Context(), id)
	if err != nil {
		y.Fatal(err)
	}
	for _, q := range record.Requests {
		states = append(states, q.State)
	}
	return states
}

// The groups of a bundle are copied to their next year, and members answer: one goes on, one does not, and one says nothing,
// whose place the duty offers to whoever waits. What comes of it is taken into another installation as it is.
func TestStoryOfAYearThatIsCopied(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		take(t, db, bundles+"small", morning)
		y := &year{T: t, now: time.Date(2026, 7, 1, 15, 0, 0, 0, time.UTC)}
		y.Store = db.Open(t, store.Options{Now: func() time.Time { return y.now }})
		before := rowsOf(t, give(t, db))
		ask(t, db, `update groups set capacity = 3`)
		made := y.copies()
		if len(made) == 0 {
			t.Fatal("no group was copied")
		}
		next := made[0]
		if got := fmt.Sprint(y.states(next)[:4]); got != "[offered offered offered waiting]" {
			t.Fatalf("there is room for three, and the requests are %s", got)
		}
		y.does(next, func(r roster.GroupRecord) ([]roster.Edit, error) { return r.Take(r.Requests[0].ID, y.moment()) })
		y.does(next, func(r roster.GroupRecord) ([]roster.Edit, error) {
			edit, err := r.Decline(r.Requests[1].ID, y.moment())
			return []roster.Edit{edit}, err
		})
		if got := fmt.Sprint(y.states(next)[:4]); got != "[taken declined offered offered]" {
			t.Errorf("after two answers the requests are %s", got)
		}
		record, _ := y.GroupRecord(t.Context(), next)
		if first := record.Members[0].Fact.Days().From; len(record.Members) != 1 || first != record.Requests[0].From || first <= y.moment().Today {
			t.Errorf("who goes on belongs to it from %s: %+v", first, record.Members)
		}
		y.now = y.now.AddDate(0, 0, 22)
		if _, err := y.OfferPlaces(t.Context(), "duty:places"); err != nil {
			t.Fatal(err)
		}
		if got := y.states(next); got[2] != roster.RequestLapsed || len(got) > 4 && got[4] != roster.RequestOffered {
			t.Errorf("after three weeks the requests are %s", got)
		}

		copied := give(t, db)
		after := rowsOf(t, copied)
		if len(after["groups.csv"]) != len(before["groups.csv"])+len(made) || len(after["attendance.csv"]) != len(before["attendance.csv"]) {
			t.Errorf("%d groups were copied: %d before, %d after", len(made), len(before["groups.csv"]), len(after["groups.csv"]))
		}
		elsewhere := dbtest.SQLite(t)
		take(t, elsewhere, copied, y.now)
		if diff := cmp.Diff(after, rowsOf(t, give(t, elsewhere))); diff != "" {
			t.Errorf("taken in elsewhere it is otherwise (-here +there):\n%s", diff)
		}
	})
}
