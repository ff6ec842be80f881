package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/store"
)

func TestVisits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		now := noon
		s := db.Open(t, store.Options{Now: func() time.Time { return now }})
		visits := s
		wantVisit(t, visits, "a", "")
		keepVisit(t, visits, "a", "one", noon.Add(time.Hour))
		keepVisit(t, visits, "b", "other", noon.Add(2*time.Hour))
		wantVisit(t, visits, "a", "one")
		keepVisit(t, visits, "a", "two", noon.Add(90*time.Minute))
		wantVisit(t, visits, "a", "two")

		now = noon.Add(90*time.Minute - time.Microsecond)
		wantVisit(t, visits, "a", "two")
		now = noon.Add(90 * time.Minute)
		wantVisit(t, visits, "a", "")
		wantVisit(t, visits, "b", "other")

		for range 2 { // the second time it is not there
			if err := visits.EndVisit(t.Context(), "b"); err != nil {
				t.Errorf("delete: %v", err)
			}
		}
		keepVisit(t, visits, "b", "of a request that was under way", noon.Add(2*time.Hour))
		wantVisit(t, visits, "b", "")
	})
}

// TestASignOutWins ends visits while requests keep them: whichever comes last, they stay ended.
func TestASignOutWins(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		for i := range 8 {
			hash := fmt.Sprint("visit ", i)
			keepVisit(t, db.Store, hash, "before", time.Now().Add(time.Hour))
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					if err := db.Store.KeepVisit(t.Context(), access.Visit{Hash: hash}, []byte("meanwhile"), time.Now().Add(time.Hour)); err != nil {
						t.Errorf("keep: %v", err)
					}
				})
			}
			all.Go(func() {
				if err := db.Store.EndVisit(t.Context(), hash); err != nil {
					t.Errorf("end: %v", err)
				}
			})
			all.Wait()
			wantVisit(t, db.Store, hash, "")
		}
	})
}

func TestVisitsOfAnAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		mine, other := o.account("p1").ID, o.account("p2").ID
		keep := func(hash string, account access.AccountID, seen, expires time.Duration) access.Visit {
			v := access.Visit{Hash: hash, Account: account, Browser: "Firefox on Linux", Began: noon.Add(-time.Hour), Seen: noon.Add(seen)}
			if err := o.KeepVisit(t.Context(), v, []byte("x"), noon.Add(expires)); err != nil {
				t.Fatal(err)
			}
			return v
		}
		phone, desk, desk2 := keep("phone", mine, -time.Minute, time.Hour), keep("desk", mine, 0, time.Hour), keep("desk2", mine, -2*time.Minute, time.Hour)
		keep("expired", mine, 0, 0)
		hers := keep("hers", other, 0, time.Hour)
		keep("nobody's", 0, 0, time.Hour)
		want := func(account access.AccountID, visits ...access.Visit) {
			t.Helper()
			got, err := o.VisitsOf(t.Context(), account)
			if diff := cmp.Diff(visits, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("visits of %d: %v (-want +got)\n%s", account, err, diff)
			}
		}
		want(mine, desk, phone, desk2)
		for _, hash := range []string{"hers", "nobody's", "nowhere", "phone", "phone"} { // what is not mine stays
			if err := o.EndOneVisit(t.Context(), mine, hash); err != nil {
				t.Fatal(err)
			}
		}
		want(mine, desk, desk2)
		if err := o.EndOtherVisits(t.Context(), mine, "desk2"); err != nil {
			t.Fatal(err)
		}
		want(mine, desk2)
		want(other, hers)
		o.wantTold("CT", "operator account.created account:1", "operator account.created account:2",
			"account:1 visit.ended account:1", "account:1 visits.ended account:1")
	})
}

func TestSweepSignIns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		visits := o.Store
		keepVisit(t, visits, "over", "x", noon)
		keepVisit(t, visits, "living", "x", noon.Add(time.Second))
		account := o.account("p1").ID
		old, fresh := access.NewToken().Hash(), access.NewToken().Hash()
		for hash, expires := range map[access.TokenHash]time.Time{old: noon.AddDate(0, 0, -1), fresh: noon.Add(time.Minute)} {
			if err := o.CreateLink(t.Context(), access.Link{Account: account, Hash: hash, CreatedAt: noon, ExpiresAt: expires}, access.TheOperator); err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range []int{2, 0} {
			if swept, err := o.SweepSignIns(t.Context(), noon); swept != want || err != nil {
				t.Errorf("swept %d, %v; want %d", swept, err, want)
			}
		}
		wantVisit(t, visits, "living", "x")
		if err := o.LinkStands(t.Context(), fresh, noon); err != nil {
			t.Errorf("the link that had not expired: %v", err)
		}
	})
}

func keepVisit(t *testing.T, visits *store.Store, token, data string, expires time.Time) {
	t.Helper()
	if err := visits.KeepVisit(t.Context(), access.Visit{Hash: token}, []byte(data), expires); err != nil {
		t.Fatalf("commit: %v", err)
	}
}

// wantVisit checks the data of a session; empty: there is none.
func wantVisit(t *testing.T, visits *store.Store, token, want string) {
	t.Helper()
	data, found, err := visits.FindVisit(t.Context(), token)
	if err != nil || string(data) != want || found != (want != "") {
		t.Errorf("session %s: %q, %t, %v; want %q", token, data, found, err, want)
	}
}
