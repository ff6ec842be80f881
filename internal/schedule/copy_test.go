package schedule_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// thursdayYear is Ruth's circle, with room for two, that met each Thursday of the autumn until today, and will until the
// 17th of December; and a copy of it to be answered by the 13th.
func thursdayYear(t *testing.T) (schedule.Copying, schedule.CopyProposal) {
	t.Helper()
	season := autumn(t)
	season.Closures = nil
	p := &past{t: t}
	p.series(every(1, "2026-09-03", "2026-12-17", time.Thursday), 600)
	c := schedule.Copying{Past: p.Past, Record: roster.GroupRecord{Group: season.Group}}
	for i, m := range []struct {
		person   roster.PersonID
		from, to string
	}{{cleo, "2026-09-01", ""}, {ruth, "2026-09-01", ""}, {ana, "2026-01-01", ""}, {ben, "2026-09-01", "2026-12-16"}, {eli, "2026-10-01", "2026-12-31"}} {
		to, _ := day.Parse(m.to)
		c.Record.Members = append(c.Record.Members, roster.Kept{ID: roster.FactID(i + 1), Fact: roster.Membership{Group: 7, Person: m.person, Span: day.Span{From: day.MustParse(m.from), To: to}}})
	}
	proposal := schedule.CopyProposal{External: "attune-next", Of: 7, Name: "Next", Answer: day.MustParse("2026-12-13")}
	for i, carried := range c.Carry(day.MustParse("2026-11-22")) {
		proposal.Series = append(proposal.Series, schedule.SeriesProposal{External: roster.External(fmt.Sprint("attune-next-", i)), Group: 7, Rhythm: carried.Rhythm, Meeting: carried.Meeting})
		c.Seasons = append(c.Seasons, season)
	}
	return c, proposal
}

// Whoever belongs to the group on the last day of its year is asked, in the order in which they came.
func TestWhoIsAskedWhetherTheyGoOn(t *testing.T) {
	t.Parallel()
	c, p := thursdayYear(t)
	copied, err := p.Lay(c, now)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(copied.Offered, copied.Waiting); got != fmt.Sprint([]roster.PersonID{ana, cleo}, []roster.PersonID{eli}) {
		t.Errorf("offered and waiting are %s: neither Ruth, who provides it, nor Ben, who leaves before its last session", got)
	}
	if copied.Group.ID != 0 || copied.Group.Name != "Next" || copied.Group.Place != c.Record.Group.Place || copied.Ended != day.MustParse("2027-09-01") {
		t.Errorf("it is copied as %+v", copied)
	}
	if got := copied.Until.Format(time.RFC3339); got != "2026-12-14T05:00:00Z" {
		t.Errorf("places are kept until %s, want the end of 13 December in New York", got)
	}
	c.Gone = map[roster.PersonID]bool{ana: true}
	if copied, _ := p.Lay(c, now); fmt.Sprint(copied.Offered) != fmt.Sprint([]roster.PersonID{cleo, eli}) {
		t.Errorf("without Ana, who is gone, they are %v", copied.Offered)
	}
}

// Only those who are offered a place are members of the copy before it is written, from its first day on.
func TestTheSeasonOfACopy(t *testing.T) {
	t.Parallel()
	c, p := thursdayYear(t)
	c.Seasons[0].Own = []schedule.Placed{{Session: 3, Slot: schedule.Slot{Starts: wall(t, "2027-09-02T10:00").Instant(c.Seasons[0].Zone), Minutes: 60}}}
	copied, err := p.Lay(c, now)
	if err != nil {
		t.Fatal(err)
	}
	var members []roster.PersonID
	for _, seat := range copied.Seasons[0].Ground(p.Series[0].On(day.MustParse("2027-09-09"))).Members {
		members = append(members, seat.Person)
	}
	if fmt.Sprint(members) != fmt.Sprint([]roster.PersonID{ana}) || copied.Days.From != day.MustParse("2027-09-02") {
		t.Errorf("%v belong to it, and it begins on %s: what the old group has then is not the new one's", members, copied.Days.From)
	}
}

func TestACopyOfTwoSeries(t *testing.T) {
	t.Parallel()
	c, p := thursdayYear(t)
	second := p.Series[0]
	second.External, second.Rhythm, second.Minute = "attune-next-b", each(1, 1, time.Thursday, "2027-08-01", "2027-12-31"), 630
	p.Series, c.Seasons = append(p.Series, second), append(c.Seasons, c.Seasons[0])
	copied, err := p.Lay(c, now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2027-08-05 14:30Z", "2027-09-02 doubled", "2027-10-07 doubled", "2027-11-04 doubled", "2027-12-02 doubled"}, told(copied.Laid[1])); diff != "" {
		t.Errorf("beside the first the second is laid out otherwise (-want +got):\n%s", diff)
	}
	if copied.Days.From != day.MustParse("2027-08-05") || copied.Ended != day.MustParse("2027-08-04") {
		t.Errorf("it begins on %s", copied.Days.From)
	}
	moved := copied.Laid[0].Of(9)
	for _, s := range moved.Sessions() {
		if s.Group != 9 || copied.Laid[0].Sessions()[0].Group != 7 || moved.Series.Group != 9 {
			t.Fatalf("a session is of group %d", s.Group)
		}
	}
}

func TestACopyThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about, field, sentence string
		change                 func(c *schedule.Copying, p *schedule.CopyProposal)
	}{
		{"answers by yesterday", "answer", "This day is over", func(_ *schedule.Copying, p *schedule.CopyProposal) { p.Answer = day.MustParse("2026-11-21") }},
		{"it has begun", "day", "begun already", func(_ *schedule.Copying, p *schedule.CopyProposal) {
			p.Series[0].Rhythm.From = day.MustParse("2026-11-19")
		}},
		{"no series", "day", "how the group is to meet", func(c *schedule.Copying, p *schedule.CopyProposal) { p.Series, c.Seasons = nil, nil }},
		{"no day", "until", "none is left", func(_ *schedule.Copying, p *schedule.CopyProposal) {
			p.Series[0].Rhythm.Until = p.Series[0].Rhythm.From
			p.Series[0].Skips = []day.Date{p.Series[0].Rhythm.From}
		}},
		{"too long a session", "ends", "12 hours", func(_ *schedule.Copying, p *schedule.CopyProposal) { p.Series[0].Minutes = 721 }},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			copying, p := thursdayYear(t)
			c.change(&copying, &p)
			_, err := p.Lay(copying, now)
			var refused *roster.Refused
			if !errors.As(err, &refused) || refused.Field != c.field || !strings.Contains(err.Error(), c.sentence) {
				t.Errorf("it is refused at %v", err)
			}
		})
	}
	copying, p := thursdayYear(t)
	p.Answer = day.MustParse("2027-12-31")
	if copied, err := p.Lay(copying, now); err != nil || copied.Until != copied.Laid[0].Sessions()[0].Starts {
		t.Errorf("answers past the first session are taken until %s: %v", copied.Until, err)
	}
}
