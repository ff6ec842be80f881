package store_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/store"
)

func anybody(access.Holder, int) error { return nil }

// Everything that an account opens ends with it, in one change, and opening it again brings none of that back.
func TestClosingAnAccountEndsAllItOpens(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		adas := o.account("p1")
		o.invite(access.Invitation{Email: "ada@example.org", Role: access.Coordinator, Association: "CT"})
		_, token := o.feed(access.Feed{Person: ada, FeedStyle: access.FeedStyle{Name: "phone"}})
		link := o.link(adas.ID)
		visit := access.Visit{Hash: "v1", Account: adas.ID, Browser: "Firefox", Began: noon, Seen: noon}
		if err := o.KeepVisit(t.Context(), visit, []byte("x"), noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		before := len(o.told("CT"))
		for range 2 {
			if err := o.CloseAccount(t.Context(), adas.ID, "account:9", anybody); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := o.told("CT")[before:], []string{"account:9 account.closed account:1", "account:9 coordinator.taken account:1"}; !slices.Equal(got, want) {
			t.Errorf("history %q; want %q", got, want)
		}
		if n := count(t, o.Store, `select count(*) from notices where topic = 'security' and person_id = 1 and fact like 'account.closed:1:%'`); n != 1 {
			t.Errorf("told %d times", n)
		}
		for _, again := range []bool{false, true} {
			if again {
				if err := o.ReopenAccount(t.Context(), adas.ID, "account:9", func(access.Holder) error { return nil }); err != nil {
					t.Fatal(err)
				}
			}
			actor, err := o.ActorOf(t.Context(), adas.ID, noon)
			if again && (err != nil || len(actor.Coordinates) != 0) || !again && fault.KindOf(err) != fault.SignedOut {
				t.Errorf("open again %t: %+v, %v", again, actor, err)
			}
			o.wantNowhere("the calendar", token)
			if err := o.LinkStands(t.Context(), link, noon); fault.KindOf(err) != fault.NotFound {
				t.Errorf("open again %t: the link: %v", again, err)
			}
			if _, found, err := o.FindVisit(t.Context(), "v1"); found || err != nil {
				t.Errorf("open again %t: the browser is signed in: %v", again, err)
			}
		}
	})
}

// A calendar that one instance has just answered is nothing on any instance once the other has closed the account.
func TestAClosedAccountsCalendarIsNothingOnEveryInstance(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		adas := o.account("p1")
		_, token := o.feed(access.Feed{Person: ada})
		second := office{db.Open(t, store.Options{Now: func() time.Time { return noon }}), t}
		for _, instance := range []office{o, second} {
			if _, err := instance.PollFeed(t.Context(), token.Hash()); err != nil {
				t.Fatal(err)
			}
		}
		if err := second.CloseAccount(t.Context(), adas.ID, access.TheOperator, anybody); err != nil {
			t.Fatal(err)
		}
		o.wantNowhere("the first instance", token)
		second.wantNowhere("the second", token)
	})
}

func TestTwoOperatorsCannotCloseEachOther(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		one := o.invite(access.Invitation{Email: "one@example.org", Role: access.Operator})
		two := o.invite(access.Invitation{Email: "two@example.org", Role: access.Operator})
		var all sync.WaitGroup
		var errs [2]error
		for i, pair := range [][2]access.AccountID{{one.ID, two.ID}, {two.ID, one.ID}} {
			all.Go(func() {
				actor := access.Actor{Account: pair[0], Operates: true}
				errs[i] = o.CloseAccount(t.Context(), pair[1], actor.Account.String(), func(h access.Holder, operators int) error { return h.Close(actor, operators) })
			})
		}
		all.Wait()
		if n := count(t, o.Store, `select count(*) from accounts where closed_at is null`); n != 1 {
			t.Errorf("%d operators are left: %v", n, errs)
		}
		for _, err := range errs {
			if err != nil && fault.KindOf(err) != fault.Conflict {
				t.Errorf("refused with %v", err)
			}
		}
	})
}

func TestGivingAndTakingARole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		adas := o.account("p1")
		coordinates := func(want ...roster.Association) {
			t.Helper()
			if actor, err := o.ActorOf(t.Context(), adas.ID, noon); err != nil || !slices.Equal(actor.Coordinates, want) {
				t.Errorf("coordinates %v, %v; want %v", actor.Coordinates, err, want)
			}
		}
		for range 2 {
			if err := o.GiveRole(t.Context(), adas.ID, access.Coordinator, "RI", "account:9", func(access.Holder) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		coordinates("RI")
		for range 2 {
			if err := o.TakeRole(t.Context(), adas.ID, access.Coordinator, "RI", "account:9", anybody); err != nil {
				t.Fatal(err)
			}
		}
		coordinates()
		o.wantTold("RI", "account:9 coordinator.granted account:1", "account:9 coordinator.taken account:1")
		if n := o.count("notices"); n != 2 {
			t.Errorf("told %d times; want of giving and of taking", n)
		}
		if err := o.GiveRole(t.Context(), 99, access.Coordinator, "CT", "", func(access.Holder) error { return nil }); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an account that is not there: %v", err)
		}
		if err := o.GiveRole(t.Context(), adas.ID, access.Coordinator, "XX", "", func(access.Holder) error { return nil }); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an association the rules do not know: %v", err)
		}
	})
}

func TestAccountsListed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		for _, who := range []string{"p2", "p1", "p5", "p7"} {
			o.account(who)
		}
		o.invite(access.Invitation{Email: "mia@example.org", Role: access.Coordinator, Association: "MI"})
		odd := o.invite(access.Invitation{Email: "odd%_!@example.org", Role: access.Operator})
		if _, err := o.UseLink(t.Context(), o.link(odd.ID), "", noon, noon); err != nil {
			t.Fatal(err)
		}
		adas := o.account("p1").ID
		for name, row := range map[string]struct {
			of     []roster.Association
			all    bool
			search string
			after  access.AccountID
			limit  int
			want   string
		}{
			"a coordinator's":        {[]roster.Association{"CT"}, false, "", 0, 9, "Ada Bea Eli"},
			"another's":              {[]roster.Association{"MI"}, false, "", 0, 9, "Gus mia@example.org"},
			"nobody's":               {nil, false, "", 0, 9, ""},
			"the operator's":         {nil, true, "", 0, 9, "Ada Bea Eli Gus mia@example.org odd%_!@example.org"},
			"a page":                 {nil, true, "", 0, 2, "Ada Bea"},
			"the next":               {nil, true, "", adas, 2, "Bea Eli"},
			"by name":                {nil, true, " bE", 0, 9, "Bea"},
			"by e-mail":              {nil, true, "ADA@EXAMPLE", 0, 9, "Ada Gus"},
			"by external id":         {nil, true, "p5", 0, 9, "Eli"},
			"by what SQL would read": {nil, true, "%_!", 0, 9, "odd%_!@example.org"},
			"by quotes":              {nil, true, "' or 1=1 --", 0, 9, ""},
			"of another association": {[]roster.Association{"CT"}, false, "gus", 0, 9, ""},
		} {
			list, err := o.Accounts(t.Context(), row.of, row.all, row.search, row.after, row.limit)
			var names []string
			for _, l := range list {
				names = append(names, l.Name)
			}
			if got := strings.Join(names, " "); got != row.want || err != nil {
				t.Errorf("%s: %q, %v; want %q", name, got, err, row.want)
			}
		}
		list, _ := o.Accounts(t.Context(), nil, true, "", 0, 9)
		if l := list[2]; !l.Manages || l.Leads || l.Home != "CT" || !l.SignedInAt.IsZero() {
			t.Errorf("Eli is listed as %+v", l)
		}
		if l := list[1]; l.Manages || !l.Leads {
			t.Errorf("Bea is listed as %+v", l)
		}
		if l := list[5]; !l.Operates || !l.SignedInAt.Equal(noon) {
			t.Errorf("the operator is listed as %+v", l)
		}
	})
}

// An account that is opened again goes by the e-mail on record by now, and stays closed where somebody else signs in with
// that: nothing is changed then.
func TestOpeningAgainTakesNobodysAddress(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		may := func(access.Holder) error { return nil }
		adas, elis := o.account("p1"), o.account("p5")
		nobodys := o.invite(access.Invitation{Email: "one@example.org", Role: access.Operator})
		for _, a := range []access.Account{adas, elis, nobodys} {
			if err := o.CloseAccount(t.Context(), a.ID, access.TheOperator, anybody); err != nil {
				t.Fatal(err)
			}
		}
		o.invite(access.Invitation{Email: "one@example.org", Role: access.Coordinator, Association: "MI"})
		o.account("p7") // shares Ada's address, and signs in with it by now
		o.exec(`update people set email = 'Eli.New@example.org' where id = 5`)
		before := len(o.told(""))
		for _, a := range []access.Account{adas, nobodys} {
			err := o.ReopenAccount(t.Context(), a.ID, access.TheOperator, may)
			if sentence, _ := fault.SentenceOf(err); fault.KindOf(err) != fault.Conflict || !strings.Contains(sentence, "signs in with the e-mail address") {
				t.Errorf("%s: %v", a.Email, err)
			}
			if n := count(t, o.Store, `select count(*) from accounts where id = ? and closed_at is not null`, int64(a.ID)); n != 1 {
				t.Errorf("%s is open", a.Email)
			}
		}
		if got := o.told(""); len(got) != before {
			t.Errorf("history: %q", got[before:])
		}
		if err := o.ReopenAccount(t.Context(), elis.ID, access.TheOperator, may); err != nil {
			t.Fatal(err)
		}
		if n := count(t, o.Store, `select count(*) from accounts where id = ? and email = 'eli.new@example.org' and closed_at is null`, int64(elis.ID)); n != 1 {
			t.Error("an account opened again goes by an e-mail of before")
		}
	})
}
