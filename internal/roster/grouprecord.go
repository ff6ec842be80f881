package roster

import "attune/internal/day"

// GroupRecord is a group with everybody who ever belonged to it, as one change finds it.
type GroupRecord struct {
	Group   Group
	Members []Kept // memberships, by first day
}

// Revision differs for groups that differ in anything, who belongs included.
func (r GroupRecord) Revision() string { return revision(r) }

// Become decides on what a group is to be; the zero Group is one that is new. A reason is asked for, but for what is new.
func (r GroupRecord) Become(next Group, reason string) (Edit, error) {
	switch {
	case SameGroup(r.Group, next):
		return Edit{}, nil
	case r.Group.ID == 0:
		return Edit{Owner: next.Association, After: next}, nil
	case reason == "":
		return Edit{}, refuse("reason", "Say why it is corrected: whoever asks later reads it.")
	}
	return Edit{Owner: next.Association, ID: int64(next.ID), Before: r.Group, After: next, Reason: reason}, nil
}

// SameGroup tells whether two groups say the same.
func SameGroup(a, b Group) bool {
	same := a.CostCents == b.CostCents || a.CostCents != nil && b.CostCents != nil && *a.CostCents == *b.CostCents
	a.CostCents, b.CostCents = nil, nil
	return same && a == b
}

// Admit decides on somebody who is to belong to the group: there must be room for them on every day.
func (r GroupRecord) Admit(m Membership) (Edit, error) {
	for _, k := range r.Members {
		if k.Fact == m {
			return Edit{}, nil
		}
	}
	if err := fits(m, 0, r.Members); err != nil {
		return Edit{}, err
	}
	if full, on := r.full(m.Span); full {
		return Edit{}, refuse("from", "On %s the group has all the %d people it has room for. End a membership before that, or correct the group.", on.Format("2 January 2006"), r.Group.Capacity)
	}
	return Edit{Owner: r.Group.Association, After: m}, nil
}

// full tells whether there is a day in the span on which nobody else has room, and the first such day. Of a group with
// no capacity on record nobody knows.
func (r GroupRecord) full(span day.Span) (bool, day.Date) {
	if r.Group.Capacity == 0 {
		return false, 0
	}
	days := []day.Date{span.From} // it can only fill up where somebody comes
	for _, k := range r.Members {
		if from := k.Fact.Days().From; span.Contains(from) {
			days = append(days, from)
		}
	}
	for _, on := range days {
		there := 0
		for _, k := range r.Members {
			if k.Fact.Days().Contains(on) {
				there++
			}
		}
		if there >= r.Group.Capacity {
			return true, on
		}
	}
	return false, 0
}

// Correct decides on a membership that is to stand in place of the one with that id, as Record.Correct does.
func (r GroupRecord) Correct(id FactID, m Membership, reason string) (Edit, error) {
	return correct(r.Members, r.Group.Association, id, m, reason)
}
