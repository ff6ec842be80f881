package rulebook

import (
	"time"

	"attune/internal/ledger"
	"attune/internal/roster"
)

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
