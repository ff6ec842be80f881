package web_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"attune/internal/access"
	"attune/internal/browser"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/endorsement"
	"attune/internal/roster"
	"attune/internal/world"
)

var screenshots = flag.String("screenshots", "", "write a picture of every page into this folder, at both widths and in both themes")

// TestScreenshots shows the pages of the demo in a browser. With the flag it writes pictures for somebody to look at;
// without, it looks at what a machine can see: that no page is wider than the smallest phone.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	v, cast := showcase(t)
	v.invite(cast.Coordinator, string(world.Connecticut))
	v.invite(cast.Operator, "")
	v.invites(access.Invitation{Email: "nia@example.org", Name: "Nia Flores", Role: access.Provider, Association: world.Connecticut})
	v.invites(access.Invitation{Email: "new.coordinator@example.org", Role: access.Coordinator, Association: world.Connecticut})
	held := "/accounts/" + v.accountOf(string(cast.Practitioner))[":id"]
	a := album{v, browser.Open(t, 320, 640)}
	v.reminds()
	waiting := fmt.Sprintf("/outbox/%d", v.asksForLink(cast.Coordinator))
	part := func(p world.Part) string { return string(cast.Parts[p]) }
	sheet, circle := v.named(string(cast.Group), string(cast.Today)), fmt.Sprintf("/groups/%d", v.group(string(cast.Group)))
	record := fmt.Sprintf("/people/%d", v.person(string(cast.Practitioner)))
	training, near := fmt.Sprintf("/groups/%d", v.group(string(cast.Training))), v.person(part(world.Satisfied))
	moves := circle + "/members/" + v.firstMember(string(cast.Group)) + "/move"
	v.opensAll()
	v.request(string(cast.Group), string(cast.Manager))
	a.page.Go(v.galleried(true) + "/gallery")
	a.shots(func(width int64, theme string) { a.keep("gallery", width, theme) })
	a.add("sign-in", "/sign-in")
	a.add("enter", "/sign-in/password")
	a.add("asked", "/sign-in/asked")
	a.add("without-signal", "/without-signal")
	a.add("key", sheet+"?key=x")
	a.add("absence", "/absence/x")
	if err := v.store.PublishCoverage(t.Context(), world.Connecticut, true, access.TheOperator); err != nil {
		t.Fatal(err)
	}
	a.add("coverage-public", "/public/coverage/CT")
	for _, visit := range []struct {
		who   string
		pages [][2]string
	}{
		{string(cast.Practitioner), [][2]string{
			{"practitioner-home", "/"},
			{"practitioner-hours", "/hours"},
			{"practitioner-purpose", "/hours/earning.IFS"},
			{"what-if", "/hours/what-if?category=IMHS&degree=masters&association=MI&opened=2026-01-05"},
			{"way", "/hours/way"},
			{"training-new", "/hours/way/training/new"},
			{"reference-new", "/hours/way/reference/new"},
			{"training-piece", fmt.Sprintf("/hours/way/training/%v", v.training(string(cast.Practitioner))[":evidence"])},
			{"practitioner-groups", "/groups"},
			{"practitioner-open-groups", "/groups/open"},
			{"training-member", training},
			{"training-attended", v.attended(string(cast.Practitioner))},
			{"practitioner-group", circle},
			{"practitioner-session", sheet},
			{"account", "/account"},
			{"calendar", "/calendar"},
			{"password", "/account/password"},
			{"factor", "/account/factor"},
			{"rules", "/rules"},
			{"rules-coming", "/rules/coming"},
			{"mail", "/mail"},
			{"not-found", "/nowhere"},
		}},
		{part(world.HeldHours), [][2]string{{"held-purpose", "/hours/earning.IFS"}}},
		{part(world.Satisfied), [][2]string{{"way-near-its-end", "/hours/way"}}},
		{part(world.JustBegun), [][2]string{{"way-just-begun", "/hours/way"}}},
		{part(world.EmergingProvider), [][2]string{{"way-add-on", "/hours/way"}}},
		{part(world.PeerRenewal), [][2]string{{"training-lead", training}, {"training-provided", "/hours/provided"}, {"training-year", training + "/year?view=list"}, {"training-health", training + "/health"}}},
		{part(world.NoHoursAsked), [][2]string{{"no-hours-home", "/"}}},
		{part(world.MentorTarget), [][2]string{{"mentor-home", "/"}, {"mentor-purpose", "/hours/earning.IMHM-C"}}},
		{string(cast.Manager), [][2]string{
			{"manager-home", "/"},
			{"manager-staff", "/staff"},
			{"manager-behind", "/staff?state=behind&sort=-missing"},
			{"manager-model", "/staff/model"},
			{"manager-member", fmt.Sprintf("/staff/%d", v.person(string(cast.Practitioner)))},
			{"manager-way", fmt.Sprintf("/staff/%d/way", v.person(string(cast.Practitioner)))},
			{"leaves-program", record + "/leave"},
			{"manager-member-hour", fmt.Sprintf("/staff/%d%s", v.person(string(cast.Practitioner)), v.newest(string(cast.Practitioner)))},
			{"manager-hours", "/staff/hours"},
			{"manager-hours-wrong", "/staff/hours?from=2026-06-30&to=2026-06-01"},
			{"manager-member-hours", fmt.Sprintf("/staff/%d/hours", v.person(string(cast.Practitioner)))},
		}},
		{cast.Coordinator, [][2]string{
			{"coordinator-home", "/"},
			{"move", moves},
			{"rules-recast", "/rules/coming/people"},
			{"coverage", "/coverage"},
			{"groups-health", "/groups/health"},
			{"group-health", circle + "/health"},
			{"coverage-quarters", "/coverage?by=quarter&show=without"},
			{"coverage-program", fmt.Sprintf("/coverage/programs/%d", v.program(string(cast.Program)))},
			{"coverage-publish", "/coverage/public"},
			{"models", "/staff/model?program=all"},
			{"coordinator-staff", "/staff"},
			{"coordinator-groups", "/groups"},
			{"evidence", "/evidence"},
			{"medicaid-none", "/staff/medicaid"},
			{"training-planner", training},
			{"training-series", training + "/series/new"},
			{"coordinator-way-near", fmt.Sprintf("/staff/%d/way", near)},
			{"coordinator-way", fmt.Sprintf("/staff/%d/way", v.person(string(cast.Practitioner)))},
			{"people", "/people"},
			{"people-none", "/people?q=nobody-of-that-name"},
			{"person-new", "/people/new"},
			{"person", record},
			{"past-person", fmt.Sprintf("/history/person/%d", v.person(string(cast.Practitioner)))},
			{"past-group", fmt.Sprintf("/history/group/%d", v.group(string(cast.Group)))},
			{"past-session", fmt.Sprintf("/history%s", strings.Replace(sheet, "sessions", "session", 1))},
			{"person-correct", record + "/correct"},
			{"leaves-association", record + "/leave"},
			{"who-leaves", "/people?then=leave&q=a"},
			{"employment-new", record + "/employment/new"},
			{"invite", "/invitations/new"},
			{"invitations", "/invitations"},
			{"accounts", "/accounts"},
			{"account-of", held},
			{"account-close", held + "/close"},
			{"programs", "/programs"},
			{"program-new", "/programs/new"},
			{"year-month", "/associations/CT/year"},
			{"year-list", "/associations/CT/year?view=list"},
			{"next-year", "/groups/next-year"},
			{"closures", "/closures"},
			{"closure-new", "/closures/new"},
			{"group-new", "/groups/new"},
			{"people-paste", "/people/paste"},
			{"coordinator-group", circle},
			{"member-new", circle + "/members/new"},
		}},
		{cast.Operator, [][2]string{{"operator-home", "/"}, {"past-duty", "/history/duty/push"}, {"outbox", "/outbox"}, {"letter", waiting}, {"outbox-sent", "/outbox?show=sent"}}},
		{string(cast.Provider), [][2]string{{"provider-home", "/"}, {"provider-provided", "/hours/provided"}, {"provider-group", circle}, {"plan", circle + "/sessions/new"}, {"sheet", sheet}}},
	} {
		v.signIn(a.page, visit.who)
		for _, page := range visit.pages {
			a.add(page[0], page[1])
		}
	}
	a.check(cast.Operator)
	v.signIn(a.page, string(cast.Provider))
	a.plan(circle)
	a.planSeries("series", circle)
	made := a.replan(circle)
	a.add("year-own", "/calendar/year?view=year")
	a.add("year-group", circle+"/year?view=list")
	a.fillIn(sheet)
	a.add("verified", sheet)
	a.add("amend", sheet+"/amend")
	a.prepare()
	a.add("amendment-waits", sheet)
	a.add("amendment", sheet+"/amend")
	a.amend()
	a.add("amended", sheet)
	v.signIn(a.page, string(cast.Practitioner))
	a.page.Go(a.url + sheet)
	a.page.Set("[name=words]", "I came at half past ten, and was there until the end")
	a.page.Follow("#mine button")
	a.add("dispute-own", sheet)
	a.awayFrom(string(cast.Practitioner), circle)
	v.follows(string(cast.Practitioner))
	a.add("calendar-open", "/calendar")
	v.signIn(a.page, cast.Coordinator)
	a.page.Go(a.url + made + "/cancel")
	a.page.Follow("[name=step][value=do]")
	a.add("make-up-cancelled", made)
	a.add("make-up-where", made+"/make-up")
	a.close()
	a.add("disputes", "/disputes")
	a.add("held", "/held")
	v.signIn(a.page, string(cast.Provider))
	a.add("dispute-to-answer", sheet)
	a.add("dispute-home", "/")
	v.signIn(a.page, cast.Coordinator)
	a.moves(moves)
	a.copies()
	a.elsewhere(string(cast.Practitioner), [][2]string{{"home", "/"}, {"account", "/account"}, {"session", sheet}})
	a.elsewhere(string(cast.Provider), [][2]string{{"group", circle}, {"month", "/calendar/year"}})
	a.planSeries("elsewhere-series", circle)
	a.page.Resize(320, 640)
	a.page.Theme("light")
	a.page.Go(v.linkFor(string(cast.Provider)))
	a.keep("link", 320, "light")
}

// showcase is the town of `attune demo`, with what was found in the months before.
func showcase(t *testing.T) (*town, world.Cast) {
	t.Helper()
	invented, cast, err := world.Showcase(noon)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := invented.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	v := settle(t, dbtest.SQLite(t), noon, dir)
	edition, err := v.store.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	home, _ := edition.Association(world.Connecticut)
	tracker := endorsement.NewTracker(v.store, v.clock, 1)
	if err := world.LookBack(t.Context(), tracker, edition, v.store, day.At(noon, home.Zone), 14); err != nil {
		t.Fatal(err)
	}
	if _, _, err := tracker.LookOut(t.Context(), v.store); err != nil {
		t.Fatal(err)
	}
	return v, cast
}

// newest is the address of the session of somebody's newest hour.
func (v *town) newest(who string) string {
	v.Helper()
	lines, _, err := v.store.Lines(v.Context(), v.person(who))
	if err != nil || len(lines) == 0 {
		v.Fatalf("%d hours of %s, %v", len(lines), who, err)
	}
	return fmt.Sprintf("/sessions/%d", lines[len(lines)-1].Session)
}

// attended is the address of the training that somebody attended last.
func (v *town) attended(who string) string {
	v.Helper()
	_, trainings, err := v.store.Lines(v.Context(), v.person(who))
	if err != nil || len(trainings) == 0 {
		v.Fatalf("%d trainings of %s, %v", len(trainings), who, err)
	}
	return fmt.Sprintf("/sessions/%d", trainings[len(trainings)-1].Session)
}

// check looks at what the operator's check finds.
func (a album) check(operator string) {
	a.Helper()
	a.signIn(a.page, operator)
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + "/")
		a.page.Follow("form[action='/check'] button")
		a.keep("checked", width, theme)
	})
}

// moves looks at somebody who is to be moved to another group.
func (a album) moves(path string) {
	a.Helper()
	a.shots(func(width int64, theme string) {
		a.page.Go(a.url + path)
		to := browser.Eval[string](a.page, `document.querySelector("[name=to]").options[1].value`)
		a.page.Set("[name=to]", to)
		a.page.Follow("[name=step][value=look]")
		a.keep("move-looked-at", width, theme)
	})
}

// copies looks at groups that are copied to their next year: what came of it, and a copy and home of one who is asked.
func (a album) copies() {
	a.Helper()
	a.page.Go(a.url + "/groups/next-year")
	a.page.Follow("[name=step][value=do]")
	a.add("next-year-copied", "/groups/next-year")
	list, err := a.store.Copyable(a.Context(), 0, []roster.Association{world.Connecticut}, a.clock(), 0, 100)
	if err != nil {
		a.Fatal(err)
	}
	for _, of := range list {
		if len(of.Copy.Requests) == 0 {
			continue
		}
		asked, err := a.store.Record(a.Context(), of.Copy.Requests[0].Person)
		if err != nil {
			a.Fatal(err)
		}
		a.add("group-asked", fmt.Sprintf("/groups/%d", of.Copy.Group.ID))
		a.signIn(a.page, string(asked.Person.External))
		a.add("goes-on-home", "/")
		a.add("goes-on-open-groups", "/groups/open")
		return
	}
	a.Error("no group was copied whose members are asked")
}
