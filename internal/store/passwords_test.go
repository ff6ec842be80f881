package store_test

import (
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
)

// TestANewPasswordEndsOtherVisits sets a password: all other visits end, the holder is told, and history says so.
func TestANewPasswordEndsOtherVisits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		account := o.account("p1")
		for _, hash := range []string{"here", "there"} {
			v := access.Visit{Hash: hash, Account: account.ID, Began: noon, Seen: noon}
			if err := o.KeepVisit(t.Context(), v, []byte("x"), noon.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.SetPassword(t.Context(), account.ID, "a hash", "here", noon); err != nil {
			t.Fatal(err)
		}
		wantVisit(t, o.Store, "here", "x")
		wantVisit(t, o.Store, "there", "")
		if n := count(t, o.Store, `select count(*) from notices where recipient = 'person:1' and topic = 'security'`); n != 1 {
			t.Errorf("told %d times", n)
		}
		o.wantTold("CT", "operator account.created account:1", "account:1 password.changed account:1")
		if id, hash, err := o.PasswordOf(t.Context(), "ada@example.org"); id != account.ID || hash != "a hash" || err != nil {
			t.Errorf("the password of the e-mail: %d %q, %v", id, hash, err)
		}
		o.close(account)
		if id, hash, err := o.PasswordOf(t.Context(), "ada@example.org"); id != 0 || hash != "" || err != nil {
			t.Errorf("of a closed account: %d %q, %v", id, hash, err)
		}
		if err := o.SetPassword(t.Context(), account.ID, "another", "here", noon); fault.KindOf(err) != fault.NotFound {
			t.Errorf("set on a closed account: %v", err)
		}
	})
}
