package schedule_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attune/internal/roster"
	"attune/internal/schedule"
)

func TestClashes(t *testing.T) {
	t.Parallel()
	const ruth, vic, zoe = roster.PersonID(1), roster.PersonID(2), roster.PersonID(3)
	at := func(id schedule.SessionID, minute, minutes int, group roster.GroupID, people ...roster.PersonID) schedule.Booking {
		starts := time.Date(2026, 12, 3, 10, minute, 0, 0, time.UTC)
		return schedule.Booking{Session: id, Slot: schedule.Slot{Starts: starts, Minutes: minutes}, Group: group, People: people}
	}
	for _, c := range []struct {
		what     string
		bookings []schedule.Booking
		want     map[schedule.SessionID][]schedule.Clash
	}{
		{"nothing", nil, map[schedule.SessionID][]schedule.Clash{}},
		{"one after the other", []schedule.Booking{at(1, 0, 60, 7, ruth), at(2, 60, 60, 7, ruth)}, map[schedule.SessionID][]schedule.Clash{}},
		{"other people of another group", []schedule.Booking{at(1, 0, 60, 7, ruth), at(2, 0, 60, 8, vic)}, map[schedule.SessionID][]schedule.Clash{}},
		{"nobody has to be there", []schedule.Booking{at(1, 0, 60, 7), at(2, 0, 60, 8)}, map[schedule.SessionID][]schedule.Clash{}},
		{"a minute of one person", []schedule.Booking{at(2, 59, 60, 8, vic, ruth), at(1, 0, 60, 7, ruth, zoe)}, map[schedule.SessionID][]schedule.Clash{
			1: {{With: 2, People: []roster.PersonID{ruth}}}, 2: {{With: 1, People: []roster.PersonID{ruth}}},
		}},
		{"one group, led by two", []schedule.Booking{at(1, 0, 60, 7, ruth), at(2, 0, 60, 7, vic)}, map[schedule.SessionID][]schedule.Clash{
			1: {{With: 2, Group: true}}, 2: {{With: 1, Group: true}},
		}},
		{"a long one over two that follow each other", []schedule.Booking{at(1, 0, 180, 7, ruth), at(2, 30, 30, 8, ruth), at(3, 90, 30, 9, ruth)}, map[schedule.SessionID][]schedule.Clash{
			1: {{With: 2, People: []roster.PersonID{ruth}}, {With: 3, People: []roster.PersonID{ruth}}},
			2: {{With: 1, People: []roster.PersonID{ruth}}}, 3: {{With: 1, People: []roster.PersonID{ruth}}},
		}},
	} {
		given := slices.Clone(c.bookings)
		if diff := cmp.Diff(c.want, schedule.Clashes(c.bookings)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
		if diff := cmp.Diff(given, c.bookings); diff != "" {
			t.Errorf("%s: what was asked about was changed:\n%s", c.what, diff)
		}
	}
}
