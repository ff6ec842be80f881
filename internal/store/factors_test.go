package store_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/signin"
)

// TestCodesWorkOnce uses one step's code, and one recovery code, many times at once: each once.
func TestCodesWorkOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id := o.account("p1").ID
		if err := o.SetFactor(t.Context(), id, signin.Factor{Sealed: []byte("sealed"), Last: 7}, []string{"one", "two"}, "", noon); err != nil {
			t.Fatal(err)
		}
		for what, use := range map[string]func() (bool, error){
			"step":          func() (bool, error) { return o.UseStep(t.Context(), id, 8) },
			"recovery code": func() (bool, error) { return o.UseRecovery(t.Context(), id, "one", noon) },
		} {
			var all sync.WaitGroup
			var won atomic.Int32
			for range 6 {
				all.Go(func() {
					used, err := use()
					if err != nil {
						t.Errorf("%s: %v", what, err)
					}
					if used {
						won.Add(1)
					}
				})
			}
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("a %s worked %d times", what, won.Load())
			}
		}
		for at, want := range map[int64]bool{6: false, 7: false, 8: false} {
			if used, err := o.UseStep(t.Context(), id, at); used != want || err != nil {
				t.Errorf("step %d: %t, %v", at, used, err)
			}
		}
		if used, err := o.UseRecovery(t.Context(), o.account("p2").ID, "two", noon); used || err != nil {
			t.Errorf("somebody else's recovery code: %t, %v", used, err)
		}
	})
}

// TestASecondFactorIsSetOnceAndReset sets one, refuses a second, and has the operator take it away.
func TestASecondFactorIsSetOnceAndReset(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id := o.account("p1").ID
		set := func() error {
			return o.SetFactor(t.Context(), id, signin.Factor{Sealed: []byte("sealed"), Last: 7}, []string{"one"}, "", noon)
		}
		if err := set(); err != nil {
			t.Fatal(err)
		}
		if err := set(); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second one: %v", err)
		}
		if f, err := o.FactorOf(t.Context(), id); string(f.Sealed) != "sealed" || f.Last != 7 || f.Asked || err != nil {
			t.Errorf("kept: %+v, %v", f, err)
		}
		if err := o.ResetFactor(t.Context(), id, "operator"); err != nil {
			t.Fatal(err)
		}
		if err := o.ResetFactor(t.Context(), id, "operator"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("reset again: %v", err)
		}
		if f, err := o.FactorOf(t.Context(), id); f.Sealed != nil || err != nil || o.count("recovery_codes") != 0 {
			t.Errorf("after the reset: %+v, %v", f, err)
		}
		if n := count(t, o.Store, `select count(*) from notices where recipient = 'person:1' and topic = 'security'`); n != 2 {
			t.Errorf("told %d times", n)
		}
		o.wantTold("CT", "operator account.created account:1", "account:1 second-factor.set account:1", "operator second-factor.reset account:1")
	})
}
