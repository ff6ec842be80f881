package web

import (
	"testing"

	"attune/internal/access"
	"attune/internal/day"
)

func shelfKey(feed access.FeedID, version int64) feedKey {
	return feedKey{feed: feed, version: version, today: day.MustParse("2026-11-19"), title: "Thursday circle"}
}

func TestTheShelfHoldsWhatWasAskedForLast(t *testing.T) {
	t.Parallel()
	s := newFeedShelf(100)
	forty := func(tag string) rendered {
		return rendered{tag: tag, plain: make([]byte, 30), zipped: make([]byte, 10)}
	}
	s.keep(shelfKey(1, 1), forty("one"))
	s.keep(shelfKey(2, 1), forty("two"))
	s.body(shelfKey(1, 1)) // asked for later than two
	s.keep(shelfKey(3, 1), forty("three"))
	for feed, want := range map[access.FeedID]bool{1: true, 2: false, 3: true} {
		if _, kept := s.body(shelfKey(feed, 1)); kept != want {
			t.Errorf("the bytes of feed %d kept: %t, want %t", feed, kept, want)
		}
	}
	if tag, known := s.tag(shelfKey(2, 1)); !known || tag != "two" {
		t.Errorf("the tag of feed 2: %q, %t; tags outlast bytes", tag, known)
	}
	s.keep(shelfKey(4, 1), rendered{tag: "four", plain: make([]byte, 200)})
	if _, kept := s.body(shelfKey(4, 1)); kept || s.bodies.used > 100 {
		t.Errorf("a feed larger than the shelf was kept, %d of 100 bytes used", s.bodies.used)
	}
}

func TestTheShelfKnowsAFeedByAllThatDecidesIt(t *testing.T) {
	t.Parallel()
	s := newFeedShelf(0)
	kept := shelfKey(1, 7)
	s.keep(kept, rendered{tag: "old", plain: []byte("old")})
	for name, key := range map[string]feedKey{
		"another version": shelfKey(1, 8),
		"another style":   {kept.feed, kept.version, kept.style + 1, kept.today, kept.title, kept.zone},
		"another day":     {kept.feed, kept.version, kept.style, kept.today.AddDays(1), kept.title, kept.zone},
		"another title":   {kept.feed, kept.version, kept.style, kept.today, "Friday circle", kept.zone},
		"another zone":    {kept.feed, kept.version, kept.style, kept.today, kept.title, "America/Phoenix"},
		"another feed":    shelfKey(2, 7),
	} {
		if _, known := s.tag(key); known {
			t.Errorf("%s is taken for the same feed", name)
		}
	}
	s.keep(shelfKey(1, 8), rendered{tag: "new", plain: []byte("newer")})
	if _, known := s.tag(kept); known {
		t.Error("the older self is still there")
	}
	if s.bodies.used != len("newer") || len(s.bodies.at) != 1 {
		t.Errorf("%d bytes of %d feeds", s.bodies.used, len(s.bodies.at))
	}
}
