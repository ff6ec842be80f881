package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attune/internal/endorsement"
	"attune/internal/roster"
)

var heldBox = regexp.MustCompile(`name="hours" value="([^"]+)"`)

// boxes are the hours that a list offers to decide about.
func boxes(a answer) []string {
	var keys []string
	for _, m := range heldBox.FindAllStringSubmatch(a.body, -1) {
		keys = append(keys, m[1])
	}
	return keys
}

func (b *visitor) rules(act, reason string, hours ...string) answer {
	b.Helper()
	return b.post("/held", url.Values{"act": {act}, "reason": {reason}, "hours": hours})
}

// Vic stood in on 15 October, after his credential had ended: Ana's and Ben's hours of that day wait.
func TestHeldHoursAreDecided(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		cora.page("/").must(v.T, `href="/held"`)
		page := cora.page("/held")
		page.must(v.T, "Ana Lindqvist", "Ben Hollis", "Thursday 15 October 2026", "Thursday circle</a> · led by Vic", "Infant Family Specialist, being earned", `href="/rules#`)
		hours := boxes(page)
		if len(hours) != 3 || !strings.HasPrefix(hours[1], fmt.Sprint(v.person("ben"))) { // Ruth's own is the third: nobody knows where she works
			v.Fatalf("%d hours wait: %q", len(hours), hours)
		}
		for range 2 { // a double click
			cora.rules("accept", "", hours[:2]...).mustGoTo(v.T, "/held")
		}
		stale := cora.rules("reject", "Vic had handed the group over", hours[1]) // whose page is older than that
		if stale.StatusCode != http.StatusConflict {
			v.Errorf("an older page's decision: %s", stale.Status)
		}
		stale.must(v.T, "Somebody has decided", "Accepted, shows within a quarter of an hour", "Vic had handed the group over")
		cora.rules("reject", "Vic had handed the group over", boxes(stale)[1]).mustGoTo(v.T, "/held") // un-doing is deciding anew
		again := cora.page("/held")
		again.must(v.T, "Rejected, shows within a quarter of an hour", "Before: Accepted on 19 November 2026 by cora@example.org")
		again.mustNot(v.T, "Before: Rejected")
		v.push()
		left := cora.page("/held")
		left.must(v.T, "Ruth Okonkwo")
		left.mustNot(v.T, "Ana Lindqvist", "Ben Hollis")
		v.as("ana").page("/hours/earning.IFS").mustNot(v.T, "waits for the coordinator</span>")
		v.as("ben").page("/hours/earning.IFS").must(v.T, "not counted")
		chain, err := v.store.HistoryOf(v.Context(), "CT", 0, 1000)
		if err != nil {
			v.Fatal(err)
		}
		acts := make(map[string]int)
		for _, row := range chain {
			acts[row.Act]++
		}
		if acts["hour.counted"] != 2 || acts["hour.rejected"] != 1 {
			v.Errorf("the history says %v", acts)
		}
	})
}

func TestDecisionsThatCannotBe(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		cora := v.as("cora@example.org")
		hours := boxes(cora.page("/held"))
		for name, story := range map[string]struct {
			act, reason string
			hours       []string
			status      int
			says        string
		}{
			"rejecting without a reason": {"reject", " \r\n\u200b", hours, http.StatusUnprocessableEntity, "Say why, in a few words"},
			"a reason too long":          {"accept", strings.Repeat("<b>", 5000), hours, http.StatusUnprocessableEntity, "500 characters or fewer"},
			"a reason turned around":     {"reject", "Not \u202edetnuoc", hours, http.StatusUnprocessableEntity, "a character that cannot be seen"},
			"nothing chosen":             {"accept", "", nil, http.StatusUnprocessableEntity, "Choose the hours"},
			"no hours at all":            {"accept", "", []string{"1|earning", "<script>"}, http.StatusUnprocessableEntity, "Choose the hours"},
			"an hour that counts":        {"accept", "", []string{hours[0], regexp.MustCompile(`\|\d+\|\d+\|$`).ReplaceAllString(hours[1], "|1|1|")}, http.StatusConflict, "no longer waits"},
		} {
			a := cora.rules(story.act, story.reason, story.hours...)
			if a.StatusCode != story.status {
				v.Errorf("%s: %s", name, a.Status)
			}
			a.must(v.T, story.says)
			a.mustNot(v.T, "<b><b>", "<script>", "Accepted,", "Rejected,")
		}
	})
}

func TestWhoMayNotDecide(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		hours := boxes(v.as("cora@example.org").page("/held"))
		v.invite("mia@example.org", "MI")
		mia := v.as("mia@example.org")
		mia.page("/held").mustNot(v.T, "Ana Lindqvist")
		never := regexp.MustCompile(`^\d+`).ReplaceAllString(hours[0], "999999")
		if a, b := mia.rules("accept", "", hours[0]), mia.rules("accept", "", never); a.StatusCode != http.StatusConflict || b.StatusCode != a.StatusCode || a.body != b.body {
			v.Errorf("another association's coordinator decides: %s; about nobody's hours: %s", a.Status, b.Status)
		}
		for _, who := range []string{"ana", "ruth", "max", "odd@example.org"} {
			if a := v.as(who).rules("accept", "", hours...); a.StatusCode != http.StatusNotFound {
				v.Errorf("%s decides: %s", who, a.Status)
			}
		}
		v.as("cora@example.org").page("/held").mustNot(v.T, "Accepted,")
	})
}

// What waits is handed out in pages, each hour on one of them, and an association's alone.
func TestWhatWaitsIsPaged(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		var people []roster.PersonID
		var after endorsement.Place
		for {
			page, err := v.store.Awaiting(v.Context(), []roster.Association{"CT"}, after, 1)
			if err != nil {
				v.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			people, after = append(people, page[0].Person.ID), page[0].Place()
		}
		if want := []roster.PersonID{v.person("ana"), v.person("ben"), v.person("ruth")}; !slices.Equal(people, want) {
			v.Errorf("page by page: %v, want %v", people, want)
		}
		if none, err := v.store.Awaiting(v.Context(), nil, endorsement.Place{}, 10); err != nil || len(none) > 0 {
			v.Errorf("of no association: %v, %v", none, err)
		}
	})
}
