package web_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/attendance"
)

// The sheet of today's session holds Ana, Ben and Cleo, in this order; Dan left the day before.
const today = "2026-11-19T10:00"

// marked is the sheet of a page, filled in: a mark for each person in order.
func marked(page answer, marks ...string) url.Values {
	form := formIn(page.body)
	for i, mark := range marks {
		form.Set(fmt.Sprintf("people[%d].mark", i), mark)
	}
	form.Set("act", "verify")
	return form
}

// sheet is a session's sheet as the store has it.
func (v *town) sheet(group, local string) attendance.Sheet {
	v.Helper()
	sheet, err := v.store.Sheet(context.Background(), v.session(group, local))
	if err != nil {
		v.Fatal(err)
	}
	return sheet
}

// minutesOf are the standing entries of a sheet, in the order of people's ids.
func (v *town) credits(group, local string) map[string]int {
	v.Helper()
	credits := make(map[string]int)
	for _, e := range v.sheet(group, local).Standing {
		for _, name := range []string{"ana", "ben", "cleo", "dan", "ruth", "vic"} {
			if v.person(name) == e.Person {
				credits[name+" "+string(e.Direction)] = e.Minutes
			}
		}
	}
	return credits
}

func (v *town) mustCredit(group, local string, want map[string]int) {
	v.Helper()
	if got := v.credits(group, local); fmt.Sprint(got) != fmt.Sprint(want) {
		v.Errorf("credits of %s at %s: %v, want %v", group, local, got, want)
	}
}

func TestAProviderTakesAttendanceAndSigns(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		b.page("/").must(v.T, "Take attendance", path, "10:00 AM–12:00 PM", "Finish the sheet")
		b.page(path).must(v.T, "<span>3</span> not marked<span class=\"yet\"> yet</span>", "<span data-provides hidden>")
		page := b.page(path)
		page.must(v.T, "Ana Lindqvist", "Ben Hollis", "Cleo Rivera", `name="began" value="10:00"`, `name="ended" value="12:00"`)
		page.mustNot(v.T, "Dan Farrow", " checked")

		form := marked(page, "late", "early", "excused")
		form.Set("began", "10:05")
		form.Set("people[0].came", "10:25")
		form.Set("people[1].left", "11:30")
		if a := b.post(path, form); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != path {
			v.Fatalf("verifying: %s\n%s", a.Status, a.body)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 95, "ben received": 85, "ruth provided": 115})
		b.page(path).must(v.T, "Verified by Ruth Okonkwo on 19 November 2026, 12:30 PM EST", "Took place 10:05 AM–12:00 PM", "Late, came at 10:25 AM", "Left early, at 11:30 AM", "Excused",
			`title="3:00">3.00</data> <span>hours for 2 people`)

		// Ana sees the hour at once, and its verdict after the push.
		ana := v.as("ana")
		ana.page("/hours").must(v.T, "Verified a moment ago", "cut to two decimals")
		ana.page(path).must(v.T, "Late, came at 10:25 AM. The session took place 10:05 AM–12:00 PM.")
		v.push()
		ana.page("/hours/earning.IFS").must(v.T, "Thursday 19 November 2026", "There for 1.58 of 1.91 hours.", `title="1:35">1.58</data> counted`)
	})
}

func TestASecondClickChangesNothing(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "present", "late", "absent")
		for range 3 {
			if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
				v.Fatalf("%s\n%s", a.Status, a.body)
			}
		}
		sheet := v.sheet("thursday", today)
		if sheet.Version != 1 || sheet.Revision != 1 {
			v.Errorf("version %d, revision %d after three clicks", sheet.Version, sheet.Revision)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 105, "ruth provided": 120})
	})
}

func TestADraftIsKeptAndComesBack(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "late", "", "early")
		form.Set("people[0].until", "11:45")
		form.Set("people[2].left", "11:00")
		form.Set("ended", "12:10")
		form.Set("focus", "rsc_provision")
		form.Set("act", "draft")
		if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		if n := len(v.credits("thursday", today)); n != 0 {
			v.Errorf("a draft made %d entries", n)
		}
		again := formIn(b.page(path).body)
		for name, want := range map[string]string{
			"people[0].mark": "late", "people[0].came": "10:15", "people[0].until": "11:45", "people[1].mark": "", "people[2].mark": "early", "people[2].left": "11:00",
			"began": "10:00", "ended": "12:10", "focus": "rsc_provision", "revision": "1",
		} {
			if got := again.Get(name); got != want {
				v.Errorf("%s comes back as %q, want %q", name, got, want)
			}
		}
	})
}

func TestEveryonePresentWorksWithoutScripts(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := formIn(b.page(path).body)
		form.Set("act", "everyone")
		form.Set("ended", "11:45")
		a := b.post(path, form)
		if a.StatusCode != http.StatusOK || strings.Count(a.body, `value="present" checked`) != 3 {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		a.must(v.T, `title="5:15">5.25</data> hours</span> <small>for 3 people<span data-unmarked hidden>; <span>0</span> not marked<span class="yet"> yet</span></span><span data-provides>; <span>you</span> provided`, `value="11:45"`)
		if v.sheet("thursday", today).State != "" {
			v.Error("marking everybody saved something")
		}
		form = formIn(a.body)
		form.Set("act", "verify")
		if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 105, "ben received": 105, "cleo received": 105, "ruth provided": 105})
	})
}

func TestAFormThatFailsComesBackFilled(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		page := b.page(path)
		for name, story := range map[string]struct {
			change func(url.Values)
			says   []string
		}{
			"nobody marked": {func(f url.Values) {
				for i := range 3 {
					f.Del(fmt.Sprintf("people[%d].mark", i))
				}
			}, []string{"3 people on this sheet have no mark yet", "Choose a mark."}},
			"no beginning":           {func(f url.Values) { f.Set("began", "") }, []string{"Enter when it began", `aria-invalid="true"`}},
			"an end that is no time": {func(f url.Values) { f.Set("ended", "late") }, []string{"Enter when it ended", `value="late"`}},
			"came before it began":   {func(f url.Values) { f.Set("people[0].mark", "late"); f.Set("people[0].came", "09:30") }, []string{"Came at 9:30 AM is outside the session, which lasted 10:00 AM–12:00 PM"}},
			"left after the end":     {func(f url.Values) { f.Set("people[0].mark", "early"); f.Set("people[0].left", "12:30") }, []string{"Left at 12:30 PM is outside the session"}},
			"left before coming": {func(f url.Values) {
				f.Set("people[0].mark", "late")
				f.Set("people[0].came", "11:00")
				f.Set("people[0].until", "10:30")
			}, []string{"the second has to be later"}},
			"ends in the future": {func(f url.Values) { f.Set("ended", "12:45") }, []string{"The end you entered is still to come", `value="12:45"`}},
		} {
			form := marked(page, "present", "absent", "excused")
			story.change(form)
			a := b.post(path, form)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s: %s", name, a.Status)
				continue
			}
			a.must(v.T, story.says...)
			if name != "nobody marked" && !strings.Contains(a.body, `value="absent" checked`) {
				v.Errorf("%s: Ben's mark is gone", name)
			}
		}
		if state := v.sheet("thursday", today).State; state != "" {
			v.Errorf("a refused form left the sheet %s", state)
		}
	})
}

func TestSomebodyElseWasFaster(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		path := v.at("thursday", today)
		hers := marked(ruth.page(path), "present", "late", "excused")
		theirs := marked(cora.page(path), "present", "early", "excused")
		theirs.Set("act", "draft")
		if a := cora.post(path, theirs); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		a := ruth.post(path, hers)
		if a.StatusCode != http.StatusConflict {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		a.must(v.T, "Somebody else saved this sheet", "Saved meanwhile: Left early, at 11:45 AM.", `name="revision" value="1"`)
		a.mustNot(v.T, "Saved meanwhile: Excused", "Saved meanwhile: Present")
		again := formIn(a.body)
		if again.Get("people[1].mark") != "late" {
			v.Errorf("what she typed is gone: %v", again)
		}
		again.Set("act", "verify") // knowing what stands, she sends hers once more
		if a := ruth.post(path, again); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 105, "ruth provided": 120})

		late := cora.post(path, marked(answer{body: ""}, "present", "present", "present"))
		if late.StatusCode != http.StatusConflict {
			v.Errorf("an empty form on a verified sheet: %s", late.Status)
		}
		theirs.Set("act", "verify")
		a = cora.post(path, theirs)
		if a.StatusCode != http.StatusConflict {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		a.must(v.T, "Your changes were not kept", "What you had entered", "Left early, at 11:45 AM", "Late, came at 10:15 AM")
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 105, "ruth provided": 120})
	})
}

// A presence that the form's times cannot say, as a bundle may bring it, is not the form's to lose.
func TestWhatTheFormCannotSayIsKept(t *testing.T) {
	t.Parallel()
	odd := maps.Clone(harbor)
	odd["attendance.csv"] = strings.Replace(odd["attendance.csv"], "T15:35:00Z;", "T15:35:00Z;2026-11-05T15:10:00Z/2026-11-05T15:20:00Z;", 1)
	inTown(t, odd, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", "2026-11-05T10:00")
		page := b.page(path)
		page.must(v.T, "As recorded", "There 10:05–10:35 AM, 10:10–10:20 AM and 11:00 AM–12:00 PM", `name="began" value="10:05"`)
		form := marked(page, "kept", "present", "absent", "absent")
		if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		v.mustCredit("thursday", "2026-11-05T10:00", map[string]int{"ana received": 90, "ben received": 115, "ruth provided": 115})
	})
}

func TestASheetOpensAnHourBefore(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", "2026-12-03T10:00")
		b.page(path).must(v.T, "The attendance sheet opens here an hour before", "Ana Lindqvist")
		v.passes(14 * 24 * time.Hour) // Thursday 3 December, half past twelve
		v.as("ruth").page(path).must(v.T, "Save and verify")
	})
}

func TestACancelledSessionHasNoSheet(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", "2026-11-12T10:00")
		page := b.page(path)
		page.must(v.T, "Cancelled")
		page.mustNot(v.T, "Save and verify")
		form := marked(b.page(v.at("thursday", "2026-11-05T10:00")), "present", "present", "present", "present")
		if a := b.post(path, form); a.StatusCode != http.StatusConflict {
			v.Errorf("attendance of a cancelled session: %s\n%s", a.Status, a.body)
		}
	})
}

// Times are typed without a day, on a clock that is put forward and back.
func TestTimesAcrossMidnightAndClockChanges(t *testing.T) {
	t.Parallel()
	nights := map[string]string{}
	for name, text := range harbor {
		nights[name] = text
	}
	nights["sessions.csv"] = `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality
n1,thursday,2026-11-10T23:00,120,scheduled,,,,,,
n2,thursday,2026-03-08T01:30,90,scheduled,,,,,,
n3,thursday,2026-11-01T00:30,90,scheduled,,,,,,
n4,thursday,2026-11-11T00:15,60,scheduled,,,,,,`
	nights["attendance.csv"] = "session_id,person_id,mark,intervals,focus"
	inTown(t, nights, func(v *town) {
		b := v.as("ruth")
		for _, story := range []struct {
			name, starts, began, ended, came string
			wantBegan, wantEnded             string
			ana                              int
		}{
			{"over midnight", "2026-11-10T23:00", "23:10", "01:05", "00:05", "2026-11-11T04:10:00Z", "2026-11-11T06:05:00Z", 60},
			{"clocks put forward", "2026-03-08T01:30", "01:30", "04:00", "03:30", "2026-03-08T06:30:00Z", "2026-03-08T08:00:00Z", 30},
			{"clocks put back", "2026-11-01T00:30", "00:30", "03:00", "02:30", "2026-11-01T04:30:00Z", "2026-11-01T08:00:00Z", 30},
			{"began before midnight", "2026-11-11T00:15", "23:55", "01:00", "00:30", "2026-11-11T04:55:00Z", "2026-11-11T06:00:00Z", 30},
		} {
			path := v.at("thursday", story.starts)
			form := marked(b.page(path), "late", "absent", "absent", "absent")
			form.Set("began", story.began)
			form.Set("ended", story.ended)
			form.Set("people[0].came", story.came)
			if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
				v.Errorf("%s: %s\n%s", story.name, a.Status, a.body)
				continue
			}
			sheet := v.sheet("thursday", story.starts)
			if got := sheet.Began.Format(time.RFC3339) + " " + sheet.Ended.Format(time.RFC3339); got != story.wantBegan+" "+story.wantEnded {
				v.Errorf("%s: held %s", story.name, got)
			}
			if got := v.credits("thursday", story.starts)["ana received"]; got != story.ana {
				v.Errorf("%s: Ana got %d minutes, want %d", story.name, got, story.ana)
			}
		}
	})
}

// An instant in the hour that clocks show twice stays what it was as long as nobody types another time.
func TestAnUnchangedTimeIsTheSameInstant(t *testing.T) {
	t.Parallel()
	nights := map[string]string{}
	for name, text := range harbor {
		nights[name] = text
	}
	nights["sessions.csv"] = `
session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality,sheet
n1,thursday,2026-11-01T00:30,90,held,2026-11-01T06:10:20Z,2026-11-01T06:50:00Z,,,,,open`
	nights["attendance.csv"] = `
session_id,person_id,mark,intervals,focus
n1,ana,partial,2026-11-01T06:20:00Z/2026-11-01T06:50:00Z,`
	inTown(t, nights, func(v *town) {
		b := v.as("ruth")
		const starts = "2026-11-01T00:30"
		page := b.page(v.at("thursday", starts))
		page.must(v.T, `name="began" value="01:10:20"`, "data-clock-turns")
		if a := b.post(v.at("thursday", starts), marked(page, "late", "absent", "absent", "absent")); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("%s\n%s", a.Status, a.body)
		}
		sheet := v.sheet("thursday", starts)
		if !sheet.Began.Equal(time.Date(2026, 11, 1, 6, 10, 20, 0, time.UTC)) || v.credits("thursday", starts)["ana received"] != 30 {
			v.Errorf("held from %s, %v", sheet.Began, v.credits("thursday", starts))
		}
	})
}
