package endorsement

import (
	"testing"

	"attune/internal/day"
	"attune/internal/rulebook"
)

// The first day on which an hour of the basis would not come again, and whether any would come on that day.
func TestLapseOfARhythm(t *testing.T) {
	t.Parallel()
	basis := day.Span{From: day.MustParse("2026-05-01"), To: day.MustParse("2026-10-31")}
	hour := func(on string, lapses ...day.Span) rulebook.Judged {
		e := rulebook.Judged{Lapses: lapses}
		e.Date = day.MustParse(on)
		return e
	}
	from := func(on string) day.Span { return day.Span{From: day.MustParse(on)} }
	for name, row := range map[string]struct {
		past []rulebook.Judged
		want Lapse
	}{
		"none":              {[]rulebook.Judged{hour("2026-06-01")}, Lapse{}},
		"each":              {[]rulebook.Judged{hour("2026-06-01", from("2027-01-02")), hour("2026-07-01", from("2027-01-02"))}, Lapse{day.MustParse("2027-01-02"), true}},
		"one of two":        {[]rulebook.Judged{hour("2026-06-01"), hour("2026-07-01", from("2027-01-02"))}, Lapse{day.MustParse("2027-01-02"), false}},
		"one after another": {[]rulebook.Judged{hour("2026-06-01", from("2027-03-01")), hour("2026-07-01", from("2027-01-02"))}, Lapse{day.MustParse("2027-01-02"), false}},
		"before the basis":  {[]rulebook.Judged{hour("2026-04-01", from("2027-01-02")), hour("2026-07-01")}, Lapse{}},
	} {
		if got := lapseOf(row.past, basis); got != row.want {
			t.Errorf("%s: %v, want %v", name, got, row.want)
		}
	}
	if got := lapseOf([]rulebook.Judged{hour("2026-06-01", from("2027-01-02"))}, day.Span{}); got != (Lapse{}) {
		t.Errorf("without a basis: %v", got)
	}
}
