package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/schedule"
)

// toPlanSeries is the address of the form that plans a series of a group.
func (v *town) toPlanSeries(group string) string {
	v.Helper()
	return fmt.Sprintf("/groups/%d/series/new", v.group(group))
}

// closes has the association closed for some days.
func (v *town) closes(from, to, name string) {
	v.Helper()
	closure := schedule.Closure{Span: day.Span{From: day.MustParse(from), To: day.MustParse(to)}, Name: name}
	if err := v.store.AddClosure(v.Context(), "CT", closure, "account:1"); err != nil {
		v.Fatal(err)
	}
}

// fortnights are six sessions from the middle of December on, every second Wednesday, over two that are in the way.
var fortnights = []string{"day", "2026-12-09", "begins", "13:00", "ends", "14:30", "every", "2", "count", "6"}

func TestAProviderPlansASeries(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.closes("2026-12-21", "2027-01-08", "Winter break")
		b := v.as("ruth")
		form := b.fill(v.toPlanSeries("thursday"), append(fortnights, "step", "look")...)
		look := b.post(v.toPlanSeries("thursday"), form)
		look.must(v.T, "Every 2 weeks on Wednesday, 1:00 PM to 2:30 PM: 6 sessions from Wednesday 9 December 2026 to Wednesday 17 March 2027, Main Street 5, led by Ruth Okonkwo.",
			"Wednesday 23 December 2026", "left out: Winter break", "Wednesday 6 January 2027")
		if n := strings.Count(look.body, "left out: Winter break"); n != 2 {
			t.Errorf("%d days are left out for the winter break, want 2", n)
		}
		if n := v.told("CT", "session.added"); n != 0 {
			t.Errorf("%d sessions were planned by looking", n)
		}
		form = formIn(look.body)
		form.Set("step", "look")
		form.Add("skip", "2027-02-03")
		look = b.post(v.toPlanSeries("thursday"), form)
		look.must(v.T, "6 sessions from Wednesday 9 December 2026 to Wednesday 31 March 2027")
		form = formIn(look.body)
		form.Set("step", "do")
		for range 2 { // a second click plans nothing more
			if a := b.post(v.toPlanSeries("thursday"), form); a.StatusCode != http.StatusSeeOther {
				t.Fatalf("planning it: %s\n%s", a.Status, a.body)
			}
		}
		if n := v.told("CT", "session.added"); n != 6 {
			t.Errorf("%d sessions were planned, want 6", n)
		}
		group := b.page(fmt.Sprintf("/groups/%d", v.group("thursday")))
		group.must(v.T, "Wednesday 9 December 2026", "Wednesday 31 March 2027")
		group.mustNot(v.T, "Wednesday 3 February 2027", "Wednesday 23 December 2026")
		v.as("ana").page("/").must(v.T, "Wednesday 9 December 2026")
	})
}

// What was looked at is what is planned: where the days have become others meanwhile, nothing is.
func TestASeriesIsPlannedAsItWasLookedAt(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		form := formIn(b.post(v.toPlanSeries("thursday"), b.fill(v.toPlanSeries("thursday"), append(fortnights, "step", "look")...)).body)
		v.closes("2027-01-01", "2027-01-08", "Moving house")
		form.Set("step", "do")
		a := b.post(v.toPlanSeries("thursday"), form)
		if a.StatusCode != http.StatusUnprocessableEntity || v.told("CT", "session.added") != 0 {
			t.Errorf("answered %s, and planned %d", a.Status, v.told("CT", "session.added"))
		}
		a.must(v.T, "The days are others than those you looked at.", "left out: Moving house")
		form = formIn(a.body)
		form.Set("step", "do")
		if a := b.post(v.toPlanSeries("thursday"), form); a.StatusCode != http.StatusSeeOther || v.told("CT", "session.added") != 6 {
			t.Errorf("once more: %s, and planned %d", a.Status, v.told("CT", "session.added"))
		}
	})
}

// A day that was ticked stays left out, whichever button comes next.
func TestADayThatIsLeftOutStaysSo(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, to := v.as("ruth"), v.toPlanSeries("thursday")
		form := formIn(b.post(to, b.fill(to, append(fortnights, "step", "look")...)).body)
		form.Add("skip", "2027-02-03")
		for _, c := range []struct {
			step   string
			status int
			shown  string
		}{
			{"do", http.StatusUnprocessableEntity, "to Wednesday 3 March 2027"}, // a day that nobody looked at comes in
			{"back", http.StatusOK, "Look what it does"},
			{"look", http.StatusOK, "to Wednesday 3 March 2027"},
			{"back", http.StatusOK, "Look what it does"},
			{"do", http.StatusSeeOther, ""},
		} {
			form.Set("step", c.step)
			a := b.post(to, form)
			if a.StatusCode != c.status {
				t.Fatalf("%s: %s, want %d\n%s", c.step, a.Status, c.status, a.body)
			}
			if a.must(v.T, c.shown); c.shown != "" {
				form = formIn(a.body)
			}
		}
		group := b.page(fmt.Sprintf("/groups/%d", v.group("thursday")))
		group.must(v.T, "Wednesday 3 March 2027")
		group.mustNot(v.T, "Wednesday 3 February 2027")
	})
}

// Months that lack the day are told of before anything is planned.
func TestASeriesOfAFifthWeekday(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, to := v.as("ruth"), v.toPlanSeries("thursday")
		const lacking = "In a month without such a day the group does not meet."
		for _, c := range []struct{ day, again, words string }{
			{"2027-01-29", "nth", "Every month on the fifth Friday, "},
			{"2027-01-29", "day", "Every month on day 29, "},
		} {
			b.post(to, b.fill(to, append(fortnights, "day", c.day, "again", c.again, "every", "1", "step", "look")...)).must(v.T, c.words, lacking)
		}
		b.post(to, b.fill(to, append(fortnights, "day", "2027-01-28", "again", "nth", "step", "look")...)).mustNot(v.T, lacking)
	})
}

func TestASeriesThatCannotBePlanned(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		for _, c := range []struct {
			answers  []string
			sentence string
		}{
			{[]string{"count", ""}, "Say until which day the group meets, or how many times"},
			{[]string{"until", "2027-03-01"}, "leave the other empty"},
			{[]string{"every", "13"}, "Write a whole number from 1 to 12."},
			{[]string{"count", "521"}, "Write a whole number from 1 to 520."},
			{[]string{"count", "", "until", "2026-12-01"}, "This is before the series begins."},
			{[]string{"again", "never"}, "Choose one of these."},
			{[]string{"again", "last", "day", "2027-01-20", "weekdays", "5"}, "In months it is the weekday of the first day, Wednesday."},
			{[]string{"again", "day", "weekdays", "5"}, "The same day of each month is on any weekday."},
			{[]string{"day", "1999-01-01"}, "This is more than a year ago."},
			{[]string{"lead", "Nobody Known"}, "Nobody of the group&#39;s association has this name."},
		} {
			a := b.post(v.toPlanSeries("thursday"), b.fill(v.toPlanSeries("thursday"), append(append(fortnights, c.answers...), "step", "do")...))
			if a.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%v: %s", c.answers, a.Status)
			}
			a.must(v.T, c.sentence)
		}
		if n := v.told("CT", "session.added"); n != 0 {
			t.Errorf("%d sessions were planned", n)
		}
	})
}
