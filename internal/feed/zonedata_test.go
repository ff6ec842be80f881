package feed_test

import (
	"encoding/binary"
	"regexp"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/feed"
)

func TestZoneDataNamesTheData(t *testing.T) {
	t.Parallel()
	one := feed.ZoneData()
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(one) || one != feed.ZoneData() {
		t.Errorf("%q and %q", one, feed.ZoneData())
	}
}

// Zone data may list each change of the clocks to 2037, or no more than the rule: the feed is the same, in each window
// and also at the ends of leap years, where package time is not exact about the latter form.
func TestRuleAloneGivesTheSameFeed(t *testing.T) {
	t.Parallel()
	listed := load(t, "America/New_York")
	compact, err := time.LoadLocationFromTZData("America/New_York", zoneData("EST5EDT,M3.2.0,M11.1.0"))
	if err != nil {
		t.Fatal(err)
	}
	for today := day.MustParse("2024-01-01"); today < day.MustParse("2032-06-01"); today = today.AddDays(13) {
		w := feed.WindowOn(today, listed)
		if w != feed.WindowOn(today, compact) {
			t.Errorf("on %s the window differs", today)
		}
		one, other := calendar(t, "UTC"), calendar(t, "UTC")
		for i := range 30 {
			e := session(t, i, "America/New_York", "2026-03-26T10:00")
			e.Starts = w.From.AddDate(0, 0, 15*i)
			one.Events = append(one.Events, e)
			e.Zone = compact
			other.Events = append(other.Events, e)
		}
		if got, want := write(t, other, w), write(t, one, w); string(got) != string(want) {
			t.Fatalf("on %s by the rule:\n%s\nby the list:\n%s", today, got, want)
		}
	}
}

// A zone that takes to summer time, or to another, within the window has no rule that holds in all of it.
func TestRuleThatBeginsInTheWindow(t *testing.T) {
	t.Parallel()
	w := on(t, "2026-04-01", "America/New_York") // from 1 January 2026 to 1 April 2027
	march, november := time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)
	newYear := time.Date(2028, 1, 1, 5, 0, 0, 0, time.UTC)
	for name, data := range map[string][]byte{
		"none before 2027":      zoneData("EST5EDT,M3.2.0,M11.1.0", transition{november, 0}),
		"of two hours in 2027":  zoneData("EST5EDT3,M3.2.0,M11.1.0", transition{march, 1}, transition{november, 0}),
		"another day from 2027": zoneData("EST5EDT,M3.4.0,M11.1.0", transition{march, 1}, transition{november, 0}),
		"none in 2027":          zoneData("EST5EDT,M3.2.0,M11.1.0", transition{march, 1}, transition{november, 0}, transition{newYear, 0}),
		"none from 2027":        zoneData("EST5", transition{march, 1}, transition{november, 0}),
	} {
		zone, err := time.LoadLocationFromTZData("Test/Changing", data)
		if err != nil {
			t.Fatal(err)
		}
		vtimezone := readCalendar(t, write(t, feed.Calendar{Title: name, Zone: zone}, w)).children[0]
		compare(t, readZone(t, vtimezone), zone, w, changesOf(zone))
		for _, observance := range vtimezone.children {
			if rule, ok := observance.one(t, "RRULE"); ok {
				t.Errorf("summer time, %s: it is said to have the rule %s", name, rule.value)
			}
		}
	}
}

// transition is a change to one of zoneData's two types: 0 is five hours behind UTC, 1 four, by summer time.
type transition struct {
	at  time.Time
	now byte
}

// zoneData is zone data as in RFC 8536: a header and an empty block for old readers, then a header, the transitions,
// the types, and the rule that holds after the last transition.
func zoneData(rule string, transitions ...transition) []byte {
	data := append(zoneHeader(0), zoneTypes...)
	data = append(data, zoneHeader(len(transitions))...)
	for _, change := range transitions {
		data = binary.BigEndian.AppendUint64(data, uint64(change.at.Unix()))
	}
	for _, change := range transitions {
		data = append(data, change.now)
	}
	data = append(data, zoneTypes...)
	return append(data, "\n"+rule+"\n"...)
}

func zoneHeader(transitions int) []byte {
	header := append([]byte("TZif2"), make([]byte, 15)...)
	for _, count := range []int{0, 0, 0, transitions, 2, len("EST\x00EDT\x00")} {
		header = binary.BigEndian.AppendUint32(header, uint32(count))
	}
	return header
}

// zoneTypes are the two types, each of seconds east of UTC, summer time or not, and where its abbreviation begins.
var zoneTypes = append(append(binary.BigEndian.AppendUint32(nil, 1<<32-5*3600), 0, 0),
	append(append(binary.BigEndian.AppendUint32(nil, 1<<32-4*3600), 1, 4), "EST\x00EDT\x00"...)...)
