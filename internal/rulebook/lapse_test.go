package rulebook_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/rulebook"
	"attune/internal/schedule"
)

// Of each hour that counts, the days on which one like it would not are those on which the rulebook, given such an hour on that
// day, lets it not count. An hour that a coordinator accepted is not taken as one that has to be accepted again.
func TestLapsesAreWhatTheRulebookWillSay(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	far := day.MustParse("2040-01-01")
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, e)
		for _, j := range judge(t, e, f, far) {
			if j.Purpose.Kind != rulebook.Earning {
				continue
			}
			for i := range j.Entries {
				like := &j.Entries[i]
				if like.Verdict != rulebook.Counted && like.Reason != rulebook.OutsideWindow || like.HeldFor != "" {
					continue
				}
				later := like.Date.AddDays(rapid.IntRange(1, 3000).Draw(t, "later"))
				lapsed := slices.ContainsFunc(like.Lapses, func(s day.Span) bool { return s.Contains(later) })
				if counts := wouldCount(t, e, f, j.Purpose, like, later, far); counts == lapsed {
					t.Fatalf("%v like session %d of %s on %s: it counts %t, lapses %v", j.Purpose, like.Session, like.Date, later, counts, like.Lapses)
				}
			}
		}
	})
}

// wouldCount receives an hour like another on a later day, beside nothing else, and judges it.
func wouldCount(t *rapid.T, e *rulebook.Edition, f rulebook.Facts, purpose rulebook.Purpose, like *rulebook.Judged, on, asOf day.Date) bool {
	i := slices.IndexFunc(f.Received, func(entry ledger.Entry) bool { return entry.Session == like.Session && entry.Version == like.Version })
	entry := f.Received[i]
	entry.Session, entry.Started = schedule.SessionID(9000), on.Begins(time.UTC).Add(20*time.Hour)
	entry.Ended = entry.Started.Add(time.Hour)
	entry.Minutes, entry.Presence = 60, nil
	f.Received, f.Decisions = []ledger.Entry{entry}, nil
	for _, j := range judge(t, e, f, asOf) {
		if j.Purpose == purpose {
			return j.Entries[0].Verdict == rulebook.Counted
		}
	}
	t.Fatalf("nothing is judged for %v", purpose)
	return false
}
