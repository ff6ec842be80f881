package access

import (
	"slices"

	"attune/internal/day"
	"attune/internal/roster"
)

// Leaving is what somebody would leave, as one change finds it: locked, with the account behind it.
type Leaving struct {
	Record    roster.Record
	Groups    []roster.Group // those that memberships of the record are in, whether they have ended or not
	Planned   []PlannedPlace // the person's sessions from now on, by planned start
	Account   Holder         // zero: they have none that is open
	Operators int            // how many open accounts operate the installation
}

// PlannedPlace is somebody's place in a session that is planned.
type PlannedPlace struct {
	Group roster.GroupID
	On    day.Date // on the group's clock
	Leads bool     // as lead or co-lead, by the session or because the group is theirs
}

// Parting is what ends where somebody leaves; what was until then stays as it was. The zero Parting ends nothing.
type Parting struct {
	Association bool             // they leave it, and not only the programs that the actor manages
	Edits       []roster.Edit    // employment and memberships, each with its last day
	Calendars   []roster.GroupID // of these, calendar addresses that show nothing else end
	Closes      bool             // their account is closed
}

// Nothing tells whether nothing ends.
func (p Parting) Nothing() bool { return len(p.Edits) == 0 && !p.Closes }

// Part decides what ends where the actor has somebody leave after a last day, which may lie ahead or behind. A
// coordinator of their association ends what they have there, and closes their account once that day has come; a manager
// ends employment in the programs they manage, and memberships of those programs' own groups. May(EndPlace) is asked first.
func (l Leaving) Part(actor Actor, who Person, on day.Date, reason string) (Parting, error) {
	if err := May(actor, EndPlace, who); err != nil {
		return Parting{}, err
	}
	p := Parting{Association: May(actor, KeepRecord, who) == nil}
	if !p.Association {
		if err := l.unsettled(actor, on); err != nil {
			return Parting{}, err
		}
	}
	var err error
	if p.Edits, err = l.Record.Leave(on, reason, func(f roster.Fact) bool { return l.Ends(actor, f, p.Association) }); err != nil {
		return Parting{}, err
	}
	come := on <= who.Today
	for i, e := range p.Edits {
		m, belongs := e.After.(roster.Membership)
		if !belongs {
			continue
		}
		if p.Edits[i].Owner = l.Group(m.Group).Association; come {
			p.Calendars = append(p.Calendars, m.Group)
		}
	}
	p.Closes = p.Association && come && l.Account.Account != 0 && l.Account.Close(actor, l.Operators) == nil
	return p, nil
}

// unsettled refuses a manager where something of theirs has a last day already: they end, and correct nothing.
func (l Leaving) unsettled(actor Actor, on day.Date) error {
	for _, k := range l.Record.Facts {
		if to := k.Fact.Days().To; to > on && k.Fact.Days().From <= on && l.Ends(actor, k.Fact, false) {
			return roster.Refuse("to", "%s is on record as a last day already. The coordinator of the association puts another in its place.", to.Format("2 January 2006"))
		}
	}
	return nil
}

// Ends tells whether a fact is one that ends where the actor has the person leave: their association, or the programs
// that the actor manages.
func (l Leaving) Ends(actor Actor, f roster.Fact, association bool) bool {
	switch is := f.(type) {
	case roster.Employment:
		return association || May(actor, KeepStaff, Program{ID: is.Program}) == nil
	case roster.Membership:
		group := l.Group(is.Group)
		if association {
			return May(actor, KeepGroup, Group{Association: group.Association}) == nil
		}
		return group.Program != 0 && May(actor, KeepStaff, Program{ID: group.Program}) == nil
	default:
		return false
	}
}

// Group is the group of one of the memberships; the zero Group where there is none of that id.
func (l Leaving) Group(id roster.GroupID) roster.Group {
	i := slices.IndexFunc(l.Groups, func(g roster.Group) bool { return g.ID == id })
	if i < 0 {
		return roster.Group{}
	}
	return l.Groups[i]
}
