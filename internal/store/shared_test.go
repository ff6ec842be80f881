package store_test

import (
	"errors"
	"testing"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
)

// Whoever may write an e-mail writes the operator's: the operator still signs in with it, and nothing is kept.
func TestNobodyGetsTheEmailThatSomebodyElseSignsInWith(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		const odds = "odd@example.org"
		o.account("p5")
		o.invite(access.Invitation{Email: odds, Role: access.Operator})
		i := newcomer
		i.Email = odds
		if _, err := o.Welcome(t.Context(), i, access.Inviter{Account: "account:5"}, func(k access.Known) (access.Welcome, error) { return k.Welcome(elis, i) }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("invited: %v", err)
		}
		refused := func(what string, err error) {
			var at *roster.Refused
			if !errors.As(err, &at) || at.Field != "email" {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, pen := range []roster.Pen{pencil, ink} {
			_, err := o.ChangeRecord(t.Context(), eli, pen, func(r roster.Record) ([]roster.Edit, error) {
				p := r.Person
				p.Email = odds
				edit, err := r.Rename(p, "So they say.")
				return []roster.Edit{edit}, err
			})
			refused("corrected", err)
			hal := roster.Person{External: roster.NewExternal(), Name: "Hal", Email: odds, Association: "CT"}
			_, err = o.AddPeople(t.Context(), "CT", []string{odds}, []roster.External{hal.External}, pen, func(known []roster.Record) ([]roster.Edit, error) {
				return roster.Admit(hal, known)
			})
			refused("added", err)
		}
		if n := o.count("people"); n != 7 {
			t.Errorf("%d people", n)
		}
		o.exec(`update people set email = ? where id = 6`, odds) // as an import writes it
		if flos := o.account("p6"); flos.Email != "" || flos.Person != flo {
			t.Errorf("Flo's account is %+v", flos)
		}
		if n := o.number(`select count(*) from accounts where email = ? and closed_at is null`, odds); n != 1 {
			t.Errorf("%d accounts have the operator's e-mail", n)
		}
	})
}
