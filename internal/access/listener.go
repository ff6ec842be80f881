package access

import (
	"time"

	"attune/internal/roster"
)

// ABrowser is what read a feed where somebody looked at its address: no calendar has it by that.
const ABrowser = "a browser"

// liveDays is how long after a reading a calendar counts as one that still reads, in days: a week, which is the longest that
// programs offer to wait, and a day.
const liveDays = 8

// LiveSince is the instant since which a calendar must have read a feed to be one that follows it.
func LiveSince(now time.Time) time.Time { return now.AddDate(0, 0, -liveDays) }

// settled is how long a change takes at most from the instant it is stamped with until a reading finds it.
const settled = time.Minute

// Live tells whether a calendar follows the feed at an instant: one that is no browser has read it within the last eight days.
func (r FeedRead) Live(now time.Time) bool {
	return !r.At.IsZero() && r.By != ABrowser && !r.At.Before(LiveSince(now))
}

// Listener is somebody in whose calendar a session stands, with what their calendar programs have read.
type Listener struct {
	Person  roster.PersonID
	Version int64      // of their calendar now
	Reads   []FeedRead // the last of each living feed of theirs that shows the session and was ever read
}

// Live tells whether any calendar of theirs follows the session.
func (l Listener) Live(now time.Time) bool {
	for _, r := range l.Reads {
		if r.Live(now) {
			return true
		}
	}
	return false
}

// Heard tells whether a calendar of theirs that lives has read what changed at an instant. One that read just then, and
// not what there is now, may have read what was before.
func (l Listener) Heard(changed, now time.Time) bool {
	for _, r := range l.Reads {
		if r.Live(now) && (r.Version >= l.Version && !r.At.Before(changed) || !r.At.Before(changed.Add(settled))) {
			return true
		}
	}
	return false
}

// Hearing is how far a change has got into calendars: people who have a calendar that lives and read it since, who have one
// that has not yet, and who have none.
type Hearing struct{ Heard, NotYet, Without int }

// hears is what somebody's calendars make of a change; of several sessions, of each.
type hears int

const (
	heard hears = iota
	notYet
	without
)

// HearingOf counts the people among listeners by what they have heard at an instant of a change. Who listens to several
// sessions that changed at once has heard of it when they have of each.
func HearingOf(list []Listener, changed, now time.Time) Hearing {
	people := make(map[roster.PersonID]hears, len(list))
	for _, l := range list {
		is := without
		switch {
		case l.Heard(changed, now):
			is = heard
		case l.Live(now):
			is = notYet
		}
		people[l.Person] = max(people[l.Person], is)
	}
	var h Hearing
	for _, is := range people {
		switch is {
		case heard:
			h.Heard++
		case notYet:
			h.NotYet++
		case without:
			h.Without++
		}
	}
	return h
}

// All is how many people that is.
func (h Hearing) All() int { return h.Heard + h.NotYet + h.Without }
