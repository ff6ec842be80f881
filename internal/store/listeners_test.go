package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/roster"
	"attune/internal/store"
)

// Session 1 of the Monday circle is led by Cyd; Ada, Eli, Flo and Gus belong to the circle then.
func TestWhoseCalendarsFollowASession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		for _, person := range []roster.PersonID{eli, flo, gus} {
			o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, ?, '2026-01-01', null)`, int64(person))
		}
		o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
			(9, 'g9', 'CT', 'Other circle', 5, 'America/New_York', 'reflective', 'group', 'virtual', 8, '', '')`)
		read := noon.Add(-time.Hour)
		follows := func(f access.Feed, version int64) access.FeedRead {
			made, _ := o.feed(f)
			r := access.FeedRead{Feed: made.ID, At: read, By: "Thunderbird", Version: version}
			if err := o.NoteFeedReads(t.Context(), []access.FeedRead{r}); err != nil {
				t.Fatal(err)
			}
			return r
		}
		led := access.FeedStyle{Led: true}
		all, circle := follows(access.Feed{Person: ada}, 40), follows(access.Feed{Person: ada, Group: 3}, 39)
		o.feed(access.Feed{Person: ada})                      // never read
		follows(access.Feed{Person: eli, FeedStyle: led}, 44) // Eli does not lead it
		follows(access.Feed{Person: eli, Group: 9}, 44)       // another group's
		ended := follows(access.Feed{Person: flo}, 45)        // revoked below
		cyds := follows(access.Feed{Person: cyd, FeedStyle: led}, 42)
		follows(access.Feed{Person: gus}, 46) // whose account is closed
		o.close(o.account("p7"))
		if err := o.RevokeFeed(t.Context(), ended.Feed, func(access.Feed) error { return nil }, access.TheOperator); err != nil {
			t.Fatal(err)
		}
		ctx, count := store.Counted(t.Context())
		got, err := o.Listeners(ctx, 1)
		want := []access.Listener{
			{Person: ada, Version: 40, Reads: []access.FeedRead{all, circle}},
			{Person: cyd, Version: 42, Reads: []access.FeedRead{cyds}},
			{Person: eli, Version: 44},
			{Person: flo, Version: 45},
			{Person: gus, Version: 46},
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if count.Len() != 1 {
			t.Errorf("%d statements", count.Len())
		}

		// Session 3 is led by nobody in particular: by Bea, who provides the circle.
		beas := follows(access.Feed{Person: bea, FeedStyle: led}, 41)
		got, err = o.Listeners(t.Context(), 3)
		want[1] = access.Listener{Person: bea, Version: 41, Reads: []access.FeedRead{beas}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("the provider leads: %v (-want +got):\n%s", err, diff)
		}

		// All three are moved at once; the first has begun by now, and the second is moved once more.
		moved, began := noon.Add(time.Minute), noon.Add(time.Hour)
		o.exec(`update sessions set changed_at = ?`, moved)
		ctx, count = store.Counted(t.Context())
		at, err := o.ListenersAtOnce(ctx, 3, moved, began)
		if diff := cmp.Diff(want, at[3]); diff != "" || err != nil || len(at) != 2 || len(at[2]) != len(want)+1 || count.Len() != 1 {
			t.Errorf("of %d sessions in %d statements, %v (-want +got):\n%s", len(at), count.Len(), err, diff)
		}
		o.exec(`update sessions set changed_at = ? where id = 2`, began)
		if at, err = o.ListenersAtOnce(t.Context(), 3, moved, began); err != nil || len(at) != 1 {
			t.Errorf("of %d sessions, %v", len(at), err)
		}
	})
}
