package notice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/notice"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// weekly are sessions of Rosa's circle at ten, a week apart, as they are planned.
func weekly(n int) []schedule.Session {
	list := make([]schedule.Session, n)
	for i := range list {
		wall := schedule.Wall{Day: day.MustParse("2026-12-03").AddDays(7 * i), Minute: 600}
		list[i] = schedule.Session{ID: schedule.SessionID(12 + i), Group: 4, Local: wall, Starts: wall.Instant(time.UTC), Minutes: 120, Status: schedule.Scheduled}
	}
	return list
}

func planned(turns ...schedule.Turn) notice.Planned {
	p := notice.Planned{
		Group: roster.Group{ID: 4, Name: "Thursday circle", Provider: rosa, Place: "Main St 5", Modality: roster.InPerson}, By: rosa, At: time.Date(2026, 11, 19, 15, 0, 0, 0, time.UTC), Turns: turns,
		Had: make(map[schedule.SessionID][]roster.PersonID), Have: make(map[schedule.SessionID][]roster.PersonID),
		Home: map[roster.PersonID]roster.Association{ana: "CT", ben: "MI", vic: "CT"},
	}
	for _, t := range turns {
		p.Had[t.Is.ID], p.Have[t.Is.ID] = []roster.PersonID{rosa, ana}, []roster.PersonID{vic, ana, rosa}
	}
	return p
}

func TestWhatIsToldOfPlanning(t *testing.T) {
	t.Parallel()
	was := weekly(1)[0]
	turn := func(change func(*schedule.Session)) schedule.Turn {
		is := was
		change(&is)
		return schedule.Turn{Was: was, Is: is}
	}
	moved := turn(func(s *schedule.Session) {
		s.Local = schedule.Wall{Day: day.MustParse("2026-12-04"), Minute: 840}
		s.Starts = s.Local.Instant(time.UTC)
	})
	cancelled := turn(func(s *schedule.Session) { s.Status = schedule.Cancelled })
	elsewhere := turn(func(s *schedule.Session) { s.Place = "Room 9" })
	movedElsewhere := moved
	movedElsewhere.Is.Modality, movedElsewhere.Is.Place = roster.Virtual, "https://meet.example.org/j/81"
	late := planned(cancelled)
	late.At = was.Starts.Add(-23 * time.Hour)
	for _, c := range []struct {
		p             notice.Planned
		subject, says string
	}{
		{planned(schedule.Turn{Is: was}), "Planned: Thursday circle, 3 December 2026", "Thursday 3 December 2026, 10:00 AM, 120 minutes."},
		{planned(moved), "Moved: Thursday circle, from 3 December to 4 December 2026", "Friday 4 December 2026, 2:00 PM, 120 minutes. It was to be on Thursday 3 December 2026, 10:00 AM."},
		{planned(cancelled), "Cancelled: Thursday circle, 3 December 2026", "Thursday 3 December 2026, 10:00 AM is cancelled."},
		{late, "Cancelled, less than a day before: Thursday circle, 3 December 2026", "is cancelled."},
		{planned(schedule.Turn{Was: cancelled.Is, Is: was}), "Takes place after all: Thursday circle, 3 December 2026", "takes place after all."},
		{planned(elsewhere), "Changed: Thursday circle, 3 December 2026", "10:00 AM, 120 minutes. It is now at Room 9; it was to be at Main St 5."},
		{planned(movedElsewhere), "Moved: Thursday circle, from 3 December to 4 December 2026", "2:00 PM, 120 minutes. It was to be on Thursday 3 December 2026, 10:00 AM. It is now online; it was to be at Main St 5."},
		{planned(turn(func(s *schedule.Session) { s.Minutes = 90 })), "Changed: Thursday circle, 3 December 2026", "90 minutes. Other than before: how long it takes."},
	} {
		notices := notice.OfPlan(c.p)
		if len(notices) != 2 {
			t.Errorf("%s: %d are told, want Ana and Vic", c.subject, len(notices))
		}
		for _, n := range notices {
			if n.Subject != c.subject || !strings.Contains(strings.Join(n.Lines, " "), c.says) || n.Topic != notice.Sessions || n.Action.Path != "/sessions/12" {
				t.Errorf("%d is told %q %q %v", n.To.Person, n.Subject, n.Lines, n.Action)
			}
		}
	}
}

// However many sessions one act touches, each is told once, of their own, and what has begun is no news.
func TestOneMailTellsOfASeries(t *testing.T) {
	t.Parallel()
	var turns []schedule.Turn
	for _, s := range weekly(8) {
		turns = append(turns, schedule.Turn{Is: s})
	}
	p := planned(turns...)
	p.Have[turns[7].Is.ID] = append(p.Have[turns[7].Is.ID], ben)
	p.At = turns[0].Is.Starts
	var told []string
	for _, n := range notice.OfPlan(p) {
		told = append(told, fmt.Sprintf("%d %s: %d lines", n.To.Person, n.Subject, len(n.Lines)))
		if n.To.Person == ana && (n.Lines[5] != "And 2 more." || n.Action.Path != "/groups/4") {
			t.Errorf("Ana is told %q, which leads to %s", n.Lines, n.Action.Path)
		}
	}
	want := []string{"1 Planned: Thursday circle, 7 sessions: 7 lines", "2 Planned: Thursday circle, 21 January 2027: 2 lines", "4 Planned: Thursday circle, 7 sessions: 7 lines"}
	if !slices.Equal(told, want) {
		t.Errorf("told: %q", told)
	}
}

// One act that touches several groups is one mail to whoever is in more than one of them: each session with its group's name.
func TestOneMailTellsOfSeveralGroups(t *testing.T) {
	t.Parallel()
	var circle, course []schedule.Turn
	for i, s := range weekly(8) {
		s.Status = schedule.Cancelled
		was := weekly(8)[i]
		if i < 4 {
			circle = append(circle, schedule.Turn{Was: was, Is: s})
		} else {
			course = append(course, schedule.Turn{Was: was, Is: s})
		}
	}
	a, b := planned(circle...), planned(course...)
	b.Group.Name, b.Group.Kind = "Course", roster.Training
	for _, t := range course {
		b.Had[t.Is.ID], b.Have[t.Is.ID], b.Lost = []roster.PersonID{ana}, []roster.PersonID{ana}, map[schedule.SessionID][]roster.PersonID{course[0].Is.ID: {vic}}
	}
	told := notice.OfPlans([]notice.Planned{a, b})
	if len(told) != 2 || told[0].To.Person != ana || told[1].To.Person != vic {
		t.Fatalf("told: %+v, want Ana and Vic", told)
	}
	lines := []string{
		"Thursday circle: Thursday 3 December 2026, 10:00 AM is cancelled.", "Thursday circle: Thursday 10 December 2026, 10:00 AM is cancelled.",
		"Thursday circle: Thursday 17 December 2026, 10:00 AM is cancelled.", "Thursday circle: Thursday 24 December 2026, 10:00 AM is cancelled.",
		"Course: Thursday 31 December 2026, 10:00 AM is cancelled. It is in-service training.", "And 3 more.",
		"A calendar that subscribes to Attune shows it once it looks again, which can take a day.",
	}
	if n := told[0]; n.Subject != "Cancelled: 8 sessions of 2 groups" || !slices.Equal(n.Lines, lines) || len(n.Sessions) != 8 || n.Action.Path != "/" {
		t.Errorf("Ana is told %q %q, of %d sessions", n.Subject, n.Lines, len(n.Sessions))
	}
	guest := "Course: Thursday 31 December 2026, 10:00 AM is cancelled. It is not in your calendar; whoever of you comes is added to its sheet by who leads it."
	if n := told[1]; n.Subject != "Cancelled: 5 sessions of 2 groups" || n.Lines[4] != guest {
		t.Errorf("Vic, a guest, is told %q %q", n.Subject, n.Lines)
	}
}

// Eight groups move room at once: where a group meets from then on is said of the five whose session is named, as a mail has an end.
func TestAMailOfManyGroupsHasAnEnd(t *testing.T) {
	t.Parallel()
	var plans []notice.Planned
	for i, s := range weekly(8) {
		p := planned(schedule.Turn{Was: s, Is: s})
		p.Was, p.Group.Name, p.Group.Place, p.By = p.Group, fmt.Sprint("Circle ", i+1), "Room 9", 0
		plans = append(plans, p)
	}
	for _, n := range notice.OfPlans(plans) {
		text := strings.Join(n.Lines, "\n")
		if len(n.Lines) != 12 || strings.Count(text, "From then on ") != 5 || !strings.Contains(text, "From then on Circle 5 meets at Room 9.\nAnd 3 more.\n") || len(n.Sessions) != 8 {
			t.Errorf("%d is told, of %d sessions:\n%s", n.To.Person, len(n.Sessions), text)
		}
	}
}

// What was cancelled and stays so is told nobody, wherever its series moves it; nor for which day of its series a session
// is that stays where it is.
func TestWhatOfAPlanIsNoNews(t *testing.T) {
	t.Parallel()
	cancelled := weekly(1)[0]
	cancelled.Status = schedule.Cancelled
	moved := cancelled
	moved.Local = schedule.Wall{Day: day.MustParse("2026-12-04"), Minute: 840}
	moved.Starts = moved.Local.Instant(time.UTC)
	stays := weekly(2)[1]
	due := stays
	due.Due = day.MustParse("2026-12-08")
	if told := notice.OfPlan(planned(schedule.Turn{Was: cancelled, Is: moved}, schedule.Turn{Was: stays, Is: due})); len(told) > 0 {
		t.Errorf("it is told: %q %q", told[0].Subject, told[0].Lines)
	}
}

// A group that meets elsewhere from now on moves its sessions there: both places are told, and of an address of a call neither.
func TestWhatIsToldWhereAGroupMovesRoom(t *testing.T) {
	t.Parallel()
	session := weekly(1)[0]
	p := planned(schedule.Turn{Was: session, Is: session})
	p.Was = p.Group
	p.Group.Place = "Library, Room 2"
	online := p
	online.Was.Modality, online.Was.Place = roster.Virtual, "https://meet.example.org/j/80"
	online.Group.Modality, online.Group.Place = roster.Virtual, "https://meet.example.org/j/81"
	for want, p := range map[string]notice.Planned{
		"120 minutes. It is now at Library, Room 2; it was to be at Main St 5.": p,
		"120 minutes. Other than before: how to join it online.":                online,
	} {
		told := notice.OfPlan(p)
		if len(told) != 2 || !strings.HasSuffix(told[0].Lines[0], want) {
			t.Errorf("told: %+v, want %q", told, want)
		}
	}
}

// Ben lives by the clocks of Chicago, Vic by those of Berlin: where a reader's show something else, both are said.
func TestTimesAreSaidOnTheClocksOfTheReader(t *testing.T) {
	t.Parallel()
	newYork, chicago, berlin := clock(t, "America/New_York"), clock(t, "America/Chicago"), clock(t, "Europe/Berlin")
	session := weekly(1)[0]
	session.TimeZone, session.Local.Minute = "America/New_York", 19*60
	session.Starts = session.Local.Instant(newYork)
	p := planned(schedule.Turn{Is: session})
	p.Have[session.ID] = []roster.PersonID{ana, ben, vic}
	p.Clocks = notice.Clocks{{Person: ana}: newYork, {Person: ben}: chicago, {Person: vic}: berlin}
	want := map[roster.PersonID]string{
		ana: "Thursday 3 December 2026, 7:00 PM, 120 minutes.",
		ben: "Thursday 3 December 2026, 7:00 PM EST (6:00 PM for you), 120 minutes.",
		vic: "Thursday 3 December 2026, 7:00 PM EST (Friday 4 December, 1:00 AM for you), 120 minutes.",
	}
	for _, n := range notice.OfPlan(p) {
		if n.Lines[0] != want[n.To.Person] {
			t.Errorf("%d is told %q, want %q", n.To.Person, n.Lines[0], want[n.To.Person])
		}
		if s := n.Sessions; n.To.Person != vic && (len(s) != 1 || s[0].When()+", 120 minutes." != want[n.To.Person]) {
			t.Errorf("how %d says that they cannot come: %+v", n.To.Person, s)
		}
	}
}

func clock(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// What goes with the mail: an entry for calendars of what was there before, or is late, to those who have it in their calendar; how
// to say that one cannot come to those who are to receive it and have not said so, where it is the one session or is late.
func TestWhatGoesWithAMailOfPlanning(t *testing.T) {
	t.Parallel()
	was := weekly(1)[0]
	moved, cancelled := was, was
	moved.Local.Minute, moved.Starts, moved.Sequence = 840, was.Starts.Add(4*time.Hour), 3
	cancelled.Status = schedule.Cancelled
	led := was
	led.Lead = vic
	for name, row := range map[string]struct {
		turn  schedule.Turn
		ahead time.Duration
		ana   string // what goes with it, to Ana, who is a member
		rosa  string // to Rosa, who provides the group
	}{
		"planned":                     {schedule.Turn{Is: was}, 240 * time.Hour, "absence", ""},
		"planned late":                {schedule.Turn{Is: was}, 23 * time.Hour, "entry absence", "entry"},
		"moved":                       {schedule.Turn{Was: was, Is: moved}, 240 * time.Hour, "entry absence", "entry"},
		"moved late":                  {schedule.Turn{Was: was, Is: moved}, 23 * time.Hour, "entry absence", "entry"},
		"cancelled":                   {schedule.Turn{Was: was, Is: cancelled}, 240 * time.Hour, "entry", "entry"},
		"cancelled late":              {schedule.Turn{Was: was, Is: cancelled}, time.Hour, "entry", "entry"},
		"stands again":                {schedule.Turn{Was: cancelled, Is: was}, 240 * time.Hour, "entry absence", "entry"},
		"led by somebody else, early": {schedule.Turn{Was: was, Is: led}, 240 * time.Hour, "entry absence", "entry absence"},
	} {
		p := planned(row.turn)
		p.By, p.At = ben, was.Starts.Add(-row.ahead)
		for _, n := range notice.OfPlan(p) {
			want, known := map[roster.PersonID]string{ana: row.ana, rosa: row.rosa}[n.To.Person]
			if got := carried(n); known && got != want {
				t.Errorf("%s: with the mail of %d goes %q, want %q", name, n.To.Person, got, want)
			}
		}
	}
}

// Vic takes Rosa's session over: Vic reads that she leads it, Rosa that she does not any more, with what takes it out of her calendar
// again, and Ana that somebody else does. None of them is named; the page is open to Rosa still, who provides the group. Then it is moved to a day on which Ana belongs to the group no more:
// she is told that she does not have it, and not when it is now.
func TestWhoLeadsOrLeavesIsToldSo(t *testing.T) {
	t.Parallel()
	was := weekly(1)[0]
	led := was
	led.Lead, led.Sequence = vic, 3
	p := planned(schedule.Turn{Was: was, Is: led})
	p.By, p.Had[was.ID], p.Have[was.ID] = ben, []roster.PersonID{rosa, ana, 7, 8}, []roster.PersonID{vic, ana, 7, 8}
	p.Away = map[schedule.SessionID][]attendance.Word{was.ID: {
		{Person: 7, Away: true, At: p.At.Add(-5 * time.Minute)},
		{Person: 8, Away: true, At: p.At.Add(-5*time.Minute + time.Second)}, // goes to whoever leads by then
		{Person: ben, Away: true, At: p.At.Add(-time.Hour)},                 // who does not have it any more
	}}
	moved := led
	moved.Local, moved.Minutes = schedule.Wall{Day: day.MustParse("2026-12-29"), Minute: 600}, 45
	moved.Starts = moved.Local.Instant(time.UTC)
	q := planned(schedule.Turn{Was: led, Is: moved})
	q.By, q.At, q.Had[was.ID], q.Have[was.ID] = ben, was.Starts.Add(-time.Hour), []roster.PersonID{vic, ana}, []roster.PersonID{vic}
	unled := p
	unled.Turns = []schedule.Turn{{Was: was, Is: led}}
	unled.Turns[0].Was.NobodyLed = true
	const out = "{12 2026-12-03T10:00 3 true false 120 }"
	for _, want := range []struct {
		p                            notice.Planned
		to                           roster.PersonID
		subject, says, path, carries string
	}{
		{p, vic, "Yours to lead: Thursday circle, 3 December 2026", "Thursday 3 December 2026, 10:00 AM, 120 minutes. You lead it. One of those who are expected has said that they cannot come.", "/sessions/12", "{12 2026-12-03T10:00 3 true false 0 }"},
		{p, rosa, "No longer in your calendar: Thursday circle, 3 December 2026", "Thursday 3 December 2026, 10:00 AM: you no longer lead it. It is no longer in your calendar.", "/sessions/12", out},
		{p, ana, "Changed: Thursday circle, 3 December 2026", "Thursday 3 December 2026, 10:00 AM, 120 minutes. Somebody else leads it: its page says who.", "/sessions/12", "{12 2026-12-03T10:00 3 true true 0 }"},
		{unled, ana, "Changed: Thursday circle, 3 December 2026", "Thursday 3 December 2026, 10:00 AM, 120 minutes. Somebody leads it: its page says who.", "/sessions/12", "{12 2026-12-03T10:00 3 true true 0 }"},
		{
			q, ana, "No longer in your calendar, less than a day before: Thursday circle, 3 December 2026",
			"Thursday 3 December 2026, 10:00 AM is no longer in your calendar: it is moved to a day on which you do not belong to the group.", "/", out,
		},
	} {
		told := notice.OfPlan(want.p)
		i := slices.IndexFunc(told, func(n notice.Notice) bool { return n.To.Person == want.to })
		if i < 0 || len(told[i].Sessions) != 1 {
			t.Fatalf("%d is told nothing of %q: %+v", want.to, want.subject, told)
		}
		n := told[i]
		if carries := fmt.Sprint(n.Sessions[0]); n.Subject != want.subject || n.Lines[0] != want.says || n.Action.Path != want.path || carries != want.carries {
			t.Errorf("%d is told %q %q, which leads to %s, with %s", want.to, n.Subject, n.Lines[0], n.Action.Path, carries)
		}
		if strings.Contains(fmt.Sprint(n), "29 December") {
			t.Errorf("%d learns the new day: %+v", want.to, n)
		}
	}
	// Whoever co-leads, or does not any more, is told that.
	co := was
	co.CoLead = vic
	nobody := was
	nobody.NobodyLed = true
	for says, turn := range map[string]schedule.Turn{
		"You co-lead it.":           {Was: was, Is: co},
		"You no longer co-lead it.": {Was: co, Is: was},
		"Nobody is to lead it.":     {Was: was, Is: nobody},
	} {
		p := planned(turn)
		p.By = ben
		told := notice.OfPlan(p)
		if i := slices.IndexFunc(told, func(n notice.Notice) bool { return n.To.Person == vic }); !strings.HasSuffix(told[i].Lines[0], says) {
			t.Errorf("Vic is told %q, want %q", told[i].Lines[0], says)
		}
	}
}

// Three sessions are called off at once, of which one is tomorrow's: the subject says so. Of six that are changed, each that is named
// and comes soon has its own way to say that one cannot come, but where that was said; the sixth has none.
func TestWhichOfSeveralSessionsIsMeant(t *testing.T) {
	t.Parallel()
	at := weekly(1)[0].Starts.Add(-2 * time.Hour)
	var off, longer []schedule.Turn
	for i, was := range weekly(6) {
		cancelled, lasts := was, was
		cancelled.Status = schedule.Cancelled
		off = append(off, schedule.Turn{Was: was, Is: cancelled})
		lasts.Local.Day, lasts.Starts, lasts.Minutes = was.Local.Day.AddDays(-7*i), was.Starts.AddDate(0, 0, -7*i), 90
		longer = append(longer, schedule.Turn{Was: lasts, Is: lasts})
		longer[i].Was.Minutes = 60
	}
	for which, turns := range map[string][]schedule.Turn{
		"Cancelled: Thursday circle, 3 sessions, one of them less than a day before": off[:3],
		"Cancelled: Thursday circle, 2 sessions":                                     off[1:3],
		"Changed, less than a day before: Thursday circle, 6 sessions":               longer,
	} {
		p := planned(turns...)
		p.At, p.Away = at, map[schedule.SessionID][]attendance.Word{longer[1].Is.ID: {{Person: ana, Away: true, At: at}, {Person: vic, Away: true, At: at}}}
		n := notice.OfPlan(p)[0]
		if n.Subject != which || n.Action.Path != "/groups/4" {
			t.Errorf("told %q, which leads to %s, want %q", n.Subject, n.Action.Path, which)
		}
		if len(turns) < 6 {
			continue
		}
		var asked []schedule.SessionID
		for _, m := range n.Sessions {
			if m.Absence {
				asked = append(asked, m.Session)
			}
			if n.IsOf(m.Session) {
				t.Errorf("the notice of six is of %d alone", m.Session)
			}
		}
		if !slices.Equal(asked, []schedule.SessionID{12, 14, 15, 16}) || !strings.HasSuffix(n.Lines[1], " You have said that you cannot come; that stands.") || strings.Contains(n.Lines[0], "stands") {
			t.Errorf("asked of %v, and told %q", asked, n.Lines)
		}
	}
}

// carried is what goes with a mail.
func carried(n notice.Notice) string {
	var words []string
	for _, m := range n.Sessions {
		if m.Entry {
			words = append(words, "entry")
		}
		if m.Absence {
			words = append(words, "absence")
		}
	}
	return strings.Join(words, " ")
}
