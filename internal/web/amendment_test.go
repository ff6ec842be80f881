package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// prepares has somebody keep, without signing it, an amendment by which Ben left at half past eleven, and returns its form.
func (v *town) prepares(b *visitor, path, reason string) url.Values {
	v.Helper()
	form := toAmend(b, path, reason)
	form.Set("people[1].mark", "early")
	form.Set("people[1].left", "11:30")
	form.Set("act", "keep")
	b.post(path, form).mustGoTo(v.T, path)
	return form
}

func TestAnAmendmentThatSomebodyElseVerifies(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora, ben := v.as("ruth"), v.as("cora@example.org"), v.as("ben")
		path := v.verifiedToday(ruth)
		form := v.prepares(cora, path, "Ben left at <b>half past</b> eleven")
		cora.post(path, form).mustGoTo(v.T, path) // a double click
		before := map[string]int{"ana received": 120, "ben received": 120, "cleo received": 120, "ruth provided": 120}
		v.mustCredit("thursday", today, before)
		if sheet := v.sheet("thursday", today); sheet.Version != 1 || !sheet.Amended() {
			v.Errorf("version %d, amended %t", sheet.Version, sheet.Amended())
		}

		const waits = "Amended, waits to be verified again"
		cora.page("/").must(v.T, waits)
		cora.page(fmt.Sprintf("/groups/%d", v.group("thursday"))).must(v.T, waits)
		home := ruth.page("/")
		home.must(v.T, "Look at the amendment", waits)
		page := ruth.page(path)
		page.must(v.T, waits, "cora@example.org prepared this on", "“Ben left at &lt;b&gt;half past&lt;/b&gt; eleven”", "Look it over and verify", "Take it back",
			`data-label="Before:">Present`, `data-label="Once verified:">Left early, at 11:30 AM`, "the signature below is void")
		page.mustNot(v.T, "<b>half", ">Amend</a>")
		own := ben.page(path)
		own.must(v.T, "This sheet is being amended, and waits to be verified again", "2.00")
		own.mustNot(v.T, "half past", "Take it back", "cora@example.org")

		v.push()
		const amended = "This sheet is being amended, and waits to be verified again"
		for _, page := range []string{"/", "/hours", "/hours/earning.IFS"} {
			ben.page(page).must(v.T, amended)
		}
		v.as("max").page(fmt.Sprintf("/staff/%d", v.person("ben"))).must(v.T, amended)
		again := ruth.page(path + "/amend")
		again.must(v.T, "cora@example.org keeps this since", "Verify the amendment", "Take it back", `value="early" checked`, `value="11:30"`)
		signed := formIn(again.body)
		signed.Set("act", "amend")
		for range 2 { // a double click
			ruth.post(path, signed).mustGoTo(v.T, path)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 90, "cleo received": 120, "ruth provided": 120})
		done := ruth.page(path)
		done.must(v.T, "Verified by Ruth Okonkwo", "cora@example.org had prepared it on")
		done.mustNot(v.T, waits)
		cora.page("/").mustNot(v.T, waits)
		ben.page("/hours").mustNot(v.T, amended)
	})
}

// An hour that waits for the coordinator may be one of a sheet that is being amended: they are told before they decide.
func TestAHeldHourOfAnAmendedSheet(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		path := v.at("thursday", "2026-10-15T10:00")
		const amended = "sheet is being amended, and waits to be verified again"
		cora.page("/held").mustNot(v.T, amended)
		form := toAmend(v.as("ruth"), path, "Ana was ill")
		form.Set("people[0].mark", "excused")
		form.Set("act", "keep")
		v.as("ruth").post(path, form).mustGoTo(v.T, path)
		if got := strings.Count(cora.page("/held").body, amended); got != 2 { // Ruth's own is of another circle
			v.Errorf("%d hours are said to be of an amended sheet", got)
		}
	})
}

func TestAnAmendmentThatIsTakenBack(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		path := v.verifiedToday(ruth)
		v.prepares(cora, path, "Ben left early")
		back := formIn(ruth.page(path).body)
		back.Set("act", "take-back")
		for range 2 {
			ruth.post(path, back).mustGoTo(v.T, path)
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 120, "cleo received": 120, "ruth provided": 120})
		page := ruth.page(path)
		page.must(v.T, "What was amended", "cora@example.org prepared an amendment on", "“Ben left early”", "Ruth Okonkwo took it back on", "It changed nothing.", `/amend">Amend</a>`)
		page.mustNot(v.T, "waits to be verified again")
		ruth.page("/").mustNot(v.T, "Look at the amendment")
	})
}

// Two prepare at once: the second is told, and shown what the first keeps beside what they typed.
func TestTwoPrepareAtOnce(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		path := v.verifiedToday(ruth)
		hers := toAmend(ruth, path, "Ana was not there")
		hers.Set("people[0].mark", "absent")
		hers.Set("act", "keep")
		v.prepares(cora, path, "Ben left early")
		for _, act := range []string{"keep", "amend"} {
			hers.Set("act", act)
			a := ruth.post(path, hers)
			if a.StatusCode != http.StatusConflict {
				v.Fatalf("%s: %s", act, a.Status)
			}
			a.must(v.T, "Somebody else saved this sheet", "cora@example.org keeps an amendment since", "“Ben left early”", "Ana was not there", "Saved meanwhile: Left early, at 11:30 AM", "Saved meanwhile: Present")
		}
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 120, "cleo received": 120, "ruth provided": 120})
		knowing := formIn(ruth.post(path, hers).body)
		knowing.Set("act", "amend")
		ruth.post(path, knowing).mustGoTo(v.T, path)
		v.mustCredit("thursday", today, map[string]int{"ben received": 120, "cleo received": 120, "ruth provided": 120})
	})
}

func TestAnAmendmentThatCannotBeKept(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth := v.as("ruth")
		path := v.verifiedToday(ruth)
		for name, story := range map[string]struct {
			change func(url.Values)
			says   string
		}{
			"no reason":         {func(f url.Values) { f.Set("reason", "\u200b\r\n") }, "Say why, in a few words"},
			"a long reason":     {func(f url.Values) { f.Set("reason", strings.Repeat("\u202ex", 5000)) }, "500 characters or fewer"},
			"an end before":     {func(f url.Values) { f.Set("ended", "09:00") }, "from beginning to end that would be"},
			"a mark of nothing": {func(f url.Values) { f.Set("people[0].mark", "<b>") }, "Choose one of the marks."},
		} {
			form := toAmend(ruth, path, "<i>why</i>")
			form.Set("people[2].mark", "absent")
			form.Set("act", "keep")
			story.change(form)
			a := ruth.post(path, form)
			if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(strings.ToLower(a.body), strings.ToLower(story.says)) {
				v.Errorf("%s: %s\n%s", name, a.Status, a.body)
			}
			a.mustNot(v.T, "<i>why")
		}
		if sheet := v.sheet("thursday", today); sheet.Amended() || sheet.Revision != 1 {
			v.Errorf("amended %t, revision %d", sheet.Amended(), sheet.Revision)
		}
		for who, want := range map[string]int{"ana": http.StatusForbidden, "max": http.StatusNotFound, "odd@example.org": http.StatusNotFound} {
			form := toAmend(ruth, path, "because")
			for _, act := range []string{"keep", "take-back"} {
				form.Set("act", act)
				if a := v.as(who).post(path, form); a.StatusCode != want {
					v.Errorf("%s posts %s: %s", who, act, a.Status)
				}
			}
		}
	})
}

// A reminder's address opens the sheet to look the amendment over and verify it, and is done when it is.
func TestAKeyOpensAnAmendmentThatWaits(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := v.verifiedToday(v.as("ruth"))
		v.prepares(v.as("cora@example.org"), path, "Ben left early")
		b := v.stranger()
		b.opens(v.keyTo(v.session("thursday", today), "ruth")).must(v.T, "Look it over and verify")
		form := formIn(b.page(path + "/amend").body)
		form.Set("act", "amend")
		for range 2 {
			b.post(path, form).mustGoTo(v.T, path)
		}
		b.page(path).must(v.T, "The sheet is done")
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 90, "cleo received": 120, "ruth provided": 120})
	})
}

// A disputed mark stays disputed while its amendment waits, and is answered when that is verified.
func TestADisputeAnsweredByAnAmendmentThatWaits(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, ben := v.as("ruth"), v.as("ben")
		path := v.verifiedToday(ruth)
		ben.says(path, "I left at half past eleven").mustGoTo(v.T, path)
		v.prepares(v.as("cora@example.org"), path, "Ben says so")
		ben.page(path).must(v.T, "An amendment of the sheet waits to be verified.", "Take it back")
		ruth.page(path).must(v.T, "An amendment of the sheet waits to be verified.", "The mark stands")
		form := formIn(ruth.page(path + "/amend").body)
		form.Set("act", "amend")
		ruth.post(path, form).mustGoTo(v.T, path)
		ben.page(path).must(v.T, "The sheet was amended on")
		ben.page("/").mustNot(v.T, "Marks you said")
	})
}

// The bar, from the lead's side: an amendment that somebody prepared is verified with three clicks from the home page.
func TestVerifyingAnAmendmentInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	v.invite("cora@example.org", "CT")
	path := v.verifiedToday(v.as("ruth"))
	v.prepares(v.as("cora@example.org"), path, "Ben left early")
	p := browser.Open(t, 360, 740)
	v.signIn(p, "ruth")
	p.Follow("main .now .button")      // 1: look at the amendment
	p.Follow("main a[href$='/amend']") // 2: look it over
	watchFaults(p)
	if got := reads(p, "[data-sum]"); got != "5.50 hours for 3 people; you provided 2.00" {
		t.Errorf("the sum is %q", got)
	}
	noFaults(t, p)
	p.DoubleClick("[value=amend]") // 3: signed
	p.Wait("main .figure")
	if got := reads(p, "main"); !strings.Contains(got, "5.50 hours for 3 people") || strings.Contains(got, "waits to be verified") {
		t.Errorf("after verifying: %q", got)
	}
}
