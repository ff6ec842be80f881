package web_test

import (
	"maps"
	"testing"
	"time"

	"attune/internal/dbtest"
	"attune/internal/web"
)

// Ana, Ben and Cleo belong to the circle on 3 December; Ana and Ben have a calendar. Ruth cancels the session.
func TestWhoMovesASessionSeesHowFarThatHasGot(t *testing.T) {
	t.Parallel()
	v := settle(t, dbtest.SQLite(t), noon, bundle(t, harbor))
	reads := &web.FeedReads{}
	v.url = v.servedWith(func(c *web.Config) { c.Reads = reads })
	ana, _ := v.subscribe("ana", "")
	ben, _ := v.subscribe("ben", "thursday")
	v.subscribe("cleo", "") // which no program ever reads
	looks := func(paths ...string) {
		for _, path := range paths {
			v.poll(path)
		}
		if err := reads.Keep(t.Context(), v.store.NoteFeedReads); err != nil {
			t.Fatal(err)
		}
	}
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
	})
}
