package web

import (
	"container/list"
	"sync"

	"attune/internal/access"
	"attune/internal/day"
)

// feedKey is everything that decides the bytes of a feed, but for what a process never changes: its zone data, the
// writer's revision and the base URL. Where the key is the same, so are the bytes, and so is their tag.
type feedKey struct {
	feed    access.FeedID
	version int64    // of the owner's calendar
	style   int      // how often what it shows was chosen anew
	today   day.Date // the window's day
	title   string
	zone    string // the owner's usual one
}

func feedKeyOf(poll access.Poll, today day.Date) feedKey {
	return feedKey{poll.Feed.ID, poll.Version, poll.Feed.Style, today, feedTitle(poll), poll.TimeZone}
}

// rendered is a feed's bytes, plain and compressed, and the tag of the plain ones.
type rendered struct {
	tag    string
	plain  []byte
	zipped []byte
}

// How much the shelf holds. Tags are small and spare most polls all rendering; bytes spare the rest of them.
const (
	defaultFeedBytes = 16 << 20
	mostFeedTags     = 200_000
)

// feedShelf keeps the tags of feeds, and the bytes of those asked for last, within bounds. It holds what a feed was,
// never whether it may be read: that is asked of the store on each request, so that a revoked token is dead at once.
type feedShelf struct {
	mu     sync.Mutex
	tags   lru[string]
	bodies lru[rendered]
}

func newFeedShelf(bytes int) *feedShelf {
	if bytes == 0 {
		bytes = defaultFeedBytes
	}
	return &feedShelf{tags: newLRU[string](mostFeedTags), bodies: newLRU[rendered](bytes)}
}

// tag is the tag of the feed as the key has it; false where it is not known.
func (s *feedShelf) tag(k feedKey) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tags.get(k)
}

// body is the feed as the key has it; false where it is not kept.
func (s *feedShelf) body(k feedKey) (rendered, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bodies.get(k)
}

// keep puts a feed on the shelf in the place of its older self.
func (s *feedShelf) keep(k feedKey, f rendered) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tags.put(k, f.tag, 1)
	s.bodies.put(k, f, len(f.plain)+len(f.zipped))
}

// lru keeps one value a feed, under the key it was made for, and forgets those asked for longest ago once their costs
// exceed its room.
type lru[V any] struct {
	room, used int
	order      *list.List // of *shelved[V], the newest first
	at         map[access.FeedID]*list.Element
}

type shelved[V any] struct {
	key   feedKey
	value V
	cost  int
}

func newLRU[V any](room int) lru[V] {
	return lru[V]{room: room, order: list.New(), at: make(map[access.FeedID]*list.Element)}
}

func (l *lru[V]) get(k feedKey) (V, bool) {
	if place, ok := l.at[k.feed]; ok {
		if s := place.Value.(*shelved[V]); s.key == k {
			l.order.MoveToFront(place)
			return s.value, true
		}
	}
	var none V
	return none, false
}

func (l *lru[V]) put(k feedKey, value V, cost int) {
	if place, ok := l.at[k.feed]; ok {
		l.drop(place)
	}
	l.at[k.feed] = l.order.PushFront(&shelved[V]{k, value, cost})
	for l.used += cost; l.used > l.room; {
		l.drop(l.order.Back())
	}
}

func (l *lru[V]) drop(place *list.Element) {
	s := l.order.Remove(place).(*shelved[V])
	delete(l.at, s.key.feed)
	l.used -= s.cost
}
