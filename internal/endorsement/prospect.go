package endorsement

import (
	"time"

	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// Prospect is the sessions in which somebody is to receive supervision, and what verdicts on them would rest on.
type Prospect struct {
	Facts   rulebook.Facts // employments, credentials, targets and the credentials of whoever leads; no entries
	Planned []Planned      // to come, by planned start; of those that the person leads, nothing is foreseen
}

// Planned is a session to come in which somebody has a part.
type Planned struct {
	roster.Sitting
	Leads bool // they lead or co-lead it, and receive nothing
}

// Hours are the planned hours that would count toward each purpose, by planned start, as long as they are planned. A
// renewal's purpose is without its period. Time that lies inside another session that begins earlier is taken off.
func (p Prospect) Hours(edition *rulebook.Edition) map[rulebook.Purpose][]rulebook.Presumed {
	hours := make(map[rulebook.Purpose][]rulebook.Presumed)
	association, known := edition.Association(p.Facts.Person.Association)
	if !known {
		return hours
	}
	var taken time.Time
	for _, s := range p.Planned {
		starts := s.Starts
		if s.Leads || s.Kind == roster.Training {
			continue
		}
		if s.Kind == roster.Reflective {
			starts, taken = later(starts, taken), later(s.Ends, taken)
		}
		minutes := int(s.Ends.Sub(starts) / time.Minute)
		if minutes < 1 {
			continue
		}
		on := day.At(s.Starts, association.Zone)
		for _, o := range edition.Foresee(p.Facts, rulebook.Planned{Day: on, Lead: s.Lead, Kind: s.Kind, Modality: s.Modality}) {
			if o.Verdict == rulebook.Counted {
				hours[o.Purpose] = append(hours[o.Purpose], rulebook.Presumed{Day: on, Minutes: minutes})
			}
		}
	}
	return hours
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
