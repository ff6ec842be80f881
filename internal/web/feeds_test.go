package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/feed"
	"attune/internal/ledger"
	"attune/internal/roster"
	"attune/internal/store"
)

// subscribe makes somebody a calendar address, of one group or of all; it gives the path.
func (v *town) subscribe(who, group string) (string, access.FeedID) {
	v.Helper()
	f := access.Feed{Person: v.person(who), FeedStyle: access.FeedStyle{Name: "phone"}}
	if group != "" {
		f.Group = v.group(group)
	}
	token := access.NewToken()
	created, err := v.store.CreateFeed(context.Background(), f, token.Hash(), access.TheOperator)
	if err != nil {
		v.Fatal(err)
	}
	return strings.TrimPrefix(access.FeedAddress(v.url, token), v.url), created.ID
}

// addressOf makes somebody a calendar address, as a subject of access.
func (v *town) addressOf(who string) map[string]string {
	_, id := v.subscribe(who, "")
	return ids(":feed", int64(id))
}

// poll fetches a feed with headers: name, value, name, value.
func (v *town) poll(path string, headers ...string) answer {
	v.Helper()
	return v.pollAs(http.MethodGet, path, headers...)
}

func (v *town) pollAs(method, path string, headers ...string) answer {
	v.Helper()
	b := v.stranger()
	b.client.Transport = &http.Transport{DisableCompression: true}
	r := b.request(method, path, nil)
	for h := range slices.Chunk(headers, 2) {
		r.Header.Add(h[0], h[1])
	}
	return b.do(r)
}

// titles are the summaries and local starts of a feed's events, in its order.
func titles(body string) []string {
	var list []string
	var start string
	for line := range strings.SplitSeq(strings.ReplaceAll(body, "\r\n ", ""), "\r\n") {
		if at, ok := strings.CutPrefix(line, "DTSTART;TZID="); ok {
			start = at
		}
		if title, ok := strings.CutPrefix(line, "SUMMARY:"); ok {
			list = append(list, start+" "+title)
		}
	}
	return list
}

func TestAFeedHoldsItsOwnersSessions(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		const ny, la = "America/New_York:", "America/Los_Angeles:"
		circle := "Reflective supervision: Thursday circle"
		for _, row := range []struct {
			who, group string
			want       []string
		}{
			{"ana", "", []string{ny + "20261001T100000 " + circle, ny + "20261015T100000 " + circle, ny + "20261105T100000 " + circle, ny + "20261112T100000 Cancelled: " + circle, ny + "20261119T100000 " + circle, ny + "20261203T100000 " + circle}},
			{"dan", "", []string{ny + "20261001T100000 " + circle, ny + "20261015T100000 " + circle, ny + "20261105T100000 " + circle, ny + "20261112T100000 Cancelled: " + circle}}, // until the day before today
			{"vic", "", []string{ny + "20261015T100000 " + circle}},
			// Ruth leads all but Vic's session, and belongs to the circle of Bay.
			{"ruth", "", []string{ny + "20261001T100000 " + circle, ny + "20261105T100000 " + circle, la + "20261105T100000 Reflective supervision: Bay circle", ny + "20261112T100000 Cancelled: " + circle, ny + "20261119T100000 " + circle, ny + "20261203T100000 " + circle, la + "20261203T100000 Reflective supervision: Bay circle"}},
			{"ruth", "bay", []string{la + "20261105T100000 Reflective supervision: Bay circle", la + "20261203T100000 Reflective supervision: Bay circle"}},
			{"max", "", []string{" Nothing planned in this calendar"}},
		} {
			path, _ := v.subscribe(row.who, row.group)
			a := v.poll(path)
			if a.StatusCode != http.StatusOK || !slices.Equal(titles(a.body), row.want) {
				v.Errorf("%s %s: %s\n%q\nwant\n%q", row.who, row.group, a.Status, titles(a.body), row.want)
			}
			for _, private := range []string{"Ben Hollis", "Cleo", "Eli Brandt", "meet.example.org"} {
				if strings.Contains(a.body, private) {
					v.Errorf("the feed of %s says %q", row.who, private)
				}
			}
		}
	})
}

func TestAFeedsAnswer(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path, id := v.subscribe("ana", "")
		a := v.poll(path)
		for name, want := range map[string]string{
			"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff",
			"X-Robots-Tag": "noindex", "Set-Cookie": "", "Content-Encoding": "", "Etag": feed.ETag([]byte(a.body)),
		} {
			if got := a.Header.Get(name); got != want {
				v.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		head := v.pollAs(http.MethodHead, path)
		if head.StatusCode != http.StatusOK || head.body != "" || head.Header.Get("ETag") != a.Header.Get("ETag") || head.ContentLength != int64(len(a.body)) {
			v.Errorf("HEAD: %s, %d bytes of %d, %v", head.Status, len(head.body), head.ContentLength, head.Header)
		}
		tag := a.Header.Get("ETag")
		if err := v.store.RevokeFeed(context.Background(), id, func(access.Feed) error { return nil }, access.TheOperator); err != nil {
			v.Fatal(err)
		}
		revoked, unknown := v.poll(path, "If-None-Match", tag), v.poll("/feeds/nothing.ics", "If-None-Match", tag)
		if revoked.StatusCode != http.StatusNotFound || revoked.body != unknown.body || unknown.StatusCode != http.StatusNotFound || strings.Contains(revoked.body, "<") {
			v.Errorf("revoked: %s %q; unknown: %s %q", revoked.Status, revoked.body, unknown.Status, unknown.body)
		}
	})
}

func TestAPollOfAnUnchangedFeed(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path, _ := v.subscribe("ana", "")
		v.passes(time.Minute)
		a := v.poll(path)
		if n := len(v.statements()); n > 3 {
			v.Errorf("a 200 made %d statements: %q", n, v.statements())
		}
		tag, modified := a.Header.Get("ETag"), a.Header.Get("Last-Modified")
		for _, row := range []struct {
			headers []string
			want    int
		}{
			{[]string{"If-None-Match", tag}, 304},
			{[]string{"If-None-Match", "W/" + tag}, 304},
			{[]string{"If-None-Match", `"other", W/` + tag + `, "more"`}, 304},
			{[]string{"If-None-Match", `"other"`, "If-None-Match", tag}, 304},
			{[]string{"If-None-Match", "*"}, 304},
			{[]string{"If-None-Match", `"other"`}, 200},
			{[]string{"If-None-Match", tag, "Accept-Encoding", "gzip"}, 304},
			{[]string{"If-Modified-Since", modified}, 304},
			{[]string{"If-Modified-Since", "Mon, 02 Nov 2026 00:00:00 GMT"}, 200},
			{[]string{"If-Modified-Since", "yesterday"}, 200},
			{[]string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, 200}, // the first wins
			{[]string{"If-None-Match", tag, "If-Modified-Since", "Mon, 02 Nov 2026 00:00:00 GMT"}, 304},
		} {
			a := v.poll(path, row.headers...)
			if a.StatusCode != row.want {
				v.Errorf("%q: %s, want %d", row.headers, a.Status, row.want)
				continue
			}
			if got := strings.TrimPrefix(a.Header.Get("ETag"), "W/"); got != tag || a.Header.Get("Last-Modified") != modified {
				v.Errorf("%q: tag %s, modified %s", row.headers, got, a.Header.Get("Last-Modified"))
			}
			if n := len(v.statements()); n != 1 {
				v.Errorf("%q: %d statements: %q", row.headers, n, v.statements())
			}
			if row.want == 304 && (a.body != "" || a.Header.Get("Content-Type") != "" && a.Header.Get("Content-Length") != "") {
				v.Errorf("%q: a 304 with a body: %v", row.headers, a.Header)
			}
		}
	})
}

func TestCompressionOnRequest(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	path, _ := v.subscribe("ana", "")
	plain := v.poll(path)
	for accept, zipped := range map[string]bool{
		"gzip": true, "gzip, deflate, br": true, "deflate, gzip;q=0.5": true, "GZIP": true,
		"gzip;q=0": false, "identity": false, "": false, "br": false, "gzip;q=0.0": false, "gzipped": false,
	} {
		a := v.poll(path, "Accept-Encoding", accept)
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != zipped {
			t.Errorf("Accept-Encoding %q: %v", accept, a.Header)
			continue
		}
		if !zipped {
			continue
		}
		r, err := gzip.NewReader(bytes.NewReader([]byte(a.body)))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil || string(body) != plain.body || a.Header.Get("ETag") != "W/"+plain.Header.Get("ETag") {
			t.Errorf("Accept-Encoding %q: %v, ETag %s", accept, err, a.Header.Get("ETag"))
		}
	}
	for _, agent := range []string{"Microsoft Office/16.0 (Microsoft Outlook 16.0)", "MSExchange/15"} {
		if a := v.poll(path, "Accept-Encoding", "gzip", "User-Agent", agent); a.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s got a compressed feed", agent)
		}
	}
}

// A feed of sixty sessions is asked for in as many statements as one of six, and packs to a tenth of its bytes.
func TestAFeedOfSixtySessions(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path, _ := v.subscribe("ana", "")
		of := func(sessions int) (whole, unchanged []string) {
			v.Helper()
			v.passes(time.Minute)
			a := v.poll(path)
			whole = v.statements()
			if n := len(titles(a.body)); n != sessions {
				v.Fatalf("%d sessions, want %d", n, sessions)
			}
			v.poll(path, "If-None-Match", a.Header.Get("ETag"))
			return whole, v.statements()
		}
		whole, unchanged := of(6)
		many := maps.Clone(harbor)
		many["attendance.csv"] = "session_id,person_id,mark,intervals,focus\n"
		many["sessions.csv"] = "session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality\n"
		for i := range 60 - 6 {
			many["sessions.csv"] += fmt.Sprintf("m%d,thursday,%sT10:00,90,scheduled,,,,,,\n", i, day.MustParse("2026-12-04").AddDays(6*i))
		}
		v.importFrom(bundle(v.T, many))
		wholeOfMany, unchangedOfMany := of(60)
		if diff := cmp.Diff([][]string{whole, unchanged}, [][]string{wholeOfMany, unchangedOfMany}); diff != "" {
			v.Errorf("statements of few sessions and of many:\n%s", diff)
		}
		plain, packed := v.poll(path), v.poll(path, "Accept-Encoding", "gzip")
		if share := float64(len(packed.body)) / float64(len(plain.body)); share > 0.10 {
			v.Errorf("%d bytes are packed to %.3f of them", len(plain.body), share)
		}
	})
}

// Every change that shows changes the tag, and nothing else does.
func TestTheTagFollowsWhatShows(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path, _ := v.subscribe("ana", "")
		other, _ := v.subscribe("eli", "")
		tag := func(path string) string { return v.poll(path).Header.Get("ETag") }
		before, elis := tag(path), tag(other)
		v.passes(time.Hour)
		if tag(path) != before {
			v.Error("an hour changed the feed")
		}
		_, err := v.store.UpdateSheet(context.Background(), v.session("thursday", today), "account:1", func(s attendance.Sheet) (attendance.Change, error) {
			return s.Verify(attendance.Draft{Began: s.Session.Starts.Add(5 * time.Minute), Ended: s.Session.Ends(), Marks: everybodyPresent(s)}, attendance.Signer{Account: 1}, v.clock())
		})
		if err != nil {
			v.Fatal(err)
		}
		if got := v.poll(path); got.Header.Get("ETag") != before || len(titles(got.body)) != 6 {
			v.Error("attendance shows in the feed: actual times must not move what people see")
		}
		moved := map[string]string{}
		for name, text := range harbor {
			moved[name] = text
		}
		moved["sessions.csv"] = "session_id,group_id,starts,minutes,status,actual_start,actual_end,lead_id,co_lead_id,kind,modality\nt6,thursday,2026-12-03T11:00,120,scheduled,,,,,,\n"
		moved["attendance.csv"] = "session_id,person_id,mark,intervals,focus\n"
		modified := v.poll(path).Header.Get("Last-Modified")
		v.passes(time.Minute)
		v.importFrom(bundle(v.T, moved))
		v.passes(time.Minute)
		a := v.poll(path, "If-None-Match", before, "If-Modified-Since", modified)
		if a.StatusCode != http.StatusOK || a.Header.Get("ETag") == before || a.Header.Get("Last-Modified") == modified || !strings.Contains(a.body, "20261203T110000") {
			v.Errorf("a moved session: %s %v\n%s", a.Status, a.Header, a.body)
		}
		if tag(other) != elis {
			v.Error("a session of another group changed Eli's feed")
		}
		modified = a.Header.Get("Last-Modified")
		v.passes(13 * time.Hour) // past midnight: the window takes a step, and nothing leaves it
		if b := v.poll(path, "If-Modified-Since", modified); b.StatusCode != http.StatusNotModified {
			v.Errorf("after midnight: %s", b.Status)
		}
		v.passes(41 * 24 * time.Hour) // the first session is of more than ninety days ago
		if b := v.poll(path, "If-Modified-Since", modified); b.StatusCode != http.StatusOK || len(titles(b.body)) != 5 || b.Header.Get("Last-Modified") != "Thu, 31 Dec 2026 05:00:00 GMT" {
			v.Errorf("after the first session has left it: %s, %v, %q", b.Status, b.Header, titles(b.body))
		}
	})
}

// A change that is stamped by another server, whose clock is behind, moves Last-Modified as well.
func TestAChangeByAClockThatIsBehind(t *testing.T) {
	t.Parallel()
	inHarbor(t, func(v *town) {
		path, _ := v.subscribe("ana", "")
		ahead := v.store
		behind := v.db.Open(v.T, store.Options{Now: func() time.Time { return v.clock().Add(-10 * time.Second) }})
		var told time.Time
		for n, by := range []*store.Store{ahead, behind, behind, ahead} {
			v.store = by
			v.renames("thursday", fmt.Sprint("Circle ", n))
			a := v.poll(path, "If-Modified-Since", told.Format(http.TimeFormat))
			modified, err := http.ParseTime(a.Header.Get("Last-Modified"))
			if err != nil || a.StatusCode != http.StatusOK || !modified.After(told) {
				v.Errorf("change %d: %s, modified at %v after %v, %v", n, a.Status, modified, told, err)
			}
			told = modified
			v.passes(-time.Minute) // which renaming takes
		}
	})
}

// Where the database is being written for long, a calendar is answered for all that: without the instant of its last change.
func TestAFeedIsAnsweredWhileSomebodyElseWrites(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	path, _ := v.subscribe("ana", "")
	_, err := v.store.ChangeGroup(context.Background(), "thursday", roster.Pen{By: "test"}, func(roster.GroupRecord) ([]roster.Edit, error) {
		for _, since := range []string{"", "Thu, 31 Dec 2026 05:00:00 GMT"} {
			a := v.poll(path, "If-Modified-Since", since)
			if a.StatusCode != http.StatusOK || a.Header.Get("ETag") != feed.ETag([]byte(a.body)) || a.Header.Get("Last-Modified") != "" {
				t.Errorf("while somebody writes: %s, %v", a.Status, a.Header)
			}
			if a = v.poll(path, "If-None-Match", a.Header.Get("ETag")); a.StatusCode != http.StatusNotModified {
				t.Errorf("while somebody writes, by its tag: %s, %v", a.Status, a.Header)
			}
		}
		return nil, nil
	})
	if a := v.poll(path); err != nil || a.Header.Get("Last-Modified") == "" {
		t.Errorf("afterwards: %s, %v, %v", a.Status, a.Header, err)
	}
}

func everybodyPresent(s attendance.Sheet) []attendance.Mark {
	var marks []attendance.Mark
	for _, person := range s.Roster {
		marks = append(marks, attendance.Mark{Person: person, Code: attendance.Present, Intervals: ledger.Presence(nil)})
	}
	return marks
}
