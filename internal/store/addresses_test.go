package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/roster"
)

var errLooked = errors.New("looked")

// address is what a person's e-mail opens.
func (o office) address(id roster.PersonID) access.Address {
	o.t.Helper()
	var seen access.Address
	_, err := o.CorrectPerson(o.t.Context(), id, ink, func(_ roster.Record, a access.Address) ([]roster.Edit, error) {
		seen = a
		return nil, errLooked
	})
	if !errors.Is(err, errLooked) {
		o.t.Fatal(err)
	}
	return seen
}

func TestWhatAnEmailOpens(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into programs (id, external_id, association, name, kind, model, region) values (9, 'a9', 'MI', 'Great Lakes', 'clinic', '', '')`)
		o.exec(`insert into employments (person_id, program_id, role, fte_milli, serves, supervises, starts_on, ends_on) values
			(1, 9, 'practitioner', 500, '', '', '2026-01-01', null), (5, 9, 'manager', 500, '', '', '2026-01-01', '2026-11-22'), (6, 9, 'manager', 500, '', '', '2026-01-01', '2026-11-20')`)
		o.exec(`insert into groups (id, external_id, association, name, provider_id, time_zone, kind, format, modality, capacity, place, funding) values
			(4, 'g4', 'MI', 'Lake circle', 2, 'America/Detroit', 'reflective', 'group', 'virtual', 8, '', '')`)
		o.exec(`update sessions set association = 'MI' where lead_id = 3`)
		elis := o.account("p5")
		o.exec(`insert into account_roles (account_id, role, association, granted_at) values (?, 'coordinator', 'MI', ?), (?, 'operator', '', ?)`, int64(elis.ID), noon, int64(elis.ID), noon)
		reach := []roster.Association{"CT", "MI"}
		for id, want := range map[roster.PersonID]access.Address{
			ada: {},
			bea: {Serves: reach},
			cyd: {Serves: reach[1:]},
			dee: {Serves: reach[:1]},
			eli: {Serves: reach, Account: access.Holder{Account: elis.ID, Person: eli, Associations: reach, Coordinates: reach[1:], Operates: true}},
			flo: {},
		} {
			want.Person, want.Association = id, "CT"
			if diff := cmp.Diff(want, o.address(id), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("person %d (-want +got):\n%s", id, diff)
			}
		}
	})
}
