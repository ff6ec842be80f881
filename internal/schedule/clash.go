package schedule

import (
	"cmp"
	"slices"

	"attune/internal/roster"
)

// Booking is a session with whose time it takes. One that was cancelled takes nobody's.
type Booking struct {
	Session SessionID
	Slot
	Group  roster.GroupID
	People []roster.PersonID // who has to be there, as far as whoever asks wants to know of clashes; each once
}

// Clash is that one session wants what another wants at the same time.
type Clash struct {
	With   SessionID
	Group  bool              // both are of one group
	People []roster.PersonID // who has to be in both
}

// Clashes are those of sessions with each other, by session: each knows those it clashes with, in the order in which they
// start. A session that begins as another ends does not clash with it.
func Clashes(bookings []Booking) map[SessionID][]Clash {
	sorted := slices.Clone(bookings)
	slices.SortFunc(sorted, func(a, b Booking) int { return cmp.Or(a.Starts.Compare(b.Starts), cmp.Compare(a.Session, b.Session)) })
	found := make(map[SessionID][]Clash)
	var running []Booking
	for _, b := range sorted {
		running = slices.DeleteFunc(running, func(r Booking) bool { return !r.Overlaps(b.Slot) })
		for _, r := range running {
			if people := r.both(b); len(people) > 0 || r.Group == b.Group {
				found[r.Session] = append(found[r.Session], Clash{b.Session, r.Group == b.Group, people})
				found[b.Session] = append(found[b.Session], Clash{r.Session, r.Group == b.Group, people})
			}
		}
		running = append(running, b)
	}
	return found
}

// both are those who have to be in two sessions.
func (b Booking) both(o Booking) []roster.PersonID {
	var people []roster.PersonID
	for _, p := range b.People {
		if slices.Contains(o.People, p) {
			people = append(people, p)
		}
	}
	return people
}
