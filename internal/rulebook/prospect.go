package rulebook

import (
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
)

// Presumed is an hour to come of which it is presumed that it passes every reason but the window's.
type Presumed struct {
	Day     day.Date // local to the person's association
	Minutes int
}

// With is the judgement as it would be with some hours to come beside its own entries: the best window is chosen anew, so
// that hours may fall out of it, a renewal takes those of its own days, and the figures follow. Presumed hours have no
// focus and change nothing of the hours provided; of providers and warnings it says what j does. It fails nobody: at an
// association that the edition does not know, it is j.
func (e *Edition) With(code roster.Association, j Judgement, hours []Presumed) Judgement {
	a := e.byAssociation[code]
	if a == nil {
		return j
	}
	days := j.Purpose.Days()
	j.Entries = append(make([]Judged, 0, len(j.Entries)+len(hours)), j.Entries...)
	for _, hour := range hours {
		if days.Contains(hour.Day) {
			j.Entries = append(j.Entries, Judged{Date: hour.Day, Minutes: hour.Minutes, Verdict: Counted})
		}
	}
	return j.chosen(&a.Window, 0)
}

// chosen is the judgement, whose entries are its own, with its window chosen anew among those that are not over on a day, and
// its figures by that. Of a renewal, which has no window, the figures alone are worked out.
func (j Judgement) chosen(w *Window, openOn day.Date) Judgement {
	j.FocusNeeds = slices.Clone(j.FocusNeeds)
	for i := range j.Entries {
		if entry := &j.Entries[i]; entry.Reason == OutsideWindow {
			entry.Verdict, entry.Reason, entry.Source = Counted, "", nil
		}
	}
	if j.Purpose.Kind == Earning {
		j.choose(w, openOn)
	}
	j.count()
	j.finish()
	return j
}

// Accepted is the judgement of whoever earns or renews the same, were every hour that is held counted.
func (e *Edition) Accepted(code roster.Association, j Judgement) Judgement {
	j.Entries = slices.Clone(j.Entries)
	for i := range j.Entries {
		if entry := &j.Entries[i]; entry.Verdict == HeldBack {
			entry.Verdict = Counted
		}
	}
	return e.With(code, j, nil)
}
