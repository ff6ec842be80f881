package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"attune/internal/day"
	"attune/internal/report"
	"attune/internal/roster"
)

// minutes are shown as hours with two decimals, cut and never rounded, and as h:mm where somebody points at them.
type minutes int

// Hours is 1.75 for 105 minutes.
func (m minutes) Hours() string { return report.Hours(int(m)) }

// missingMinutes are what is still to be had. They are shown as hours rounded up, so that they and what is counted make
// up what was asked for: nobody who has the hours shown here falls short.
type missingMinutes int

// Hours is 10.42 for 625 minutes.
func (m missingMinutes) Hours() string { return report.HoursMissing(int(m)) }

// Clock is 10:25 for 625 minutes.
func (m missingMinutes) Clock() string { return minutes(m).Clock() }

// Asked is what a rule asks for: 24 for 1440 minutes, 1.50 for 90.
func (m minutes) Asked() string {
	if m%60 == 0 {
		return strconv.Itoa(int(m) / 60)
	}
	return m.Hours()
}

// Clock is 1:45 for 105 minutes.
func (m minutes) Clock() string { return fmt.Sprintf("%d:%02d", int(m)/60, int(m)%60) }

// longDate is Thursday 12 November 2026, and empty for no day.
func longDate(d day.Date) string { return d.Format("Monday 2 January 2006") }

// plainDate is 12 November 2026, and empty for no day.
func plainDate(d day.Date) string { return d.Format("2 January 2006") }

// shortDate is 8 Mar 2026, for tables; empty for no day.
func shortDate(d day.Date) string { return d.Format("2 Jan 2006") }

// clockTime is 10:05 AM for an instant on a zone's clocks.
func clockTime(t time.Time, zone *time.Location) string { return day.Clock(t.In(zone)) }

// clockSpan is 10:00–11:45 AM on a zone's clocks.
func clockSpan(from, to time.Time, zone *time.Location) string {
	return day.ClockSpan(from.In(zone), to)
}

// onBoth is clockSpan and, where the reader's clock shows another time, that: 10:00–11:45 AM EST (7:00–8:45 AM for you).
func onBoth(from, to time.Time, zone, readers *time.Location) string {
	return day.OnBoth(clockSpan(from, to, zone), from, to, zone, readers)
}

// zoneCity is the city whose clocks a zone goes by: New York for America/New_York.
func zoneCity(name string) string {
	return strings.ReplaceAll(name[strings.LastIndex(name, "/")+1:], "_", " ")
}

// clocks are what stands beside a time on a group's clock where the reader's own clock shows another; else both are empty. A
// page shows them by the part "clocks", after the time.
type clocks struct {
	Zone string // the abbreviation of the group's zone
	Own  string // when it is on the reader's clock, with the day where that is another: 7:00–8:45 AM
}

// clocksOf are those of a span of time; a zero end is that of what has none.
func clocksOf(from, to time.Time, shown, readers *time.Location) clocks {
	own := day.Elsewhere(from, to, shown, readers)
	if own == "" {
		return clocks{}
	}
	return clocks{from.In(shown).Format("MST"), own}
}

// count is "1 person" or "3 people".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// listed is "a", "a and b" or "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// joined are the words that are not empty, with a dot between.
func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " · ")
}

// with is "with Ruth", and empty for nobody.
func with(name string) string {
	if name == "" {
		return ""
	}
	return "with " + name
}

// capital is the text with its first letter in upper case.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

var kindNames = map[roster.Kind]string{
	roster.Reflective:     "reflective supervision",
	roster.Peer:           "peer supervision",
	roster.Administrative: "administrative supervision",
	roster.Clinical:       "clinical supervision",
	roster.Training:       "in-service training",
}

// meetingWords are kind and format as people say them: "reflective supervision, group".
func meetingWords(k roster.Kind, f roster.Format) string {
	return kindNames[k] + ", " + string(f)
}

// placeWords tell where people meet: the room, or "online" and what else was said. A link is not text; see joinLink.
func placeWords(m roster.Modality, place string) string {
	switch {
	case m == roster.Virtual && (place == "" || strings.EqualFold(place, "online") || joinLink(m, place) != ""):
		return "online"
	case m == roster.Virtual:
		return "online, " + place
	case place == "":
		return "in person"
	default:
		return place
	}
}

// joinLink is the address at which people meet online, where the place is one. Only pages behind the sign-in show it.
func joinLink(m roster.Modality, place string) string {
	if m != roster.Virtual || !strings.HasPrefix(place, "https://") {
		return ""
	}
	return place
}

// zones are those loaded so far: reading one from the machine's files takes longer than a page.
var zones sync.Map // of name to *time.Location

// zoneNamed is the zone of that IANA name, and UTC where the machine knows none.
func zoneNamed(name string) *time.Location {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, zone)
	return zone
}

// compareNames orders people as a roster does.
func compareNames(a, b string) int {
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}
