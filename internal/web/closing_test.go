package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// click presses a button of the sheet that needs nothing filled in.
func (b *visitor) click(path, act string) answer {
	b.Helper()
	form := formIn(b.page(path).body)
	form.Set("act", act)
	return b.post(path, form)
}

func TestASessionDidNotTakePlace(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		feed, _ := v.subscribe("ana", "")
		before := v.stranger().get(feed)
		draft := marked(b.page(path), "present", "late", "absent")
		draft.Set("act", "draft")
		b.post(path, draft)
		form := formIn(b.page(path).body)
		form.Set("act", "did-not-take-place")
		for range 2 { // a double click
			if a := b.post(path, form); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != path {
				v.Fatalf("%s\n%s", a.Status, a.body)
			}
		}
		b.page(path).must(v.T, "Cancelled", "did not take place", "It took place after all")
		b.page("/").mustNot(v.T, "Take attendance", "Not marked yet")
		v.passes(time.Minute)
		after := v.stranger().get(feed)
		if strings.Contains(before.body, "SEQUENCE:1") || strings.Count(after.body, "STATUS:CANCELLED") != strings.Count(before.body, "STATUS:CANCELLED")+1 || !strings.Contains(after.body, "SEQUENCE:1") {
			v.Errorf("Ana's calendar was\n%s\nand is\n%s", before.body, after.body)
		}
		ana := v.as("ana").page(path)
		ana.must(v.T, "Cancelled")
		ana.mustNot(v.T, "took-place")

		if a := b.click(path, "took-place"); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("un-doing: %s\n%s", a.Status, a.body)
		}
		page := b.page(path)
		page.must(v.T, "Save and verify")
		page.mustNot(v.T, " checked") // the draft is gone, as it said
		if sheet := v.sheet("thursday", today); sheet.Session.Sequence != 2 || sheet.Session.Status != "scheduled" {
			v.Errorf("%s, sequence %d", sheet.Session.Status, sheet.Session.Sequence)
		}
		draft.Set("sending", formIn(page.body).Get("sending"))
		if a := b.post(path, draft); a.StatusCode != http.StatusConflict {
			v.Errorf("a form from before: %s", a.Status)
		}
	})
}

func TestNobodyCameAndSomebodyDid(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "excused", "", "present")
		form.Set("act", "nobody-came")
		for range 2 {
			if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
				v.Fatalf("%s\n%s", a.Status, a.body)
			}
		}
		page := b.page(path)
		page.must(v.T, "Nobody came, as Ruth Okonkwo said on 19 November 2026", "Excused", "Absent", "Somebody came after all", "led by Ruth Okonkwo")
		page.mustNot(v.T, "/amend", "Provided")
		hers := v.as("ana").page(path)
		hers.must(v.T, "Excused. Nobody came.")
		hers.mustNot(v.T, "took place")
		b.page("/").mustNot(v.T, "Take attendance")
		v.mustCredit("thursday", today, map[string]int{})
		if a := b.get(path + "/amend"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("amending it: %s", a.Status)
		}
		if a := b.click(path, "somebody-came"); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("un-doing: %s\n%s", a.Status, a.body)
		}
		if a := b.post(path, marked(b.page(path), "present", "absent", "absent")); a.StatusCode != http.StatusSeeOther {
			v.Fatalf("verifying: %s\n%s", a.Status, a.body)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ruth provided": 120})
		for _, act := range []string{"did-not-take-place", "nobody-came", "somebody-came"} {
			if a := b.post(path, url.Values{"act": {act}, "revision": {"4"}}); a.StatusCode != http.StatusConflict {
				v.Errorf("%s on a verified sheet: %s", act, a.Status)
			}
		}
		b.page(path).must(v.T, "Verified by Ruth Okonkwo")
	})
}

func TestWhoMayNotCloseASheet(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.at("thursday", today)
		for who, want := range map[string]int{"ana": http.StatusForbidden, "max": http.StatusNotFound, "zoe": http.StatusNotFound, "odd@example.org": http.StatusNotFound} {
			b := v.as(who)
			for _, act := range []string{"did-not-take-place", "took-place", "nobody-came", "somebody-came"} {
				if a := b.post(path, url.Values{"act": {act}}); a.StatusCode != want {
					v.Errorf("%s says %s: %s", who, act, a.Status)
				}
			}
		}
		ruth := v.as("ruth")
		coming := v.at("thursday", "2026-12-03T10:00")
		for _, act := range []string{"did-not-take-place", "nobody-came"} {
			if a := ruth.post(coming, url.Values{"act": {act}}); a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s of what is to come: %s", act, a.Status)
			}
		}
		if s := v.sheet("thursday", today); s.State != "" || s.Session.Status != "scheduled" {
			v.Errorf("the sheet is %q, the session %s", s.State, s.Session.Status)
		}
	})
}

// Each is one click from the sheet.
func TestClosingIsOneClickInABrowser(t *testing.T) {
	t.Parallel()
	_, p := ruthsBrowser(t, 360, 740)
	p.Follow("main .button")
	p.Follow("[value=nobody-came]")
	p.Follow("[value=somebody-came]")
	p.Follow("[value=did-not-take-place]")
	p.Follow("[value=took-place]")
	p.Wait("[value=verify]")
}
