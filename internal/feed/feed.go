// Package feed turns sessions into the bytes of a calendar feed (RFC 5545 and RFC 7986).
//
// It owns how a session looks in people's calendars: the properties and their texts, folding, time zones, the window
// a feed covers, and the entity tags of the bytes. It hands over Write, a pure function: equal state gives equal
// bytes. It does not know whose feed it is, which sessions belong in it, or how it is served; it is the only room
// that knows go-ical.
//
// The calendar programs differ, and what each of them stumbles over decides much of what stands here: one VEVENT a
// session and no recurrence rule, as every construct that breaks a reader belongs to the latter; times in the group's
// zone with a VTIMEZONE, as Outlook knows no zone without; a cancelled session that stays and says so; a revision
// that moves only when something visible has changed, as Google sees a change by nothing else.
package feed

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"

	"github.com/emersion/go-ical"
)

// Revision counts the forms this package has given to a feed. It is raised with every change to the bytes that Write
// makes of the same state, and is part of the key under which a feed's tag is kept.
const Revision = 1

// Calendar is one feed: what is said of the whole, and its sessions.
type Calendar struct {
	Title       string         // the group's name, or the owner's feed; shown as the calendar's name
	Description string         // one sentence on what the feed holds; may be empty
	Zone        *time.Location // the owner's usual zone, from time.LoadLocation
	URL         string         // a page of ours that asks for a sign-in, never the feed's own address; may be empty
	Detail      Detail         // how much of a session is said
	Alarm       int            // minutes before a session that calendars are asked to remind of it; 0 for not at all
	Events      []Event        // in any order; whether a session belongs here is the caller's decision
}

// Detail is how much of a session its event says.
type Detail int

// Details, from everything on.
const (
	Full      Detail = iota // what it is, where, what has changed, and its page
	TitleOnly               // what it is, and when
	Busy                    // that there is something, and when: for a calendar that others look into
)

// Event is one session as calendars show it. No person's name, and nothing of what is talked about, has a place in it.
type Event struct {
	UID       schedule.UID
	Starts    time.Time      // planned start
	Minutes   int            // planned length, above zero
	Zone      *time.Location // the session's, from time.LoadLocation
	Group     string         // the group's name
	Place     string         // room and address; may be empty
	Open      bool           // of a group in which the owner may ask for a place: not theirs, and nobody's time
	Note      string         // what stands there in place of a session, in one line; it takes up nobody's time. Empty for a session
	Training  bool           // in-service training, which is no supervision
	Online    bool           // held on a screen: the place is then left out, as people keep meeting links there
	Link      string         // the meeting link of an online session, only where the group lets feeds carry it
	Left      bool           // no longer its owner's: it leaves their calendar, and says nothing of where it is now
	Status    schedule.Status
	Sequence  int           // of the session, raised by each change that shows
	Created   time.Time     // of the session
	Changed   time.Time     // of the last change that shows, never the time of the request
	MovedFrom schedule.Wall // where it stood before its last move, on the group's clock; zero where it never moved
	URL       string        // the session's page, which asks for a sign-in; may be empty
}

// Of is a session in its zone as calendars show it, at the times that were planned; page is where its page is.
func Of(m attendance.Meeting, zone *time.Location, page string) Event {
	s, facts := m.Session, m.Facts()
	e := Event{
		UID: s.UID, Starts: s.Starts, Minutes: s.Minutes, Zone: zone, Group: m.Group.Name, Place: roster.Room(s.PlaceIn(m.Group)),
		Training: facts.Kind == roster.Training, Online: facts.Modality == roster.Virtual, Status: s.Status, Sequence: s.Sequence,
		Created: s.CreatedAt, Changed: s.ChangedAt, MovedFrom: s.MovedFrom, URL: page,
	}
	if m.Group.CallShown {
		e.Link = s.PlaceIn(m.Group)
	}
	return e
}

// Left is a session, which its owner does not have any more, as it stood in their calendar: when it was to begin and how long it was
// to take then. It left at a moment.
func Left(m attendance.Meeting, zone *time.Location, was schedule.Wall, minutes int, at time.Time) Event {
	s := m.Session
	return Event{
		UID: s.UID, Starts: was.Instant(zone), Minutes: minutes, Zone: zone, Group: m.Group.Name, Training: m.Facts().Kind == roster.Training, Left: true,
		Status: schedule.Scheduled, Sequence: s.Sequence, Created: s.CreatedAt, Changed: at.UTC(),
	}
}

// Ends is the planned end.
func (e *Event) Ends() time.Time { return e.Starts.Add(time.Duration(e.Minutes) * time.Minute) }

// Write gives the feed as UTF-8 with CRLF line ends, no line longer than 75 octets. The window is the one the events
// were chosen by; zones are described from its first instant to its last, or the last event's end if that is later.
//
// Texts may be hostile: what may not stand in a calendar is left out. An event without UID or length, and a zone that
// is not of the IANA list (nil, time.Local, a fixed zone without a name), are defects of the caller and errors.
func Write(c Calendar, w Window) ([]byte, error) {
	events := inOrder(c.Events)
	if err := check(c.Zone, events); err != nil {
		return nil, err
	}
	return write(shell(c), c, w, events, "")
}

// write gives the calendar with its zones and events. What is said once is written by the encoder; of the events there are
// many, and going through a tree of components with a map of properties each takes it twice as long as all else. The stamp is that of
// each event, where it is not empty.
func write(shell *ical.Calendar, c Calendar, w Window, events []Event, stamp string) ([]byte, error) {
	out := &lines{written: make([]byte, 0, 2048+1024*len(events))}
	shell.Children = []*ical.Component{ical.NewComponent(placeholder)} // the encoder takes no calendar that holds nothing
	if err := ical.NewEncoder(out).Encode(shell); err != nil {
		return nil, fmt.Errorf("write calendar: %w", err)
	}
	out.written = bytes.TrimSuffix(out.written, endOfShell)
	zones, until := zonesInUse(c.Zone, events, w)
	for _, zone := range zones {
		described, err := descriptions.of(stretch{zone, w.From.Unix(), until.Unix()})
		if err != nil {
			return nil, fmt.Errorf("write zone %s: %w", zone, err)
		}
		out.written = append(out.written, described...)
	}
	each := vevents{lines: out, detail: c.Detail, alarm: c.Alarm, stamp: stamp}
	for i := range events {
		each.write(&events[i])
	}
	return append(out.written, endOfCalendar...), nil
}

// placeholder is the name of the component that stands for zones and events.
const placeholder = "X-HERE"

var (
	endOfCalendar = []byte("END:VCALENDAR\r\n")
	endOfShell    = append([]byte("BEGIN:"+placeholder+"\r\nEND:"+placeholder+"\r\n"), endOfCalendar...)
)

// inOrder gives the events by time and UID, so that no query's order shows in the bytes. The caller's stay as they are.
func inOrder(events []Event) []Event {
	byTime := func(a, b Event) int {
		return cmp.Or(a.Starts.Compare(b.Starts), cmp.Compare(a.UID, b.UID))
	}
	if slices.IsSortedFunc(events, byTime) {
		return events
	}
	events = slices.Clone(events)
	slices.SortFunc(events, byTime)
	return events
}

func check(zone *time.Location, events []Event) error {
	if err := checkZone(zone); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	for i := range events {
		e := &events[i]
		if err := checkZone(e.Zone); err != nil {
			return fmt.Errorf("write session %s: %w", e.UID, err)
		}
		if e.UID == "" || e.Minutes <= 0 {
			return fmt.Errorf("write session %q: want a UID and a length, have %d minutes", e.UID, e.Minutes)
		}
	}
	return nil
}
