package feed

import (
	"strconv"

	"attune/internal/schedule"

	"github.com/emersion/go-ical"
)

// remind asks a calendar to show the event's title so many minutes before it begins (RFC 5545, 3.6.6); nobody is reminded of
// what is cancelled, or of a note. Most calendars leave out the alarms of what they subscribe to, so that nothing may depend
// on one.
func (v *vevents) remind(e *Event, title string) {
	if v.alarm <= 0 || e.Status == schedule.Cancelled || e.Note != "" {
		return
	}
	v.say("BEGIN", ical.CompAlarm)
	v.say(ical.PropAction, "DISPLAY")
	v.say(ical.PropDescription, title)
	v.say(ical.PropTrigger, "-PT"+strconv.Itoa(v.alarm)+"M")
	v.say("END", ical.CompAlarm)
}
