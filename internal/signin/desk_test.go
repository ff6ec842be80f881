package signin_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/signin"
	"attune/internal/store"
)

// visit is a desk on a database of its own with one account, and a clock the test turns.
type visit struct {
	*signin.Desk
	store   *store.Store
	t       *testing.T
	account access.AccountID
	now     *atomic.Int64
}

// light is a strength for tests, which guess a lot.
var light = signin.Strength{Memory: 64, Passes: 1}

func eachVisit(t *testing.T, test func(v visit)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		test(visitOn(t, db))
	})
}

func visitOn(t *testing.T, db dbtest.Database) visit {
	t.Helper()
	account, err := db.Store.Invite(t.Context(), access.Invitation{Email: "op@example.org", Role: access.Operator}, access.TheOperator)
	if err != nil {
		t.Fatal(err)
	}
	v := visit{store: db.Store, t: t, account: account.ID, now: new(atomic.Int64)}
	v.Desk = signin.NewDesk(db.Store, v.clock).Hashing(light)
	return v
}

func (v visit) clock() time.Time {
	return time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC).Add(time.Duration(v.now.Load()))
}

func (v visit) pass(d time.Duration) { v.now.Add(int64(d)) }

func (v visit) issue() access.Token {
	v.t.Helper()
	token, err := v.Issue(v.t.Context(), signin.Order{Account: v.account, To: "/hours?show=counted", Strong: true, By: access.TheOperator})
	if err != nil {
		v.t.Fatal(err)
	}
	return token
}

func (v visit) signsIn(what string, link, page access.Token) {
	v.t.Helper()
	want := signin.Proof{Account: v.account, Strong: true, To: "/hours?show=counted", Way: "with a link"}
	if proof, err := v.Use(v.t.Context(), link, page); proof != want || err != nil {
		v.t.Errorf("%s gives %+v, %v; want %+v", what, proof, err, want)
	}
}

// isDead checks that a link does nothing and says so in the words of a link that never was.
func (v visit) isDead(what string, link, page access.Token) {
	v.t.Helper()
	want, _ := fault.SentenceOf(v.Open(v.t.Context(), access.NewToken()))
	proof, err := v.Use(v.t.Context(), link, page)
	for _, err := range []error{err, v.Open(v.t.Context(), link)} {
		sentence, _ := fault.SentenceOf(err)
		if proof != (signin.Proof{}) || fault.KindOf(err) != fault.NotFound || sentence != want || sentence == "" {
			v.t.Errorf("%s: %+v, %v; want not found, and %q", what, proof, err, want)
		}
	}
}

func TestALinkSignsInOnce(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		link, other := v.issue(), v.issue()
		for range 3 {
			if err := v.Open(v.t.Context(), link); err != nil {
				v.t.Errorf("opening a new link: %v", err)
			}
		}
		v.signsIn("a new link", link, "")
		v.isDead("a used link", link, "")
		v.signsIn("another link", other, "")
	})
}

func TestALinkExpires(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		early, late := v.issue(), v.issue()
		v.pass(signin.LinkLasts - time.Microsecond)
		v.signsIn("a link in its last moment", early, "")
		v.pass(time.Microsecond)
		v.isDead("a link that has expired", late, "")
	})
}

func TestADoubleClickSignsIn(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		link, page, other := v.issue(), access.NewToken(), access.NewToken()
		v.signsIn("the first click", link, page)
		v.signsIn("the second click", link, page)
		v.isDead("the same link from another page", link, other)
		v.isDead("the same link from no page", link, "")
		v.pass(signin.RepeatWithin)
		v.signsIn("a click within the minute", link, page)
		v.pass(time.Microsecond)
		v.isDead("the same page later", link, page)
	})
}

func TestOfManyAtOnceOneSignsIn(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		link := v.issue()
		var all sync.WaitGroup
		var won, lost atomic.Int32
		for range 8 {
			all.Go(func() {
				switch _, err := v.Use(v.t.Context(), link, access.NewToken()); {
				case err == nil:
					won.Add(1)
				case fault.KindOf(err) == fault.NotFound:
					lost.Add(1)
				default:
					v.t.Errorf("using a link: %v", err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || lost.Load() != 7 {
			v.t.Errorf("%d signed in and %d did not; want 1 and 7", won.Load(), lost.Load())
		}
	})
}

func TestNoLinkForNobody(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		if _, err := v.Issue(v.t.Context(), signin.Order{Account: 4711, By: access.TheOperator}); fault.KindOf(err) != fault.NotFound {
			v.t.Errorf("a link to an account that is not there: %v; want not found", err)
		}
	})
}

func TestAnAwayDatabaseIsNoDeadLink(t *testing.T) {
	t.Parallel()
	eachVisit(t, func(v visit) {
		link := v.issue()
		ctx, cancel := context.WithCancel(v.t.Context())
		cancel()
		if _, err := v.Use(ctx, link, ""); err == nil || fault.KindOf(err) == fault.NotFound {
			v.t.Errorf("using a link while the database is away: %v", err)
		}
		v.signsIn("the link afterwards", link, "")
	})
}
