package store_test

import (
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
)

// renames has the group of the office go by another name, as whoever the context names.
func (o office) renames(name string, actor access.Actor, before func()) error {
	o.t.Helper()
	_, err := o.ChangeGroup(access.Acting(o.t.Context(), actor), "g3", ink, func(r roster.GroupRecord) ([]roster.Edit, error) {
		before()
		group := r.Group
		group.Name = name
		edit, err := r.Become(group, "So it is called.", day.At(noon, time.UTC))
		return []roster.Edit{edit}, err
	})
	return err
}

// acts is who acts with an account.
func (o office) acts(account access.AccountID) access.Actor {
	o.t.Helper()
	actor, err := o.ActorOf(o.t.Context(), account, noon)
	if err != nil {
		o.t.Fatal(err)
	}
	return actor
}

// What somebody does is done with the roles that they have as it is done, whichever way these ended.
func TestWhoActsHasTheirRolesYet(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		ends string
		kind fault.Kind
	}{
		"a role was taken":        {`delete from account_roles`, fault.Forbidden},
		"another role was taken":  {`delete from account_roles where association = 'MI'`, fault.Forbidden},
		"employment ended":        {`update employments set ends_on = '2026-01-31' where role = 'manager' and ends_on = '2027-06-30'`, fault.Forbidden},
		"the account was closed":  {`update accounts set closed_at = created_at`, fault.SignedOut},
		"somebody else has it":    {`update accounts set person_id = 6`, fault.Forbidden},
		"a role came, none ended": {`update employments set ends_on = null where role = 'manager'`, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o := opened(t, db, noon)
				eli := o.account("p5").ID
				for _, of := range []string{"CT", "MI"} {
					o.exec(`insert into account_roles (account_id, role, association, granted_at) values (?, 'coordinator', ?, ?)`, int64(eli), of, noon)
				}
				actor := o.acts(eli)
				o.exec(story.ends)
				err := o.renames("Friday", actor, func() {})
				if done := o.number(`select count(*) from groups where name = 'Friday'`) == 1; fault.KindOf(err) != story.kind || done != (err == nil) {
					t.Errorf("done: %v, %v", done, err)
				}
			})
		})
	}
}

// Whoever takes a role while its holder's act is being decided waits for that.
func TestARoleStaysUntilTheActIsDone(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]func(o office, eli access.AccountID) error{
		"taken": func(o office, eli access.AccountID) error {
			return o.TakeRole(o.t.Context(), eli, access.Coordinator, "CT", access.TheOperator, func(access.Holder, int) error { return nil })
		},
		"closed": func(o office, eli access.AccountID) error {
			return o.CloseAccount(o.t.Context(), eli, access.TheOperator, func(access.Holder, int) error { return nil })
		},
		"employment": func(o office, _ access.AccountID) error {
			return o.Exec(o.t.Context(), `update employments set ends_on = '2026-01-31' where role = 'manager' and ends_on = '2027-06-30'`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				o := opened(t, db, noon)
				eli := o.account("p5").ID
				o.exec(`insert into account_roles (account_id, role, association, granted_at) values (?, 'coordinator', 'CT', ?)`, int64(eli), noon)
				done := make(chan error, 1)
				err := o.renames("Friday", o.acts(eli), func() {
					begun := make(chan struct{})
					go func() {
						close(begun)
						done <- ends(o, eli)
					}()
					<-begun
					o.untilOneWaits(db)
				})
				if err != nil {
					t.Errorf("the act: %v", err)
				}
				if err := <-done; err != nil {
					t.Errorf("the end: %v", err)
				}
			})
		})
	}
}
