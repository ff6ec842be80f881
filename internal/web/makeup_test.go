package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attune/internal/notice"
)

// sisters is the harbor with a second circle of the association, which Vic provides: Max belongs to it.
func sisters() map[string]string {
	files := maps.Clone(harbor)
	files["groups.csv"] += "\nfriday,Friday circle,vic,CT,America/New_York,reflective,group,in_person,8,Elm Street 2,harbor"
	files["memberships.csv"] += "\nfriday,max,2026-01-01,"
	return files
}

var toTheMakeUp = regexp.MustCompile(`/sessions/\d+/make-up`)

// Ruth cancels a session and plans another in its place, in the same circle: Friday at the same time is proposed.
func TestAMakeUpIsPlanned(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, ana := v.as("ruth"), v.as("ana")
		lost, group := v.at("thursday", "2026-12-03T10:00"), fmt.Sprintf("/groups/%d", v.group("thursday"))
		if a := b.get(lost + "/make-up"); a.StatusCode != http.StatusConflict || !strings.Contains(a.body, "there is nothing to make up for") {
			t.Errorf("of what takes place: %s", a.Status)
		}
		b.decides(lost+"/plan", "begins", "11:00", "place", "Room 4", "lead", "Vic Adler")
		b.confirms(lost + "/cancel")
		for _, page := range []string{lost, group} {
			if way := toTheMakeUp.FindString(b.page(page).body); way != lost+"/make-up" {
				t.Errorf("%s leads to %q", page, way)
			}
		}
		ana.page(lost).mustNot(v.T, "make-up")
		form := b.fill(lost + "/make-up")
		for field, want := range map[string]string{"day": "2026-12-04", "begins": "11:00", "ends": "13:00", "place": "Room 4", "lead": "Vic Adler", "colead": ""} {
			if got := form.Get(field); got != want {
				t.Errorf("%s is proposed as %q, want %q", field, got, want)
			}
		}
		b.page(lost+"/make-up").must(v.T, "So are Monday 7 December, Tuesday 8 December and Wednesday 9 December.")
		look := b.decides(lost+"/make-up", "day", "2026-12-08", "lead", "")
		look.must(v.T, "In place of the session of Thursday 3 December 2026. Tuesday 8 December 2026, 11:00 AM to 1:00 PM EST (New York), 120 minutes, Room 4, led by Ruth Okonkwo.")
		look.mustNot(v.T, "guest")
		made := v.at("thursday", "2026-12-08T11:00")
		b.page(lost).must(v.T, `Made up for on <a href="`+made+`">Tuesday 8 December 2026, 11:00 AM–1:00 PM</a>`)
		b.page(lost).mustNot(v.T, "/make-up", "/restore")
		b.page(made).must(v.T, `Makes up for the session of <a href="`+lost+`">Thursday 3 December 2026</a>`)
		ana.page(made).must(v.T, `Makes up for the session of <a href="`+lost+`">Thursday 3 December 2026</a>`)
		b.page(group).must(v.T, "Makes up for 3 December 2026", "Made up for on 8 December 2026")
		ana.page("/").must(v.T, "Makes up for 3 December 2026")
		ana.page(fmt.Sprintf("%s/year?view=list", group)).must(v.T, "Makes up for 3 December 2026")
		if _, texts := v.waiting(notice.Sessions); !strings.Contains(texts["Ana Lindqvist"], "Tuesday 8 December 2026, 11:00 AM, 120 minutes, instead of the session of 3 December 2026.") {
			t.Errorf("Ana was told %q", texts["Ana Lindqvist"])
		}
		if n := v.told("CT", "session.added"); n != 1 {
			t.Errorf("%d sessions were planned", n)
		}
	})
}

// What is made up for does not take place, too, and says what is to be done first.
func TestWhatIsMadeUpForStaysCancelled(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		lost := v.at("thursday", "2026-12-03T10:00")
		b.confirms(lost + "/cancel")
		opened := b.page(lost + "/restore") // in a second tab
		b.decides(lost + "/make-up")
		made := v.at("thursday", "2026-12-04T10:00")
		form := formIn(opened.body)
		form.Set("step", "do")
		for what, a := range map[string]answer{"sent": b.post(lost+"/restore", form), "opened": b.get(lost + "/restore")} {
			if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Cancel that one first; then this one can take place.") || !strings.Contains(a.body, `<a href="`+made+`">`) {
				t.Errorf("%s: %s\n%s", what, a.Status, a.body)
			}
		}
		if a := b.get(lost + "/make-up"); a.StatusCode != http.StatusConflict || !strings.Contains(a.body, "Another session makes up for this one") {
			t.Errorf("a second make-up: %s", a.Status)
		}
		b.confirms(made + "/cancel")
		if way := toTheMakeUp.FindString(b.page(made).body); way != lost+"/make-up" {
			t.Errorf("a make-up that was cancelled leads to %q", way)
		}
		b.page(made).must(v.T, "Was to make up for the session of")
		b.page(fmt.Sprintf("/groups/%d", v.group("thursday"))).mustNot(v.T, made+"/make-up")
		b.decides(made+"/make-up", "day", "2026-12-09") // for the first one
		b.page(v.at("thursday", "2026-12-09T10:00")).must(v.T, "Makes up for the session of", "Thursday 3 December 2026")
		if a := b.get(made + "/restore"); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Another session makes up for the same one") {
			t.Errorf("the first make-up restored: %s", a.Status)
		}
	})
}

// What did not take place is made up for afterwards, and its sheet says so.
func TestAMakeUpOfWhatDidNotTakePlace(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		lost := v.at("thursday", "2026-11-12T10:00") // came in as cancelled
		b.page(lost).must(v.T, "It took place after all", lost+"/make-up")
		back := b.page(lost).body
		b.decides(lost+"/make-up", "day", "2026-11-17")
		made := v.at("thursday", "2026-11-17T10:00")
		b.page(lost).mustNot(v.T, "It took place after all")
		form := formIn(back)
		form.Set("act", "took-place")
		if a := b.post(lost, form); a.StatusCode != http.StatusConflict || !strings.Contains(a.body, "Another session makes up for this one") {
			t.Errorf("it took place after all: %s\n%s", a.Status, a.body)
		}
		sheet := marked(b.page(made), "present", "present", "absent", "absent")
		sheet.Set("act", "verify")
		b.mustKeep(made, sheet)
		v.mustCredit("thursday", "2026-11-17T10:00", map[string]int{"ana received": 120, "ben received": 120, "ruth provided": 120})
		b.page(fmt.Sprintf("/groups/%d", v.group("thursday"))).must(v.T, "Made up for on 17 November 2026")
	})
}

// In another group a make-up is a session of that group: who lost theirs is told by mail, and comes as a guest. Vic leads it,
// so he is the source of the hour.
func TestAMakeUpInASisterGroup(t *testing.T) {
	t.Parallel()
	inTown(t, sisters(), func(v *town) {
		cora, ruth, ana := v.as("cora@example.org"), v.as("ruth"), v.as("ana")
		lost := v.at("thursday", "2026-11-12T10:00")
		ruth.page(lost+"/make-up").mustNot(v.T, `name="group"`, "guest")
		cora.page(lost+"/make-up").must(v.T, "Friday circle · with Vic Adler", "Empty: Ruth Okonkwo")
		friday := fmt.Sprintf("/make-up?group=%d", v.group("friday"))
		form := cora.page(lost + friday)
		form.must(v.T, "whoever of Thursday circle comes is added to its sheet as a guest", "Empty: Vic Adler", "Empty: as the group, Elm Street 2.")
		form.mustNot(v.T, "Empty: Ruth Okonkwo")
		for _, elsewhere := range []string{fmt.Sprint(v.group("bay")), "0", "x", "9999999"} {
			if a := cora.get(lost + "/make-up?group=" + elsewhere); a.StatusCode != http.StatusNotFound {
				t.Errorf("in group %s: %s", elsewhere, a.Status)
			}
		}
		if a := ruth.get(lost + friday); a.StatusCode != http.StatusNotFound {
			t.Errorf("in a group that is not hers: %s", a.Status)
		}
		look := cora.decides(lost+friday, "day", "2026-11-17")
		look.must(v.T, "Elm Street 2, led by Vic Adler.", "It is a session of Friday circle.")
		made := v.at("friday", "2026-11-17T10:00")
		page := ana.page(lost)
		page.must(v.T, "Made up for on Tuesday 17 November 2026, 10:00 AM–12:00 PM, in Friday circle.")
		page.mustNot(v.T, made)
		vic := v.as("vic")
		vic.page(made).must(v.T, "Makes up for the session of Thursday 12 November 2026, in Thursday circle.") // it is not his to see
		sheet := marked(vic.page(made), "absent")
		sheet.Set("find", "Lindqvist")
		sheet = formIn(vic.shown(made, sheet, "find").body)
		sheet = formIn(vic.shown(made, sheet, fmt.Sprint("guest-", v.person("ana"))).body)
		sheet.Set("act", "verify")
		vic.mustKeep(made, sheet)
		v.mustCredit("friday", "2026-11-17T10:00", map[string]int{"ana received": 120, "vic provided": 120})
		upcoming := v.at("thursday", "2026-12-03T10:00")
		ruth.confirms(upcoming + "/cancel")
		cora.decides(upcoming+friday).must(v.T, "Mail also tells 4 people who had the session that it makes up for.")
		readers, texts := v.waiting(notice.Sessions)
		if !slices.Contains(readers, "Max Moreau") || !strings.Contains(texts["Ana Lindqvist"], "instead of the session of 3 December 2026.\nIt is one of another group, Friday circle, and not in your calendar.") ||
			strings.Contains(texts["Max Moreau"], "another group") {
			t.Errorf("told: %q", texts)
		}
		second := v.at("friday", "2026-12-04T10:00")
		vic.confirms(second+"/cancel").must(v.T, "Mail also tells 4 people who had the session that it makes up for.")
		vic.page(second).must(v.T, "Was to make up for the session of Thursday 3 December 2026, in Thursday circle.")
		vic.page(second).mustNot(v.T, "/make-up") // it is not his to make up for
		vic.page(fmt.Sprintf("/groups/%d", v.group("friday"))).must(v.T, "Was to make up for 3 December 2026")
		vic.page(fmt.Sprintf("/groups/%d", v.group("friday"))).mustNot(v.T, "/make-up")
		cora.page(second).must(v.T, upcoming+"/make-up")
		if _, texts := v.waiting(notice.Sessions); !strings.Contains(texts["Ana Lindqvist"], "Friday 4 December 2026, 10:00 AM is cancelled. It was to make up for the session of 3 December 2026.") {
			t.Errorf("Ana was told %q", texts["Ana Lindqvist"])
		}
	})
}

func TestAMakeUpInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	p.Go(v.url + v.at("thursday", "2026-12-03T10:00") + "/cancel")
	p.Follow("[name=step][value=do]")
	p.Go(v.url)
	done := counting(t, p, makeUpFor, 0)
	p.Follow(`a[href$="/make-up"]`)
	p.Follow("[name=step][value=look]")
	p.Follow("[name=step][value=do]")
	done()
	if text := reads(p, "main header"); !strings.Contains(text, "Makes up for the session of Thursday 3 December 2026") {
		t.Errorf("after it the page says %s", text)
	}
}

// Who was to lead what is made up for in the same group, and has nothing to do with its make-up, is told nothing of another group.
func TestAMakeUpTellsNobodyOfAnotherGroup(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		lost := v.at("thursday", "2026-12-03T10:00")
		b.decides(lost+"/plan", "lead", "Vic Adler")
		b.confirms(lost + "/cancel")
		b.decides(lost+"/make-up", "day", "2026-12-08", "lead", "")
		_, texts := v.waiting(notice.Sessions)
		for name, text := range texts {
			if strings.Contains(text, "another group") {
				t.Errorf("%s was told %q", name, text)
			}
		}
	})
}

// Who stands in for whom is said wherever a session is, and what stands beside a series.
func TestWhatSetsASessionApart(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, ana := v.as("ruth"), v.as("ana")
		group := fmt.Sprintf("/groups/%d", v.group("thursday"))
		b.decidesSeries(group+"/series/new", "day", "2026-12-10", "begins", "10:00", "ends", "12:00", "count", "3", "lead", "Vic Adler")
		for _, one := range [][2]string{{"2026-12-15", "09:00"}, {"2027-01-12", "09:00"}} {
			b.decides(group+"/sessions/new", "day", one[0], "begins", one[1], "ends", "10:00", "lead", "")
		}
		usual, aside, after := v.at("thursday", "2026-12-10T10:00"), v.at("thursday", "2026-12-15T09:00"), v.at("thursday", "2027-01-12T09:00")
		stood := v.at("thursday", "2026-10-15T10:00") // Vic led it, without a series
		const led, alone, stoodIn = "Led by Ruth Okonkwo instead of Vic Adler", "On its own, not of the series", "Led by Vic Adler instead of Ruth Okonkwo"
		for _, page := range []string{group, group + "/year?view=list&month=2026-10"} {
			b.page(page).must(v.T, alone, stoodIn)
			b.page(page).mustNot(v.T, led)
			if n := strings.Count(b.page(page).body, alone); n != 1 {
				t.Errorf("%s says of %d that they are on their own", page, n)
			}
		}
		b.page(aside).must(v.T, alone+".")
		for _, page := range []string{usual, after} {
			b.page(page).mustNot(v.T, alone, "instead of")
		}
		b.page(stood).must(v.T, "led by Vic Adler instead of Ruth Okonkwo")
		b.decides(v.at("thursday", "2026-12-17T10:00")+"/plan", "lead", "Ruth Okonkwo")
		substitute := v.at("thursday", "2026-12-17T10:00")
		for _, page := range []string{group, group + "/year?view=list", "/calendar/year?view=list"} {
			ana.page(page).must(v.T, led)
		}
		ana.page(substitute).must(v.T, "led by Ruth Okonkwo instead of Vic Adler")
		b.page("/").must(v.T, "Instead of Vic Adler")
		b.confirms(substitute + "/cancel")
		b.page(group).mustNot(v.T, led)
	})
}
