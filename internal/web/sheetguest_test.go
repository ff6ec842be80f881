package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attune/internal/browser"
)

// shown sends a form of the page to bring somebody in, and is the page with what came of it.
func (b *visitor) shown(path string, form url.Values, act string) answer {
	b.Helper()
	form.Set("act", act)
	a := b.post(path, form)
	if a.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s\n%s", act, a.Status, a.body)
	}
	return a
}

func TestAGuestOfTheAssociation(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "present", "absent", "absent")
		form.Set("find", "farROW")
		a := b.shown(path, form, "find")
		a.must(v.T, "Dan Farrow", "Add as guest", `value="present" checked`)
		a.mustNot(v.T, "dan@example.org", "Eli Brandt")
		guest := fmt.Sprint("guest-", v.person("dan"))
		form = formIn(b.shown(path, formIn(a.body), guest).body)
		form = formIn(b.shown(path, form, guest).body) // a second click adds nobody twice
		if form.Get("people[3].person") != fmt.Sprint(v.person("dan")) || form.Get("people[3].mark") != "present" || form.Has("people[4].person") || form.Get("find") != "" {
			v.Fatalf("after adding Dan: %v", form)
		}
		form.Set("act", "draft")
		b.mustKeep(path, form)
		form = formIn(b.page(path).body) // by name: Ana, Ben, Cleo, Dan
		form.Set("act", "verify")
		b.mustKeep(path, form)
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "dan received": 120, "ruth provided": 120})
		b.page(path).must(v.T, "Dan Farrow")
	})
}

// Hours of a guest are their own association's; whoever does not know their e-mail cannot find them.
func TestAGuestOfAnotherAssociation(t *testing.T) {
	t.Parallel()
	far := maps.Clone(harbor)
	far["people.csv"] = strings.Replace(far["people.csv"], "eli,Eli Brandt,,", "eli,Eli Brandt,Eli@example.org,", 1)
	inTown(t, far, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "present", "absent", "absent")
		for text, says := range map[string]string{
			"Eli": "Nobody else of that name", "%": "Enter 2 to 100 characters", "%%": "Nobody else of that name", "": "Enter 2 to 100", strings.Repeat("é", 10_000): "Enter 2 to 100",
			"<b>x</b>\r\n\u202e": "&lt;b&gt;", "nobody@example.org": "Nobody else of that name", "Lindqvist": "Nobody else of that name",
		} {
			form.Set("act", "find")
			form.Set("find", text)
			if a := b.post(path, form); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, says) || !strings.Contains(a.body, `value="present" checked`) {
				v.Errorf("looking for %.20q: %s", text, a.Status)
			}
		}
		form.Del("find")
		stranger := fmt.Sprint(v.person("eli"))
		for _, act := range []string{"guest-" + stranger, "led-" + stranger, "guest-999999"} {
			form.Set("act", act)
			a := b.post(path, form)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s: %s", act, a.Status)
			}
			a.must(v.T, "nobody who can be added here")
			a.mustNot(v.T, "Eli Brandt")
		}
		form.Set("find", "ELI@example.org")
		a := b.shown(path, form, "find")
		a.must(v.T, "Eli Brandt", "MI")
		form = formIn(b.shown(path, formIn(a.body), "guest-"+stranger).body)
		form.Set("act", "verify")
		b.mustKeep(path, form)
		for _, e := range v.sheet("thursday", today).Standing {
			if e.Person == v.person("eli") && (e.Association != "MI" || e.Minutes != 120 || e.Supervisees != 2) {
				v.Errorf("Eli's entry: %+v", e)
			}
		}
		if n := len(v.sheet("thursday", today).Standing); n != 3 {
			v.Errorf("%d entries, want Ana's, Eli's and Ruth's", n)
		}
	})
}

func TestWhoLed(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "present", "present", "absent")
		form.Set("find", "vic")
		a := b.shown(path, form, "find")
		form = formIn(b.shown(path, formIn(a.body), fmt.Sprint("led-", v.person("vic"))).body)
		form.Set("coled", fmt.Sprint(v.person("ben")))
		a = b.shown(path, form, "count")
		a.must(v.T, "and Ben Hollis", "for 1 person")
		form.Set("act", "draft")
		b.mustKeep(path, form)
		b.page(path).must(v.T, "led by Vic")

		form = formIn(b.page(path).body)
		form.Set("act", "verify")
		b.mustKeep(path, form)
		credits := map[string]int{"ana received": 120, "vic provided": 120, "ben provided": 120}
		v.mustCredit("thursday", today, credits)
		b.mustKeep(path, form) // a retry changes nothing
		if sheet := v.sheet("thursday", today); sheet.Version != 1 || sheet.Session.Sequence == 0 {
			v.Errorf("version %d, sequence %d", sheet.Version, sheet.Session.Sequence)
		}

		form = formIn(b.page(path + "/amend").body)
		form.Set("led", "0")
		form.Set("coled", "0")
		form.Set("people[1].mark", "present")
		form.Set("act", "amend")
		form.Set("reason", "We met without anybody leading")
		b.mustKeep(path, form)
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ben received": 120})
		b.page(path).must(v.T, "nobody led")
	})
}

func TestWhoCannotHaveLed(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		ruth := fmt.Sprint(v.person("ruth"))
		for says, leads := range map[string][2]string{
			"One person led and co-led":                 {ruth, ruth},
			"Somebody co-led this session, so say who":  {"0", ruth},
			"nobody who can be added here":              {"999999", "0"},
			"is nobody who can be added here. Look for": {"-5", "0"},
		} {
			form := marked(b.page(path), "present", "absent", "excused")
			form.Set("led", leads[0])
			form.Set("coled", leads[1])
			a := b.post(path, form)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s: %s", says, a.Status)
			}
			a.must(v.T, says, `value="excused" checked`)
		}
		if sheet := v.sheet("thursday", today); sheet.State != "" || sheet.Session.Sequence != 0 {
			v.Errorf("a refused form left %q, sequence %d", sheet.State, sheet.Session.Sequence)
		}
	})
}

// What was signed with the wrong lead, and without a guest, is amended.
func TestAmendingWhoLed(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("vic") // led the session of 15 October, and amends it
		path := v.at("thursday", "2026-10-15T10:00")
		form := formIn(b.page(path + "/amend").body)
		form.Set("led", fmt.Sprint(v.person("ruth")))
		form = formIn(b.shown(path, form, fmt.Sprint("guest-", v.person("cleo"))).body)
		form.Set("reason", "It was Ruth who led")
		form.Set("act", "amend")
		b.mustKeep(path, form)
		v.mustCredit("thursday", "2026-10-15T10:00", map[string]int{"ana received": 120, "ben received": 120, "cleo received": 120, "ruth provided": 120})
	})
}

// The sum follows who led, live.
func TestWhoLedCountsInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 320, 800)
	p.Go(v.url + v.at("thursday", today))
	watchFaults(p)
	p.Click("[data-everyone]")
	p.Set("[name=coled]", fmt.Sprint(v.person("ana")))
	if got := reads(p, "[data-sum]"); got != "4.00 hours for 2 people; Ruth Okonkwo and Ana Lindqvist provided 2.00" {
		t.Errorf("the sum says %q", got)
	}
	p.Set("[name=led]", "0")
	p.Set("[name=coled]", "0")
	if got := reads(p, "[data-sum]"); got != "6.00 hours for 3 people" {
		t.Errorf("with nobody leading the sum says %q", got)
	}
	p.Click(".leading summary")
	p.Set("[name=find]", "fa")
	p.Follow("[value=find]")
	p.Wait("#found")
	if wide := browser.Eval[int64](p, `document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("the sheet is %d wide in a window of 320", wide)
	}
	noFaults(t, p)
}

// Nobody belongs to the group that day, and somebody comes all the same: they are added, and the sheet is signed.
func TestAGuestWhereNobodyBelongs(t *testing.T) {
	t.Parallel()
	left := maps.Clone(harbor)
	left["memberships.csv"] = "\ngroup_id,person_id,from,to\nthursday,ana,2026-01-01,2026-10-31"
	inTown(t, left, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		page := b.page(path)
		page.must(v.T, "Nobody belonged to the group on that day", "Look for a guest", "Nobody came", "It did not take place")
		page.mustNot(v.T, "Save and verify", "Everyone present")
		none := formIn(page.body)
		none.Set("act", "verify")
		if a := b.post(path, none); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Nobody is on this sheet.") {
			v.Errorf("signing for nobody: %s\n%s", a.Status, a.body)
		}
		form := formIn(page.body)
		form.Set("find", "ana")
		form = formIn(b.shown(path, form, "find").body)
		a := b.shown(path, form, fmt.Sprint("guest-", v.person("ana")))
		a.must(v.T, "Save and verify", "Ana Lindqvist")
		form = formIn(a.body)
		form.Set("act", "verify")
		b.mustKeep(path, form)
		v.mustCredit("thursday", today, map[string]int{"ana received": 120, "ruth provided": 120})
	})
}
