package notice

import (
	"fmt"
	"maps"
	"slices"

	"attune/internal/roster"
	"attune/internal/schedule"
)

// OfPlans is OfPlan of one act that touched sessions of several groups, group by group: whoever it concerns in more than one of them
// is told of all in one mail. By, At and whose calendars they are known by are the same in each.
func OfPlans(plans []Planned) []Notice {
	whose := make(map[roster.PersonID][]part)
	for _, p := range plans {
		for person, turns := range p.whose() {
			whose[person] = append(whose[person], part{p, turns})
		}
	}
	var notices []Notice
	for _, person := range slices.Sorted(maps.Keys(whose)) {
		parts := whose[person]
		if len(parts) == 1 {
			notices = append(notices, parts[0].notice(person, parts[0].turns))
		} else {
			notices = append(notices, ofParts(person, parts))
		}
	}
	return notices
}

// part is what somebody has to be told of one group.
type part struct {
	Planned
	turns []schedule.Turn
}

// ofParts is one notice of several groups, each session with its group's name; where a group meets from then on is said of those that
// it names.
func ofParts(to roster.PersonID, parts []part) Notice {
	n := parts[0].notice(to, parts[0].turns) // whose mail it is, and of which act
	var all []outcome
	n.Sessions, n.Lines = nil, nil
	for _, p := range parts {
		named := len(all) < mostDays
		for _, t := range p.turns {
			all = append(all, p.outcome(to, t))
			if m := p.mention(to, t, false, len(all) <= mostDays); m.Session != 0 {
				n.Sessions = append(n.Sessions, m)
			}
			if len(all) <= mostDays {
				n.Lines = append(n.Lines, p.Group.Name+": "+p.words(to, t)+p.aside(to, t))
			}
		}
		if words := p.onward(to, p.turns); named && words != "" {
			n.Lines = append(n.Lines, "From then on "+p.Group.Name+" meets "+words+".")
		}
	}
	if len(all) > mostDays {
		n.Lines = append(n.Lines, fmt.Sprintf("And %d more.", len(all)-mostDays))
	}
	n.Lines = append(n.Lines, untilCalendarsLook)
	n.Subject = subjectOf(all, fmt.Sprintf("%d sessions of %d groups", len(all), len(parts)))
	n.Action, n.Why = Action{Words: "Open Attune", Path: "/"}, "You belong to these groups, provide them, or lead these sessions."
	return n
}

// aside is what stands beside a session where the mail is of several groups.
func (p part) aside(to roster.PersonID, t schedule.Turn) string {
	switch {
	case p.isGuest(to, t):
		return " It is not in your calendar; whoever of you comes is added to its sheet by who leads it."
	case p.Group.Kind == roster.Training:
		return " It is in-service training."
	default:
		return ""
	}
}
