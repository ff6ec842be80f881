package rulebook

import (
	"slices"
	"time"

	"attune/internal/ledger"
	"attune/internal/roster"
)

// Apart are the minutes that each of somebody's received entries has for itself (rules.md, 3, reason 1), in the order given: what
// no earlier reflective entry has taken; none where nothing is left. Entries of other kinds keep theirs.
func Apart(entries []ledger.Entry) []int {
	items, place := make([]item, len(entries)), make(map[*ledger.Entry]int, len(entries))
	for i := range entries {
		items[i], place[&entries[i]] = item{entry: &entries[i], minutes: entries[i].Minutes}, i
	}
	slices.SortFunc(items, func(a, b item) int { return inOrder(a.entry, b.entry) })
	takeOverlapOff(items)
	minutes := make([]int, len(entries))
	for _, it := range items {
		if !it.overlapped {
			minutes[place[it.entry]] = it.minutes
		}
	}
	return minutes
}

// takeOverlapOff takes from each reflective entry the time that an earlier reflective entry of the person has taken
// already (rules.md, 3, reason 1). Every such entry takes its whole presence, whatever becomes of it. The items are
// in order. Most sessions begin after all before them have ended; only the others cost any work.
func takeOverlapOff(items []item) {
	var run []*item     // reflective, each but the first beginning before all of those before it have ended
	var until time.Time // the end of the run
	for i := range items {
		it := &items[i]
		if it.entry.Kind != roster.Reflective {
			continue
		}
		if it.entry.Started.Before(until) {
			it.keep(it.entry.Attended().Minus(taken(run)))
		} else {
			run = run[:0]
		}
		run = append(run, it)
		if it.entry.Ended.After(until) {
			until = it.entry.Ended
		}
	}
}

// taken is the presence in all of the items together.
func taken(items []*item) ledger.Presence {
	var all ledger.Presence
	for _, it := range items {
		all = all.Plus(it.entry.Attended())
	}
	return all
}

// keep leaves the item what is left of its presence; less than a whole minute is nothing.
func (it *item) keep(rest ledger.Presence) {
	if minutes := rest.Minutes(); minutes > 0 {
		it.minutes = minutes
	} else {
		it.overlapped = true
	}
}
