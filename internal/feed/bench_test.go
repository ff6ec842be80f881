package feed_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"attune/internal/day"
	"attune/internal/feed"
	"attune/internal/schedule"

	"pgregory.net/rapid"
)

// Encoding is measured against a writer of the same events made by hand, which has its VTIMEZONE given.
func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{60, 1000} {
		c, w := usual(b, n)
		zones := timezonesIn(write(b, c, w))
		perSecond := func(b *testing.B) { b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s") }
		b.Run(fmt.Sprintf("events=%d/feed", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := feed.Write(c, w); err != nil {
					b.Fatal(err)
				}
			}
			perSecond(b)
		})
		b.Run(fmt.Sprintf("events=%d/by-hand", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				byHand(c, zones)
			}
			perSecond(b)
		})
	}
}

func BenchmarkETag(b *testing.B) {
	c, w := usual(b, 60)
	body := write(b, c, w)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		feed.ETag(body)
	}
}

func TestBaselineWritesTheSameBytes(t *testing.T) {
	t.Parallel()
	c, w := usual(t, 60)
	want := write(t, c, w)
	if got := byHand(c, timezonesIn(want)); string(got) != string(want) {
		t.Errorf("by hand:\n%s\nWrite:\n%s", got, want)
	}
}

// usual is a feed of n sessions over sixty weeks: most in a room, some moved, cancelled or online.
func usual(t rapid.TB, n int) (feed.Calendar, feed.Window) {
	t.Helper()
	zone := load(t, "America/New_York")
	w := on(t, "2026-11-22", "America/New_York")
	c := feed.Calendar{
		Title: "Reflective supervision - Ann Muster", Description: "Sessions of Ann Muster.", Zone: zone,
		URL: "https://attune.example.org/calendar",
	}
	apart := (60 * 7 * 24 * time.Hour / time.Duration(n)).Truncate(time.Minute)
	for i := range n {
		e := session(t, i, "America/New_York", "2026-11-26T10:00")
		e.Starts = w.From.Add(time.Duration(i)*apart + 10*time.Hour)
		switch i % 10 {
		case 3:
			e.Status = schedule.Cancelled
		case 5:
			e.Online = true
		case 7:
			e.MovedFrom = schedule.WallAt(e.Starts.Add(-48*time.Hour), zone)
		}
		c.Events = append(c.Events, e)
	}
	return c, w
}

func timezonesIn(body []byte) string {
	text := string(body)
	return text[strings.Index(text, "BEGIN:VTIMEZONE"):strings.Index(text, "BEGIN:VEVENT")]
}

func byHand(c feed.Calendar, zones string) []byte {
	b := make([]byte, 0, 2048+1024*len(c.Events))
	b = append(b, "BEGIN:VCALENDAR\r\nCALSCALE:GREGORIAN\r\nCOLOR:seagreen\r\n"...)
	b = appendLine(b, "NAME:", escaper.Replace(c.Title))
	b = append(b, "PRODID:-//Attune//Attune//EN\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"...)
	b = appendLine(b, "URL:", c.URL)
	b = append(b, "VERSION:2.0\r\nX-PUBLISHED-TTL:PT1H\r\n"...)
	b = appendLine(b, "X-WR-CALDESC:", escaper.Replace(c.Description))
	b = appendLine(b, "X-WR-CALNAME:", escaper.Replace(c.Title))
	b = appendLine(b, "X-WR-TIMEZONE:", c.Zone.String())
	b = append(b, zones...)
	for i := range c.Events {
		b = appendEvent(b, &c.Events[i])
	}
	return append(b, "END:VCALENDAR\r\n"...)
}

func appendEvent(b []byte, e *feed.Event) []byte {
	summary, status, transparency, note := "Reflective supervision: "+e.Group, "CONFIRMED", "OPAQUE", ""
	switch {
	case e.Status == schedule.Cancelled:
		summary, status, transparency = "Cancelled: "+summary, "CANCELLED", "TRANSPARENT"
		note = "This session is cancelled.\n"
	case e.MovedFrom != schedule.Wall{}:
		was := e.MovedFrom
		layout := "Mon 2 January"
		if was.Day.Year() != e.Starts.In(e.Zone).Year() {
			layout += " 2006"
		}
		note = fmt.Sprintf("Moved from %s, %s.\n", was.Day.Format(layout), day.ClockAt(was.Minute))
	}
	place := e.Place
	if e.Online {
		place = "Online, link in Attune"
	}
	zoned := ";TZID=" + e.Zone.String() + ":"
	b = append(b, "BEGIN:VEVENT\r\n"...)
	b = appendTime(b, "DTSTAMP:", e.Changed.UTC(), utcForm)
	b = appendLine(b, "UID:", string(e.UID))
	b = appendTime(b, "DTSTART"+zoned, e.Starts.In(e.Zone), localForm)
	b = appendTime(b, "DTEND"+zoned, e.Ends().In(e.Zone), localForm)
	b = appendLine(b, "SUMMARY:", escaper.Replace(summary))
	b = appendLine(b, "STATUS:", status)
	b = appendLine(b, "TRANSP:", transparency)
	b = append(b, "CLASS:PRIVATE\r\n"...)
	b = append(strconv.AppendInt(append(b, "SEQUENCE:"...), int64(e.Sequence), 10), "\r\n"...)
	b = appendTime(b, "CREATED:", e.Created.UTC(), utcForm)
	b = appendTime(b, "LAST-MODIFIED:", e.Changed.UTC(), utcForm)
	b = appendLine(b, "LOCATION:", escaper.Replace(place))
	b = appendLine(b, "DESCRIPTION:", escaper.Replace(note+"Details in Attune: "+e.URL))
	b = appendLine(b, "URL:", e.URL)
	return append(b, "END:VEVENT\r\n"...)
}

var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`)

func appendTime(b []byte, name string, t time.Time, layout string) []byte {
	return append(t.AppendFormat(append(b, name...), layout), "\r\n"...)
}

func appendLine(b []byte, name, value string) []byte {
	start := len(b)
	b = append(append(b, name...), value...)
	if len(b)-start <= 75 {
		return append(b, "\r\n"...)
	}
	line, room := string(b[start:]), 75
	b = b[:start]
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		b = append(append(b, line[:cut]...), "\r\n "...)
		line, room = line[cut:], 74
	}
	return append(append(b, line...), "\r\n"...)
}
