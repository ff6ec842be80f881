package feed

import (
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

const (
	product = "-//Attune//Attune//EN"
	refresh = "PT1H"
	color   = "seagreen" // a name of CSS, near our own green (RFC 7986, 5.9)
)

// shell is the calendar without its zones and events: what is said of the whole. A calendar has no UID and no
// LAST-MODIFIED, though RFC 7986 allows both: a reader that splits feeds takes the UID for the events' own.
func shell(c Calendar) *ical.Calendar {
	cal := ical.NewCalendar()
	say := func(name, value string) {
		if value != "" {
			cal.Props[name] = []ical.Prop{{Name: name, Value: value}}
		}
	}
	say(ical.PropVersion, "2.0")
	say(ical.PropProductID, product)
	say(ical.PropCalendarScale, "GREGORIAN")
	say(ical.PropName, text(c.Title))
	say("X-WR-CALNAME", text(c.Title))
	say("X-WR-CALDESC", text(c.Description))
	say("X-WR-TIMEZONE", c.Zone.String())
	say(ical.PropColor, color)
	say(ical.PropURL, uri(c.URL))
	say("X-PUBLISHED-TTL", refresh)
	say(ical.PropRefreshInterval, refresh)
	cal.Props[ical.PropRefreshInterval][0].Params = ical.Params{ical.ParamValue: {string(ical.ValueDuration)}}
	return cal
}

// zonesInUse are the zones that events name, by name, and until when they are to be described. A calendar must hold
// something (RFC 5545, 3.6): one that uses no zone describes its own.
func zonesInUse(own *time.Location, events []Event, w Window) (zones []*time.Location, until time.Time) {
	until = w.To
	for i := range events {
		e := &events[i]
		if ends := e.Ends(); ends.After(until) {
			until = ends
		}
		if !isUTC(e.Zone) && !slices.ContainsFunc(zones, func(z *time.Location) bool { return sameZone(z, e.Zone) }) {
			zones = append(zones, e.Zone)
		}
	}
	if len(zones) == 0 {
		zones = append(zones, own)
	}
	slices.SortFunc(zones, func(a, b *time.Location) int { return strings.Compare(a.String(), b.String()) })
	return zones, until
}

// sameZone goes by the name: two loadings of a zone are not the same pointer.
func sameZone(a, b *time.Location) bool { return a == b || a.String() == b.String() }
