package world

import (
	"strings"
	"testing"
	"time"

	"attune/internal/day"
)

func TestRhythms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rhythm   rhythm
		from, to string
		want     string
	}{
		"every week, but not at Thanksgiving":      {rhythm{weekday: time.Thursday, every: 1}, "2026-11-12", "2026-12-03", "2026-11-12 2026-11-19 2026-12-03"},
		"every other week, wherever it begins":     {rhythm{weekday: time.Monday, every: 2}, "2026-10-06", "2026-11-10", "2026-10-12 2026-10-26 2026-11-09"},
		"the same weeks from another first day":    {rhythm{weekday: time.Monday, every: 2}, "2026-10-13", "2026-11-10", "2026-10-26 2026-11-09"},
		"the second Tuesday":                       {rhythm{weekday: time.Tuesday, nth: 2}, "2026-09-01", "2026-12-31", "2026-09-08 2026-10-13 2026-11-10 2026-12-08"},
		"the fourth Wednesday, not on 23 December": {rhythm{weekday: time.Wednesday, nth: 4}, "2026-10-01", "2027-01-31", "2026-10-28 2026-11-25 2027-01-27"},
		"with the schools":                         {rhythm{weekday: time.Friday, nth: 1, term: true}, "2026-05-01", "2026-10-31", "2026-05-01 2026-06-05 2026-09-04 2026-10-02"},
		"a span without such a day":                {rhythm{weekday: time.Friday, every: 1}, "2026-10-05", "2026-10-08", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			days := c.rhythm.days(day.Span{From: day.MustParse(c.from), To: day.MustParse(c.to)})
			var texts []string
			for _, d := range days {
				texts = append(texts, d.String())
			}
			if got := strings.Join(texts, " "); got != c.want {
				t.Errorf("meets on %s, want %s", got, c.want)
			}
		})
	}
}

func TestHolidays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"2026-12-22": false, "2026-12-23": true, "2026-12-25": true, "2026-12-31": true, "2027-01-01": true, "2027-01-02": true, "2027-01-03": false,
		"2026-07-02": false, "2026-07-03": true, "2026-07-05": true, "2026-07-06": false,
		"2026-05-25": true, "2026-05-18": false, "2026-06-01": false, "2027-05-31": true,
		"2026-09-07": true, "2026-09-14": false,
		"2026-11-26": true, "2026-11-27": true, "2026-11-19": false, "2026-11-20": false, "2029-11-22": true, "2029-11-23": true, "2024-11-28": true, "2024-11-29": true,
	} {
		if got := holiday(day.MustParse(text)); got != want {
			t.Errorf("%s is a holiday: %t, want %t", text, got, want)
		}
	}
}

// TestHandy is the hour of the session to be taken today: two hours long, and over within the last quarter.
func TestHandy(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]string{
		"2026-11-22T19:07:00Z": "2026-11-22T12:00", // 14:07
		"2026-11-22T19:15:59Z": "2026-11-22T12:15",
		"2026-11-22T05:00:00Z": "2026-11-22T00:00", // midnight
		"2026-11-22T06:59:00Z": "2026-11-22T00:00", // 01:59
		"2026-11-22T07:20:00Z": "2026-11-22T00:15",
		"2026-11-23T04:59:00Z": "2026-11-22T21:45", // 23:59
		"2027-03-14T07:30:00Z": "2027-03-14T00:30", // 03:30, an hour after 01:30
		"2026-11-01T07:30:00Z": "2026-11-01T01:30", // 02:30, two hours after the first 01:30
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := newStage(at, zone).handy(120).String(); got != want {
			t.Errorf("at %s it begins %s, want %s", now, got, want)
		}
	}
}

func TestAddressesAreTheirOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, name := range fullNames {
		a := address(name)
		if other, taken := seen[a]; taken {
			t.Errorf("%s and %s share %s", name, other, a)
		}
		for _, r := range a {
			if r > 'z' || r <= ' ' {
				t.Errorf("%s cannot stand in an address", a)
			}
		}
		seen[a] = name
	}
	if got := address("Ana Lucía O'Berríos-Hadžić"); got != "ana.lucia.oberrios-hadzic@example.org" {
		t.Errorf("an address is %s", got)
	}
}
