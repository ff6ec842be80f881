package endorsement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/fault"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
)

// Each row by hand, of three hours. By rules.yaml IMHS gave hours toward IMHS until 2024, and toward IMHM-C only IMHM-C
// ever does; IFS with a master's degree gave them to a bachelor until August 2022. Vetted providers serve in North Carolina
// until 2027, and in Washington whoever opened the target before 2022. Connecticut holds where others reject.
func TestWhatIfByHand(t *testing.T) {
	t.Parallel()
	e, today := embedded(t), day.MustParse("2026-11-22")
	facts := func(category roster.Category, status roster.CredentialStatus, hours []ledger.Entry) rulebook.Facts {
		return sample.Facts(func(f *rulebook.Facts) {
			f.Received = hours
			f.Leads = map[roster.PersonID][]roster.Credential{sample.Lead: {{
				Person: sample.Lead, Category: category, Status: status, Degree: "masters", Span: day.Span{From: day.MustParse("2015-01-01")},
			}}}
		})
	}
	for name, row := range map[string]struct {
		facts                   rulebook.Facts
		suppose                 endorsement.Supposition
		counted, held, rejected int
	}{
		"another category, whose provider it was not": {facts("IMHS", roster.Endorsed, met("2024-01-10", 3, 1, 60)), endorsement.Supposition{Association: "MI", Category: "IMHM-C", Degree: "masters", OpenedOn: today}, 0, 0, 180},
		"the same, whose provider it was":             {facts("IMHS", roster.Endorsed, met("2024-01-10", 3, 1, 60)), endorsement.Supposition{Association: "MI", Category: "IMHS", Degree: "masters", OpenedOn: today}, 180, 0, 0},
		"where the coordinator decides":               {facts("IMHS", roster.Endorsed, met("2024-01-10", 3, 1, 60)), endorsement.Supposition{Association: "CT", Category: "IMHM-C", Degree: "masters", OpenedOn: today}, 0, 180, 0},
		"by an applicant of a bachelor's degree":      {facts("IFS", roster.Endorsed, met("2022-01-10", 3, 1, 60)), endorsement.Supposition{Association: "MI", Category: "IFS", Degree: "bachelors", OpenedOn: today}, 180, 0, 0},
		"by one of a master's, by an archived page":   {facts("IFS", roster.Endorsed, met("2022-01-10", 3, 1, 60)), endorsement.Supposition{Association: "MI", Category: "IFS", Degree: "masters", OpenedOn: today}, 0, 180, 0},
		"vetted, where that serves":                   {facts("IMHS", roster.Vetted, met("2024-01-10", 3, 1, 60)), endorsement.Supposition{Association: "NC", Category: "IFS", OpenedOn: today}, 180, 0, 0},
		"vetted, opened in time":                      {facts("IMHS", roster.Vetted, met("2022-01-10", 3, 1, 60)), endorsement.Supposition{Association: "WA", Category: "IMHS", OpenedOn: day.MustParse("2021-12-31")}, 180, 0, 0},
		"vetted, opened a day late":                   {facts("IMHS", roster.Vetted, met("2022-01-10", 3, 1, 60)), endorsement.Supposition{Association: "WA", Category: "IMHS", OpenedOn: day.MustParse("2022-01-01")}, 0, 0, 180},
	} {
		before := row.facts
		j, err := endorsement.WhatIf(e, row.facts, row.suppose, today)
		if err != nil || j.Counted != row.counted || j.Held != row.held || j.Rejected != row.rejected || j.Purpose.Category != row.suppose.Category {
			t.Errorf("%s: %v %d counted, %d held, %d rejected: %v", name, j.Purpose, j.Counted, j.Held, j.Rejected, err)
		}
		if diff := cmp.Diff(before, row.facts); diff != "" {
			t.Errorf("%s: the facts were changed:\n%s", name, diff)
		}
	}
}

// What is supposed of one's own target is what is judged of it; a decision of one's own coordinator is no other's.
func TestWhatIfItWereSo(t *testing.T) {
	t.Parallel()
	e, today := embedded(t), day.MustParse("2026-11-22")
	purpose := rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}
	f := sample.Facts(func(f *rulebook.Facts) {
		f.Received = all(met("2026-04-10", 2, 1, 120), unled("2026-06-20"))
		f.Decisions = []rulebook.Decision{{Session: f.Received[2].Session, Version: 1, Person: f.Person.ID, Purpose: purpose, Verdict: rulebook.Counted}}
	})
	own := f.Targets[0]
	j, err := endorsement.WhatIf(e, f, endorsement.Supposition{Association: "CT", Category: own.Category, Degree: own.Degree, OpenedOn: own.OpenedOn}, today)
	if diff := cmp.Diff(purposeIn(t, verdicts(t, e, f, today), purpose), j); diff != "" || err != nil || j.Counted != 360 {
		t.Errorf("%v (-judged +supposed):\n%s", err, diff)
	}
	if j, err := endorsement.WhatIf(e, f, endorsement.Supposition{Association: "MI", Category: "IFS", OpenedOn: today}, today); err != nil || j.Counted != 240 || j.Rejected != 120 {
		t.Errorf("elsewhere: %d counted, %d rejected: %v", j.Counted, j.Rejected, err)
	}
	for _, wrong := range []endorsement.Supposition{
		{Association: "XX", Category: "IFS", OpenedOn: today},
		{Association: "CT", Category: "XX", OpenedOn: today},
		{Association: "CT", Category: "IFS", OpenedOn: today.AddDays(1)},
		{Association: "CT", Category: "IFS"},
	} {
		if _, err := endorsement.WhatIf(e, f, wrong, today); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}
