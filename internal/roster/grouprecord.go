package roster

import (
	"cmp"
	"slices"

	"attune/internal/day"
)

// GroupRecord is a group with everybody who ever belonged to it, as one change finds it.
type GroupRecord struct {
	Group    Group
	Members  []Kept    // memberships, by first day
	Requests []Request // for a place, by when they were made; those that are over included
	Signed   bool      // a sheet of one of its sessions was verified at some time
	Apart    bool      // a session or series of it is of another kind than the group
}

// Revision differs for groups that differ in anything, who belongs included. Who asks for a place disturbs nobody, nor does what
// became of its sessions.
func (r GroupRecord) Revision() string {
	r.Requests, r.Signed, r.Apart = nil, false, false
	return revision(r)
}

// Become decides on what a group is to be; the zero Group is one that is new. A reason is asked for, but for what is new, and
// room for everybody who belongs to it today, or will, on the group's clock.
func (r GroupRecord) Become(next Group, reason string, today day.Date) (Edit, error) {
	if next.Kind != Training {
		next.Syllabus = Syllabus{}
	}
	switch err := cmp.Or(r.turned(next.Kind), r.narrowed(next.Capacity, today)); {
	case SameGroup(r.Group, next):
		return Edit{}, nil
	case r.Group.ID == 0:
		return Edit{Owner: next.Association, After: next}, nil
	case reason == "":
		return Edit{}, refuse("reason", "Say why it is corrected: whoever asks later reads it.")
	case err != nil:
		return Edit{}, err
	}
	return Edit{Owner: next.Association, ID: int64(next.ID), Before: r.Group, After: next, Reason: reason}, nil
}

// turned finds whether the group would become a training, or cease to be one, with sheets behind it that were signed as what it
// is, or with sessions that are something else.
func (r GroupRecord) turned(kind Kind) error {
	switch {
	case r.Group.ID == 0 || (r.Group.Kind == Training) == (kind == Training):
		return nil
	case r.Signed && kind == Training:
		return refuse("kind", "Sessions of this group were verified as supervision, and hours of supervision cannot become training. Add another group for the training.")
	case r.Signed:
		return refuse("kind", "Sessions of this training were verified, and training hours cannot become supervision. Add another group for the supervision.")
	case r.Apart:
		return refuse("kind", "Some sessions of this group have a kind of their own, and all of a training are training. Give them the group's kind first.")
	}
	return nil
}

// narrowed finds whether a group that is to have less room has more people from today on, a place that is offered being
// somebody's; what was before stays as it was.
func (r GroupRecord) narrowed(room int, today day.Date) error {
	if room == 0 || r.Group.Capacity != 0 && room >= r.Group.Capacity {
		return nil
	}
	most, fullest := 0, today
	for _, on := range append(r.beginnings(), today) {
		if n := r.there(on, 0, 0); on >= today && n > most {
			most, fullest = n, on
		}
	}
	if most <= room {
		return nil
	}
	belong := "belong to this group"
	if slices.ContainsFunc(r.Requests, func(q Request) bool { return q.State == RequestOffered }) {
		belong += ", or are offered a place in it"
	}
	return refuse("capacity", "On %s %d people %s, so it has room for %d at least. End memberships before that, or leave room for all of them.",
		fullest.Format("2 January 2006"), most, belong, most)
}

// beginnings are the days on which somebody comes to belong to the group, or may by an offer.
func (r GroupRecord) beginnings() []day.Date {
	var days []day.Date
	for _, k := range r.Members {
		days = append(days, k.Fact.Days().From)
	}
	for _, q := range r.Requests {
		if q.State == RequestOffered {
			days = append(days, q.From)
		}
	}
	return days
}

// SameGroup tells whether two groups say the same.
func SameGroup(a, b Group) bool {
	same := a.CostCents == b.CostCents || a.CostCents != nil && b.CostCents != nil && *a.CostCents == *b.CostCents
	a.CostCents, b.CostCents = nil, nil
	return same && a == b
}

// Admit decides on somebody who is to belong to the group: there must be room for them on every day, but for the place that
// is offered to them. Who provides the group has none of its places. Who belongs to it on just those days does already, and it
// changes nothing.
func (r GroupRecord) Admit(m Membership) (Edit, error) {
	if m.Person != 0 && m.Person == r.Group.Provider {
		return Edit{}, refuse("person", "They provide this group, so they cannot belong to it.")
	}
	for _, k := range r.Members {
		if k.Fact == m {
			return Edit{}, nil
		}
	}
	if err := fits(m, 0, r.Members); err != nil {
		return Edit{}, err
	}
	if err := r.roomFor(m.Person, m.Span, 0); err != nil {
		return Edit{}, err
	}
	return Edit{Owner: r.Group.Association, After: m}, nil
}

// roomFor finds whether there is a day in the span on which the group has no room for the person; the membership with that id
// aside, which has the days that it has, and so has a place that is offered to them. Of a group with no capacity on record
// nobody knows.
func (r GroupRecord) roomFor(person PersonID, span day.Span, own FactID) error {
	if q, has := r.LiveOf(person); r.Group.Capacity == 0 || has && q.State == RequestOffered && q.From <= span.From {
		return nil
	}
	var had *day.Span
	days := append(r.beginnings(), span.From) // it can only fill up where somebody comes
	for _, k := range r.Members {
		if k.ID == own {
			is := k.Fact.Days()
			had = &is
			if is.To != 0 {
				days = append(days, is.To.AddDays(1))
			}
		}
	}
	slices.Sort(days)
	for _, on := range days {
		if !span.Contains(on) || had != nil && had.Contains(on) {
			continue
		}
		if r.there(on, own, person) >= r.Group.Capacity {
			return refuse("from", "On %s the group has all the %d people it has room for. End a membership before that, or correct the group.", on.Format("2 January 2006"), r.Group.Capacity)
		}
	}
	return nil
}

// there is how many people belong to the group on a day or may by an offer, but for one membership and the offer of one
// person.
func (r GroupRecord) there(on day.Date, but FactID, of PersonID) int {
	n := 0
	for _, k := range r.Members {
		if k.ID != but && k.Fact.Days().Contains(on) {
			n++
		}
	}
	for _, q := range r.Requests {
		if q.State == RequestOffered && q.Person != of && q.From <= on {
			n++
		}
	}
	return n
}

// Correct decides on a membership that is to stand in place of the one with that id, as Record.Correct does: there must be
// room on each day that it takes beside those it has.
func (r GroupRecord) Correct(id FactID, m Membership, reason string) (Edit, error) {
	edit, err := correct(r.Members, r.Group.Association, id, m, reason)
	if err != nil || edit.Nothing() {
		return edit, err
	}
	if err := r.roomFor(m.Person, m.Span, id); err != nil {
		return Edit{}, err
	}
	return edit, nil
}
