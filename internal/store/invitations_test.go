package store_test

import (
	"fmt"
	"sync"
	"testing"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
)

var coordinating = access.Invitation{Email: "new@example.org", Role: access.Coordinator, Association: "CT"}

func TestInviteIntoAnEmptyInstallation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := office{db.Store, t}
		first, again := o.invite(coordinating), o.invite(coordinating)
		if first.ID == 0 || again.ID != first.ID {
			t.Errorf("accounts %d and %d; want one", first.ID, again.ID)
		}
		o.wantActor(access.Actor{Account: first.ID, Name: "new@example.org", Coordinates: []roster.Association{"CT"}}, noon)
		o.wantTold("CT", "operator account.created "+first.ID.String(), "operator coordinator.granted "+first.ID.String())
		o.exec(`insert into people (external_id, association, name, email, region, calendar_version, calendar_changed_at)
			select 'p9', code, name, '', '', 0, ? from associations where code = 'CT' and time_zone = 'America/New_York'`, noon)
		if _, err := o.PersonByExternal(t.Context(), "p9"); err != nil {
			t.Errorf("the association was not entered as the rules have it: %v", err)
		}
	})
}

func TestOperatorsStandInTheInstallationsOwnHistory(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := office{db.Store, t}
		account := o.invite(access.Invitation{Email: "op@example.org", Role: access.Operator})
		o.wantTold("", "operator account.created "+account.ID.String(), "operator operator.granted "+account.ID.String())
	})
}

func TestInvitingWhoIsThereAlready(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		adas := o.invite(access.Invitation{Email: "ada@example.org", Role: access.Coordinator, Association: "CT"})
		if adas.Person != ada {
			t.Errorf("invited as coordinator of CT, ada@example.org is person %d; want Ada and not Gus", adas.Person)
		}
		if second := o.invite(access.Invitation{Email: "ada@example.org", Role: access.Coordinator, Association: "RI"}); second.ID != adas.ID {
			t.Errorf("a second association made account %d; want Ada's, %d", second.ID, adas.ID)
		}
		stranger := o.invite(access.Invitation{Email: "new@example.org", Role: access.Coordinator, Association: "CT"})
		if second := o.invite(access.Invitation{Email: "new@example.org", Role: access.Operator}); second.ID != stranger.ID {
			t.Errorf("a second role made account %d; want %d", second.ID, stranger.ID)
		}
	})
}

func TestInvitationsThatAreRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.close(o.account("p2"))
		for name, row := range map[string]struct {
			invitation access.Invitation
			want       fault.Kind
		}{
			"two people with the e-mail": {access.Invitation{Email: "both@example.org", Role: access.Coordinator, Association: "CT"}, fault.Conflict},
			"in two associations":        {access.Invitation{Email: "ada@example.org", Role: access.Operator}, fault.Conflict},
			"a closed account":           {access.Invitation{Email: "bea@example.org", Role: access.Coordinator, Association: "CT"}, fault.Conflict},
			"an unknown association":     {access.Invitation{Email: "new@example.org", Role: access.Coordinator, Association: "XX"}, fault.Invalid},
		} {
			account, err := o.Invite(t.Context(), row.invitation, access.TheOperator)
			if sentence, ok := fault.SentenceOf(err); fault.KindOf(err) != row.want || !ok || sentence == "" {
				t.Errorf("%s: %+v, %v", name, account, err)
			}
		}
		o.wantTold("CT", "operator account.created account:1")
		o.wantTold("")
	})
}

func TestWhoWasInvitedBecomesThePersonOfTheRoster(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		before := o.invite(access.Invitation{Email: "flo@example.org", Role: access.Coordinator, Association: "CT"})
		o.exec(`update people set email = ' Flo@example.org' where id = 6`)
		after := o.account("p6")
		if after.ID != before.ID || after.Person != flo {
			t.Errorf("account %d of person %d; want account %d of Flo", after.ID, after.Person, before.ID)
		}
		o.wantActor(access.Actor{Account: before.ID, Person: flo, Name: "Flo", Association: "CT", Coordinates: []roster.Association{"CT"}}, noon)
		o.wantTold("CT", "operator account.created account:1", "operator coordinator.granted account:1", "operator account.linked account:1")
	})
}

func TestOpenAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		adas := o.account("p1")
		if adas.Person != ada || adas.Email != "ada@example.org" || !adas.CreatedAt.Equal(noon) {
			t.Errorf("Ada's account is %+v", adas)
		}
		for _, who := range []string{"p1", "ada@example.org", " ADA@example.org"} {
			if again := o.account(who); again != adas {
				t.Errorf("%q opens %+v; want Ada's account", who, again)
			}
		}
		o.wantTold("CT", "operator account.created account:1")

		flos := o.account("p6")
		if flos.Person != flo || flos.Email != "" {
			t.Errorf("Flo, who has no e-mail, has account %+v", flos)
		}
		o.account("p3")
		o.account("p4")
		o.close(adas)
		for who, want := range map[string]fault.Kind{
			"p1": fault.Conflict, "both@example.org": fault.Conflict,
			"ada@example.org": fault.NotFound, "p99": fault.NotFound, "": fault.NotFound, "new@example.org": fault.NotFound,
		} {
			account, err := o.OpenAccount(t.Context(), who, access.TheOperator)
			if sentence, ok := fault.SentenceOf(err); fault.KindOf(err) != want || !ok || sentence == "" {
				t.Errorf("%q opens %+v, %v; want kind %d", who, account, err, want)
			}
		}
	})
}

func TestOneAccountHoweverManyOpenIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		var all sync.WaitGroup
		results := make([]string, 8)
		for i := range results {
			all.Go(func() {
				account, err := o.OpenAccount(t.Context(), "p1", access.TheOperator)
				results[i] = fmt.Sprint(account.ID, err)
			})
		}
		all.Wait()
		for _, got := range results {
			if got != "account:1 <nil>" {
				t.Errorf("one of eight at once: %s", got)
			}
		}
		o.wantTold("CT", "operator account.created account:1")
	})
}

// TestASharedEmailGivesNobodyElsesRole has a coordinator of Michigan invited with an e-mail that two people in
// Connecticut have, and an operator with Eli's: whoever asks for their own link gets their own account.
func TestASharedEmailGivesNobodyElsesRole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		for email, person := range map[string]string{"both@example.org": "p3", "new@example.org": "p5"} {
			invitation, err := access.NewInvitation(email, "coordinator", "MI")
			if err != nil {
				t.Fatal(err)
			}
			invited, err := o.Invite(t.Context(), invitation, access.TheOperator)
			if err != nil {
				t.Fatal(err)
			}
			o.exec(`update people set email = 'new@example.org' where external_id = 'p5'`)
			own := o.account(person)
			if own.ID == invited.ID {
				t.Errorf("%s was given the account that %s was invited with", person, email)
			}
			actor, err := o.ActorOf(t.Context(), own.ID, noon)
			if err != nil || len(actor.Coordinates) != 0 {
				t.Errorf("%s coordinates %v: %v", person, actor.Coordinates, err)
			}
		}
	})
}
