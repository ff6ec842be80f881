package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/store"
)

func TestActorOf(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		for external, want := range map[string]access.Actor{
			"p1": {Person: ada, Name: "Ada", Association: "CT"},
			"p2": {Person: bea, Name: "Bea", Association: "CT", Leads: true},
			"p3": {Person: cyd, Name: "Cyd", Association: "CT", Leads: true},
			"p4": {Person: dee, Name: "Dee", Association: "CT", Leads: true},
			"p5": {Person: eli, Name: "Eli", Association: "CT", Manages: []roster.ProgramID{7}},
			"p7": {Person: gus, Name: "Gus", Association: "MI"},
		} {
			want.Account = o.account(external).ID
			o.wantActor(want, noon)
		}
	})
}

func TestActorWithEveryRole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`update groups set provider_id = 5`)
		for _, i := range []access.Invitation{
			{Email: "eli@example.org", Role: access.Coordinator, Association: "CT"},
			{Email: "eli@example.org", Role: access.Coordinator, Association: "MI"},
			{Email: "eli@example.org", Role: access.Operator},
		} {
			o.invite(i)
		}
		o.wantActor(access.Actor{
			Account: o.account("p5").ID, Person: eli, Name: "Eli", Association: "CT", Leads: true,
			Manages: []roster.ProgramID{7}, Coordinates: []roster.Association{"CT", "MI"}, Operates: true,
		}, noon)
	})
}

func TestManagingEndsWithTheDayInTheAssociation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		want := access.Actor{Account: o.account("p5").ID, Person: eli, Name: "Eli", Association: "CT", Manages: []roster.ProgramID{7}}
		midnight := time.Date(2027, 7, 1, 4, 0, 0, 0, time.UTC) // in New York
		o.wantActor(want, midnight.Add(-time.Microsecond))
		want.Manages = nil
		o.wantActor(want, midnight)
	})
}

func TestOperatorIsGreetedByEmail(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		account := o.invite(access.Invitation{Email: "op@example.org", Role: access.Operator})
		o.wantActor(access.Actor{Account: account.ID, Name: "op@example.org", Operates: true}, noon)
	})
}

func TestNobodyActsWithAnUnknownOrClosedAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		closed := o.account("p1")
		o.close(closed)
		for _, id := range []access.AccountID{closed.ID, 4711, 0} {
			if actor, err := o.ActorOf(t.Context(), id, noon); fault.KindOf(err) != fault.SignedOut {
				t.Errorf("account %d: %+v, %v; want signed out", id, actor, err)
			}
		}
	})
}

// wantActor checks who acts with an account, and that it takes two statements whoever it is.
func (o office) wantActor(want access.Actor, now time.Time) {
	o.t.Helper()
	ctx, count := store.Counted(o.t.Context())
	got, err := o.ActorOf(ctx, want.Account, now)
	if err != nil {
		o.t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		o.t.Errorf("%s (-want +got):\n%s", want.Name, diff)
	}
	if count.Len() != 1 {
		o.t.Errorf("%s took %d statements, want 1: %q", want.Name, count.Len(), count.Statements())
	}
}

func (o office) invite(i access.Invitation) access.Account {
	o.t.Helper()
	account, err := o.Invite(o.t.Context(), i, access.TheOperator)
	if err != nil {
		o.t.Fatalf("invite %+v: %v", i, err)
	}
	return account
}
