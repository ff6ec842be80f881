package notice

import (
	"fmt"
	"strings"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Week is a week that its people may be told of before it begins, on the clocks of their association.
type Week struct {
	Monday   day.Date
	From, To time.Time // UTC, from midnight to midnight
}

// When the week ahead is told of: before the reminders of Monday's sessions go. Who missed it then is not told of it later that
// Sunday: what is planned meanwhile has been told by itself, and so have its reminders.
const (
	weekGoes = 7 * 60 // minute of the Sunday before
	weekEnds = 12 * 60
)

// WeekToTell is the week of which people are told at now whose association keeps those clocks; false where none is.
func WeekToTell(now time.Time, clock *time.Location) (Week, bool) {
	sunday := day.At(now, clock)
	goes, ends := schedule.Wall{Day: sunday, Minute: weekGoes}.Instant(clock), schedule.Wall{Day: sunday, Minute: weekEnds}.Instant(clock)
	return weekAfter(sunday, clock), sunday.Weekday() == time.Sunday && !now.Before(goes) && now.Before(ends)
}

func weekAfter(sunday day.Date, clock *time.Location) Week {
	return Week{Monday: sunday.AddDays(1), From: sunday.AddDays(1).Begins(clock).UTC(), To: sunday.AddDays(8).Begins(clock).UTC()}
}

// weekFact is how the fact of a week begins; its Monday follows.
const weekFact = "week:"

// WeekTold is the week that a notice tells of on the clocks of its association; false where it tells of none.
func (n Notice) WeekTold(clock *time.Location) (Week, bool) {
	text, is := strings.CutPrefix(n.Fact, weekFact)
	monday, err := day.Parse(text)
	if !is || err != nil || n.Topic != WeekAhead {
		return Week{}, false
	}
	return weekAfter(monday.AddDays(-1), clock), true
}

// contains tells whether something that begins at an instant is in the week.
func (w Week) contains(starts time.Time) bool { return !starts.Before(w.From) && starts.Before(w.To) }

// Ahead is what a week has for somebody who wishes to be told.
type Ahead struct {
	Week
	Reader   Recipient // of the roster, or an account that nobody of the roster is behind: one of who coordinates
	Home     roster.Association
	Clock    *time.Location       // the one they chose, or that of their association
	Sessions []attendance.Meeting // in their calendar, by planned start; those outside of the week are passed over
	Waits    Pending
}

// Pending is how much waits of somebody, or for them.
type Pending struct {
	Sheets   int // to be verified, of sessions that are over and that they lead, or of groups they provide
	Disputed int // marks on sheets that they answer for which are said not to be right, until they answer
	Asking   int // requests for a place in groups they provide, to be answered
	Offered  int // places that are kept for them until they answer
	Refused  int // pieces of evidence that were refused, until they answer that
	Held     int // targets toward which hours of theirs wait for a decision

	Coordinated Queues
}

// Queues are how much waits where somebody coordinates, of all their associations together.
type Queues struct {
	People   int // with hours that wait for a decision
	Evidence int // pieces that wait to be confirmed
	Disputed int // marks
	Sheets   int // of the last year that nobody has verified
	Asking   int // requests for a place, but for those in groups that they provide
}

// mostAhead is how many sessions a week names.
const mostAhead = 30

// Notice is the week in one notice; false where there is nothing to say. It is one fact, whatever it says: a week is told once.
func (a Ahead) Notice() (Notice, bool) {
	n := Notice{
		To: a.Reader, Association: a.Home, Topic: WeekAhead, Fact: weekFact + a.Monday.String(),
		Subject: "Your week from " + a.Monday.Format("2 January 2006"),
		Action:  Action{Words: "Open Attune", Path: "/"}, Why: "You chose to be told of the week ahead.",
	}
	named := 0
	for _, m := range a.Sessions {
		if !a.contains(m.Session.Starts) {
			continue
		}
		if named++; named > mostAhead {
			continue
		}
		n.Lines = append(n.Lines, a.words(m), pageOf(m.Session.ID))
		if m.Session.Status == schedule.Scheduled && !m.Away {
			n.Sessions = append(n.Sessions, Mention{Session: m.Session.ID, Starts: m.Session.Local, Sequence: m.Session.Sequence})
		}
	}
	switch {
	case named == 0 && a.Waits == (Pending{}):
		return Notice{}, false
	case named == 0 && a.Reader.Person != 0:
		n.Lines = append(n.Lines, "You have no session in the week ahead.")
	case named > mostAhead:
		n.Lines = append(n.Lines, fmt.Sprintf("And %d more.", named-mostAhead))
	}
	n.Lines = append(n.Lines, a.Waits.words()...)
	return n, true
}

// words are one session: Monday 30 November 2026, 10:00 AM, 90 minutes, online: Monday circle. You lead it.
func (a Ahead) words(m attendance.Meeting) string {
	s := m.Session
	if s.Status == schedule.Cancelled {
		words := fmt.Sprintf("Cancelled: %s, %s.", whenWords(s, a.Clock), m.Group.Name)
		if m.Instead != 0 {
			words += " Another takes place instead on " + m.Instead.Format("2 January 2006") + "."
		}
		return words
	}
	words := fmt.Sprintf("%s, %d minutes, %s: %s.", whenWords(s, a.Clock), s.Minutes, whereWords(s, m.Group), m.Group.Name)
	if m.Facts().Kind == roster.Training {
		words += " It is in-service training."
	}
	if leads(a.Reader.Person, s, m.Group) {
		words += " You lead it."
	}
	if m.Away {
		words += " You said that you cannot come."
	}
	return words
}

// words name what waits, without anybody else's name, each with the page where it is seen to.
func (p Pending) words() []string {
	var lines []string
	c := p.Coordinated
	for _, part := range []struct {
		n         int
		one, many string
		at        string
	}{
		{p.Sheets, "1 attendance sheet waits for you to verify it.", "%d attendance sheets wait for you to verify them.", "/#waiting"},
		{p.Disputed, "1 mark on a sheet of yours is said not to be right, and waits for your answer.", "%d marks on sheets of yours are said not to be right, and wait for your answer.", "/#answer"},
		{p.Asking, "1 request for a place in a group of yours waits for your answer.", "%d requests for a place in groups of yours wait for your answer.", "/#asking"},
		{p.Offered, "1 place in a group is kept for you until you answer.", "%d places in groups are kept for you until you answer.", "/#places"},
		{p.Refused, "1 thing you entered for your Endorsement cannot serve as it is.", "%d things you entered for your Endorsement cannot serve as they are.", "/#refused"},
		{p.Held, "Hours of yours toward 1 target or renewal wait for your coordinator's decision.", "Hours of yours toward %d targets or renewals wait for your coordinator's decision.", "/hours"},
		{c.People, "Where you coordinate, hours of 1 person wait for a decision.", "Where you coordinate, hours of %d people wait for a decision.", "/held"},
		{c.Evidence, "Where you coordinate, 1 piece of evidence waits to be confirmed.", "Where you coordinate, %d pieces of evidence wait to be confirmed.", "/evidence"},
		{c.Disputed, "Where you coordinate, 1 mark is disputed.", "Where you coordinate, %d marks are disputed.", "/disputes"},
		{c.Sheets, "Where you coordinate, 1 sheet of the last year is not verified.", "Where you coordinate, %d sheets of the last year are not verified.", "/"},
		{c.Asking, "Where you coordinate, 1 request for a place waits for an answer.", "Where you coordinate, %d requests for a place wait for an answer.", "/#asking"},
	} {
		switch {
		case part.n == 1:
			lines = append(lines, part.one, part.at)
		case part.n > 1:
			lines = append(lines, fmt.Sprintf(part.many, part.n), part.at)
		}
	}
	return lines
}

// awaitsWeek tells whether the week that a session is in is to be told of later on the day of now. A reminder of the day before
// waits for that, and where it was told is spared.
func (e Expected) awaitsWeek(s schedule.Session, now time.Time) bool {
	if e.WeekBy == nil {
		return false
	}
	sunday := day.At(now, e.WeekBy)
	return sunday.Weekday() == time.Sunday && now.Before(schedule.Wall{Day: sunday, Minute: weekGoes}.Instant(e.WeekBy)) &&
		weekAfter(sunday, e.WeekBy).contains(s.Starts)
}
