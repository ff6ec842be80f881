package rulebook

import (
	"attune/internal/day"
	"attune/internal/roster"
)

// ServesTarget tells whether hours led on a day by somebody with these credentials can count toward a target of a member
// of the association: by its own degree and the day on which it was opened, as a verdict will have it.
func (e *Edition) ServesTarget(code roster.Association, lead []roster.Credential, t roster.Target, d day.Date) bool {
	a, c := e.byAssociation[code], e.byCategory[t.Category]
	if a == nil || c == nil {
		return false
	}
	h := hearing{edition: e, association: a}
	return h.standing(&aim{degree: t.Degree, opened: t.OpenedOn}, c.rangeOn(d), lead, d) >= vouched
}

// Serves are the categories toward which hours led on a day by somebody with these credentials can count at the
// association, for a target opened that day by an applicant of any degree; in the order of the file. It is empty where
// the association is unknown.
func (e *Edition) Serves(code roster.Association, lead []roster.Credential, d day.Date) []roster.Category {
	a := e.byAssociation[code]
	if a == nil {
		return nil
	}
	h := hearing{edition: e, association: a}
	var served []roster.Category
	for i := range e.categories {
		c := &e.categories[i]
		for _, degree := range roster.Degrees {
			if h.standing(&aim{degree: degree, opened: d}, c.rangeOn(d), lead, d) >= vouched {
				served = append(served, c.Code)
				break
			}
		}
	}
	return served
}
