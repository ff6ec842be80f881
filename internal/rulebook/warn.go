package rulebook

import (
	"cmp"
	"slices"

	"attune/internal/roster"
)

// tally gathers what the counted entries of a purpose show of those who gave them.
type tally struct {
	limits  *Edition
	crowded bool // a session had more supervisees than the cap
	minutes int  // reflective
	sources []Giver
}

// add takes a counted entry; entries come in order of time.
func (t *tally) add(it *item) {
	t.crowded = t.crowded || it.entry.Supervisees > t.limits.groupSize.Max
	if it.entry.Kind == roster.Reflective {
		t.minutes += it.minutes
		t.credit(it.entry.Lead, it.minutes)
	}
}

func (t *tally) credit(lead roster.PersonID, minutes int) {
	for i := range t.sources {
		if t.sources[i].Lead == lead {
			t.sources[i].Minutes += minutes
			return
		}
	}
	t.sources = append(t.sources, Giver{lead, minutes})
}

// givers are the providers of the counted reflective minutes, most first, of equals the lower id.
func (t *tally) givers() []Giver {
	if t.sources == nil {
		return []Giver{}
	}
	slices.SortFunc(t.sources, func(a, b Giver) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.Lead, b.Lead))
	})
	return t.sources
}

// warnings are alphabetical; they change no figure (rules.md, 4.4). The givers must be in order.
func (t *tally) warnings() []Warning {
	warnings := []Warning{}
	if t.crowded {
		warnings = append(warnings, GroupOverCap)
	}
	if t.limits.maxSources.MajorityFromOne && t.minutes > 0 && t.sources[0].Minutes*2 <= t.minutes {
		warnings = append(warnings, NoMajoritySource)
	}
	if len(t.sources) > t.limits.maxSources.Value {
		warnings = append(warnings, TooManySources)
	}
	return warnings
}
