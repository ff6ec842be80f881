package rulebook

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// HandIn is the last day on which a renewal is to be handed in at an association. A month and day of the first half of a
// year, such as South Carolina's 31 January, are of the year after the renewal's last; those of the second half of that year
// itself. It plays no part in judging. It is zero for a target, where the association is unknown, and where its due is not a
// month and a day.
func (e *Edition) HandIn(code roster.Association, p Purpose) day.Date {
	a := e.byAssociation[code]
	if a == nil || p.Kind != Renewal {
		return 0
	}
	due, err := time.Parse("01-02", a.Due)
	if err != nil {
		return 0
	}
	first := day.Of(p.Days().To.Year(), time.January, 1)
	if due.Month() <= time.June {
		first = first.AddYears(1)
	}
	month := first.AddMonths(int(due.Month()) - 1)
	return min(month.AddDays(due.Day()-1), month.AddMonths(1).AddDays(-1)) // 29 February is the 28th where there is none
}

// Owed are the days on which a purpose is somebody's concern: from a renewal's first day until no hour serves it and it is
// to be handed in no more. For a target they are all days.
func (e *Edition) Owed(code roster.Association, p Purpose) day.Span {
	days := p.Days()
	if p.Kind == Renewal {
		days.To = max(days.To, e.HandIn(code, p))
	}
	return days
}
