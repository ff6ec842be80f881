package access_test

import (
	"testing"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/roster"
)

// Who gives and takes roles, of whom, and when there would be nobody left.
func TestRolesGivenAndTaken(t *testing.T) {
	t.Parallel()
	ct := []roster.Association{"CT"}
	adas := access.Holder{Account: 1, Associations: ct}
	coras := access.Holder{Account: 9, Associations: []roster.Association{"CT", "MI"}, Coordinates: []roster.Association{"MI", "CT"}}
	odds := access.Holder{Account: 12, Operates: true}
	second := access.Holder{Account: 13, Operates: true}
	shut := access.Holder{Account: 14, Closed: true, Associations: ct}
	type kind = fault.Kind
	const fine kind = -1
	for name, row := range map[string]struct {
		by         string
		of         access.Holder
		role       access.Role
		in         roster.Association
		operators  int
		give, take kind
	}{
		"a coordinator makes one":             {"coordinator", adas, access.Coordinator, "CT", 1, fine, fine},
		"… of another association":            {"attending coordinator", adas, access.Coordinator, "MI", 1, fault.NotFound, fault.NotFound},
		"… of whom they cannot see":           {"another's coordinator", adas, access.Coordinator, "MI", 1, fault.NotFound, fault.NotFound},
		"… an operator":                       {"coordinator", adas, access.Operator, "", 1, fault.NotFound, fault.NotFound},
		"… of themselves":                     {"coordinator", coras, access.Coordinator, "CT", 1, fault.Forbidden, fault.Forbidden},
		"the operator makes a coordinator":    {"operator", adas, access.Coordinator, "CT", 1, fine, fine},
		"the operator makes an operator":      {"operator", adas, access.Operator, "", 1, fine, fine},
		"the operator, of themselves":         {"operator", odds, access.Operator, "", 2, fault.Forbidden, fault.Forbidden},
		"the operator, a coordinator of self": {"operator", odds, access.Coordinator, "CT", 2, fault.Forbidden, fault.Forbidden},
		"another operator of two":             {"operator", second, access.Operator, "", 2, fine, fine},
		"another operator, the last":          {"operator", second, access.Operator, "", 1, fine, fault.Conflict},
		"a closed account":                    {"operator", shut, access.Coordinator, "CT", 1, fault.Conflict, fine},
		"a practitioner makes a coordinator":  {"herself", adas, access.Coordinator, "CT", 1, fault.NotFound, fault.NotFound},
	} {
		for verb, got := range map[string]struct {
			err  error
			want kind
		}{
			"give": {row.of.Give(actors[row.by], row.role, row.in), row.give},
			"take": {row.of.Take(actors[row.by], row.role, row.in, row.operators), row.take},
		} {
			if got.err == nil != (got.want == fine) || got.err != nil && fault.KindOf(got.err) != got.want {
				t.Errorf("%s, %s: %v; want kind %d", name, verb, got.err, got.want)
			}
		}
	}
	if err := second.Close(actors["operator"], 1); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the last operator is closed: %v", err)
	}
	if err := second.Close(actors["operator"], 2); err != nil {
		t.Errorf("one of two operators: %v", err)
	}
	if err := odds.Close(actors["operator"], 2); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the operator closes themselves: %v", err)
	}
}
