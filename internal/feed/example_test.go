package feed_test

import (
	"fmt"
	"strings"
	"time"

	"attune/internal/day"
	"attune/internal/feed"
	"attune/internal/schedule"
)

// A group's feed with one session, which was moved.
func ExampleWrite() {
	phoenix, err := time.LoadLocation("America/Phoenix")
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := feed.Write(feed.Calendar{
		Title: "Desert Willow", Zone: phoenix,
		Events: []feed.Event{{
			UID: "0f8fad5b-d9cb-469f-a165-70867728950e", Starts: time.Date(2026, 3, 27, 17, 0, 0, 0, time.UTC), Minutes: 90,
			Zone: phoenix, Group: "Desert Willow", Place: "Room 4, upstairs", Status: schedule.Scheduled, Sequence: 1,
			Created:   time.Date(2026, 1, 5, 16, 0, 0, 0, time.UTC),
			Changed:   time.Date(2026, 3, 20, 18, 5, 9, 0, time.UTC),
			MovedFrom: schedule.Wall{Day: day.MustParse("2026-03-26"), Minute: 10 * 60},
		}},
	}, feed.WindowOn(day.MustParse("2026-03-20"), phoenix))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(strings.ReplaceAll(string(body), "\r\n", "\n"))
	// Output:
	// BEGIN:VCALENDAR
	// CALSCALE:GREGORIAN
	// COLOR:seagreen
	// NAME:Desert Willow
	// PRODID:-//Attune//Attune//EN
	// REFRESH-INTERVAL;VALUE=DURATION:PT1H
	// VERSION:2.0
	// X-PUBLISHED-TTL:PT1H
	// X-WR-CALNAME:Desert Willow
	// X-WR-TIMEZONE:America/Phoenix
	// BEGIN:VTIMEZONE
	// TZID:America/Phoenix
	// BEGIN:STANDARD
	// DTSTART:19700101T000000
	// TZNAME:MST
	// TZOFFSETFROM:-0700
	// TZOFFSETTO:-0700
	// END:STANDARD
	// END:VTIMEZONE
	// BEGIN:VEVENT
	// DTSTAMP:20260320T180509Z
	// UID:0f8fad5b-d9cb-469f-a165-70867728950e
	// DTSTART;TZID=America/Phoenix:20260327T100000
	// DTEND;TZID=America/Phoenix:20260327T113000
	// SUMMARY:Reflective supervision: Desert Willow
	// STATUS:CONFIRMED
	// TRANSP:OPAQUE
	// CLASS:PRIVATE
	// SEQUENCE:1
	// CREATED:20260105T160000Z
	// LAST-MODIFIED:20260320T180509Z
	// LOCATION:Room 4\, upstairs
	// DESCRIPTION:Moved from Thu 26 March\, 10:00 AM.
	// END:VEVENT
	// END:VCALENDAR
}
