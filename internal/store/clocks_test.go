package store_test

import (
	"testing"

	"attune/internal/dbtest"
	"attune/internal/fault"
)

func TestAnAccountHasAClock(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		account := o.account("p1")
		for range 2 { // the second time changes nothing
			if err := o.ChooseClock(t.Context(), account.ID, "America/Los_Angeles"); err != nil {
				t.Fatal(err)
			}
		}
		if actor, err := o.ActorOf(t.Context(), account.ID, noon); err != nil || actor.TimeZone != "America/Los_Angeles" {
			t.Errorf("%+v, %v", actor, err)
		}
		if err := o.ChooseClock(t.Context(), account.ID, "America/Nowhere"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a zone that is none: %v", err)
		}
		if err := o.ChooseClock(t.Context(), account.ID, ""); err != nil {
			t.Fatal(err)
		}
		if actor, err := o.ActorOf(t.Context(), account.ID, noon); err != nil || actor.TimeZone != "" {
			t.Errorf("back to the association's: %+v, %v", actor, err)
		}
		o.close(account)
		if err := o.ChooseClock(t.Context(), account.ID, "UTC"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of a closed account: %v", err)
		}
	})
}
