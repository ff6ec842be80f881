package schedule

import (
	"maps"
	"slices"
	"time"

	"attune/internal/day"
	"attune/internal/roster"
)

// Ground is what a session to be planned stands on: its group as it is now, and whoever it concerns on that day.
type Ground struct {
	Group   roster.Group
	Zone    *time.Location                          // the group's
	Home    map[roster.PersonID]roster.Association  // of who is to lead and co-lead
	Held    map[roster.PersonID][]roster.Credential // by who is to lead and co-lead, at any time
	Members []Seat                                  // who belongs to the group on that day
	Busy    []Engagement                            // of members and of who leads, in sessions about that time that were not cancelled
	Instead Session                                 // what takes place of the same occurrence already; the zero Session for nothing
	Lost    []roster.PersonID                       // of what makes up for a session of another group: in whose calendars that stood
	Beside  []Slot                                  // when the group has other sessions about that time that were not cancelled
}

// Seat is a member of the group.
type Seat struct {
	Person      roster.PersonID
	Association roster.Association
	Earns       []roster.Target // of which they do not hold the credential on that day
}

// Engagement is somebody's time in another session.
type Engagement struct {
	Person      roster.PersonID
	Session     SessionID
	Starts      time.Time
	Minutes     int
	Association roster.Association // the session's group's
	Provider    roster.PersonID    // the session's group's
}

// Served tells whether hours led on a day by somebody with these credentials can count toward a target of a member of the
// association (rulebook.Edition.ServesTarget).
type Served func(code roster.Association, lead []roster.Credential, t roster.Target, d day.Date) bool

// Outlook is what speaks against a session as it is to be planned, as far as one reader may be told. None of it keeps it
// from being planned.
type Outlook struct {
	Moved      bool // no clock shows the time that was asked for on that day
	Twice      bool // clocks show it twice; the first is meant
	LeadBusy   int  // sessions of who leads at the same time, of those that the reader may see
	CoLeadBusy int
	SeatsBusy  Figure // members who are to be in another session at the same time
	Seats      int    // members on that day
	Receiving  int    // how many of them would receive hours the rules may count: all but who leads, where the session is reflective
	Over       int    // how many members are more than the group has room for
	Ended      []roster.Credential
	Unserved   []Unserved // by category
}

// Unserved is a category toward which hours of the session cannot count.
type Unserved struct {
	Category roster.Category
	Members  Figure // how many earn it
}

func (g Ground) leadOf(p Proposal) roster.PersonID {
	if p.Lead != 0 {
		return p.Lead
	}
	return g.Group.Provider
}

// knows tells whether somebody may be named as who leads: anybody of the group's association, and its provider.
func (g Ground) knows(person roster.PersonID) bool {
	return person == g.Group.Provider || g.Home[person] == g.Group.Association && g.Group.Association != ""
}

// Look is the outlook of a session that was proposed and can be, for a reader.
func (g Ground) Look(p Proposal, s Session, served Served, reader Reader) Outlook {
	lead := g.leadOf(p)
	times := p.Begins.Times(g.Zone)
	o := Outlook{Moved: times == 0, Twice: times > 1, Seats: len(g.Members)}
	if g.Group.Capacity > 0 {
		o.Over = max(0, o.Seats-g.Group.Capacity)
	}
	seen, unseen := g.engaged(s, reader)
	o.LeadBusy, o.CoLeadBusy = seen[lead], seen[p.CoLead]
	var told tally
	reflective := s.Kind == roster.Reflective || s.Kind == "" && g.Group.Kind == roster.Reflective
	for _, seat := range g.Members {
		leads := seat.Person == lead || seat.Person == p.CoLead
		told.count(seen[seat.Person] > 0, leads, unseen[seat.Person])
		if reflective && !leads {
			o.Receiving++
		}
	}
	o.SeatsBusy = told.figure()
	if reflective {
		o.Ended, o.Unserved = g.ended(lead, s.Local.Day), g.unserved(p, s.Local.Day, served, reader)
	}
	return o
}

// engaged are those who are in other sessions while this one lasts: in how many that the reader may see, and whether in
// any other of the group's association. Groups of another association are nobody's to hear of who does not see the session.
func (g Ground) engaged(s Session, reader Reader) (seen map[roster.PersonID]int, unseen map[roster.PersonID]bool) {
	seen, unseen = make(map[roster.PersonID]int), make(map[roster.PersonID]bool)
	for _, e := range g.Busy {
		during := e.slot().Overlaps(s.slot())
		switch {
		case during && reader.Session(e):
			seen[e.Person]++
		case during && e.Association == g.Group.Association:
			unseen[e.Person] = true
		}
	}
	return seen, unseen
}

// ended are the credentials of who leads that came to an end before the day, and that nothing of the same category follows.
func (g Ground) ended(lead roster.PersonID, on day.Date) []roster.Credential {
	var ended []roster.Credential
	for _, c := range g.Held[lead] {
		follows := slices.ContainsFunc(g.Held[lead], func(o roster.Credential) bool {
			return o.Category == c.Category && (o.Span.Contains(on) || o.Span.From > c.Span.From && o.Span.From <= on)
		})
		if c.Span.EndedBefore(on) && !follows {
			ended = append(ended, c)
		}
	}
	return ended
}

// unserved are the categories that members earn and that what the lead holds on the day does not serve: for how many, as
// degrees and the days on which targets were opened have it.
func (g Ground) unserved(p Proposal, on day.Date, served Served, reader Reader) []Unserved {
	lead := g.leadOf(p)
	lacking := make(map[roster.Category]map[roster.PersonID]bool)
	for _, seat := range g.Members {
		for _, t := range seat.Earns {
			if lacking[t.Category] == nil {
				lacking[t.Category] = make(map[roster.PersonID]bool)
			}
			lacking[t.Category][seat.Person] = !served(seat.Association, g.Held[lead], t, on)
		}
	}
	var list []Unserved
	for _, c := range slices.Sorted(maps.Keys(lacking)) {
		var told tally
		for _, seat := range g.Members {
			lacks := lacking[c][seat.Person]
			leads := seat.Person == lead || seat.Person == p.CoLead // who leads receives nothing
			told.count(reader.Targets(seat), leads || !lacks, lacks)
		}
		if f := told.figure(); f.Count > 0 {
			list = append(list, Unserved{c, f})
		}
	}
	return list
}
