package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"attune/internal/attendance"
	"attune/internal/browser"
	"attune/internal/dbtest"
)

// verifiedToday has Ruth verify today's sheet with everybody there all the time, and returns its address.
func (v *town) verifiedToday(b *visitor) string {
	v.Helper()
	path := v.at("thursday", today)
	if a := b.post(path, marked(b.page(path), "present", "present", "present")); a.StatusCode != http.StatusSeeOther {
		v.Fatalf("verifying: %s\n%s", a.Status, a.body)
	}
	return path
}

// toAmend is the amendment of a sheet as the page has it, with a reason.
func toAmend(b *visitor, path, reason string) url.Values {
	b.Helper()
	form := formIn(b.page(path + "/amend").body)
	form.Set("reason", reason)
	form.Set("act", "amend")
	return form
}

func TestAmendingAVerifiedSheet(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		path := v.verifiedToday(ruth)
		v.push()
		cora.page(path).must(v.T, `href="`+path+`/amend"`)
		cora.page(path+"/amend").must(v.T, "Why it is amended", "Verify the amendment")
		form := toAmend(cora, path, "Ben left at half past eleven")
		form.Set("people[1].mark", "early")
		form.Set("people[1].left", "11:30")
		for range 2 { // a double click
			if a := cora.post(path, form); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != path {
				v.Fatalf("amending: %s\n%s", a.Status, a.body)
			}
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 90, "cleo received": 120, "ruth provided": 120})
		if sheet := v.sheet("thursday", today); sheet.Version != 2 || sheet.Provenance != attendance.Taken {
			v.Errorf("version %d, %s", sheet.Version, sheet.Provenance)
		}
		ruth.page(path).must(v.T, "Verified by cora@example.org", "“Ben left at half past eleven”", "Ruth Okonkwo had verified it on",
			`data-label="Before:">Present`, `data-label="Since then:">Left early, at 11:30 AM`)

		v.push()
		ben := v.as("ben")
		ben.page("/hours/earning.IFS").must(v.T, `title="1:30">1.50</data> counted`)
		a := ben.page(path)
		a.must(v.T, "Left early, at 11:30 AM")
		a.mustNot(v.T, "Ana Lindqvist", "half past eleven", "What was amended")
	})
}

func TestAnAmendmentThatFailsComesBackFilled(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.verifiedToday(b)
		for name, story := range map[string]struct {
			change func(url.Values)
			says   []string
		}{
			"no reason":        {func(f url.Values) { f.Set("reason", " \r\n ") }, []string{"Say why, in a few words", "reason-wrong"}},
			"a long reason":    {func(f url.Values) { f.Set("reason", strings.Repeat("\u202ex", 5000)) }, []string{"500 characters or fewer"}},
			"turned around":    {func(f url.Values) { f.Set("reason", "left \u202eylrae") }, []string{"a character that cannot be seen", "reason-wrong"}},
			"zero width":       {func(f url.Values) { f.Set("reason", "le\u200bft") }, []string{"a character that cannot be seen", "reason-wrong"}},
			"an end to come":   {func(f url.Values) { f.Set("ended", "12:45") }, []string{"still to come", "&lt;b&gt;"}},
			"no beginning":     {func(f url.Values) { f.Set("began", "") }, []string{"Enter when it began", "&lt;b&gt;"}},
			"somebody no mark": {func(f url.Values) { f.Del("people[0].mark") }, []string{"1 person on this sheet has no mark", "Choose a mark."}},
		} {
			form := toAmend(b, path, "<b>why</b>")
			form.Set("people[2].mark", "absent")
			story.change(form)
			a := b.post(path, form)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s: %s", name, a.Status)
				continue
			}
			a.must(v.T, append(story.says, "Verify the amendment", `value="absent" checked`)...)
			a.mustNot(v.T, "<b>why")
		}
		if sheet := v.sheet("thursday", today); sheet.Version != 1 {
			v.Errorf("a refused amendment made version %d", sheet.Version)
		}
	})
}

func TestWhoMayNotAmend(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth := v.as("ruth")
		path := v.verifiedToday(ruth)
		form := toAmend(ruth, path, "because")
		form.Set("people[0].mark", "absent")
		for who, want := range map[string]int{"ana": http.StatusForbidden, "max": http.StatusNotFound, "zoe": http.StatusNotFound, "odd@example.org": http.StatusNotFound} {
			b := v.as(who)
			if a := b.get(path + "/amend"); a.StatusCode != want {
				v.Errorf("%s looks at the amendment: %s", who, a.Status)
			}
			if a := b.post(path, form); a.StatusCode != want {
				v.Errorf("%s amends: %s", who, a.Status)
			}
			if a := b.get(path); strings.Contains(a.body, "/amend") {
				v.Errorf("%s is shown the way to amend", who)
			}
		}
		if a := ruth.get(v.at("thursday", "2026-11-05T10:00") + "/amend"); a.StatusCode != http.StatusSeeOther {
			v.Errorf("amending what nobody verified: %s", a.Status)
		}
		if sheet := v.sheet("thursday", today); sheet.Version != 1 {
			v.Errorf("version %d", sheet.Version)
		}
	})
}

// Two tabs amend at once: one wins, and the other is told and shown both.
func TestTwoAmendAtOnce(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		path := v.verifiedToday(ruth)
		hers, theirs := toAmend(ruth, path, "hers"), toAmend(cora, path, "theirs")
		hers.Set("people[0].mark", "absent")
		theirs.Set("people[1].mark", "excused")
		answers := make([]answer, 2)
		var tabs sync.WaitGroup
		tabs.Go(func() { answers[0] = ruth.post(path, hers) })
		tabs.Go(func() { answers[1] = cora.post(path, theirs) })
		tabs.Wait()
		won := slices.IndexFunc(answers, func(a answer) bool { return a.StatusCode == http.StatusSeeOther })
		if won < 0 || answers[1-won].StatusCode != http.StatusConflict {
			v.Fatalf("%s and %s", answers[0].Status, answers[1].Status)
		}
		lost := answers[1-won]
		lost.must(v.T, "Somebody else saved this sheet", "Saved meanwhile:", "Verify the amendment", `name="revision" value="2"`, []string{"hers", "theirs"}[1-won])
		if sheet := v.sheet("thursday", today); sheet.Version != 2 {
			v.Errorf("version %d", sheet.Version)
		}
		again := formIn(lost.body)
		again.Set("act", "amend")
		if a := []*visitor{ruth, cora}[1-won].post(path, again); a.StatusCode != http.StatusSeeOther {
			v.Errorf("knowing both, once more: %s\n%s", a.Status, a.body)
		}
		if n := len(v.sheet("thursday", today).Standing); n != 3 {
			v.Errorf("%d entries stand", n)
		}
	})
}

// One tab amends while another, opened before the sheet was signed, verifies.
func TestAmendAgainstVerify(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		old := marked(cora.page(v.at("thursday", today)), "present", "late", "absent")
		path := v.verifiedToday(ruth)
		form := toAmend(ruth, path, "Cleo was not there")
		form.Set("people[2].mark", "absent")
		var amended, verified answer
		var tabs sync.WaitGroup
		tabs.Go(func() { amended = ruth.post(path, form) })
		tabs.Go(func() { verified = cora.post(path, old) })
		tabs.Wait()
		if amended.StatusCode != http.StatusSeeOther || verified.StatusCode != http.StatusConflict {
			v.Fatalf("amending: %s, verifying: %s", amended.Status, verified.Status)
		}
		verified.must(v.T, "Your changes were not kept", "What you had entered", "Late, came at 10:15 AM")
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 120, "ruth provided": 120})
		versions, err := v.store.Versions(context.Background(), v.session("thursday", today))
		if err != nil || len(versions) != 2 || fmt.Sprintf("%q, %q by %s", versions[0].Reason, versions[1].Reason, versions[1].Signer) != `"", "Cleo was not there" by Ruth Okonkwo` {
			v.Errorf("versions: %+v, %v", versions, err)
		}
	})
}

// On a phone the bar at the foot hides neither the reason that is missing nor who was looked for.
func TestTheBarHidesNothingThatIsAskedForInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.verifiedToday(v.as("ruth"))
	p := browser.Open(t, 360, 740)
	v.signIn(p, "ruth")
	free := func(what, field string) {
		t.Helper()
		if !browser.Eval[bool](p, `(() => { const at = document.querySelector("`+field+`").getBoundingClientRect();
			return document.activeElement === document.querySelector("`+field+`") && at.top >= 0 && at.bottom <= document.querySelector(".signing").getBoundingClientRect().top })()`) {
			t.Errorf("%s: %s does not have the focus, free of the bar", what, field)
		}
	}
	for _, height := range []int64{740, 640} {
		p.Resize(360, height)
		p.Go(v.url + v.at("thursday", today) + "/amend")
		p.Click("[name='people[1].mark'][value=absent]")
		p.Click("[value=amend]")
		free("the reason is missing", "[name=reason]")
		browser.Eval[bool](p, `document.querySelector(".leading").open = true`)
		p.Set("[name=find]", "Nobody of that name")
		p.Follow("[value=find]")
		free("nobody is found", "[name=find]")
		p.Set("[name=find]", "fa")
		p.Follow("[value=find]")
		free("somebody is found", "#found button")
	}
}

// The bar: a signed sheet is corrected with three clicks from the home page; the reason and the mark are entered.
func TestAmendingInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.verifiedToday(v.as("ruth"))
	p := browser.Open(t, 360, 740)
	v.signIn(p, "ruth")
	amended := counting(t, p, correctSigned, 1)
	p.Follow("main .now a") // today's session
	p.Follow("main a[href$='/amend']")
	watchFaults(p)
	p.Click("[name='people[1].mark'][value=absent]")
	if got := reads(p, "[data-sum]"); got != "4.00 hours for 2 people; you provided 2.00" {
		t.Errorf("the sum is %q", got)
	}
	p.Set("[name=reason]", "Ben had to leave at once")
	noFaults(t, p)
	p.DoubleClick("[value=amend]")
	p.Wait("main .figure")
	amended()
	if got := reads(p, "main"); !strings.Contains(got, "“Ben had to leave at once”") || !strings.Contains(got, "4.00 hours for 2 people") {
		t.Errorf("after amending: %q", got)
	}
	if sheet := v.sheet("thursday", today); sheet.Version != 2 {
		t.Errorf("version %d", sheet.Version)
	}
}
