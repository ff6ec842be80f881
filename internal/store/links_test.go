package store_test

import (
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/fault"
)

func TestLinksOfAClosedAccountAreDead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		account := o.account("p1")
		used, unused, page := o.link(account.ID), o.link(account.ID), access.NewToken().Hash()
		if _, err := o.UseLink(t.Context(), used, page, noon, noon.Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
		o.close(account)
		if err := o.LinkStands(t.Context(), unused, noon); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the unused link stands: %v", err)
		}
		for name, link := range map[string]access.TokenHash{"unused": unused, "used": used} {
			if given, err := o.UseLink(t.Context(), link, page, noon, noon.Add(-time.Minute)); fault.KindOf(err) != fault.NotFound {
				t.Errorf("the %s link is given: %+v, %v", name, given, err)
			}
		}
		err := o.CreateLink(t.Context(), access.Link{Account: account.ID, Hash: "x", CreatedAt: noon, ExpiresAt: noon}, access.TheOperator)
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("a new link: %v", err)
		}
	})
}

func TestLinksStandInTheHistoryOfTheAccountsHome(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		for _, i := range []access.Invitation{
			{Email: "gus@example.org", Role: access.Coordinator, Association: "MI"},
			{Email: "op@example.org", Role: access.Operator},
		} {
			account := o.invite(i)
			if _, err := o.UseLink(t.Context(), o.link(account.ID), "", noon, noon); err != nil {
				t.Fatal(err)
			}
			name := account.ID.String()
			o.wantTold(i.Association, "operator account.created "+name, "operator "+string(i.Role)+".granted "+name,
				"operator link.created "+name, name+" link.used "+name)
		}
	})
}

// link makes a link to an account that works for a minute, and gives its hash.
func (o office) link(account access.AccountID) access.TokenHash {
	o.t.Helper()
	hash := access.NewToken().Hash()
	if err := o.CreateLink(o.t.Context(), access.Link{Account: account, Hash: hash, CreatedAt: noon, ExpiresAt: noon.Add(time.Minute)}, access.TheOperator); err != nil {
		o.t.Fatal(err)
	}
	return hash
}
