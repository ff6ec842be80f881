package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/notice"
)

// Of the four Fridays those from the second on are cancelled, one of which was moved by itself before: none comes back with other
// days, and one takes place after all.
func TestAllThatFollowAreCancelled(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		b, ana := v.as("ruth"), v.as("ana")
		v.fridays(b)
		first, second, third := v.at("thursday", "2026-12-04T13:00"), v.at("thursday", "2026-12-11T13:00"), v.at("thursday", "2026-12-18T13:00")
		b.decides(third+"/plan", "begins", "15:00")
		v.passes(time.Minute)
		b.page(second+"/cancel").must(v.T, `action="`+second+`/cancel"`, "What is cancelled", `<option value="following">this one and all that follow</option>`,
			"Friday 11 December 2026, 1:00 PM to 2:30 PM EST (New York)", "3 members")
		none := b.post(second+"/rhythm", b.fill(second+"/rhythm", "until", "2026-12-01", "count", "", "step", "look"))
		if none.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a series that ends before it begins: %s", none.Status)
		}
		none.must(v.T, `href="`+second+`/cancel?reach=following"`)
		look := b.confirms(second + "/cancel?reach=following")
		look.must(v.T, "3 sessions are cancelled, from Friday 11 December 2026 to Friday 8 January 2027.", "3 members and of whoever leads them, and one mail tells each of them",
			"Friday 18 December 2026", "3:00–4:30 PM", `value="following" selected`)
		look.mustNot(v.T, "Friday 4 December 2026")
		if sessions, series := v.told("CT", "session.cancelled"), v.told("CT", "series.changed"); sessions != 3 || series != 1 {
			t.Errorf("the history tells of %d cancelled sessions and %d changed series", sessions, series)
		}
		_, mails := v.waiting(notice.Sessions)
		for _, to := range []string{"Ana Lindqvist", "Ben Hollis", "Cleo Rivera"} {
			if got := mails[to]; strings.Count(got, "Cancelled: Thursday circle, 3 sessions\n") != 1 || strings.Contains(got, "4 December 2026 is cancelled") {
				t.Errorf("%s is told %q", to, got)
			}
		}
		b.page(second).must(v.T, "Cancelled", "together with 2 more sessions to come: none of 3 people has a calendar")
		ana.page(first).mustNot(v.T, "Cancelled")
		b.confirms(third + "/restore")
		ana.page(third).mustNot(v.T, "Cancelled")
		b.post(first+"/rhythm", b.looked(first+"/rhythm", "weekdays", "5", "begins", "14:00", "ends", "15:00")).mustGoTo(v.T, fmt.Sprintf("/groups/%d", v.group("thursday")))
		ana.page(second).must(v.T, "Cancelled")
		b.confirms(first+"/cancel?reach=all").must(v.T, "2 sessions are cancelled, from Friday 4 December 2026")
	})
}

// Of two who cancel and move the sessions of a series, the second is told.
func TestASeriesIsMovedWhileSomebodyCancelsIt(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ruth, cora := v.as("ruth"), v.as("cora@example.org")
		v.fridays(ruth)
		path := v.at("thursday", "2026-12-11T13:00") + "/cancel?reach=all"
		form := formIn(ruth.page(path).body)
		cora.decides(v.at("thursday", "2026-12-18T13:00")+"/plan", "reach", "all", "begins", "15:00")
		form.Set("step", "do")
		if a := ruth.post(path, form); a.StatusCode != http.StatusConflict || v.told("CT", "session.cancelled") != 0 {
			t.Errorf("cancelling what was moved meanwhile: %s", a.Status)
		}
	})
}

func TestCancellingASeriesInABrowser(t *testing.T) {
	t.Parallel()
	v, p := ruthsBrowser(t, 360, 740)
	v.fridays(v.as("ruth"))
	p.Go(v.url + v.at("thursday", "2026-12-04T13:00"))
	p.Follow("header a[href$='/cancel']")
	p.Set("[name=reach]", "all")
	p.Follow("form.search button")
	if wide := browser.Eval[int64](p, `document.documentElement.scrollWidth`); wide > 360 {
		t.Errorf("the page is %d wide", wide)
	}
	p.Follow("[name=step][value=do]")
	if got := reads(p, "main"); !strings.Contains(got, "Cancelled") || !strings.Contains(got, "together with 3 more sessions to come") {
		t.Errorf("after: %q", got)
	}
}

// Nobody is led to a call that does not take place.
func TestNobodyJoinsWhatIsCancelled(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		session := v.at("bay", "2026-12-03T10:00")
		v.as("zoe").page(session).must(v.T, "Join online")
		v.as("zoe").confirms(session + "/cancel")
		for _, who := range []string{"zoe", "eli"} {
			v.as(who).page(session).mustNot(v.T, "Join online")
		}
	})
}
