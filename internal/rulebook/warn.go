package rulebook

import (
	"cmp"
	"slices"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// tally gathers what the counted entries of a purpose show beside their sum.
type tally struct {
	limits  *Edition
	months  []day.Month // distinct
	crowded bool        // a session had more supervisees than the cap
	minutes int         // reflective
	sources []Giver
	focuses []FocusNeed // minutes had by focus
}

// add takes a counted entry; entries come in order of time.
func (t *tally) add(it *item) {
	if !slices.Contains(t.months, it.month) {
		t.months = append(t.months, it.month)
	}
	t.crowded = t.crowded || it.entry.Supervisees > t.limits.groupSize.Max
	if it.entry.Kind == roster.Reflective {
		t.minutes += it.minutes
		t.credit(it.entry.Lead, it.minutes)
	}
	if it.entry.Focus != "" {
		t.count(it.entry.Focus, it.minutes)
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

func (t *tally) count(f ledger.Focus, minutes int) {
	for i := range t.focuses {
		if t.focuses[i].Focus == f {
			t.focuses[i].Had += minutes
			return
		}
	}
	t.focuses = append(t.focuses, FocusNeed{Focus: f, Need: Need{Had: minutes}})
}

// focus is the counted minutes of that focus.
func (t *tally) focus(f ledger.Focus) int {
	for _, had := range t.focuses {
		if had.Focus == f {
			return had.Had
		}
	}
	return 0
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
