package store_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/notice"
	"attune/internal/roster"
)

// elis is Eli, who manages program 7, inviting.
var elis = access.Actor{Account: 5, Name: "Eli", Person: eli, Association: "CT", Manages: []roster.ProgramID{7}}

// newcomer is an invitation of somebody new into program 7.
var newcomer = access.Invitation{
	Email: "new@example.org", Name: "Nia", Role: access.Practitioner, Association: "CT", Program: 7, From: day.MustParse("2026-12-01"),
}

func TestWhoIsInvitedGetsPlaceAccountAndMail(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id := o.welcome(newcomer, elis)
		if again := o.welcome(newcomer, elis); again != id {
			t.Errorf("the second click made invitation %d; want %d", again, id)
		}
		if n := count(t, o.Store, `select count(*) from people p join employments e on e.person_id = p.id join accounts a on a.person_id = p.id
			where p.name = 'Nia' and p.association = 'CT' and e.program_id = 7 and e.role = 'practitioner' and cast(e.starts_on as text) = '2026-12-01' and e.ends_on is null and a.email = 'new@example.org'`); n != 1 {
			t.Errorf("%d people with employment and account", n)
		}
		if n := count(t, o.Store, `select count(*) from due where cause = 'an employment was added'`); n != 1 {
			t.Errorf("%d people are due", n)
		}
		if n := count(t, o.Store, `select count(*) from notices where topic = 'security' and opens = 'sign-in' and fact = ? and person_id is not null and lines like 'Eli invites you%First Steps.%'`, id.String()+":1"); n != 1 {
			t.Errorf("%d mails that let them in", n)
		}
		o.wantTold("CT", "account:5 person.added person:8", "account:5 employment.added employment:5", "account:5 account.created account:1", "account:5 invitation.sent "+id.String())
		l := o.listed(id)
		if l.Who != "Nia" || l.ProgramName != "First Steps" || l.State(noon) != access.Invited || l.State(noon.Add(notice.InvitationLasts)) != access.Expired {
			t.Errorf("listed as %+v", l)
		}
		if _, err := o.UseLink(t.Context(), o.link(l.Account), "", noon, noon); err != nil {
			t.Fatal(err)
		}
		if l := o.listed(id); l.State(noon) != access.Opened {
			t.Errorf("after signing in: %+v", l)
		}
	})
}

func TestAnInvitationOfSomebodyOnTheRosterAddsOnlyWhatIsMissing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		cora := access.Actor{Account: 9, Name: "Cora", Coordinates: []roster.Association{"CT"}}
		works := newcomer
		works.Email, works.Name = "ada@example.org", "" // Ada works in program 7 as practitioner
		o.welcome(works, cora)
		provides := access.Invitation{Email: "bea@example.org", Role: access.Provider, Association: "CT"}
		o.welcome(provides, cora)
		if n := o.count("people"); n != 7 {
			t.Errorf("%d people; want the seven", n)
		}
		if n := o.count("employments"); n != 4 {
			t.Errorf("%d employments; want the four", n)
		}
		if n := count(t, o.Store, `select count(*) from accounts where person_id in (1, 2)`); n != 2 {
			t.Errorf("%d accounts", n)
		}
	})
}

func TestWhomAnInvitationCannotMean(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		cora := access.Actor{Account: 9, Coordinates: []roster.Association{"CT"}}
		beas := o.account("p2")
		if _, err := o.UseLink(t.Context(), o.link(beas.ID), "", noon, noon); err != nil {
			t.Fatal(err)
		}
		o.close(beas)
		o.exec(`update people set email = 'gus@example.org' where external_id = 'p7'`)
		with := func(email, name string) access.Invitation {
			i := newcomer
			i.Email, i.Name = email, name
			return i
		}
		before := len(o.told("CT"))
		for name, i := range map[string]access.Invitation{
			"two share the address": with("both@example.org", "Cyd"),
			"closed":                with("bea@example.org", "Bea"),
			"of Michigan":           with("gus@example.org", "Gus"),
			"another name":          with("eli@example.org", "Elias"),
			"nobody's, no name":     with("new@example.org", ""),
		} {
			if _, err := o.Welcome(t.Context(), i, access.Inviter{Account: "account:9"}, func(k access.Known) (access.Welcome, error) { return k.Welcome(cora, i) }); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := o.count("people") + o.count("invitations") + o.count("notices"); n != 7 || len(o.told("CT")) != before {
			t.Errorf("something was kept: %d rows, history %q", n, o.told("CT"))
		}
	})
}

// Whose hours a manager sees follows from employment: no invitation of theirs opens those of somebody else, or of long ago.
func TestAManagersInvitationOpensNobodysHours(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		from := func(email, name string, role access.Role, on day.Date) access.Invitation {
			return access.Invitation{Email: email, Name: name, Role: role, Association: "CT", Program: 7, From: on}
		}
		today := day.MustParse("2026-11-22")
		for name, row := range map[string]struct {
			i    access.Invitation
			want fault.Kind
		}{
			"somebody of the roster":       {from("bea@example.org", "Bea", access.Practitioner, today), fault.Conflict},
			"… from long ago":              {from("bea@example.org", "Bea", access.Practitioner, day.MustParse("1900-01-01")), fault.Conflict},
			"their staff, from long ago":   {from("eli@example.org", "Eli", access.Provider, day.MustParse("2026-10-21")), fault.Invalid},
			"somebody new, from long ago":  {from("new@example.org", "Nia", access.Practitioner, day.MustParse("2026-10-21")), fault.Invalid},
			"somebody new, the year 1900:": {from("new@example.org", "Nia", access.Practitioner, day.MustParse("1900-01-01")), fault.Invalid},
		} {
			_, err := o.Welcome(t.Context(), row.i, access.Inviter{Account: "account:5"}, func(k access.Known) (access.Welcome, error) { return k.Welcome(elis, row.i) })
			if sentence, told := fault.SentenceOf(err); fault.KindOf(err) != row.want || !told || sentence == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := o.count("employments") + o.count("invitations") + o.count("accounts"); n != 4 || o.count("people") != 7 {
			t.Errorf("%d rows were kept; want the four employments", n)
		}
		o.welcome(from("new@example.org", "Nia", access.Practitioner, day.MustParse("2026-10-22")), elis)
	})
}

func TestTwoWhoInviteTheSamePersonMakeOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		var all sync.WaitGroup
		ids := make([]access.InvitationID, 6)
		for n := range ids {
			all.Go(func() { ids[n] = o.welcome(newcomer, elis) })
		}
		all.Wait()
		if len(slices.Compact(ids)) != 1 || o.count("invitations") != 1 || count(t, o.Store, `select count(*) from people where name = 'Nia'`) != 1 {
			t.Errorf("invitations %v, %d people", ids, o.count("people"))
		}
	})
}

func TestSendingAgainAndTakingBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id := o.welcome(newcomer, elis)
		account := o.listed(id).Account
		may := func(access.ListedInvitation, access.Program) error { return nil }
		if err := o.SendAgain(t.Context(), id, access.Inviter{Account: "account:5", Name: "Eli"}, may); err != nil {
			t.Fatal(err)
		}
		link := o.link(account)
		for range 2 {
			if err := o.TakeBack(t.Context(), id, "account:5", may); err != nil {
				t.Fatal(err)
			}
		}
		if l := o.listed(id); l.State(noon) != access.TakenBack {
			t.Errorf("taken back: %+v", l)
		}
		if err := o.LinkStands(t.Context(), link, noon); fault.KindOf(err) != fault.NotFound {
			t.Errorf("its link: %v", err)
		}
		if _, err := o.ActorOf(t.Context(), account, noon); fault.KindOf(err) != fault.SignedOut {
			t.Errorf("its account: %v", err)
		}
		if n := count(t, o.Store, `select count(*) from notices where dropped_at is not null`); n != 2 {
			t.Errorf("%d mails are not sent; want both", n)
		}
		if told := strings.Join(o.told("CT"), ", "); strings.Count(told, "invitation.sent") != 2 || strings.Count(told, "invitation.taken_back") != 1 || strings.Count(told, "account.closed") != 1 {
			t.Errorf("history: %s", told)
		}
		if next := o.welcome(newcomer, elis); next == id || o.listed(next).Account != account {
			t.Errorf("invited anew as %d: %+v", next, o.listed(next))
		}
		if _, err := o.ActorOf(t.Context(), account, noon); err != nil {
			t.Errorf("the account after the new invitation: %v", err)
		}
		if err := o.SendAgain(t.Context(), 99, access.Inviter{}, may); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no invitation: %v", err)
		}
	})
}

func TestTakingBackACoordinatorsInvitationTakesTheRole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		odd := access.Actor{Account: 9, Name: "odd", Operates: true}
		id := o.welcome(access.Invitation{Email: "eli@example.org", Role: access.Coordinator, Association: "CT"}, odd)
		account := o.listed(id).Account
		if actor, err := o.ActorOf(t.Context(), account, noon); err != nil || len(actor.Coordinates) != 1 || actor.Person != eli {
			t.Errorf("invited: %+v, %v", actor, err)
		}
		if err := o.TakeBack(t.Context(), id, "account:9", func(access.ListedInvitation, access.Program) error { return nil }); err != nil {
			t.Fatal(err)
		}
		o.exec(`update accounts set closed_at = null`)
		if actor, err := o.ActorOf(t.Context(), account, noon); err != nil || len(actor.Coordinates) != 0 {
			t.Errorf("taken back: %+v, %v", actor, err)
		}
	})
}

func TestInvitationsAreListedToWhoMayInvite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		cora, odd := access.Actor{Account: 9, Coordinates: []roster.Association{"CT"}}, access.Actor{Account: 8, Operates: true}
		into7 := o.welcome(newcomer, elis)
		free := o.welcome(access.Invitation{Email: "bea@example.org", Role: access.Provider, Association: "CT"}, cora)
		coordinator := o.welcome(access.Invitation{Email: "c@example.org", Role: access.Coordinator, Association: "CT"}, odd)
		operator := o.welcome(access.Invitation{Email: "o@example.org", Role: access.Operator}, odd)
		for name, row := range map[string]struct {
			programs     []roster.ProgramID
			associations []roster.Association
			operators    bool
			search       string
			after        access.InvitationID
			want         []access.InvitationID
		}{
			"a manager":           {[]roster.ProgramID{7}, nil, false, "", 0, []access.InvitationID{into7}},
			"another":             {[]roster.ProgramID{8}, nil, false, "", 0, nil},
			"the coordinator":     {nil, []roster.Association{"CT"}, false, "", 0, []access.InvitationID{coordinator, free, into7}},
			"somebody by name":    {nil, []roster.Association{"CT"}, false, "bE", 0, []access.InvitationID{free}},
			"a part of a mail":    {nil, []roster.Association{"CT"}, false, "C@EX", 0, []access.InvitationID{coordinator}},
			"somebody else's":     {nil, []roster.Association{"MI"}, false, "bea", 0, nil},
			"a sign is itself":    {nil, []roster.Association{"CT"}, false, "%", 0, nil},
			"older ones":          {nil, []roster.Association{"CT"}, false, "", coordinator, []access.InvitationID{free, into7}},
			"another coordinator": {nil, []roster.Association{"MI"}, false, "", 0, nil},
			"the operator":        {nil, nil, true, "", 0, []access.InvitationID{operator, coordinator}},
		} {
			list, err := o.Invitations(t.Context(), row.programs, row.associations, row.operators, row.search, row.after, 10)
			var got []access.InvitationID
			for _, l := range list {
				got = append(got, l.ID)
			}
			if err != nil || !slices.Equal(got, row.want) {
				t.Errorf("%s: %v, %v; want %v", name, got, err, row.want)
			}
		}
	})
}

// welcome invites somebody and gives the invitation's id.
func (o office) welcome(i access.Invitation, by access.Actor) access.InvitationID {
	o.t.Helper()
	id, err := o.Welcome(o.t.Context(), i, access.Inviter{Account: by.Account.String(), Name: by.Name}, func(k access.Known) (access.Welcome, error) {
		return k.Welcome(by, i)
	})
	if err != nil {
		o.t.Fatalf("invite %+v: %v", i, err)
	}
	return id
}

// listed is an invitation as the coordinator sees it.
func (o office) listed(id access.InvitationID) access.ListedInvitation {
	o.t.Helper()
	list, err := o.Invitations(o.t.Context(), nil, []roster.Association{"CT"}, true, "", 0, 100)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, l := range list {
		if l.ID == id {
			return l
		}
	}
	o.t.Fatalf("invitation %d is not listed", id)
	return access.ListedInvitation{}
}
