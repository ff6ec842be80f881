package web_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/dbtest"
	"attune/internal/feed"
	"attune/internal/schedule"
	"attune/internal/web"
)

var (
	walks   = flag.Int("walks", 0, "how many random walks more through edits of calendars; their seeds are printed")
	walkOf  = flag.Uint64("walk", 0, "the seed of one walk to go again; 0 for none")
	walkFor = flag.Int("walk-for", 20, "how many edits a walk has")
)

// What calendar programs rely on holds in every feed after any sequence of edits: a session keeps its UID; its SEQUENCE and
// LAST-MODIFIED never go back, and both go up where it shows otherwise; the tag is another exactly where the bytes are, and
// Last-Modified is later exactly there, also where a session left, or several changes are in one second. It does so on each of two instances, of which one
// keeps no bytes. The walks are random and go the same way for the same seed, which is in the name of the test.
func TestFeedsThroughAnyEdits(t *testing.T) {
	t.Parallel()
	seeds := []uint64{1, 2}
	for range *walks {
		seeds = append(seeds, rand.Uint64())
	}
	if *walkOf != 0 {
		seeds = []uint64{*walkOf}
	}
	dir := bundle(t, harbor)
	for _, seed := range seeds {
		t.Run(fmt.Sprintf("walk=%d", seed), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				v := settle(t, db, noon, dir)
				v.invite("cora@example.org", "CT")
				newFeedWalk(v, seed).goes(*walkFor)
			})
		})
	}
}

// feedWalk is a walk through random edits. Every few of them time passes, now and then past midnight.
type feedWalk struct {
	*town
	dice     *rand.Rand
	people   map[string]*visitor
	acts     map[string]func() bool // by name; false where it was refused, which is no failure
	feeds    []*walkedFeed
	unkept   string            // the address of an instance that keeps no bytes
	uids     map[string]string // by a session's page
	imported string            // the bundle that may come once more
	so       []string          // what was done so far
}

// walkedFeed is a feed with all that was ever seen of it.
type walkedFeed struct {
	about    string
	path     string
	owner    string
	id       access.FeedID
	full     bool // says everything of a session
	open     bool // of open groups
	etag     string
	body     string
	modified time.Time
	bodies   map[string]string        // what each tag was of
	events   map[string]walkedSession // by UID, as last seen
}

// walkedSession is one event of a feed.
type walkedSession struct {
	shows    string // all but what tells of its revision
	sequence int
	modified time.Time
}

func newFeedWalk(v *town, seed uint64) *feedWalk {
	w := &feedWalk{
		town: v, dice: rand.New(rand.NewPCG(seed, seed)), people: map[string]*visitor{}, uids: map[string]string{}, imported: bundle(v.T, harbor),
	}
	for _, who := range []string{"ana", "ruth", "zoe", "cora@example.org"} {
		w.people[who] = v.as(who)
	}
	server := httptest.NewUnstartedServer(nil)
	config := v.config() // of the same base, so that the bytes are the same
	config.FeedBytes = 1
	handler, err := web.New(config)
	if err != nil {
		v.Fatal(err)
	}
	server.Config.Handler = handler
	server.Start()
	v.Cleanup(server.Close)
	w.unkept = server.URL
	v.opens("thursday", 8)
	v.opens("bay", 8)
	for _, f := range []struct {
		owner, group string
		style        access.FeedStyle
	}{
		{"ana", "", access.FeedStyle{}},
		{"ana", "thursday", access.FeedStyle{}},
		{"ana", "", access.FeedStyle{Detail: access.TitleShown, Alarm: 30, Uncancelled: true}},
		{"ruth", "", access.FeedStyle{Led: true}},
		{"ruth", "bay", access.FeedStyle{}},
		{"ruth", "", access.FeedStyle{Detail: access.BusyShown}},
		{"vic", "", access.FeedStyle{}},
		{"dan", "", access.FeedStyle{}},
		{"max", openGroups, access.FeedStyle{}},
		{"dan", openGroups, access.FeedStyle{Detail: access.TitleShown, Alarm: 10}},
		{"eli", openGroups, access.FeedStyle{Uncancelled: true}},
	} {
		w.follow(f.owner, f.group, f.style)
	}
	w.acts = map[string]func() bool{
		"move": w.moves, "change": w.changes, "lead": w.leads, "cancel": w.cancels, "restore": w.restores, "make up": w.makesUp, "plan": w.plans,
		"series": w.plansSeries, "rename": w.renames, "re-place": w.replaces, "online": w.goesOnline, "call": w.showsCall, "name": w.namesPerson, "join": w.joins, "part": w.parts, "style": w.styles,
		"kind": w.changesKind, "group's kind": w.changesKindOfGroup, "rhythm": w.changesRhythm, "sheet": w.keepsSheet,
		"import": w.importsAgain, "import others": w.importsOthers, "nothing": func() bool { return true },
		"open": w.opensOrCloses, "room": w.looksForRoom, "another association": w.movesGroup,
	}
	return w
}

// openGroups stands for all open groups where a feed is of one.
const openGroups = "open groups"

func (w *feedWalk) follow(owner, group string, style access.FeedStyle) {
	w.Helper()
	f := access.Feed{Person: w.person(owner), FeedStyle: style}
	switch group {
	case "":
	case openGroups:
		f.Open = true
	default:
		f.Group = w.group(group)
	}
	token := access.NewToken()
	made, err := w.store.CreateFeed(context.Background(), f, token.Hash(), access.TheOperator)
	if err != nil {
		w.Fatal(err)
	}
	w.feeds = append(w.feeds, &walkedFeed{
		about: fmt.Sprintf("the feed of %s, %s%+v", owner, group, style), path: strings.TrimPrefix(access.FeedAddress(w.url, token), w.url), owner: owner, id: made.ID,
		full: made.Detail == access.EverythingShown, open: f.Open, bodies: map[string]string{}, events: map[string]walkedSession{},
	})
}

// goes does so many edits, and looks at every feed after each.
func (w *feedWalk) goes(edits int) {
	w.Helper()
	names := make([]string, 0, len(w.acts))
	for name := range w.acts {
		names = append(names, name)
	}
	slices.Sort(names)
	w.look("nothing", true)
	w.passes(time.Minute)
	done, dirty := map[string]int{}, false
	for n := 0; n < edits && !w.Failed(); {
		name := names[w.dice.IntN(len(names))]
		if strings.HasPrefix(name, "import") && w.dice.IntN(3) > 0 {
			continue
		}
		n++
		did := w.acts[name]()
		w.so = append(w.so, fmt.Sprintf("%s %s (%t)", w.clock().Format("01-02 15:04:05"), name, did))
		if did {
			done[name]++
		}
		if w.dice.IntN(4) == 0 { // the next edit is in the same second, and somebody polls in between
			dirty = dirty || did && name != "nothing"
			w.look(name, dirty)
			w.passes(time.Duration(w.dice.IntN(300)) * time.Millisecond)
			continue
		}
		w.passes(time.Duration(2+w.dice.IntN(600)) * time.Second)
		dirty = dirty || did && name != "nothing"
		if w.dice.IntN(4) == 0 {
			w.passes(time.Duration(w.dice.IntN(30)) * time.Hour)
			dirty = true
		}
		w.look(name, dirty)
		dirty = false
	}
	w.Logf("done: %v", done)
	if w.Failed() {
		w.Logf("so far:\n%s", strings.Join(w.so, "\n"))
	}
}

// look polls all feeds; where nothing was done and no day began, nothing may have changed.
func (w *feedWalk) look(act string, changed bool) {
	w.Helper()
	for _, f := range w.feeds {
		if w.poll(f, act, changed); w.Failed() {
			return
		}
	}
}

func (w *feedWalk) poll(f *walkedFeed, act string, changed bool) {
	w.Helper()
	a := w.town.poll(f.path)
	other := w.elsewhere(f.path)
	if a.StatusCode != other.StatusCode || a.body != other.body || a.Header.Get("ETag") != other.Header.Get("ETag") || a.Header.Get("Last-Modified") != other.Header.Get("Last-Modified") {
		w.Errorf("after %s, %s differs between instances: %s %v\n%s\nand %s %v\n%s", act, f.about, a.Status, a.Header, a.body, other.Status, other.Header, other.body)
	}
	if a.StatusCode == http.StatusNotFound {
		return
	}
	tag, body := a.Header.Get("ETag"), a.body
	modified, err := http.ParseTime(a.Header.Get("Last-Modified"))
	if err != nil || a.StatusCode != http.StatusOK {
		w.Fatalf("after %s, %s: %s %v", act, f.about, a.Status, err)
	}
	same := body == f.body
	if was, known := f.bodies[tag]; known && was != body || tag != feed.ETag([]byte(body)) || same != (tag == f.etag) {
		w.Errorf("after %s, %s: the tag %s is not of its bytes alone", act, f.about, tag)
	}
	if !same && !changed {
		w.Errorf("after %s, %s changed:\n%s\nit was\n%s", act, f.about, body, f.body)
	}
	if f.etag != "" && (modified.Before(f.modified) || same == modified.After(f.modified)) {
		w.Errorf("after %s, %s was modified at %v, and before at %v; its bytes are the same: %t", act, f.about, modified, f.modified, same)
	}
	if f.etag != "" {
		w.wantStatus(f, act, same, "If-None-Match", f.etag)
		if !same {
			w.wantStatus(f, act, false, "If-Modified-Since", f.modified.Format(http.TimeFormat))
		}
		w.wantStatus(f, act, true, "If-Modified-Since", modified.Format(http.TimeFormat))
	}
	f.etag, f.body, f.modified, f.bodies[tag] = tag, body, modified, body
	w.readEvents(f, act, body)
}

func (w *feedWalk) wantStatus(f *walkedFeed, act string, unchanged bool, headers ...string) {
	w.Helper()
	want := http.StatusOK
	if unchanged {
		want = http.StatusNotModified
	}
	if a := w.town.poll(f.path, headers...); a.StatusCode != want {
		w.Errorf("after %s, %s with %q: %s, want %d", act, f.about, headers, a.Status, want)
	}
}

// elsewhere polls the instance that keeps no bytes.
func (w *feedWalk) elsewhere(path string) answer {
	w.Helper()
	r, err := http.NewRequest(http.MethodGet, w.unkept+path, nil)
	if err != nil {
		w.Fatal(err)
	}
	b := w.stranger()
	b.client.Transport = &http.Transport{DisableCompression: true}
	return b.do(r)
}

var (
	revisionLines = regexp.MustCompile(`(?m)^(SEQUENCE|LAST-MODIFIED|DTSTAMP):(.*)\r\n`)
	pageLine      = regexp.MustCompile(`(?m)^URL:.*/sessions/(\d+)\r$`)
	uidLine       = regexp.MustCompile(`(?m)^UID:(.*)\r$`)
)

// readEvents holds each session of a feed against how it was last seen in it, and against the store.
func (w *feedWalk) readEvents(f *walkedFeed, act, body string) {
	w.Helper()
	stored := w.stored()
	seen := map[string]bool{}
	unfolded := strings.TrimSuffix(strings.ReplaceAll(body, "\r\n ", ""), "END:VCALENDAR\r\n")
	for _, text := range strings.Split(unfolded, "BEGIN:VEVENT\r\n")[1:] {
		uid, is, stamp := uidLine.FindStringSubmatch(text)[1], walkedSession{shows: revisionLines.ReplaceAllString(text, "")}, ""
		for _, line := range revisionLines.FindAllStringSubmatch(text, -1) {
			switch line[1] {
			case "SEQUENCE":
				is.sequence, _ = strconv.Atoi(line[2])
			case "LAST-MODIFIED":
				is.modified, _ = time.Parse("20060102T150405Z", line[2])
			case "DTSTAMP":
				stamp = line[2]
			}
		}
		if seen[uid] || stamp != is.modified.Format("20060102T150405Z") {
			w.Errorf("after %s, %s has %s twice, or it was stamped at %s and modified at %v", act, f.about, uid, stamp, is.modified)
		}
		seen[uid] = true
		was, before := f.events[uid]
		if before && (is.sequence < was.sequence || is.modified.Before(was.modified)) {
			w.Errorf("after %s, %s goes back: %d at %v, and before %d at %v", act, f.about, is.sequence, is.modified, was.sequence, was.modified)
		}
		if before && is.shows != was.shows && (is.sequence == was.sequence || !is.modified.After(was.modified)) {
			w.Errorf("after %s, %s shows another session under revision %d of %v:\n%s\nand before %d of %v:\n%s", act, f.about, is.sequence, is.modified, is.shows, was.sequence, was.modified, was.shows)
		}
		f.events[uid] = is
		w.matches(f, act, text, uid, stored)
	}
}

// matches holds an event against the session that it is of.
func (w *feedWalk) matches(f *walkedFeed, act, text, uid string, stored map[schedule.UID]schedule.Session) {
	w.Helper()
	if strings.HasPrefix(uid, "open-groups-") || strings.HasPrefix(uid, "nothing-planned-") {
		return
	}
	s, there := stored[schedule.UID(strings.TrimSuffix(uid, "-open"))]
	start := "DTSTART;TZID=" + s.TimeZone + ":" + s.Starts.In(mustZone(w.T, s.TimeZone)).Format("20060102T150405") + "\r\n"
	if !there || !strings.Contains(text, start) || strings.Contains(text, "STATUS:CANCELLED") != (s.Status == schedule.Cancelled) {
		w.Errorf("after %s, %s does not show %+v:\n%s", act, f.about, s, text)
	}
	if !f.full || f.open {
		return
	}
	page := pageLine.FindStringSubmatch(text)[1]
	if known, ok := w.uids[page]; ok && known != uid || page != strconv.FormatInt(int64(s.ID), 10) {
		w.Errorf("after %s, session %s is %s, and was %s", act, page, uid, known)
	}
	w.uids[page] = uid
}

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// stored are the sessions of both groups.
func (w *feedWalk) stored() map[schedule.UID]schedule.Session {
	w.Helper()
	all := map[schedule.UID]schedule.Session{}
	for _, group := range []string{"thursday", "bay"} {
		list, err := w.store.Meetings(context.Background(), w.group(group), w.clock().AddDate(-5, 0, 0), w.clock().AddDate(5, 0, 0))
		if err != nil {
			w.Fatal(err)
		}
		for _, m := range list {
			all[m.Session.UID] = m.Session
		}
	}
	return all
}
