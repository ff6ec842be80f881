package attendance

import (
	"slices"
	"time"

	"attune/internal/fault"
	"attune/internal/roster"
)

// takes tells whether the sheet may mark somebody: who is on its roster or on the amendment that waits, and a guest whose association is known, so that
// the hour has an owner.
func (s Sheet) takes(person roster.PersonID, guests []roster.PersonID) bool {
	return slices.Contains(s.Roster, person) || s.beside(person) || slices.Contains(guests, person) && s.Home[person] != ""
}

// Brought are whom the draft puts on the sheet beside its roster: guests and who led. A decision needs their association.
func (d Draft) Brought() []roster.PersonID {
	people := slices.Clone(d.Guests)
	if d.Leading != nil {
		people = append(people, d.Leading.Lead, d.Leading.CoLead)
	}
	return slices.DeleteFunc(people, func(p roster.PersonID) bool { return p == 0 })
}

// checkLeading finds what cannot be right about who led; nil says nothing.
func (s Sheet) checkLeading(l *Leading) error {
	if l == nil {
		return nil
	}
	for _, lead := range []roster.PersonID{l.Lead, l.CoLead} {
		if lead != 0 && s.Home[lead] == "" {
			return fault.New(fault.Invalid, "Who led is nobody we know. Choose them from the list, or look for them by name.")
		}
	}
	switch {
	case l.CoLead == 0:
		return nil
	case l.Lead == 0:
		return fault.New(fault.Invalid, "Somebody co-led this session, so say who led it; or that nobody did either.")
	case l.Lead == l.CoLead:
		return fault.New(fault.Invalid, "One person led and co-led this session. Choose somebody else for one of the two, or nobody as co-lead.")
	default:
		return nil
	}
}

// led is the change with the session saying who led, as calendars shall see it. A session says only what its group does not.
func (c Change) led(l Leading, now time.Time) Change {
	session, group := c.Sheet.Session, c.Sheet.Group
	if is := Resolve(session, group); is.Lead == l.Lead && is.CoLead == l.CoLead {
		return c
	}
	switch {
	case c.Act != "":
	case c.Sheet.State == Open:
		c.Act, c.Sheet.Revision = Saved, c.Sheet.Revision+1
	default:
		return c // what is verified fixed its own
	}
	session.Lead, session.CoLead, session.NobodyLed = l.Lead, l.CoLead, l.Lead == 0
	if l.Lead == group.Provider {
		session.Lead = 0
	}
	c.Sheet.Session = session.Raised(session, now)
	return c
}
