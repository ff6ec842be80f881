package roster

import "strings"

// Admit decides on somebody who is to be added, knowing the records of those with their e-mail or id. Whoever was added
// under that very id already is not added again.
func Admit(p Person, known []Record) ([]Edit, error) {
	for _, k := range known {
		if k.Person.External == p.External {
			return nil, nil
		}
		if p.Email != "" && strings.EqualFold(strings.TrimSpace(k.Person.Email), p.Email) && strings.EqualFold(k.Person.Name, p.Name) {
			return nil, refuse("email", "%s is on record with this e-mail already. Look for them among the people, or give another name or e-mail.", k.Person.Name)
		}
	}
	return []Edit{{Owner: p.Association, After: p}}, nil
}
