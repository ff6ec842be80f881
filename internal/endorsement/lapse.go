package endorsement

import (
	"attune/internal/day"
	"attune/internal/rulebook"
)

// Lapse is what keeps a rhythm from going on as it was: the credential that an hour counts by has an end on record, or the
// employment that it serves.
type Lapse struct {
	From day.Date // the first day on which an hour like one of the basis would not count; zero: each goes on counting
	All  bool     // no hour like those of the basis would
}

// lapseOf is the first lapse among the hours of a basis.
func lapseOf(past []rulebook.Judged, basis day.Span) Lapse {
	var l Lapse
	if basis.From == 0 {
		return l
	}
	for _, e := range past {
		if basis.Contains(e.Date) && len(e.Lapses) > 0 && (l.From == 0 || e.Lapses[0].From < l.From) {
			l.From = e.Lapses[0].From
		}
	}
	l.All = l.From != 0
	for _, e := range past {
		l.All = l.All && (!basis.Contains(e.Date) || len(e.Lapses) > 0 && e.Lapses[0].Contains(l.From))
	}
	return l
}
