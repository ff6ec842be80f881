package schedule_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// none leaves no day out.
func none(day.Date) bool { return false }

func days(t *testing.T, r schedule.Rhythm, leaveOut func(day.Date) bool) string {
	t.Helper()
	found, err := r.Days(leaveOut)
	if err != nil {
		t.Fatalf("%+v: %v", r, err)
	}
	var texts []string
	for _, d := range found {
		texts = append(texts, d.Format("2 Jan"))
	}
	return strings.Join(texts, ", ")
}

// The days were taken from a calendar of 2026 and 2027.
func TestTheDaysOfARhythm(t *testing.T) {
	t.Parallel()
	from := day.MustParse
	for _, c := range []struct {
		words, days string
		rhythm      schedule.Rhythm
	}{
		{"every week on Thursday", "26 Nov, 3 Dec, 10 Dec", schedule.Rhythm{
			Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Thursday}, From: from("2026-11-22"), Count: 3,
		}},
		{"every 2 weeks on Monday and Wednesday", "25 Nov, 7 Dec, 9 Dec, 21 Dec", schedule.Rhythm{
			Every: 2, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Wednesday, time.Monday}, From: from("2026-11-24"), Until: from("2026-12-21"),
		}},
		{"every 2 weeks on Friday, Saturday and Sunday", "28 Nov, 29 Nov, 11 Dec, 12 Dec, 13 Dec", schedule.Rhythm{
			Every: 2, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Sunday, time.Friday, time.Saturday}, From: from("2026-11-28"), Until: from("2026-12-24"),
		}},
		{"every month on the last Thursday", "26 Nov, 31 Dec, 28 Jan", schedule.Rhythm{
			Every: 1, Unit: schedule.Months, Nth: schedule.LastOf, Weekday: time.Thursday, From: from("2026-11-22"), Count: 3,
		}},
		{"every 2 months on the second Tuesday", "12 Jan, 9 Mar, 11 May", schedule.Rhythm{
			Every: 2, Unit: schedule.Months, Nth: 2, Weekday: time.Tuesday, From: from("2026-11-22"), Until: from("2027-05-31"),
		}},
		{"every month on the fifth Monday", "30 Nov, 29 Mar, 31 May", schedule.Rhythm{
			Every: 1, Unit: schedule.Months, Nth: 5, Weekday: time.Monday, From: from("2026-11-22"), Count: 3,
		}},
		{"every month on day 31", "31 Dec, 31 Jan, 31 Mar", schedule.Rhythm{
			Every: 1, Unit: schedule.Months, MonthDay: 31, From: from("2026-11-22"), Count: 3,
		}},
		{"every 12 months on day 29", "29 Feb, 29 Feb", schedule.Rhythm{
			Every: 12, Unit: schedule.Months, MonthDay: 29, From: from("2024-02-01"), Until: from("2028-12-31"),
		}},
	} {
		t.Run(c.words, func(t *testing.T) {
			t.Parallel()
			if got := days(t, c.rhythm, none); got != c.days {
				t.Errorf("the days are %s, want %s", got, c.days)
			}
			if c.rhythm.String() != c.words {
				t.Errorf("it is said as %q, want %q", c.rhythm, c.words)
			}
			back, err := schedule.ParseRule(c.rhythm.Rule(), c.rhythm.From)
			if diff := cmp.Diff(c.rhythm, back); diff != "" || err != nil {
				t.Errorf("%q is read back otherwise, %v (-want +got):\n%s", c.rhythm.Rule(), err, diff)
			}
		})
	}
}

// Twelve sessions are twelve that take place.
func TestDaysThatAreLeftOutDoNotCount(t *testing.T) {
	t.Parallel()
	r := schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Thursday}, From: day.MustParse("2026-11-22"), Count: 4}
	thanksgiving := func(d day.Date) bool { return schedule.Holiday(d) != "" }
	if got, want := days(t, r, thanksgiving), "3 Dec, 10 Dec, 17 Dec, 24 Dec"; got != want {
		t.Errorf("four sessions are on %s, want %s", got, want)
	}
	r.Count, r.Until = 0, day.MustParse("2026-12-17")
	if got, want := days(t, r, thanksgiving), "3 Dec, 10 Dec, 17 Dec"; got != want {
		t.Errorf("until 17 December they are on %s, want %s", got, want)
	}
}

func TestARhythmThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about, field, sentence string
		change                 func(r *schedule.Rhythm)
	}{
		{"no beginning", "day", "between 1900 and 2199", func(r *schedule.Rhythm) { r.From = 0 }},
		{"never", "every", "1 to 12", func(r *schedule.Rhythm) { r.Every = 0 }},
		{"too seldom", "every", "1 to 12", func(r *schedule.Rhythm) { r.Every = 13 }},
		{"years", "unit", "weeks or months", func(r *schedule.Rhythm) { r.Unit = "years" }},
		{"on no day", "weekdays", "at least one", func(r *schedule.Rhythm) { r.Weekdays = nil }},
		{"sixth of a month", "nth", "first to the fifth", func(r *schedule.Rhythm) { r.Unit, r.Nth = schedule.Months, 6 }},
		{"second to last", "nth", "first to the fifth", func(r *schedule.Rhythm) { r.Unit, r.Nth = schedule.Months, -2 }},
		{"no day of a month", "monthday", "1 to 31", func(r *schedule.Rhythm) { r.Unit = schedule.Months }},
		{"the 32nd", "monthday", "1 to 31", func(r *schedule.Rhythm) { r.Unit, r.MonthDay = schedule.Months, 32 }},
		{"without an end", "until", "leave the other empty", func(r *schedule.Rhythm) { r.Count = 0 }},
		{"two ends", "until", "leave the other empty", func(r *schedule.Rhythm) { r.Until = r.From }},
		{"fewer than none", "count", "1 to 520", func(r *schedule.Rhythm) { r.Count = -1 }},
		{"too many", "count", "1 to 520", func(r *schedule.Rhythm) { r.Count = 521 }},
		{"ends before it begins", "until", "before the series begins", func(r *schedule.Rhythm) { r.Count, r.Until = 0, r.From-1 }},
		{"for six years", "until", "up to 22 November 2031", func(r *schedule.Rhythm) { r.Count, r.Until = 0, day.MustParse("2031-11-23") }},
		{"for ever", "until", "up to 22 November 2031", func(r *schedule.Rhythm) { r.Count, r.Until = 0, day.MustParse("9999-12-31") }},
		{"seven times a week for five years", "until", "more than 520", func(r *schedule.Rhythm) {
			r.Count, r.Until = 0, day.MustParse("2031-11-22")
			for d := range time.Weekday(7) {
				r.Weekdays = append(r.Weekdays, d)
			}
		}},
		{"on no day of its span", "until", "No day comes of this", func(r *schedule.Rhythm) { r.Count, r.Until = 0, day.MustParse("2026-11-25") }},
		{"more than five years hold", "count", "only 60 sessions", func(r *schedule.Rhythm) { r.Unit, r.MonthDay, r.Count = schedule.Months, 1, 61 }},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			r := schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Thursday}, From: day.MustParse("2026-11-22"), Count: 10}
			c.change(&r)
			found, err := r.Days(none)
			refused, is := errors.AsType[*roster.Refused](err)
			if !is || refused.Field != c.field || !strings.Contains(refused.Error(), c.sentence) {
				t.Errorf("answered %v and %d days, want %q at %q", err, len(found), c.sentence, c.field)
			}
		})
	}
}

// The days were taken from the calendar that the Office of Personnel Management publishes.
func TestFederalHolidays(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"2026-01-01": "New Year's Day", "2026-01-19": "Martin Luther King Jr. Day", "2026-02-16": "Presidents' Day", "2026-05-25": "Memorial Day",
		"2026-06-19": "Juneteenth", "2026-07-03": "Independence Day (observed)", "2026-07-04": "Independence Day", "2026-09-07": "Labor Day",
		"2026-10-12": "Columbus Day", "2026-11-11": "Veterans Day", "2026-11-26": "Thanksgiving Day", "2026-12-25": "Christmas Day",
		"2027-01-01": "New Year's Day", "2027-06-18": "Juneteenth (observed)", "2027-06-19": "Juneteenth", "2027-12-24": "Christmas Day (observed)",
		"2027-12-25": "Christmas Day", "2027-12-31": "New Year's Day (observed)",
	}
	got := make(map[string]string)
	for _, months := range []day.Span{
		{From: day.MustParse("2026-01-01"), To: day.MustParse("2027-01-01")},
		{From: day.MustParse("2027-06-01"), To: day.MustParse("2027-06-30")},
		{From: day.MustParse("2027-12-01"), To: day.MustParse("2027-12-31")},
	} {
		for d := months.From; d <= months.To; d++ {
			if name := schedule.Holiday(d); name != "" {
				got[d.String()] = name
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the holidays are otherwise (-want +got):\n%s", diff)
	}
}

// expansion is what the other reader is asked.
type expansion struct {
	Zone  string `json:"zone"`
	Local string `json:"local"`
	Rule  string `json:"rule"`
}

// Thousands of rules about both changes of clocks come out as the recurrence of ical.js and the zones of Node have them.
func TestRhythmsAgreeWithAnotherReader(t *testing.T) {
	t.Parallel()
	const seed, rules = 20261122, 3000
	random := rand.New(rand.NewPCG(seed, 0))
	var asked []expansion
	var ours [][]string
	for range rules {
		r, minute, zone := anyRhythm(random), anyMinute(random), anyZone(random)
		asked = append(asked, expansion{zone, schedule.Wall{Day: r.From, Minute: minute}.String() + ":00", ruleOf(r, minute)})
		ours = append(ours, instants(t, r, minute, zone))
	}
	var theirs [][]string
	if err := json.Unmarshal(expand(t, asked), &theirs); err != nil {
		t.Fatal(err)
	}
	sessions := 0
	for i, a := range asked {
		sessions += len(ours[i])
		if diff := cmp.Diff(theirs[i], ours[i]); diff != "" {
			t.Errorf("%+v (-theirs +ours):\n%s", a, diff)
		}
	}
	if len(theirs) != rules || sessions < 10*rules {
		t.Errorf("%d rules with %d sessions were compared", len(theirs), sessions)
	}
}

// expand has the other reader expand rules.
func expand(t *testing.T, rules []expansion) []byte {
	t.Helper()
	input, err := json.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", filepath.Join("..", "..", "tests", "npm", "expand-rules.mjs"))
	var said bytes.Buffer
	node.Stdin, node.Stderr = bytes.NewReader(input), &said
	answer, err := node.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, said.String())
	}
	return answer
}

func instants(t *testing.T, r schedule.Rhythm, minute int, zone string) []string {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	found, err := r.Days(none)
	if err != nil && !strings.Contains(err.Error(), "No day comes of this") {
		t.Fatalf("%+v: %v", r, err)
	}
	list := make([]string, 0, len(found))
	for _, d := range found {
		list = append(list, schedule.Wall{Day: d, Minute: minute}.Instant(location).Format(time.RFC3339))
	}
	return list
}

func anyZone(random *rand.Rand) string {
	zones := []string{"America/New_York", "America/New_York", "America/Chicago", "America/Anchorage", "America/Phoenix", "Europe/Berlin", "Australia/Lord_Howe"}
	return zones[random.IntN(len(zones))]
}

// anyMinute is most often at night, when clocks change.
func anyMinute(random *rand.Rand) int {
	if random.IntN(4) == 0 {
		return random.IntN(1440)
	}
	return 15 * random.IntN(17)
}

// anyRhythm begins about one of both changes of clocks.
func anyRhythm(random *rand.Rand) schedule.Rhythm {
	changes := []string{"2026-11-01", "2027-03-14", "2027-03-28", "2027-10-31", "2027-04-04", "2028-11-05"}
	r := schedule.Rhythm{
		Every: 1 + random.IntN(4), Unit: schedule.Units[random.IntN(2)],
		From: day.MustParse(changes[random.IntN(len(changes))]).AddDays(random.IntN(40) - 35),
	}
	switch {
	case r.Unit == schedule.Weeks:
		for d := range time.Weekday(7) {
			if random.IntN(3) == 0 || d == time.Sunday && random.IntN(2) == 0 {
				r.Weekdays = append(r.Weekdays, d)
			}
		}
		if len(r.Weekdays) == 0 {
			r.Weekdays = []time.Weekday{time.Sunday}
		}
	case random.IntN(3) == 0:
		r.MonthDay = 1 + random.IntN(31)
	default:
		r.Nth, r.Weekday = []int{1, 2, 3, 4, 5, schedule.LastOf}[random.IntN(6)], time.Weekday(random.IntN(7))
	}
	if r.Until = r.From.AddDays(random.IntN(500)); random.IntN(2) == 0 && r.Nth != 5 && r.MonthDay < 29 {
		r.Until, r.Count = 0, 1+random.IntN(14)
	}
	return r
}

// ruleOf writes a rhythm as RFC 5545 has it (3.3.10).
func ruleOf(r schedule.Rhythm, minute int) string {
	names := []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}
	rule := fmt.Sprintf("FREQ=MONTHLY;INTERVAL=%d", r.Every)
	switch {
	case r.Unit == schedule.Weeks:
		var on []string
		for _, d := range slices.Sorted(slices.Values(r.Weekdays)) {
			on = append(on, names[d])
		}
		rule = fmt.Sprintf("FREQ=WEEKLY;INTERVAL=%d;WKST=MO;BYDAY=%s", r.Every, strings.Join(on, ","))
	case r.Nth != 0:
		rule += fmt.Sprintf(";BYDAY=%d%s", r.Nth, names[r.Weekday])
	default:
		rule += fmt.Sprintf(";BYMONTHDAY=%d", r.MonthDay)
	}
	if r.Count != 0 {
		return rule + fmt.Sprintf(";COUNT=%d", r.Count)
	}
	year, month, dom := r.Until.Civil()
	return rule + fmt.Sprintf(";UNTIL=%04d%02d%02dT%02d%02d00", year, month, dom, minute/60, minute%60)
}
