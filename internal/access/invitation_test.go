package access_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
)

// What an invitation comes to, as Ada's program 7 and its people stand.
func TestWelcome(t *testing.T) {
	t.Parallel()
	program := access.Program{ID: 7, Association: "CT"}
	adas := roster.Person{ID: ada, Name: "Ada  Lindqvist", Email: "ada@example.org", Association: "CT"}
	staff := access.Invitation{Email: "ada@example.org", Role: access.Practitioner, Association: "CT", Name: "ada lindqvist", Program: 7, From: date("2026-12-01")}
	provider, nameless := staff, staff
	provider.Program, provider.Role, nameless.Name = 0, access.Provider, ""
	coordinator, operator := access.Invitation{Email: "c@example.org", Role: access.Coordinator, Association: "CT"}, access.Invitation{Email: "o@example.org", Role: access.Operator}
	closed, used := access.Account{ID: 4, ClosedAt: noon}, access.Account{ID: 4, ClosedAt: noon, SignedInAt: noon.Add(-time.Hour)}
	old, backdated := staff, staff
	old.From, backdated.From = hers.Today.AddDays(-access.BackdatedDays-1), hers.Today.AddDays(-access.BackdatedDays)
	cyds, works := roster.Person{ID: cyd, Name: "Ada Lindqvist"}, access.Person{ID: cyd, Association: "CT", Today: hers.Today}
	works.Employments = []roster.Employment{{Program: 8, Span: day.Span{From: date("2020-01-01")}}, {Program: 7, Span: day.Span{From: date("2020-01-01"), To: date("2026-11-21")}}}
	starts := func(from string) []roster.Employment {
		return []roster.Employment{{Program: 7, Role: roster.Practitioner, Span: day.Span{From: date(from)}}}
	}
	staffer, tomorrow, later := access.Person{ID: ada, Association: "CT", Today: hers.Today, Employments: starts("2026-01-01")}, works, works
	tomorrow.Employments = append(slices.Clone(works.Employments), starts("2026-12-01")...)
	later.Employments = append(slices.Clone(works.Employments), starts("2026-12-02")...)
	myself := access.Person{ID: actors["manager"].Person, Association: "CT", Today: hers.Today}
	fresh := roster.Person{Name: "ada lindqvist", Email: "ada@example.org", Association: "CT"}
	for name, row := range map[string]struct {
		by    string
		i     access.Invitation
		known access.Known
		want  access.Welcome
		field string     // the misfit's
		kind  fault.Kind // of the refusal
	}{
		"somebody new":                      {"manager", staff, access.Known{Program: program}, access.Welcome{Person: fresh, Employs: true}, "", 0},
		"somebody new, without a name":      {"manager", nameless, access.Known{Program: program}, access.Welcome{}, "name", fault.Conflict},
		"somebody on the roster":            {"manager", staff, access.Known{Program: program, People: []roster.Person{adas}}, access.Welcome{Person: adas, Employs: true}, "", 0},
		"… without a name":                  {"coordinator", nameless, access.Known{Program: program, People: []roster.Person{adas}}, access.Welcome{Person: adas, Employs: true}, "", 0},
		"… under another name":              {"manager", staff, access.Known{Program: program, People: []roster.Person{{ID: ada, Name: "Cyd"}}}, access.Welcome{}, "name", fault.Conflict},
		"… who works there":                 {"manager", staff, access.Known{Program: program, People: []roster.Person{adas}, Subject: staffer}, access.Welcome{Person: adas}, "", 0},
		"… with an account":                 {"manager", staff, access.Known{Program: program, People: []roster.Person{adas}, Accounts: []access.Account{{ID: 3}}}, access.Welcome{Person: adas, Employs: true}, "", 0},
		"… whose account was never used":    {"manager", staff, access.Known{Program: program, People: []roster.Person{adas}, Accounts: []access.Account{closed}}, access.Welcome{Person: adas, Employs: true, Reopens: 4}, "", 0},
		"… whose account is closed":         {"manager", staff, access.Known{Program: program, People: []roster.Person{adas}, Accounts: []access.Account{used}}, access.Welcome{}, "email", fault.Conflict},
		"invited a moment ago":              {"manager", staff, access.Known{Program: program, People: []roster.Person{adas}, Subject: staffer, Waiting: 9}, access.Welcome{Person: adas, Already: 9}, "", 0},
		"several who share the address":     {"manager", staff, access.Known{Program: program, People: []roster.Person{adas, {ID: cyd}}}, access.Welcome{}, "email", fault.Conflict},
		"somebody elsewhere":                {"manager", staff, access.Known{Program: program, Elsewhere: true}, access.Welcome{}, "email", fault.Conflict},
		"an old first day":                  {"manager", old, access.Known{Program: program}, access.Welcome{}, "from", fault.Invalid},
		"… of who works there":              {"manager", old, access.Known{Program: program, People: []roster.Person{adas}}, access.Welcome{}, "from", fault.Invalid},
		"… by the coordinator":              {"coordinator", old, access.Known{Program: program, People: []roster.Person{adas}}, access.Welcome{Person: adas, Employs: true}, "", 0},
		"a first day a month ago":           {"manager", backdated, access.Known{Program: program}, access.Welcome{Person: fresh, Employs: true}, "", 0},
		"somebody else's staff":             {"manager", staff, access.Known{Program: program, People: []roster.Person{cyds}, Subject: works}, access.Welcome{}, "email", fault.Conflict},
		"… and of another name":             {"manager", staff, access.Known{Program: program, People: []roster.Person{{ID: cyd, Name: "Cyd"}}, Subject: works}, access.Welcome{}, "email", fault.Conflict},
		"… who is to begin":                 {"manager", staff, access.Known{Program: program, People: []roster.Person{cyds}, Subject: tomorrow}, access.Welcome{Person: cyds}, "", 0},
		"… who is to begin later":           {"manager", staff, access.Known{Program: program, People: []roster.Person{cyds}, Subject: later}, access.Welcome{}, "email", fault.Conflict},
		"… later, by the coordinator":       {"coordinator", staff, access.Known{Program: program, People: []roster.Person{cyds}, Subject: later}, access.Welcome{}, "from", fault.Conflict},
		"oneself, as staff":                 {"manager", staff, access.Known{Program: program, People: []roster.Person{{ID: myself.ID, Name: "Ada Lindqvist"}}, Subject: myself}, access.Welcome{}, "from", fault.Invalid},
		"… by the coordinator of both":      {"coordinator", staff, access.Known{Program: program, People: []roster.Person{cyds}, Subject: works}, access.Welcome{Person: cyds, Employs: true}, "", 0},
		"who has another's address":         {"manager", staff, access.Known{Program: program, Taken: true}, access.Welcome{}, "email", fault.Conflict},
		"oneself, as coordinator":           {"operator", coordinator, access.Known{Grantees: []access.AccountID{12}}, access.Welcome{}, "email", fault.Conflict},
		"oneself, as operator once more":    {"operator", operator, access.Known{Grantees: []access.AccountID{12}, Granted: true, Waiting: 9}, access.Welcome{}, "email", fault.Conflict},
		"who coordinates already":           {"coordinator", coordinator, access.Known{Grantees: []access.AccountID{3}, Granted: true}, access.Welcome{}, "email", fault.Conflict},
		"who was to, a moment ago":          {"coordinator", coordinator, access.Known{Grantees: []access.AccountID{3}, Granted: true, Waiting: 9}, access.Welcome{Already: 9}, "", 0},
		"another coordinator":               {"coordinator", coordinator, access.Known{Grantees: []access.AccountID{3}}, access.Welcome{}, "", 0},
		"by who managed it once":            {"former manager", staff, access.Known{Program: program}, access.Welcome{}, "", fault.NotFound},
		"into a program that is not there":  {"manager", staff, access.Known{}, access.Welcome{}, "", fault.NotFound},
		"a provider, by the coordinator":    {"coordinator", provider, access.Known{}, access.Welcome{Person: fresh}, "", 0},
		"a provider, by a manager":          {"manager", provider, access.Known{}, access.Welcome{}, "", fault.NotFound},
		"a provider, by the operator":       {"operator", provider, access.Known{}, access.Welcome{}, "", fault.NotFound},
		"a coordinator, by the coordinator": {"coordinator", coordinator, access.Known{}, access.Welcome{}, "", 0},
		"a coordinator, by the operator":    {"operator", coordinator, access.Known{}, access.Welcome{}, "", 0},
		"a coordinator, by another's":       {"another's coordinator", coordinator, access.Known{}, access.Welcome{}, "", fault.NotFound},
		"a coordinator from elsewhere":      {"coordinator", coordinator, access.Known{Elsewhere: true, Accounts: []access.Account{{ID: 3, Person: cyd}}}, access.Welcome{}, "", 0},
		"a coordinator with two accounts":   {"coordinator", coordinator, access.Known{Accounts: []access.Account{{ID: 3}, {ID: 4}}}, access.Welcome{}, "email", fault.Conflict},
		"an operator, by the operator":      {"operator", operator, access.Known{}, access.Welcome{}, "", 0},
		"an operator, by the coordinator":   {"coordinator", operator, access.Known{}, access.Welcome{}, "", fault.NotFound},
	} {
		if row.known.Subject.ID == 0 {
			row.known.Subject = access.Person{Association: "CT", Today: hers.Today}
			if len(row.known.People) == 1 {
				row.known.Subject = hers
			}
		}
		got, err := row.known.Welcome(actors[row.by], row.i)
		var misfit *access.Misfit
		field := ""
		if errors.As(err, &misfit) {
			field = misfit.Field
		}
		if diff := cmp.Diff(row.want, got); diff != "" && err == nil || fault.KindOf(err) != row.kind && (err != nil || row.kind != 0) || field != row.field {
			t.Errorf("%s: %v, at %q; want %q (-want +got):\n%s", name, err, field, row.field, diff)
		}
	}
}

var noon = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

func TestAnInvitationsStates(t *testing.T) {
	t.Parallel()
	l := access.ListedInvitation{ExpiresAt: noon}
	opened, taken := l, l
	opened.OpenedAt, taken.TakenBackAt = noon, noon
	for _, row := range []struct {
		l                access.ListedInvitation
		at               time.Time
		want             access.InvitationState
		resend, takeback bool
	}{
		{l, noon.Add(-time.Microsecond), access.Invited, true, true},
		{l, noon, access.Expired, true, true},
		{opened, noon, access.Opened, false, false},
		{taken, noon, access.TakenBack, false, true}, // once more changes nothing
	} {
		if got := row.l.State(row.at); got != row.want || (row.l.Resend(row.at) == nil) != row.resend || (row.l.TakeBack(row.at) == nil) != row.takeback {
			t.Errorf("%+v at %s: %s, %v, %v", row.l, row.at, got, row.l.Resend(row.at), row.l.TakeBack(row.at))
		}
	}
}
