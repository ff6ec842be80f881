package schedule

import (
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Season is what the sessions of one group stand on in a span of days: a Ground for each of them comes of it.
type Season struct {
	Group    roster.Group
	Zone     *time.Location                          // the group's
	Home     map[roster.PersonID]roster.Association  // of who is to lead and co-lead
	Held     map[roster.PersonID][]roster.Credential // by who is to lead and co-lead, at any time
	Members  []Belonging                             // who belongs to the group on any day of the span
	Busy     []Engagement                            // of members and of who leads, in sessions about those days that were not cancelled, by when they start
	Own      []Placed                                // the group's sessions about those days that were not cancelled, by when they start
	Closures []Closure                               // the association's
	MadeUp   map[SessionID]bool                      // sessions in whose place another takes place
}

// Belonging is a member of the group with the times of it, and what they earn and hold.
type Belonging struct {
	Person      roster.PersonID
	Association roster.Association
	Spans       []day.Span
	Targets     []roster.Target
	Held        []roster.Credential
}

// On tells whether they belong to the group on a day.
func (m Belonging) On(d day.Date) bool {
	return slices.ContainsFunc(m.Spans, func(span day.Span) bool { return span.Contains(d) })
}

// Placed is a session where it stands.
type Placed struct {
	Session SessionID
	Slot
}

// Ground is what a session stands on that is to be at the proposal's time.
func (s Season) Ground(p Proposal) Ground {
	slot := Slot{p.Begins.Instant(s.Zone), p.Minutes}
	g := Ground{Group: s.Group, Zone: s.Zone, Home: s.Home, Held: s.Held, Members: s.seats(WallAt(slot.Starts, s.Zone).Day)}
	for _, e := range about(s.Busy, Engagement.slot, slot) {
		if e.slot().Overlaps(slot) {
			g.Busy = append(g.Busy, e)
		}
	}
	for _, o := range about(s.Own, Placed.slot, slot) {
		if o.Overlaps(slot) {
			g.Beside = append(g.Beside, o.Slot)
		}
	}
	return g
}

// about are those of a list, which goes by when they start, that may overlap a slot.
func about[T any](list []T, of func(T) Slot, slot Slot) []T {
	first := func(at time.Time) int {
		i, _ := slices.BinarySearchFunc(list, at, func(t T, at time.Time) int { return of(t).Starts.Compare(at) })
		return i
	}
	from, to := first(slot.Starts.Add(-LongestOfAll*time.Minute)), first(slot.ends())
	return list[from:to]
}

// seats are who belongs to the group on a day.
func (s Season) seats(on day.Date) []Seat {
	var seats []Seat
	for _, m := range s.Members {
		if !m.On(on) {
			continue
		}
		seat := Seat{Person: m.Person, Association: m.Association}
		for _, t := range m.Targets {
			holds := func(h roster.Credential) bool { return h.Category == t.Category && h.Span.Contains(on) }
			if !slices.ContainsFunc(m.Held, holds) {
				seat.Earns = append(seat.Earns, t)
			}
		}
		seats = append(seats, seat)
	}
	return seats
}

func (e Engagement) slot() Slot { return Slot{e.Starts, e.Minutes} }
func (p Placed) slot() Slot     { return p.Slot }
