package schedule_test

import (
	"errors"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

func closure(name, from, to string) schedule.Closure {
	return schedule.Closure{Name: name, Span: day.Span{From: day.MustParse(from), To: day.MustParse(to)}}
}

func TestWhatIsNoClosure(t *testing.T) {
	t.Parallel()
	others := []schedule.Closure{closure("Winter break", "2026-12-21", "2027-01-03")}
	for _, c := range []struct {
		what            string
		closure         schedule.Closure
		field, sentence string // none: it is one
	}{
		{"a day", closure("Moving", "2026-12-01", "2026-12-01"), "", ""},
		{"a whole year", closure("Sabbatical", "2027-03-01", "2028-02-29"), "", ""},
		{"the same name another year", closure("Winter break", "2027-12-20", "2028-01-02"), "", ""},
		{"another reason on the same days", closure("Moving", "2026-12-21", "2027-01-03"), "", ""},
		{"no name", closure("", "2026-12-01", "2026-12-01"), "name", "Say what it is"},
		{"an end before the beginning", closure("Moving", "2026-12-02", "2026-12-01"), "to", "The last day is before the first."},
		{"a day more than a year", closure("Sabbatical", "2027-03-01", "2028-03-01"), "to", "up to 29 February 2028"},
		{"the same twice", closure("winter Break", "2026-12-21", "2027-01-03"), "name", "Winter break is on record already, from 21 December 2026 to 3 January 2027."},
		{"a part of it again", closure("Winter break", "2027-01-03", "2027-01-10"), "name", "Winter break is on record already"},
	} {
		err := c.closure.Check(others)
		refused, is := errors.AsType[*roster.Refused](err)
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s is refused: %v", c.what, err)
		case c.field != "" && (!is || refused.Field != c.field || !strings.Contains(err.Error(), c.sentence)):
			t.Errorf("%s: %v, want %q at %s", c.what, err, c.sentence, c.field)
		}
	}
}

// The federal holidays of 2027 as the Office of Personnel Management lists them.
func TestTheHolidaysOfAYear(t *testing.T) {
	t.Parallel()
	want := []string{
		"2027-01-01 New Year's Day", "2027-01-18", "2027-02-15", "2027-05-31", "2027-06-18 (observed)", "2027-06-19", "2027-07-04", "2027-07-05 (observed)",
		"2027-09-06", "2027-10-11", "2027-11-11", "2027-11-25", "2027-12-24 (observed)", "2027-12-25", "2027-12-31 (observed)",
	}
	got := schedule.Holidays(day.Span{From: day.MustParse("2027-01-01"), To: day.MustParse("2027-12-31")})
	if len(got) != len(want) {
		t.Fatalf("%d holidays, want %d: %v", len(got), len(want), got)
	}
	for i, h := range got {
		on, words, _ := strings.Cut(want[i], " ")
		if h.Day.String() != on || !strings.Contains(h.Name, words) || h.Name == "" {
			t.Errorf("holiday %d is %s %s, want %s", i, h.Day, h.Name, want[i])
		}
	}
}
