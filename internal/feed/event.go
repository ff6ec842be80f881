package feed

import (
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
	onlinePlace  = "Online, link in Attune"
	onlineOpen   = "Online"
	openNote     = "This group has room. Ask for a place in it."
	pageNote     = "Details in Attune: "
	somebodyBusy = "Busy"
)

// vevent is one component that stands for one event after the other.
//
// The encoder asks for UID and DTSTAMP under their names; for the rest it goes through the map by sorted key and
// writes what it finds under each, by the properties' own names. One slice with all the rest under one key spares it
// the sorting and the look-ups, about a fifth of its time, and leaves their order to us.
type vevent struct {
	*ical.Component
	clock  clock
	detail Detail
	alarm  *ical.Component // nil for none
}

// theRest is the key of a vevent's properties other than UID and DTSTAMP.
const theRest = "VEVENT"

func newVEvent(c Calendar) *vevent {
	v := &vevent{Component: ical.NewComponent(ical.CompEvent), detail: c.Detail}
	if c.Alarm > 0 {
		v.alarm = valarm(c.Alarm)
	}
	put(v.Component, ical.PropUID, "")
	put(v.Component, ical.PropDateTimeStamp, "")
	v.Props[theRest] = make([]ical.Prop, 0, 16)
	return v
}

// fill makes the component say this event and nothing of the one before.
func (v *vevent) fill(e *Event) {
	changed, page := utc(e.Changed), uri(e.URL)
	status, transparency := standing(e)
	title, place, about := v.texts(e, page)
	if v.detail != Full {
		page = ""
	}
	v.clock.turnTo(e.Zone)
	start, end := v.clock.span(e.Starts, e.Ends())
	v.Props[ical.PropUID][0].Value = text(string(e.UID))
	v.Props[ical.PropDateTimeStamp][0].Value = changed // without METHOD it is LAST-MODIFIED (RFC 5545, 3.8.7.2)

	props := append(v.Props[theRest][:0],
		start, end,
		ical.Prop{Name: ical.PropSummary, Value: title},
		ical.Prop{Name: ical.PropStatus, Value: status},
		ical.Prop{Name: ical.PropTransparency, Value: transparency},
		ical.Prop{Name: ical.PropClass, Value: "PRIVATE"},
		ical.Prop{Name: ical.PropSequence, Value: strconv.Itoa(e.Sequence)},
		ical.Prop{Name: ical.PropCreated, Value: utc(e.Created)},
		ical.Prop{Name: ical.PropLastModified, Value: changed},
	)
	for _, p := range [...]ical.Prop{
		{Name: ical.PropLocation, Value: place},
		{Name: ical.PropDescription, Value: about},
		{Name: ical.PropURL, Value: page},
	} {
		if p.Value != "" {
			props = append(props, p)
		}
	}
	v.Props[theRest] = props
	v.remind(e, title)
}

// standing is how an event stands, and whether it takes up its owner's time. What one may join is tentative: programs that
// show that let it stand back.
func standing(e *Event) (status, transparency string) {
	switch {
	case e.Status == schedule.Cancelled:
		return "CANCELLED", "TRANSPARENT"
	case e.Note != "":
		return "CONFIRMED", "TRANSPARENT"
	case e.Open:
		return "TENTATIVE", "TRANSPARENT"
	}
	return "CONFIRMED", "OPAQUE"
}

// texts are what the event says of itself, as much as the feed is to say.
func (v *vevent) texts(e *Event, page string) (title, place, about string) {
	switch v.detail {
	case Busy:
		return text(marked(e, somebodyBusy)), "", ""
	case TitleOnly:
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

// marked says before the title that a session is cancelled.
func marked(e *Event, title string) string {
	if e.Status == schedule.Cancelled {
		return calledOff + title
	}
	return title
}

// location is the room; of an online session the link, where the group wants it in calendars.
func location(e *Event) string {
	switch {
	case !e.Online:
		return e.Place
	case e.Link != "":
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
