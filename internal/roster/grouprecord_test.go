package roster_test

import (
	"strings"
	"testing"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/sample"
)

func member(person roster.PersonID, from, to string) roster.Membership {
	return sample.Membership(func(m *roster.Membership) { m.Person, m.Span = person, span(from, to) })
}

func TestThereMustBeRoomOnEveryDay(t *testing.T) {
	t.Parallel()
	pair := roster.GroupRecord{
		Group: sample.Group(func(g *roster.Group) { g.Capacity = 2 }),
		Members: []roster.Kept{
			{ID: 1, Fact: member(10, "2026-01-01", "2026-06-30")}, {ID: 2, Fact: member(11, "2026-03-01", "2026-03-31")}, {ID: 3, Fact: member(12, "2026-09-01", "")},
		},
	}
	for _, row := range []struct {
		name  string
		is    roster.Membership
		field string
	}{
		{"beside one", member(13, "2026-01-01", "2026-02-28"), ""},
		{"into a full month", member(13, "2026-01-01", "2026-03-01"), "from"},
		{"after the full month", member(13, "2026-04-01", ""), ""},
		{"open from before", member(13, "2025-01-01", ""), "from"},
		{"the same person again, meanwhile", member(10, "2026-06-30", ""), "from"},
		{"the same person again, afterwards", member(10, "2026-07-01", ""), ""},
		{"the last day before the first", member(13, "2026-07-02", "2026-07-01"), "to"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, err := pair.Admit(row.is)
			wantField(t, err, row.field)
		})
	}
	unsaid := pair
	unsaid.Group.Capacity = 0
	if _, err := unsaid.Admit(member(13, "2026-01-01", "")); err != nil {
		t.Errorf("a group whose room nobody knows refuses: %v", err)
	}
	if edit, err := pair.Admit(member(10, "2026-01-01", "2026-06-30")); err != nil || !edit.Nothing() {
		t.Errorf("a second click: %+v, %v", edit, err)
	}
	if _, err := pair.Correct(3, member(12, "2026-09-01", "2026-12-31"), ""); err != nil {
		t.Errorf("an end: %v", err)
	}
}

// Days that a membership has are its own, also where an import brought more people than there is room for.
func TestThereMustBeRoomForTheDaysThatAreAdded(t *testing.T) {
	t.Parallel()
	one := sample.Group(func(g *roster.Group) { g.Capacity = 1 })
	apart := roster.GroupRecord{Group: one, Members: []roster.Kept{
		{ID: 1, Fact: member(10, "2026-02-01", "2026-06-30")}, {ID: 2, Fact: member(11, "2026-09-01", "2026-12-31")},
	}}
	crowded := roster.GroupRecord{Group: one, Members: []roster.Kept{
		{ID: 1, Fact: member(10, "2026-01-01", "2026-06-30")}, {ID: 2, Fact: member(11, "2026-01-01", "2026-12-31")},
	}}
	for _, row := range []struct {
		name  string
		of    roster.GroupRecord
		id    roster.FactID
		is    roster.Membership
		field string
	}{
		{"longer, while there is room", apart, 1, member(10, "2026-02-01", "2026-08-31"), ""},
		{"longer by a day too many", apart, 1, member(10, "2026-02-01", "2026-09-01"), "from"},
		{"open over somebody who comes", apart, 1, member(10, "2026-02-01", ""), "from"},
		{"sooner, while there is room", apart, 2, member(11, "2026-07-01", "2026-12-31"), ""},
		{"sooner by a day too many", apart, 2, member(11, "2026-06-30", "2026-12-31"), "from"},
		{"sooner than somebody else, who is there meanwhile", apart, 2, member(11, "2026-01-01", "2026-12-31"), "from"},
		{"shorter, where there are too many", crowded, 2, member(11, "2026-02-01", "2026-03-31"), ""},
		{"longer, where there are too many", crowded, 1, member(10, "2026-01-01", "2026-07-01"), "from"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			edit, err := row.of.Correct(row.id, row.is, "Read off the wrong line.")
			wantField(t, err, row.field)
			if err != nil && !edit.Nothing() {
				t.Errorf("refused, and does %+v", edit)
			}
		})
	}
}

// today is when groups are corrected.
var today = day.MustParse("2026-11-19")

func TestAGroupIsCorrectedWithAReason(t *testing.T) {
	t.Parallel()
	cents := func(n int) roster.Group { return sample.Group(func(g *roster.Group) { g.CostCents = &n }) }
	record := roster.GroupRecord{Group: cents(100)}
	if edit, err := record.Become(cents(100), "", today); err != nil || !edit.Nothing() {
		t.Errorf("the same: %+v, %v", edit, err)
	}
	_, err := record.Become(cents(200), "", today)
	wantField(t, err, "reason")
	if edit, err := record.Become(cents(200), "The bill says so.", today); err != nil || edit.Before == nil || edit.Owner != "CT" {
		t.Errorf("with a reason: %+v, %v", edit, err)
	}
	if edit, err := (roster.GroupRecord{}).Become(cents(100), "", today); err != nil || edit.Before != nil {
		t.Errorf("a new one: %+v, %v", edit, err)
	}
}

// Four belong to it by November, three of them still in December, when another comes: there has to be room for four.
func TestAGroupKeepsRoomForWhoBelongsToIt(t *testing.T) {
	t.Parallel()
	room := func(n int) roster.Group { return sample.Group(func(g *roster.Group) { g.Capacity = n }) }
	members := []roster.Kept{
		{ID: 1, Fact: member(10, "2026-01-01", "")},
		{ID: 2, Fact: member(11, "2026-01-01", "")},
		{ID: 3, Fact: member(12, "2026-01-01", "2026-12-31")},
		{ID: 4, Fact: member(13, "2026-01-01", "2026-11-18")},
		{ID: 5, Fact: member(14, "2026-12-01", "")},
		{ID: 6, Fact: member(15, "2026-01-01", "2026-02-01")},
		{ID: 7, Fact: member(16, "2026-01-01", "2026-02-01")},
	}
	for _, row := range []struct {
		was, is int
		field   string
	}{{8, 4, ""}, {8, 3, "capacity"}, {0, 4, ""}, {0, 3, "capacity"}, {8, 0, ""}, {2, 3, ""}, {2, 1, "capacity"}, {3, 3, ""}} {
		next := room(row.is)
		next.Name = "Friday circle"
		_, err := roster.GroupRecord{Group: room(row.was), Members: members}.Become(next, "The room is small.", today)
		wantField(t, err, row.field)
		if err != nil && !strings.Contains(err.Error(), "On 1 December 2026 4 people belong to this group") {
			t.Errorf("from %d to %d: %v", row.was, row.is, err)
		}
	}
}
