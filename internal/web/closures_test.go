package web_test

import (
	"net/http"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// closure are the parameters of the address of a closure that an association has.
func (v *town) closure(association roster.Association) map[string]string {
	v.Helper()
	winter := schedule.Closure{Name: "Winter break", Span: day.Span{From: day.MustParse("2026-12-21"), To: day.MustParse("2027-01-03")}}
	if err := v.store.AddClosure(v.Context(), association, winter, "account:1"); err != nil {
		v.Fatal(err)
	}
	list, err := v.store.Closures(v.Context(), association)
	if err != nil || len(list) != 1 {
		v.Fatalf("%d closures of %s: %v", len(list), association, err)
	}
	return ids(":id", list[0].ID)
}

func TestACoordinatorClosesAnAssociation(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		b.page("/groups").must(v.T, `href="/closures"`)
		look := b.decides("/closures/new", "name", "Advent week", "from", "2026-11-30", "to", "2026-12-04")
		look.must(v.T, "1 session is planned in that time, and stays as it is.", "Thursday 3 December 2026", `href="`+v.at("thursday", "2026-12-03T10:00")+`"`)
		look.mustNot(v.T, "Bay circle") // of another association, on the same day
		page := b.page("/closures")
		page.must(v.T, "From 30 November 2026 to 4 December 2026", "Advent week", "Thursday 26 November 2026", "Thanksgiving Day · federal holiday")
		if at := strings.Index; at(page.body, "Thursday 26 November 2026") > at(page.body, "Advent week") || at(page.body, "Advent week") > at(page.body, "Friday 25 December 2026") {
			t.Error("the days are not in their order")
		}
		v.as("ruth").page("/").must(v.T, "Thursday 3 December 2026")
		form := v.as("ruth").post(v.toPlanSeries("thursday"), v.as("ruth").fill(v.toPlanSeries("thursday"), "day", "2026-12-01", "begins", "13:00", "ends", "14:00", "count", "2", "step", "look"))
		form.must(v.T, "left out: Advent week")
		if a := b.post(pathTo(v, page, "/remove"), nil); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("removing it: %s", a.Status)
		}
		b.page("/closures").mustNot(v.T, "Advent week")
		for _, act := range []string{"closure.added", "closure.removed"} {
			if n := v.told("CT", act); n != 1 {
				t.Errorf("history tells %s %d times", act, n)
			}
		}
	})
}

// A session that was called off is not planned, and the day is that of the group's own clock.
func TestAClosureNamesOnlyWhatIsPlanned(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		for days, want := range map[[2]string]string{
			{"2026-11-12", "2026-11-12"}: "Nothing is planned in that time.", // cancelled
			{"2026-12-04", "2026-12-05"}: "Nothing is planned in that time.",
			{"2026-12-02", "2026-12-03"}: "1 session is planned",
			{"2026-11-19", "2026-12-03"}: "2 sessions are planned in that time, and stay as they are.",
		} {
			b.post("/closures/new", b.fill("/closures/new", "name", "Moving", "from", days[0], "to", days[1], "step", "look")).must(v.T, want)
		}
		if n := v.told("CT", "closure.added"); n != 0 {
			t.Errorf("looking added %d closures", n)
		}
	})
}

func TestWhatIsNoClosureIsToldAtItsQuestion(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		b.decides("/closures/new", "name", "Winter break", "from", "2026-12-21", "to", "2027-01-03")
		for _, c := range []struct {
			answers  []string
			sentence string
		}{
			{[]string{"name", ""}, "This is empty. Fill it in."},
			{[]string{"from", ""}, "Write a day, such as 2026-03-08."},
			{[]string{"to", "soon"}, "This is no day of the calendar."},
			{[]string{"to", "2027-02-01"}, "The last day is before the first. Correct one of them."},
			{[]string{"to", "2028-03-01"}, "A closure takes a year at most, here up to 29 February 2028."},
			{[]string{"name", "winter break", "from", "2027-01-02", "to", "2027-01-02"}, "Winter break is on record already, from 21 December 2026 to 3 January 2027."},
		} {
			form := b.fill("/closures/new", append([]string{"name", "Spring", "from", "2027-03-01", "to", "2027-03-05", "step", "look"}, c.answers...)...)
			a := b.post("/closures/new", form)
			if a.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%v: %s", c.answers, a.Status)
			}
			a.must(v.T, c.sentence)
		}
		form := formIn(b.post("/closures/new", b.fill("/closures/new", "name", "Spring", "from", "2027-03-01", "to", "2027-03-05", "step", "look")).body)
		form.Set("step", "do")
		for range 2 { // a second click adds nothing more
			if a := b.post("/closures/new", form); a.StatusCode != http.StatusSeeOther {
				t.Errorf("adding it: %s", a.Status)
			}
		}
		if n := v.told("CT", "closure.added"); n != 2 {
			t.Errorf("%d closures were added, want 2", n)
		}
	})
}
