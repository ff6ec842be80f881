package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/notice"
	"attune/internal/roster"
)

// seriesTwiceAYear are two mornings half a year apart, from Tuesday 24 November 2026 on.
var seriesTwiceAYear = []string{"day", "2026-11-24", "begins", "09:00", "ends", "12:00", "again", "day", "every", "6", "count", "2"}

// addsTraining has Cora add a training that Max gives, and is its address.
func (v *town) addsTraining(b *visitor) string {
	v.Helper()
	look := b.decides("/groups/new", "name", "First Feelings", "provider", "max", "kind", "training", "about", "dei", "areas", "communicating",
		"meant", "child_welfare", "capacity", "2", "open", "all")
	look.must(v.T, "in-service training", "diversity, equity and inclusion", "communicating", "child welfare")
	look.mustNot(v.T, "Nothing that Max Moreau holds today") // a training asks for no credential
	return regexp.MustCompile(`href="(/groups/\d+)">First Feelings`).FindStringSubmatch(b.page("/groups").body)[1]
}

// sessionOn is the address of a session that a group's page shows on a day.
func (v *town) sessionOn(b *visitor, group, day string) string {
	v.Helper()
	found := regexp.MustCompile(`href="(/sessions/\d+)">` + day).FindStringSubmatch(b.page(group).body)
	if found == nil {
		v.Fatalf("%s shows no session on %s", group, day)
	}
	return found[1]
}

// A story: Cora plans a training for child welfare twice a year and opens it. Ana and Ben ask, Max says yes and verifies who was
// there for how long: three hours for Ana, which are training hours of hers and nothing else. An amendment takes one of them
// back, another all; and what she trained stays hers when she has left.
func TestATrainingIsPlannedAttendedAndBecomesTrainingHours(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora, ana := v.as("cora@example.org"), v.as("ana")
		group := v.addsTraining(cora)
		look := cora.post(group+"/series/new", cora.fill(group+"/series/new", append(seriesTwiceAYear, "step", "look")...))
		look.must(v.T, "Every 6 months on day 24, 9:00 AM to 12:00 PM: 2 sessions from Tuesday 24 November 2026 to Monday 24 May 2027")
		look.mustNot(v.T, "does not count toward", "more than 8")
		form := formIn(look.body)
		form.Set("step", "do")
		cora.post(group+"/series/new", form).mustGoTo(v.T, group)
		cora.page(group).must(v.T, "In-service training, group", "Training hours, never hours of reflective supervision.", "diversity, equity and inclusion", "2 people")
		if body := cora.page(group + "/sessions/new").body; strings.Contains(body, `name="kind"`) {
			v.Error("a session of a training is asked its kind")
		}

		open := ana.page("/groups/open")
		open.must(v.T, "First Feelings", "Its hours would be training hours.", "All of it about diversity, equity and inclusion", "Meant for child welfare", "Monday 24 May 2027")
		for _, who := range []string{"ana", "ben"} {
			v.as(who).post(group+"/place", url.Values{"step": {"ask"}, "from": {"2026-11-20"}}).mustGoTo(v.T, "/groups/open")
		}
		max := v.as("max")
		for _, a := range regexp.MustCompile(`action="(`+group+`/requests/\d+)"`).FindAllStringSubmatch(max.page(group).body, -1) {
			max.post(a[1], url.Values{"step": {"yes"}}).mustGoTo(v.T, group)
		}
		ana.post(group+"/place", url.Values{"step": {"take"}}).mustGoTo(v.T, group)
		v.as("ben").post(group+"/place", url.Values{"step": {"take"}}).mustGoTo(v.T, group)
		ana.page("/").must(v.T, "Tuesday 24 November 2026", "training")
		before := v.progressOf("ana")

		v.passes(5*24*time.Hour + 2*time.Hour) // Tuesday afternoon
		max, ana = v.as("max"), v.as("ana")
		path := v.sessionOn(max, group, "Tuesday 24 November 2026")
		sheet := max.page(path)
		sheet.must(v.T, "training hours", "Max Moreau", "other things")
		max.post(path, marked(sheet, "present", "absent")).mustGoTo(v.T, path)
		max.page(path).must(v.T, "training hours for 1 person", "Led by", "all of it about diversity, equity and inclusion", "never count as such")
		v.push()
		ana.page("/hours").must(v.T, `<section id="training">`, "training hours in 1 verified session", `title="3:00">3.00</data> about diversity`, "verified by Max Moreau")
		ana.page(path).must(v.T, `title="3:00">3.00</data> training`)
		if after := v.progressOf("ana"); after != before {
			v.Errorf("three hours of training moved her supervision from %s to %s", before, after)
		}
		v.as("cora@example.org").page(group+"/correct").must(v.T, "in-service training")
		refused := v.as("cora@example.org")
		refused.post(group+"/correct", refused.fill(group+"/correct", "kind", "reflective", "reason", "It was supervision.", "step", "look")).
			must(v.T, "training hours cannot become supervision", `id="kind-wrong"`)

		ana.page("/hours/way").must(v.T, "3.00 of 30 hours confirmed", "First Feelings", "24 November 2026 · 3.00 about equity · communicating", "verified on 24 November 2026 by Max Moreau")
		ana.page("/hours/way").must(v.T, "3.75 of 24 hours counted") // of supervision, as before
		max.page("/hours/provided?from=2026-11-01&to=2026-11-30").must(v.T, "Trainings that you led are not among them", "You led no session on these days")
		ana.says(path, "I was there until noon").mustGoTo(v.T, path)
		v.as("cora@example.org").page("/disputes").must(v.T, "I was there until noon", "Ana Lindqvist")
		ana.post(path+"/dispute", url.Values{"act": {"withdraw"}}).mustGoTo(v.T, path)
		v.logsItToo(ana)
		form = toAmend(max, path, "Ana left at eleven")
		form.Set("people[0].mark", "early")
		form.Set("people[0].left", "11:00")
		form.Set("focus", "rsc_provision")
		max.post(path, form).mustGoTo(v.T, path)
		ana.page("/hours").must(v.T, `title="2:00">2.00</data> training`, `title="2:00">2.00</data> of them about giving reflective supervision`)

		leaver := v.as("max")
		leaver.does(v.leaves("ana"), leaver.page(v.leaves("ana"))).mustGoTo(v.T, fmt.Sprintf("/people/%d", v.person("ana")))
		ana.page("/hours").must(v.T, `title="2:00">2.00</data> training`)

		form = toAmend(max, path, "Ana was not there")
		form.Set("people[0].mark", "absent")
		max.post(path, form).mustGoTo(v.T, path)
		ana.page("/hours").mustNot(v.T, `<section id="training">`)
		ana.page("/hours/way").mustNot(v.T, "First Feelings")
		v.push()
		if after := v.progressOf("ana"); after != before {
			v.Errorf("it moved her supervision from %s to %s", before, after)
		}
	})
}

// logsItToo has Ana enter the morning that she attended, and another training of that day: the one is not confirmed, and what is
// refused is mailed in one mail; the other is, by who says that it is another.
func (v *town) logsItToo(ana *visitor) {
	v.Helper()
	ana.enters("training", "title", "A morning with Max", "on", "2026-11-24", "hours", "3", "supervision", "").mustGoTo(v.T, "/hours/way#evidence")
	const twice = "May be First Feelings of 24 November 2026, which counts already by a verified sheet: 3.00 hours."
	ana.page("/hours/way").must(v.T, "3.00 of 30 hours confirmed", "Twice?", twice)
	cora := v.as("cora@example.org")
	list := cora.page("/evidence")
	list.must(v.T, twice, "It is another training")
	waits := pieces(list)
	a := cora.decidesOn("confirm", "", waits...)
	if a.must(v.T, "First Feelings was attended on 24 November 2026, by a verified sheet, and counts already. Say beside what was logged"); a.StatusCode != http.StatusUnprocessableEntity {
		v.Errorf("confirmed what counts already: %s", a.Status)
	}
	ana.page("/hours/way").must(v.T, "3.00 of 30 hours confirmed")
	ana.enters("training", "title", "An evening lecture", "on", "2026-11-24", "hours", "1.5")
	cora.decidesOn("refuse", "Max has signed for that morning", waits...).mustGoTo(v.T, "/evidence")
	_, texts := v.waiting(notice.Hours)
	if got := texts["Ana Lindqvist"]; strings.Count(got, "cannot serve\n") != 1 || !strings.Contains(got, "Something you entered for your Endorsement cannot serve") || strings.Contains(got, "morning") {
		v.Errorf("Ana is told %q", got)
	}
	waits = pieces(cora.page("/evidence"))
	cora.post("/evidence", url.Values{"act": {"confirm"}, "pieces": waits, "another": waits}).mustGoTo(v.T, "/evidence")
	ana.page("/hours/way").must(v.T, "4.50 of 30 hours confirmed")
}

// progressOf is what has become of somebody's supervision, in figures.
func (v *town) progressOf(who string) string {
	v.Helper()
	judgements, err := v.store.Judgements(v.Context(), v.person(who))
	if err != nil {
		v.Fatal(err)
	}
	var all []string
	for _, j := range judgements {
		all = append(all, fmt.Sprint(j.Purpose, j.Counted, j.Held, j.Rejected, j.Months, len(j.Entries), j.Provided))
	}
	lines, _, err := v.store.Lines(v.Context(), v.person(who))
	if err != nil {
		v.Fatal(err)
	}
	return strings.Join(append(all, fmt.Sprintf("%d lines", len(lines))), ", ")
}

// A session that was cancelled is made up for in another training, and in no group of supervision.
func TestATrainingIsMadeUpForInATraining(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		group := v.addsTraining(cora)
		if a := cora.post(group+"/series/new", cora.looked(group+"/series/new", seriesTwiceAYear...)); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("planning it: %s\n%s", a.Status, a.body)
		}
		path := v.sessionOn(cora, group, "Monday 24 May 2027")
		cora.post(path+"/cancel", cora.looked(path+"/cancel"))
		form := cora.page(path + "/make-up")
		form.mustNot(v.T, "Thursday circle", `name="kind"`)
		if a := cora.get(path + fmt.Sprintf("/make-up?group=%d", v.group("thursday"))); a.StatusCode != http.StatusNotFound {
			v.Errorf("made up for in a group of supervision: %s", a.Status)
		}
	})
}

// Of two mornings of Max's training that were cancelled one is made up for in the same training and one in another, of Vic's,
// where Ana is a guest: both are training hours of hers, and neither is supervision.
func TestATrainingThatIsMadeUpForIsTrainingHours(t *testing.T) {
	t.Parallel()
	files := maps.Clone(harbor)
	files["groups.csv"] += `
feelings,First Feelings,max,CT,America/New_York,training,group,in_person,8,Main Street 5,harbor
endings,Good Endings,vic,CT,America/New_York,training,group,in_person,8,Elm Street 2,harbor`
	files["memberships.csv"] += "\nfeelings,ana,2026-01-01,\nendings,ben,2026-01-01,"
	files["sessions.csv"] += "\nf0,feelings,2026-11-09T09:00,180,cancelled,,,,,,,\nf1,feelings,2026-11-10T09:00,180,cancelled,,,,,,,"
	inTown(t, files, func(v *town) {
		cora, ana := v.as("cora@example.org"), v.as("ana")
		before := v.progressOf("ana")
		first, second := v.at("feelings", "2026-11-09T09:00"), v.at("feelings", "2026-11-10T09:00")
		elsewhere := fmt.Sprintf("/make-up?group=%d", v.group("endings"))
		supervision := fmt.Sprintf("/make-up?group=%d", v.group("thursday"))
		cora.page(first+"/make-up").must(v.T, "Good Endings · with Vic Adler")
		cora.page(first+"/make-up").mustNot(v.T, "Thursday circle", `name="kind"`)
		cora.page(first+elsewhere).must(v.T, "whoever of First Feelings comes is added to its sheet as a guest")

		form := cora.fill(first+"/make-up", "day", "2026-11-16", "step", "do")
		if a := cora.post(first+supervision, form); a.StatusCode != http.StatusNotFound || v.told("CT", "session.added") != 0 {
			v.Errorf("made up for in a group of supervision: %s", a.Status)
		}
		cora.decides(first+"/make-up", "day", "2026-11-16").must(v.T, "In place of the session of Monday 9 November 2026.", "led by Max Moreau")
		cora.decides(second+elsewhere, "day", "2026-11-17").must(v.T, "It is a session of Good Endings.", "led by Vic Adler")
		ana.page(second).must(v.T, "Made up for on Tuesday 17 November 2026, 9:00 AM–12:00 PM, in Good Endings.")

		max, vic := v.as("max"), v.as("vic")
		here, there := v.at("feelings", "2026-11-16T09:00"), v.at("endings", "2026-11-17T09:00")
		max.post(here, marked(max.page(here), "present")).mustGoTo(v.T, here)
		sheet := marked(vic.page(there), "absent")
		sheet.Set("find", "Lindqvist")
		sheet = formIn(vic.shown(there, sheet, "find").body)
		sheet = formIn(vic.shown(there, sheet, fmt.Sprint("guest-", v.person("ana"))).body)
		sheet.Set("act", "verify")
		vic.mustKeep(there, sheet)
		v.push()
		ana.page("/hours").must(v.T, `title="6:00">6.00</data> training hours in 2 verified sessions`, "First Feelings", "Good Endings")
		if after := v.progressOf("ana"); after != before {
			v.Errorf("six hours of training moved her supervision from %s to %s", before, after)
		}
	})
}

// In calendars it is a training, for whoever subscribed; nothing is said of supervision.
func TestATrainingIsOneInCalendars(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		own, _ := v.subscribe("ana", "")
		before := v.stranger().page(own)
		before.must(v.T, "SUMMARY:Reflective supervision: Thursday circle")
		_, err := v.store.ChangeGroup(t.Context(), "thursday", roster.Pen{By: "test"}, func(r roster.GroupRecord) ([]roster.Edit, error) {
			r.Signed = false // as if nothing had been
			next := r.Group
			next.Kind = roster.Training
			edit, err := r.Become(next, "A test.", 0)
			return []roster.Edit{edit}, err
		})
		if err != nil {
			v.Fatal(err)
		}
		after := v.stranger().page(own)
		after.must(v.T, "SUMMARY:Training: Thursday circle")
		after.mustNot(v.T, "Reflective supervision: Thursday circle")
	})
}

// Planning a training twice a year and opening it is a few clicks from home, and so is seeing its hours.
func TestATrainingSeriesInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "cora@example.org", 360, 740)
	planned := counting(t, p, planTraining, 0)
	follows(p, `nav a[href="/groups"]`, `a[href="/groups/new"]`)
	if p.Has(".with-training:not([hidden])") && browser.Eval[bool](p, `document.querySelector(".with-training").checkVisibility()`) {
		t.Error("competency areas are asked of a group of supervision")
	}
	p.Set("[name=name]", "First Feelings")
	p.Set("[name=provider]", "max")
	p.Set("[name=kind]", "training")
	if !browser.Eval[bool](p, `document.querySelector(".with-training").checkVisibility()`) {
		t.Error("competency areas are not asked of a training")
	}
	p.Set("[name=open]", "all")
	p.Set("[name=capacity]", "12")
	follows(p, "[name=step][value=look]", "[name=step][value=do]", `a[href$="/series/new"]`)
	for i := 0; i < len(seriesTwiceAYear); i += 2 {
		p.Set("[name="+seriesTwiceAYear[i]+"]", seriesTwiceAYear[i+1])
	}
	follows(p, "[name=step][value=look]", "[name=step][value=do]")
	planned()
	if text := p.Text("main"); !strings.Contains(text, "Tuesday 24 November 2026") || !strings.Contains(text, "Monday 24 May 2027") {
		t.Errorf("after planning, the group's page says %s", text)
	}
	if n := v.told("CT", "session.added"); n != 2 {
		t.Errorf("%d sessions were planned", n)
	}
}

// What a training that was verified is about is corrected aloud: who corrects it sees how many people's hours it reaches, of
// how many hours; each of them is mailed what their hours were about and are about now, with the reason, and the history keeps both.
func TestWhatATrainingIsAboutIsCorrectedAloud(t *testing.T) {
	t.Parallel()
	files := maps.Clone(harbor)
	files["groups.csv"] += "\nfeelings,First Feelings,max,CT,America/New_York,training,group,in_person,8,Main Street 5,harbor"
	files["sessions.csv"] += "\nf1,feelings,2026-11-10T09:00,180,held,2026-11-10T14:00:00Z,2026-11-10T17:00:00Z,,,,,"
	files["attendance.csv"] += "\nf1,ana,present,,\nf1,ben,partial,2026-11-10T14:00:00Z/2026-11-10T15:30:00Z,"
	inTown(t, files, func(v *town) {
		cora, ana := v.as("cora@example.org"), v.as("ana")
		correct := fmt.Sprintf("/groups/%d/correct", v.group("feelings"))
		look := cora.decides(correct, "about", "dei", "areas", "thinking", "reason", "It was forgotten.")
		look.must(v.T, "It reaches training hours that were verified: 4.50 hours of 2 people are about something else from then on.",
			"Verified hours about diversity, equity and inclusion: 0.00 before, 4.50 after it.", "The competency areas that these hours touch change.", "2 people get mail about it.")
		look.mustNot(v.T, "about giving reflective supervision:")
		ana.page("/hours").must(v.T, `title="3:00">3.00</data> about diversity`)
		_, texts := v.waiting(notice.Hours)
		for _, want := range []string{ // Ben has no e-mail
			"That reaches what you attended of it before: 3.00 hours, verified.", "Of them about diversity, equity and inclusion: 0.00 hours before, 3.00 hours now.",
			"Competency areas before: none. Now: thinking.", "Why: It was forgotten.",
		} {
			if got := texts["Ana Lindqvist"]; strings.Count(got, want) != 1 {
				v.Errorf("Ana is not told %q once: %q", want, got)
			}
		}
		cora.decides(correct, "about", "", "meant", "head_start", "reason", "It was about something else.").
			must(v.T, "Verified hours about diversity, equity and inclusion: 4.50 before, 0.00 after it.")
		ana.page("/hours").mustNot(v.T, "about diversity")
		cora.decides(correct, "meant", "", "reason", "It is for everybody.").mustNot(v.T, "were verified", "get mail")
		cora.page(fmt.Sprintf("/history/group/%d", v.group("feelings"))).must(v.T, "All of it is about: none, then diversity, equity and inclusion",
			"All of it is about: diversity, equity and inclusion, then none", "Competency areas: none, then thinking", "Meant for people in: Head Start, then none")
	})
}
