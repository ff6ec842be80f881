package notice

import (
	"slices"

	"attune/internal/attendance"
	"attune/internal/day"
	"attune/internal/roster"
	"attune/internal/rulebook"
)

// shift is a member whose planned hours in a group stop counting toward something, or count again.
type shift struct {
	member   roster.PersonID
	group    roster.Group
	standIn  bool // only sessions of the group that somebody else provides
	from     day.Date
	waits    bool // for a coordinator's decision
	purposes []rulebook.Purpose
}

// seats calls visit with every planned session that the provider leads and each member of its group on that day, with the
// day in the member's association.
func (p Practice) seats(visit func(m attendance.Meeting, member rulebook.Facts, d day.Date)) {
	for _, m := range p.Planned {
		if m.Facts().Lead != p.Provider.ID {
			continue
		}
		for _, place := range p.Members[m.Group.ID] {
			if member, known := p.Facts[place.Person]; known && place.Span.Contains(m.Session.Local.Day) {
				visit(m, member, day.At(m.Session.Starts, p.zone(member.Person.Association)))
			}
		}
	}
}

// outlook is what hours of the session would be for the member on a day, were the provider to lead them with these
// credentials.
func (p Practice) outlook(m attendance.Meeting, member rulebook.Facts, lead []roster.Credential, d day.Date) []rulebook.Outlook {
	facts := m.Facts()
	member.Leads = map[roster.PersonID][]roster.Credential{p.Provider.ID: lead}
	return p.Rules.Foresee(member, rulebook.Planned{Day: d, Lead: p.Provider.ID, Kind: facts.Kind, Modality: facts.Modality})
}

// lost are the purposes that count in one outlook, and do not in the other for want of a provider.
func lost(was, is []rulebook.Outlook) []rulebook.Outlook {
	var gone []rulebook.Outlook
	for _, after := range is {
		counted := slices.ContainsFunc(was, func(o rulebook.Outlook) bool { return o.Purpose == after.Purpose && o.Verdict == rulebook.Counted })
		if counted && after.ForWantOfProvider() {
			gone = append(gone, after)
		}
	}
	return gone
}

func holds(gone []rulebook.Outlook, of rulebook.Purpose) bool {
	return slices.ContainsFunc(gone, func(o rulebook.Outlook) bool { return o.Purpose == of })
}

// shifts are the members for whom planned hours count with one list of credentials and not with the other, each with the
// day from which that is so.
func (p Practice) shifts(has, lacks []roster.Credential) []shift {
	bounds := p.bounds(slices.Concat(has, lacks)...)
	var g gatheredShifts
	p.seats(func(m attendance.Meeting, member rulebook.Facts, d day.Date) {
		gone := func(on day.Date) []rulebook.Outlook {
			return lost(p.outlook(m, member, has, on), p.outlook(m, member, lacks, on))
		}
		for _, o := range gone(d) {
			g.add(m, member, o, func() day.Date {
				return since(bounds, d, func(b day.Date) bool { return holds(gone(b), o.Purpose) })
			})
		}
	})
	return g.list
}

// ending are the members whose planned hours, counted until the day before a day, do not count from it on, until something
// becomes of it: only those with a planned session in that time.
func (p Practice) ending(from day.Date) []shift {
	lead := credentials(p.Held)
	bounds := p.bounds(lead...)
	var g gatheredShifts
	p.seats(func(m attendance.Meeting, member rulebook.Facts, d day.Date) {
		if d < from {
			return
		}
		was := p.outlook(m, member, lead, from.AddDays(-1))
		gone := func(on day.Date) []rulebook.Outlook { return lost(was, p.outlook(m, member, lead, on)) }
		for _, o := range gone(d) {
			stretch := since(bounds, d, func(b day.Date) bool { return b >= from && holds(gone(b), o.Purpose) })
			if stretch == from {
				g.add(m, member, o, func() day.Date { return from })
			}
		}
	})
	return g.list
}

// gatheredShifts are shifts, one for each member, group and day.
type gatheredShifts struct {
	list []shift
	seen map[seat]bool
}

type seat struct {
	member  roster.PersonID
	group   roster.GroupID
	purpose rulebook.Purpose
}

// add notes that the member's hours of that group stop counting toward one purpose; the first time is what is told.
func (g *gatheredShifts) add(m attendance.Meeting, member rulebook.Facts, o rulebook.Outlook, from func() day.Date) {
	key := seat{member.Person.ID, m.Group.ID, o.Purpose}
	if g.seen[key] {
		return
	}
	if g.seen == nil {
		g.seen = make(map[seat]bool)
	}
	g.seen[key] = true
	s := shift{
		member: key.member, group: m.Group, standIn: m.Facts().Lead != m.Group.Provider, from: from(), waits: o.Verdict == rulebook.HeldBack,
	}
	i := slices.IndexFunc(g.list, func(o shift) bool { return o.member == s.member && o.group.ID == s.group.ID && o.from == s.from })
	if i < 0 {
		i, g.list = len(g.list), append(g.list, s)
	}
	g.list[i].purposes = append(g.list[i].purposes, o.Purpose)
}
