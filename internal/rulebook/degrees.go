package rulebook

import (
	"slices"

	"attune/internal/roster"
)

// AsksDegree tells whether who may give hours toward the category depends, in any year, on the applicant's own degree,
// so that a target of it has to say it.
func (e *Edition) AsksDegree(category roster.Category) bool {
	return slices.ContainsFunc(e.Providers(category), func(g Range) bool {
		return slices.ContainsFunc(g.Any, func(a Alternative) bool { return a.ApplicantDegree != "" })
	})
}
