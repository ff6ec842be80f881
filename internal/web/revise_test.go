package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// fridays plans six sessions of the Thursday circle, on Fridays at one.
func (v *town) fridays(b *visitor) {
	v.Helper()
	b.decidesSeries(v.toPlanSeries("thursday"), "day", "2026-12-04", "begins", "13:00", "ends", "14:30", "count", "4")
}

// decidesSeries fills in the form of a series, looks at its days and plans them.
func (b *visitor) decidesSeries(path string, answers ...string) {
	b.Helper()
	if a := b.post(path, b.looked(path, answers...)); a.StatusCode != http.StatusSeeOther {
		b.Fatalf("planning a series: %s\n%s", a.Status, a.body)
	}
}

func TestThisSessionAndThoseThatFollow(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		v.fridays(b)
		third := v.at("thursday", "2026-12-18T13:00")
		b.decides(third+"/plan", "minutes", "60")
		second := v.at("thursday", "2026-12-11T13:00")
		look := b.decides(second+"/plan", "reach", "following", "begins", "15:00", "minutes", "45", "lead", "Vic Adler")
		look.must(v.T, "When: every week on Friday, 3:00 PM to 3:45 PM (New York). Until now: every week on Friday, 1:00 PM to 2:30 PM (New York).",
			"Who leads: Vic Adler. Until now: Ruth Okonkwo.", "3 sessions change, from Friday 11 December 2026 to Friday 8 January 2027.", "1 session was changed by itself before, and that stays so.", "3 members",
			"IMHM-C of Vic Adler ended on 30 September 2026, before this session.", "So it is on 11 December 2026 and on 2 more days.")
		if n := v.told("CT", "series.changed"); n != 1 {
			t.Errorf("the series was changed %d times", n)
		}
		for local, minutes := range map[string]int{"2026-12-04T13:00": 90, "2026-12-11T15:00": 45, "2026-12-18T15:00": 60, "2027-01-08T15:00": 45} {
			if s := v.sheet("thursday", local).Session; s.Minutes != minutes {
				t.Errorf("%s takes %d minutes, want %d", local, s.Minutes, minutes)
			}
		}
		look = b.decides(second+"/plan", "reach", "all", "modality", "virtual")
		look.must(v.T, "4 sessions change, from Friday 4 December 2026")
	})
}

// A change of several sessions to another day goes on at the days of the series, with everything that was answered.
func TestSeveralSessionsMoveToAnotherDay(t *testing.T) {
	t.Parallel()
	for reach, want := range map[string]struct {
		says  string
		stand []string
	}{
		"following": {"Every week on Tuesday: 3 sessions move.", []string{"2026-12-04T13:00", "2026-12-08T15:00", "2026-12-15T15:00", "2027-01-05T15:00"}},
		"all":       {"Every week on Tuesday: 4 sessions move.", []string{"2026-12-01T15:00", "2026-12-08T15:00", "2026-12-15T15:00", "2027-01-05T15:00"}},
	} {
		t.Run(reach, func(t *testing.T) {
			t.Parallel()
			inHarbor(t, func(v *town) {
				b := v.as("cora@example.org")
				v.closes("2026-12-21", "2027-01-03", "Winter break")
				v.fridays(b)
				second := v.at("thursday", "2026-12-11T13:00")
				form := b.fill(second+"/plan", "reach", reach, "day", "2026-12-08", "begins", "15:00", "place", "Library", "lead", "Vic Adler", "step", "look")
				a := b.post(second+"/plan", form)
				if a.StatusCode != http.StatusSeeOther {
					t.Fatalf("to the other days: %s\n%s", a.Status, a.body)
				}
				if strings.Contains(a.Header.Get("Location"), "Adler") {
					t.Error("the address names who leads")
				}
				look := b.page(a.Header.Get("Location"))
				look.must(v.T, "Look before it is done", want.says)
				form = formIn(look.body)
				form.Set("step", "do")
				path := strings.Split(a.Header.Get("Location"), "?")[0]
				b.post(path, form).mustGoTo(v.T, fmt.Sprintf("/groups/%d", v.group("thursday")))
				for _, local := range want.stand {
					s := v.sheet("thursday", local).Session
					if moved := strings.HasSuffix(local, "15:00"); moved && (s.Place != "Library" || s.Lead != v.person("vic") || s.Minutes != 90) {
						t.Errorf("%s is %+v", local, s)
					}
				}
			})
		})
	}
}

// Of two who change one series, the second is told and shown both.
func TestTwoChangeOneSeries(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		v.fridays(ruth)
		second := v.at("thursday", "2026-12-11T13:00")
		form := ruth.looked(second+"/plan", "reach", "following", "begins", "15:00")
		cora.decides(second+"/plan", "reach", "all", "begins", "16:00")
		a := ruth.post(second+"/plan", form)
		if a.StatusCode != http.StatusConflict {
			t.Fatalf("the second: %s\n%s", a.Status, a.body)
		}
		a.must(v.T, "Somebody else was here", "On record now: 4:00 PM")
		a.mustNot(v.T, "On record now: this session")
		form = formIn(a.body)
		form.Set("step", "do")
		var clicks sync.WaitGroup
		for range 2 { // a double click
			clicks.Go(func() { ruth.post(second+"/plan", form).mustGoTo(v.T, second) })
		}
		clicks.Wait()
		v.at("thursday", "2026-12-04T16:00")
		v.at("thursday", "2026-12-18T15:00")
	})
}

func TestThisAndFollowingInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	v.fridays(v.as("ruth"))
	p.Go(v.url + v.at("thursday", "2026-12-11T13:00") + "/plan")
	p.Set("[name=reach]", "following")
	p.Set("[name=begins]", "15:30")
	p.Follow("[name=step][value=look]")
	if got := reads(p, "main"); !strings.Contains(got, "3 sessions change") {
		t.Errorf("before it is done: %q", got)
	}
	p.Follow("[name=step][value=do]")
	if got := reads(p, "main header"); !strings.Contains(got, "planned 3:30–5:00 PM") {
		t.Errorf("after: %q", got)
	}
	v.at("thursday", "2027-01-08T15:30")
	v.at("thursday", "2026-12-04T13:00")
}
