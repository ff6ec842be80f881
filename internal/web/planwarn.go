package web

import (
	"cmp"
	"fmt"

	"attune/internal/access"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/schedule"
)

// warnings are what speaks against the session, and is in nobody's way. Members are counted, never named.
func (n *planning) warnings() []string {
	edition, err := n.rules.get(n.c.Request().Context())
	if err != nil {
		return nil
	}
	o := n.ground.Look(n.p, n.session, edition.ServesTarget, n.reader())
	var said []string
	say := func(so bool, format string, args ...any) {
		if so {
			said = append(said, fmt.Sprintf(format, args...))
		}
	}
	asked := day.ClockAt(n.p.Begins.Minute)
	lead := cmp.Or(n.p.Lead, n.circle.Provider)
	say(o.Moved, "The clocks are put forward that night, and %s does not exist. The session begins at %s.", asked, clockTime(n.session.Starts, n.zone))
	say(o.Twice, "The clocks are put back that night, and %s comes twice. The first one is meant.", asked)
	say(o.LeadBusy > 0, "%s is to be in %s at the same time.", n.name(lead), count(o.LeadBusy, "other session", "other sessions"))
	say(o.CoLeadBusy > 0, "%s is to be in %s at the same time.", n.name(n.p.CoLead), count(o.CoLeadBusy, "other session", "other sessions"))
	say(o.SeatsBusy.Count > 0, "%s to be in another session at the same time.", told(o.SeatsBusy, "member of this group", "members of this group", "is", "are"))
	say(o.Over > 0, "The group has room for %d, and %s to it on that day.", n.circle.Capacity, count(o.Seats, "person belongs", "people belong"))
	most := edition.GroupSize().Max
	say(o.Receiving > most, "%s to the group on that day beside who leads, and the rules warn of a session with more than %d.", count(o.Receiving, "person belongs", "people belong"), most)
	return append(said, n.credit(o)...)
}

// credit is what the hours of the session cannot count toward.
func (n *planning) credit(o schedule.Outlook) []string {
	lead := cmp.Or(n.p.Lead, n.circle.Provider)
	var said []string
	if access.May(n.actor, access.SeeRecord, access.Person{ID: lead, Association: n.ground.Home[lead]}) == nil {
		for _, c := range o.Ended {
			ends := "ends"
			if c.Span.To < day.At(n.Now(), n.zone) {
				ends = "ended"
			}
			said = append(said, fmt.Sprintf("%s of %s %s on %s, before this session.", c.Category, n.name(lead), ends, plainDate(c.Span.To)))
		}
	}
	for _, u := range o.Unserved {
		said = append(said, fmt.Sprintf("With what %s holds on that day, the hour does not count toward %s, which %s.",
			n.name(lead), u.Category, told(u.Members, "member", "members", "earns", "earn")))
	}
	return said
}

// told is a figure of members with a verb, as "2 members earn" or "3 members or more earn".
func told(f schedule.Figure, one, many, does, they string) string {
	if f.OrMore {
		return fmt.Sprintf("%d %s or more %s", f.Count, many, they)
	}
	return count(f.Count, one+" "+does, many+" "+they)
}

// reader is what the actor may see of those whom the session is planned for.
func (n *planning) reader() schedule.Reader {
	own := make(map[schedule.SessionID][]roster.PersonID)
	for _, e := range n.ground.Busy {
		if e.Person == n.actor.Person {
			own[e.Session] = []roster.PersonID{e.Person}
		}
	}
	return schedule.Reader{
		Session: func(e schedule.Engagement) bool {
			sheet := access.Sheet{Session: e.Session, Association: e.Association, Provider: e.Provider, Roster: own[e.Session]}
			return access.May(n.actor, access.SeeSession, sheet) == nil
		},
		Targets: func(s schedule.Seat) bool {
			return access.May(n.actor, access.SeeStanding, access.Person{ID: s.Person, Association: s.Association}) == nil
		},
	}
}
