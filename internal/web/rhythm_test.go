package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// serial is the first session of a series of the group, planned once.
func (v *town) serial(group string) schedule.SessionID {
	v.Helper()
	p := schedule.SeriesProposal{
		External: roster.External("attune-series-of-" + group), Group: v.group(group), Meeting: schedule.Meeting{Minute: 960, Minutes: 60},
		Rhythm: schedule.Rhythm{Every: 1, Unit: schedule.Weeks, Weekdays: []time.Weekday{time.Monday}, From: day.MustParse("2027-02-01"), Count: 3},
	}
	id, err := v.store.PlanSeries(v.Context(), p, "account:1", func(s schedule.Season) (schedule.Laid, error) { return p.Lay(s, noon) })
	if err != nil {
		v.Fatal(err)
	}
	course, err := v.store.Course(v.Context(), id, schedule.Revision{})
	if err != nil {
		v.Fatal(err)
	}
	return course.Sessions[0].ID
}

// The four Fridays are 4, 11, 18 December and 8 January: the 25th and the first are holidays.
func TestASeriesGetsOtherDays(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, ana := v.as("ruth"), v.as("ana")
		v.fridays(b)
		second, third := v.at("thursday", "2026-12-11T13:00"), v.at("thursday", "2026-12-18T13:00")
		b.decides(third+"/plan", "begins", "09:00") // by itself
		form := b.fill(second + "/rhythm")
		if form.Get("day") != "2026-12-11" || form.Get("every") != "1" || form.Get("begins") != "13:00" || form.Get("ends") != "14:30" {
			t.Errorf("the form opens with %v, want the series from this session on", form)
		}
		answers := []string{"weekdays", "2", "day", "2026-12-14", "count", "4", "until", "", "begins", "14:00", "ends", "15:30"}
		look := b.post(second+"/rhythm", b.fill(second+"/rhythm", append(answers, "step", "look")...))
		look.must(v.T, "Every week on Tuesday: 1 session moves, 2 sessions are new, 1 session is cancelled.", "1 session was changed by itself before",
			"is cancelled: the series has no such day any more", "Until now Friday 8 January 2027, 1:00 PM to 2:30 PM.")
		form = formIn(look.body)
		form.Set("step", "do")
		if a := b.post(second+"/rhythm", form); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("changing the days: %s\n%s", a.Status, a.body)
		}
		for _, local := range []string{"2026-12-04T13:00", "2026-12-18T09:00", "2026-12-22T14:00", "2026-12-29T14:00", "2027-01-05T14:00"} {
			ana.page(v.at("thursday", local))
		}
		ana.page(second).must(v.T, "Cancelled")
	})
}

// What was looked at is what is done: of two who give a series other days, the second looks again.
func TestTwoGiveASeriesOtherDays(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		v.fridays(ruth)
		second := v.at("thursday", "2026-12-11T13:00")
		mine := ruth.looked(second+"/rhythm", "weekdays", "2")
		cora.decides(second+"/plan", "reach", "all", "minutes", "60")
		a := ruth.post(second+"/rhythm", mine)
		if a.StatusCode != http.StatusConflict || v.told("CT", "series.changed") != 1 {
			t.Fatalf("the second: %s", a.Status)
		}
		a.must(v.T, "Somebody else was here", `value="2" checked`, "On record now: Friday", `value="14:30"`, "On record now: 2:00 PM")
		form := formIn(a.body)
		form.Set("step", "look")
		form = formIn(ruth.post(second+"/rhythm", form).body)
		form.Set("step", "do")
		var clicks sync.WaitGroup
		for range 2 {
			clicks.Go(func() {
				ruth.post(second+"/rhythm", form).mustGoTo(v.T, fmt.Sprintf("/groups/%d", v.group("thursday")))
			})
		}
		clicks.Wait()
		ruth.post(second+"/rhythm", form).mustGoTo(v.T, fmt.Sprintf("/groups/%d", v.group("thursday"))) // a third, late
		if n := v.told("CT", "series.changed"); n != 2 {
			t.Errorf("the series was changed %d times", n)
		}
		before := ruth.post(second+"/rhythm", ruth.fill(second+"/rhythm", "day", "2026-12-01", "step", "look"))
		if before.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(before.body, "This is before the session") {
			t.Errorf("from before the session on: %s", before.Status)
		}
		alone := v.at("thursday", "2026-12-03T10:00")
		if a := ruth.get(alone + "/rhythm"); a.StatusCode != http.StatusNotFound {
			t.Errorf("a session without a series: %s", a.Status)
		}
	})
}

func TestOtherDaysInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	v.fridays(v.as("ruth"))
	p.Go(v.url + v.at("thursday", "2026-12-11T13:00"))
	p.Follow(`a[href$="/rhythm"]`)
	p.Click(`[name=weekdays][value="1"]`)
	p.Follow("[name=step][value=look]")
	p.Click(`[name=skip][value="2026-12-14"]`)
	p.Follow("button[name=step][value=look]")
	if text := p.Text("main"); !strings.Contains(text, "left out") {
		t.Errorf("the page says %q", text)
	}
	if wide := browser.Eval[int64](p, `document.documentElement.scrollWidth`); wide > 360 {
		t.Errorf("the page is %d wide", wide)
	}
	p.Follow("button[name=step][value=do]")
	v.at("thursday", "2026-12-21T13:00")
}
