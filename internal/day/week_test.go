package day_test

import (
	"testing"
	"time"

	"attune/internal/day"
)

func TestTheFirstWeekThatIsFree(t *testing.T) {
	t.Parallel()
	const thursday = time.Thursday
	for name, c := range map[string]struct {
		taken   []string
		weekday time.Weekday
		from    string
		want    string
	}{
		"nothing planned, on the day":    {nil, thursday, "2026-11-19", "2026-11-19"},
		"nothing planned, the day after": {nil, thursday, "2026-11-20", "2026-11-26"},
		"a gap":                          {[]string{"2026-11-19", "2026-12-03"}, thursday, "2026-11-19", "2026-11-26"},
		"no gap":                         {[]string{"2026-11-19", "2026-11-26", "2026-12-03"}, thursday, "2026-11-19", "2026-12-10"},
		"moved to its Monday":            {[]string{"2026-11-16"}, thursday, "2026-11-17", "2026-11-26"},
		"a Sunday ends its week":         {[]string{"2026-11-22"}, time.Monday, "2026-11-22", "2026-11-23"},
		"a Sunday after a Monday":        {[]string{"2026-11-16"}, time.Sunday, "2026-11-17", "2026-11-29"},
		"planned for months before":      {[]string{"2026-08-06"}, thursday, "2026-11-19", "2026-11-19"},
	} {
		var taken []day.Date
		for _, d := range c.taken {
			taken = append(taken, day.MustParse(d))
		}
		if got := day.FreeWeek(taken, c.weekday, day.MustParse(c.from)); got != day.MustParse(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
