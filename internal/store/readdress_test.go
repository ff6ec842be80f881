package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/exchange"
	"attune/internal/roster"
	"attune/internal/signin"
)

// waysIn makes every way into an account that somebody who reads its e-mail may make.
func (o office) waysIn(id access.AccountID) {
	o.t.Helper()
	o.link(id)
	o.exec(`insert into sheet_keys (session_id, account_id, version, token_hash, created_at, expires_at)
		select min(id), ?, 0, cast(? as text), ?, ? from sessions`, int64(id), "key "+id.String(), noon, noon.Add(72*time.Hour))
	o.exec(`insert into identities (issuer, subject, account_id, bound_at) values ('https://there.example.org', ?, ?, ?)`, id.String(), int64(id), noon)
	o.exec(`insert into passwords (account_id, hash, changed_at) values (?, '$argon2id$', ?)`, int64(id), noon)
	o.exec(`insert into feeds (person_id, name, token_hash, created_at) select person_id, 'phone', cast(? as text), ? from accounts where id = ?`, "feed "+id.String(), noon, int64(id))
	for _, hash := range []string{"here ", "there "} {
		v := access.Visit{Hash: hash + id.String(), Account: id, Browser: "Firefox", Began: noon, Seen: noon, Way: signin.Through("there.example.org")}
		if err := o.KeepVisit(o.t.Context(), v, []byte("in"), noon.AddDate(0, 0, 60)); err != nil {
			o.t.Fatal(err)
		}
	}
}

// remaining are the ways into an account that are left.
func (o office) remaining(id access.AccountID) map[string]int {
	o.t.Helper()
	left := make(map[string]int)
	for what, query := range map[string]string{
		"links":      `select count(*) from sign_in_links where account_id = ? and used_at is null and expires_at > created_at`,
		"keys":       `select count(*) from sheet_keys where account_id = ?`,
		"identities": `select count(*) from identities where account_id = ?`,
		"passwords":  `select count(*) from passwords where account_id = ?`,
		"feeds":      `select count(*) from feeds f join accounts a on a.person_id = f.person_id where a.id = ? and f.revoked_at is null`,
		"visits":     `select count(*) from web_sessions where account_id = ? and ended_at is null`,
	} {
		if n := count(o.t, o.Store, query, int64(id)); n > 0 {
			left[what] = n
		}
	}
	return left
}

// An account that goes by another e-mail is closed to whoever read the one before, whichever way it comes about; others'
// ways in stay, and so does the visit of who gives themselves another e-mail.
func TestAnotherEmailEndsWhatTheOldOneOpened(t *testing.T) {
	t.Parallel()
	readdress := func(o office, email string, pen roster.Pen) error {
		_, err := o.CorrectPerson(o.t.Context(), eli, pen, func(r roster.Record, _ access.Address) ([]roster.Edit, error) {
			next := r.Person
			next.Email = email
			edit, err := r.Rename(next, "It was misspelt.")
			return []roster.Edit{edit}, err
		})
		return err
	}
	for _, way := range []struct {
		name string
		do   func(o office, id access.AccountID) error
		left map[string]int
	}{
		{"the record", func(o office, _ access.AccountID) error {
			return readdress(o, "new@example.org", roster.Pen{By: "account:9", Visit: "somebody else's"})
		}, map[string]int{}},
		{"one's own record", func(o office, id access.AccountID) error {
			return readdress(o, "new@example.org", roster.Pen{By: id.String(), Visit: "here " + id.String()})
		}, map[string]int{"visits": 1}},
		{"an import", func(o office, _ access.AccountID) error {
			return o.TakeIn(o.t.Context(), noon, func(in exchange.Intake) error {
				return in.Readdress([]roster.Association{"CT"}, []exchange.Readdressed{{
					Person: roster.Person{ID: eli, External: "p5", Association: "CT", Email: "new@example.org"},
					Was:    roster.Person{ID: eli, External: "p5", Association: "CT", Email: "eli@example.org"},
				}})
			})
		}, map[string]int{}},
		{"the operator", func(o office, id access.AccountID) error {
			return o.ReaddressAccount(o.t.Context(), id, "new@example.org", "account:9", func(access.Holder) error { return nil })
		}, map[string]int{}},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o := opened(t, db, noon)
				elis, other := o.account("p5").ID, o.account("p2").ID
				o.waysIn(elis)
				o.waysIn(other)
				all := o.remaining(other)
				if err := way.do(o, elis); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(way.left, o.remaining(elis)); diff != "" {
					t.Errorf("what still opens the account (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(all, o.remaining(other)); diff != "" || len(all) != 6 {
					t.Errorf("what opens somebody else's account (-want +got):\n%s", diff)
				}
				for _, to := range []string{"person:5", "eli@example.org"} {
					if n := count(t, o.Store, `select count(*) from notices where recipient = ? and topic = 'security'`, to); n != 1 {
						t.Errorf("%s is told %d times", to, n)
					}
				}
			})
		})
	}
}

// An issuer that is taken off ends what came in through it, but for the browser that takes it off.
func TestAnIssuerTakenOffEndsItsVisits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		id := o.account("p5").ID
		o.waysIn(id)
		byLink := access.Visit{Hash: "by link", Account: id, Browser: "Firefox", Began: noon, Seen: noon, Way: "with a link"}
		if err := o.KeepVisit(t.Context(), byLink, []byte("in"), noon.AddDate(0, 0, 60)); err != nil {
			t.Fatal(err)
		}
		if err := o.Unbind(t.Context(), id, "https://there.example.org", "there.example.org", "here "+id.String()); err != nil {
			t.Fatal(err)
		}
		visits, err := o.VisitsOf(t.Context(), id)
		left := make(map[string]bool)
		for _, v := range visits {
			left[v.Hash] = true
		}
		if diff := cmp.Diff(map[string]bool{"by link": true, "here " + id.String(): true}, left); diff != "" || err != nil {
			t.Errorf("visits that go on (-want +got):\n%s, %v", diff, err)
		}
	})
}

// A bundle gives nobody another e-mail whom the coordinator of its associations could not give one.
func TestAnImportHandsNoAccountOver(t *testing.T) {
	t.Parallel()
	for _, way := range []struct {
		name string
		role string // of Eli's account, and where
		at   string
		of   []roster.Association
		was  roster.Association
		want exchange.Keeping
	}{
		{"of the bundle's association alone", "", "", []roster.Association{"CT"}, "CT", ""},
		{"a coordinator there", "coordinator", "CT", []roster.Association{"CT"}, "CT", ""},
		{"a coordinator elsewhere", "coordinator", "MI", []roster.Association{"CT"}, "CT", exchange.OpensMore},
		{"a coordinator elsewhere, too", "coordinator", "MI", []roster.Association{"CT", "MI"}, "CT", ""},
		{"an operator", "operator", "", []roster.Association{"CT", "MI"}, "CT", exchange.OpensMore},
		{"somebody of another association until now", "", "", []roster.Association{"CT"}, "MI", exchange.OpensMore},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o := opened(t, db, noon)
				id := o.account("p5").ID
				if way.role != "" {
					o.exec(`insert into account_roles (account_id, role, association, granted_at) values (?, ?, ?, ?)`, int64(id), way.role, way.at, noon)
				}
				moved := []exchange.Readdressed{{
					Person: roster.Person{ID: eli, External: "p5", Association: "CT", Email: "new@example.org"},
					Was:    roster.Person{ID: eli, External: "p5", Association: way.was, Email: "eli@example.org"},
				}}
				if err := o.TakeIn(t.Context(), noon, func(in exchange.Intake) error { return in.Readdress(way.of, moved) }); err != nil {
					t.Fatal(err)
				}
				followed := count(t, o.Store, `select count(*) from accounts where id = ? and email = 'new@example.org'`, int64(id)) == 1
				if moved[0].Kept != way.want || followed != (way.want == "") || (moved[0].Account != 0) != followed {
					t.Errorf("kept because %q, followed %t; want %q", moved[0].Kept, followed, way.want)
				}
			})
		})
	}
}
