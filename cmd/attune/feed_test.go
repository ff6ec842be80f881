package main

import (
	"strings"
	"testing"
	"time"

	"attune/internal/access"
	"attune/internal/fault"
)

func TestFeeds(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		env = append(env, "ATTUNE_BASE_URL=https://attune.example.org")
		must(t, env, "import", bundles+"/small")
		all := feedToken(t, must(t, env, "feed", "create", "--person", "p000037", "--name", "my phone"))
		group := feedToken(t, must(t, env, "feed", "create", "--person", "p000002", "--group", "g00000"))
		db := database(t, env)
		if poll, err := db.PollFeed(t.Context(), group.Hash()); err != nil || poll.GroupName != "Monday circle 0" || poll.Owner != "Rosa García-López" {
			t.Errorf("the group's feed is %+v, %v", poll, err)
		}

		if told := must(t, env, "feed", "revoke", "1"); !strings.Contains(told, "Feed 1 is revoked") {
			t.Errorf("revoking tells %q", told)
		}
		must(t, env, "feed", "revoke", "1") // again: nothing happens
		if _, err := db.PollFeed(t.Context(), all.Hash()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the revoked feed: %v", err)
		}

		listed := must(t, env, "feed", "list")
		today := time.Now().UTC().Format(time.DateOnly)
		for i, want := range [][]string{
			{"FEED", "PERSON", "SHOWS", "CREATED", "REVOKED", "NAME"},
			{"1", "p000037", "all", today, today, "my", "phone"},
			{"2", "p000002", "g00000", today, "-"},
		} {
			if got := strings.Fields(strings.Split(listed, "\n")[i]); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("line %d of the list: %q; want %q", i, got, want)
			}
		}
		if strings.Contains(listed, all.Reveal()) || strings.Contains(listed, group.Reveal()) {
			t.Error("the list shows a secret")
		}
	})
}

// Whatever the page of calendar addresses offers can be chosen here.
func TestFeedsAsChosen(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		env = append(env, "ATTUNE_BASE_URL=https://attune.example.org")
		must(t, env, "import", bundles+"/small")
		db := database(t, env)
		for _, row := range []struct {
			flags []string
			shows string
			want  access.Feed
		}{
			{nil, "all", access.Feed{FeedStyle: access.FeedStyle{Detail: access.EverythingShown}}},
			{[]string{"--led", "--detail", "busy", "--alarm", "30", "--without-cancelled"}, "led,busy,alarm-30,without-cancelled", access.Feed{FeedStyle: access.FeedStyle{Led: true, Detail: access.BusyShown, Alarm: 30, Uncancelled: true}}},
			{[]string{"--open", "--detail", "title"}, "open,title", access.Feed{Open: true, FeedStyle: access.FeedStyle{Detail: access.TitleShown}}},
		} {
			token := feedToken(t, must(t, env, append([]string{"feed", "create", "--person", "p000037"}, row.flags...)...))
			poll, err := db.PollFeed(t.Context(), token.Hash())
			row.want.ID, row.want.Person, row.want.CreatedAt = poll.Feed.ID, poll.Feed.Person, poll.Feed.CreatedAt
			if err != nil || poll.Feed != row.want {
				t.Errorf("%q made %+v, %v; want %+v", row.flags, poll.Feed, err, row.want)
			}
			if listed := must(t, env, "feed", "list"); !strings.Contains(listed, "  "+row.shows+"  ") {
				t.Errorf("the list does not say %q: %s", row.shows, listed)
			}
		}
	})
}

func TestFeedsRefused(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, env []string) {
		must(t, env, "import", bundles+"/small")
		complains(t, env, 1, `"p999"`, "feed", "create", "--person", "p999")
		complains(t, env, 1, `"g999"`, "feed", "create", "--person", "p000037", "--group", "g999")
		complains(t, env, 1, "members", "feed", "create", "--person", "p000001", "--group", "g00000")
		complains(t, env, 1, "80", "feed", "create", "--person", "p000037", "--name", strings.Repeat("x", 81))
		complains(t, env, 1, "10, 30 or 60", "feed", "create", "--person", "p000037", "--alarm", "7")
		complains(t, env, 1, "nobody's time", "feed", "create", "--person", "p000037", "--open", "--detail", "busy")
		complains(t, env, 2, "full", "feed", "create", "--person", "p000037", "--detail", "all")
		complains(t, env, 2, "--led", "feed", "create", "--person", "p000037", "--led", "--open")
		complains(t, env, 1, "feed 7", "feed", "revoke", "7")
		complains(t, env, 2, "--person", "feed", "create")
		complains(t, env, 2, "id", "feed", "revoke", "first")
		if listed := must(t, env, "feed", "list"); strings.Count(listed, "\n") != 1 {
			t.Errorf("after refusals the list is %q", listed)
		}
	})
}

// feedToken is the secret in a printed calendar address.
func feedToken(t *testing.T, printed string) access.Token {
	t.Helper()
	path, found := strings.CutPrefix(strings.TrimSuffix(printed, "\n"), "https://attune.example.org/feeds/")
	secret, ics := strings.CutSuffix(path, ".ics")
	if !found || !ics || len(secret) != 43 {
		t.Fatalf("printed %q; want one calendar address", printed)
	}
	return access.Token(secret)
}
