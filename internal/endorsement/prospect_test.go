package endorsement_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
)

// Which planned hours would count: as long as they are planned, under a lead who serves, and each time once. The day is
// that of the person's association: an hour at half past eleven on New Year's Eve is one of the old year.
func TestHoursThatArePlanned(t *testing.T) {
	t.Parallel()
	planned := func(starts string, minutes int, changes ...func(*endorsement.Planned)) endorsement.Planned {
		p := session(t, starts, changes...)
		p.Ends = p.Starts.Add(time.Duration(minutes) * time.Minute)
		return p
	}
	by := func(lead roster.PersonID) func(*endorsement.Planned) {
		return func(p *endorsement.Planned) { p.Lead = lead }
	}
	p := endorsement.Prospect{
		Facts: sample.Facts(func(f *rulebook.Facts) {
			f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IMHS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2026-03-01")}}}
		}),
		Planned: []endorsement.Planned{
			planned("2026-12-01T15:00:00Z", 120),
			planned("2026-12-01T16:00:00Z", 90, by(7)),                                                 // by nobody who serves, and the time is taken all the same
			planned("2026-12-01T17:00:00Z", 60),                                                        // half an hour lies inside that
			planned("2026-12-02T15:00:00Z", 60, func(p *endorsement.Planned) { p.Kind = roster.Peer }), // toward nothing here
			planned("2026-12-03T15:00:00Z", 60, func(p *endorsement.Planned) { p.Leads = true }),
			planned("2027-01-01T04:30:00Z", 60),
		},
	}
	got := p.Hours(embedded(t))
	hours := []rulebook.Presumed{{Day: day.MustParse("2026-12-01"), Minutes: 120}, {Day: day.MustParse("2026-12-01"), Minutes: 30}, {Day: day.MustParse("2026-12-31"), Minutes: 60}}
	want := map[rulebook.Purpose][]rulebook.Presumed{{Kind: rulebook.Earning, Category: "IFS"}: hours}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if p.Facts.Person.Association = "XX"; len(p.Hours(embedded(t))) != 0 {
		t.Error("hours at an association that the rules do not know")
	}
}

// The day on which a planned hour is judged is the person's, not that of UTC (rules.md, 1.5): in New York the evening of the last
// day of a lead, of an emerging term and of the person's own work still counts, and the one after does not.
func TestPlannedHoursOnALastDay(t *testing.T) {
	t.Parallel()
	last := day.MustParse("2027-01-31")
	for name, change := range map[string]func(*rulebook.Facts){
		"of the lead": func(f *rulebook.Facts) { f.Leads[sample.Lead][0].Span.To = last },
		// From 1 February 2025 on 24 months, up to and without 1 February 2027.
		"of an emerging term": func(f *rulebook.Facts) {
			f.Leads[sample.Lead] = []roster.Credential{
				{Person: sample.Lead, Category: "ERS", Status: roster.Emerging, Span: day.Span{From: day.MustParse("2025-02-01")}},
				{Person: sample.Lead, Category: "IFS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2019-01-01")}},
			}
		},
		"of one's work": func(f *rulebook.Facts) { f.Employments[0].Span.To = last },
	} {
		p := endorsement.Prospect{Facts: sample.Facts(change), Planned: []endorsement.Planned{session(t, "2027-02-01T04:30:00Z"), session(t, "2027-02-02T04:30:00Z")}}
		want := map[rulebook.Purpose][]rulebook.Presumed{{Kind: rulebook.Earning, Category: "IFS"}: {{Day: last, Minutes: 60}}}
		if diff := cmp.Diff(want, p.Hours(embedded(t))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
