package access_test

import (
	"errors"
	"testing"

	"attune/internal/access"
	"attune/internal/fault"
	"attune/internal/roster"
)

// An e-mail that opens more than is the actor's is refused at its question; a name is not an e-mail.
func TestWhoseEmailACoordinatorChanges(t *testing.T) {
	t.Parallel()
	was := roster.Person{ID: cyd, Name: "Cyd", Email: "cyd@example.org", Association: "CT"}
	renamed, readdressed := was, was
	renamed.Name, readdressed.Email = "Cyd Marsh", "else@example.org"
	at := access.Address{Person: cyd, Association: "CT"}
	beyond := at
	beyond.Serves = []roster.Association{"MI"}
	for name, row := range map[string]struct {
		by   string
		of   access.Address
		is   roster.Person
		want fault.Kind // zero: it may be
	}{
		"another e-mail":                              {"attending coordinator", at, readdressed, 0},
		"of who answers for more":                     {"attending coordinator", beyond, readdressed, fault.Invalid},
		"of who answers for more, another name":       {"attending coordinator", beyond, renamed, 0},
		"by who coordinates both":                     {"coordinator", beyond, readdressed, 0},
		"by the coordinator of the other":             {"another's coordinator", beyond, readdressed, fault.NotFound},
		"by a manager, who may not see what it opens": {"manager", at, readdressed, fault.NotFound},
	} {
		err := row.of.Change(actors[row.by], was, row.is)
		var refused *roster.Refused
		if errors.As(err, &refused) != (row.want == fault.Invalid) || refused != nil && refused.Field != "email" || (err != nil) != (row.want != 0) || err != nil && fault.KindOf(err) != row.want {
			t.Errorf("%s: %v; want kind %d", name, err, row.want)
		}
	}
}
