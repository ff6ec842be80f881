package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestAProviderMovesASession(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, ana := v.as("ruth"), v.as("ana")
		session := v.at("thursday", "2026-12-03T10:00")
		path, _ := v.subscribe("ana", "")
		look := b.decides(session+"/plan", "day", "2026-12-04", "begins", "14:00", "place", "Elm Street 2", "lead", "Vic Adler")
		look.must(v.T, "When: Friday 4 December 2026, 2:00 PM to 4:00 PM EST (New York). Until now: Thursday 3 December 2026, 10:00 AM to 12:00 PM EST (New York).",
			"Where: Elm Street 2. Until now: Main Street 5.", "Who leads: Vic Adler. Until now: Ruth Okonkwo.", "3 members and Vic Adler")
		look.mustNot(v.T, "How long:", "Ana Lindqvist")
		if n := v.told("CT", "session.moved"); n != 1 {
			t.Errorf("the history tells of %d moves", n)
		}
		ana.page("/").must(v.T, "Friday 4 December 2026", "Elm Street 2", "Moved from Thursday 3 December 2026, 10:00 AM")
		ana.page(session).must(v.T, `Friday 4 December 2026,</span> <span class="whole">planned 2:00–4:00 PM`, "Elm Street 2", "led by Vic Adler")
		events := strings.Split(v.stranger().page(path).body, "BEGIN:VEVENT")
		moved := ""
		for _, e := range events {
			if strings.Contains(e, "DTSTART;TZID=America/New_York:20261204T140000") {
				moved = e
			}
		}
		if !strings.Contains(moved, "SEQUENCE:1") || !strings.Contains(moved, "LOCATION:Elm Street 2") || strings.Contains(strings.Join(events, ""), "20261203T100000\r\nDTEND") {
			t.Errorf("the calendar shows %s", moved)
		}
		again := b.fill(session + "/plan")
		again.Set("step", "look")
		if a := b.post(session+"/plan", again); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Everything here is as it stands") {
			t.Errorf("nothing is otherwise: %s", a.Status)
		}
	})
}

// A session stays as long as it is where only its beginning is another, and who leads it by the name that the form has.
func TestWhatIsLeftAsItIsStaysSo(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		session := v.at("thursday", "2026-12-03T10:00")
		cora.decides(session+"/plan", "colead", "Max Moreau", "kind", "peer")
		cora.decides("/people/new", "name", "Max Moreau")
		cora.decides(session+"/plan", "begins", "11:30").mustNot(v.T, "Who co-leads:", "More than one")
		sheet := v.sheet("thursday", "2026-12-03T11:30").Session
		if sheet.Minutes != 120 || sheet.CoLead != v.person("max") || sheet.Kind != "peer" || sheet.Sequence != 2 {
			t.Errorf("it is %+v", sheet)
		}
	})
}

func TestWhatCannotBeChangedOfASession(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b := v.as("ruth")
		for _, c := range []struct{ at, says string }{
			{today, "This session has begun already."},
			{"2026-11-05T10:00", "This session has a sheet"},
		} {
			for _, act := range []string{"/plan", "/cancel"} {
				if a := b.get(v.at("thursday", c.at) + act); a.StatusCode != http.StatusConflict || !strings.Contains(a.body, c.says) {
					t.Errorf("%s of %s: %s\n%s", act, c.at, a.Status, a.body)
				}
			}
			b.page(v.at("thursday", c.at)).mustNot(v.T, "Change it", "Cancel it")
		}
		session := v.at("thursday", "2026-12-03T10:00")
		for _, c := range []struct{ field, value, says string }{
			{"day", "2026-11-12", "This is over already."},
			{"day", "2028-01-01", "more than a year ahead"},
			{"minutes", "800", "a whole number from 5 to 720"},
			{"lead", "Zoe Tan", "Nobody of the group&#39;s association has this name."},
			{"place", strings.Repeat("x", 300), "longer than 200 characters"},
		} {
			form := b.fill(session+"/plan", c.field, c.value, "step", "do")
			if a := b.post(session+"/plan", form); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.says) {
				t.Errorf("%s: %s\n%s", c.value, a.Status, a.body)
			}
		}
		if n := v.told("CT", "session.moved") + v.told("CT", "session.changed"); n != 0 {
			t.Errorf("%d changes", n)
		}
	})
}

// Of two who change one session, the second is told and shown both.
func TestTwoChangeOneSession(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		session := v.at("thursday", "2026-12-03T10:00")
		form, calling := ruth.looked(session+"/plan", "begins", "11:00"), formIn(ruth.page(session+"/cancel").body)
		cora.decides(session+"/plan", "begins", "13:00")
		a := ruth.post(session+"/plan", form)
		if a.StatusCode != http.StatusConflict {
			t.Fatalf("the second: %s\n%s", a.Status, a.body)
		}
		a.must(v.T, "Somebody else was here", `value="11:00"`, "On record now: 1:00 PM")
		calling.Set("step", "do")
		called := ruth.post(session+"/cancel", calling)
		if called.StatusCode != http.StatusConflict || v.told("CT", "session.cancelled") != 0 {
			t.Errorf("cancelling what was moved meanwhile: %s", called.Status)
		}
		called.must(v.T, "1:00 PM to 3:00 PM")
		form = formIn(a.body)
		form.Set("step", "do")
		if a := ruth.post(session+"/plan", form); a.StatusCode != http.StatusSeeOther {
			t.Errorf("once more: %s\n%s", a.Status, a.body)
		}
		ruth.page(session).must(v.T, "planned 11:00 AM–1:00 PM")
	})
}

// confirms presses the button of a page that opens with what it would do, twice.
func (b *visitor) confirms(path string) answer {
	b.Helper()
	opened := b.page(path)
	form := formIn(opened.body)
	form.Set("step", "do")
	for range 2 {
		if a := b.post(path, form); a.StatusCode != http.StatusSeeOther {
			b.Fatalf("doing %s: %s\n%s", path, a.Status, a.body)
		}
	}
	return opened
}

func TestASessionIsCancelledAndTakesPlaceAfterAll(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, ana := v.as("ruth"), v.as("ana")
		session, group := v.at("thursday", "2026-12-03T10:00"), fmt.Sprintf("/groups/%d", v.group("thursday"))
		b.page(group).must(v.T, session+"/cancel")
		ana.page(group).mustNot(v.T, session+"/cancel", session+"/plan")
		ana.page(session).mustNot(v.T, session+"/cancel", session+"/plan")
		b.confirms(session+"/cancel").must(v.T, "Thursday 3 December 2026, 10:00 AM to 12:00 PM EST (New York)", "3 members")
		if n := v.told("CT", "session.cancelled"); n != 1 {
			t.Errorf("the history tells %d times that it is cancelled", n)
		}
		ana.page(session).must(v.T, "Cancelled")
		b.page(group).must(v.T, session+"/restore")
		b.confirms(session + "/restore")
		ana.page(session).mustNot(v.T, "Cancelled")
		if n := v.told("CT", "session.stands"); n != 1 {
			t.Errorf("the history tells %d times that it stands again", n)
		}
		if a := b.get(session + "/restore"); a.StatusCode != http.StatusConflict {
			t.Errorf("restoring what stands: %s", a.Status)
		}
	})
}

// Home leads to what may be planned otherwise, for who plans it and nobody else, and everybody to their calendar.
func TestHomeLeadsToPlanning(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		coming := v.at("thursday", "2026-12-03T10:00")
		ruth := v.as("ruth").page("/")
		ruth.must(v.T, `href="`+coming+`/cancel"`, `href="`+coming+`/plan"`, `href="/calendar/year"`)
		ruth.mustNot(v.T, v.at("bay", "2026-12-03T10:00")+"/cancel") // she belongs to that
		ana := v.as("ana").page("/")
		ana.must(v.T, coming, `href="/calendar/year"`)
		ana.mustNot(v.T, "/cancel", "/plan")
		v.as("cora@example.org").page("/").must(v.T, `href="/associations/CT/year"`)
	})
}

func TestCancellingASessionInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	p.Go(v.url)
	session := v.at("thursday", "2026-12-03T10:00")
	done := counting(t, p, cancelSession, 0)
	p.Follow(fmt.Sprintf("a[href='%s/cancel']", session))
	if got := reads(p, "main"); !strings.Contains(got, "3 members") {
		t.Errorf("before it is done: %q", got)
	}
	p.Follow("[name=step][value=do]")
	done()
	if got := reads(p, "main header"); !strings.Contains(got, "Cancelled") {
		t.Errorf("after: %q", got)
	}
}

func TestMovingASessionInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	p.Go(v.url + v.at("thursday", "2026-12-03T10:00"))
	p.Follow("header a[href$='/plan']")
	p.Set("[name=day]", "2026-12-08")
	p.Set("[name=begins]", "15:30")
	p.Follow("[name=step][value=look]")
	p.Follow("[name=step][value=do]")
	if got := reads(p, "main header"); !strings.Contains(got, "Tuesday 8 December 2026, planned 3:30–5:30 PM") {
		t.Errorf("after: %q", got)
	}
}
