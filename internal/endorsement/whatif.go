package endorsement

import (
	"attune/internal/day"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Supposition is a target that somebody has not set out to earn, at their association or at another.
type Supposition struct {
	Association roster.Association
	Category    roster.Category
	Degree      roster.Degree // the applicant's
	OpenedOn    day.Date
}

// WhatIf judges somebody's hours as of a day as if the target were theirs: by the rulebook, of facts that are theirs but
// for it. At another association no decision counts that a coordinator of their own made. Nothing is stored. It fails
// with Invalid where the edition knows no such association or category, or where the target is opened after that day.
func WhatIf(edition *rulebook.Edition, f rulebook.Facts, s Supposition, asOf day.Date) (rulebook.Judgement, error) {
	if s.OpenedOn == 0 || s.OpenedOn > asOf {
		return rulebook.Judgement{}, fault.New(fault.Invalid, "The day has to be today or an earlier one.")
	}
	if s.Association != f.Person.Association {
		f.Person.Association, f.Decisions = s.Association, nil
	}
	f.Credentials = nil // their renewals are not asked for
	f.Targets = []roster.Target{{Person: f.Person.ID, Category: s.Category, Degree: s.Degree, OpenedOn: s.OpenedOn}}
	judged, err := edition.Judge(f, asOf)
	if err != nil {
		return rulebook.Judgement{}, err
	}
	return judged[0], nil
}
