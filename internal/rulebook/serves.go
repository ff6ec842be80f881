package rulebook

import (
	"attune/internal/day"
	"attune/internal/roster"
)

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
