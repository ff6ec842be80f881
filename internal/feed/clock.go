package feed

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// clock shows instants as the local times of one zone. It remembers the stretch between two changes of the clocks
// that it looked up last: sessions come in order of time, and a look-up costs more than all else about a date.
type clock struct {
	zone         *time.Location
	tzid         string // the zone as a parameter; empty for UTC
	begins, ends int64  // of the stretch; seconds since 1970, as below
	clear, blur  int64  // from clear until blur the clocks show no time that they show in a neighbouring stretch too
	offset       int64  // seconds east of UTC
}

func (c *clock) turnTo(zone *time.Location) {
	if c.zone != nil && sameZone(c.zone, zone) {
		return
	}
	*c = clock{zone: zone}
	if !isUTC(zone) {
		c.tzid = ";" + ical.ParamTimezoneID + "=" + zone.String()
	}
}

// span is when a session starts and ends, and the parameter of both. A local time that the clocks show twice means the first
// of the two (RFC 5545, 3.3.5), but ical.js takes it for the second, now and then; a session that touches one is written in
// UTC.
func (c *clock) span(starts, ends time.Time) (zone, start, end string) {
	from, fromOnce := c.read(starts)
	to, toOnce := c.read(ends)
	if c.tzid == "" || !fromOnce || !toOnce {
		return "", utc(starts), utc(ends)
	}
	return c.tzid, digits(from, false), digits(to, false)
}

// read gives the local time, as if it were UTC, and whether the clocks show it only once.
func (c *clock) read(t time.Time) (local time.Time, once bool) {
	at := t.Unix()
	if at < c.begins || at >= c.ends {
		c.lookUp(t)
	}
	return time.Unix(at+c.offset, 0), c.clear <= at && at < c.blur
}

func (c *clock) lookUp(t time.Time) {
	local := t.In(c.zone)
	_, offset := local.Zone()
	begins, ends := local.ZoneBounds()
	*c = clock{c.zone, c.tzid, math.MinInt64, math.MaxInt64, math.MinInt64, math.MaxInt64, int64(offset)}
	if !begins.IsZero() {
		c.begins = begins.Unix()
		if _, before := begins.Add(-time.Second).Zone(); before > offset { // put back
			c.clear = c.begins + int64(before-offset)
		}
	}
	if !ends.IsZero() {
		c.ends = ends.Unix()
		if _, after := ends.Zone(); after < offset { // to be put back
			c.blur = c.ends - int64(offset-after)
		}
	}
}

// utc writes an instant in UTC (RFC 5545, 3.3.5, form 2).
func utc(t time.Time) string { return digits(t, true) }

// digits writes the date and the time that t has in UTC, as 20060102T150405, with a Z after it where asked.
func digits(t time.Time, z bool) string {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	text := [...]byte{0, 0, 0, 0, 0, 0, 0, 0, 'T', 0, 0, 0, 0, 0, 0, 'Z'}
	for _, two := range [...]struct{ at, n int }{{0, year / 100}, {2, year % 100}, {4, int(month)}, {6, day}, {9, hour}, {11, minute}, {13, second}} {
		text[two.at], text[two.at+1] = '0'+byte(two.n/10), '0'+byte(two.n%10)
	}
	if z {
		return string(text[:])
	}
	return string(text[:len(text)-1])
}

func isUTC(zone *time.Location) bool { return zone.String() == "UTC" }

// checkZone refuses what would be written as TZID=Local or as no name at all, and names that no parameter can be as they are.
func checkZone(zone *time.Location) error {
	if zone == nil || zone == time.Local || zone.String() == "" || strings.ContainsFunc(zone.String(), inNoZone) {
		return fmt.Errorf("time zone %v is not one of the IANA list", zone)
	}
	return nil
}

// inNoZone is what no name of the IANA list has in it.
func inNoZone(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/_+-", r))
}
