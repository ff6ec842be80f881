package web

import (
	"fmt"
	"time"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/schedule"
)

// meetingView is one session in a list.
type meetingView struct {
	Href    string
	Date    string // Thursday 12 November 2026
	Time    string // 10:00–11:45 AM
	Zone    string // the abbreviation of the session's zone, where the reader's clock shows another time
	Group   string
	About   string // where, and with whom
	Join    string // where people meet online; empty where nobody said, and once it is over
	Note    string // what sets it apart: where it was moved from, what it makes up for, when it is made up for; empty for nothing
	State   string // a word for what has become of it; empty for what is simply to come
	Class   string // the look of that word
	Gone    bool   // cancelled
	Sheet   string // what to call the way to its sheet; empty where there is nothing to take
	Begun   bool
	Amended bool // its sheet waits to be verified again
	Primary bool // the button of the page
	Replan  replanLinks
}

// meeting shows a session as planned, to a reader with that clock.
func (w *web) meeting(m attendance.Meeting, clock *time.Location) meetingView {
	s, now := m.Session, w.Now()
	zone := zoneNamed(s.TimeZone)
	facts := m.Facts()
	v := meetingView{
		Href: fmt.Sprintf("/sessions/%d", s.ID), Date: longDate(s.Local.Day), Time: clockSpan(s.Starts, s.Ends(), zone), Zone: zoneNote(s.Starts, zone, clock),
		Group: m.Group.Name, About: joined(placeWords(facts.Modality, s.PlaceIn(m.Group)), with(m.LeadName)),
		Gone: s.Status == schedule.Cancelled, Begun: !s.Starts.After(now), Amended: !m.Amended.IsZero(),
	}
	v.State, v.Class = stateWords(s, m.State, !m.Amended.IsZero(), now)
	v.Note = noteOf(m)
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

// noteOf is what sets a session apart from the others of its group.
func noteOf(m attendance.Meeting) string {
	var makesUp, moved, instead string
	if m.MakesUp != 0 {
		makesUp = "Makes up for " + plainDate(m.MakesUp)
	}
	switch from := m.Session.MovedFrom; {
	case m.Session.Status == schedule.Cancelled:
		if m.Instead != 0 && m.MakesUp == 0 {
			instead = "Made up for on " + plainDate(m.Instead)
		}
	case from != schedule.Wall{}:
		moved = "Moved from " + longDate(from.Day) + ", " + day.ClockAt(from.Minute)
	}
	return joined(makesUp, moved, instead)
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
