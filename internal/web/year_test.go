package web_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/day"
	"attune/internal/schedule"
)

// bustling is the harbor with more to see in December 2026: on the 3rd at ten, Vic has a circle at the time of Ruth's and
// Ruth leads in it from half past; one session was moved, one called off.
func bustling() map[string]string {
	files := maps.Clone(harbor)
	files["groups.csv"] += `
monday,Monday circle,vic,CT,America/New_York,reflective,group,in_person,8,Main Street 5,harbor`
	files["sessions.csv"] += `
m1,monday,2026-12-03T10:30,60,scheduled,,,ruth,,,,
m2,monday,2026-12-03T12:00,60,scheduled,,,,,,,
m3,monday,2026-12-10T10:00,60,cancelled,,,ruth,,,,
m4,monday,2027-01-14T10:00,60,scheduled,,,,,,,`
	return files
}

func (v *town) yearOf(group string) string {
	v.Helper()
	return fmt.Sprintf("/groups/%d/year", v.group(group))
}

var dayCell = regexp.MustCompile(`(?s)<td class="day[^"]*">.*?</td>`)

// dayOf is what a calendar's tables say of a day.
func dayOf(a answer, date string) string {
	for _, cell := range dayCell.FindAllString(a.body, -1) {
		if strings.Contains(cell, ">"+date+"<") {
			return cell
		}
	}
	return ""
}

func TestTheYearOfAnAssociation(t *testing.T) {
	t.Parallel()
	inTown(t, bustling(), func(v *town) {
		v.closes("2026-12-21", "2027-01-02", "Winter break")
		cora := v.as("cora@example.org")
		cora.page("/groups").must(v.T, `href="/associations/CT/year"`)
		page := cora.page("/associations/CT/year?month=2026-12")
		page.must(v.T, "December 2026", "3 sessions, and 1 cancelled. 2 sessions clash with another.", "month=2026-11", "month=2027-01")
		third := dayOf(page, "Thursday 3 December 2026")
		for _, want := range []string{
			`href="` + v.at("thursday", "2026-12-03T10:00") + `"`, "10:00 AM–12:00 PM</span> Thursday circle", "Planned", "10:30–11:30 AM</span> Monday circle",
			"Clash: Monday circle is at the same time, 10:30–11:30 AM, and Ruth Okonkwo is to be in both", "Clash: Thursday circle is at the same time, 10:00 AM–12:00 PM",
		} {
			if !strings.Contains(third, want) {
				t.Errorf("the 3rd does not say %q:\n%s", want, third)
			}
		}
		if n := strings.Count(third, "Clash"); n != 2 {
			t.Errorf("%d clashes on the 3rd, want one at each of two sessions: what follows another does not clash", n)
		}
		for date, want := range map[string]string{
			"Thursday 10 December 2026": "Cancelled", "Friday 25 December 2026": "Christmas Day", "Monday 21 December 2026": "Winter break until 2 January 2027", "Tuesday 22 December 2026": "Winter break<", "Saturday 5 December 2026": `day free"`,
		} {
			if cell := dayOf(page, date); !strings.Contains(cell, want) {
				t.Errorf("%s does not say %q: %s", date, want, cell)
			}
		}
		page.mustNot(v.T, "Bay circle", "Wednesday 31 December 2025")
		if n := len(dayCell.FindAllString(page.body, -1)); n != 31 {
			t.Errorf("December has %d days", n)
		}
		list := cora.page("/associations/CT/year?view=list&month=2026-12")
		if n := strings.Count(list.body, "Winter break"); n != 3 || strings.Contains(list.body, "Tuesday 22 December 2026") {
			t.Errorf("the list names the winter break %d times, want at its beginning, beside Christmas and on New Year's Day", n)
		}
		list.must(v.T, "Winter break until 2 January 2027", "December 2026 to November 2027", "Thursday 14 January 2027", "Winter break", "Thanksgiving Day", "4 sessions, and 1 cancelled")
		if n := len(regexp.MustCompile(`<section class="month"`).FindAllString(list.body, -1)); n != 12 || strings.Contains(list.body, "<table") {
			t.Errorf("the list has %d months", n)
		}
	})
}

func TestTheYearOfAGroup(t *testing.T) {
	t.Parallel()
	inTown(t, bustling(), func(v *town) {
		here := v.yearOf("thursday") + "?month=2026-12"
		for who, clash := range map[string]string{"ruth": "you are to be in both", "cora@example.org": "Ruth Okonkwo is to be in both"} {
			page := v.as(who).page(here)
			page.must(v.T, "1 session. 1 session clashes with another.", "Monday circle is at the same time, 10:30–11:30 AM, and "+clash)
		}
		ana := v.as("ana").page(here)
		ana.must(v.T, "Thursday circle", v.at("thursday", "2026-12-03T10:00"))
		ana.mustNot(v.T, "Clash", "Monday circle")
		november := v.as("ana").page(v.yearOf("thursday") + "?month=2026-11")
		november.must(v.T, "Thanksgiving Day", "Cancelled", "Marked, not verified")
		vic := v.as("vic").page(v.yearOf("thursday") + "?month=2026-10") // who led once, and sees that alone
		vic.must(v.T, v.at("thursday", "2026-10-15T10:00"))
		vic.mustNot(v.T, v.at("thursday", "2026-10-01T10:00"))
	})
}

// One's own calendar holds what one receives, too, and nobody is in two places at once.
func TestOnesOwnYear(t *testing.T) {
	t.Parallel()
	files := bustling()
	files["memberships.csv"] += "\nmonday,ben,2026-01-01,"
	inTown(t, files, func(v *town) {
		ruth := v.as("ruth")
		ruth.page("/groups").must(v.T, `href="/calendar/year"`)
		page := ruth.page("/calendar/year?month=2026-12")
		page.must(v.T, `10:00–11:00 AM</span> PST Bay circle`, "and you are to be in both") // she belongs to that, in Los Angeles
		if cell := dayOf(page, "Thursday 3 December 2026"); strings.Count(cell, "<li>") != 3 || strings.Contains(cell, "12:00–1:00 PM Monday circle") {
			t.Errorf("her 3rd of December: %s", cell)
		}
		ben := v.as("ben").page("/calendar/year?month=2026-12")
		ben.must(v.T, "Clash: Monday circle is at the same time, 10:30–11:30 AM, and you are to be in both")
		v.as("ana").page("/calendar/year?month=2026-12").mustNot(v.T, "Monday circle", "Clash")
		ruth.page("/calendar/year?view=year&month=2026-12").must(v.T, "November 2027", `id="m2027-11"`)
		for _, wrong := range []string{"?month=soon", "?month=2026-13", "?month=1234-01", "?view=never", "?month=2026-12-01"} {
			ruth.page("/calendar/year"+wrong).must(v.T, "November 2026")
		}
		ruth.page("/calendar/year?month=1900-01").mustNot(v.T, `rel="prev"`)
	})
}

func TestWalkingTheYearInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 1280, 900)
	p.Go(v.url + v.yearOf("thursday"))
	for _, step := range []struct{ selector, month string }{
		{"[rel=next]", "December 2026"}, {"[rel=next]", "January 2027"}, {"[rel=prev]", "December 2026"},
	} {
		p.Follow(step.selector)
		if got := reads(p, ".month h2"); got != step.month {
			t.Errorf("%s leads to %q, want %q", step.selector, got, step.month)
		}
	}
	shown := func(selectors ...string) []bool {
		seen := make([]bool, len(selectors))
		for i, s := range selectors {
			seen[i] = browser.Eval[bool](p, `document.querySelector("`+s+`").checkVisibility()`)
		}
		return seen
	}
	parts := []string{".top nav", ".turns", ".foot", ".days", ".days thead", ".days .number"}
	if got := shown(parts...); slices.Contains(got, false) {
		t.Errorf("on the screen are shown %v of %q", got, parts)
	}
	p.Print()
	if got, want := shown(parts...), []bool{false, false, false, true, true, true}; !slices.Equal(got, want) {
		t.Errorf("on paper are shown %v of %q, want %v", got, parts, want)
	}
	p.Go(v.url + v.yearOf("thursday") + "?view=year")
	breaks := browser.Eval[[]string](p, `[...document.querySelectorAll(".month")].map(m => getComputedStyle(m).breakAfter)`)
	if len(breaks) != 12 || breaks[0] != "page" || breaks[10] != "page" || breaks[11] != "auto" {
		t.Errorf("twelve months break %q", breaks)
	}
	p.Go(v.url + v.yearOf("thursday") + "?month=2026-12")
	p.Follow(".days li a")
	if want := v.url + v.at("thursday", "2026-12-03T10:00"); p.Address() != want {
		t.Errorf("a session leads to %s, want %s", p.Address(), want)
	}
}

// Who looks for a session where it stood finds it where it stands, with whence it came.
func TestTheYearMarksWhatMoved(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		friday := day.MustParse("2026-12-04")
		c := schedule.Change{Day: &friday}
		id := v.session("thursday", "2026-12-03T10:00")
		if err := v.store.ReplanSession(v.Context(), id, c, "account:1", func(s schedule.Standing) (schedule.Session, error) { return s.Alone(c, noon) }); err != nil {
			t.Fatal(err)
		}
		page := v.as("ana").page(v.yearOf("thursday") + "?month=2026-12")
		if cell := dayOf(page, "Friday 4 December 2026"); !strings.Contains(cell, "Moved from Thursday 3 December 2026, 10:00 AM") {
			t.Errorf("the 4th does not say whence it came: %s", cell)
		}
		if cell := dayOf(page, "Thursday 3 December 2026"); strings.Contains(cell, "<a") {
			t.Errorf("it stands on the 3rd, too: %s", cell)
		}
	})
}
