package web

import (
	"fmt"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// meetingView is one session in a list.
type meetingView struct {
	Href string
	Date string // Thursday 12 November 2026
	Time string // 10:00–11:45 AM
	clocks
	Group   string
	About   string // where, and with whom
	Join    string // where people meet online; empty where nobody said, and once it is over
	Note    string // what sets it apart: who leads instead of whom, where it was moved from, what it makes up for, when it is made up for; empty for nothing
	State   string // a word for what has become of it; empty for what is simply to come
	Class   string // the look of that word
	Gone    bool   // cancelled
	Sheet   string // what to call the way to its sheet; empty where there is nothing to take
	Begun   bool
	Amended bool       // its sheet waits to be verified again
	Primary bool       // the button of the page
	Ahead   *aheadView // what the reader may say ahead of it, on their home; nil for nothing
	Replan  replanLinks
}

// meeting shows a session as planned, to a reader with that clock.
func (w *web) meeting(m attendance.Meeting, clock *time.Location) meetingView {
	s, now := m.Session, w.Now()
	zone := zoneNamed(s.TimeZone)
	facts := m.Facts()
	v := meetingView{
		Href: fmt.Sprintf("/sessions/%d", s.ID), Date: longDate(s.Local.Day), Time: clockSpan(s.Starts, s.Ends(), zone), clocks: clocksOf(s.Starts, s.Ends(), zone, clock),
		Group: m.Group.Name, About: joined(trainingWord(facts.Kind), placeWords(facts.Modality, s.PlaceIn(m.Group)), withLead(m)),
		Gone: s.Status == schedule.Cancelled, Begun: !s.Starts.After(now), Amended: !m.Amended.IsZero(),
	}
	v.State, v.Class = stateWords(s, m.State, !m.Amended.IsZero(), now)
	v.Note = noteOf(m, clock)
	if !v.Gone && s.Ends().After(now) {
		v.Join = joinLink(facts.Modality, s.PlaceIn(m.Group))
	}
	switch {
	case v.Gone:
	case !m.Amended.IsZero():
		v.Sheet = "Look at the amendment"
	case m.State != attendance.Verified:
		v.Sheet = "Take attendance"
		if m.State == attendance.Open || m.State == attendance.Unverified {
			v.Sheet = "Finish the sheet"
		}
	}
	return v
}

// trainingWord says of a session among others that it is training; empty for supervision, which is what all others are.
func trainingWord(k roster.Kind) string {
	if k != roster.Training {
		return ""
	}
	return "training"
}

// withLead is with whom a session is; of one that somebody else leads than usual, its note says so.
func withLead(m attendance.Meeting) string {
	if substituted(m) != "" {
		return ""
	}
	return with(m.LeadName)
}

// substituted is who leads a session instead of whom; of one's own, whose lead has no name, instead of whom alone. It is empty
// where that is as always, and of a session that does not take place.
func substituted(m attendance.Meeting) string {
	switch {
	case m.Usual == "" || m.Session.Status == schedule.Cancelled:
		return ""
	case m.LeadName == "":
		return "Instead of " + m.Usual
	default:
		return "Led by " + m.LeadName + " instead of " + m.Usual
	}
}

// byItself says of a session beside the series of its group that it is none of that.
const byItself = "On its own, not of the series"

// noteOf is what sets a session apart from the others of its group.
func noteOf(m attendance.Meeting, clock *time.Location) string {
	if m.Session.Status == schedule.Cancelled {
		return goneNoteOf(m)
	}
	var makesUp, aside, moved string
	if m.MakesUp != 0 {
		makesUp = "Makes up for " + plainDate(m.MakesUp)
	}
	if m.Aside {
		aside = byItself
	}
	if from := m.Session.MovedFrom; from != (schedule.Wall{}) {
		zone := zoneNamed(m.Session.TimeZone)
		began := from.Instant(zone)
		moved = "Moved from " + longDate(from.Day) + ", " + day.OnBoth(day.ClockAt(from.Minute), began, time.Time{}, zone, clock)
	}
	return joined(substituted(m), makesUp, aside, moved)
}

// goneNoteOf is noteOf for one that was cancelled.
func goneNoteOf(m attendance.Meeting) string {
	switch {
	case m.MakesUp != 0:
		return "Was to make up for " + plainDate(m.MakesUp)
	case m.Instead != 0:
		return "Made up for on " + plainDate(m.Instead)
	default:
		return ""
	}
}

// stateWords say what has become of a session and its sheet. A session that was held took place (rules.md, 6).
func stateWords(s schedule.Session, sheet attendance.State, amended bool, now time.Time) (words, class string) {
	switch {
	case s.Status == schedule.Cancelled:
		return "Cancelled", "rejected"
	case amended:
		return "Amended, waits to be verified again", "waits"
	case sheet == attendance.Verified:
		return "Verified", "verified"
	case sheet == attendance.Open || sheet == attendance.Unverified:
		return "Marked, not verified", "waits"
	case s.Status == schedule.Held:
		return "Took place, not marked", "waits"
	case !s.Ends().After(now):
		return "Not marked yet", "waits"
	case !s.Starts.After(now):
		return "Now", "counted"
	default:
		return "", ""
	}
}
