package store_test

import (
	"context"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/store"
)

// The session manager asks for these by name (scs v2, Store and CtxStore).
var _ interface {
	Find(token string) ([]byte, bool, error)
	Commit(token string, data []byte, expires time.Time) error
	Delete(token string) error
	FindCtx(ctx context.Context, token string) ([]byte, bool, error)
	CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error
	DeleteCtx(ctx context.Context, token string) error
} = store.WebSessions{}

func TestWebSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		now := noon
		s := db.Open(t, store.Options{Now: func() time.Time { return now }})
		visits := s.WebSessions()
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
			if err := visits.Delete("b"); err != nil {
				t.Errorf("delete: %v", err)
			}
		}
		wantVisit(t, visits, "b", "")
	})
}

func TestSweepSignIns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		visits := o.WebSessions()
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

func keepVisit(t *testing.T, visits store.WebSessions, token, data string, expires time.Time) {
	t.Helper()
	if err := visits.Commit(token, []byte(data), expires); err != nil {
		t.Fatalf("commit: %v", err)
	}
}

// wantVisit checks the data of a session; empty: there is none.
func wantVisit(t *testing.T, visits store.WebSessions, token, want string) {
	t.Helper()
	data, found, err := visits.Find(token)
	if err != nil || string(data) != want || found != (want != "") {
		t.Errorf("session %s: %q, %t, %v; want %q", token, data, found, err, want)
	}
}
