package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attune/internal/dbtest"
)

// What tells a time of day, on a page for somebody in Denver.
var (
	scriptOrTag = regexp.MustCompile(`(?s)<(?:script|option|svg).*?</(?:script|option|svg)>|<[^>]*>`)
	ofDay       = `\d{1,2}:\d{2}(?:[\x{a0} ][AP]M)?(?:(?:–| to )\d{1,2}:\d{2})?[\x{a0} ][AP]M`
	// OnBoth tells it on both clocks, and onOwn on the reader's alone: what was done when.
	own    = `(?:\w+ \d+ \w+, )?` + ofDay + ` for you`
	onBoth = regexp.MustCompile(ofDay + `(?: [A-Z]{2,4}[^()\d]{0,40}\(?| (?:[A-Z]{2,4} )?\([^()]*; )` + own)
	onOwn  = regexp.MustCompile(ofDay + ` M[SD]T`)
	// OfASheet is what is said of people in the rows of a sheet, whose head says by which clock.
	ofASheet = regexp.MustCompile(`(?i)(?:came at|left at|left early, at|there) ` + ofDay)
	// Answered is what somebody answered in a form, on the clocks that it names.
	answered = regexp.MustCompile(`(?:Begins|Ends) ` + ofDay)
	anyTime  = regexp.MustCompile(`.{0,40}` + ofDay + `.{0,40}`)
)

// oneClock are the times that a page tells on one clock alone.
func oneClock(a answer) []string {
	_, main, _ := strings.Cut(a.body, "<main")
	text := strings.Join(strings.Fields(scriptOrTag.ReplaceAllString(main, " ")), " ")
	text = strings.NewReplacer("( ", "(", " )", ")", " ,", ",").Replace(text)
	for _, fine := range []*regexp.Regexp{onBoth, onOwn, ofASheet, answered} {
		text = fine.ReplaceAllString(text, "…")
	}
	return anyTime.FindAllString(text, -1)
}

// walks opens every page that somebody reaches by links, of those that differ in their questions a few, and gives their paths.
func (b *visitor) walks(look func(path string, a answer)) []string {
	b.Helper()
	const alike = 3
	known, opened := map[string]int{}, []string{}
	seen := map[string]bool{"/": true}
	for ahead := []string{"/"}; len(ahead) > 0; ahead = ahead[1:] {
		at := ahead[0]
		a := b.get(at)
		if a.StatusCode != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			continue
		}
		opened = append(opened, at)
		look(at, a)
		for _, to := range linksIn(a) {
			path, _, _ := strings.Cut(to, "?")
			if strings.HasPrefix(to, "/") && !seen[to] && known[path] < alike {
				seen[to], known[path] = true, known[path]+1
				ahead = append(ahead, to)
			}
		}
	}
	return opened
}

// Ana, Ruth and Cora live by the clocks of Denver, where it is another time than in New York and Los
// Angeles: wherever a page tells them when a session is, it is told on both clocks.
func TestNoPageTellsASessionOnOneClockAlone(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, market()))
	v.invite("cora@example.org", "CT")
	v.opens("monday", 8)
	next, lost := v.at("thursday", "2026-12-03T10:00"), v.at("closed", "2026-12-14T16:00")
	v.as("ben").post(next+"/absence", url.Values{"away": {"yes"}})
	for _, who := range []string{"ana", "ruth", "cora@example.org"} {
		v.as(who).post("/account/clock", url.Values{"zone": {"America/Denver"}})
	}
	ruth, circle := v.as("ruth"), fmt.Sprintf("/groups/%d", v.group("thursday"))
	v.fridays(ruth)
	ruth.decides(v.at("thursday", "2026-12-04T13:00")+"/plan", "begins", "14:00")
	ruth.confirms(lost + "/cancel")
	ruth.decides(lost + "/make-up")
	looks := func(path string, answers ...string) answer {
		return ruth.post(path, ruth.fill(path, append(answers, "step", "look")...))
	}
	second := v.at("thursday", "2026-12-11T13:00")
	series := v.toPlanSeries("thursday")
	days := ruth.post(second+"/plan", ruth.fill(second+"/plan", "reach", "following", "day", "2026-12-08", "step", "look")).Header.Get("Location")
	for name, a := range map[string]struct {
		page  answer
		words string
	}{
		"home of who leads":   {ruth.page("/"), "10:00 AM EST</span></a> <small class=\"own\">(8:00 AM for you)</small></span><small>Thursday circle · Ben Hollis"},
		"by a mail":           {v.stranger().page("/absence/" + v.absenceKey("ana", "thursday", "2026-12-03T10:00")), "EST <small class=\"own\">(8:00–10:00 AM for you)"},
		"a sheet by its key":  {v.stranger().opens(v.keyTo(v.session("thursday", today), "ruth")), "EST <small class=\"own\">(8:00–10:00 AM for you)"},
		"a group that fits":   {v.as("ana").page("/"), "next Monday 14 December 2026, 10:00 AM EST (8:00 AM for you). With its"},
		"what is made up for": {ruth.page(lost), "Tuesday 15 December 2026, 4:00–6:00 PM EST (2:00–4:00 PM for you)</a>"},
		"the circle":          {ruth.page(circle), "Moved from Friday 4 December 2026, 1:00 PM EST (11:00 AM for you)"},
		"one's year":          {ruth.page("/calendar/year?month=2026-12"), "Clash: Clashing circle is at the same time, 11:00 AM–1:00 PM EST (9:00–11:00 AM for you), and you are"},
		"what took place":     {v.as("ana").page(v.at("thursday", "2026-10-01T10:00")), "The session took place 10:00 AM–12:00 PM EDT (8:00–10:00 AM for you)."},
		"a verified sheet":    {ruth.page(v.at("thursday", "2026-10-01T10:00")), "Took place 10:00 AM–12:00 PM EDT (8:00–10:00 AM for you), "},
		"a session":           {looks(circle+"/sessions/new", "day", "2026-12-07", "begins", "13:00", "ends", "14:00"), "1:00 PM to 2:00 PM EST (New York; 11:00 AM–12:00 PM for you)"},
		"cancelling it":       {ruth.page(next + "/cancel"), "10:00 AM to 12:00 PM EST (New York; 8:00–10:00 AM for you)"},
		"a series":            {looks(series, "day", "2027-03-05", "begins", "13:00", "ends", "14:30", "count", "2"), "1:00 PM to 2:30 PM EST (11:00 AM–12:30 PM for you): 2 sessions"},
		"its days":            {looks(series, "day", "2027-03-12", "begins", "13:00", "ends", "14:30", "count", "2"), "1:00 PM to 2:30 PM EDT</span> <small class=\"own\">(11:00 AM–12:30 PM for you)"},
		"another time":        {looks(second+"/plan", "reach", "following", "begins", "15:00"), "3:00 PM to 4:30 PM (New York; 1:00–2:30 PM for you). Until now: every week on Friday, 1:00 PM to 2:30 PM (New York; 11:00 AM–12:30 PM for you)."},
		"other days":          {ruth.page(days), "Until now Friday 11 December 2026, 1:00 PM to 2:30 PM EST (11:00 AM–12:30 PM for you)."},
	} {
		a.page.must(t, a.words)
		for _, times := range oneClock(a.page) {
			t.Errorf("%s tells %q", name, times)
		}
	}
	for who, reaches := range map[string][]string{
		"ana":              {"/", "/hours", circle, next, "/groups/open", "/calendar/year"},
		"ruth":             {"/", circle, next, lost, second + "/plan", "/calendar/year", "/groups/next-year", "/groups/health"},
		"cora@example.org": {"/", circle, next, "/associations/CT/year", "/held", "/closures", "/staff", "/groups/next-year"},
	} {
		opened := v.as(who).walks(func(path string, a answer) {
			for _, times := range oneClock(a) {
				t.Errorf("%s tells %s %q", path, who, times)
			}
		})
		for _, path := range reaches {
			if !slices.Contains(opened, path) {
				t.Errorf("%s did not come to %s", who, path)
			}
		}
	}
}
