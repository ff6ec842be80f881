package rulebook

import (
	"attune/internal/day"
	"attune/internal/roster"
)

// ruling is the verdict on one entry for one purpose, and what it rests on.
type ruling struct {
	verdict Verdict
	reason  Reason
	source  []string
	heldFor Reason // where a coordinator decided
}

// verdict is the first reason of the table in rules.md, 3 that applies to the entry, but for the window's, which is
// known only when all entries are ruled.
func (h *hearing) verdict(a *aim, it *item) ruling {
	kind := it.entry.Kind
	switch {
	case it.overlapped:
		return ruling{verdict: Rejected, reason: Overlap}
	case kind == roster.Peer && !a.peersCount():
		return ruling{verdict: Rejected, reason: PeerSupervision}
	case kind != roster.Peer && kind != roster.Reflective:
		return ruling{verdict: Rejected, reason: NotReflective}
	case kind == roster.Reflective && it.entry.Lead == 0:
		return ruling{verdict: Rejected, reason: NoProvider}
	}
	r := h.weigh(a, it)
	if r.verdict == HeldBack {
		return h.decided(a, it, r)
	}
	return r
}

// weigh takes the reasons that a coordinator's decision replaces, 5 to 9.
func (h *hearing) weigh(a *aim, it *item) ruling {
	if len(h.facts.Employments) == 0 {
		return ruling{verdict: HeldBack, reason: WorkUnknown}
	}
	if !serves(h.facts.Employments, a.category.Track, it.date) {
		return ruling{verdict: Rejected, reason: NotServingTrack, source: a.category.track.Source}
	}
	r := h.provider(a, it)
	if r.verdict == Counted && !h.edition.modalities.allow(it.entry.Modality) {
		return ruling{verdict: Rejected, reason: ModalityNotAllowed, source: h.edition.modalities.Source}
	}
	return r
}

// serves tells whether an employment of that day serves the track, directly or by supervising staff who do.
func serves(employments []roster.Employment, t roster.Track, d day.Date) bool {
	for i := range employments {
		if m := &employments[i]; m.Span.Contains(d) && (m.Serves.Has(t) || m.Supervises.Has(t)) {
			return true
		}
	}
	return false
}

// provider takes reasons 7 and 8, which peers skip where they count.
func (h *hearing) provider(a *aim, it *item) ruling {
	if it.entry.Kind == roster.Peer {
		return ruling{verdict: Counted, source: a.exception.Source}
	}
	g := a.category.rangeOn(it.date)
	source := a.category.Source
	if g != nil {
		source = g.Source
	}
	reason := ProviderNotQualified
	switch h.standing(a, g, it.lead, it.date) {
	case qualified:
		return ruling{verdict: Counted, source: source}
	case vouched:
		return ruling{verdict: Counted, source: h.association.Source}
	case lapsed:
		reason = ProviderLapsed
	}
	if h.association.Holds || g != nil && g.Confidence != Seen {
		return ruling{verdict: HeldBack, reason: reason, source: source}
	}
	return ruling{verdict: Rejected, reason: reason, source: source}
}

func (m *Modalities) allow(modality roster.Modality) bool {
	for _, allowed := range m.Allowed {
		if modality == allowed {
			return true
		}
	}
	return false
}

// decided is the coordinator's word where there is one on this entry, held for this reason, for this purpose; the
// ruling itself where there is none. It holds for any as-of day.
func (h *hearing) decided(a *aim, it *item, held ruling) ruling {
	d := h.decisions[decisionKey{it.entry.Session, it.entry.Version, a.purpose}]
	if d == nil || d.HeldReason != "" && d.HeldReason != held.reason {
		return held
	}
	return ruling{verdict: d.Verdict, reason: Decided, source: held.source, heldFor: held.reason}
}
