package notice

import (
	"fmt"
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

// contains tells whether something that begins at an instant is in the week.
func (w Week) contains(starts time.Time) bool { return !starts.Before(w.From) && starts.Before(w.To) }

// Ahead is what a week has for somebody who wishes to be told.
type Ahead struct {
	Week
	Person   roster.PersonID
	Home     roster.Association
	Clock    *time.Location       // the one they chose, or that of their association
	Sessions []attendance.Meeting // in their calendar, by planned start; those outside of the week are passed over
	Waits    Pending
}

// Pending is how much waits of somebody, or for them.
type Pending struct {
	Sheets  int // to be verified, of sessions that are over and that they lead, or of groups they provide
	Asking  int // requests for a place in groups they provide, to be answered
	Offered int // places that are kept for them until they answer
	Refused int // pieces of evidence that were refused, until they answer that
	Held    int // targets toward which hours of theirs wait for a decision
}

// mostAhead is how many sessions a week names.
const mostAhead = 30

// Notice is the week in one notice; false where there is nothing to say. It is one fact, whatever it says: a week is told once.
func (a Ahead) Notice() (Notice, bool) {
	n := Notice{
		To: Recipient{Person: a.Person}, Association: a.Home, Topic: WeekAhead, Fact: "week:" + a.Monday.String(),
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
		n.Lines = append(n.Lines, a.words(m))
		if m.Session.Status == schedule.Scheduled && !m.Away {
			n.Sessions = append(n.Sessions, Mention{Session: m.Session.ID, Starts: m.Session.Local, Sequence: m.Session.Sequence})
		}
	}
	switch {
	case named == 0 && a.Waits == (Pending{}):
		return Notice{}, false
	case named == 0:
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
	if leads(a.Person, s, m.Group) {
		words += " You lead it."
	}
	if m.Away {
		words += " You said that you cannot come."
	}
	return words
}

// words name what waits, without anybody else's name.
func (p Pending) words() []string {
	var lines []string
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{p.Sheets, "1 attendance sheet waits for you to verify it.", "%d attendance sheets wait for you to verify them."},
		{p.Asking, "1 request for a place in a group of yours waits for your answer.", "%d requests for a place in groups of yours wait for your answer."},
		{p.Offered, "1 place in a group is kept for you until you answer.", "%d places in groups are kept for you until you answer."},
		{p.Refused, "1 thing you entered for your Endorsement cannot serve as it is.", "%d things you entered for your Endorsement cannot serve as they are."},
		{p.Held, "Hours of yours toward 1 target or renewal wait for your coordinator's decision.", "Hours of yours toward %d targets or renewals wait for your coordinator's decision."},
	} {
		switch {
		case part.n == 1:
			lines = append(lines, part.one)
		case part.n > 1:
			lines = append(lines, fmt.Sprintf(part.many, part.n))
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
