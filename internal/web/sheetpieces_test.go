package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attune/internal/browser"
)

// mustKeep sends a form that must be taken.
func (b *visitor) mustKeep(path string, form url.Values) {
	b.Helper()
	if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
		b.Fatalf("%s\n%s", a.Status, a.body)
	}
}

// Ana's draft came with a bundle: 10:05–10:35 AM and 11:00 AM–12:00 PM of a session that began at 10:05 AM.
const drafted = "2026-11-05T10:00"

func TestSomebodyWhoComesAndGoes(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", drafted)
		page := b.page(path)
		for name, want := range map[string]string{
			"people[0].mark": "early", "people[0].left": "10:35", "people[0].again[0].from": "11:00", "people[0].again[0].to": "",
			"people[0].again[1].from": "", "people[1].mark": "present", "focus": "each", "people[1].focus": "rsc_provision",
		} {
			if got := formIn(page.body).Get(name); got != want {
				v.Errorf("%s comes back as %q, want %q", name, got, want)
			}
		}
		form := marked(page, "early", "late", "absent", "absent")
		form.Set("people[0].again[0].to", "11:20")
		form.Set("people[0].again[1].from", "11:50")
		form.Set("people[1].came", "10:30")
		form.Set("people[1].until", "11:00")
		form.Set("people[1].again[0].from", "11:15")
		b.mustKeep(path, form)
		v.mustCredit("thursday", drafted, map[string]int{"ana received": 30 + 20 + 10, "ben received": 30 + 45, "ruth provided": 115})
		b.page(path).must(v.T, "There 10:05–10:35 AM, 11:00–11:20 AM and 11:50 AM–12:00 PM", "There 10:30–11:00 AM and 11:15 AM–12:00 PM")

		again := formIn(b.page(path + "/amend").body)
		if got := again.Get("people[0].again[1].from") + " " + again.Get("people[0].again[0].to") + " " + again.Get("people[1].until"); got != "11:50 11:20 11:00" {
			v.Errorf("on the form to amend: %s", got)
		}
	})
}

// A focus may be each person's own.
func TestAFocusOfOnePerson(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "present", "present", "absent")
		form.Set("focus", "each")
		form.Set("people[1].focus", "rsc_provision")
		form.Set("people[2].focus", "rsc_provision")
		b.mustKeep(path, form)
		focuses := make(map[string]string)
		for _, e := range v.sheet("thursday", today).Standing {
			focuses[fmt.Sprint(e.Person, " ", e.Direction)] = string(e.Focus)
		}
		ana, ben := fmt.Sprint(v.person("ana"), " received"), fmt.Sprint(v.person("ben"), " received")
		if focuses[ana] != "" || focuses[ben] != "rsc_provision" {
			v.Errorf("focus by person: %v", focuses)
		}
	})
}

func TestMinutesInsteadOfTimes(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "late", "early", "late")
		form.Set("people[0].minutes", "75")
		form.Set("people[1].minutes", " 50 ")
		form.Set("people[2].minutes", "20")
		form.Set("people[2].until", "11:00")
		form.Set("act", "draft")
		b.mustKeep(path, form)
		page := b.page(path)
		again := formIn(page.body)
		for name, want := range map[string]string{
			"people[0].came": "10:45", "people[1].left": "10:50", "people[2].came": "10:40", "people[2].until": "11:00", "people[0].minutes": "",
		} {
			if got := again.Get(name); got != want {
				v.Errorf("%s comes back as %q, want %q", name, got, want)
			}
		}
		again.Set("act", "verify")
		b.mustKeep(path, again)
		v.mustCredit("thursday", today, map[string]int{"ana received": 75, "ben received": 50, "cleo received": 20, "ruth provided": 120})
	})
}

// A row more without scripts, with all that was typed.
func TestOneTimeMoreWithoutScripts(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		form := marked(b.page(path), "late", "present", "")
		form.Set("people[0].again[0].from", "11:30")
		for range 2 {
			form.Set("act", "more-0")
			a := b.post(path, form)
			if a.StatusCode != http.StatusOK {
				v.Fatalf("%s\n%s", a.Status, a.body)
			}
			form = formIn(a.body)
		}
		if form.Get("people[0].mark")+form.Get("people[0].again[0].from") != "late11:30" || !form.Has("people[0].again[2].from") || form.Has("people[0].again[3].from") {
			v.Errorf("after two rows more: %v", form)
		}
		if v.sheet("thursday", today).State != "" {
			v.Error("a row more saved something")
		}
		for _, act := range []string{"more-", "more-99", "more--1", "more-x", "more-99999999999999999999"} {
			form.Set("act", act)
			if a := b.post(path, form); a.StatusCode != http.StatusOK {
				v.Errorf("%s: %s", act, a.Status)
			}
		}
	})
}

func TestTimesThatCannotBe(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("9", 10_000)
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		path := v.at("thursday", today)
		page := b.page(path)
		for _, story := range []struct {
			name   string
			fields map[string]string
			says   string
		}{
			{"no minutes", map[string]string{"minutes": "0"}, "Enter how many whole minutes"},
			{"half minutes", map[string]string{"minutes": "37.5"}, "Enter how many whole minutes"},
			{"words", map[string]string{"minutes": "an hour"}, "Enter how many whole minutes"},
			{"markup", map[string]string{"minutes": "<script>alert(1)</script>"}, "&lt;script&gt;"},
			{"line breaks and marks", map[string]string{"minutes": "1\r\n0\u202e\u200b"}, "Enter how many whole minutes"},
			{"too many characters", map[string]string{"minutes": long}, "Enter how many whole minutes"},
			{"the whole session", map[string]string{"minutes": "120"}, "The session lasted 120 minutes. Enter fewer, or choose Present."},
			{"more than they could", map[string]string{"minutes": "90", "until": "11:00"}, "Until they left at 11:00 AM there were only 60 minutes."},
			{"minutes and times", map[string]string{"minutes": "30", "again[0].from": "11:30"}, "Enter either the minutes or every time"},
			{"back without leaving", map[string]string{"again[0].from": "11:30"}, "nothing says when they had left before"},
			{"back before leaving", map[string]string{"until": "11:00", "again[0].from": "10:50"}, "Left at 11:00 AM and came back at 10:50 AM: the second has to be later."},
			{"left before coming back", map[string]string{"until": "11:00", "again[0].from": "11:30", "again[0].to": "11:20"}, "Came back at 11:30 AM and left at 11:20 AM"},
			{"back after the end", map[string]string{"until": "11:00", "again[0].from": "12:10"}, "Came back at 12:10 PM is outside the session"},
			{"left, and nobody knows when they came back", map[string]string{"until": "11:00", "again[0].to": "11:30"}, "Enter when they came back"},
			{"no time", map[string]string{"until": "11:00", "again[0].from": "\u202e<b>"}, "Enter when they came back"},
		} {
			form := marked(page, "late", "absent", "excused")
			for field, value := range story.fields {
				form.Set("people[0]."+field, value)
			}
			a := b.post(path, form)
			if a.StatusCode != http.StatusUnprocessableEntity {
				v.Errorf("%s: %s", story.name, a.Status)
				continue
			}
			a.must(v.T, story.says, `value="excused" checked`)
			a.mustNot(v.T, "<script>alert")
		}
		form := marked(page, "present", "absent", "excused")
		form.Set("focus", "<b>bold</b>")
		if a := b.post(path, form); a.StatusCode != http.StatusUnprocessableEntity {
			v.Errorf("a focus nobody knows: %s", a.Status)
		}
		if state := v.sheet("thursday", today).State; state != "" {
			v.Errorf("a refused form left the sheet %s", state)
		}
		many := url.Values{"act": {"draft"}, "people[0].again[4000000].from": {"10:10"}}
		if a := b.post(path, many); a.StatusCode != http.StatusUnprocessableEntity && a.StatusCode != http.StatusBadRequest {
			v.Errorf("a row far outside: %s", a.Status)
		}
	})
}

// The totals of the page agree with what the server makes of it, at the smallest width.
func TestTimesAreAddedUpInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 320, 800)
	p.Go(v.url + v.at("thursday", today))
	watchFaults(p)
	p.Click("[data-everyone]")
	browser.Eval[bool](p, `document.querySelector("[data-person]").scrollIntoView(), true`) // from under the foot
	p.Click("[name='people[0].mark'][value=late]")
	p.Set("[name='people[0].minutes']", "50")
	if came := browser.Eval[string](p, `document.querySelector("[name='people[0].came']").value`); came != "11:10" {
		t.Errorf("fifty minutes of two hours begin at %s", came)
	}
	p.Click("[name='people[1].mark'][value=early]")
	p.Set("[name='people[1].left']", "10:30")
	const back = "[data-person]:nth-child(2) .when-part "
	p.Click(back + "summary")
	p.Set("[name='people[1].again[0].from']", "11:00")
	p.Set("[name='people[1].again[0].to']", "11:10")
	p.Click(back + "[data-more]")
	p.Set("[name='people[1].again[1].from']", "11:45")
	if got := reads(p, "[data-sum]"); got != "3.75 hours for 3 people; you provided 2.00" {
		t.Errorf("the sum says %q", got)
	}
	if wide := browser.Eval[int64](p, `document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("the sheet is %d wide in a window of 320", wide)
	}
	noFaults(t, p)
	p.Follow("[value=verify]")
	p.Wait("main .figure")
	v.mustCredit("thursday", today, map[string]int{"ana received": 50, "ben received": 55, "cleo received": 120, "ruth provided": 120})
}
