package schedule_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// now is when all of these are planned: Sunday 22 November 2026.
var now = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

const (
	ruth, vic, ana, ben, cleo, eli = roster.PersonID(1), roster.PersonID(2), roster.PersonID(3), roster.PersonID(4), roster.PersonID(5), roster.PersonID(6)
)

// circle is ground of a group that Ruth provides, in a zone.
func circle(t *testing.T, zone string) schedule.Ground {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return schedule.Ground{
		Group: roster.Group{ID: 7, Association: "CT", Provider: ruth, TimeZone: zone, Kind: roster.Reflective, Modality: roster.InPerson, Capacity: 2},
		Zone:  location,
		Home:  map[roster.PersonID]roster.Association{ruth: "CT", vic: "CT", eli: "MI"},
		Held: map[roster.PersonID][]roster.Credential{
			ruth: {{Person: ruth, Category: "IMHM-C", Span: day.Span{From: day.MustParse("2018-05-01")}}},
			vic:  {{Person: vic, Category: "IMHM-C", Span: day.Span{From: day.MustParse("2018-05-01"), To: day.MustParse("2026-09-30")}}},
		},
		Members: []schedule.Seat{
			{Person: ana, Association: "CT", Earns: earning("IFS")},
			{Person: ben, Association: "CT", Earns: earning("IFS", "IMHS")},
		},
	}
}

func wall(t *testing.T, text string) schedule.Wall {
	t.Helper()
	w, err := schedule.ParseWall(text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// The instants and lengths were worked out by hand.
func TestASessionIsPlannedOnTheGroupsClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about, zone, begins, ends string
		local, starts             string
		minutes, times            int
	}{
		{"winter", "America/New_York", "2026-12-03T10:00", "11:30", "2026-12-03T10:00", "2026-12-03T15:00:00Z", 90, 1},
		{"summer", "America/New_York", "2027-07-01T10:00", "11:30", "2027-07-01T10:00", "2027-07-01T14:00:00Z", 90, 1},
		{"over midnight", "America/New_York", "2026-12-03T23:30", "00:30", "2026-12-03T23:30", "2026-12-04T04:30:00Z", 60, 1},
		{"in the gap", "America/New_York", "2027-03-14T02:30", "04:00", "2027-03-14T03:30", "2027-03-14T07:30:00Z", 30, 0},
		{"over the gap", "America/New_York", "2027-03-14T01:30", "03:00", "2027-03-14T01:30", "2027-03-14T06:30:00Z", 30, 1},
		{"into the gap", "America/New_York", "2027-03-14T01:30", "02:30", "2027-03-14T01:30", "2027-03-14T06:30:00Z", 60, 1},
		{"twice, the first", "America/New_York", "2026-11-01T01:15", "03:00", "2026-11-01T01:15", "2026-11-01T05:15:00Z", 165, 2},
		{"before it comes twice", "America/New_York", "2026-11-01T00:30", "01:30", "2026-11-01T00:30", "2026-11-01T04:30:00Z", 60, 1},
		{"a gap of half an hour", "Australia/Lord_Howe", "2026-10-04T02:15", "03:45", "2026-10-04T02:45", "2026-10-03T15:45:00Z", 60, 0},
		{"half an hour twice", "Australia/Lord_Howe", "2027-04-04T01:45", "02:45", "2027-04-04T01:45", "2027-04-03T14:45:00Z", 90, 2},
		{"a gap at midnight", "America/Havana", "2027-03-14T00:15", "02:15", "2027-03-14T01:15", "2027-03-14T05:15:00Z", 60, 0},
		{"no summer time", "America/Phoenix", "2027-03-14T02:30", "04:00", "2027-03-14T02:30", "2027-03-14T09:30:00Z", 90, 1},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			g := circle(t, c.zone)
			p := schedule.Proposal{Group: 7, Begins: wall(t, c.begins)}
			p.Minutes = p.Begins.Until(wall(t, "2026-01-01T"+c.ends).Minute, g.Zone)
			s, err := p.Session(g, now)
			if err != nil {
				t.Fatal(err)
			}
			if s.Local.String() != c.local || s.Starts.Format(time.RFC3339) != c.starts || s.Minutes != c.minutes {
				t.Errorf("planned at %s, %s, for %d minutes; want %s, %s, %d", s.Local, s.Starts.Format(time.RFC3339), s.Minutes, c.local, c.starts, c.minutes)
			}
			if !s.Local.Instant(g.Zone).Equal(s.Starts) {
				t.Errorf("%s in %s is not %s", s.Local, c.zone, s.Starts)
			}
			o := g.Look(p, s, nothing, coordinator)
			if got := p.Begins.Times(g.Zone); got != c.times || o.Moved != (c.times == 0) || o.Twice != (c.times == 2) {
				t.Errorf("clocks show it %d times (moved %t, twice %t), want %d", got, o.Moved, o.Twice, c.times)
			}
		})
	}
}

// nothing is a rulebook in which nobody's hours count toward anything.
func nothing(roster.Association, []roster.Credential, roster.Target, day.Date) bool { return false }

// earning are targets of those with a master's degree.
func earning(categories ...roster.Category) []roster.Target {
	var targets []roster.Target
	for _, c := range categories {
		targets = append(targets, roster.Target{Category: c, Degree: "masters"})
	}
	return targets
}

// coordinator is a reader who may see everybody.
var coordinator = schedule.Reader{
	Session: func(schedule.Engagement) bool { return true },
	Targets: func(schedule.Seat) bool { return true },
}

// of is a figure that is said exactly.
func of(n int) schedule.Figure { return schedule.Figure{Count: n} }

func TestWhatASessionSaysItselfIsOnlyWhatIsUnlikeItsGroup(t *testing.T) {
	t.Parallel()
	p := schedule.Proposal{External: "x", Group: 7, Begins: wall(t, "2026-12-03T10:00"), Minutes: 90, Lead: ruth, CoLead: vic, Kind: roster.Reflective, Modality: roster.Virtual}
	s, err := p.Session(circle(t, "America/New_York"), now)
	if err != nil {
		t.Fatal(err)
	}
	if s.UID == "" {
		t.Error("it has no name in calendars")
	}
	s.UID = ""
	want := schedule.Session{
		External: "x", Group: 7, Association: "CT", Local: p.Begins, TimeZone: "America/New_York", Starts: time.Date(2026, 12, 3, 15, 0, 0, 0, time.UTC), Minutes: 90,
		Status: schedule.Scheduled, CoLead: vic, Modality: roster.Virtual, CreatedAt: now, ChangedAt: now,
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("planned otherwise (-want +got):\n%s", diff)
	}
}

func TestASessionThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about, field, sentence string
		change                 func(p *schedule.Proposal, g *schedule.Ground)
	}{
		{"a year and a day ago", "day", "from 22 November 2025 on", func(p *schedule.Proposal, _ *schedule.Ground) { p.Begins = wall(t, "2025-11-21T10:00") }},
		{"a year and a day ahead", "day", "up to 22 November 2027", func(p *schedule.Proposal, _ *schedule.Ground) { p.Begins = wall(t, "2027-11-23T10:00") }},
		{"no time at all", "ends", "would take 0 minutes", func(p *schedule.Proposal, _ *schedule.Ground) { p.Minutes = 0 }},
		{"too long", "ends", "would take 721 minutes", func(p *schedule.Proposal, _ *schedule.Ground) { p.Minutes = 721 }},
		{"another group", "", "no such group", func(p *schedule.Proposal, _ *schedule.Ground) { p.Group = 8 }},
		{"led from elsewhere", "lead", "Nobody of the group's association", func(p *schedule.Proposal, _ *schedule.Ground) { p.Lead = eli }},
		{"led by nobody known", "lead", "Nobody of the group's association", func(p *schedule.Proposal, _ *schedule.Ground) { p.Lead = 99 }},
		{"co-led from elsewhere", "colead", "Nobody of the group's association", func(p *schedule.Proposal, _ *schedule.Ground) { p.CoLead = eli }},
		{"led by one person twice", "colead", "lead this session already", func(p *schedule.Proposal, _ *schedule.Ground) { p.CoLead = ruth }},
		{"a kind unheard of", "kind", "Choose one", func(p *schedule.Proposal, _ *schedule.Ground) { p.Kind = "party" }},
		{"a way unheard of", "modality", "Choose one", func(p *schedule.Proposal, _ *schedule.Ground) { p.Modality = "dreamt" }},
		{"twice at one time", "begins", "a session on 3 December 2026 from 10:00 AM to 11:30 AM already, and the two would overlap", func(_ *schedule.Proposal, g *schedule.Ground) {
			g.Beside = slots(wall(t, "2026-12-03T10:00").Instant(g.Zone), 90)
		}},
		{"into another's beginning", "begins", "from 11:29 AM to 12:29 PM already", func(_ *schedule.Proposal, g *schedule.Ground) {
			g.Beside = slots(wall(t, "2026-12-03T11:29").Instant(g.Zone), 60)
		}},
		{"over another's end", "begins", "on 2 December 2026 from 11:00 PM to 10:01 AM on 3 December 2026 already", func(_ *schedule.Proposal, g *schedule.Ground) {
			g.Beside = slots(wall(t, "2026-12-02T23:00").Instant(g.Zone), 661)
		}},
		{"around a short one", "begins", "from 10:30 AM to 10:35 AM already", func(_ *schedule.Proposal, g *schedule.Ground) {
			g.Beside = slots(wall(t, "2026-12-03T10:30").Instant(g.Zone), 5)
		}},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			g := circle(t, "America/New_York")
			p := schedule.Proposal{Group: 7, Begins: wall(t, "2026-12-03T10:00"), Minutes: 90}
			c.change(&p, &g)
			_, err := p.Session(g, now)
			refused, is := errors.AsType[*roster.Refused](err)
			if !is || refused.Field != c.field || !strings.Contains(refused.Error(), c.sentence) {
				t.Errorf("answered %v, want %q at %q", err, c.sentence, c.field)
			}
		})
	}
}

// slots are the time of one session.
func slots(starts time.Time, minutes int) []schedule.Slot {
	return []schedule.Slot{{Starts: starts, Minutes: minutes}}
}

// A session may begin as another ends, and end as another begins.
func TestSessionsThatOnlyTouch(t *testing.T) {
	t.Parallel()
	g := circle(t, "America/New_York")
	g.Beside = append(slots(wall(t, "2026-12-03T09:00").Instant(g.Zone), 60), slots(wall(t, "2026-12-03T11:30").Instant(g.Zone), 60)...)
	if _, err := (schedule.Proposal{Group: 7, Begins: wall(t, "2026-12-03T10:00"), Minutes: 90}).Session(g, now); err != nil {
		t.Error(err)
	}
}

// The bounds themselves are within reach, and the provider may be of another association.
func TestASessionThatJustCanBe(t *testing.T) {
	t.Parallel()
	for _, begins := range []string{"2025-11-22T00:00", "2027-11-22T23:59"} {
		g := circle(t, "America/New_York")
		g.Home[ruth] = "MI"
		for _, minutes := range []int{schedule.Shortest, schedule.Longest} {
			if _, err := (schedule.Proposal{Group: 7, Begins: wall(t, begins), Minutes: minutes}).Session(g, now); err != nil {
				t.Errorf("%s for %d minutes: %v", begins, minutes, err)
			}
		}
	}
}

func TestWhatSpeaksAgainstASession(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time { return wall(t, text).Instant(circle(t, "America/New_York").Zone).UTC() }
	serves := func(code roster.Association, lead []roster.Credential, target roster.Target, d day.Date) bool {
		holds := func(c roster.Credential) bool { return c.Span.Contains(d) }
		return code == "CT" && target.Category == "IFS" && target.Degree == "masters" && slices.ContainsFunc(lead, holds)
	}
	for _, c := range []struct {
		about  string
		change func(p *schedule.Proposal, g *schedule.Ground)
		want   schedule.Outlook
	}{
		{"what the lead holds serves one of two", nil, schedule.Outlook{Seats: 2, Receiving: 2, Unserved: []schedule.Unserved{{"IMHS", of(1)}}}},
		{"the lead's credential has ended", func(p *schedule.Proposal, _ *schedule.Ground) { p.Lead = vic }, schedule.Outlook{
			Seats: 2, Receiving: 2, Unserved: []schedule.Unserved{{"IFS", of(2)}, {"IMHS", of(1)}},
			Ended: []roster.Credential{{Person: vic, Category: "IMHM-C", Span: day.Span{From: day.MustParse("2018-05-01"), To: day.MustParse("2026-09-30")}}},
		}},
		{"it ended and was given anew", func(p *schedule.Proposal, g *schedule.Ground) {
			p.Lead = vic
			g.Held[vic] = append(g.Held[vic], roster.Credential{Person: vic, Category: "IMHM-C", Span: day.Span{From: day.MustParse("2026-11-01")}})
		}, schedule.Outlook{Seats: 2, Receiving: 2, Unserved: []schedule.Unserved{{"IMHS", of(1)}}}},
		{"a meeting that counts for nobody anyway", func(p *schedule.Proposal, _ *schedule.Ground) { p.Lead, p.Kind = vic, roster.Administrative }, schedule.Outlook{Seats: 2}},
		{"members of two associations", func(_ *schedule.Proposal, g *schedule.Ground) {
			g.Members[0].Association = "MI"
		}, schedule.Outlook{Seats: 2, Receiving: 2, Unserved: []schedule.Unserved{{"IFS", of(1)}, {"IMHS", of(1)}}}},
		{"what the lead holds does not serve somebody with another degree", func(_ *schedule.Proposal, g *schedule.Ground) {
			g.Members[0].Earns[0].Degree = "none"
		}, schedule.Outlook{Seats: 2, Receiving: 2, Unserved: []schedule.Unserved{{"IFS", of(1)}, {"IMHS", of(1)}}}},
		{"a member leads, and receives nothing", func(p *schedule.Proposal, g *schedule.Ground) {
			p.CoLead, g.Home[ben] = ben, "CT"
		}, schedule.Outlook{Seats: 2, Receiving: 1}},
		{"more than there is room for", func(_ *schedule.Proposal, g *schedule.Ground) {
			g.Members = append(g.Members, schedule.Seat{Person: cleo, Association: "CT"})
		}, schedule.Outlook{Seats: 3, Receiving: 3, Over: 1, Unserved: []schedule.Unserved{{"IMHS", of(1)}}}},
		{"nobody said how many fit", func(_ *schedule.Proposal, g *schedule.Ground) { g.Group.Capacity = 0 }, schedule.Outlook{Seats: 2, Receiving: 2, Unserved: []schedule.Unserved{{"IMHS", of(1)}}}},
		{"other sessions at the time, and others that only touch it", func(_ *schedule.Proposal, g *schedule.Ground) {
			g.Busy = []schedule.Engagement{
				{Person: ruth, Session: 11, Starts: at("2026-12-03T09:00"), Minutes: 61},
				{Person: ruth, Session: 12, Starts: at("2026-12-03T11:29"), Minutes: 60},
				{Person: ana, Session: 11, Starts: at("2026-12-03T09:00"), Minutes: 61},
				{Person: ana, Session: 13, Starts: at("2026-12-03T10:15"), Minutes: 5},
				{Person: ben, Session: 14, Starts: at("2026-12-03T09:00"), Minutes: 60},
				{Person: ben, Session: 15, Starts: at("2026-12-03T11:30"), Minutes: 60},
			}
		}, schedule.Outlook{Seats: 2, Receiving: 2, LeadBusy: 2, SeatsBusy: of(1), Unserved: []schedule.Unserved{{"IMHS", of(1)}}}},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			g := circle(t, "America/New_York")
			p := schedule.Proposal{Group: 7, Begins: wall(t, "2026-12-03T10:00"), Minutes: 90}
			if c.change != nil {
				c.change(&p, &g)
			}
			s, err := p.Session(g, now)
			if err != nil {
				t.Fatal(err)
			}
			got := g.Look(p, s, serves, coordinator)
			if len(got.Unserved) == 0 {
				got.Unserved = nil
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("it looks otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

// A provider sees the sessions of their own group, 21, and what none of the members earns.
func TestWhatIsToldOfMembersWhomTheReaderDoesNotSee(t *testing.T) {
	t.Parallel()
	provider := schedule.Reader{
		Session: func(e schedule.Engagement) bool { return e.Session == 21 },
		Targets: func(s schedule.Seat) bool { return s.Person == ana },
	}
	in := func(session schedule.SessionID, code roster.Association, people ...roster.PersonID) (busy []schedule.Engagement) {
		for _, p := range people {
			busy = append(busy, schedule.Engagement{Person: p, Session: session, Starts: time.Date(2026, 12, 3, 15, 0, 0, 0, time.UTC), Minutes: 60, Association: code})
		}
		return busy
	}
	least := func(n int) schedule.Figure { return schedule.Figure{Count: n, OrMore: true} }
	for _, c := range []struct {
		about                string
		members, earn        []roster.PersonID
		busy                 []schedule.Engagement
		coLead               roster.PersonID
		leadBusy, coLeadBusy int
		seats, lacks         schedule.Figure
	}{
		{"three of four", []roster.PersonID{3, 4, 5, 6}, []roster.PersonID{4, 5, 6}, in(22, "CT", 3, 4, 5), 0, 0, 0, least(3), of(0)},
		{"three of five", []roster.PersonID{3, 4, 5, 6, 7}, []roster.PersonID{4, 5, 6}, in(22, "CT", 3, 4, 5), 0, 0, 0, least(3), least(3)},
		{"five are said as three are", []roster.PersonID{3, 4, 5, 6, 7, 8}, []roster.PersonID{4, 5, 6, 7, 8}, in(22, "CT", 4, 5, 6, 7, 8), 0, 0, 0, least(3), least(3)},
		{"three of three", []roster.PersonID{4, 5, 6}, []roster.PersonID{4, 5, 6}, in(22, "CT", 4, 5, 6), 0, 0, 0, of(0), of(0)},
		{"two of many", []roster.PersonID{3, 4, 5, 6, 7, 8}, []roster.PersonID{4, 5}, in(22, "CT", 4, 5), 0, 0, 0, of(0), of(0)},
		{"who is seen is counted", []roster.PersonID{3, 4, 5, 6, 7, 8}, []roster.PersonID{3, 4, 5, 6}, append(in(21, "CT", 3), in(22, "CT", 4, 5, 6)...), 0, 0, 0, least(4), least(4)},
		{"who is seen alone is counted", []roster.PersonID{3}, []roster.PersonID{3}, in(21, "CT", 3), 0, 0, 0, of(1), of(1)},
		{"who is named as co-lead is told apart by nothing", []roster.PersonID{3, 4, 5, 6, 7}, []roster.PersonID{4, 5, 6}, in(22, "CT", 4, 5, 6), 4, 0, 0, least(3), least(3)},
		{"who leads, elsewhere and here", nil, nil, append(in(22, "CT", ruth, vic), in(21, "CT", ruth)...), vic, 1, 0, of(0), of(0)},
		{"in groups of another association", []roster.PersonID{3, 4, 5, 6, 7}, nil, in(23, "MI", ruth, 4, 5, 6), 0, 0, 0, of(0), of(0)},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			g := circle(t, "America/New_York")
			g.Group.Capacity, g.Members, g.Busy = 0, nil, c.busy
			for _, m := range c.members {
				seat := schedule.Seat{Person: m, Association: "CT"}
				if g.Home[m] = "CT"; slices.Contains(c.earn, m) {
					seat.Earns = earning("IFS")
				}
				g.Members = append(g.Members, seat)
			}
			p := schedule.Proposal{Group: 7, Begins: wall(t, "2026-12-03T10:00"), Minutes: 90, CoLead: c.coLead}
			s, err := p.Session(g, now)
			if err != nil {
				t.Fatal(err)
			}
			want := schedule.Outlook{LeadBusy: c.leadBusy, CoLeadBusy: c.coLeadBusy, SeatsBusy: c.seats, Seats: len(c.members), Receiving: len(c.members)}
			if slices.Contains(c.members, c.coLead) {
				want.Receiving--
			}
			if c.lacks.Count > 0 {
				want.Unserved = []schedule.Unserved{{Category: "IFS", Members: c.lacks}}
			}
			if diff := cmp.Diff(want, g.Look(p, s, nothing, provider)); diff != "" {
				t.Errorf("it is told otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

// Calendars know a session by its UID alone; those of one moment begin alike, and those of a later one come after.
func TestNewUIDsDiffer(t *testing.T) {
	t.Parallel()
	seen := make(map[schedule.UID]bool)
	at := time.UnixMilli(0x17F22E279B0) // the moment of the example in RFC 9562, A.6
	for range 100 {
		id := schedule.NewUID(at)
		if len(id) != 36 || id[:15] != "017f22e2-79b0-7" || !strings.Contains("89ab", string(id[19])) || seen[id] {
			t.Fatalf("%s is no new UUID of version 7", id)
		}
		if later := schedule.NewUID(at.Add(time.Millisecond)); later <= id {
			t.Fatalf("%s of a later moment is not after %s", later, id)
		}
		seen[id] = true
	}
}
