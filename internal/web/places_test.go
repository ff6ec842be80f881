package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// opens has a group be open, with so much room.
func (v *town) opens(group string, capacity int) { v.admits(group, true, capacity) }

// closed has a group not be open any more.
func (v *town) closed(group string) { v.admits(group, false, 8) }

func (v *town) admits(group string, open bool, capacity int) {
	v.Helper()
	_, err := v.store.ChangeGroup(context.Background(), roster.External(group), roster.Pen{By: "test"}, func(r roster.GroupRecord) ([]roster.Edit, error) {
		g := r.Group
		g.Open, g.Capacity = open, capacity
		edit, err := r.Become(g, "A test.", day.MustParse("2026-11-19"))
		return []roster.Edit{edit}, err
	})
	if err != nil {
		v.Fatal(err)
	}
}

// opensAll has all groups of Connecticut be open.
func (v *town) opensAll() {
	v.Helper()
	list, err := v.store.CirclesOf(context.Background(), 0, []roster.Association{"CT"}, day.MustParse("2026-11-19"), "", 0, 50)
	if err != nil {
		v.Fatal(err)
	}
	for _, circle := range list {
		v.opens(string(circle.External), max(circle.Capacity, 14))
	}
}

// firstMember is the id of a membership in a group that goes on.
func (v *town) firstMember(group string) string {
	v.Helper()
	record, err := v.store.GroupRecord(context.Background(), v.group(group))
	for _, k := range record.Members {
		if k.Fact.Days().To == 0 {
			return fmt.Sprint(k.ID)
		}
	}
	v.Fatalf("nobody belongs to %s: %v", group, err)
	return ""
}

// request are the parameters of the address of somebody's request for a place in a group, made where there is none.
func (v *town) request(group, who string) map[string]string {
	v.Helper()
	v.opens(group, 14)
	ctx, person, id := context.Background(), v.person(who), roster.RequestID(0)
	_, err := v.store.ChangeGroup(ctx, roster.External(group), roster.Pen{By: "test"}, func(r roster.GroupRecord) ([]roster.Edit, error) {
		if q, has := r.LatestOf(person); has {
			id = q.ID
			return nil, nil
		}
		first := day.MustParse("2027-03-01")
		for i, k := range r.Members { // who belongs asks for a day on which they do not any more
			if m := k.Fact.(roster.Membership); m.Person == person {
				r.Members = append(r.Members[:i:i], r.Members[i+1:]...)
				break
			}
		}
		edit, err := r.Ask(person, first, roster.Moment{Now: noon, Today: day.MustParse("2026-11-19")})
		return []roster.Edit{edit}, err
	})
	if err != nil {
		v.Fatal(err)
	}
	record, err := v.store.GroupRecord(ctx, v.group(group))
	if err != nil {
		v.Fatal(err)
	}
	if q, has := record.LatestOf(person); has {
		id = q.ID
	}
	return ids(":id", v.group(group), ":request", int64(id))
}

// A story: Vic asks and waits behind nobody, Max behind him; a place frees, Vic lets it lapse, Max takes it, and has the later
// sessions and no earlier one.
func TestAPlaceIsAskedForOfferedAndTaken(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		record, err := v.store.GroupRecord(t.Context(), v.group("thursday"))
		if err != nil {
			v.Fatal(err)
		}
		members := 0
		for _, k := range record.Members {
			if !k.Fact.Days().EndedBefore(day.MustParse("2026-11-19")) {
				members++
			}
		}
		v.opens("thursday", members)
		vic, max, ruth, cora := v.as("vic"), v.as("max"), v.as("ruth"), v.as("cora@example.org")
		page := vic.page("/groups/open")
		page.must(v.T, "Thursday circle", "with Ruth Okonkwo", "Full; nobody waits.", "Thursday 3 December 2026", "Ask to join")
		page.mustNot(v.T, "Ana Lindqvist", "Ben Hollis")
		if a := max.get(group); a.StatusCode != http.StatusForbidden {
			v.Errorf("the page of an open group: %s", a.Status)
		}
		asks := url.Values{"step": {"ask"}, "from": {"2026-11-19"}}
		for range 2 { // a double click
			vic.post(group+"/place", asks).mustGoTo(v.T, "/groups/open")
		}
		max.post(group+"/place", asks).mustGoTo(v.T, "/groups/open")
		ruth.page("/").must(v.T, "Somebody asks for a place", "Thursday circle")
		answers := regexp.MustCompile(`action="(`+group+`/requests/\d+)"`).FindAllStringSubmatch(ruth.page(group).body, -1)
		if len(answers) != 2 {
			v.Fatalf("%d requests are to be answered", len(answers))
		}
		for _, a := range answers {
			ruth.post(a[1], url.Values{"step": {"yes"}}).mustGoTo(v.T, group)
		}
		vic.page("/").must(v.T, "You are on the waiting list, 1st of 2.")
		max.page("/groups/open").must(v.T, "Full; 2 wait.", "You are on the waiting list, 2nd of 2.")
		if a := vic.post(answers[0][1], url.Values{"step": {"yes"}}); a.StatusCode != http.StatusForbidden {
			v.Errorf("who asks answers themself: %s", a.Status)
		}

		path := group + "/members/" + v.membership("thursday", "Ben Hollis")[":member"]
		cora.decides(path, "to", "2026-11-30")
		vic.page("/").must(v.T, "A place from 1 December 2026 on is kept for you until 22 November 2026", "Take the place", "Decline")
		max.page("/").mustNot(v.T, "Take the place")
		v.passes(72 * time.Hour)
		if n, err := v.store.OfferPlaces(t.Context(), "places"); err != nil || n != 2 {
			v.Fatalf("%d steps, %v", n, err)
		}
		vic, max = v.as("vic"), v.as("max")
		if a := vic.post(group+"/place", url.Values{"step": {"take"}}); a.StatusCode != http.StatusConflict {
			v.Errorf("a place that lapsed: %s", a.Status)
		}
		feed, _ := v.subscribe("max", "")
		past := v.as("ruth").page(v.at("thursday", "2026-10-01T10:00"))
		for range 2 { // two tabs
			max.post(group+"/place", url.Values{"step": {"take"}}).mustGoTo(v.T, group)
		}
		calendar := v.stranger().get(feed).body
		if !strings.Contains(calendar, "20261203T100000") || strings.Contains(calendar, "20261001T100000") || strings.Contains(calendar, "20261119T100000") {
			v.Errorf("Max's calendar is\n%s", calendar)
		}
		if again := v.as("ruth").page(v.at("thursday", "2026-10-01T10:00")); strings.Contains(again.body, "Max") != strings.Contains(past.body, "Max") {
			v.Error("who comes now is on a sheet of before")
		}
		max.page("/groups/open").must(v.T, "You belong to this group")
		v.mustHaveTold("The place in Thursday circle is not kept any more")
		v.mustHaveTold("Somebody comes to Thursday circle")
	})
}

// What cannot be asked is said where it was asked, and nothing is done.
func TestAskingForAPlaceRefuses(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		vic := v.as("vic")
		asks := func(from string) answer {
			return vic.post(group+"/place", url.Values{"step": {"ask"}, "from": {from}})
		}
		if a := asks("2026-12-03"); a.StatusCode != http.StatusNotFound {
			v.Errorf("a group that is not open: %s", a.Status)
		}
		v.opens("thursday", 8)
		for from, says := range map[string]string{"2026-11-18": "is over", "0001-01-01": "is over", "9999-12-31": "more than a year ahead", "soon": "Write the first day", "": "Write the first day", "\u202e": "Write the first day"} {
			a := asks(from)
			if a.must(v.T, says); a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("from %q: %s", from, a.Status)
			}
		}
		asks("2026-12-03").mustGoTo(v.T, "/groups/open")
		path := "/groups/:id/requests/:request"
		for name, value := range v.request("thursday", "vic") {
			path = strings.ReplaceAll(path, name, value)
		}
		ruth := v.as("ruth")
		for _, reason := range []string{"so\u202eso", strings.Repeat("x", 201)} {
			if a := ruth.post(path, url.Values{"step": {"no"}, "reason": {reason}}); a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("a reason that hides something: %s", a.Status)
			}
		}
		for range 2 {
			ruth.post(path, url.Values{"step": {"no"}, "reason": {"All are new."}}).mustGoTo(v.T, group)
		}
		if a := ruth.post(path, url.Values{"step": {"yes"}}); a.StatusCode != http.StatusConflict {
			v.Errorf("yes after no: %s", a.Status)
		}
		if a := ruth.post(group+"/requests/999", url.Values{"step": {"yes"}}); a.StatusCode != http.StatusNotFound {
			v.Errorf("no request: %s", a.Status)
		}
		v.mustHaveTold("No place in Thursday circle")
	})
}

func TestACoordinatorMovesAndEnlists(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		look := cora.decides("/groups/new", "name", "Monday circle", "provider", "vic adler", "capacity", "1", "open", "all")
		look.must(v.T, "it is among the open groups")
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		monday := regexp.MustCompile(`href="/groups/(\d+)">Monday circle`).FindStringSubmatch(cora.page("/groups").body)[1]
		ana := group + "/members/" + v.membership("thursday", "Ana Lindqvist")[":member"]
		cora.page(group).must(v.T, ana+"/move")
		cora.decides(ana+"/move", "to", monday, "from", "2026-12-02").must(v.T,
			"Ana Lindqvist belongs to Thursday circle until 1 December 2026, and to Monday circle from 2 December 2026 on.", "Monday circle: no session is planned")
		cora.page(group).must(v.T, "until 1 December 2026")
		cora.page("/groups/"+monday).must(v.T, "Ana Lindqvist", "from 2 December 2026")
		v.mustHaveTold("From Thursday circle to Monday circle")

		ben := group + "/members/" + v.membership("thursday", "Ben Hollis")[":member"] + "/move"
		full := cora.post(ben, cora.fill(ben, "to", monday, "from", "2026-12-05", "step", "do"))
		full.must(v.T, "has all the 1 people it has room for", "Put them on its waiting list, 1st of 1")
		cora.decides(ben, "to", monday, "from", "2026-12-05", "full", "wait").must(v.T, "stays in Thursday circle, and waits")
		add := "/groups/" + monday + "/members/new"
		cora.decides(add, "person", "cleo", "from", "2026-12-05", "full", "wait")
		cora.page("/groups/"+monday).must(v.T, "waits for a place from 5 December 2026 on, 1st of 2", "2nd of 2")
	})
}

// Who asked, and belongs to no open group yet, finds what they asked for also where the group was closed meanwhile. Nobody
// settles what they never asked for.
func TestARequestOutlivesThatItsGroupIsOpen(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.opens("thursday", 8)
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		vic, max := v.as("vic"), v.as("max")
		vic.post(group+"/place", url.Values{"step": {"ask"}, "from": {"2026-12-03"}}).mustGoTo(v.T, "/groups/open")
		for _, step := range []string{"take", "decline", "withdraw"} {
			if a := max.post(group+"/place", url.Values{"step": {step}, "from": {"2026-12-03"}}); a.StatusCode != http.StatusNotFound {
				v.Errorf("%s what was never asked for: %s", step, a.Status)
			}
		}
		v.closed("thursday")
		page := vic.page("/groups/open")
		page.must(v.T, "Your place in a group that is not open", "Thursday circle", "The group&#39;s provider or your coordinator answers.", "Withdraw")
		page.mustNot(v.T, "Ask to join")
		max.page("/groups/open").mustNot(v.T, "Thursday circle")
		vic.post(group+"/place", url.Values{"step": {"withdraw"}}).mustGoTo(v.T, "/groups/open")
		vic.page("/groups/open").mustNot(v.T, "Thursday circle")
	})
}

// Whoever ends a membership, or moves a member, reads before that the place goes to somebody who waits; who that is they need
// not know.
func TestWhatFreesAPlaceSaysSoBefore(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.opens("thursday", 3)
		cora, group := v.as("cora@example.org"), fmt.Sprintf("/groups/%d", v.group("thursday"))
		ben := group + "/members/" + v.membership("thursday", "Ben Hollis")[":member"]
		looks := func(answers ...string) answer {
			return cora.post(ben, cora.fill(ben, append(answers, "step", "look")...))
		}
		const waits = "1 person waits for a place in Thursday circle."
		looks("to", "2026-11-30").mustNot(v.T, "for a place in")
		cora.decides(group+"/members/new", "person", "vic", "from", "2026-11-19", "full", "wait")
		page := looks("to", "2026-11-30")
		page.must(v.T, waits+" The one that becomes free is offered to the first of them at once, by mail.")
		page.mustNot(v.T, "Vic Adler")
		looks("to", "2027-06-30").must(v.T, waits+" The one that becomes free is offered to the first of them as its first day comes near, by mail.")
	})
}

// Two clicks from home ask, two say yes, one takes what is offered, and three from the group's page move a member.
func TestAPlaceInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "vic", 360, 740)
	v.opens("thursday", 3)
	asked := counting(t, p, askForPlace, 0)
	p.Follow(`a[href="/groups/open"]`)
	p.Follow(`form[action$="/place"] button`)
	asked()
	if text := p.Text("main"); !strings.Contains(text, "The group's provider or your coordinator answers.") {
		t.Errorf("who asked reads %q", text)
	}
	v.signIn(p, "ruth")
	answered := counting(t, p, answerPlace, 0)
	p.Follow(`[aria-labelledby=asking] a`)
	p.Follow(`[name=step][value=yes]`)
	answered()
	if text := reads(p, "[aria-labelledby=requests]"); !strings.Contains(text, "waits for a place") {
		t.Errorf("who said yes where the group is full reads %q", text)
	}
	v.opens("thursday", 14)
	v.signIn(p, "vic")
	taken := counting(t, p, takePlace, 0)
	p.Follow(`[name=step][value=take]`)
	taken()
	if text := p.Text("main"); !strings.Contains(text, "Thursday circle") {
		t.Errorf("who took the place reads %q", text)
	}

	v.invite("cora@example.org", "CT")
	v.as("cora@example.org").decides("/groups/new", "name", "Monday circle", "provider", "max", "capacity", "4")
	monday := regexp.MustCompile(`href="/groups/(\d+)">Monday circle`).FindStringSubmatch(v.as("cora@example.org").page("/groups").body)[1]
	v.signIn(p, "cora@example.org")
	p.Go(v.url + fmt.Sprintf("/groups/%d", v.group("thursday")))
	moved := counting(t, p, moveMember, 0)
	p.Follow(`a[href$="/move"]`)
	p.Set("[name=to]", monday)
	p.Follow("[name=step][value=look]")
	p.Follow("[name=step][value=do]")
	moved()
	if text := p.Text("main"); !strings.Contains(text, "Monday circle") {
		t.Errorf("who moved a member reads %q", text)
	}
}

// The address of a call beside a room is for members: whoever does not belong to the group reads the room, on the page of open
// groups and in the calendar of them.
func TestTheAddressOfACallBesideARoomIsForMembers(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.opens("thursday", 14)
		_, err := v.store.ChangeGroup(t.Context(), "thursday", roster.Pen{By: "test"}, func(r roster.GroupRecord) ([]roster.Edit, error) {
			g := r.Group
			g.Modality, g.Place = roster.InPerson, "Room 4; https://call.example/81"
			edit, err := r.Become(g, "A test.", day.MustParse("2026-11-19"))
			return []roster.Edit{edit}, err
		})
		if err != nil {
			v.Fatal(err)
		}
		open := v.as("vic").page("/groups/open")
		open.must(v.T, "Thursday circle", "Room 4")
		open.mustNot(v.T, "call.example")
		own, _ := v.subscribe("ana", "")
		calendar := v.stranger().page(own) // whoever has its address reads it
		calendar.must(v.T, "LOCATION:Room 4\r\n")
		calendar.mustNot(v.T, "call.example")
		v.as("ana").page(fmt.Sprintf("/groups/%d", v.group("thursday"))).must(v.T, "Room 4; https://call.example/81")
	})
}

// Max says yes to what Vic asked: the history says that, and not that Max took a place which somebody offered.
func TestTheHistoryOfARequestThatWasGranted(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.opens("thursday", 14)
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		v.as("vic").post(group+"/place", url.Values{"step": {"ask"}, "from": {"2026-11-20"}}).mustGoTo(v.T, "/groups/open")
		cora := v.as("cora@example.org")
		action := regexp.MustCompile(`action="(` + group + `/requests/\d+)"`).FindStringSubmatch(cora.page(group).body)[1]
		cora.post(action, url.Values{"step": {"yes"}}).mustGoTo(v.T, group)
		past := cora.page(fmt.Sprintf("/history/group/%d", v.group("thursday")))
		past.must(v.T, "You said yes to a request for a place")
		past.mustNot(v.T, "took the place that was offered")
	})
}

// Who belongs to a group on just those days is not added again, and who provides it has none of its places; both are said before
// anything is done, at the question of who.
func TestWhoCannotBeAddedAsAMemberIsSaid(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		add := group + "/members/new"
		record, err := v.store.GroupRecord(t.Context(), v.group("thursday"))
		if err != nil {
			v.Fatal(err)
		}
		provider, err := v.store.Record(t.Context(), record.Group.Provider)
		if err != nil {
			v.Fatal(err)
		}
		cora.decides(add, "person", "vic", "from", "2026-12-01") // twice, as a double click
		for who, sentence := range map[string]string{"vic": "They belong to this group already, on just these days.", string(provider.Person.External): "They provide this group, so they cannot belong to it."} {
			a := cora.post(add, cora.fill(add, "person", who, "from", "2026-12-01", "step", "look"))
			a.must(v.T, sentence, `id="person-wrong"`)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s is looked at: %s", who, a.Status)
			}
		}
		if now, err := v.store.GroupRecord(t.Context(), v.group("thursday")); err != nil || len(now.Members) != len(record.Members)+1 {
			v.Errorf("%d memberships, and were %d: %v", len(now.Members), len(record.Members), err)
		}
	})
}
