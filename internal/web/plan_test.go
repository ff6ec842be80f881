package web_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"attune/internal/dbtest"
	"attune/internal/roster"
)

// More people than the rules like are warned of before they come, and who leads is none of them.
func TestMoreThanTheRulesLike(t *testing.T) {
	t.Parallel()
	files := maps.Clone(harbor)
	for i := range 6 {
		files["people.csv"] += fmt.Sprintf("\nmore%d,More %d,,CT,", i, i)
		files["memberships.csv"] += fmt.Sprintf("\nthursday,more%d,2026-01-01,", i)
	}
	inTown(t, files, func(v *town) {
		b, sentence := v.as("ruth"), "9 people belong to the group on that day beside who leads, and the rules warn of a session with more than 8."
		b.decides(v.toPlan("thursday"), "day", "2026-12-17", "begins", "09:30", "ends", "10:30").must(v.T, sentence)
		b.decides(v.toPlan("thursday"), "day", "2026-12-18", "begins", "09:30", "ends", "10:30", "colead", "More 3").mustNot(v.T, sentence)
	})
}

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
		if form.Get("day") != "2026-11-26" || form.Get("begins") != "10:00" || form.Get("ends") != "12:00" {
			t.Errorf("the form opens with %v, want the first week without a session, as the last one", form)
		}
		look := b.decides(v.toPlan("thursday"), "day", "2026-12-17", "begins", "09:30", "ends", "", "minutes", "90", "modality", "virtual", "colead", "max moreau")
		look.must(v.T, "Thursday 17 December 2026, 9:30 AM to 11:00 AM EST (New York), 90 minutes, online, Main Street 5, led by Ruth Okonkwo.",
			"into the calendars of 3 members", "Max Moreau")
		look.mustNot(v.T, "at the same time", "Ana Lindqvist")
		b.page(fmt.Sprintf("/groups/%d", v.group("thursday"))).must(v.T, "Thursday 17 December 2026")
		session := v.at("thursday", "2026-12-17T09:30")
		ana.page("/").must(v.T, "Thursday 17 December 2026", session)
		ana.page(session).must(v.T, "9:30–11:00 AM")
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
			{"when it ended", "IMHM-C of Vic Adler ended on 30 September 2026, before this session.", []string{"lead", "Vic Adler"}},
			{"a night without that time", "The clocks are put forward that night, and 2:30 AM does not exist. The session begins at 3:30 AM.", []string{"day", "2027-03-14", "begins", "02:30", "ends", "04:30"}},
			{"a night with that time twice", "The clocks are put back that night, and 1:30 AM comes twice. The first one is meant.", []string{"day", "2027-11-07", "begins", "01:30", "ends", "03:00"}},
			{"an end on the next day", "11:30 PM to 12:30 AM on Friday 18 December 2026 EST", []string{"day", "2026-12-17", "begins", "23:30", "ends", "00:30"}},
		} {
			form := b.fill(v.toPlan("thursday"), c.answers...)
			form.Set("step", "look")
			a := b.post(v.toPlan("thursday"), form)
			if a.StatusCode != http.StatusOK || !strings.Contains(a.body, c.want) {
				t.Errorf("%s: %s, want %q\n%s", c.about, a.Status, c.want, a.body)
			}
			a.mustNot(v.T, "Ana Lindqvist", "Ben Hollis", "Cleo Rivera")
		}
		small := maps.Clone(harbor)
		small["groups.csv"] = strings.Replace(small["groups.csv"], "in_person,8,Main Street 5", "in_person,2,Main Street 5", 1)
		small["credentials.csv"] = strings.Replace(small["credentials.csv"], "2018-05-01,2026-09-30", "2018-05-01,2026-12-01", 1)
		v.importFrom(bundle(v.T, small)) // an import takes what the bundle says
		form := b.fill(v.toPlan("thursday"), "step", "look")
		b.post(v.toPlan("thursday"), form).must(v.T, "The group has room for 2, and 3 people belong to it on that day.")
		form = b.fill(v.toPlan("thursday"), "day", "2026-12-17", "lead", "Vic Adler", "step", "look")
		b.post(v.toPlan("thursday"), form).must(v.T, "IMHM-C of Vic Adler ends on 1 December 2026, before this session.")
		own := v.as("ruth")
		form = own.fill(v.toPlan("thursday"), "lead", "Vic Adler", "step", "look")
		own.post(v.toPlan("thursday"), form).mustNot(v.T, "IMHM-C of Vic Adler") // what another holds is not a provider's to see
	})
}

// crowded is the harbor with Gil and Hal in the Thursday circle too, and groups that meet at times at which it could:
// one of Vic and Max, where Ana, Ben, Cleo and Gil are, one of Ruth's with Ana alone, and one of Bay.
func crowded() map[string]string {
	files := maps.Clone(harbor)
	files["people.csv"] += "\ngil,Gil Moss,,CT,\nhal,Hal Byrd,,CT,"
	files["targets.csv"] += "\ngil,IFS,bachelors,2026-01-05"
	for _, g := range []string{"vics,Circle of Vic,vic,CT,America/New_York", "alone,Ana alone,ruth,CT,America/New_York", "far,Far circle,zoe,MI,America/Los_Angeles"} {
		files["groups.csv"] += "\n" + g + ",reflective,group,in_person,8,Somewhere,"
	}
	for _, m := range []string{"thursday,gil", "thursday,hal", "vics,ana", "vics,ben", "vics,cleo", "vics,gil", "alone,ana", "far,ana", "far,ben", "far,cleo", "far,gil"} {
		files["memberships.csv"] += "\n" + m + ",2026-01-01,"
	}
	files["sessions.csv"] += `
v1,vics,2026-12-17T10:00,60,scheduled,,,,max,,,
f1,far,2026-12-18T07:00,60,scheduled,,,,,,,`
	return files
}

func TestWhatThePreviewOfASessionTellsOfOthers(t *testing.T) {
	t.Parallel()
	const vics, max, ruths = "Vic Adler is to be in", "Max Moreau is to be in", "Ruth Okonkwo is to be in 1 other session at the same time."
	asked := func(group, day, begins, ends string, more ...string) []string {
		return append([]string{group, "day", day, "begins", begins, "ends", ends}, more...)
	}
	besideVics := []string{"lead", "Vic Adler", "colead", "Max Moreau"}
	inTown(t, crowded(), func(v *town) {
		for _, c := range []struct {
			about, who     string
			ask            []string
			said, withheld []string
		}{
			{
				"the coordinator sees everything of the association", "cora@example.org", asked("thursday", "2026-12-17", "10:30", "11:30", besideVics...),
				[]string{vics, max, "4 members of this group are to be in another session at the same time.", "toward IFS, which 3 members earn"},
				nil,
			},
			{
				"the coordinator sees one alone, too", "cora@example.org", asked("alone", "2026-12-17", "10:30", "11:30", besideVics...),
				[]string{vics, "1 member of this group is to be in another session", "toward IFS, which 1 member earns"},
				nil,
			},
			{"nothing of another association's group", "cora@example.org", asked("thursday", "2026-12-18", "10:00", "11:00"), nil, []string{"at the same time"}},
			{"nor of who leads", "cora@example.org", asked("thursday", "2026-12-03", "13:30", "14:30"), nil, []string{ruths}},
			{"a provider's own, in another zone", "ruth", asked("thursday", "2026-12-03", "13:30", "14:30"), []string{ruths}, nil},
			{"a time at which another group meets", "ruth", asked("alone", "2026-12-03", "11:00", "12:30"), []string{ruths, "1 member of this group is to be in another session at the same time."}, nil},
			{
				"many, elsewhere", "ruth", asked("thursday", "2026-12-17", "10:30", "11:30", besideVics...),
				[]string{"3 members of this group or more are to be in another session at the same time.", "toward IFS, which 3 members or more earn."},
				[]string{vics, max, "4 members"},
			},
			{
				"many, one of whom is named to lead", "ruth", asked("thursday", "2026-12-17", "10:30", "11:30", "lead", "Vic Adler", "colead", "Ana Lindqvist"),
				[]string{"3 members of this group or more are to be", "toward IFS, which 3 members or more earn."},
				[]string{"Ana Lindqvist is to be in"},
			},
			{"one alone, elsewhere", "ruth", asked("alone", "2026-12-17", "10:30", "11:30", besideVics...), nil, []string{vics, max, "at the same time", "does not count toward"}},
			{"another association's group", "ruth", asked("thursday", "2026-12-18", "10:00", "11:00"), nil, []string{"at the same time"}},
		} {
			b := v.as(c.who)
			path := v.toPlan(c.ask[0])
			a := b.post(path, b.fill(path, append(c.ask[1:], "step", "look")...))
			if a.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s\n%s", c.about, a.Status, a.body)
			}
			for _, words := range c.said {
				if !strings.Contains(a.body, words) {
					t.Errorf("%s: it does not say %q\n%s", c.about, words, a.body)
				}
			}
			for _, words := range c.withheld {
				if strings.Contains(a.body, words) {
					t.Errorf("%s: it says %q\n%s", c.about, words, a.body)
				}
			}
		}
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
			{"a time of its own", "begins", "a session on 3 December 2026 from 10:00 AM to 12:00 PM already, and the two would overlap", []string{"day", "2026-12-03"}},
			{"a time beside its own", "begins", "from 10:00 AM to 12:00 PM already, and the two would overlap", []string{"day", "2026-12-03", "begins", "10:15", "ends", "12:15"}},
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

// The session of 12 November was called off, and replaced by one that begins a quarter of an hour before its end.
func TestASessionIsNotRestoredBesideAnother(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		called := v.at("thursday", "2026-11-12T10:00")
		b.decides(v.toPlan("thursday"), "day", "2026-11-12", "begins", "11:45", "ends", "13:00")
		other := v.at("thursday", "2026-11-12T11:45")
		a := b.click(called, "took-place")
		if a.StatusCode != http.StatusConflict {
			t.Errorf("%s", a.Status)
		}
		a.must(v.T, "a session on 12 November 2026 from 11:45 AM to 1:00 PM already, and the two would overlap")
		b.click(other, "did-not-take-place")
		if a := b.click(called, "took-place"); a.StatusCode != http.StatusSeeOther {
			t.Errorf("beside one that did not take place either: %s\n%s", a.Status, a.body)
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
