package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/roster"
)

const toNextYear = "/groups/next-year"

// rounds is the harbor with two more groups of Ruth's: one has met on the first Tuesday of each month since January, with
// Ana, Ben and Cleo in it and room for two, and one of Vic's on Mondays, that nobody belongs to.
func rounds() map[string]string {
	files := maps.Clone(harbor)
	files["groups.csv"] += `
tuesday,Tuesday circle 2026,ruth,CT,America/New_York,reflective,group,in_person,2,Main Street 5,harbor
monday,Monday circle,vic,CT,America/New_York,reflective,group,virtual,0,Online,`
	files["memberships.csv"] += `
tuesday,ana,2026-01-01,
tuesday,ben,2026-03-01,2026-12-31
tuesday,cleo,2026-02-01,
tuesday,dan,2026-01-01,2026-06-30`
	for month := 1; month <= 12; month++ {
		first := [...]int{6, 3, 3, 7, 5, 2, 7, 4, 1, 6, 3, 1}[month-1]
		files["sessions.csv"] += fmt.Sprintf("\nu%02d,tuesday,2026-%02d-%02dT13:00,90,scheduled,,,,,,,", month, month, first)
	}
	for i, date := range []string{"10-05", "10-19", "11-02", "11-16", "11-30"} {
		files["sessions.csv"] += fmt.Sprintf("\nm%d,monday,2026-%sT09:00,60,scheduled,,,,,,,", i, date)
	}
	return files
}

// roundsBrowser is those groups with a browser in which Cora is at home, who coordinates them.
func roundsBrowser(t *testing.T) (*town, *browser.Page) {
	t.Helper()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, rounds()))
	v.invite("cora@example.org", "CT")
	p := browser.Open(t, 360, 740)
	v.signIn(p, "cora@example.org")
	return v, p
}

// copyOf is what the questions about a group begin with.
func (v *town) copyOf(group string) string {
	v.Helper()
	return fmt.Sprintf("g%d.", v.group(group))
}

// copied is the copy of a group; zero for none.
func (v *town) copied(group string) roster.GroupID {
	v.Helper()
	list, err := v.store.Copyable(v.Context(), v.person("ruth"), []roster.Association{"CT", "MI"}, v.clock(), 0, 100)
	if err != nil {
		v.Fatal(err)
	}
	for _, of := range list {
		if of.Record.Group.ID == v.group(group) {
			return of.Copy.Group.ID
		}
	}
	return 0
}

func TestLastYearsGroupsAreCopied(t *testing.T) {
	t.Parallel()
	inTown(t, rounds(), func(v *town) {
		v.closes("2027-03-01", "2027-03-07", "Spring break")
		cora := v.as("cora@example.org")
		page := cora.page(toNextYear)
		page.must(v.T, "Tuesday circle 2026", "Every month on the first Tuesday, 1:00 PM to 2:30 PM: 11 sessions from Tuesday 5 January 2027 to Tuesday 7 December 2027, Main Street 5, led by Ruth Okonkwo.",
			"12 days, 1 left out", "left out: Spring break", "2 members are asked whether to go on, until the end of Thursday 10 December 2026.", "room for 2: 1 more waits",
			"no rhythm is evident", "Every 2 weeks on Monday")
		page.mustNot(v.T, "Bay circle", "Ana Lindqvist")
		form := formIn(page.body)
		if form.Get(v.copyOf("tuesday")+"name") != "Tuesday circle 2027" || !form.Has(v.copyOf("tuesday")+"copy") || form.Has(v.copyOf("thursday")+"copy") {
			t.Errorf("the page opens with %v", form)
		}
		form.Set("step", "do")
		for range 2 { // a double click
			if a := cora.post(toNextYear, form); a.StatusCode != http.StatusSeeOther {
				t.Fatalf("copying: %s\n%s", a.Status, a.body)
			}
		}
		if n := v.told("CT", "group.added"); n != 2 {
			t.Errorf("%d groups were added", n)
		}
		page = cora.page(toNextYear)
		page.must(v.T, "Copied already", "2 have not answered yet, 1 waits for a place.", "Nobody was asked.", fmt.Sprintf("/groups/%d", v.copied("tuesday")))
		next := cora.page(fmt.Sprintf("/groups/%d", v.copied("tuesday")))
		next.must(v.T, "Tuesday circle 2027", `Tuesday 5 January 2027, <span class="whole">1:00–2:30 PM`, "Main Street 5")
		cora.page(fmt.Sprintf("/groups/%d", v.group("tuesday"))).must(v.T, "since 1 January 2026 until 4 January 2027", "since 1 March 2026 until 31 December 2026", "from 1 January 2026 to 30 June 2026")
	})
}

// What keeps one group from being copied keeps none of the others, and what was entered stays.
func TestOneGroupThatIsRefusedKeepsNoOther(t *testing.T) {
	t.Parallel()
	inTown(t, rounds(), func(v *town) {
		cora := v.as("cora@example.org")
		tuesday, monday, thursday := v.copyOf("tuesday"), v.copyOf("monday"), v.copyOf("thursday")
		for _, c := range []struct {
			about, want string
			answers     []string
		}{
			{"no name", "This is empty. Fill it in.", []string{tuesday + "name", "  "}},
			{"a name with what nobody sees", "cannot be", []string{tuesday + "name", "Tuesday \u202e circle"}},
			{"another day than was looked at", "are others than those you looked at", []string{tuesday + "s0.day", "2027-02-02"}},
			{"a day in the past", "The next year begins on a day that is to come", []string{tuesday + "s0.day", "2026-11-03"}},
			{"an end before the beginning", "This is before the series begins", []string{tuesday + "s0.until", "2026-12-01"}},
			{"nobody of that name", "Nobody of the group&#39;s association has this name", []string{tuesday + "s0.lead", "Nemo"}},
			{"no number", "Write a whole number", []string{tuesday + "s0.every", "99999999999999999999"}},
		} {
			form := cora.fill(toNextYear, c.answers...)
			form.Set("step", "do")
			form.Del(monday + "copy")
			a := cora.post(toNextYear, form)
			if a.StatusCode != http.StatusUnprocessableEntity || v.copied("tuesday") != 0 {
				t.Fatalf("%s: %s, copied to %d", c.about, a.Status, v.copied("tuesday"))
			}
			a.must(v.T, c.want)
		}
		form := cora.fill(toNextYear, tuesday+"s0.day", "2027-02-02", tuesday+"name", "First Tuesdays", thursday+"copy", "yes", "step", "do")
		a := cora.post(toNextYear, form)
		if a.StatusCode != http.StatusUnprocessableEntity || v.copied("monday") == 0 || v.copied("tuesday")+v.copied("thursday") != 0 {
			t.Fatalf("%s, copied to %d, %d and %d", a.Status, v.copied("monday"), v.copied("tuesday"), v.copied("thursday"))
		}
		a.must(v.T, "Copied already", "Monday circle 2027", "are others than those you looked at", "11 sessions from Tuesday 2 February 2027", "Write a day, such as 2026-03-08.")
		form = formIn(a.body)
		form.Del(thursday + "copy")
		form.Set("step", "do")
		if a := cora.post(toNextYear, form); a.StatusCode != http.StatusSeeOther || v.copied("tuesday") == 0 {
			t.Errorf("looked at again, it is not copied: %s\n%s", a.Status, a.body)
		}
		cora.page("/groups").must(v.T, "First Tuesdays")
	})
}

// Two people copy the same groups: the second finds them copied. Somebody who plans no such group sees none.
func TestTwoPeopleCopyTheSameGroups(t *testing.T) {
	t.Parallel()
	inTown(t, rounds(), func(v *town) {
		cora, ruth := v.as("cora@example.org"), v.as("ruth")
		page := ruth.page(toNextYear)
		page.must(v.T, "Tuesday circle 2026")
		page.mustNot(v.T, "Monday circle", "Bay circle")
		hers, his := formIn(page.body), cora.fill(toNextYear, "step", "do")
		hers.Set("step", "do")
		for b, form := range map[*visitor]url.Values{cora: his, ruth: hers} {
			if a := b.post(toNextYear, form); a.StatusCode != http.StatusSeeOther {
				t.Errorf("copying: %s\n%s", a.Status, a.body)
			}
		}
		if n := v.told("CT", "group.added"); n != 2 {
			t.Errorf("%d groups were added", n)
		}
		v.as("vic").page(toNextYear).mustNot(v.T, "Tuesday circle")
		if a := v.as("ana").get(toNextYear); a.StatusCode != http.StatusNotFound {
			t.Errorf("to Ana, who plans nothing: %s", a.Status)
		}
		form := v.as("vic").fill(toNextYear, v.copyOf("thursday")+"copy", "yes", v.copyOf("thursday")+"seen", "x", "step", "do")
		if a := v.as("vic").post(toNextYear, form); v.copied("thursday") != 0 {
			t.Errorf("Vic copied a group of Ruth's: %s", a.Status)
		}
	})
}

// From home to every group copied, each with its days to look at: two clicks.
func TestCopyingAYearInABrowser(t *testing.T) {
	t.Parallel()
	_, p := roundsBrowser(t)
	copied := counting(t, p, copyYear, 0)
	p.Follow(`main a[href="/groups/next-year"]`)
	if text := p.Text("main"); !strings.Contains(text, "12 sessions from Tuesday 5 January 2027 to Tuesday 7 December 2027") {
		t.Errorf("before anything is copied the page says %s", text)
	}
	p.Follow("[name=step][value=do]")
	copied()
	if text := reads(p, "[aria-labelledby=copied]"); !strings.Contains(text, "Tuesday circle 2027 of Tuesday circle 2026 2 have not answered yet, 1 waits for a place.") {
		t.Errorf("after copying the page says %s", text)
	}
}

// Members of the old group say from home whether they go on, in one click each; whoever planned the year sees it.
func TestGoingOnInABrowser(t *testing.T) {
	t.Parallel()
	v, p := roundsBrowser(t)
	p.Follow(`main a[href="/groups/next-year"]`)
	p.Follow("[name=step][value=do]")
	for _, say := range []struct{ who, button, answer string }{{"ana", "Yes, I go on", "take"}, {"cleo", "No", "decline"}} {
		v.signIn(p, say.who)
		text := reads(p, "[aria-labelledby=places]")
		if !strings.Contains(text, "Tuesday circle 2026 goes on as this group from 5 January 2027 on. Do you go on? Your place is kept until the end of 10 December 2026;") || !strings.Contains(text, say.button) || strings.Contains(text, "Take the place") {
			t.Errorf("%s is asked: %s", say.who, text)
		}
		said := counting(t, p, goOn, 0)
		p.Follow(fmt.Sprintf("[aria-labelledby=places] [name=step][value=%s]", say.answer))
		said()
	}
	if text := p.Text("main"); !strings.Contains(text, "Hello") || strings.Contains(text, "Do you go on?") {
		t.Errorf("who said no reads %s", text)
	}
	v.signIn(p, "cora@example.org")
	p.Follow(`main a[href="/groups/next-year"]`)
	if text := reads(p, "[aria-labelledby=copied]"); !strings.Contains(text, "1 comes, 1 does not come, 1 has not answered yet.") {
		t.Errorf("whoever planned it reads %s", text)
	}
	if said := v.as("ben").page("/"); strings.Contains(said.body, "Take the place") { // who waited goes on as well
		t.Error("who belonged to the old group is asked as if they were new")
	}
}

// Of series that are side by side one can be left out.
func TestASeriesIsLeftOutOfTheNextYear(t *testing.T) {
	t.Parallel()
	inTown(t, rounds(), func(v *town) {
		ruth := v.as("ruth")
		ruth.decidesSeries(v.toPlanSeries("thursday"), "day", "2026-12-04", "begins", "13:00", "ends", "14:30", "count", "4")
		ruth.decidesSeries(v.toPlanSeries("thursday"), "day", "2026-12-07", "begins", "16:00", "ends", "17:00", "count", "4")
		thursday := v.copyOf("thursday")
		page := ruth.page(toNextYear)
		page.must(v.T, "Leave this series out", thursday+"s1.leave")
		page.mustNot(v.T, v.copyOf("tuesday")+"s0.leave")
		form := formIn(page.body)
		form.Set(thursday+"copy", "yes")
		form.Set(thursday+"s1.leave", "yes")
		form.Set("step", "do")
		if a := ruth.post(toNextYear, form); a.StatusCode != http.StatusUnprocessableEntity || v.copied("thursday") != 0 {
			t.Fatalf("copied without a look: %s", a.Status)
		}
		form.Set("step", "look")
		a := ruth.post(toNextYear, form)
		a.must(v.T, "Not carried on: ")
		form = formIn(a.body)
		form.Set("step", "do")
		if a := ruth.post(toNextYear, form); a.StatusCode != http.StatusSeeOther || v.copied("thursday") == 0 {
			t.Fatalf("not copied: %s\n%s", a.Status, a.body)
		}
		next := ruth.page(fmt.Sprintf("/groups/%d/year?view=list&month=2027-12", v.copied("thursday")))
		next.must(v.T, "4 sessions")
		if monday, friday := strings.Contains(next.body, "5:00 PM"), strings.Contains(next.body, "2:30 PM"); monday == friday {
			t.Errorf("both series are carried on, or none: %t and %t\n%s", monday, friday, next.body)
		}
	})
}
