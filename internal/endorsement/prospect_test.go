package endorsement_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/rulebook"
	"attune/internal/sample"
	"attune/internal/schedule"
)

// Which planned hours would count: as long as they are planned, under a lead who serves, and each time once. The day is
// that of the person's association: an hour at half past eleven on New Year's Eve is one of the old year.
func TestHoursThatArePlanned(t *testing.T) {
	t.Parallel()
	planned := func(starts string, minutes int, changes ...func(*schedule.Session)) attendance.Meeting {
		at, err := time.Parse(time.RFC3339, starts)
		if err != nil {
			t.Fatal(err)
		}
		s := sample.Session(changes...)
		s.Starts, s.Minutes, s.Status = at, minutes, schedule.Scheduled
		return attendance.Meeting{Session: s, Group: sample.Group()}
	}
	by := func(lead roster.PersonID) func(*schedule.Session) {
		return func(s *schedule.Session) { s.Lead = lead }
	}
	p := endorsement.Prospect{
		Facts: sample.Facts(func(f *rulebook.Facts) {
			f.Credentials = []roster.Credential{{Person: f.Person.ID, Category: "IMHS", Status: roster.Endorsed, Span: day.Span{From: day.MustParse("2026-03-01")}}}
		}),
		Planned: []attendance.Meeting{
			planned("2026-12-01T15:00:00Z", 120),
			planned("2026-12-01T16:00:00Z", 90, by(7)),                                                      // by nobody who serves, and the time is taken all the same
			planned("2026-12-01T17:00:00Z", 60),                                                             // half an hour lies inside that
			planned("2026-12-02T15:00:00Z", 60, func(s *schedule.Session) { s.Kind = roster.Peer }),         // toward nothing here
			planned("2026-12-03T15:00:00Z", 60, by(sample.Supervisee)),                                      // leads it
			planned("2026-12-04T15:00:00Z", 60, func(s *schedule.Session) { s.CoLead = sample.Supervisee }), // co-leads it
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
