package feed

import (
	"cmp"
	"strconv"
	"strings"

	"attune/internal/day"
	"attune/internal/schedule"

	"github.com/emersion/go-ical"
)

// What the product says in people's calendars.
const (
	subject      = "Reflective supervision" // neutral: never who, never about what
	training     = "Training"
	openTo       = "Open: "      // what may be joined must not look like what one has joined
	calledOff    = "Cancelled: " // Outlook knows no cancelled state: there the title must tell
	calledOffNow = "This session is cancelled."
	notYours     = "Not yours any more: "
	notYoursNow  = "This session is no longer in your calendar."
	onlinePlace  = "Online, link in Attune"
	onlineOpen   = "Online"
	openNote     = "This group has room. Ask for a place in it."
	pageNote     = "Details in Attune: "
	somebodyBusy = "Busy"
)

// vevents writes one event after the other, as a feed of that much detail says them.
type vevents struct {
	*lines
	clock  clock
	detail Detail
	alarm  int    // minutes before a session; 0 for none
	stamp  string // of the file that they are in; empty: each is stamped with its last change
}

// write says one event. The order of its lines is no reader's concern; it stays as it is, since bytes that differ make every
// calendar fetch its feed anew.
func (v *vevents) write(e *Event) {
	changed, page := utc(e.Changed), uri(e.URL)
	status, transparency := standing(e)
	title, place, about := v.texts(e, page)
	if v.detail != Full {
		page = ""
	}
	v.clock.turnTo(e.Zone)
	zone, starts, ends := v.clock.span(e.Starts, e.Ends())

	v.say("BEGIN", ical.CompEvent)
	v.say(ical.PropDateTimeStamp, cmp.Or(v.stamp, changed)) // without METHOD it is LAST-MODIFIED (RFC 5545, 3.8.7.2)
	v.say(ical.PropUID, text(string(e.UID)))
	v.sayIn(ical.PropDateTimeStart, zone, starts)
	v.sayIn(ical.PropDateTimeEnd, zone, ends)
	v.say(ical.PropSummary, title)
	v.say(ical.PropStatus, status)
	v.say(ical.PropTransparency, transparency)
	v.say(ical.PropClass, "PRIVATE")
	v.say(ical.PropSequence, strconv.Itoa(e.Sequence))
	v.say(ical.PropCreated, utc(e.Created))
	v.say(ical.PropLastModified, changed)
	v.sayAny(ical.PropLocation, place)
	v.sayAny(ical.PropDescription, about)
	v.sayAny(ical.PropURL, page)
	v.remind(e, title)
	v.say("END", ical.CompEvent)
}

// standing is how an event stands, and whether it takes up its owner's time. What one may join is tentative: programs that
// show that let it stand back.
func standing(e *Event) (status, transparency string) {
	switch {
	case e.Left || e.Status == schedule.Cancelled:
		return "CANCELLED", "TRANSPARENT"
	case e.Note != "":
		return "CONFIRMED", "TRANSPARENT"
	case e.Open:
		return "TENTATIVE", "TRANSPARENT"
	}
	return "CONFIRMED", "OPAQUE"
}

// texts are what the event says of itself, as much as the feed is to say.
func (v *vevents) texts(e *Event, page string) (title, place, about string) {
	switch {
	case v.detail == Busy && e.Note == "":
		return text(marked(e, somebodyBusy)), "", ""
	case v.detail != Full:
		return text(summary(e)), "", ""
	default:
		return text(summary(e)), text(location(e)), text(description(e, page))
	}
}

func summary(e *Event) string {
	if e.Note != "" {
		return e.Note
	}
	title := subject
	if e.Training {
		title = training
	}
	if e.Group != "" {
		title += ": " + e.Group
	}
	if e.Open {
		title = openTo + title
	}
	return marked(e, title)
}

// marked says before the title that a session is cancelled, or no longer its owner's.
func marked(e *Event, title string) string {
	switch {
	case e.Left:
		return notYours + title
	case e.Status == schedule.Cancelled:
		return calledOff + title
	}
	return title
}

// location is the room; of an online session the link, where the group wants it in calendars and somebody may still follow it.
func location(e *Event) string {
	switch {
	case e.Left:
		return ""
	case !e.Online:
		return e.Place
	case e.Link != "" && e.Status != schedule.Cancelled:
		return e.Link
	case e.Open:
		return onlineOpen
	}
	return onlinePlace
}

// description says what has changed, and where to read more.
func description(e *Event, page string) string {
	var said string
	switch {
	case e.Left:
		said = notYoursNow
	case e.Status == schedule.Cancelled:
		said = calledOffNow
	case e.MovedFrom != schedule.Wall{}:
		said = "Moved from " + movedFrom(e) + "."
	}
	if e.Open && e.Status != schedule.Cancelled {
		said = strings.TrimSpace(said + " " + openNote)
	}
	switch {
	case page == "":
		return said
	case said == "":
		return pageNote + page
	}
	return said + "\n" + pageNote + page
}

// movedFrom is the earlier time as people say it, with the year only where it is not the new one's.
func movedFrom(e *Event) string {
	was := e.MovedFrom
	layout := "Mon 2 January"
	if was.Day.Year() != e.Starts.In(e.Zone).Year() {
		layout += " 2006"
	}
	return was.Day.Format(layout) + ", " + day.ClockAt(was.Minute)
}
