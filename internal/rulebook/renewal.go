package rulebook

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// renewals are the aims of renewing: for each endorsement held, each period begun by the day whose due hours are
// not zero (rules.md, 5).
func (h *hearing) renewals() []aim {
	rule := h.association.rule
	var aims []aim
	for i := range h.facts.Credentials {
		c := &h.facts.Credentials[i]
		if c.Status != roster.Endorsed || !rule.owing[c.Category] || c.Span.From == 0 || c.Span.From > h.asOf {
			continue
		}
		for _, p := range h.periods(c) {
			if a := h.renewal(c, p); a.required > 0 {
				aims = append(aims, a)
			}
		}
	}
	return aims
}

// period is some whole calendar years in which a renewal falls.
type period struct {
	first, last int // years
	owed        int // how many of them ask for hours; none where it is not above 0
}

func (p period) span() day.Span {
	return day.Span{From: day.Of(p.first, time.January, 1), To: day.Of(p.last, time.December, 31)}
}

func (p period) String() string {
	if p.first == p.last {
		return strconv.Itoa(p.first)
	}
	return fmt.Sprintf("%d-%d", p.first, p.last)
}

// periods are those begun by the day and not touched by the credential's end, earliest first.
func (h *hearing) periods(c *roster.Credential) []period {
	p, length := h.firstPeriod(c.Span.From.Year())
	var all []period
	for ; p.span().From <= h.asOf; p.first, p.last = p.first+length, p.last+length {
		if c.Span.To != 0 && c.Span.To <= p.span().To {
			break
		}
		p.owed = min(length, p.last-h.lastFree(c.Span.From.Year()))
		all = append(all, p)
	}
	return all
}

// firstPeriod is the earliest period there can be, and the length of periods in years. There is no cycle before
// cycle_start; those before the endorsement ask for nothing.
func (h *hearing) firstPeriod(endorsed int) (period, int) {
	if h.association.Renewal == Annual {
		return period{first: endorsed, last: endorsed}, 1
	}
	first := h.association.rule.CycleStart.Year()
	return period{first: first, last: first + 2}, 3
}

// lastFree is the last calendar year that asks for no hours: that of the endorsement, or the one before it where
// the association says so, which it can only for annual renewals (rules.md, 5.2).
func (h *hearing) lastFree(endorsed int) int {
	if h.association.Renewal == Annual && h.association.FirstDue == YearOfEndorsement {
		return endorsed - 1
	}
	return endorsed
}

// renewal is the aim of one period of one endorsement.
func (h *hearing) renewal(c *roster.Credential, p period) aim {
	category := h.edition.byCategory[c.Category]
	a := aim{
		purpose:  Purpose{Kind: Renewal, Category: c.Category, Period: p.String()},
		category: category, degree: c.Degree, opened: c.Span.From, span: p.span(), askedBy: h.association.rule.Source,
	}
	minutes := h.association.rule.Minutes
	if a.exception = h.association.rule.exceptionFor(c, p.span().To); a.exception != nil {
		minutes, a.askedBy = a.exception.Minutes, a.exception.Source
	}
	a.required = minutes * p.owed
	if spread := h.association.spreadFor(category); spread != nil {
		a.minMonths, a.monthsBy = spread.MinMonths, spread.Source
	}
	return a
}

// exceptionFor is the exception for those who have held the credential long enough by the last day of a period; of
// several that of the longest holding; nil where none applies. One that names the twin holds too, unless another
// names the category itself (rules.md, 5.3).
func (r *RenewalRule) exceptionFor(c *roster.Credential, last day.Date) *Exception {
	own := slices.ContainsFunc(r.Exceptions, func(x Exception) bool { return x.Category == c.Category })
	var longest *Exception
	for i := range r.Exceptions {
		x := &r.Exceptions[i]
		if c.Category != x.Category && (own || c.Category != x.twin) || c.Span.From.AddYears(x.HeldYears) > last {
			continue
		}
		if longest == nil || x.HeldYears > longest.HeldYears {
			longest = x
		}
	}
	return longest
}
