package schedule_test

import (
	"fmt"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// busySeason is a season of a dozen members, each with a session elsewhere each weekday of five years.
func busySeason(b *testing.B) schedule.Season {
	b.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		b.Fatal(err)
	}
	s := schedule.Season{
		Group: roster.Group{ID: 7, Association: "CT", Provider: 1, TimeZone: zone.String(), Kind: roster.Reflective, Capacity: 8}, Zone: zone,
		Home: map[roster.PersonID]roster.Association{1: "CT"},
	}
	from := day.MustParse("2026-11-23")
	for id := range roster.PersonID(12) {
		s.Members = append(s.Members, schedule.Belonging{Person: 10 + id, Association: "CT", Spans: []day.Span{{From: from}}, Targets: []roster.Target{{Person: 10 + id, Category: "IFS"}}})
	}
	for d := from; d < from.AddYears(5); d++ {
		for _, m := range s.Members {
			s.Busy = append(s.Busy, schedule.Engagement{
				Person: m.Person, Session: schedule.SessionID(10_000 + d), Starts: schedule.Wall{Day: d, Minute: 840}.Instant(zone), Minutes: 60, Association: "CT",
			})
		}
	}
	return s
}

// twiceAWeek is a series of so many sessions, twice a week.
func twiceAWeek(sessions int) schedule.SeriesProposal {
	return schedule.SeriesProposal{
		External: "attune-s", Group: 7, Meeting: schedule.Meeting{Minute: 600, Minutes: 90}, Through: true,
		Rhythm: schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Tuesday, time.Thursday}, From: day.MustParse("2026-11-23"), Count: sessions},
	}
}

// A session of the longest series takes no longer than one of a short: laid out with all that speaks against it, and all of
// them changed or given other days.
func BenchmarkSeries(b *testing.B) {
	season := busySeason(b)
	nobody := func(roster.Association, []roster.Credential, roster.Target, day.Date) bool { return false }
	for _, n := range []int{52, schedule.MostSessions} {
		p := twiceAWeek(n)
		laid, err := p.Lay(season, now)
		if err != nil {
			b.Fatal(err)
		}
		sessions := laid.Sessions()
		for i := range sessions {
			sessions[i].ID = schedule.SessionID(1 + i)
		}
		standing := standing(season, sessions)
		perSession := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/session")
		}
		b.Run(fmt.Sprintf("sessions=%d/looked at", n), func(b *testing.B) {
			for b.Loop() {
				laid, err := p.Lay(season, now)
				if err != nil {
					b.Fatal(err)
				}
				for _, d := range laid.Dates {
					one := p.On(d.Day)
					season.Ground(one).Look(one, d.Session, nobody, coordinator)
				}
			}
			perSession(b)
		})
		others := p.Rhythm
		others.Weekdays = []time.Weekday{time.Wednesday, time.Friday}
		for about, r := range map[string]schedule.Revision{"later": {Change: schedule.Change{Minute: to(660)}}, "other days": {Rhythm: &others, Through: true}} {
			b.Run(fmt.Sprintf("sessions=%d/%s", n, about), func(b *testing.B) {
				for b.Loop() {
					if _, err := laid.Series.Revise(r, standing, sessions, nil, now); err != nil {
						b.Fatal(err)
					}
				}
				perSession(b)
			})
		}
	}
}
