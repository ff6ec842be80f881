package web

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/day"
	"attune/internal/rulebook"
)

func TestHoursAreCutAndNeverRounded(t *testing.T) {
	t.Parallel()
	for m, want := range map[minutes][3]string{
		105:  {"1.75", "1:45", "1.75"},
		1439: {"23.98", "23:59", "23.98"},
		1440: {"24.00", "24:00", "24"},
		0:    {"0.00", "0:00", "0"},
		5:    {"0.08", "0:05", "0.08"},
	} {
		if got := [3]string{m.Hours(), m.Clock(), m.Asked()}; got != want {
			t.Errorf("%d minutes: %q, want %q", m, got, want)
		}
	}
}

func TestTheZoneIsNamedWhereItShowsAnotherTime(t *testing.T) {
	t.Parallel()
	summer := time.Date(2026, 7, 1, 16, 0, 0, 0, time.UTC)
	for _, row := range []struct{ shown, reader, want string }{
		{"America/Los_Angeles", "America/New_York", "PDT"},
		{"America/New_York", "America/Detroit", ""}, // another name for the same time
		{"America/Phoenix", "America/Los_Angeles", ""},
		{"America/New_York", "America/New_York", ""},
	} {
		if got := clocksOf(summer, time.Time{}, zoneNamed(row.shown), zoneNamed(row.reader)).Zone; got != row.want {
			t.Errorf("%s to a reader in %s: %q, want %q", row.shown, row.reader, got, row.want)
		}
	}
}

func TestTheMeterNeverOverflows(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		counted, held, required int
		want                    meterView
	}{
		{720, 360, 1440, meterView{Counted: "50%", WaitsFrom: "50%", Waits: "25%"}},
		{1440, 600, 1440, meterView{Counted: "100%", WaitsFrom: "100%", Waits: "0%"}},
		{1080, 900, 1440, meterView{Counted: "75%", WaitsFrom: "75%", Waits: "25%"}},
		{2000, 0, 1440, meterView{Counted: "100%", WaitsFrom: "100%", Waits: "0%"}},
		{0, 0, 0, meterView{Counted: "0%", WaitsFrom: "0%", Waits: "0%"}},
	} {
		got := meterOf(rulebook.Judgement{Counted: row.counted, Held: row.held, Required: row.required})
		got.Label = ""
		if got != row.want {
			t.Errorf("%d counted and %d held of %d: %+v", row.counted, row.held, row.required, got)
		}
	}
}

func TestMonthByMonth(t *testing.T) {
	t.Parallel()
	entry := func(on string, minutes int, verdict rulebook.Verdict) rulebook.Judged {
		return rulebook.Judged{Date: day.MustParse(on), Minutes: minutes, Verdict: verdict}
	}
	j := rulebook.Judgement{
		Purpose: rulebook.Purpose{Kind: rulebook.Earning, Category: "IFS"}, Required: 1440,
		Window: day.Span{From: day.MustParse("2025-12-15"), To: day.MustParse("2026-02-14")},
		Entries: []rulebook.Judged{
			entry("2025-11-30", 60, rulebook.Rejected), entry("2025-12-20", 60, rulebook.Counted), entry("2025-12-31", 60, rulebook.Counted),
			entry("2026-01-01", 30, rulebook.HeldBack), entry("2026-02-02", 90, rulebook.Rejected), entry("2026-03-01", 60, rulebook.HeldBack),
		},
	}
	got := monthsOf(j, day.MustParse("2026-01-20"))
	want := figures{
		Name: "months", Title: "Month by month", Unit: "hours", Hours: true, Bars: true,
		Labels:  []string{"December 2025", "January 2026", "February 2026"},
		Strands: []strand{{"counted", []point{{120, false}, {0, false}, {0, true}}}, {"waiting", []point{{0, false}, {30, false}, {0, true}}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	if got := monthsOf(rulebook.Judgement{Purpose: j.Purpose, Required: 1440}, 0).draw(); got.Words != "" {
		t.Errorf("a window that has not opened is drawn: %+v", got)
	}
}

func TestTheCookieIsAsStrictAsTheAddressAllows(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]struct {
		name   string
		secure bool
	}{
		"https://attune.example.org": {"__Host-attune", true},
		"https://127.0.0.1:8443":     {"__Host-attune", true},
		"http://127.0.0.1:8080":      {"attune", false},
		"http://localhost:8080":      {"attune", false},
		"http://[::1]:8080":          {"attune", false},
		"http://attune.local":        {"attune", true},
	} {
		at, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		c := newVisits(Config{}, at).Cookie
		if c.Name != want.name || c.Secure != want.secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: %+v", base, c)
		}
	}
}

func TestABaseURLMustBeAnAddress(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "attune.example.org", "ftp://attune.example.org", "https://example.org/attune", "https://", "/attune"} {
		if _, err := New(Config{BaseURL: base}); err == nil {
			t.Errorf("%q is taken for an address", base)
		}
	}
}
