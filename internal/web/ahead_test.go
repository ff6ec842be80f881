package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/dbtest"
)

// cannotCome are the words beside the name of whoever said so.
const cannotCome = `<span class="chip waits">Cannot come</span>`

func TestSayingAheadThatOneCannotCome(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		next := v.at("thursday", "2026-12-03T10:00")
		ana, ruth := v.as("ana"), v.as("ruth")
		ana.page(next).must(v.T, "I can't come", "Nobody asks why.")
		ana.page("/").must(v.T, fmt.Sprintf(`action="%s/absence"`, next), "I can't come<span")
		ruth.page("/").mustNot(v.T, next+"/absence")
		ruth.page(next).mustNot(v.T, cannotCome, "I can't come")
		for range 2 { // a double click
			ana.post(next+"/absence", url.Values{"away": {"yes"}}).mustGoTo(v.T, next)
		}
		ana.page(next).must(v.T, "You said that you cannot come.", "I can come after all")
		ana.page("/").must(v.T, fmt.Sprintf(`action="%s/absence"`, next), "You said that you cannot come.", "I can come after all<span")
		ruth.page(next).must(v.T, "Ana Lindqvist</span>"+cannotCome)
		v.as("ben").page(next).mustNot(v.T, "Cannot come", "Ana Lindqvist")
		if n := v.told("CT", "absence.said"); n != 1 {
			v.Errorf("the history says it %d times", n)
		}
		ana.post(next+"/absence", url.Values{"away": {"no"}}).mustGoTo(v.T, next)
		ruth.page(next).mustNot(v.T, cannotCome)
		ana.post(next+"/absence", url.Values{"away": {"yes"}}).mustGoTo(v.T, next)
		v.mustHaveTold("Somebody cannot come to Thursday circle on 3 December 2026") // what is taken back at once is told nobody
		v.passes(6 * time.Minute)
		for {
			taken, err := v.store.TakeNotice(v.Context(), v.clock(), v.clock().Add(time.Minute))
			if err != nil {
				break
			}
			if err := v.store.SettleNotice(v.Context(), taken, taken.Sent(v.clock())); err != nil {
				v.Fatal(err)
			}
		}
		ana = v.as("ana")
		ana.post(next+"/absence", url.Values{"away": {"no"}}).mustGoTo(v.T, next)
		v.mustHaveTold("Somebody can come to Thursday circle on 3 December 2026 after all")
		ana.post(next+"/absence", url.Values{"away": {"yes"}}).mustGoTo(v.T, next)
		if page := v.as("odd@example.org").page("/outbox"); strings.Contains(page.body, "on 3 December 2026 after all") {
			v.Errorf("what is unsaid waits: %s", page.body)
		}

		v.passes(14 * 24 * time.Hour) // the session is over, and its sheet open
		ana, ruth = v.as("ana"), v.as("ruth")
		sheet := ruth.page(next)
		sheet.must(v.T, "Said ahead: cannot come.")
		if mark := formIn(sheet.body).Get("people[0].mark"); mark != "" {
			v.Errorf("a word ahead marked her %q", mark)
		}
		if a := ana.post(next+"/absence", url.Values{"away": {"no"}}); a.StatusCode != http.StatusConflict {
			v.Errorf("after it began: %s", a.Status)
		}
		ana.page(next).mustNot(v.T, "I can come after all")
	})
}

// Who cannot come on Thursday has said nothing of Friday; back on Thursday, their word is what it was.
func TestAWordAheadIsOfItsDay(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		next := v.at("thursday", "2026-12-03T10:00")
		ana, ruth := v.as("ana"), v.as("ruth")
		ana.post(next+"/absence", url.Values{"away": {"yes"}}).mustGoTo(v.T, next)
		ruth.decides(next+"/plan", "begins", "11:00")
		ruth.page(next).must(v.T, cannotCome)
		ruth.decides(next+"/plan", "day", "2026-12-04")
		ruth.page(next).mustNot(v.T, cannotCome)
		ana.page(next).must(v.T, "I can't come")
		ruth.decides(next+"/plan", "day", "2026-12-03")
		ruth.page(next).must(v.T, cannotCome)
		ruth.decides(next+"/plan", "day", "2026-12-04")
		ana.post(next+"/absence", url.Values{"away": {"yes"}}).mustGoTo(v.T, next)
		ruth.page(next).must(v.T, cannotCome)
		ana.post(next+"/absence", url.Values{"away": {"no"}}).mustGoTo(v.T, next)
		ruth.decides(next+"/plan", "day", "2026-12-03")
		ruth.page(next).mustNot(v.T, cannotCome)
	})
}

func TestSayingAheadIsForWhoIsExpected(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		next := v.at("thursday", "2026-12-03T10:00")
		for _, who := range []string{"ruth", "cora@example.org"} {
			if a := v.as(who).post(next+"/absence", url.Values{"away": {"yes"}}); a.StatusCode != http.StatusForbidden {
				v.Errorf("%s: %s", who, a.Status)
			}
		}
		if n := v.told("CT", "absence.said"); n != 0 {
			v.Errorf("the history says it %d times", n)
		}
	})
}

// From home it is two clicks: the session, and the word.
func TestSayingAheadInABrowser(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	p := browser.Open(t, 360, 740)
	v.signIn(p, "ana")
	next, before := v.at("thursday", "2026-12-03T10:00"), p.Clicks()
	p.Follow(`a[href="` + next + `"]`)
	p.Follow("button[name=away]")
	if text := p.Text("main"); !strings.Contains(text, "You said that you cannot come.") || p.Clicks()-before != 2 {
		t.Errorf("after %d clicks the page says %q", p.Clicks()-before, text)
	}
	v.as("ruth").page(next).must(t, cannotCome)
}
