package web_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/dbtest"
	"attune/internal/feed"
	"attune/internal/roster"
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
// Last-Modified is later wherever they are, also where a session left. It does so on each of two instances, of which one
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
	styled   bool              // what a feed shows was chosen since all were looked at; in one second with another change only the count tells
	so       []string          // what was done so far
}

// walkedFeed is a feed with all that was ever seen of it.
type walkedFeed struct {
	about    string
	path     string
	owner    string
	id       access.FeedID
	full     bool // says everything of a session
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
	} {
		w.follow(f.owner, f.group, f.style)
	}
	w.acts = map[string]func() bool{
		"move": w.moves, "change": w.changes, "lead": w.leads, "cancel": w.cancels, "restore": w.restores, "make up": w.makesUp, "plan": w.plans,
		"series": w.plansSeries, "rename": w.renames, "re-place": w.replaces, "online": w.goesOnline, "name": w.namesPerson, "join": w.joins, "part": w.parts, "style": w.styles,
		"kind": w.changesKind, "group's kind": w.changesKindOfGroup, "rhythm": w.changesRhythm, "sheet": w.keepsSheet,
		"import": w.importsAgain, "import others": w.importsOthers, "nothing": func() bool { return true },
	}
	return w
}

func (w *feedWalk) follow(owner, group string, style access.FeedStyle) {
	w.Helper()
	f := access.Feed{Person: w.person(owner), FeedStyle: style}
	if group != "" {
		f.Group = w.group(group)
	}
	token := access.NewToken()
	made, err := w.store.CreateFeed(context.Background(), f, token.Hash(), access.TheOperator)
	if err != nil {
		w.Fatal(err)
	}
	w.feeds = append(w.feeds, &walkedFeed{
		about: fmt.Sprintf("the feed of %s, %s%+v", owner, group, style), path: strings.TrimPrefix(access.FeedAddress(w.url, token), w.url), owner: owner, id: made.ID,
		full: made.Detail == access.EverythingShown, bodies: map[string]string{}, events: map[string]walkedSession{},
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
			for _, f := range w.feeds {
				if a := w.town.poll(f.path); a.StatusCode == http.StatusOK {
					w.readEvents(f, name, a.body)
				}
			}
			w.passes(time.Duration(w.dice.IntN(300)) * time.Millisecond)
			dirty = dirty || did && name != "nothing"
			continue
		}
		w.passes(time.Duration(2+w.dice.IntN(600)) * time.Second)
		dirty = dirty || did && name != "nothing"
		if w.dice.IntN(4) == 0 {
			w.passes(time.Duration(w.dice.IntN(30)) * time.Hour)
			dirty = true
		}
		w.look(name, dirty)
		dirty, w.styled = false, false
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
	if modified.Before(f.modified) || !same && !modified.After(f.modified) {
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
		if before && is.shows != was.shows && (is.sequence == was.sequence || !is.modified.After(was.modified) && !w.styled) {
			w.Errorf("after %s, %s shows another session under revision %d of %v:\n%s\nand before %d of %v:\n%s", act, f.about, is.sequence, is.modified, is.shows, was.sequence, was.modified, was.shows)
		}
		f.events[uid] = is
		w.matches(f, act, text, uid, stored)
	}
}

// matches holds an event against the session that it is of.
func (w *feedWalk) matches(f *walkedFeed, act, text, uid string, stored map[schedule.UID]schedule.Session) {
	w.Helper()
	s, there := stored[schedule.UID(uid)]
	start := "DTSTART;TZID=" + s.TimeZone + ":" + s.Starts.In(mustZone(w.T, s.TimeZone)).Format("20060102T150405") + "\r\n"
	if !there || !strings.Contains(text, start) || strings.Contains(text, "STATUS:CANCELLED") != (s.Status == schedule.Cancelled) {
		w.Errorf("after %s, %s does not show %+v:\n%s", act, f.about, s, text)
	}
	if !f.full {
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

// one is any of these sessions: to come, of a status; nil where there is none.
func (w *feedWalk) one(status schedule.Status) *schedule.Session {
	w.Helper()
	var found []schedule.Session
	for _, s := range w.stored() {
		if s.Status == status && s.Starts.After(w.clock()) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b schedule.Session) int { return cmp.Compare(a.ID, b.ID) })
	if len(found) == 0 {
		return nil
	}
	return &found[w.dice.IntN(len(found))]
}

// by is who plans the sessions of a group.
func (w *feedWalk) by(group roster.GroupID) *visitor {
	if group == w.group("bay") {
		return w.people["zoe"]
	}
	return w.people["ruth"]
}

// tries fills a form in and does it, looking first where it asks for that; false where it is refused.
func (w *feedWalk) tries(b *visitor, path string, answers ...string) bool {
	w.Helper()
	a := b.get(path)
	if a.StatusCode != http.StatusOK {
		return false
	}
	form := formIn(a.body)
	for pair := range slices.Chunk(answers, 2) {
		form.Set(pair[0], pair[1])
	}
	form.Set("step", "look")
	if a = b.post(path, form); a.StatusCode == http.StatusOK && strings.Contains(a.body, "Look before it is done") {
		form = formIn(a.body)
	} else if a.StatusCode == http.StatusInternalServerError {
		w.Errorf("%s %q: %s", path, answers, a.Status)
	}
	form.Set("step", "do")
	return w.did(b, path, form)
}

func (w *feedWalk) did(b *visitor, path string, form url.Values) bool {
	w.Helper()
	a := b.post(path, form)
	if a.StatusCode == http.StatusInternalServerError {
		w.Errorf("%s %v: %s\n%s", path, form, a.Status, w.log)
	}
	return a.StatusCode == http.StatusSeeOther
}

func (w *feedWalk) any(texts ...string) string { return texts[w.dice.IntN(len(texts))] }

// aDay is a day of the next six weeks, as forms take it.
func (w *feedWalk) aDay() string {
	return w.clock().AddDate(0, 0, 1+w.dice.IntN(42)).Format(time.DateOnly)
}

func (w *feedWalk) onOne(status schedule.Status, act string, answers ...string) bool {
	w.Helper()
	s := w.one(status)
	return s != nil && w.tries(w.by(s.Group), fmt.Sprintf("/sessions/%d/%s", s.ID, act), answers...)
}

func (w *feedWalk) moves() bool {
	return w.onOne(schedule.Scheduled, "plan", "day", w.aDay(), "begins", w.any("08:00", "10:00", "16:30"))
}

func (w *feedWalk) changes() bool {
	return w.onOne(schedule.Scheduled, "plan", "minutes", w.any("45", "60", "90"), "place", w.any("Elm Street 2", "", "Ufer 3, Zimmer 👶"), "modality", w.any("", "virtual", "in_person"), "reach", w.any("this", "following", "all"))
}

func (w *feedWalk) leads() bool {
	return w.onOne(schedule.Scheduled, "plan", "lead", w.any("Vic Adler", "Ruth Okonkwo", "Zoe Tan", "Ana Lindqvist", "nobody"))
}

func (w *feedWalk) cancels() bool  { return w.onOne(schedule.Scheduled, "cancel") }
func (w *feedWalk) restores() bool { return w.onOne(schedule.Cancelled, "restore") }

func (w *feedWalk) makesUp() bool {
	return w.onOne(schedule.Cancelled, "make-up", "day", w.aDay(), "begins", w.any("07:00", "18:30"))
}

func (w *feedWalk) plans() bool {
	group := w.any("thursday", "bay")
	return w.tries(w.by(w.group(group)), fmt.Sprintf("/groups/%d/sessions/new", w.group(group)), "day", w.aDay(), "begins", w.any("09:00", "13:00"), "ends", "14:00")
}

func (w *feedWalk) plansSeries() bool {
	group := w.any("thursday", "bay")
	return w.tries(w.by(w.group(group)), fmt.Sprintf("/groups/%d/series/new", w.group(group)), "day", w.aDay(), "begins", "19:00", "ends", "20:00", "count", w.any("3", "5"))
}

// correct is the coordinator's form about the circle.
func (w *feedWalk) corrects(answers ...string) bool {
	w.Helper()
	return w.tries(w.people["cora@example.org"], fmt.Sprintf("/groups/%d/correct", w.group("thursday")), append(answers, "reason", "It is so.")...)
}

func (w *feedWalk) renames() bool {
	return w.corrects("name", w.any("Thursday circle", "Friday circle", "Ühmchen, Kreis; 👶 ", "Circle "+strings.Repeat("of many words ", 5)))
}

func (w *feedWalk) replaces() bool {
	return w.corrects("place", w.any("Main Street 5", "Harbor Hall", "Dock 7; second floor"))
}

func (w *feedWalk) goesOnline() bool {
	return w.corrects("modality", w.any("virtual", "in_person"), "provider", w.any("ruth", "vic"), "kind", w.any("reflective", "peer", "training"))
}

func (w *feedWalk) namesPerson() bool {
	return w.tries(w.people["cora@example.org"], fmt.Sprintf("/people/%d/correct", w.person("ana")), "name", w.any("Ana Lindqvist", "Ana Müller", "Ana Lind"), "reason", "She married.")
}

func (w *feedWalk) joins() bool {
	return w.tries(w.people["cora@example.org"], fmt.Sprintf("/groups/%d/members/new", w.group("thursday")), "person", w.any("dan", "vic", "ana", "max"), "from", w.any(w.aDay(), w.clock().Format(time.DateOnly)))
}

func (w *feedWalk) parts() bool {
	record, err := w.store.GroupRecord(context.Background(), w.group("thursday"))
	if err != nil || len(record.Members) == 0 {
		w.Fatal(err)
	}
	k := record.Members[w.dice.IntN(len(record.Members))]
	return w.tries(w.people["cora@example.org"], fmt.Sprintf("/groups/%d/members/%d", w.group("thursday"), k.ID), "to", w.any(w.aDay(), w.clock().Format(time.DateOnly), ""), "reason", "They said so.")
}

func (w *feedWalk) styles() bool {
	f := w.feeds[w.dice.IntN(len(w.feeds))]
	b := w.people[f.owner]
	if b == nil {
		return false
	}
	path, detail := fmt.Sprintf("/calendar/%d", f.id), w.any("full", "title", "busy")
	form := b.fill(path, "detail", detail, "alarm", w.any("0", "10", "1440"), "cancelled", w.any("stay", "leave"), "step", "do")
	f.full, w.styled = detail == "full", true
	return w.did(b, path, form)
}

// changesKind has one session be of another kind than its group.
func (w *feedWalk) changesKind() bool {
	return w.onOne(schedule.Scheduled, "plan", "kind", w.any("", "reflective", "peer", "training"))
}

func (w *feedWalk) changesKindOfGroup() bool {
	return w.corrects("kind", w.any("reflective", "peer", "training"))
}

func (w *feedWalk) changesRhythm() bool {
	s := w.one(schedule.Scheduled)
	return s != nil && s.Series != 0 && w.tries(w.by(s.Group), fmt.Sprintf("/sessions/%d/rhythm", s.ID), "weekdays", strconv.Itoa(1+w.dice.IntN(5)))
}

// keepsSheet has a session that is over be verified, led by somebody else, called off, or restored.
func (w *feedWalk) keepsSheet() bool {
	var over []schedule.SessionID
	for _, s := range w.stored() {
		if s.Ends().Before(w.clock()) {
			over = append(over, s.ID)
		}
	}
	slices.Sort(over)
	by := attendance.Signer{Account: 1}
	act := w.dice.IntN(4)
	_, err := w.store.UpdateSheet(context.Background(), over[w.dice.IntN(len(over))], "account:1", func(s attendance.Sheet) (attendance.Change, error) {
		draft := attendance.Draft{Began: s.Session.Starts, Ended: s.Session.Ends(), Marks: everybodyPresent(s)}
		switch act {
		case 0:
			return s.CallOff(s.Revision, by, w.clock())
		case 1:
			return s.Restore(by, w.clock())
		case 2:
			draft.Leading = &attendance.Leading{Lead: w.person("vic")}
		}
		return s.Verify(draft, by, w.clock())
	})
	return err == nil
}

// importsOthers brings in what another system says of three sessions.
func (w *feedWalk) importsOthers() bool {
	files := maps.Clone(harbor)
	lines := []string{"session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality"}
	for _, id := range []string{"t6,thursday", "t7,thursday", "b2,bay"} {
		lines = append(lines, fmt.Sprintf("%s,%sT%s,%s,%s,,,%s,,%s,%s", id, w.aDay(), w.any("10:00", "11:00"), w.any("60", "120"),
			w.any("scheduled", "scheduled", "cancelled"), w.any("", "vic"), w.any("", "peer", "training"), w.any("", "virtual")))
	}
	files["sessions.csv"] = strings.Join(lines, "\n")
	files["attendance.csv"] = "session_id,person_id,mark,intervals,focus"
	return imported(context.Background(), w.store, bundle(w.T, files), w.clock) == nil
}

func (w *feedWalk) importsAgain() bool {
	return imported(context.Background(), w.store, w.imported, w.clock) == nil
}
