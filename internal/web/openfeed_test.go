package web_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
)

// unfolded is a feed without its line ends within lines.
func unfolded(a answer) string { return strings.ReplaceAll(a.body, "\r\n ", "") }

// Max belongs to no group; the Thursday circle, of his association, has three members from today on.
func TestOpenGroupsInACalendar(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path := addressIn(v.as("max").makes("holds", "open"))
		const begins, circle = "20261119T100000 ", "20261203T100000 "
		const ny, title = "America/New_York:", "Open: Reflective supervision: Thursday circle"
		shows := func(when string, want ...string) answer {
			v.Helper()
			a := v.poll(path)
			got := titles(a.body)
			noted := len(got)
			got = slices.DeleteFunc(got, func(title string) bool { return strings.HasSuffix(title, "Open groups in Attune from here on") })
			if a.StatusCode != http.StatusOK || noted != len(got)+1 || !slices.Equal(got, want) {
				v.Errorf("%s: %s %q; want %q", when, a.Status, got, want)
			}
			v.passes(time.Minute)
			quiet := v.poll(path, "If-None-Match", a.Header.Get("ETag"))
			if quiet.StatusCode != http.StatusNotModified || len(v.statements()) != 1 {
				v.Errorf("%s, a poll that finds nothing new: %s, %q", when, quiet.Status, v.statements())
			}
			return a
		}
		closed := shows("while it is closed")

		v.opens("thursday", 8)
		open := shows("open", ny+begins+title, ny+circle+title)
		for _, text := range []string{"X-WR-CALNAME:Open groups", "STATUS:TENTATIVE", "TRANSP:TRANSPARENT", fmt.Sprintf("/groups/open#group-%d\r\n", v.group("thursday")), "LOCATION:Main Street 5"} {
			if !strings.Contains(unfolded(open), text) {
				v.Errorf("it lacks %q: %s", text, open.body)
			}
		}
		for _, text := range []string{"TRANSP:OPAQUE", "/sessions/", "Ana", "Ruth", "VALARM"} {
			if strings.Contains(unfolded(open), text) {
				v.Errorf("it has %q", text)
			}
		}
		later := func(what string, before, after answer) {
			v.Helper()
			was, _ := http.ParseTime(before.Header.Get("Last-Modified"))
			is, _ := http.ParseTime(after.Header.Get("Last-Modified"))
			if !is.After(was) || before.Header.Get("ETag") == after.Header.Get("ETag") {
				v.Errorf("%s: Last-Modified was %s and is %s", what, was, is)
			}
		}
		later("opened", closed, open)

		v.as("ruth").confirms(v.at("thursday", "2026-12-03T10:00") + "/cancel")
		cancelled := shows("one is cancelled", ny+begins+title, ny+circle+"Cancelled: "+title)
		later("cancelled", open, cancelled)

		v.renames("thursday", "Friday circle")
		renamed := v.poll(path)
		if got := titles(renamed.body); !strings.HasSuffix(got[len(got)-1], "Cancelled: Open: Reflective supervision: Friday circle") {
			v.Errorf("renamed: %q", got)
		}
		later("renamed", cancelled, renamed)
		v.renames("thursday", "Thursday circle")

		v.opens("thursday", 3)
		full := shows("full")
		later("filled", cancelled, full)

		v.opens("thursday", 4)
		again := shows("with room again", ny+begins+title, ny+circle+"Cancelled: "+title)
		later("with room again", full, again)
		was, is := sequences(cancelled.body), sequences(again.body)
		for _, i := range []int{0, 2} { // between them is where the calendar begins
			if is[i] <= was[i] { // some programs take for known what comes back with the sequence it had
				v.Errorf("sequences were %d before it was full, and are %d", was, is)
			}
		}
		v.closed("thursday")
		later("closed", again, shows("closed"))
	})
}

// Ana belongs to the circle, Ruth provides it, and Zoe is of another association.
func TestOpenGroupsShowNothingOfOnesOwn(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.opens("thursday", 8)
		for _, who := range []string{"ana", "ruth", "zoe"} {
			a := v.poll(v.follows(who))
			if got := titles(a.body); a.StatusCode != http.StatusOK || len(got) != 1 {
				v.Errorf("%s: %s %q", who, a.Status, got)
			}
		}
		if got := titles(v.poll(v.follows("dan")).body); len(got) != 3 { // Dan belonged to it until yesterday
			v.Errorf("dan: %q", got)
		}
		max := v.as("max")
		if a := max.makes("holds", "open", "detail", "busy"); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Open groups take up nobody&#39;s time") {
			v.Errorf("open and busy: %s", a.Status)
		}
	})
}

// renames gives a group another name.
func (v *town) renames(group, name string) {
	v.Helper()
	_, err := v.store.ChangeGroup(context.Background(), roster.External(group), roster.Pen{By: "test"}, func(r roster.GroupRecord) ([]roster.Edit, error) {
		g := r.Group
		g.Name = name
		edit, err := r.Become(g, "A test.", day.MustParse("2026-11-19"))
		return []roster.Edit{edit}, err
	})
	if err != nil {
		v.Fatal(err)
	}
	v.passes(time.Minute)
}

// follows makes somebody a calendar address of open groups, and gives its path.
func (v *town) follows(who string) string {
	v.Helper()
	return v.subscribeTo(access.Feed{Person: v.person(who), Open: true})
}

// subscribeTo makes a calendar address, and gives its path.
func (v *town) subscribeTo(f access.Feed) string {
	v.Helper()
	token := access.NewToken()
	if _, err := v.store.CreateFeed(context.Background(), f, token.Hash(), access.TheOperator); err != nil {
		v.Fatal(err)
	}
	return strings.TrimPrefix(access.FeedAddress(v.url, token), v.url)
}

// However many follow open groups, a change in one takes as many statements.
func TestAChangeInAnOpenGroupTakesNoMoreStatementsForMoreFollowers(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		v.opens("thursday", 8)
		v.follows("max")
		ruth := v.as("ruth")
		at := v.at("thursday", "2026-12-03T10:00")
		ruth.confirms(at + "/cancel")
		ruth.confirms(at + "/restore")
		form := formIn(ruth.page(at + "/cancel").body)
		form.Set("step", "do")
		ruth.post(at+"/cancel", form)
		few := len(v.statements())
		ruth.confirms(at + "/restore")
		for range 12 {
			v.follows("max")
		}
		form = formIn(ruth.page(at + "/cancel").body)
		form.Set("step", "do")
		ruth.post(at+"/cancel", form)
		if many := len(v.statements()); many != few || few == 0 {
			v.Errorf("with one follower %d statements, with thirteen %d", few, many)
		}
	})
}

func TestAddressesWithoutANameAreToldApart(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		ana := v.as("ana")
		ana.makes()
		ana.makes("detail", "busy")
		ana.makes("holds", "open")
		ana.makes("holds", fmt.Sprint(int64(v.group("thursday"))))
		ana.page("/calendar").must(v.T, ">All of yours</a>", ">All of yours · Busy, and nothing else</a>", ">Open groups that you may join</a>", ">Thursday circle</a>", "Made on ")
		ana.makes("name", "phone", "alarm", "30")
		for _, link := range regexp.MustCompile(`<a href="(/calendar/\d+)">(?:All|Open|Thursday|phone)[^<]*`).FindAllStringSubmatch(ana.page("/calendar").body, -1) {
			_, name, _ := strings.Cut(link[0], ">")
			ana.page(link[1]).must(v.T, "<h1>What this address shows: "+name+"</h1>")
		}
		ana.page("/calendar/5").must(v.T, "All of yours · reminder 30 minutes before. Where you choose anew")
	})
}

// Whoever is on the roster has their calendars one click from home, and is offered there what they have sessions of.
func TestWhatAnAddressMayHoldIsOffered(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		const led = "Those that I lead"
		for who, leads := range map[string]bool{"ana": false, "max": false, "ruth": true, "vic": true} { // Vic stood in once
			b := v.as(who)
			b.page("/").must(v.T, `<a href="/calendar">Your calendars</a>`)
			if offered := strings.Contains(b.page("/calendar").body, led); offered != leads {
				v.Errorf("%s is offered what they lead: %t", who, offered)
			}
		}
		v.as("ana").makes("holds", "led").must(v.T, "It is shown this once")
	})
}
