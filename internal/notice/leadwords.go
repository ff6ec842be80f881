package notice

import (
	"fmt"
	"slices"

	"attune/internal/attendance"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// isLedOtherwise tells whether somebody else is to lead or co-lead a session than before, or nobody.
func (p Planned) isLedOtherwise(t schedule.Turn) bool {
	was, is := p.leadsOf(t)
	return t.Was.ID != 0 && (was.Lead != is.Lead || was.CoLead != is.CoLead)
}

// leadsOf are who was to lead a session and who is.
func (p Planned) leadsOf(t schedule.Turn) (was, is attendance.Facts) {
	return attendance.Resolve(t.Was, p.before()), attendance.Resolve(t.Is, p.Group)
}

// leadWords say who leads a session that somebody else led: to them that it is they, to others that it is somebody else. Its page
// says who; no mail names anybody.
func (p Planned) leadWords(to roster.PersonID, t schedule.Turn) string {
	const named = ": its page says who."
	switch was, is := p.leadsOf(t); {
	case is.Lead == to && was.Lead != to:
		return "You lead it."
	case is.CoLead == to && was.CoLead != to:
		return "You co-lead it."
	case was.Lead == to && is.Lead != to:
		return "You no longer lead it."
	case was.CoLead == to && is.CoLead != to:
		return "You no longer co-lead it."
	case is.Lead != was.Lead && is.Lead == 0:
		return "Nobody is to lead it."
	case was.Lead == 0 && is.Lead != 0:
		return "Somebody leads it" + named
	case is.Lead != was.Lead:
		return "Somebody else leads it" + named
	case is.CoLead == 0:
		return "Nobody co-leads it any more."
	case was.CoLead == 0:
		return "Somebody co-leads it" + named
	default:
		return "Somebody else co-leads it" + named
	}
}

// awayWords say to whoever takes a session over how many of those who have it have said that they cannot come: those who led it were
// told as they did. A word that may still be taken back goes to whoever leads the session then, by itself.
func (p Planned) awayWords(to roster.PersonID, t schedule.Turn) string {
	away := 0
	for _, w := range p.Away[t.Is.ID] {
		if !p.At.Before(w.At.Add(settles)) && slices.Contains(p.Have[t.Is.ID], w.Person) {
			away++
		}
	}
	switch {
	case away == 0 || t.Was.ID == 0 || t.Is.Status == schedule.Cancelled || !leads(to, t.Is, p.Group) || leads(to, t.Was, p.before()):
		return ""
	case away == 1:
		return " One of those who are expected has said that they cannot come."
	default:
		return fmt.Sprintf(" %d of those who are expected have said that they cannot come.", away)
	}
}
