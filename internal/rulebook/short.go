package rulebook

import (
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
)

// Short is how many minutes a purpose still lacks as of a day: as judged, by the best window whenever it was, and, since hours
// to come never join a window that has closed, in the best that is still open.
type Short struct {
	Minutes int      // as judged, were nothing of what waits to count
	Waiting int      // likewise, were all of it to count
	ToCome  int      // what hours to come have to bring: Minutes, but where the best window has closed
	Closed  day.Span // the best window, where it has closed and not brought what is asked for; zero where that is not so
	Window  day.Span // the best window that is still open, or has brought it all; zero where none is, and for renewals
	Counted int      // minutes in it; of a renewal those of its days
	Months  int      // calendar months with such minutes
	Lost    int      // minutes that count in the closed window, and in no window that is open
}

// ShortOf is what a judgement made at an association lacks as of a day. It needs the entries behind the figures where
// minutes or months are missing.
func (e *Edition) ShortOf(code roster.Association, j Judgement, today day.Date) Short {
	open := e.Open(code, j, today)
	s := Short{Minutes: lacking(j), Waiting: lacking(j), ToCome: lacking(open), Window: open.Window, Counted: open.Counted, Months: open.Months}
	if j.Held > 0 && s.Minutes > 0 {
		s.Waiting = lacking(e.Accepted(code, j))
	}
	if j.Window == open.Window {
		return s
	}
	s.Closed = j.Window
	for _, entry := range j.Entries {
		if entry.Verdict == Counted && (open.Window.From == 0 || !open.Window.Contains(entry.Date)) {
			s.Lost += entry.Minutes
		}
	}
	return s
}

func lacking(j Judgement) int { return max(j.Required-j.Counted, 0) }

// Open is a judgement toward a target by the best window that is still open on a day, in place of a better one that has
// closed without bringing what is asked for: by what hours to come can still be added to. Where no window is open, nothing
// counts. Every other judgement is as it was, and so is one that comes without its entries.
func (e *Edition) Open(code roster.Association, j Judgement, today day.Date) Judgement {
	a := e.byAssociation[code]
	if a == nil || j.Purpose.Kind != Earning || j.Satisfied || len(j.Entries) == 0 || !j.Window.EndedBefore(today) {
		return j
	}
	j.Entries = slices.Clone(j.Entries)
	return j.chosen(&a.Window, today)
}
