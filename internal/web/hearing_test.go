package web_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/web"
)

// listening is a harbor that keeps what calendars read, and has calendars look.
func listening(t *testing.T) (v *town, looks func(paths ...string)) {
	v = settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	reads := &web.FeedReads{}
	v.url = v.servedWith(func(c *web.Config) { c.Reads = reads })
	return v, func(paths ...string) {
		t.Helper()
		for _, path := range paths {
			v.poll(path)
		}
		if err := reads.Keep(t.Context(), v.store.NoteFeedReads); err != nil {
			t.Fatal(err)
		}
	}
}

// Ana, Ben and Cleo belong to the circle on 3 December; Ana and Ben have a calendar. Ruth cancels the session.
func TestWhoMovesASessionSeesHowFarThatHasGot(t *testing.T) {
	t.Parallel()
	v, looks := listening(t)
	ana, _ := v.subscribe("ana", "")
	ben, _ := v.subscribe("ben", "thursday")
	v.subscribe("cleo", "") // which no program ever reads
	at := v.at("thursday", "2026-12-03T10:00")
	ruth := v.as("ruth")
	const since = "Since its last change, on 19 November 2026, "
	looks(ana, ben)
	ruth.page(at).mustNot(t, since) // it never changed
	v.passes(time.Hour)
	ruth.confirms(at + "/cancel")
	says := func(who *visitor, words string) {
		t.Helper()
		who.page(at).must(t, since, words)
	}
	says(ruth, "the calendars of 0 of 3 people have read it; 2 not yet; 1 has no calendar that follows Attune.")
	v.passes(2 * time.Minute)
	looks(ana)
	says(ruth, "the calendars of 1 of 3 people have read it; 1 not yet; 1 has no calendar that follows Attune.")
	cleo, _ := v.subscribe("cleo", "")
	looks(ben, cleo)
	says(ruth, "the calendars of all 3 people have read it.")
	v.invite("cora@example.org", "CT")
	says(v.as("cora@example.org"), "the calendars of 3 of 4 people have read it; 1 has no calendar that follows Attune.") // Ruth is one of them
	v.as("ana").page(at).mustNot(t, "calendars of")
	v.passes(9 * 24 * time.Hour) // and none has read since: they are given up
	says(v.as("ruth"), "none of 3 people has a calendar that follows Attune.")
	looks(ana, ben)
	v.passes(13 * 24 * time.Hour)
	v.as("ruth").page(at).mustNot(t, since) // it would be over
}

// The circle meets on four Fridays, the second of which Vic leads. Ana and Vic have a calendar.
func TestWhoChangesASeriesSeesHowFarThatHasGot(t *testing.T) {
	t.Parallel()
	v, looks := listening(t)
	ruth, circle := v.as("ruth"), fmt.Sprintf("/groups/%d", v.group("thursday"))
	v.fridays(ruth)
	second, third := v.at("thursday", "2026-12-11T13:00"), v.at("thursday", "2026-12-18T13:00")
	ruth.page(circle).mustNot(t, "calendars of", "a calendar that follows")
	ana, _ := v.subscribe("ana", "")
	vic, _ := v.subscribe("vic", "")
	looks(ana, vic)
	ruth.decides(second+"/plan", "lead", "Vic Adler")
	ruth.page(second)
	alone := len(v.statements())
	v.passes(time.Hour)
	ruth.decides(second+"/plan", "reach", "following", "begins", "15:00")
	says := func(who *visitor, path, words string) {
		t.Helper()
		who.page(path).must(t, words)
	}
	const none, some = ": the calendars of 0 of 4 people have read it; 2 not yet; 2 have no calendar that follows Attune.", ": the calendars of 1 of 4 people have read it; 1 not yet; 2 have no calendar that follows Attune."
	says(ruth, second, "Since its last change, on 19 November 2026, 1:30 PM EST, together with 2 more sessions to come"+none)
	if n := len(v.statements()); n != alone {
		t.Errorf("of a series it takes %d statements, of a session %d", n, alone)
	}
	says(ruth, third, "together with 2 more sessions to come"+none)
	v.passes(2 * time.Minute)
	looks(vic)
	says(ruth, circle, "Since the last change here, on 19 November 2026, 1:30 PM EST, of 3 sessions to come"+some)
	of := v.as("vic").page(second) // who leads it plans none of the others
	of.must(t, "Since its last change, on 19 November 2026, 1:30 PM EST: the calendars of 0 of 3 people have read it; 1 not yet; 2 have no")
	v.as("ana").page(circle).mustNot(t, "Since the last change")

	v.invite("cora@example.org", "CT")
	cora := v.as("cora@example.org") // has everybody meet in another room
	cora.decides(circle+"/correct", "place", "Room 9", "reason", "The old one is being painted.")
	says(cora, circle, "Since the last change here, on 19 November 2026, 1:32 PM EST, of 5 sessions to come: the calendars of 0 of 5 people have read it; 2 not yet; 3 have no")
	v.passes(2 * time.Minute)
	looks(ana, vic)
	says(ruth, circle, "the calendars of 2 of 4 people have read it; 2 have no calendar that follows Attune.")
	v.passes(8 * 24 * time.Hour) // whatever calendar lives has read it since
	v.as("ruth").page(circle).mustNot(t, "Since the last change")
}

// Cleo alone belongs to the circle: a count of one would say whether she has a calendar, so nothing is counted.
func TestNothingIsCountedOfOnePersonAlone(t *testing.T) {
	t.Parallel()
	files := maps.Clone(harbor)
	files["memberships.csv"] = "group_id,person_id,from,to\nthursday,cleo,2026-01-01,"
	inTown(t, files, func(v *town) {
		at := v.at("thursday", "2026-12-03T10:00")
		ruth := v.as("ruth")
		ruth.confirms(at + "/cancel")
		page := ruth.page(at)
		page.must(v.T, "Cancelled")
		page.mustNot(v.T, "Since its last change")
		v.fridays(ruth)
		ruth.decides(v.at("thursday", "2026-12-04T13:00")+"/plan", "reach", "all", "begins", "15:00")
		ruth.page(fmt.Sprintf("/groups/%d", v.group("thursday"))).mustNot(v.T, "Since the last change")
	})
}
