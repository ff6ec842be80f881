package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/dbtest"
	"attune/internal/fault"
	"attune/internal/roster"
	"attune/internal/store"
)

func TestAFeedIsPolledUntilItIsRevoked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		all, allToken := o.feed(access.Feed{Person: ada, FeedStyle: access.FeedStyle{Name: "phone"}})
		group, groupToken := o.feed(access.Feed{Person: ada, Group: 3})
		changed := noon.Add(-time.Hour)
		o.wantPoll(allToken, access.Poll{
			Feed: all, Owner: "Ada", Association: "CT", TimeZone: "America/New_York", Version: 40, ChangedAt: changed,
		})
		o.wantPoll(groupToken, access.Poll{
			Feed: group, Owner: "Ada", GroupName: "Monday circle", Association: "CT", TimeZone: "America/New_York", Version: 40, ChangedAt: changed, Belongs: true,
		})

		for range 2 { // the second time changes nothing
			if err := o.RevokeFeed(t.Context(), group.ID, func(access.Feed) error { return nil }, "account:5"); err != nil {
				t.Errorf("revoke: %v", err)
			}
		}
		o.wantNowhere("the revoked feed", groupToken)
		o.wantPoll(allToken, access.Poll{
			Feed: all, Owner: "Ada", Association: "CT", TimeZone: "America/New_York", Version: 40, ChangedAt: changed,
		})
		o.wantTold("CT", "operator feed.created feed:1", "operator feed.created feed:2", "account:5 feed.revoked feed:2")
	})
}

func TestFeedsThatNeverWereAndDeadOnesAnswerAlike(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		_, token := o.feed(access.Feed{Person: ada})
		o.wantNowhere("an unknown token", access.NewToken())
		o.wantNowhere("no token", "")
		o.wantNowhere("the hash instead of the token", access.Token(token.Hash()))
		account := o.account("p1")
		if _, err := o.PollFeed(t.Context(), token.Hash()); err != nil {
			t.Errorf("the owner's account is open: %v", err)
		}
		o.close(account)
		o.wantNowhere("the feed of a closed account", token)
		if _, err := o.CreateFeed(t.Context(), access.Feed{Person: ada}, access.NewToken().Hash(), access.TheOperator); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a new feed of a closed account: %v; want a conflict", err)
		}
	})
}

func TestAGroupsFeedIsForItsMembersAndLeads(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		person       roster.PersonID
		starts, ends any // of a membership; nil: none, or open
		want         fault.Kind
	}{
		"a member":                     {ada, nil, nil, 0},
		"the provider":                 {bea, nil, nil, 0},
		"who led a session":            {cyd, nil, nil, 0},
		"who co-led a session":         {dee, nil, nil, 0},
		"a stranger":                   {flo, nil, nil, fault.Invalid},
		"the manager of a member":      {eli, nil, nil, fault.Invalid},
		"who leaves today":             {flo, "2026-01-01", "2026-11-22", 0},
		"who left yesterday":           {flo, "2026-01-01", "2026-11-21", fault.Invalid},
		"who comes next year":          {flo, "2027-01-01", nil, 0},
		"a member from elsewhere":      {gus, "2026-01-01", nil, 0},
		"a stranger from elsewhere":    {gus, nil, nil, fault.Invalid},
		"a person that does not exist": {4711, nil, nil, fault.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
				late := time.Date(2026, 11, 23, 4, 30, 0, 0, time.UTC) // still the 22nd in New York
				o := opened(t, db, late)
				if row.starts != nil {
					o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, ?, ?, ?)`, int64(row.person), row.starts, row.ends)
				}
				_, err := o.CreateFeed(t.Context(), access.Feed{Person: row.person, Group: 3}, access.NewToken().Hash(), access.TheOperator)
				if row.want == 0 && err != nil || row.want != 0 && fault.KindOf(err) != row.want {
					t.Errorf("%v; want kind %d", err, row.want)
				}
			})
		})
	}
}

func TestFeedsListed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		first, _ := o.feed(access.Feed{Person: ada, FeedStyle: access.FeedStyle{Name: "phone"}})
		second, _ := o.feed(access.Feed{Person: bea, Group: 3, FeedStyle: access.FeedStyle{Name: "wall"}})
		if err := o.RevokeFeed(t.Context(), first.ID, func(access.Feed) error { return nil }, access.TheOperator); err != nil {
			t.Fatal(err)
		}
		third, _ := o.feed(access.Feed{Person: ada})
		first.RevokedAt = noon
		read := noon.Add(-time.Minute)
		reads := []access.FeedRead{{Feed: second.ID, At: read, By: "Thunderbird", Version: 40}, {Feed: 4711, At: read}}
		earlier := []access.FeedRead{{Feed: second.ID, At: read.Add(-time.Hour), By: "Evolution", Version: 12}} // arrives late
		if err := errors.Join(o.NoteFeedReads(t.Context(), reads), o.NoteFeedReads(t.Context(), earlier)); err != nil {
			t.Fatal(err)
		}
		listed := []access.ListedFeed{
			{Feed: first, Owner: "p1", Association: "CT", Read: access.FeedRead{Feed: first.ID}, Version: 40},
			{Feed: second, Owner: "p2", Association: "CT", GroupExternal: "g3", GroupName: "Monday circle", Read: access.FeedRead{Feed: second.ID, At: read, By: "Thunderbird", Version: 40}, Version: 41},
			{Feed: third, Owner: "p1", Association: "CT", Read: access.FeedRead{Feed: third.ID}, Version: 40},
		}
		got, err := o.Feeds(t.Context())
		if diff := cmp.Diff(listed, got); diff != "" || err != nil {
			t.Errorf("all feeds: %v (-want +got):\n%s", err, diff)
		}
	})
}

// The place in group 3 ends on a day; the person leads nothing of it.
func TestAGroupsFeedIsPolledWithItsOwnersPlace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		o.exec(`insert into memberships (group_id, person_id, starts_on, ends_on) values (3, ?, '2026-01-01', '2026-11-22')`, int64(flo))
		_, token := o.feed(access.Feed{Person: flo, Group: 3})
		for _, row := range []struct {
			today string
			lives bool
		}{{"2026-11-22", true}, {"2026-11-23", false}} {
			poll, err := o.PollFeed(t.Context(), token.Hash())
			if err != nil || poll.Lives(day.MustParse(row.today)) != row.lives {
				t.Errorf("on %s: %+v, %v; want that it lives: %t", row.today, poll, err, row.lives)
			}
		}
		_, led := o.feed(access.Feed{Person: bea, Group: 3})
		if poll, err := o.PollFeed(t.Context(), led.Hash()); err != nil || !poll.Lives(day.MustParse("2030-01-01")) {
			t.Errorf("the provider's: %+v, %v", poll, err)
		}
	})
}

func TestAFeedShowsWhatItsOwnerChooses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		feed, token := o.feed(access.Feed{Person: ada, FeedStyle: access.FeedStyle{Name: "phone"}})
		fine := func(access.Feed) error { return nil }
		style := access.FeedStyle{Name: "wall", Led: true, Detail: access.BusyShown, Alarm: 30, Uncancelled: true}
		for range 2 { // the second time changes nothing
			if err := o.StyleFeed(t.Context(), feed.ID, style, fine, "account:5"); err != nil {
				t.Fatal(err)
			}
		}
		poll, err := o.PollFeed(t.Context(), token.Hash())
		feed.FeedStyle, feed.Style, feed.StyledAt = style, 1, noon
		if diff := cmp.Diff(feed, poll.Feed); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		style.Name, feed.Name = "kitchen wall", "kitchen wall" // no calendar shows it, so nothing changes for any
		if err := o.StyleFeed(t.Context(), feed.ID, style, fine, "account:5"); err != nil {
			t.Fatal(err)
		}
		if poll, err = o.PollFeed(t.Context(), token.Hash()); err != nil || poll.Feed != feed {
			t.Errorf("under another name: %+v, %v", poll.Feed, err)
		}
		for name, wrong := range map[string]access.FeedStyle{
			"detail": {Detail: "all"}, "alarm": {Detail: access.BusyShown, Alarm: 7}, "name": {Detail: access.BusyShown, Name: "a\nb"},
		} {
			if err := o.StyleFeed(t.Context(), feed.ID, wrong, fine, "account:5"); fault.KindOf(err) != fault.Invalid {
				t.Errorf("another %s: %v; want invalid", name, err)
			}
		}
		if err := o.StyleFeed(t.Context(), feed.ID, style, func(access.Feed) error { return access.Nowhere() }, "account:5"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody else's: %v", err)
		}
		if _, err := o.CreateFeed(t.Context(), access.Feed{Person: bea, Group: 3, FeedStyle: access.FeedStyle{Led: true}}, access.NewToken().Hash(), "account:5"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("of a group, and what one leads: %v; want invalid", err)
		}
		o.wantTold("CT", "operator feed.created feed:1", "account:5 feed.styled feed:1", "account:5 feed.styled feed:1")
	})
}

// Three feeds of a year and a minute ago: one was read since, one never, one not since. One more was made today.
func TestAFeedThatNobodyReadsEnds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		var tokens []access.Token
		for range 4 {
			_, token := o.feed(access.Feed{Person: ada})
			tokens = append(tokens, token)
		}
		old, since := noon.AddDate(-1, 0, 0).Add(-time.Minute), access.FeedsIdleSince(noon)
		o.exec(`update feeds set created_at = ? where id < 4`, old)
		if err := o.NoteFeedReads(t.Context(), []access.FeedRead{{Feed: 1, At: since}, {Feed: 3, At: old}}); err != nil {
			t.Fatal(err)
		}
		if n, err := o.EndIdleFeeds(t.Context(), since, "sweep"); n != 2 || err != nil {
			t.Errorf("%d ended, %v; want 2", n, err)
		}
		if n, err := o.EndIdleFeeds(t.Context(), since, "sweep"); n != 0 || err != nil {
			t.Errorf("%d ended again, %v", n, err)
		}
		for i, lives := range []bool{true, false, false, true} {
			if _, err := o.PollFeed(t.Context(), tokens[i].Hash()); (err == nil) != lives {
				t.Errorf("feed %d: %v; want that it lives: %t", i+1, err, lives)
			}
		}
		o.wantTold("CT", "operator feed.created feed:1", "operator feed.created feed:2", "operator feed.created feed:3", "operator feed.created feed:4", "sweep feed.lapsed feed:2", "sweep feed.lapsed feed:3")
	})
}

func TestAPersonHasSoManyFeeds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		for range access.MostFeeds {
			o.feed(access.Feed{Person: ada})
		}
		if _, err := o.CreateFeed(t.Context(), access.Feed{Person: ada}, access.NewToken().Hash(), access.TheOperator); fault.KindOf(err) != fault.Conflict {
			t.Errorf("one more: %v; want a conflict", err)
		}
		if err := o.RevokeFeed(t.Context(), 1, func(access.Feed) error { return nil }, access.TheOperator); err != nil {
			t.Fatal(err)
		}
		if listed, err := o.FeedsOf(t.Context(), ada); len(listed) != access.MostFeeds-1 || err != nil {
			t.Errorf("%d live, %v", len(listed), err)
		}
		o.feed(access.Feed{Person: ada})
	})
}

// Who has one address less than they may have makes one in eight windows at once: with a token for each one is made, and with
// one token all get the same.
func TestFeedsMadeAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		for range access.MostFeeds - 2 {
			o.feed(access.Feed{Person: ada})
		}
		made := func(token func() access.Token) (ids map[access.FeedID]bool, refused int) {
			var all sync.WaitGroup
			var feeds [8]access.Feed
			var errs [8]error
			for i := range feeds {
				all.Go(func() {
					feeds[i], errs[i] = o.CreateFeed(t.Context(), access.Feed{Person: ada}, token().Hash(), access.TheOperator)
				})
			}
			all.Wait()
			ids = make(map[access.FeedID]bool)
			for i, err := range errs {
				switch {
				case err == nil:
					ids[feeds[i].ID] = true
				case fault.KindOf(err) == fault.Conflict:
					refused++
				default:
					t.Error(err)
				}
			}
			return ids, refused
		}
		one := access.NewToken()
		if ids, refused := made(func() access.Token { return one }); len(ids) != 1 || refused != 0 {
			t.Errorf("with one token %d are made and %d refused; want one, and none", len(ids), refused)
		}
		if ids, refused := made(access.NewToken); len(ids) != 1 || refused != 7 {
			t.Errorf("in the last place %d are made and %d refused; want one, and seven", len(ids), refused)
		}
	})
}

func TestRevokingAsksWhetherItMay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		feed, token := o.feed(access.Feed{Person: ada, FeedStyle: access.FeedStyle{Name: "phone"}})
		no := errors.New("not theirs")
		err := o.RevokeFeed(t.Context(), feed.ID, func(asked access.Feed) error {
			if asked != feed {
				t.Errorf("asked about %+v; want %+v", asked, feed)
			}
			return no
		}, access.TheOperator)
		if !errors.Is(err, no) {
			t.Errorf("revoked against the rule: %v", err)
		}
		if _, err := o.PollFeed(t.Context(), token.Hash()); err != nil {
			t.Errorf("the feed after a refusal: %v", err)
		}
		if err := o.RevokeFeed(t.Context(), 4711, func(access.Feed) error { return nil }, access.TheOperator); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a feed that is not there: %v; want not found", err)
		}
		o.wantTold("CT", "operator feed.created feed:1")
	})
}

// feed makes a feed and gives it with its token.
func (o office) feed(feed access.Feed) (access.Feed, access.Token) {
	o.t.Helper()
	token := access.NewToken()
	made, err := o.CreateFeed(o.t.Context(), feed, token.Hash(), access.TheOperator)
	if err != nil {
		o.t.Fatalf("feed %+v: %v", feed, err)
	}
	return made, token
}

// wantPoll checks what a poll finds, and that it takes one statement.
func (o office) wantPoll(token access.Token, want access.Poll) {
	o.t.Helper()
	ctx, count := store.Counted(o.t.Context())
	got, err := o.PollFeed(ctx, token.Hash())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		o.t.Errorf("poll: %v (-want +got):\n%s", err, diff)
	}
	if count.Len() != 1 {
		o.t.Errorf("a poll took %d statements: %q", count.Len(), count.Statements())
	}
}

func (o office) wantNowhere(what string, token access.Token) {
	o.t.Helper()
	poll, err := o.PollFeed(o.t.Context(), token.Hash())
	if err == nil || err.Error() != access.Nowhere().Error() {
		o.t.Errorf("%s answers %+v, %v; want %v", what, poll, err, access.Nowhere())
	}
}

// Each other tag is of a later second, whenever the change was by anybody's clock; the same tag is of the second told before.
func TestTheSecondOfWhatAFeedShows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db dbtest.Database) {
		o := opened(t, db, noon)
		f, token := o.feed(access.Feed{Person: ada})
		for _, row := range []struct {
			tag           string
			changed, want time.Duration
		}{
			{"a", 400 * time.Millisecond, 0},
			{"a", time.Hour, 0},
			{"b", 900 * time.Millisecond, time.Second},
			{"c", -time.Minute, 2 * time.Second},
			{"a", 5 * time.Second, 5 * time.Second},
			{"b", 5500 * time.Millisecond, 6 * time.Second},
		} {
			shown, err := o.ShowFeed(t.Context(), f.ID, row.tag, noon.Add(row.changed))
			poll, polled := o.PollFeed(t.Context(), token.Hash())
			if want := (access.Shown{Tag: row.tag, At: noon.Add(row.want)}); shown != want || poll.Shown != want || err != nil || polled != nil {
				t.Errorf("%s of %s: %v and then %v, want %v; %v, %v", row.tag, row.changed, shown, poll.Shown, want, err, polled)
			}
		}
		if _, err := o.ShowFeed(t.Context(), f.ID+1, "a", noon); err == nil {
			t.Error("a feed that is not there shows something")
		}
	})
}
