package store_test

import (
	"strings"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/rulebook"
	"attune/internal/store"
)

func TestTheNewestEditionIsInForceForEveryInstance(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		other := db.Open(t, store.Options{})
		carried, err := o.Edition(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		longer, err := rulebook.Load([]byte(strings.Replace(string(carried.Body()), "earn_hours: 24", "earn_hours: 25", 1)))
		if err != nil {
			t.Fatal(err)
		}
		// The carried edition is in force without a row; then the longer one, the carried one again, and that once more.
		for _, step := range []struct {
			edition *rulebook.Edition
			loaded  bool
		}{{carried, false}, {longer, true}, {carried, true}, {carried, false}} {
			loaded, err := o.PutInForce(t.Context(), step.edition, "operator")
			if err != nil || loaded != step.loaded {
				t.Fatalf("loading %s: %t: %v", step.edition.Checksum(), loaded, err)
			}
			force, err := other.Edition(t.Context())
			if err != nil || force.Checksum() != step.edition.Checksum() {
				t.Errorf("another instance judges by %s, not %s: %v", force.Checksum(), step.edition.Checksum(), err)
			}
		}
		if due := o.count("due"); due != 7 {
			t.Errorf("%d people are due", due)
		}
		if told := o.told("CT"); len(told) != 2 || !strings.HasPrefix(told[0], "operator rules.loaded edition:") {
			t.Errorf("the history says %q", told)
		}
	})
}
