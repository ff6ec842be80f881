package web_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/roster"
)

// toPlan is the address of the form that plans a session of a group.
func (v *town) toPlan(group string) string {
	v.Helper()
	return fmt.Sprintf("/groups/%d/sessions/new", v.group(group))
}

func TestAProviderPlansASession(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, ana := v.as("ruth"), v.as("ana")
		path, _ := v.subscribe("ana", "")
		before := v.stranger().page(path)
		form := b.fill(v.toPlan("thursday"))
		if form.Get("day") != "2026-12-10" || form.Get("begins") != "10:00" || form.Get("ends") != "12:00" {
			t.Errorf("the form opens with %v, want a week after the last session", form)
		}
		look := b.decides(v.toPlan("thursday"), "day", "2026-12-17", "begins", "09:30", "ends", "", "minutes", "90", "modality", "virtual", "colead", "max moreau")
		look.must(v.T, "Thursday 17 December 2026, 09:30 to 11:00 EST (America/New_York), 90 minutes, online, Main Street 5, led by Ruth Okonkwo.",
			"into the calendars of 3 members", "Max Moreau")
		look.mustNot(v.T, "at the same time", "Ana Lindqvist")
		b.page(fmt.Sprintf("/groups/%d", v.group("thursday"))).must(v.T, "Thursday 17 December 2026")
		session := v.at("thursday", "2026-12-17T09:30")
		ana.page("/").must(v.T, "Thursday 17 December 2026", session)
		ana.page(session).must(v.T, "09:30–11:00")
		v.as("max").page(session)
		if got := v.told("CT", "session.added"); got != 1 {
			t.Errorf("history tells of %d new sessions", got)
		}
		after := v.stranger().page(path)
		if after.Header.Get("Etag") == before.Header.Get("Etag") {
			t.Error("the calendar is the old one to a program that asks whether it changed")
		}
		events := strings.Split(after.body, "BEGIN:VEVENT")
		planned := slices.IndexFunc(events, func(e string) bool { return strings.Contains(e, "DTSTART;TZID=America/New_York:20261217T093000") })
		if planned < 0 || !strings.Contains(events[planned], "DTEND;TZID=America/New_York:20261217T110000") {
			t.Errorf("the calendar does not show it:\n%s", after.body)
		}
	})
}

func TestASessionOfThePastIsPlannedToTakeItsSheet(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		form := b.fill(v.toPlan("thursday"), "day", "2026-10-29", "begins", "10:00", "ends", "11:00", "step", "look")
		look := b.post(v.toPlan("thursday"), form)
		look.must(v.T, "It has begun already: its sheet, with 4 members, is open as soon as it is planned.")
		form = formIn(look.body)
		form.Set("step", "do")
		a := b.post(v.toPlan("thursday"), form)
		if session := v.at("thursday", "2026-10-29T10:00"); a.Header.Get("Location") != session {
			t.Errorf("planning it leads to %s, want %s", a.Header.Get("Location"), session)
		}
		b.page(a.Header.Get("Location")).must(v.T, "Everyone present")
	})
}

func TestThePreviewOfASessionWarns(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("cora@example.org")
		for _, c := range []struct {
			about, want string
			answers     []string
		}{
			{"a credential that ended", "With what Vic Adler holds on that day, the hour does not count toward IFS, which 2 members earn.", []string{"lead", "Vic Adler"}},
			{"when it ended", "IMHM-C of Vic Adler ends on 30 September 2026, before this session.", []string{"lead", "Vic Adler"}},
			{"a night without that time", "The clocks are put forward that night, and 02:30 does not exist. The session begins at 03:30.", []string{"day", "2027-03-14", "begins", "02:30", "ends", "04:30"}},
			{"a night with that time twice", "The clocks are put back that night, and 01:30 comes twice. The first one is meant.", []string{"day", "2027-11-07", "begins", "01:30", "ends", "03:00"}},
			{"another session of who leads", "Ruth Okonkwo is to be in 1 other session at the same time.", []string{"day", "2026-12-03", "begins", "11:00", "ends", "12:30"}},
			{"another session of members", "3 members of this group are to be in another session at the same time.", []string{"day", "2026-12-03", "begins", "11:00", "ends", "12:30"}},
			{"a session in another zone", "Ruth Okonkwo is to be in 1 other session at the same time.", []string{"day", "2026-12-03", "begins", "13:30", "ends", "14:30"}},
			{"an end on the next day", "23:30 to 00:30 on Friday 18 December 2026 EST", []string{"day", "2026-12-17", "begins", "23:30", "ends", "00:30"}},
		} {
			form := b.fill(v.toPlan("thursday"), c.answers...)
			form.Set("step", "look")
			a := b.post(v.toPlan("thursday"), form)
			if a.StatusCode != http.StatusOK || !strings.Contains(a.body, c.want) {
				t.Errorf("%s: %s, want %q\n%s", c.about, a.Status, c.want, a.body)
			}
			a.mustNot(v.T, "Ana Lindqvist", "Ben Hollis", "Cleo Rivera")
		}
		b.decides(fmt.Sprintf("/groups/%d/correct", v.group("thursday")), "capacity", "2", "reason", "A smaller room.")
		form := b.fill(v.toPlan("thursday"), "step", "look")
		b.post(v.toPlan("thursday"), form).must(v.T, "The group has room for 2, and 3 people belong to it on that day.")
		own := v.as("ruth")
		form = own.fill(v.toPlan("thursday"), "lead", "Vic Adler", "step", "look")
		a := own.post(v.toPlan("thursday"), form)
		a.must(v.T, "the hour does not count toward IFS")
		a.mustNot(v.T, "30 September") // what another holds is not a provider's to see
	})
}

func TestAnswersThatPlanNothing(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		for _, c := range []struct {
			about, field, want string
			answers            []string
		}{
			{"no day", "day", "Write a day", []string{"day", ""}},
			{"too long ago", "day", "more than a year ago", []string{"day", "2025-11-18"}},
			{"too far ahead", "day", "more than a year ahead", []string{"day", "2027-11-20"}},
			{"no time", "begins", "Write a time of the day", []string{"begins", ""}},
			{"no end", "ends", "Say when it ends", []string{"ends", ""}},
			{"two ends", "minutes", "it is 120 minutes", []string{"minutes", "90"}},
			{"too long", "ends", "would take 1380 minutes", []string{"ends", "09:00"}},
			{"a time of its own", "begins", "at that very time already", []string{"day", "2026-12-03"}},
			{"a lead from elsewhere", "lead", "Nobody of the group", []string{"lead", "Zoe Tan"}},
			{"a lead from elsewhere, by id", "lead", "Nobody of the group", []string{"lead", fmt.Sprint(v.person("zoe"))}},
			{"several meant", "lead", "More than one is meant", []string{"lead", "an"}},
			{"one who does both", "colead", "lead this session already", []string{"colead", "Ruth Okonkwo"}},
			{"a kind unheard of", "kind", "Choose one", []string{"kind", "party"}},
		} {
			form := b.fill(v.toPlan("thursday"), c.answers...)
			form.Set("step", "do")
			a := b.post(v.toPlan("thursday"), form)
			if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.want) || !strings.Contains(a.body, `id="`+c.field+`-wrong"`) {
				t.Errorf("%s: %s, want %q at %s\n%s", c.about, a.Status, c.want, c.field, a.body)
			}
		}
		if n := v.told("CT", "session.added"); n != 0 {
			t.Errorf("%d sessions were planned", n)
		}
	})
}

func TestOneOfSeveralOfANameIsChosen(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		for _, region := range []string{"North", "South"} {
			cora.decides("/people/new", "name", "Sam Reed", "region", region)
		}
		b := v.as("ruth")
		form := b.fill(v.toPlan("thursday"), "lead", "sam reed", "step", "look")
		a := b.post(v.toPlan("thursday"), form)
		a.must(v.T, "More than one is meant", "Sam Reed · North", "Sam Reed · South")
		people, err := v.store.FindPeople(context.Background(), "CT", "Sam Reed", 2)
		if err != nil || len(people) != 2 {
			t.Fatal(people, err)
		}
		form.Set("lead", fmt.Sprint(people[1].ID))
		look := b.post(v.toPlan("thursday"), form)
		look.must(v.T, "led by Sam Reed", "Sam Reed · "+people[1].Region)
		form = formIn(look.body)
		form.Set("step", "back")
		b.post(v.toPlan("thursday"), form).must(v.T, fmt.Sprintf(`<option value="%d" selected>Sam Reed`, people[1].ID))
		form.Set("step", "do")
		if a := b.post(v.toPlan("thursday"), form); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s\n%s", a.Status, a.body)
		}
	})
}

func TestTwoClicksPlanOneSession(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		form := b.fill(v.toPlan("thursday"), "step", "do")
		var clicks sync.WaitGroup
		for range 4 {
			clicks.Go(func() {
				if a := b.post(v.toPlan("thursday"), form); a.StatusCode != http.StatusSeeOther {
					t.Errorf("%s\n%s", a.Status, a.body)
				}
			})
		}
		clicks.Wait()
		if n := v.told("CT", "session.added"); n != 1 {
			t.Errorf("%d sessions were planned", n)
		}
		form.Set("id", string(roster.NewExternal())) // another form that says the same
		if a := b.post(v.toPlan("thursday"), form); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a second session at the same time: %s", a.Status)
		}
		form.Set("id", "t1")
		if a := b.post(v.toPlan("thursday"), form); a.StatusCode != http.StatusUnprocessableEntity && a.StatusCode != http.StatusBadRequest {
			t.Errorf("an id of somebody else's: %s", a.Status)
		}
	})
}

func TestHostileAnswersAboutASession(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	b := v.as("ruth")
	for _, name := range []string{"id", "day", "begins", "ends", "minutes", "modality", "kind", "lead", "colead"} {
		for kind, text := range hostile {
			form := b.fill(v.toPlan("thursday"))
			form.Set(name, text)
			a := b.post(v.toPlan("thursday"), form) // looked at, not done
			if a.StatusCode >= http.StatusInternalServerError || strings.Contains(a.body, "<script>alert") {
				t.Errorf("%s is %s: %s", name, kind, a.Status)
			}
		}
	}
	if n := v.told("CT", "session.added"); n != 0 {
		t.Errorf("%d sessions were planned", n)
	}
}
