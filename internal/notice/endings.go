package notice

import (
	"slices"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
)

// Ending is what comes of credentials of a provider that end on one day.
type Ending struct {
	Last        day.Date             // on which hours can rest on them
	Credentials []roster.Credential  // in the order of their first days
	Gone        []roster.Category    // toward which hours that they lead count no longer from the day after on
	Planned     []attendance.Meeting // sessions they are to lead after that day
}

// Endings are the days from one up to another on which hours can rest on some of the provider's credentials for the last time,
// soonest first. It is told before it happens, so that somebody else may lead.
func (p Practice) Endings(from, to day.Date) []Ending {
	var list []Ending
	for _, l := range p.limits() {
		if l.last < from || l.last > to {
			continue
		}
		i := slices.IndexFunc(list, func(e Ending) bool { return e.Last == l.last })
		if i < 0 {
			i, list = len(list), append(list, Ending{Last: l.last, Gone: p.gone(l.last.AddDays(1))})
		}
		list[i].Credentials = append(list[i].Credentials, l.Credential)
	}
	slices.SortFunc(list, func(a, b Ending) int { return int(a.Last - b.Last) })
	for i := range list {
		for _, m := range p.Planned {
			if day.At(m.Session.Starts, p.zone(m.Group.Association)) > list[i].Last {
				list[i].Planned = append(list[i].Planned, m)
			}
		}
	}
	return list
}
