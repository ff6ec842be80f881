package schedule_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// autumn is the season of Ruth's circle, in which nothing is planned yet.
func autumn(t *testing.T) schedule.Season {
	t.Helper()
	g := circle(t, "America/New_York")
	return schedule.Season{
		Group: g.Group, Zone: g.Zone, Home: g.Home, Held: g.Held,
		Members: []schedule.Belonging{
			{Person: ana, Association: "CT", Spans: []day.Span{{From: day.MustParse("2026-01-01")}}, Targets: earning("IFS")},
			{Person: ben, Association: "CT", Spans: []day.Span{{From: day.MustParse("2026-12-05"), To: day.MustParse("2026-12-31")}}, Targets: earning("IFS")},
		},
		Closures: []schedule.Closure{{Span: day.Span{From: day.MustParse("2026-12-21"), To: day.MustParse("2027-01-03")}, Name: "Winter break"}},
	}
}

// thursdays is a series from the end of November on.
func thursdays(sessions int) schedule.SeriesProposal {
	return schedule.SeriesProposal{
		External: "attune-s", Group: 7, Meeting: schedule.Meeting{Minute: 600, Minutes: 90},
		Rhythm: schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Thursday}, From: day.MustParse("2026-11-23"), Count: sessions},
	}
}

// told writes the dates of a series as lines.
func told(laid schedule.Laid) []string {
	var lines []string
	for _, d := range laid.Dates {
		line := d.Day.String()
		if d.Out == "" {
			line += " " + d.Session.Starts.Format("15:04Z")
		} else {
			line += " " + string(d.Out)
		}
		if d.Off != "" {
			line += ", " + d.Off
		}
		lines = append(lines, line)
	}
	return lines
}

func TestASeriesIsLaidOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about  string
		change func(p *schedule.SeriesProposal, s *schedule.Season)
		want   []string
	}{
		{"holidays and closures are left out, and do not count", nil, []string{
			"2026-11-26 off, Thanksgiving Day", "2026-12-03 15:00Z", "2026-12-10 15:00Z", "2026-12-17 15:00Z",
			"2026-12-24 off, Winter break", "2026-12-31 off, Winter break", "2027-01-07 15:00Z",
		}},
		{"unless it meets through them", func(p *schedule.SeriesProposal, _ *schedule.Season) { p.Through = true }, []string{
			"2026-11-26 15:00Z, Thanksgiving Day", "2026-12-03 15:00Z", "2026-12-10 15:00Z", "2026-12-17 15:00Z",
		}},
		{"days that somebody leaves out", func(p *schedule.SeriesProposal, _ *schedule.Season) {
			p.Through, p.Skips = true, []day.Date{day.MustParse("2026-12-03")}
		}, []string{
			"2026-11-26 15:00Z, Thanksgiving Day", "2026-12-03 skipped", "2026-12-10 15:00Z", "2026-12-17 15:00Z", "2026-12-24 15:00Z, Winter break",
		}},
		{"the group is there already", func(p *schedule.SeriesProposal, s *schedule.Season) {
			p.Rhythm.Count, p.Rhythm.Until = 0, day.MustParse("2026-12-17")
			s.Own = []schedule.Placed{{Session: 3, Slot: slots(wall(t, "2026-12-10T11:00").Instant(s.Zone), 60)[0]}}
		}, []string{"2026-11-26 off, Thanksgiving Day", "2026-12-03 15:00Z", "2026-12-10 doubled", "2026-12-17 15:00Z"}},
		{"ten stays ten through a change of clocks", func(p *schedule.SeriesProposal, _ *schedule.Season) {
			p.Rhythm.From, p.Rhythm.Weekdays, p.Rhythm.Count = day.MustParse("2027-03-08"), []time.Weekday{time.Sunday, time.Monday}, 4
		}, []string{"2027-03-08 15:00Z", "2027-03-14 14:00Z", "2027-03-15 14:00Z", "2027-03-21 14:00Z"}},
		{"a time that does not exist that night", func(p *schedule.SeriesProposal, _ *schedule.Season) {
			p.Rhythm.From, p.Rhythm.Weekdays, p.Rhythm.Count, p.Minute = day.MustParse("2027-03-08"), []time.Weekday{time.Sunday}, 2, 150
		}, []string{"2027-03-14 07:30Z", "2027-03-21 06:30Z"}},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			season, p := autumn(t), thursdays(4)
			if c.change != nil {
				c.change(&p, &season)
			}
			laid, err := p.Lay(season, now)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, told(laid)); diff != "" {
				t.Errorf("it is laid out otherwise (-want +got):\n%s", diff)
			}
			seen := make(map[schedule.UID]bool)
			for _, s := range laid.Sessions() {
				if seen[s.UID] || s.External != roster.External("attune-s-"+s.Due.String()) || s.Group != 7 {
					t.Errorf("a session of its own day: %+v", s)
				}
				seen[s.UID] = true
			}
		})
	}
}

// A further session is warned of as one that is planned by itself: by those who are members on its day.
func TestTheGroundOfEachDay(t *testing.T) {
	t.Parallel()
	season := autumn(t)
	season.Members[0].Held = []roster.Credential{{Person: ana, Category: "IFS", Span: day.Span{From: day.MustParse("2027-01-01")}}}
	season.Busy = []schedule.Engagement{{Person: ana, Session: 5, Starts: wall(t, "2026-12-10T11:00").Instant(season.Zone), Minutes: 60}}
	for _, c := range []struct {
		day          string
		seats, earns int
		busy         int
	}{{"2026-12-03", 1, 1, 0}, {"2026-12-10", 2, 2, 1}, {"2026-12-31", 2, 2, 0}, {"2027-01-07", 1, 0, 0}} {
		g := season.Ground(schedule.Proposal{Begins: wall(t, c.day+"T10:00"), Minutes: 90})
		earns := 0
		for _, s := range g.Members {
			earns += len(s.Earns)
		}
		if len(g.Members) != c.seats || earns != c.earns || len(g.Busy) != c.busy {
			t.Errorf("%s: %d members earn %d, %d are busy; want %+v", c.day, len(g.Members), earns, len(g.Busy), c)
		}
	}
}

func TestASeriesThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about, field, sentence string
		change                 func(p *schedule.SeriesProposal, s *schedule.Season)
	}{
		{"begins two years ago", "day", "more than a year ago", func(p *schedule.SeriesProposal, _ *schedule.Season) { p.Rhythm.From = day.MustParse("2024-11-22") }},
		{"led by nobody known", "lead", "Nobody of the group's association", func(p *schedule.SeriesProposal, _ *schedule.Season) { p.Lead = 99 }},
		{"too short", "ends", "would take 4 minutes", func(p *schedule.SeriesProposal, _ *schedule.Season) { p.Minutes = 4 }},
		{"every day of it is left out", "until", "No day comes of this", func(p *schedule.SeriesProposal, _ *schedule.Season) {
			p.Rhythm.Count, p.Rhythm.Until = 0, day.MustParse("2026-11-30")
		}},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			season, p := autumn(t), thursdays(4)
			c.change(&p, &season)
			laid, err := p.Lay(season, now)
			refused, is := errors.AsType[*roster.Refused](err)
			if !is || refused.Field != c.field || !strings.Contains(refused.Error(), c.sentence) || len(laid.Dates) > 0 {
				t.Errorf("answered %v, want %q at %q", err, c.sentence, c.field)
			}
		})
	}
}

// stored are the sessions of a series as a store would have them, and the season with them in it.
func stored(t *testing.T, p schedule.SeriesProposal, season schedule.Season) (schedule.Series, []schedule.Session, schedule.Season) {
	t.Helper()
	laid, err := p.Lay(season, now)
	if err != nil {
		t.Fatal(err)
	}
	laid.Series.ID = 1
	sessions := laid.Sessions()
	for i := range sessions {
		sessions[i].ID, sessions[i].Series = schedule.SessionID(i+1), 1
	}
	return laid.Series, sessions, standing(season, sessions)
}

// standing is a season in which a group has these sessions.
func standing(season schedule.Season, sessions []schedule.Session) schedule.Season {
	season.Own = nil
	for _, s := range sessions {
		if s.Status != schedule.Cancelled {
			season.Own = append(season.Own, schedule.Placed{Session: s.ID, Slot: schedule.Slot{Starts: s.Starts, Minutes: s.Minutes}})
		}
	}
	slices.SortFunc(season.Own, func(a, b schedule.Placed) int { return a.Starts.Compare(b.Starts) })
	return season
}

// brief says of a session what a revision may change.
func brief(s schedule.Session) string {
	text := fmt.Sprintf("%d %s %s %dmin", s.ID, s.Due, s.Local, s.Minutes)
	if s.Place != "" {
		text += " at " + s.Place
	}
	if s.Status == schedule.Cancelled {
		text += " cancelled"
	}
	return fmt.Sprintf("%s #%d", text, s.Sequence)
}

func to[T any](v T) *T { return &v }

func TestASeriesIsRevised(t *testing.T) {
	t.Parallel()
	tuesdays := schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Tuesday}, From: day.MustParse("2026-12-07"), Until: day.MustParse("2026-12-31")}
	everySecond := schedule.Rhythm{Every: 2, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Thursday}, From: day.MustParse("2026-12-03"), Until: day.MustParse("2026-12-31")}
	shorter := schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Thursday}, From: day.MustParse("2026-11-26"), Until: day.MustParse("2026-12-10")}
	longer := schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Thursday}, From: day.MustParse("2026-12-10"), Until: day.MustParse("2027-01-01")}
	for _, c := range []struct {
		about          string
		change         func(sessions []schedule.Session)
		r              schedule.Revision
		changed, added []string
		kept, past     int
	}{
		{"from one of them on, another hour and room", nil, schedule.Revision{
			From: day.MustParse("2026-12-10"), Change: schedule.Change{Minute: to(660), Place: to("Room 4")},
		}, []string{"3 2026-12-10 2026-12-10T11:00 90min at Room 4 #1", "4 2026-12-17 2026-12-17T11:00 90min at Room 4 #1"}, nil, 0, 0},
		{"what is as it is to be is not raised", nil, schedule.Revision{From: day.MustParse("2026-12-10"), Change: schedule.Change{Minutes: to(90)}}, nil, nil, 0, 0},
		{"what was changed by itself stays", func(s []schedule.Session) {
			s[2].Own, s[2].Place, s[3].Own, s[3].Status = schedule.OwnPlace, "Library", schedule.OwnStatus, schedule.Cancelled
		}, schedule.Revision{From: day.MustParse("2026-12-10"), Change: schedule.Change{Minute: to(660), Place: to("Room 4")}}, []string{
			"3 2026-12-10 2026-12-10T11:00 90min at Library #1", "4 2026-12-17 2026-12-17T11:00 90min at Room 4 cancelled #1",
		}, nil, 2, 0},
		{"what has a sheet is never touched", nil, schedule.Revision{
			From: day.MustParse("2026-11-26"), Change: schedule.Change{Minute: to(660)},
		}, []string{
			"2 2026-12-03 2026-12-03T11:00 90min #1", "3 2026-12-10 2026-12-10T11:00 90min #1", "4 2026-12-17 2026-12-17T11:00 90min #1",
		}, nil, 0, 1},
		{"another day of the week: each moves within its week", nil, schedule.Revision{
			From: day.MustParse("2026-12-10"), Rhythm: &tuesdays, Through: true,
		}, []string{"3 2026-12-08 2026-12-08T10:00 90min #1", "4 2026-12-15 2026-12-15T10:00 90min #1"}, []string{
			"0 2026-12-22 2026-12-22T10:00 90min #0", "0 2026-12-29 2026-12-29T10:00 90min #0",
		}, 0, 0},
		{"every second week: the others are cancelled", nil, schedule.Revision{
			From: day.MustParse("2026-12-03"), Rhythm: &everySecond,
		}, []string{"3 2026-12-10 2026-12-10T10:00 90min cancelled #1"}, nil, 0, 0},
		{"an earlier end, in which what was moved is cancelled as well", func(s []schedule.Session) {
			s[3].Own, s[3].Local = schedule.OwnTime, wall(t, "2026-12-18T10:00")
			s[3].Starts = s[3].Starts.Add(24 * time.Hour)
		}, schedule.Revision{From: day.MustParse("2026-11-26"), Rhythm: &shorter, Through: true}, []string{
			"4 2026-12-17 2026-12-18T10:00 90min cancelled #1",
		}, nil, 1, 1},
		{"what stands moves, not what an earlier rhythm dropped from that week", func(s []schedule.Session) {
			s[1].Status, s[1].Due = schedule.Cancelled, day.MustParse("2026-12-07")
		}, schedule.Revision{From: day.MustParse("2026-12-07"), Rhythm: &schedule.Rhythm{
			Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Friday}, From: day.MustParse("2026-12-07"), Until: day.MustParse("2026-12-18"),
		}}, []string{"3 2026-12-11 2026-12-11T10:00 90min #1", "4 2026-12-18 2026-12-18T10:00 90min #1"}, nil, 0, 0},
		{"a later end", nil, schedule.Revision{From: day.MustParse("2026-12-10"), Rhythm: &longer, Through: true}, nil, []string{
			"0 2026-12-24 2026-12-24T10:00 90min #0", "0 2026-12-31 2026-12-31T10:00 90min #0",
		}, 0, 0},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			p := thursdays(4)
			p.Through = true
			series, sessions, season := stored(t, p, autumn(t))
			if c.change != nil {
				c.change(sessions)
				season = standing(season, sessions)
			}
			got, err := series.Revise(c.r, season, sessions, map[schedule.SessionID]bool{1: true}, now)
			if err != nil {
				t.Fatal(err)
			}
			var changed, added []string
			for _, turn := range got.Changed {
				changed = append(changed, brief(turn.Is))
			}
			for _, s := range got.Added {
				added = append(added, brief(s))
			}
			if diff := cmp.Diff([][]string{c.changed, c.added}, [][]string{changed, added}); diff != "" {
				t.Errorf("it is revised otherwise (-want +got):\n%s", diff)
			}
			if len(got.Kept) != c.kept || got.Past != c.past || got.Series.Version != series.Version+1 {
				t.Errorf("%d kept, %d past, version %d; want %d, %d", len(got.Kept), got.Past, got.Series.Version, c.kept, c.past)
			}
		})
	}
}

// Two sessions of the group at one time cannot come of a revision; two that were there before are in nobody's way.
func TestARevisionIntoAnotherSession(t *testing.T) {
	t.Parallel()
	series, sessions, season := stored(t, thursdays(4), autumn(t))
	other := schedule.Placed{Session: 99, Slot: slots(wall(t, "2026-12-10T12:00").Instant(season.Zone), 60)[0]}
	season.Own = append(season.Own, other, schedule.Placed{Session: 98, Slot: other.Slot})
	r := schedule.Revision{From: day.MustParse("2026-12-01"), Change: schedule.Change{Minute: to(690)}}
	_, err := series.Revise(r, season, sessions, nil, now)
	refused, is := errors.AsType[*roster.Refused](err)
	if !is || refused.Field != "begins" || !strings.Contains(refused.Error(), "on 10 December 2026 from 12:00 PM to 1:00 PM") {
		t.Errorf("answered %v", err)
	}
	r.Change = schedule.Change{Minute: to(615)}
	if _, err := series.Revise(r, season, sessions, nil, now); err != nil {
		t.Error(err)
	}
}

// What is still to come is never put where it would be over already, nor given what no session may have.
func TestARevisionThatCannotBe(t *testing.T) {
	t.Parallel()
	morning := time.Date(2026, 12, 3, 14, 0, 0, 0, time.UTC) // nine o'clock in New York; the first session is at ten
	daily := schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Wednesday, time.Thursday}, From: day.MustParse("2026-12-02"), Until: day.MustParse("2026-12-18")}
	for _, c := range []struct {
		about string
		r     schedule.Revision
		field string
	}{
		{"an hour that is over", schedule.Revision{Change: schedule.Change{Minute: to(480)}}, "begins"},
		{"a day that is over", schedule.Revision{From: day.MustParse("2026-12-02"), Rhythm: &daily}, "begins"},
		{"somebody of another association", schedule.Revision{Change: schedule.Change{Lead: to(eli)}}, "lead"},
		{"a co-lead who leads one of them", schedule.Revision{Change: schedule.Change{CoLead: to(vic)}}, "colead"},
		{"no length", schedule.Revision{Change: schedule.Change{Minutes: to(0)}}, "ends"},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			series, sessions, season := stored(t, thursdays(3), autumn(t))
			sessions[1].Lead, sessions[1].Own = vic, schedule.OwnLead
			_, err := series.Revise(c.r, season, sessions, nil, morning)
			if refused, is := errors.AsType[*roster.Refused](err); !is || refused.Field != c.field {
				t.Errorf("answered %v", err)
			}
		})
	}
}

// A session of a series that reaches further ahead than one that is planned by itself is changed like any other.
func TestASessionFarAheadIsChanged(t *testing.T) {
	t.Parallel()
	p := thursdays(60)
	_, sessions, season := stored(t, p, autumn(t))
	last := sessions[59]
	c := schedule.Change{Place: to("Room 4")}
	next, err := schedule.Standing{Session: last, Ground: season.Without(last).Ground(c.At(last, season.Zone))}.Alone(c, now)
	if err != nil || next.Place != "Room 4" {
		t.Errorf("on %s: %+v, %v", last.Local, next.Place, err)
	}
}
