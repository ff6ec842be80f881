package schedule_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"attune/internal/day"
	"attune/internal/schedule"
)

const weekly, monthly = schedule.Weeks, schedule.Months

// past is a group of which each series took place on every day of its rhythm, but those that a test takes away.
type past struct {
	t *testing.T
	schedule.Past
}

func (p *past) series(r schedule.Rhythm, minute int) {
	p.t.Helper()
	s := schedule.Series{ID: schedule.SeriesID(len(p.Series) + 1), Rhythm: r, Meeting: schedule.Meeting{Minute: minute, Minutes: 90}}
	days, err := r.Days(none)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, d := range days {
		p.Sessions = append(p.Sessions, schedule.Session{Series: s.ID, Due: d, Local: schedule.Wall{Day: d, Minute: minute}, Minutes: 90, Status: schedule.Held})
	}
	p.Series = append(p.Series, s)
}

// alone has sessions that are of no series, as 2026-09-02T10:00.
func (p *past) alone(walls ...string) {
	p.t.Helper()
	for _, text := range walls {
		p.Sessions = append(p.Sessions, schedule.Session{Local: wall(p.t, text), Minutes: 120, Status: schedule.Held})
	}
}

// every is a rhythm in weeks.
func every(weeks int, from, until string, weekdays ...time.Weekday) schedule.Rhythm {
	return schedule.Rhythm{Every: weeks, Unit: weekly, Weekdays: weekdays, From: day.MustParse(from), Until: day.MustParse(until)}
}

// each is a rhythm in months.
func each(months, nth int, weekday time.Weekday, from, until string) schedule.Rhythm {
	return schedule.Rhythm{Every: months, Unit: monthly, Nth: nth, Weekday: weekday, From: day.MustParse(from), Until: day.MustParse(until)}
}

// on is a rhythm of a day of the month.
func on(dom int, from, until string) schedule.Rhythm {
	return schedule.Rhythm{Every: 1, Unit: monthly, MonthDay: dom, From: day.MustParse(from), Until: day.MustParse(until)}
}

// carriedWords are what is carried over, each as "every week on Tuesday, 2026-09-01 to 2027-06-29, 10:00".
func carriedWords(list []schedule.Carried) []string {
	var lines []string
	for _, c := range list {
		line := fmt.Sprintf("%s, %s to %s, %02d:%02d", c.Rhythm, c.Rhythm.From, c.Rhythm.Until, c.Minute/60, c.Minute%60)
		if c.Rhythm.Count > 0 {
			line = strings.Replace(line, " to ", fmt.Sprintf(" for %d", c.Rhythm.Count), 1)
		}
		if c.Guessed {
			line += ", guessed"
		}
		lines = append(lines, line)
	}
	return lines
}

// The days were taken from calendars of 2024 to 2029.
func TestARhythmIsCarriedIntoTheNextYear(t *testing.T) {
	t.Parallel()
	const tue, thu = time.Tuesday, time.Thursday
	for _, c := range []struct {
		about, today string
		build        func(p *past)
		want         []string
	}{
		{"the first Tuesday of September is the first Tuesday of September", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-02", "2026-06-30", tue), 600)
		}, []string{"every week on Tuesday, 2026-09-01 to 2027-06-29, 10:00"}},
		{"it begins on its first day, not on the one it was planned from", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-01", "2026-06-14", thu), 600)
		}, []string{"every week on Thursday, 2026-09-03 to 2027-06-10, 10:00"}},
		{"a year from January to December", "2026-11-22", func(p *past) {
			p.series(every(2, "2026-01-06", "2026-12-22", tue), 600)
		}, []string{"every 2 weeks on Tuesday, 2027-01-05 to 2027-12-28, 10:00"}},
		{"several days of a week, from the second of them", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-04", "2026-06-16", tue, thu), 600)
		}, []string{"every week on Tuesday and Thursday, 2026-09-03 to 2027-06-15, 10:00"}},
		{"as many sessions as it was planned for", "2026-11-22", func(p *past) {
			r := every(1, "2026-01-08", "2026-01-08", thu)
			r.Until, r.Count = 0, 12
			p.series(r, 600)
		}, []string{"every week on Thursday, 2027-01-14 for 12, 10:00"}},
		{"the second Tuesday of a month", "2026-11-22", func(p *past) {
			p.series(each(1, 2, tue, "2026-01-01", "2026-12-31"), 600)
		}, []string{"every month on the second Tuesday, 2027-01-12 to 2027-12-14, 10:00"}},
		{"the last, where the year before had four", "2027-11-01", func(p *past) {
			p.series(each(1, schedule.LastOf, thu, "2027-02-01", "2027-11-30"), 600)
		}, []string{"every month on the last Thursday, 2028-02-24 to 2028-11-30, 10:00"}},
		{"the fifth, where there is none then", "2026-11-22", func(p *past) {
			p.series(each(1, 5, time.Monday, "2026-03-01", "2026-11-30"), 600)
		}, []string{"every month on the fifth Monday, 2027-03-29 to 2027-11-29, 10:00"}},
		{"the same day of the month, of a month's end too", "2026-11-22", func(p *past) {
			p.series(on(31, "2026-01-31", "2026-10-31"), 600)
		}, []string{"every month on day 31, 2027-01-31 to 2027-10-31, 10:00"}},
		{"29 February, into a year without", "2028-03-15", func(p *past) {
			p.series(on(29, "2027-03-29", "2028-02-29"), 600)
		}, []string{"every month on day 29, 2028-03-29 to 2029-02-28, 10:00"}},
		{"a leap year in between", "2027-11-01", func(p *past) {
			p.series(every(1, "2027-09-07", "2028-02-29", tue), 600)
		}, []string{"every week on Tuesday, 2028-09-05 to 2029-02-27, 10:00"}},
		{"the whole of a series that goes on for years is its last twelve months", "2026-05-20", func(p *past) {
			p.series(every(1, "2023-09-05", "2026-06-30", tue), 600)
		}, []string{"every week on Tuesday, 2026-07-07 to 2027-06-29, 10:00"}},
		{"a year with a second Tuesday of May at either end, which is not over yet", "2026-11-22", func(p *past) {
			p.series(each(1, 2, tue, "2026-05-12", "2027-05-11"), 600)
		}, []string{"every month on the second Tuesday, 2027-06-08 to 2028-05-09, 10:00"}},
		{"a year of fifty-three weeks, planned by their number", "2026-11-22", func(p *past) {
			r := every(1, "2026-05-12", "2026-05-12", tue)
			r.Until, r.Count = 0, 53
			p.series(r, 600)
		}, []string{"every week on Tuesday, 2027-05-18 to 2028-05-09, 10:00"}},
		{"of a year that has begun the rest, in four weeks and in the same weeks", "2026-09-01", func(p *past) {
			p.series(every(2, "2025-09-02", "2026-06-30", tue), 600)
		}, []string{"every 2 weeks on Tuesday, 2026-09-29 to 2027-06-22, 10:00"}},
		{"however many sessions it was planned for", "2026-09-01", func(p *past) {
			r := every(1, "2025-08-28", "2025-08-28", thu)
			r.Until, r.Count = 0, 40
			p.series(r, 600)
		}, []string{"every week on Thursday, 2026-10-01 to 2027-05-27, 10:00"}},
		{"a year that nobody copied is passed over", "2026-11-22", func(p *past) {
			p.series(every(1, "2024-09-03", "2025-06-24", tue), 600)
		}, []string{"every week on Tuesday, 2026-12-22 to 2027-06-22, 10:00"}},
		{"where less than half a year is left it is the next", "2027-02-01", func(p *past) {
			p.series(every(1, "2025-09-02", "2026-06-30", tue), 600)
		}, []string{"every week on Tuesday, 2027-09-07 to 2028-06-27, 10:00"}},
		{"two that went on side by side", "2026-05-20", func(p *past) {
			p.series(each(1, 3, thu, "2025-09-01", "2026-06-30"), 840)
			p.series(each(1, 1, tue, "2025-09-01", "2026-06-30"), 600)
		}, []string{
			"every month on the first Tuesday, 2026-09-01 to 2027-06-01, 10:00",
			"every month on the third Thursday, 2026-09-17 to 2027-06-17, 14:00",
		}},
		{"of series that followed each other, the last from the first one's days", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-02", "2025-12-16", tue), 600)
			p.series(every(1, "2026-01-08", "2026-06-25", thu), 840)
		}, []string{"every week on Thursday, 2026-09-03 to 2027-06-24, 14:00"}},
		{"each follows the one like it", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-02", "2025-12-16", tue), 600)
			p.series(every(1, "2025-09-04", "2025-12-18", thu), 600)
			p.series(every(1, "2026-01-06", "2026-06-30", tue), 660)
			p.series(every(1, "2026-01-08", "2026-06-25", thu), 720)
		}, []string{
			"every week on Tuesday, 2026-09-01 to 2027-06-29, 11:00",
			"every week on Thursday, 2026-09-03 to 2027-06-24, 12:00",
		}},
		{"a series that got other days in the middle is the days it has now", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-02", "2025-12-16", tue), 600)
			p.series(every(1, "2026-01-08", "2026-06-25", thu), 600)
			for i := range p.Sessions { // all of them are of one series
				p.Sessions[i].Series = 2
			}
			p.Series = p.Series[1:]
		}, []string{"every week on Thursday, 2026-09-03 to 2027-06-24, 10:00"}},
		{"one that was broken off goes on as far as it went", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-02", "2026-06-30", tue), 600)
			for i := range p.Sessions {
				if p.Sessions[i].Due >= day.MustParse("2026-03-01") {
					p.Sessions[i].Status = schedule.Cancelled
				}
			}
		}, []string{"every week on Tuesday, 2026-09-01 to 2027-02-23, 10:00"}},
		{"one that never took place is none", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-02", "2026-06-30", tue), 600)
			for i := range p.Sessions {
				p.Sessions[i].Status = schedule.Cancelled
			}
		}, nil},
		{"a session that was moved is still for its day", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-02", "2026-06-30", tue), 600)
			p.Sessions[0].Local, p.Sessions[len(p.Sessions)-1].Local = wall(p.t, "2025-08-29T10:00"), wall(p.t, "2026-07-03T10:00")
		}, []string{"every week on Tuesday, 2026-09-01 to 2027-06-29, 10:00"}},
		{"one session beside a series changes nothing", "2026-05-20", func(p *past) {
			p.series(every(1, "2025-09-02", "2026-06-23", tue), 600)
			p.alone("2026-06-26T18:00")
		}, []string{"every week on Tuesday, 2026-09-01 to 2027-06-22, 10:00"}},
		{"sessions planned one by one, with one left out and one half an hour later", "2026-05-20", func(p *past) {
			p.alone("2025-09-03T10:00", "2025-10-01T10:30", "2025-11-05T10:00", "2025-12-03T10:00", "2026-02-04T10:00", "2026-03-04T10:00", "2026-04-01T10:00", "2026-05-06T10:00")
		}, []string{"every month on the first Wednesday, 2026-09-02 to 2027-05-05, 10:00, guessed"}},
		{"every other week, over a holiday", "2026-05-20", func(p *past) {
			p.alone("2025-10-30T09:00", "2025-11-13T09:00", "2025-12-11T09:00", "2026-01-08T09:00", "2026-01-22T09:00")
		}, []string{"every 2 weeks on Thursday, 2026-10-29 to 2027-01-28, 09:00, guessed"}},
		{"on no day that comes again", "2026-05-20", func(p *past) {
			p.alone("2025-09-03T10:00", "2025-09-19T10:00", "2025-11-04T10:00", "2026-01-30T10:00", "2026-02-02T10:00")
		}, nil},
		{"twice is no rhythm", "2026-05-20", func(p *past) { p.alone("2025-09-03T10:00", "2025-09-10T10:00") }, nil},
		{"it never met", "2026-05-20", func(*past) {}, nil},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			p := &past{t: t}
			p.Closures = []schedule.Closure{{Span: day.Span{From: day.MustParse("2025-12-21"), To: day.MustParse("2026-01-03")}, Name: "Winter break"}}
			c.build(p)
			if diff := cmp.Diff(c.want, carriedWords(p.Carry(day.MustParse(c.today)))); diff != "" {
				t.Errorf("it is carried over otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

// What most of the sessions had is carried over with their rhythm.
func TestWhatMostSessionsHad(t *testing.T) {
	t.Parallel()
	p := &past{t: t}
	p.alone("2026-01-08T10:00", "2026-01-15T10:00", "2026-01-22T10:30", "2026-01-29T10:30")
	for i := range p.Sessions[1:] {
		p.Sessions[i+1].Lead, p.Sessions[i+1].Modality, p.Sessions[i+1].Place = vic, "virtual", "Room 2"
	}
	p.Sessions[3].CoLead, p.Sessions[3].Minutes = eli, 60
	carried := p.Carry(day.MustParse("2026-11-22"))
	want := schedule.Meeting{Minute: 630, Minutes: 120, Lead: vic, Modality: "virtual", Place: "Room 2"}
	if len(carried) != 1 || carried[0].Meeting != want {
		t.Errorf("they had in common %+v, want %+v", carried, want)
	}
}

// Ten stays ten through both changes of clocks.
func TestWhatIsCarriedOverKeepsItsHour(t *testing.T) {
	t.Parallel()
	season := autumn(t)
	season.Closures = nil
	p := &past{t: t}
	p.series(every(1, "2025-10-30", "2026-04-02", time.Thursday), 600)
	c := p.Carry(day.MustParse("2026-11-22"))[0]
	laid, err := schedule.SeriesProposal{External: "attune-s", Group: 7, Rhythm: c.Rhythm, Meeting: c.Meeting}.Lay(season, now)
	if err != nil {
		t.Fatal(err)
	}
	hours := make(map[string]string) // of a day, in UTC
	for _, s := range laid.Sessions() {
		if hours[s.Local.Day.String()] = s.Starts.Format("15:04"); s.Local.Minute != 600 {
			t.Errorf("%s is at minute %d", s.Local, s.Local.Minute)
		}
	}
	for on, want := range map[string]string{"2027-11-04": "14:00", "2027-11-18": "15:00", "2028-03-09": "15:00", "2028-03-16": "14:00"} {
		if hours[on] != want {
			t.Errorf("%s begins at %q in UTC, want %s", on, hours[on], want)
		}
	}
}

// Whatever a series was, what is carried over can be, begins after today, and not before the year it is of is over. It keeps the rhythm, and its first day lies
// within days of the same date, however often it is carried over: at most from a fifth weekday to a fourth, and within a week
// of that.
func TestTheLawsOfCarryingOver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := anyPlan(rt, day.MustParse("2024-01-01").AddDays(rapid.IntRange(0, 1500).Draw(rt, "from")))
		days, err := r.Days(none)
		if err != nil || days[len(days)-1] >= days[0].AddYears(1) {
			rt.Skip("no year")
		}
		late := rapid.IntRange(0, 1200).Draw(rt, "late")
		for range 20 {
			p := &past{t: t}
			p.series(r, 600)
			if carried := p.Carry(days[0].AddDays(late)); len(carried) != 1 || carried[0].Rhythm.Check() != nil || carried[0].Rhythm.From <= days[0].AddDays(late) {
				rt.Fatalf("%d days later %s becomes %+v", late, r, carried)
			}
			next := p.Carry(days[0])[0].Rhythm
			if last := p.Last().To; next.From <= last {
				rt.Fatalf("%s begins on %s, and it meets until %s", next, next.From, last)
			}
			if drift := int(next.From.AddYears(days[0].Year()-next.From.Year()) - days[0]); drift < -9 || drift > 6 {
				rt.Fatalf("%s begins on %s at last, from %s", next, next.From, days[0])
			}
			if next.String() != r.String() {
				rt.Fatalf("%s becomes %s", r, next)
			}
			if _, err := next.Days(none); err != nil {
				return // of months without the day nothing is left
			}
			r = next
		}
	})
}
