package notice

import (
	"fmt"
	"slices"
	"time"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// Coming is a session that is to take place, with whoever has it in their calendar.
type Coming struct {
	Session  schedule.Session
	Group    roster.Group
	Zone     *time.Location // the session's
	Expected []Expected
}

// Expected is somebody who has a session in their calendar, and has not said that they cannot come.
type Expected struct {
	Person     roster.PersonID
	Home       roster.Association
	Clock      *time.Location // their own; nil where nobody knows it
	DayBefore  bool           // they want to be reminded the day before
	HourBefore bool           // and an hour before
	WeekBy     *time.Location // the clock of their association, by which they are told of the week ahead; nil where they are not
	Told       time.Time      // UTC, when a mail last told them of the session as it stands; zero: not in the last day
}

// When reminders of a session go.
const (
	hourBefore = time.Hour
	// early is how long before its time a reminder may be put into the outbox: duties run every five minutes.
	early = 15 * time.Minute
	// A mail that told of the session so shortly before a reminder stands for that.
	dayKnown, hourKnown = 24 * time.Hour, 3 * time.Hour
	// RemindsWithin is how long before a session begins the first reminder of it goes at most: from the morning of the day before
	// to the end of the day, one of 25 hours.
	RemindsWithin = 42 * time.Hour
)

// dues are when the reminders of a session go, and which of them may at a moment.
type dues struct {
	dayBefore, hourBefore time.Time
	day, hour             bool
}

// duesOf are those of a session in its zone at now: on the morning of the day before, on its own clock, and an hour before it begins. Who
// missed one is not reminded of the day before on the day itself.
func duesOf(s schedule.Session, zone *time.Location, now time.Time) (d dues) {
	if s.Status != schedule.Scheduled || !s.Starts.After(now) {
		return d
	}
	d.dayBefore = schedule.Wall{Day: s.Local.Day.AddDays(-1), Minute: morning}.Instant(zone)
	d.hourBefore = s.Starts.Add(-hourBefore)
	d.day = !now.Add(early).Before(d.dayBefore) && now.Before(s.Local.Day.Begins(zone))
	d.hour = !now.Add(early).Before(d.hourBefore)
	return d
}

// RemindersDue are the facts of those reminders of a session in its zone that may go at now to whoever wants them; none where it is not
// their time.
func RemindersDue(s schedule.Session, zone *time.Location, now time.Time) []string {
	var facts []string
	d := duesOf(s, zone, now)
	if d.day {
		facts = append(facts, reminderFact(DayBefore, s))
	}
	if d.hour {
		facts = append(facts, reminderFact(HourBefore, s))
	}
	return facts
}

// Reminders are those of a session at now. They are the same each time they are asked for; whoever keeps them tells each once.
func (c Coming) Reminders(now time.Time) []Notice {
	d := duesOf(c.Session, c.Zone, now)
	var notices []Notice
	for _, e := range c.Expected {
		if d.day && e.DayBefore && !e.awaitsWeek(c.Session, now) && !knows(e, d.dayBefore, now, dayKnown) {
			notices = append(notices, c.remind(e, DayBefore, "Tomorrow", d.dayBefore))
		}
		if d.hour && e.HourBefore && !knows(e, d.hourBefore, now, hourKnown) {
			notices = append(notices, c.remind(e, HourBefore, "Soon", d.hourBefore))
		}
	}
	return notices
}

// knows tells whether somebody was told of the session not long before a reminder is due, or goes.
func knows(e Expected, due, now time.Time, known time.Duration) bool {
	if now.After(due) {
		due = now
	}
	return !e.Told.IsZero() && due.Sub(e.Told) <= known
}

func (c Coming) remind(e Expected, topic Topic, word string, due time.Time) Notice {
	s := c.Session
	leads := leads(e.Person, s, c.Group)
	lines := []string{fmt.Sprintf("%s, %d minutes, %s.", whenWords(s, e.Clock), s.Minutes, whereWords(s, c.Group))}
	if attendance.Resolve(s, c.Group).Kind == roster.Training {
		lines = append(lines, isTraining)
	}
	why := "You belong to this group"
	if leads {
		why = "You lead this session"
	}
	if topic == HourBefore {
		why += ", and chose to be reminded an hour before."
	} else {
		why += "; a reminder comes on the day before, unless you decline it."
	}
	return Notice{
		To: Recipient{Person: e.Person}, Association: e.Home, Topic: topic,
		Fact:    reminderFact(topic, s),
		Subject: fmt.Sprintf("%s: %s, %s", word, c.Group.Name, s.Local.Day.Format("2 January 2006")), Lines: lines,
		Action: Action{Words: "Open the session", Path: pageOf(s.ID)}, Why: why, NotBefore: due,
		Sessions: []Mention{{Session: s.ID, Starts: s.Local, Sequence: s.Sequence, Absence: !leads}},
	}
}

// reminderFact is what a reminder tells: one of another hour is another fact.
func reminderFact(topic Topic, s schedule.Session) string {
	return fmt.Sprintf("session.%s:%d:%s", topic, s.ID, s.Local)
}

// IsReminder tells whether a notice reminds of the one session that it tells of.
func (n Notice) IsReminder() bool {
	return slices.Contains([]Topic{DayBefore, HourBefore}, n.Topic) && len(n.Sessions) == 1
}
