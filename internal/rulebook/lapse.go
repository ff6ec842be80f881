package rulebook

import (
	"slices"

	"attune/internal/day"
	"attune/internal/ledger"
	"attune/internal/roster"
)

// likeness is what hours have in common that are judged alike on any day, for one purpose of one person.
type likeness struct {
	lead     roster.PersonID
	kind     roster.Kind
	modality roster.Modality
	heldFor  Reason
}

// likenesses keep what was found of each likeness, for one purpose.
type likenesses map[likeness][]day.Span

// lapses are the days from an entry's on, on which an hour like it would not count by what is on record: when the lead's
// credentials have ended or serve no more, when the rules name other providers, and when the person does not work where it
// serves. An hour that a coordinator accepted is taken as one that would be accepted again.
func (h *hearing) lapses(known likenesses, a *aim, it *item, r ruling) []day.Span {
	like := likeness{it.entry.Lead, it.entry.Kind, it.entry.Modality, r.heldFor}
	all, found := known[like]
	if !found {
		all = h.lapsesOf(a, like, it.lead)
		known[like] = all
	}
	for len(all) > 0 && all[0].EndedBefore(it.date) {
		all = all[1:]
	}
	return all
}

// lapsesOf are all of them, in order, from the first day on which anything on record may change what becomes of such hours.
func (h *hearing) lapsesOf(a *aim, like likeness, lead []roster.Credential) []day.Span {
	days := h.edition.Bounds(h.association.Code, lead)
	for _, m := range h.facts.Employments {
		if days = append(days, m.Span.From); m.Span.To != 0 {
			days = append(days, m.Span.To.AddDays(1))
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	it := item{entry: &ledger.Entry{Lead: like.lead, Kind: like.kind, Modality: like.modality}, lead: lead}
	var lapses []day.Span
	for i, d := range days {
		it.date = d
		if verdict := h.weigh(a, &it).verdict; verdict == Counted || verdict == HeldBack && like.heldFor != "" {
			continue
		}
		lapse := day.Span{From: d}
		if i+1 < len(days) {
			lapse.To = days[i+1].AddDays(-1)
		}
		if last := len(lapses) - 1; last >= 0 && lapses[last].To == d.AddDays(-1) {
			lapses[last].To = lapse.To
		} else {
			lapses = append(lapses, lapse)
		}
	}
	return lapses
}
