package exchange

import (
	"maps"
	"slices"
	"time"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// Planned is a session as its group's calendar has it.
type Planned struct {
	External roster.External
	Group    roster.GroupID
	Slot     schedule.Slot
	Stamped  time.Time // UTC; when it last changed in a calendar
}

// Doubling is two sessions of one group that share some of their planned time, at least one of them new or changed by the
// import. It is told and not refused: records on paper and those of a calendar may both be right, and credit the time once.
type Doubling struct {
	Group        roster.External
	Zone         *time.Location // the group's
	Earlier, One Planned        // One begins while Earlier lasts
}

// findDoubled finds the sessions that overlap another of their group. Each is told once, with the first that it overlaps.
func (t *taking) findDoubled() error {
	var open []Planned
	return t.in.Calendar(slices.Sorted(maps.Keys(t.replans)), func(one Planned) {
		open = slices.DeleteFunc(open, func(o Planned) bool { return o.Group != one.Group || !o.Slot.Overlaps(one.Slot) })
		for _, o := range open {
			if one.Stamped.Equal(t.at) || o.Stamped.Equal(t.at) {
				g := t.replans[one.Group]
				t.report.Doubled = append(t.report.Doubled, Doubling{g.External, g.zone, o, one})
				break
			}
		}
		open = append(open, one)
	})
}
