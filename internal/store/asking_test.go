package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/store"
)

// TestAskingIsTheSameForEverybody asks for known and unknown addresses: only who alone has one is told, and nothing that
// can be seen from outside differs, not even what the database is asked.
func TestAskingIsTheSameForEverybody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.account("p1")
		o.account("p3")
		o.account("p4")
		o.close(o.account("p5"))
		o.invite(access.Invitation{Email: "op@example.org", Role: access.Operator})
		var statements []string
		for _, c := range []struct {
			email, told string
		}{
			{"ada@example.org", "person:1 CT"},
			{"op@example.org", "account:5 "},
			{"both@example.org", ""}, // two accounts share it
			{"eli@example.org", ""},  // closed
			{"bea@example.org", ""},  // of the roster, without an account
			{"nobody@example.org", ""},
		} {
			before := o.count("notices")
			ctx, counted := store.Counted(t.Context())
			again, err := o.AskLink(ctx, c.email, noon, []access.Limit{access.LimitOf("x", c.email, 1, time.Hour)}, asked(c.email))
			if err != nil || !again.IsZero() {
				t.Fatalf("%s: %v, %v", c.email, again, err)
			}
			if statements == nil {
				statements = counted.Statements()
			}
			if diff := cmp.Diff(statements, counted.Statements()); diff != "" || len(statements) == 0 {
				t.Errorf("%s makes other statements (-want +got):\n%s", c.email, diff)
			}
			told, want := o.count("notices")-before, 0
			if c.told != "" {
				want = count(t, o.Store, `select count(*) from notices where recipient || ' ' || association = ? and fact = ? and opens = 'sign-in' and topic = 'security'`,
					c.told, "link.asked:"+c.email)
				if want != 1 {
					t.Errorf("%s: the notice is not to %q", c.email, c.told)
				}
			}
			if told != want {
				t.Errorf("%s: %d notices, want %d", c.email, told, want)
			}
		}
		again, err := o.AskLink(t.Context(), "ada@example.org", noon.Add(time.Minute), []access.Limit{access.LimitOf("x", "ada@example.org", 1, time.Hour)}, asked("more"))
		if err != nil || !again.Equal(noon.Add(time.Hour)) {
			t.Errorf("asked too often: %v, %v", again, err)
		}
		if n := count(t, o.Store, `select count(*) from notices where fact = 'link.asked:more'`); n != 0 {
			t.Errorf("%d notices for who asked too often", n)
		}
	})
}

func asked(asking string) func(notice.Recipient, roster.Association) notice.Notice {
	return func(to notice.Recipient, home roster.Association) notice.Notice {
		return notice.SignInAsked(to, home, asking, "/hours")
	}
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		one, other := o.Store, db.Open(t, store.Options{})
		wide, narrow := access.LimitOf("by address", "192.0.2.7", 4, time.Hour), access.LimitOf("by account", "7", 2, 10*time.Minute)
		try := func(s *store.Store, at time.Duration, want time.Duration, limits ...access.Limit) {
			t.Helper()
			again, err := s.Attempt(t.Context(), noon.Add(at), limits...)
			if err != nil || want == 0 && !again.IsZero() || want != 0 && !again.Equal(noon.Add(want)) {
				t.Errorf("after %v: again at %v, %v; want %v", at, again, err, want)
			}
		}
		try(one, 0, 0, narrow, wide)
		try(other, time.Minute, 0, narrow, wide)
		for range 5 {
			try(one, 2*time.Minute, 10*time.Minute, narrow, wide) // refused by the narrow one, on whichever instance; the wide one counts none of them
		}
		try(other, 3*time.Minute, 10*time.Minute, narrow) // which prolongs nothing
		try(one, 4*time.Minute, 0, wide)
		try(other, 10*time.Minute, 0, narrow)
		try(other, 11*time.Minute, 0, access.LimitOf("by account", "8", 2, 10*time.Minute))
		try(one, 12*time.Minute, 0, wide)
		try(one, 13*time.Minute, time.Hour, wide, access.LimitOf("by account", "9", 2, 10*time.Minute))
		if err := one.Entered(t.Context(), o.account("p1").ID, "password.used", noon, wide); err != nil {
			t.Fatal(err)
		}
		try(one, 14*time.Minute, 0, wide)
		if n, err := one.SweepSignIns(t.Context(), noon.Add(24*time.Hour+10*time.Minute)); n != 1 || err != nil {
			t.Errorf("a day later %d are swept, %v; want the one that began first", n, err)
		}
	})
}
