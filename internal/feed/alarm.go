package feed

import (
	"strconv"

	"attune/internal/schedule"

	"github.com/emersion/go-ical"
)

// valarm asks a calendar to show the event's title so many minutes before it begins (RFC 5545, 3.6.6). Most calendars
// leave out the alarms of what they subscribe to, so that nothing may depend on one.
func valarm(minutes int) *ical.Component {
	alarm := ical.NewComponent(ical.CompAlarm)
	put(alarm, ical.PropAction, "DISPLAY")
	put(alarm, ical.PropTrigger, "-PT"+strconv.Itoa(minutes)+"M")
	put(alarm, ical.PropDescription, "")
	return alarm
}

// remind gives the event its alarm; nobody is reminded of what is cancelled, or of a note.
func (v *vevent) remind(e *Event, title string) {
	v.Children = v.Children[:0]
	if v.alarm == nil || e.Status == schedule.Cancelled || e.Note != "" {
		return
	}
	v.alarm.Props[ical.PropDescription][0].Value = title
	v.Children = append(v.Children, v.alarm)
}
