package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Interval is a stretch of time from Start up to End.
type Interval struct{ Start, End time.Time }

// Presence is when somebody was there: pieces in order that neither touch nor overlap, once it is merged.
type Presence []Interval

// Within is the presence cut to a session and merged; pieces that are empty, or empty once cut, are gone
// (rules.md, 1.2 and 1.3). It leaves p as it was.
func (p Presence) Within(start, end time.Time) Presence {
	cut := make(Presence, 0, len(p))
	for _, piece := range p {
		piece.Start, piece.End = later(piece.Start, start), earlier(piece.End, end)
		if piece.Start.Before(piece.End) {
			cut = append(cut, piece)
		}
	}
	return cut.merged()
}

// Minus is what is left of p where taken is not; both must be merged.
func (p Presence) Minus(taken Presence) Presence {
	rest := p
	for _, t := range taken {
		var kept Presence
		for _, piece := range rest {
			if before := (Interval{piece.Start, earlier(piece.End, t.Start)}); before.Start.Before(before.End) {
				kept = append(kept, before)
			}
			if after := (Interval{later(piece.Start, t.End), piece.End}); after.Start.Before(after.End) {
				kept = append(kept, after)
			}
		}
		rest = kept
	}
	return rest
}

// Plus is p and q together, merged.
func (p Presence) Plus(q Presence) Presence {
	return slices.Concat(p, q).merged()
}

// Minutes is the length in whole minutes, floored once over the sum (rules.md, 1.2).
func (p Presence) Minutes() int {
	var sum time.Duration
	for _, piece := range p {
		sum += piece.End.Sub(piece.Start)
	}
	return int(sum / time.Minute)
}

// String is start/end in RFC 3339, UTC, pieces joined by a semicolon: the form of a bundle and of the store.
func (p Presence) String() string {
	pieces := make([]string, len(p))
	for i, piece := range p {
		pieces[i] = piece.Start.UTC().Format(time.RFC3339Nano) + "/" + piece.End.UTC().Format(time.RFC3339Nano)
	}
	return strings.Join(pieces, ";")
}

// ParsePresence reads what String writes; the offsets may be any. The empty text is no piece.
func ParsePresence(text string) (Presence, error) {
	if text == "" {
		return nil, nil
	}
	var p Presence
	for piece := range strings.SplitSeq(text, ";") {
		from, to, found := strings.Cut(piece, "/")
		start, err1 := time.Parse(time.RFC3339Nano, from)
		end, err2 := time.Parse(time.RFC3339Nano, to)
		if !found || err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q is not an interval such as 2026-03-08T15:00:00Z/2026-03-08T16:30:00Z", piece)
		}
		p = append(p, Interval{start.UTC(), end.UTC()})
	}
	return p, nil
}

// merged sorts a presence in place and joins pieces that touch or overlap.
func (p Presence) merged() Presence {
	slices.SortFunc(p, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	joined := p[:0]
	for _, piece := range p {
		if n := len(joined); n > 0 && !piece.Start.After(joined[n-1].End) {
			joined[n-1].End = later(joined[n-1].End, piece.End)
			continue
		}
		joined = append(joined, piece)
	}
	return joined
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
