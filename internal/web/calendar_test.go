package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"attune/internal/browser"
	"attune/internal/dbtest"
	"attune/internal/web"
)

// addressIn is the path of the calendar address that a page shows; empty for none.
func addressIn(a answer) string {
	return regexp.MustCompile(`/feeds/[\w-]{43}\.ics`).FindString(a.body)
}

// makes has somebody make a calendar address on their page, with answers to its questions.
func (b *visitor) makes(answers ...string) answer {
	b.Helper()
	form := formIn(b.page("/calendar").body)
	for i := 0; i+1 < len(answers); i += 2 {
		form.Set(answers[i], answers[i+1])
	}
	return b.post("/calendar", form)
}

// Two clicks: the first makes an address, the second opens it in the calendar.
func TestSubscribingInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "ana", 360, 740)
	subscribed := counting(t, p, subscribe, 0)
	p.Follow("form[action='/calendar'] button")
	opens := browser.Eval[string](p, `document.querySelector("main a.button").href`)
	if !strings.HasPrefix(opens, "webcal://"+strings.TrimPrefix(v.url, "http://")+"/feeds/") {
		t.Errorf("the second click opens %q", opens)
	}
	p.Click("main a.button")
	subscribed()
	path := strings.TrimPrefix(opens, "webcal://"+strings.TrimPrefix(v.url, "http://"))
	if a := v.poll(path); a.StatusCode != http.StatusOK || !strings.Contains(a.body, "SUMMARY:Reflective supervision: Thursday circle") {
		t.Errorf("the calendar: %s %s", a.Status, a.body)
	}
	if got := browser.Eval[string](p, `document.getElementById("address").value`); got != v.url+path {
		t.Errorf("to copy: %q, want %q", got, v.url+path)
	}
}

func TestCopyingAnAddressInABrowser(t *testing.T) {
	t.Parallel()
	v, p := browserOf(t, "ana", 360, 740)
	p.Go(v.url + "/calendar")
	p.Follow("[aria-labelledby=make] button")
	p.Click("[data-copies] button")
	if got := p.Text("[data-copies] [role=status]"); got != "Copied." {
		t.Errorf("after copying: %q", got)
	}
}

func TestAnAddressIsMadeOnceAndShownOnce(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana := v.as("ana")
		form := formIn(ana.page("/calendar").body)
		form.Set("name", "phone")
		first := ana.post("/calendar", form)
		first.must(v.T, "It is shown this once", "webcal://", "Google Calendar", "Looks every eight to twenty-four hours", "Outlook.com", "Microsoft 365", "Thunderbird", "data:image/png;base64,", "a calendar may keep what it has")
		path := addressIn(first)
		if again := ana.post("/calendar", form); addressIn(again) != path || path == "" {
			v.Errorf("a second click shows %q, want %q", addressIn(again), path)
		}
		list := ana.page("/calendar")
		list.must(v.T, "phone", "Not read by a calendar yet")
		if strings.Contains(list.body, path) || strings.Count(list.body, `href="/calendar/`) != 3 { // the year, and the one twice
			v.Errorf("the list: %s", list.body)
		}
		if store := first.Header.Get("Cache-Control"); !strings.Contains(store, "no-store") {
			v.Errorf("the page with the address may be kept: %q", store)
		}

		// Another one's form shows nothing of it, and makes nothing of theirs.
		ben := v.as("ben").post("/calendar", form)
		ben.mustNot(v.T, path)
		ben.must(v.T, "This calendar address was ended. Make a new one.")

		change := regexp.MustCompile(`/calendar/\d+`).FindString(list.body)
		ana.post(change, url.Values{"step": {"remove"}}).must(v.T, "What they have, they may keep")
		ana.post(change, url.Values{"step": {"remove-do"}}).mustGoTo(v.T, "/calendar")
		if a := v.poll(path); a.StatusCode != http.StatusNotFound {
			v.Errorf("the ended address: %s", a.Status)
		}
		ana.post("/calendar", form).must(v.T, "This calendar address was ended. Make a new one.")
	})
}

// Ana belongs to the circle; Ruth leads it, and provides that of Bay.
func TestAnAddressShowsWhatIsChosen(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		const cancelled = "SUMMARY:Cancelled: Reflective supervision: Thursday circle"
		ana, ruth := v.as("ana"), v.as("ruth")
		for name, row := range map[string]struct {
			by      *visitor
			answers []string
			has     []string
			lacks   []string
		}{
			"all":        {ana, nil, []string{cancelled, "X-WR-CALNAME:Reflective supervision - Ana Lindqvist", "LOCATION:"}, []string{"VALARM"}},
			"titles":     {ana, []string{"detail", "title"}, []string{cancelled}, []string{"LOCATION", "DESCRIPTION:", "/sessions/"}},
			"busy":       {ana, []string{"detail", "busy"}, []string{"SUMMARY:Busy", "SUMMARY:Cancelled: Busy", "X-WR-CALNAME:Ana Lindqvist"}, []string{"supervision", "Thursday", "LOCATION", "/sessions/", "URL:"}},
			"reminded":   {ana, []string{"alarm", "30"}, []string{"TRIGGER:-PT30M"}, nil},
			"without":    {ana, []string{"cancelled", "leave"}, []string{"SUMMARY:Reflective"}, []string{"Cancelled"}},
			"one group":  {ana, []string{"holds", fmt.Sprint(int64(v.group("thursday")))}, []string{"X-WR-CALNAME:Thursday circle"}, nil},
			"led":        {ruth, []string{"holds", "led"}, []string{"X-WR-CALNAME:Reflective supervision given - Ruth Okonkwo", "Thursday circle"}, []string{"Bay circle"}},
			"and of Bay": {ruth, nil, []string{"Bay circle"}, nil},
		} {
			body := strings.ReplaceAll(v.poll(addressIn(row.by.makes(row.answers...))).body, "\r\n ", "")
			for _, text := range row.has {
				if !strings.Contains(body, text) {
					v.Errorf("%s lacks %q: %s", name, text, body)
				}
			}
			for _, text := range row.lacks {
				if strings.Contains(body, text) {
					v.Errorf("%s has %q: %s", name, text, body)
				}
			}
		}
		for _, wrong := range [][]string{{"detail", "all"}, {"alarm", "7"}, {"cancelled", "x"}, {"holds", "4711"}, {"holds", "x"}, {"holds", fmt.Sprint(int64(v.group("bay")))}, {"name", strings.Repeat("n", 201)}} {
			if a := ana.makes(wrong...); a.StatusCode != http.StatusUnprocessableEntity || addressIn(a) != "" {
				v.Errorf("%q: %s", wrong, a.Status)
			}
		}
	})
}

// What is chosen anew shows at the next look, and every session says that it has changed: sequence and time go up.
func TestAnAddressShowsWhatIsChosenAnew(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana := v.as("ana")
		path := addressIn(ana.makes())
		before := v.poll(path)
		change := regexp.MustCompile(`/calendar/\d+`).FindString(ana.page("/calendar").body)
		form := formIn(ana.page(change).body)
		form.Set("detail", "busy")
		form.Set("step", "do")
		ana.post(change, form).mustGoTo(v.T, "/calendar")
		after := v.poll(path, "If-None-Match", before.Header.Get("ETag"))
		if after.StatusCode != http.StatusOK || !strings.Contains(after.body, "SUMMARY:Busy") {
			v.Fatalf("after: %s %s", after.Status, after.body)
		}
		was, is := sequences(before.body), sequences(after.body)
		for i := range was {
			if is[i] != was[i]+1 {
				v.Errorf("sequences were %d and are %d", was, is)
				break
			}
		}
		if !strings.Contains(after.body, "LAST-MODIFIED:"+noon.Add(time.Second).UTC().Format("20060102T150405Z")) {
			v.Errorf("the change has no second of its own: %s", after.body)
		}
		ana.page("/calendar").must(v.T, "Busy, and nothing else")
		ana.page(strings.Replace(change, "/calendar/", "/history/feed/", 1)).must(v.T, "You made this calendar address", "You chose anew what it shows")
	})
}

// sequences are those of a feed's events, in its order.
func sequences(body string) []int {
	var list []int
	for _, m := range regexp.MustCompile(`SEQUENCE:(\d+)`).FindAllStringSubmatch(body, -1) {
		var n int
		_, _ = fmt.Sscan(m[1], &n)
		list = append(list, n)
	}
	return list
}

// A group's calendar ends with one's place in it: Dan belonged to the circle until the day before today.
func TestAGroupsAddressEndsWithOnesPlace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		v := settle(t, db, noon.AddDate(0, 0, -1), bundle(t, harbor))
		path, _ := v.subscribe("dan", "thursday")
		first := v.poll(path)
		if first.StatusCode != http.StatusOK {
			t.Errorf("on the last day: %s", first.Status)
		}
		v.passes(24 * time.Hour)
		if a := v.poll(path, "If-None-Match", first.Header.Get("ETag")); a.StatusCode != http.StatusNotFound {
			t.Errorf("the day after: %s", a.Status)
		}
	})
}

// Who reads is collected and written together; the page says when, with which program, and whether that was before the
// last change.
func TestThePageSaysWhoReadsAnAddress(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	reads := &web.FeedReads{}
	v.url = v.servedWith(func(c *web.Config) { c.Reads = reads })
	path, _ := v.subscribe("ana", "")
	v.poll(v.follows("ana"))
	ana := v.as("ana")
	for _, agent := range []string{"Google-Calendar-Importer", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.5.0"} {
		v.poll(path, "User-Agent", agent)
	}
	ana.page("/calendar").must(t, "Not read by a calendar yet") // nothing is written yet
	for range 2 {
		if err := reads.Keep(t.Context(), v.store.NoteFeedReads); err != nil {
			t.Fatal(err)
		}
	}
	ana.page("/calendar").must(t, "Last read", "by Thunderbird")
	ana.page("/calendar").mustNot(t, "Behind")
	v.as("ruth").confirms(v.at("thursday", "2026-12-03T10:00") + "/cancel")
	ana.page("/calendar").must(t, "Behind", "Before the last change in your sessions")
	ana.page("/calendar").mustNot(t, "Before the last change in open groups") // none is open
	v.opens("thursday", 8)
	ana.page("/calendar").must(t, "Before the last change in open groups")
	if strings.Contains(html.UnescapeString(ana.page("/calendar").body), "Mozilla") {
		t.Error("the program's own words are shown")
	}
}
