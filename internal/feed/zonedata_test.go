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
	compact, err := time.LoadLocationFromTZData("America/New_York", compactZone("EST5EDT,M3.2.0,M11.1.0"))
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

// compactZone is zone data with a rule and no list (RFC 8536): two headers, no transitions, one type without meaning.
func compactZone(rule string) []byte {
	block := []byte("TZif2")
	block = append(block, make([]byte, 15)...)
	for _, count := range []uint32{0, 0, 0, 0, 1, 4} { // types: 1; characters of abbreviations: 4
		block = binary.BigEndian.AppendUint32(block, count)
	}
	block = append(block, 0, 0, 0, 0, 0, 0, 'L', 'M', 'T', 0) // offset 0, no summer time, abbreviation at 0
	return append(append(append([]byte{}, block...), block...), "\n"+rule+"\n"...)
}
